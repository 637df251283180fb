"""When to poll a feed next, and why. Pure: the clock and the dice are arguments.

The wait is the largest of: the learned interval (between `every` and `at_most`), the wishes of server and publisher
(Cache-Control, Expires, <ttl>, sy:update*), and, after a failure, its back-off and Retry-After. Jitter only ever adds.
No feed is dropped for good: the longest wait is 30 days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.model import FailureKind, FeedHints, FeedSpec, FeedState, NextPoll, PollReport, Validators

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

WISH_CAP = DAY
"""Servers ask for up to a year by mistake; a wish longer than this is taken as this."""
JITTER_SHARE, JITTER_CAP = 0.1, 30 * MINUTE
SHARED_SHARE = 1 / 3
"""From this share of unseen entries on, the feed moves faster than we look."""
SLOWER, MUCH_SLOWER, FASTER = 1.25, 1.5, 0.5
DORMANT = 31 * DAY
ADOPT_AFTER = 7 * DAY
"""A permanent redirect is adopted once it has held this long: hijacked and misconfigured hosts recover sooner."""
DISOWN_AFTER = 5
"""Failures in a row at an adopted address that send us back to the configured one."""
OUTAGE_RETRY = 5 * MINUTE
OUTAGE_HOSTS, OUTAGE_SHARE = 5, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class FailurePolicy:
    """How a kind of failure counts, how long the first and the longest wait are, and what is told to people."""

    weight: float
    first: timedelta
    cap: timedelta
    then: str


def _soft(then: str, *, first: timedelta = timedelta(0), cap: timedelta = 2 * DAY) -> FailurePolicy:
    return FailurePolicy(weight=0.5, first=first, cap=cap, then=then)


def _hard(then: str, *, first: timedelta = 6 * HOUR, cap: timedelta = 7 * DAY) -> FailurePolicy:
    return FailurePolicy(weight=1.0, first=first, cap=cap, then=then)


FAILURES: Mapping[FailureKind, FailurePolicy] = {
    FailureKind.DNS: _soft("the name may come back"),
    FailureKind.CONNECT: _soft("the server may come back"),
    FailureKind.TIMEOUT: _soft("the server may be busy"),
    FailureKind.INCOMPLETE: _soft("the transfer broke off"),
    FailureKind.UNAVAILABLE: _soft("the server asks for patience"),
    FailureKind.SERVER_ERROR: _soft("the server may be mended"),
    FailureKind.INTERNAL: _soft("a fault of ours; the log has the traceback"),
    # 404 is soft: active feeds do return it and come back to life.
    FailureKind.NOT_FOUND: _soft("feeds do come back from this", cap=7 * DAY),
    # 429 has its own cap: longer waits than this were measured to lose entries without pleasing the server more.
    FailureKind.THROTTLED: _soft("we ask too often", first=HOUR, cap=6 * HOUR),
    FailureKind.MALFORMED: _soft("the publisher may mend the document"),
    FailureKind.NOT_A_FEED: _hard("look at the address"),
    FailureKind.PARSE_LIMIT: _hard("the document costs too much to read"),
    FailureKind.TOO_LARGE: _hard("raise max_size if this feed really is that large"),
    FailureKind.BAD_ENCODING: _hard("the server's compression is broken"),
    FailureKind.PROTOCOL: _hard("the server does not speak HTTP well"),
    FailureKind.TLS: _hard("the certificate may be renewed"),
    FailureKind.REDIRECTS: _hard("look at the address"),
    FailureKind.FORBIDDEN_ADDRESS: _hard("the address is not public; allow_addresses opens intranets"),
    FailureKind.BAD_URL: _hard("look at the address"),
    FailureKind.UNAUTHORIZED: _hard("look at the credentials"),
    FailureKind.FORBIDDEN: _hard("the server refuses us"),
    FailureKind.HTTP_ERROR: _hard("look at the address"),
    # RFC 9110 §15.5.11: likely permanent. Its own state, asked after once a week and then once a month.
    FailureKind.GONE: FailurePolicy(weight=1.0, first=7 * DAY, cap=30 * DAY, then="the publisher says it is gone"),
}

NETWORK_FAILURES = frozenset({FailureKind.DNS, FailureKind.CONNECT, FailureKind.TIMEOUT, FailureKind.TLS})
"""Failures that an outage of our own looks like."""


def next_poll(spec: FeedSpec, state: FeedState, report: PollReport, *, now: datetime, jitter: float) -> NextPoll:
    """Return when to poll *spec* next, and why. *state* is from before the poll; *jitter* in [0, 1) only adds.

    A success waits for the learned interval or the longest wish of server and publisher; a failure for its back-off or
    Retry-After; hours and days the publisher asks to skip (RSS 2.0 skipHours, skipDays; GMT) are passed over.
    """
    if report.outage:
        return NextPoll(
            at=now + _jittered(OUTAGE_RETRY, jitter),
            reason="our own network seems down: nearly every host failed at once",
            interval=state.interval,
        )
    hints = report.hints or state.hints
    if report.failure is not None:
        interval = state.interval
        wait, reason = _after_failure(spec, state, report)
    else:
        interval, reason = learned_interval(spec, state, report, now=now)
        wait = interval
        for wish, who in _wishes(report, hints):
            if wish > wait:
                wait, reason = wish, f"{who} asks for {words(wish)}; {reason}"
    at = now + _jittered(wait, jitter)
    allowed = outside_skips(at, hints)
    if allowed != at:
        reason += "; the publisher asks to skip the hours before"
    return NextPoll(at=allowed, reason=reason, interval=interval)


def learned_interval(spec: FeedSpec, state: FeedState, report: PollReport, *, now: datetime) -> tuple[timedelta, str]:
    """Return the interval that fits the feed's pace, between `every` and `at_most`, and the reason.

    Learned from the share of unseen entries per poll alone: dates in feeds are missing or wrong too often.
    """
    interval = min(max(state.interval or spec.every, spec.every), spec.at_most)
    early = state.last_polled_at is not None and now - state.last_polled_at < interval / 2
    factor, why = _pace(state, report, now)
    if factor > 1 and early:
        factor, why = 1.0, f"{why}, but polled early"
    interval = min(max(interval * factor, spec.every), spec.at_most)
    return interval, f"every {words(interval)}: {why}"


def _pace(state: FeedState, report: PollReport, now: datetime) -> tuple[float, str]:
    if overflowed(state, report):
        return FASTER, "the document shared nothing with the last one, entries may have been lost"
    if report.unchanged or report.new == 0:
        dormant = state.last_new_at is not None and now - state.last_new_at > DORMANT
        return (MUCH_SLOWER, "nothing new for a month") if dormant else (SLOWER, "nothing new")
    why = f"{report.new} of {report.entries} entries new"
    if state.last_success_at is not None and report.new >= SHARED_SHARE * report.entries:
        return FASTER, why
    return 1.0, why


def overflowed(state: FeedState, report: PollReport) -> bool:
    """Return whether the feed's window ran over: its document shares no entry with what earlier polls brought."""
    return (
        report.failure is None
        and not report.unchanged
        and state.last_new_at is not None
        and report.entries > 0
        and report.known == 0
    )


