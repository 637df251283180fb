"""When to poll next, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import schedule
from aggregator.model import (
    FailureKind,
    FeedHints,
    FeedSpec,
    FeedState,
    FetchFailed,
    NextPoll,
    PollReport,
    Validators,
)

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # a Monday
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SPEC = FeedSpec(id="a", url="https://a.test/feed")
POLLED = FeedState(
    polls=9, last_polled_at=NOW - DAY, last_success_at=NOW - DAY, last_new_at=NOW - DAY, interval=4 * HOUR
)
FEW_NEW = PollReport(entries=20, new=2, known=18)
NOTHING_NEW = PollReport(unchanged=True)


def failed(kind: FailureKind, retry_after: timedelta | None = None) -> PollReport:
    return PollReport(failure=FetchFailed(kind=kind, detail="no", retry_after=retry_after))


def poll(report: PollReport, state: FeedState = POLLED, spec: FeedSpec = SPEC, jitter: float = 0.0) -> NextPoll:
    return schedule.next_poll(spec, state, report, now=NOW, jitter=jitter)


def test_first_poll_waits_every() -> None:
    """A feed of which nothing is known yet is polled again after `every`."""
    got = poll(PollReport(entries=20, new=20), FeedState())

    assert NextPoll(at=NOW + HOUR, reason="every 1 h: 20 of 20 entries new", interval=HOUR) == got


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (FEW_NEW, 4 * HOUR),
        (PollReport(entries=20, new=7, known=13), 2 * HOUR),
        (PollReport(entries=20, known=20), 5 * HOUR),
        (NOTHING_NEW, 5 * HOUR),
        (PollReport(entries=20, new=20), 2 * HOUR),
    ],
)
def test_pace_is_learned_from_the_share_of_unseen_entries(report: PollReport, expected: timedelta) -> None:
    """A third or more unseen halves the interval, nothing new lengthens it by a quarter, in between it stays."""
    assert expected == poll(report).interval


def test_interval_stays_between_every_and_at_most() -> None:
    """The learned interval never leaves the operator's bounds."""
    slow = poll(NOTHING_NEW, replace(POLLED, interval=DAY))
    fast = poll(PollReport(entries=9, new=9), replace(POLLED, interval=HOUR))

    assert (DAY, HOUR) == (slow.interval, fast.interval)


def test_dormant_feed_slows_down_sooner() -> None:
    """A feed without anything new for a month is lengthened by half at a time."""
    assert 6 * HOUR == poll(NOTHING_NEW, replace(POLLED, last_new_at=NOW - 40 * DAY)).interval


def test_early_poll_teaches_no_patience() -> None:
    """A poll asked for by hand soon after the last one does not lengthen the interval."""
    got = poll(NOTHING_NEW, replace(POLLED, last_polled_at=NOW - MINUTE))

    assert (4 * HOUR, "every 4 h: nothing new, but polled early") == (got.interval, got.reason)


def test_overflow_polls_sooner_and_is_counted() -> None:
    """A document that shares nothing with the last one may have lost entries: counted, told, and polled sooner."""
    report = PollReport(entries=20, new=20, known=0)
    got = poll(report)
    state = schedule.state_after(SPEC, POLLED, report, got, now=NOW, full=False)

    assert 2 * HOUR == got.interval
    assert "entries may have been lost" in got.reason
    assert 1 == state.overflows


@pytest.mark.parametrize(
    ("report", "wait"),
    [
        (replace(FEW_NEW, freshness=6 * HOUR), 6 * HOUR),
        (replace(FEW_NEW, hints=FeedHints(ttl=5 * HOUR)), 5 * HOUR),
        (replace(FEW_NEW, hints=FeedHints(update_every=12 * HOUR)), 12 * HOUR),
        (replace(FEW_NEW, freshness=365 * DAY), DAY),
        (replace(FEW_NEW, freshness=MINUTE), 4 * HOUR),
    ],
)
def test_wishes_are_floors(report: PollReport, wait: timedelta) -> None:
    """What server and publisher ask for lengthens the wait, up to a day, and never shortens it."""
    assert NOW + wait == poll(report).at


