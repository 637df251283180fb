"""Making stored articles visible: in commit order, each after its duplicate verdict, one holder at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import assert_never

from sqlalchemy import Connection, bindparam, update

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
    PollOutcome,
    Standing,
)
from storage import polls, waiting
from storage.changelog import ChangeLog
from storage.groups import Groups
from storage.near import Index
from storage.tables import article
from storage.types import Ints, among
from storage.waiting import Waiting

SHOW = update(article).where(among(article.c.id, bindparam("ids", type_=Ints()))).values(visible=1)


class Publication:
    """One transaction of publishing: take what is pending, look for copies, give each its verdict and its `seq`.

    What is pending may be written in the same transaction, poll by poll: then it never goes through the outbox.
    """

    def __init__(self, connection: Connection, limit: int) -> None:
        """Begin on a connection whose transaction holds the lock (`take_lock`)."""
        self._connection = connection
        self._limit = limit
        self._index = Index(connection)
        self._log = ChangeLog(connection)
        self._old = waiting.oldest(connection, limit)
        self._stored: list[Waiting] = []
        self._waiting: dict[str, deque[Waiting]] = {}
        self._published: list[Waiting] = []

    @property
    def is_full(self) -> bool:
        """Whether more may wait than this transaction publishes."""
        return len(self._old) == self._limit

    def commit(self, outcome: PollOutcome) -> None:
        """Write all of one poll. Raises Fenced, with nothing of it written, when its lease was lost, and StoreError.

        Before `pending`, which then ends with what the poll brought; all of that has to be published here.
        """
        stored = polls.write(self._connection, outcome, visible=not self.is_full)
        brought = (*stored.new, *stored.revised)
        if self.is_full:
            waiting.keep(self._connection, brought)  # behind what waits already: seq goes by commit order
        else:
            self._stored.extend(brought)

    # -----------------------------------------------------------------------------------------
    # Questions
    # -----------------------------------------------------------------------------------------

    def pending(self) -> Sequence[Pending]:
        """Return what is stored but not yet visible, in commit order; what is to be judged again among it."""
        rows = [*self._old, *self._stored]
        self._waiting = {}
        for row in rows:
            self._waiting.setdefault(row.uid, deque()).append(row)
        batch = [Pending(kind=row.kind, features=row.features) for row in rows]
        self._index.look([pending.features for pending in batch])
        return batch

    def candidates(self, features: Features) -> Sequence[Features]:
        """Return published articles inside the window that may be what *features* is a copy of; never itself."""
        rows = self._waiting.get(features.article_id)
        return self._index.candidates(features, rows[0].number if rows else 0)

    def contest(self, pending: Pending, verdict: Duplicate) -> Contest | None:
        """Return the article beside the original of the group it is to join. None: who is the original is settled.

        Raises StoreError when the verdict names an article that is not in the store.
        """
        row = self._row(pending)
        groups = self._groups(row)
        root = self._root(groups, row, verdict)
        if root == row.number:
            return None
        standings = groups.standings((row.number, root))
        if len(standings) < 2:
            return None
        return Contest(challenger=standings[row.number], original=standings[root])

    def copies(self, pending: Pending) -> Sequence[Features]:
        """Return the copies of an article that rules found and that can still be compared with."""
        return self._index.copies(self._row(pending).number)

    def heirs(self, pending: Pending) -> Sequence[Standing]:
        """Return the copies of an article that rules found, first published first: one of them may follow it."""
        row = self._row(pending)
        groups = self._groups(row)
        return list(groups.standings(_by_rule(groups, row.number)).values())

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
        self._waiting[row.uid].popleft()
        self._index.put(row.number, pending.features, replacing=row.kind != "created")
        self._published.append(row)
        change = self._told(row)
        self._decide(row, verdict, original)
        return change

    def flush(self) -> None:
        """Write what can be written together: visibility, the change log, and that nothing waits any more.

        Raises StoreError where something that this transaction stored is left: it is visible already.
        """
        if len([row for row in self._published if row.place is None]) != len(self._stored):
            raise StoreError("expected all that this transaction stored to be published by it")
        if not self._published:
            return
        self._index.flush()
        hidden = [row.number for row in self._published if row.kind == "created" and row.place is not None]
        if hidden:
            self._connection.execute(SHOW, {"ids": hidden})
        waiting.drop(self._connection, self._published)
        self._log.flush()

    def _row(self, pending: Pending) -> Waiting:
        rows = self._waiting.get(pending.features.article_id)
        if not rows:
            raise StoreError(f"article {pending.features.article_id} is not waiting to be published")
        return rows[0]

    def _groups(self, row: Waiting) -> Groups:
        return Groups(self._connection, self._log, row.at)

    def _told(self, row: Waiting) -> Change | None:
        if row.kind == "rejudged":
            return None
        kind: ChangeKind = "article.created" if row.kind == "created" else "article.revised"
        return self._log.append(kind, row.number, row.uid, row.feed, row.at)

    def _decide(self, row: Waiting, verdict: DuplicateVerdict, original: str | None) -> None:
        """Write the verdict. What a person decided stands."""
        match verdict:
            case Original():
                if row.kind != "created":
                    self._stand(row, original)
            case Duplicate():
                self._join(row, verdict, leads=original == row.uid)
            case _:
                assert_never(verdict)

    def _stand(self, row: Waiting, heir: str | None) -> None:
        """End what no longer holds: that it is a copy, or that its copies are copies of it."""
        groups, number = self._groups(row), row.number
        decided = groups.row(number)
        if decided is not None and decided.decided_by == "rule" and self._index.holds(decided.of_id):
            groups.leave(number)
        if heir is not None:
            groups.bequeath(number, groups.number(heir), _by_rule(groups, number))

    def _join(self, row: Waiting, verdict: Duplicate, *, leads: bool) -> None:
        groups, number = self._groups(row), row.number
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

    def _root(self, groups: Groups, row: Waiting, verdict: Duplicate) -> int:
        root = groups.root_of(verdict.of)
        if root is None:
            raise StoreError(f"article {row.uid}: its original {verdict.of} is not in the store")
        return root


def _by_rule(groups: Groups, number: int) -> list[int]:
    return [copy.member_id for copy in groups.copies(number) if copy.decided_by == "rule"]