def _wishes(report: PollReport, hints: FeedHints) -> tuple[tuple[timedelta, str], ...]:
    wishes = (
        (report.freshness, "the server"),
        (hints.ttl, "the feed's ttl"),
        (hints.update_every, "the feed's update period"),
    )
    return tuple((min(wish, WISH_CAP), who) for wish, who in wishes if wish is not None)


def _after_failure(spec: FeedSpec, state: FeedState, report: PollReport) -> tuple[timedelta, str]:
    assert report.failure is not None
    kind = report.failure.kind
    policy = FAILURES[kind]
    # The exponent is bounded: 2.0 ** 1100 overflows, and the cap is reached long before.
    doublings = min(state.failure_weight, 20.0)
    wait = max(spec.every, min(max(policy.first, spec.every) * 2**doublings, policy.cap))
    reason = f"{kind} ({_nth(state.failures + 1)} failure in a row, {policy.then}): again in {words(wait)}"
    asked = report.failure.retry_after
    if asked is not None and asked > wait:
        return asked, f"{kind}: the server asks to come back in {words(asked)}"
    return wait, reason


def outside_skips(at: datetime, hints: FeedHints) -> datetime:
    """Return *at*, or the first moment behind it that lies in no skipped hour or day. All skipped: *at*."""
    if len(set(hints.skip_hours)) >= 24 or len(set(hints.skip_days)) >= 7:
        return at
    moment = at
    for _ in range(24 * 8):
        if moment.hour not in hints.skip_hours and moment.weekday() not in hints.skip_days:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + HOUR
    return at


