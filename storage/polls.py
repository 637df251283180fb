"""One poll, one transaction: articles, keys, validators and the next poll time are kept together or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from aggregator.errors import StoreError
from aggregator.model import Committed, PollOutcome, PollRecord, Problem
from storage import entries, leases, rows, storing, waiting
from storage.codec import state_values
from storage.tables import feed, feed_state, poll

QUIET = ("not_modified", "same_body")
"""Polls that leave no row in the history: there are too many, and they say nothing."""
READ = ("new", "same_entries")
"""Polls that read a document."""

PUT = insert(poll)
SET_STATE = update(feed_state).where(feed_state.c.feed_id == bindparam("feed_id_"))
_described = ("title", "link", "format", "problems")
FEED = select(feed.c.id, *(feed.c[name] for name in _described)).where(feed.c.key == bindparam("feed"))
DESCRIBE = update(feed).where(feed.c.id == bindparam("id_"))
POLLS = select(feed.c.key, poll).join(feed).order_by(poll.c.started_at.desc(), poll.c.id.desc()).limit(bindparam("n"))
POLLS_OF_FEED = POLLS.where(feed.c.key == bindparam("feed"))


def commit(connection: Connection, outcome: PollOutcome) -> Committed:
    """Write all of one poll; its articles wait in the outbox. Raises as `write` does."""
    stored = write(connection, outcome, visible=False)
    waiting.keep(connection, (*stored.new, *stored.revised))
    return Committed(new=len(stored.new), revised=len(stored.revised))


def write(connection: Connection, outcome: PollOutcome, *, visible: bool) -> storing.Stored:
    """Write all of one poll but the verdicts on its articles; *visible*: they follow in this transaction.

    Raises Fenced when its lease was lost, StoreError for a feed nobody configured.
    Committing the same outcome twice writes nothing the second time: an article that is stored is not stored again,
    and a revision that moves no field is none.
    """
    lease = outcome.lease
    pausing = outcome.pause_host_until is not None
    held = None if lease is None else leases.hold(connection, lease, pausing=pausing)
    before = connection.execute(FEED, {"feed": outcome.feed}).mappings().one_or_none()
    if before is None:
        raise StoreError(f"feed {outcome.feed}: expected a feed of feeds.yaml, the store has none of that name")
    feed_id = before["id"]
    # Locks the row, too: two commits to one feed come one after the other, with a lease or without.
    rows.write(connection, SET_STATE, [{"feed_id_": feed_id, **state_values(outcome.state)}])
    stored = storing.store(connection, feed_id, outcome, visible=visible)
    entries.sight(connection, feed_id, outcome, stored.numbers)
    if outcome.code in READ:
        _describe(connection, before, outcome)
    if outcome.code not in QUIET:
        rows.write(connection, PUT, [history_values(feed_id, outcome, stored)])
    if lease is not None and held is not None:
        _leave(connection, outcome, *held)
    return stored


def _describe(connection: Connection, before: RowMapping, outcome: PollOutcome) -> None:
    """Write what the document says of its feed, where that has moved."""
    said: dict[str, Any] = {name: getattr(outcome, name) for name in _described}
    if not (outcome.entries or outcome.seen):
        said["problems"] = (*outcome.problems, *_of_guids(before))
    held = {name: before[name] for name in _described} | {"problems": _problems(before)}
    if said != held:
        rows.write(connection, DESCRIBE, [{"id_": before["id"], **said}])


def _of_guids(before: RowMapping) -> tuple[Problem, ...]:
    """Return what was wrong with the guids before: a document without an unknown entry says nothing about them."""
    return tuple(problem for problem in _problems(before) if problem.code.startswith("guids_"))


def _problems(before: RowMapping) -> tuple[Problem, ...]:
    return tuple(Problem(**one) for one in before["problems"] or ())


def history_values(feed_id: int, outcome: PollOutcome, stored: storing.Stored) -> dict[str, Any]:
    """Return the row that a poll leaves in the history."""
    return {
        "feed_id": feed_id,
        "started_at": outcome.started_at,
        "duration": outcome.finished_at - outcome.started_at,
        "code": outcome.code,
        "detail": outcome.detail,
        "status": outcome.status,
        "size": outcome.size,
        "new": len(stored.new),
        "revised": len(stored.revised),
    }


def _leave(connection: Connection, outcome: PollOutcome, delay: timedelta, ttl: timedelta) -> None:
    """End the lease with its last poll, prolong it with any other; either way the host rests."""
    lease, now = outcome.lease, outcome.finished_at
    assert lease is not None
    if outcome.pause_host_until is not None:
        leases.pause(connection, lease.host, outcome.pause_host_until)
    if outcome.last_of_lease:
        leases.end(connection, lease, rest=now + delay)
    else:
        leases.prolong(connection, lease, rest=now + delay, until=now + ttl)


def history(connection: Connection, feed_key: str | None, limit: int) -> tuple[PollRecord, ...]:
    """Return the latest polls, newest first; None: of every feed."""
    statement, named = (POLLS, {}) if feed_key is None else (POLLS_OF_FEED, {"feed": feed_key})
    return tuple(
        PollRecord(
            feed=row["key"],
            **{name: row[name] for name in ("started_at", "duration", "code", "detail", "status", "size")},
            new=row["new"],
            revised=row["revised"],
        )
        for row in connection.execute(statement, {"n": limit, **named}).mappings()
    )
