"""Who is a copy of whom: every change of standing, each with its line in the change log. Groups stay flat.

What a person decided no rule undoes: a split article is nobody's copy, a pinned one stays with the article it was
pinned to, wherever that goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, insert, or_, select, update

from aggregator.model import Duplicate, Evidence, Standing
from storage.articles import JOINED
from storage.changelog import ChangeLog
from storage.codec import standing_of
from storage.tables import article, duplicate, feed
from storage.types import Big, Ints, among

Row = dict[str, Any]

NUMBER = bindparam("number", type_=Big)
IDS = bindparam("ids", type_=Ints())
PINNED, SPLIT, INHERITED = "pinned", "split", "inherited"
"""Methods that are no rules of the core's: a person's two words, and what a removed original is to its heir."""

ROW = select(duplicate).where(duplicate.c.member_id == NUMBER)
ROOT = select(duplicate.c.of_id).where(duplicate.c.member_id == NUMBER, JOINED)
NUMBER_OF = select(article.c.id).where(article.c.uid == bindparam("uid"))
ROOT_OF = (
    select(article.c.id, duplicate.c.of_id)
    .outerjoin(duplicate, (duplicate.c.member_id == article.c.id) & JOINED)
    .where(article.c.uid == bindparam("uid"))
)
COPIES = (
    select(duplicate.c.member_id, duplicate.c.decided_by)
    .where(duplicate.c.of_id == NUMBER, JOINED)
    .order_by(duplicate.c.member_id)
)
PINNED_TO = select(duplicate.c.member_id).where(duplicate.c.named_id == NUMBER, JOINED)
SEPARATED = select(
    exists().where(
        duplicate.c.split,
        or_(
            (duplicate.c.member_id == bindparam("one")) & (duplicate.c.of_id == bindparam("other")),
            (duplicate.c.member_id == bindparam("other")) & (duplicate.c.of_id == bindparam("one")),
        ),
    )
)
DROP = delete(duplicate).where(duplicate.c.member_id == NUMBER)
PUT = insert(duplicate)
REFER = update(duplicate).where(among(duplicate.c.member_id, IDS)).values(of_id=bindparam("of"))
FOLLOW_SPLIT = update(duplicate).where(duplicate.c.of_id == NUMBER, duplicate.c.split).values(of_id=bindparam("of"))
NAMES = (
    select(article.c.id, article.c.uid, feed.c.key)
    .join(feed, feed.c.id == article.c.feed_id)
    .where(among(article.c.id, IDS), article.c.removed_at.is_(None))
    .order_by(article.c.id)
)
STANDINGS = (
    select(
        article.c.id,
        article.c.uid,
        article.c.canonical_url,
        article.c.source,
        article.c.published_at,
        article.c.date_source,
        article.c.effective_at,
        article.c.first_seen_at,
        article.c.word_count,
        feed.c.url.label("feed_url"),
        feed.c.link.label("feed_link"),
    )
    .join(feed, feed.c.id == article.c.feed_id)
    .where(among(article.c.id, IDS), article.c.removed_at.is_(None))
    .order_by(article.c.id)
)


class Groups:
    """The groups of one transaction that holds the publishing lock; *log* takes the lines, dated *at*."""

    def __init__(self, connection: Connection, log: ChangeLog, at: datetime) -> None:
        self._connection = connection
        self._log = log
        self._at = at

    # -----------------------------------------------------------------------------------------
    # Questions
    # -----------------------------------------------------------------------------------------

    def row(self, number: int) -> Any:
        """Return what is decided about an article: its row in `duplicate`, or None."""
        return self._connection.execute(ROW, {"number": number}).one_or_none()

    def number(self, uid: str) -> int:
        """Return the number of an article that is in the store."""
        return int(self._connection.execute(NUMBER_OF, {"uid": uid}).scalar_one())

    def root(self, number: int) -> int:
        """Return the original of an article's group: itself where it is no copy."""
        return self._connection.execute(ROOT, {"number": number}).scalar() or number

    def root_of(self, uid: str) -> int | None:
        """Return the original of the group of the article *uid*. None: there is no such article."""
        row = self._connection.execute(ROOT_OF, {"uid": uid}).one_or_none()
        return None if row is None else row.of_id or row.id

    def copies(self, number: int) -> Sequence[Any]:
        """Return the copies of an original, first published first, with who decided."""
        return self._connection.execute(COPIES, {"number": number}).all()

    def standings(self, numbers: Iterable[int]) -> dict[int, Standing]:
        """Return what says which of *numbers* is the original, in the order of their publication; no removed ones."""
        rows = self._connection.execute(STANDINGS, {"ids": list(numbers)}).mappings()
        return {row["id"]: standing_of(row) for row in rows}

    def separated(self, one: int, other: int) -> bool:
        """Whether a person said of one of two originals that it is no copy of the other."""
        return bool(self._connection.execute(SEPARATED, {"one": one, "other": other}).scalar())

    # -----------------------------------------------------------------------------------------
    # Changes
    # -----------------------------------------------------------------------------------------

    def join(self, number: int, root: int, verdict: Duplicate, *, by: str = "rule", named: int | None = None) -> None:
        """Make an article a copy of the original *root*, and its own copies with it."""
        before = self.root(number)
        self._put(number, root, verdict, by=by, named=named)
        if before == root:
            return
        brought = [number, *(one.member_id for one in self.copies(number)), *self._pinned_to(number, root)]
        self._refer(brought, root)
        self._follow_split(number, root)
        self._tell(brought, "article.duplicate")

    def leave(self, number: int) -> None:
        """Make a copy stand by itself; what was pinned to it comes along."""
        self._connection.execute(DROP, {"number": number})
        self._stand(number)

    def split(self, number: int) -> None:
        """Make a copy stand by itself because a person said so; an original's word is kept just as well."""
        before = self.root(number)
        said = (Evidence(name="decided_by", value="person"),)
        verdict = Duplicate(of="", method=SPLIT, score=0.0, evidence=said)
        self._put(number, before, verdict, by="person", named=before, split=True)
        if before != number:
            self._stand(number)

    def forget(self, number: int) -> None:
        """Forget what is decided about an article that is no copy."""
        self._connection.execute(DROP, {"number": number})

    def lead(self, number: int, root: int, verdict: Duplicate, *, by: str = "rule", named: int | None = None) -> None:
        """Make an article the original of *root*'s group, *root* its copy by *verdict*; its own copies stay with it."""
        self._connection.execute(DROP, {"number": number})
        moved = [root, *(one.member_id for one in self.copies(root) if one.member_id != number)]
        self._put(root, number, verdict, by=by, named=named)
        moved += [one for one in self._pinned_to(number, None) if one not in moved]
        self._refer(moved, number)
        self._follow_split(root, number)
        self._tell([number], "article.original")
        self._tell(moved, "article.duplicate")

    def bequeath(self, number: int, heir: int, copies: Sequence[int]) -> None:
        """Make *heir* the original of *copies*, which were those of *number*: it was removed, or rewritten."""
        self._connection.execute(DROP, {"number": heir})
        rest = [copy for copy in copies if copy != heir]
        self._refer(rest, heir)
        self._follow_split(number, heir)
        self._tell([heir], "article.original")
        self._tell(rest, "article.duplicate")

    def remember_removed(self, number: int, heir: int) -> None:
        """Let a removed original count as a copy of its heir: its feed stays among the sources."""
        verdict = Duplicate(of="", method=INHERITED, score=1.0)
        self._put(number, heir, verdict, by="rule", named=None)

    # -----------------------------------------------------------------------------------------

    def _stand(self, number: int) -> None:
        pinned = self._pinned_to(number, None)
        self._refer(pinned, number)
        self._tell([number], "article.original")
        self._tell(pinned, "article.duplicate")

    def _pinned_to(self, number: int, root: int | None) -> list[int]:
        """Return what a person pinned to an article, where that is not yet a copy of *root*."""
        pinned = self._connection.execute(PINNED_TO, {"number": number}).scalars()
        return [one for one in pinned if one != root and self.root(one) not in (number, root)]

    def _put(
        self, number: int, root: int, verdict: Duplicate, *, by: str, named: int | None, split: bool = False
    ) -> None:
        self._connection.execute(DROP, {"number": number})
        values: Row = {name: getattr(verdict, name) for name in ("method", "score", "evidence", "role")}
        fixed: Row = {"at": self._at, "decided_by": by, "split": split, "named_id": named}
        self._connection.execute(PUT, {"member_id": number, "of_id": root, **values, **fixed})

    def _refer(self, numbers: Sequence[int], root: int) -> None:
        if numbers:
            self._connection.execute(REFER, {"ids": numbers, "of": root})

    def _follow_split(self, number: int, root: int) -> None:
        """Let what was split from *number* be split from what is the original in its place."""
        self._connection.execute(FOLLOW_SPLIT, {"number": number, "of": root})

    def _tell(self, numbers: Sequence[int], kind: Any) -> None:
        """Write a line for each of *numbers*, in their order; removed articles are told of no more."""
        if not numbers:
            return
        names = {row.id: row for row in self._connection.execute(NAMES, {"ids": numbers})}
        for number in dict.fromkeys(numbers):
            if number in names:
                self._log.append(kind, number, names[number].uid, names[number].key, self._at)