def test_remembered_hints_hold_on_304() -> None:
    """A 304 brings no document: the hints of the last one still hold."""
    assert NOW + 8 * HOUR == poll(NOTHING_NEW, replace(POLLED, hints=FeedHints(ttl=8 * HOUR))).at


def test_skipped_hours_and_days() -> None:
    """Hours and days the publisher asks to skip are passed over, to the first allowed hour."""
    hints = FeedHints(skip_hours=(14, 15), skip_days=(0,))

    assert datetime(2026, 3, 3, 0, 0, tzinfo=UTC) == poll(replace(FEW_NEW, hints=hints)).at


def test_skipping_everything_skips_nothing() -> None:
    """A feed that skips every hour of the day is polled all the same."""
    assert NOW + 4 * HOUR == poll(replace(FEW_NEW, hints=FeedHints(skip_hours=tuple(range(24))))).at


def test_jitter_only_adds() -> None:
    """Jitter adds up to a tenth of the wait, at most half an hour."""
    assert NOW + 4 * HOUR + 12 * MINUTE == poll(FEW_NEW, jitter=0.5).at
    assert NOW + DAY + 15 * MINUTE == poll(NOTHING_NEW, replace(POLLED, interval=DAY), jitter=0.5).at


@pytest.mark.parametrize(
    ("kind", "before", "wait"),
    [
        (FailureKind.TIMEOUT, 0.0, HOUR),
        (FailureKind.TIMEOUT, 1.0, 2 * HOUR),
        (FailureKind.TIMEOUT, 500.0, 2 * DAY),
        (FailureKind.NOT_FOUND, 500.0, 7 * DAY),
        (FailureKind.FORBIDDEN, 0.0, 6 * HOUR),
        (FailureKind.FORBIDDEN, 2.0, DAY),
        (FailureKind.THROTTLED, 500.0, 6 * HOUR),
        (FailureKind.GONE, 0.0, 7 * DAY),
        (FailureKind.GONE, 500.0, 30 * DAY),
    ],
)
def test_back_off_grows_by_kind(kind: FailureKind, before: float, wait: timedelta) -> None:
    """Failures wait longer each time, each kind with its own weight, first wait and cap; none is for ever."""
    assert NOW + wait == poll(failed(kind), replace(POLLED, failure_weight=before)).at


def test_every_kind_has_a_policy() -> None:
    """The failure table is closed: every kind has its line."""
    assert set(FailureKind) == set(schedule.FAILURES)


def test_retry_after_is_a_floor() -> None:
    """Retry-After lengthens the back-off and never shortens it."""
    assert NOW + 5 * HOUR == poll(failed(FailureKind.UNAVAILABLE, 5 * HOUR)).at
    assert NOW + HOUR == poll(failed(FailureKind.UNAVAILABLE, MINUTE)).at


def test_own_outage_blames_no_feed() -> None:
    """While nearly every host fails at once, feeds are asked again soon and no failure is counted."""
    report = replace(failed(FailureKind.DNS), outage=True)
    got = poll(report)
    state = schedule.state_after(SPEC, POLLED, report, got, now=NOW, full=False)

    assert NOW + 5 * MINUTE == got.at
    assert (0, None, 10) == (state.failures, state.last_failure, state.polls)


@pytest.mark.parametrize(
    ("failed_hosts", "tried", "expected"), [(4, 4, False), (5, 5, True), (17, 20, False), (18, 20, True)]
)
def test_outage_needs_nearly_all_of_several_hosts(failed_hosts: int, tried: int, expected: bool) -> None:
    """Nine in ten of at least five hosts."""
    assert expected is schedule.outage(failed_hosts, tried)


def test_failure_is_remembered_and_forgotten() -> None:
    """A failure adds to count and weight and keeps the validators; a success clears it."""
    held = replace(POLLED, validators=Validators(etag=b'"1"'))
    report = failed(FailureKind.TIMEOUT)
    state = schedule.state_after(SPEC, held, report, poll(report), now=NOW, full=False)

    assert (1, 0.5, FailureKind.TIMEOUT) == (state.failures, state.failure_weight, state.last_failure)
    assert held.validators == state.validators

    state = schedule.state_after(SPEC, state, FEW_NEW, poll(FEW_NEW), now=NOW, full=False)

    assert (0, 0.0, None) == (state.failures, state.failure_weight, state.last_failure)


