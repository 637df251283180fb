"""Polls that brought no document, written together: many outcomes, each fenced by its own lease, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from aggregator.errors import StoreError
from aggregator.model import PollOutcome
from storage import leases, rows
from storage.codec import state_values
from storage.polls import PUT, QUIET, READ, SET_STATE, history_values
from storage.storing import Stored
from storage.tables import feed
from storage.types import Strings, among

FEEDS = select(feed.c.key, feed.c.id).where(among(feed.c.key, bindparam("keys", type_=Strings())))
NOTHING = Stored()


def is_quiet(outcome: PollOutcome) -> bool:
    """Return whether *outcome* moves its feed's state and its lease alone: nothing of a document, no other slot."""
    brought = outcome.entries or outcome.seen or outcome.known or outcome.code in READ
    return not brought and outcome.lease is not None and outcome.pause_host_until is None


def commit(connection: Connection, outcomes: Sequence[PollOutcome]) -> frozenset[str]:
    """Write quiet *outcomes* of different leases; return the feeds whose lease was lost: nothing of theirs was written.

    Raises StoreError, with nothing written, when one is of a feed nobody configured.
    """
    held = leases.hold_all(connection, [outcome.lease for outcome in outcomes if outcome.lease is not None])
    kept = [outcome for outcome in outcomes if outcome.lease is not None and outcome.lease.slot in held]
    ids = _feed_ids(connection, kept)
    # In the order of the rows, as whoever locks several of them takes them.
    kept.sort(key=lambda outcome: ids[outcome.feed])
    states = [{"feed_id_": ids[outcome.feed], **state_values(outcome.state)} for outcome in kept]
    rows.write(connection, SET_STATE, states)
    told = [history_values(ids[outcome.feed], outcome, NOTHING) for outcome in kept if outcome.code not in QUIET]
    rows.write(connection, PUT, told)
    leases.leave_all(connection, kept, held)
    return frozenset(outcome.feed for outcome in outcomes) - {outcome.feed for outcome in kept}


def _feed_ids(connection: Connection, outcomes: Sequence[PollOutcome]) -> dict[str, Any]:
    ids = {row.key: row.id for row in connection.execute(FEEDS, {"keys": [outcome.feed for outcome in outcomes]})}
    for outcome in outcomes:
        if outcome.feed not in ids:
            raise StoreError(f"feed {outcome.feed}: expected a feed of feeds.yaml, the store has none of that name")
    return ids
