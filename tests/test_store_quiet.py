"""Polls that brought no document, written together."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from stored import DAY, HOUR, MINUTE, NOW, article, claim, configure, entry, outcome, spec

from aggregator.errors import Fenced, StoreError
from aggregator.model import FailureKind, FeedState, Lease, PollOutcome, Validators
from aggregator.pipeline.store_thread import StoreThread
from storage import Store, is_quiet

STATES = (
    ("not_modified", FeedState(due_at=NOW + HOUR, validators=Validators(etag=b'"1"'), polls=1)),
    ("same_body", FeedState(due_at=NOW + 2 * HOUR, body_hash=b"\1" * 16, reason="nothing new", polls=3)),
    ("timeout", FeedState(due_at=NOW + DAY, failures=1, last_failure=FailureKind.TIMEOUT, failure_weight=0.5)),
)


def polls(store: Store, *feeds: str) -> list[PollOutcome]:
    """One poll of each of *feeds*, which have a host each, under the leases they are claimed with."""
    leases = {lease.feeds[0].feed: lease for lease in claim(store, only=feeds)}
    return [quiet(feed, leases[feed], number) for number, feed in enumerate(feeds)]


def quiet(feed: str, lease: Lease, number: int = 0) -> PollOutcome:
    code, state = STATES[number % len(STATES)]
    return outcome(feed=feed, lease=lease, code=code, state=state)


def test_together_is_one_by_one(store: Store) -> None:
    """Polls written together leave what they leave written one by one: state, history, and when the host is ready."""
    configure(store, *(spec(feed) for feed in ("a", "b", "c", "d", "e", "f")))
    for one in polls(store, "a", "b", "c"):
        store.commit(one)

    assert frozenset() == store.commit_quiet(polls(store, "d", "e", "f"))

    records = {record.feed: record for record in store.feeds()}
    assert [records[feed].state for feed in "abc"] == [records[feed].state for feed in "def"]
    assert ["timeout", "timeout"] == [poll.code for poll in store.polls(None, limit=10)]
    assert () == claim(store, NOW + 59 * MINUTE)
    assert ["a", "d"] == sorted(lease.feeds[0].feed for lease in claim(store, NOW + HOUR))
    assert ["b", "e"] == sorted(lease.feeds[0].feed for lease in claim(store, NOW + 2 * HOUR, only=["b", "e", "c"]))


def test_lease_goes_on_with_polls_that_are_not_its_last(store: Store) -> None:
    """A quiet poll that is not the last of its lease prolongs it."""
    configure(store, spec("a", host="h"), spec("b", host="h"), spec("c"))
    (shared,) = claim(store, only=["a", "b"])
    (other,) = claim(store, only=["c"])
    at = NOW + 50 * MINUTE / 60
    store.commit_quiet([replace(quiet("a", shared), finished_at=at, last_of_lease=False), quiet("c", other)])

    assert () == claim(store, NOW + MINUTE, only=["b"])
    store.commit(quiet("b", shared, 1))


def test_lost_lease_costs_the_others_nothing(store: Store) -> None:
    """Of a poll whose lease was lost nothing is written, and the polls beside it are."""
    configure(store, spec("a"), spec("b"))
    late, fine = polls(store, "a", "b")
    claim(store, NOW + HOUR, only=["a"])

    assert {"a"} == store.commit_quiet([late, fine])
    assert [0, 3] == [record.state.polls for record in store.feeds()]


def test_unknown_feed_writes_nothing(store: Store) -> None:
    """A poll of a feed that the store does not have spoils the whole transaction: nothing of it is written."""
    configure(store, spec("a"), spec("b"))
    good, bad = polls(store, "a", "b")

    with pytest.raises(StoreError, match="feed nobody: expected a feed"):
        store.commit_quiet([good, replace(bad, feed="nobody")])
    assert [0, 0] == [record.state.polls for record in store.feeds()]


def test_what_is_quiet(store: Store) -> None:
    """A poll that read a document, pauses its host or has no lease is not quiet."""
    configure(store, spec("a"))
    (one,) = polls(store, "a")
    loud = (
        replace(one, lease=None),
        replace(one, pause_host_until=NOW + HOUR),
        replace(one, code="same_entries"),
        replace(one, entries=(entry(article("x")),)),
    )

    assert [True, False, False, False, False] == [is_quiet(poll) for poll in (one, *loud)]


def test_each_poll_hears_of_its_own_trouble(store: Store) -> None:
    """Polls that end at the same moment are written together, and each is told what became of itself."""
    configure(store, *(spec(feed) for feed in ("a", "b", "c", "d")))
    late, fine, strange, last = polls(store, "a", "b", "c", "d")
    claim(store, NOW + HOUR, only=["a"])

    async def work() -> list[BaseException | None]:
        thread = StoreThread(store)
        ended = [late, fine, replace(strange, feed="nobody"), last]
        try:
            return await asyncio.gather(*map(thread.commit, ended), return_exceptions=True)
        finally:
            thread.close()

    got = asyncio.run(work())

    assert [Fenced, type(None), StoreError, type(None)] == [type(one) for one in got]
    assert [0, 3, 0, 1] == [record.state.polls for record in store.feeds()]
