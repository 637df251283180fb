"""Making stored articles visible: in commit order, each after its duplicate verdict, one holder at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any, assert_never

from sqlalchemy import Connection, bindparam, delete, select, update

from aggregator.errors import StoreError
from aggregator.model import (
    Change,
    ChangeKind,
    Contest,
    Duplicate,
    DuplicateVerdict,
    Features,
    Original,
    Pending,
    Standing,
)
from storage.changelog import ChangeLog
from storage.codec import features_of
from storage.groups import Groups
from storage.near import Index
from storage.tables import article, change_outbox, feed
from storage.types import Ints, among

# Look-ups and no join: statistics taken while nothing waits make SQLite begin with all articles.
_its_article = article.c.id == change_outbox.c.article_id
_uid = select(article.c.uid).where(_its_article).correlate(change_outbox).scalar_subquery()
_feed = select(article.c.feed_id).where(_its_article).correlate(change_outbox).scalar_subquery()
_feed_key = select(feed.c.key).where(feed.c.id == _feed).correlate(change_outbox).scalar_subquery()
PENDING = (
    select(change_outbox, _uid.label("uid"), _feed_key.label("feed"))
    .order_by(change_outbox.c.id)
    .limit(bindparam("limit"))
)
SHOW = update(article).where(among(article.c.id, bindparam("ids", type_=Ints()))).values(visible=1)
DONE = delete(change_outbox).where(among(change_outbox.c.id, bindparam("ids", type_=Ints())))


class Publication:
    """One transaction of publishing: take what is pending, look for copies, give each its verdict and its `seq`."""

    def __init__(self, connection: Connection, limit: int) -> None:
        """Begin on a connection whose transaction holds the lock (`take_lock`)."""
        self._connection = connection
        self._limit = limit
        self._index = Index(connection)
        self._log = ChangeLog(connection)
        self._waiting: dict[str, deque[Any]] = {}
        self._published: list[Any] = []

    # -----------------------------------------------------------------------------------------
    # Questions
    # -----------------------------------------------------------------------------------------

    def pending(self) -> Sequence[Pending]:
        """Return what is stored but not yet visible, in commit order; what is to be judged again among it."""
        rows = self._connection.execute(PENDING, {"limit": self._limit}).mappings().all()
        for row in rows:
            self._waiting.setdefault(row["uid"], deque()).append(row)
        batch = [Pending(kind=row["kind"], features=features_of(row)) for row in rows]
        self._index.look([pending.features for pending in batch])
        return batch

    def candidates(self, features: Features) -> Sequence[Features]:
        """Return published articles inside the window that may be what *features* is a copy of; never itself."""
        waiting = self._waiting.get(features.article_id)
        return self._index.candidates(features, waiting[0]["article_id"] if waiting else 0)

    def contest(self, pending: Pending, verdict: Duplicate) -> Contest | None:
        """Return the article beside the original of the group it is to join. None: who is the original is settled.

        Raises StoreError when the verdict names an article that is not in the store.
        """
        row = self._row(pending)
        groups = self._groups(row)
        root = self._root(groups, row, verdict)
        if root == row["article_id"]:
            return None
        standings = groups.standings((row["article_id"], root))
        if len(standings) < 2:
            return None
        return Contest(challenger=standings[row["article_id"]], original=standings[root])

    def copies(self, pending: Pending) -> Sequence[Features]:
        """Return the copies of an article that rules found and that can still be compared with."""
        return self._index.copies(self._row(pending)["article_id"])

    def heirs(self, pending: Pending) -> Sequence[Standing]:
        """Return the copies of an article that rules found, first published first: one of them may follow it."""
        row = self._row(pending)
        groups = self._groups(row)
        return list(groups.standings(_by_rule(groups, row["article_id"])).values())

    # -----------------------------------------------------------------------------------------
    # Verdicts
    # -----------------------------------------------------------------------------------------

    def publish(self, pending: Pending, verdict: DuplicateVerdict, *, original: str | None = None) -> Change | None:
        """Make *pending* visible with its verdict; return its change. None: it was visible and is only judged again.

        *original*: who is the original of the group from now on: the article itself, which the article that it is a
        copy of then follows; or, for one that its copies no longer resemble, the best of them. None: nothing moves.
        Raises StoreError for what is not pending.
        """
        row = self._row(pending)
        self._waiting[row["uid"]].popleft()
        self._index.put(row["article_id"], pending.features, replacing=row["kind"] != "created")
        self._published.append(row)
        change = self._told(row)
        self._decide(row, verdict, original)
        return change

    def flush(self) -> None:
        """Write what can be written together: visibility, the change log, and that nothing waits any more."""
        if not self._published:
            return
        self._index.flush()
        created = [row["article_id"] for row in self._published if row["kind"] == "created"]
        self._connection.execute(SHOW, {"ids": created})
        self._connection.execute(DONE, {"ids": [row["id"] for row in self._published]})
        self._log.flush()

    def _row(self, pending: Pending) -> Any:
        waiting = self._waiting.get(pending.features.article_id)
        if not waiting:
            raise StoreError(f"article {pending.features.article_id} is not waiting to be published")
        return waiting[0]

    def _groups(self, row: Any) -> Groups:
        return Groups(self._connection, self._log, row["at"])

    def _told(self, row: Any) -> Change | None:
        if row["kind"] == "rejudged":
            return None
        kind: ChangeKind = "article.created" if row["kind"] == "created" else "article.revised"
        return self._log.append(kind, row["article_id"], row["uid"], row["feed"], row["at"])

    def _decide(self, row: Any, verdict: DuplicateVerdict, original: str | None) -> None:
        """Write the verdict. What a person decided stands."""
        match verdict:
            case Original():
                if row["kind"] != "created":
                    self._stand(row, original)
            case Duplicate():
                self._join(row, verdict, leads=original == row["uid"])
            case _:
                assert_never(verdict)

    def _stand(self, row: Any, heir: str | None) -> None:
        """End what no longer holds: that it is a copy, or that its copies are copies of it."""
        groups, number = self._groups(row), row["article_id"]
        decided = groups.row(number)
        if decided is not None and decided.decided_by == "rule" and self._index.holds(decided.of_id):
            groups.leave(number)
        if heir is not None:
            groups.bequeath(number, groups.number(heir), _by_rule(groups, number))

    def _join(self, row: Any, verdict: Duplicate, *, leads: bool) -> None:
        groups, number = self._groups(row), row["article_id"]
        root = self._root(groups, row, verdict)
        decided = groups.row(number)
        if root == number or (decided is not None and decided.decided_by == "person"):
            return  # a copy of its own copy stays the original
        if groups.separated(number, root):
            return
        held = groups.row(root)
        if leads and (held is None or held.decided_by == "rule"):
            groups.lead(number, root, verdict)
        else:
            groups.join(number, root, verdict)

    def _root(self, groups: Groups, row: Any, verdict: Duplicate) -> int:
        root = groups.root_of(verdict.of)
        if root is None:
            raise StoreError(f"article {row['uid']}: its original {verdict.of} is not in the store")
        return root


def _by_rule(groups: Groups, number: int) -> list[int]:
    return [copy.member_id for copy in groups.copies(number) if copy.decided_by == "rule"]