def test_permanent_redirect_is_adopted_after_days() -> None:
    """A permanent redirect is polled directly once it has held for a week, and not before."""
    report = replace(FEW_NEW, permanent_url="https://b.test/feed")
    state = POLLED
    for day in (0, 3, 6):
        state = schedule.state_after(SPEC, state, report, poll(report), now=NOW + day * DAY, full=False)

        assert (None, NOW) == (state.adopted_url, state.moved_since)

    state = schedule.state_after(SPEC, state, report, poll(report), now=NOW + 7 * DAY, full=False)

    assert ("https://b.test/feed", None) == (state.adopted_url, state.moved_to)


def test_redirect_that_changes_starts_over() -> None:
    """Another target, or none, starts the week anew."""
    moved = replace(POLLED, moved_to="https://b.test/", moved_since=NOW - 6 * DAY)
    other = replace(FEW_NEW, permanent_url="https://c.test/")

    assert NOW == schedule.state_after(SPEC, moved, other, poll(other), now=NOW, full=False).moved_since
    assert schedule.state_after(SPEC, moved, FEW_NEW, poll(FEW_NEW), now=NOW, full=False).moved_to is None


def test_dead_adopted_address_is_disowned() -> None:
    """Five failures at an adopted address lead back to the configured one, without its validators."""
    state = replace(POLLED, adopted_url="https://b.test/", failures=4, validators=Validators(etag=b"x"))
    report = failed(FailureKind.NOT_FOUND)
    state = schedule.state_after(SPEC, state, report, poll(report), now=NOW, full=False)

    assert (None, Validators()) == (state.adopted_url, state.validators)


def test_unconditional_requests_only_on_demand() -> None:
    """Once validators are held, a poll goes out without them only where `full_every` asks for it."""
    held = replace(POLLED, validators=Validators(etag=b"x"), last_full_at=NOW - 2 * DAY)

    assert schedule.full_due(SPEC, POLLED, NOW)
    assert not schedule.full_due(SPEC, held, NOW)
    assert schedule.full_due(replace(SPEC, full_every=DAY), held, NOW)
    assert not schedule.full_due(replace(SPEC, full_every=3 * DAY), held, NOW)


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (30 * MINUTE, "30 min"),
        (HOUR, "1 h"),
        (1.5 * HOUR, "1.5 h"),
        (DAY, "1 day"),
        (3 * DAY, "3 days"),
        (MINUTE / 2, "30 s"),
    ],
)
def test_spans_in_words(span: timedelta, expected: str) -> None:
    """Spans read as people write them."""
    assert expected == schedule.words(span)


SPANS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4000))
HINTS = st.builds(
    FeedHints,
    ttl=st.none() | SPANS,
    update_every=st.none() | SPANS,
    skip_hours=st.lists(st.integers(0, 23)).map(tuple),
    skip_days=st.lists(st.integers(0, 6)).map(tuple),
)
REPORTS = st.builds(
    PollReport,
    failure=st.none()
    | st.builds(
        FetchFailed,
        kind=st.sampled_from(FailureKind),
        detail=st.just(""),
        retry_after=st.none() | SPANS.filter(lambda s: s <= timedelta(days=7)),
    ),
    unchanged=st.booleans(),
    entries=st.integers(0, 5000),
    new=st.integers(0, 5000),
    known=st.integers(0, 5000),
    freshness=st.none() | SPANS,
    hints=st.none() | HINTS,
)


@given(report=REPORTS, jitter=st.floats(0, 0.999), polls=st.integers(1, 30))
def test_wait_is_never_shorter_than_every_nor_endless(report: PollReport, jitter: float, polls: int) -> None:
    """Whatever a server says, however often: not before `every`, and never more than 40 days away."""
    state, now = POLLED, NOW
    for _ in range(polls):
        upcoming = schedule.next_poll(SPEC, state, report, now=now, jitter=jitter)

        assert SPEC.every <= upcoming.at - now <= timedelta(days=40)

        state = schedule.state_after(SPEC, state, report, upcoming, now=now, full=False)
        now = upcoming.at