def outage(failed_hosts: int, tried_hosts: int) -> bool:
    """Return whether so many of the hosts tried lately failed in the network that the fault must be ours."""
    return tried_hosts >= OUTAGE_HOSTS and failed_hosts >= OUTAGE_SHARE * tried_hosts


def full_due(spec: FeedSpec, state: FeedState, now: datetime) -> bool:
    """Return whether this poll goes out without validators: only where none are held or `full_every` asks for it."""
    if spec.full_every is None or state.last_full_at is None:
        return state.validators == Validators()
    return now - state.last_full_at >= spec.full_every


def state_after(
    spec: FeedSpec,
    state: FeedState,
    report: PollReport,
    upcoming: NextPoll,
    *,
    now: datetime,
    full: bool,
    validators: Validators | None = None,
    body_hash: bytes | None = None,
) -> FeedState:
    """Return what to remember of a feed after a poll. *validators* and *body_hash* None: keep what is held."""
    state = replace(
        state,
        due_at=upcoming.at,
        reason=upcoming.reason,
        interval=upcoming.interval,
        last_polled_at=now,
        polls=state.polls + 1,
        last_full_at=now if full else state.last_full_at,
    )
    if report.outage:
        return state
    if report.failure is not None:
        return _failed(state, report)
    return replace(
        _moved(state, report, now),
        validators=state.validators if validators is None else validators,
        body_hash=state.body_hash if body_hash is None else body_hash,
        hints=report.hints or state.hints,
        failures=0,
        failure_weight=0.0,
        last_failure=None,
        last_failure_detail=None,
        last_success_at=now,
        last_new_at=now if report.new else state.last_new_at,
        overflows=state.overflows + overflowed(state, report),
    )


def _failed(state: FeedState, report: PollReport) -> FeedState:
    assert report.failure is not None
    failures = state.failures + 1
    disowned = state.adopted_url is not None and failures >= DISOWN_AFTER
    return replace(
        state,
        failures=failures,
        failure_weight=state.failure_weight + FAILURES[report.failure.kind].weight,
        last_failure=report.failure.kind,
        last_failure_detail=report.failure.detail,
        adopted_url=None if disowned else state.adopted_url,
        # Validators belong to an address: the configured one has not sent these.
        validators=Validators() if disowned else state.validators,
    )


def _moved(state: FeedState, report: PollReport, now: datetime) -> FeedState:
    """Return *state* with the permanent redirect of this poll noted, and adopted once it has held for days."""
    target = report.permanent_url
    if target is None:
        return replace(state, moved_to=None, moved_since=None)
    if target != state.moved_to or state.moved_since is None:
        return replace(state, moved_to=target, moved_since=now)
    if now - state.moved_since >= ADOPT_AFTER:
        return replace(state, adopted_url=target, moved_to=None, moved_since=None)
    return state


def _jittered(wait: timedelta, jitter: float) -> timedelta:
    return wait + min(wait * JITTER_SHARE, JITTER_CAP) * jitter


def words(span: timedelta) -> str:
    """Return *span* as people write it: `45 min`, `2 h`, `1.5 days`."""
    seconds = span.total_seconds()
    for size, name in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            count = seconds / size
            text = f"{count:.0f}" if count >= 10 or abs(count - round(count)) < 0.05 else f"{count:.1f}"
            return f"{text} {'day' if name == 'days' and text == '1' else name}"
    return f"{seconds:.0f} s"


def _nth(count: int) -> str:
    suffix = "th" if 10 <= count % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{suffix}"
