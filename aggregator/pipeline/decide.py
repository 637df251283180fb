"""The pure half of a poll: from what a document held and what the store knows to the one transaction to write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from aggregator import schedule
from aggregator.dedupe import identity
from aggregator.model import (
    Article,
    Candidate,
    FailureKind,
    FeedSpec,
    FeedState,
    Fetched,
    FetchFailed,
    FreshEntry,
    Lease,
    New,
    NotAFeed,
    NotModified,
    PollOutcome,
    PollReport,
    Problem,
    Read,
    Repair,
    Revision,
    SeenEntry,
    StoredEntry,
    Unchanged,
    Validators,
    Verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One poll under way: what was known before it began."""

    spec: FeedSpec
    state: FeedState
    lease: Lease | None
    last_of_lease: bool
    started_at: datetime
    full: bool
    """The request went out without validators."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a poll brought, before the schedule has spoken."""

    code: str
    report: PollReport
    detail: str | None = None
    status: int | None = None
    size: int = 0
    url: str | None = None
    validators: Validators | None = None
    body_hash: bytes | None = None
    entries: tuple[StoredEntry, ...] = ()
    seen: tuple[SeenEntry, ...] = ()
    known: tuple[bytes, ...] = ()
    title: str | None = None
    link: str | None = None
    format: str | None = None
    whole: str | None = None
    problems: tuple[Problem, ...] = ()


def failed(failure: FetchFailed, *, size: int = 0, url: str | None = None) -> Brought:
    """Return a poll that brought nothing. The validators held stay: nothing that came with this was stored."""
    return Brought(
        code=failure.kind,
        report=PollReport(failure=failure, permanent_url=failure.permanent_url),
        detail=failure.detail,
        status=failure.status,
        size=size,
        url=url,
    )


def refused(fetched: Fetched, refusal: NotAFeed) -> Brought:
    """Return a poll whose document cannot be read as a feed."""
    failure = FetchFailed(kind=refusal.kind, detail=refusal.detail, status=fetched.status)
    return failed(failure, size=len(fetched.body), url=fetched.url)


def unchanged(answer: NotModified | Fetched, body_hash: bytes | None = None) -> Brought:
    """Return a poll that brought nothing new: a 304, or the body of last time. New validators are kept either way."""
    fetched = isinstance(answer, Fetched)
    return Brought(
        code="same_body" if fetched else "not_modified",
        report=PollReport(unchanged=True, freshness=answer.freshness, permanent_url=answer.permanent_url),
        status=answer.status if isinstance(answer, Fetched) else 304,
        size=len(answer.body) if isinstance(answer, Fetched) else 0,
        url=answer.url,
        validators=answer.validators,
        body_hash=body_hash,
    )


def document(fetched: Fetched, body_hash: bytes, got: Read, candidates: Sequence[Candidate]) -> Brought:
    """Return what a document brought: each fresh entry judged against what the store knows of this feed."""
    verdicts = identity.judge(got.fresh, candidates)
    stored = tuple(
        store_as(entry, verdict, candidates)
        for entry, verdict in zip(got.fresh, verdicts, strict=True)
        if not isinstance(verdict, Unchanged)
    )
    seen = tuple(
        SeenEntry(article_id=verdict.of, fingerprint=entry.fingerprint, keys=entry.keys)
        for entry, verdict in zip(got.fresh, verdicts, strict=True)
        if isinstance(verdict, Unchanged)
    )
    new = sum(isinstance(verdict, New) for verdict in verdicts)
    total = len(got.fresh) + len(got.known)
    return Brought(
        code="new" if stored else "same_entries",
        report=PollReport(
            entries=total,
            new=new,
            known=total - new,
            freshness=fetched.freshness,
            hints=got.hints,
            permanent_url=fetched.permanent_url,
        ),
        status=fetched.status,
        size=len(fetched.body),
        url=fetched.url,
        validators=fetched.validators,
        body_hash=body_hash,
        entries=stored,
        seen=seen,
        known=got.known,
        title=got.title,
        link=got.link,
        format=got.format,
        whole=got.whole,
        problems=got.problems + identity.guid_problems(got.fresh, candidates) + _storms(verdicts),
    )


def store_as(entry: FreshEntry, verdict: New | Revision, candidates: Sequence[Candidate]) -> StoredEntry:
    """Return *entry* under the id and revision that its verdict gives it."""
    article, features = entry.article, entry.features
    match verdict:
        case New(guid=guid):
            if guid is not None:
                article = _under(guid, article)
                features = replace(features, article_id=article.id)
        case Revision(of=of):
            before = next(candidate for candidate in candidates if candidate.article_id == of)
            article = replace(article, id=of, revision=before.revision + 1)
            features = replace(features, article_id=of)
        case _:
            assert_never(verdict)
    return StoredEntry(
        article=article,
        kept=entry.kept,
        fingerprint=entry.fingerprint,
        keys=entry.keys,
        digests=entry.digests,
        features=features,
        verdict=verdict,
    )


def _under(guid: str, article: Article) -> Article:
    """Return *article* under another guid than its own, which is another article's."""
    from aggregator.normalize.guid import article_id  # the service loads no normalizing for what hardly ever happens

    repair = Repair(field="guid", code="guid_reused", detail=article.guid[:200])
    return replace(article, id=article_id(article.feed, guid), guid=guid, repairs=(repair, *article.repairs))


def _storms(verdicts: Sequence[Verdict]) -> tuple[Problem, ...]:
    storms = sum(isinstance(verdict, Unchanged) and verdict.reason == "storm" for verdict in verdicts)
    if not storms:
        return ()
    return (
        Problem(code="update_storm", detail=f"{storms} entries change all the time; their edits are not stored today"),
    )


def outcome(poll: Poll, brought: Brought, *, finished_at: datetime, jitter: float, outage: bool = False) -> PollOutcome:
    """Return all that one poll writes: entries, validators and the next poll time together."""
    report = replace(brought.report, outage=outage)
    upcoming = schedule.next_poll(poll.spec, poll.state, report, now=finished_at, jitter=jitter)
    return PollOutcome(
        feed=poll.spec.id,
        lease=poll.lease,
        last_of_lease=poll.last_of_lease,
        started_at=poll.started_at,
        finished_at=finished_at,
        code=brought.code,
        detail=brought.detail,
        status=brought.status,
        size=brought.size,
        url=brought.url,
        entries=brought.entries,
        seen=brought.seen,
        known=brought.known,
        state=schedule.state_after(
            poll.spec,
            poll.state,
            report,
            upcoming,
            now=finished_at,
            full=poll.full,
            validators=brought.validators,
            body_hash=brought.body_hash,
        ),
        pause_host_until=host_pause(report, finished_at),
        title=brought.title,
        link=brought.link,
        format=brought.format,
        whole=brought.whole,
        problems=brought.problems,
    )


HOST_PAUSE = timedelta(minutes=15)
"""How long a host that answered 429 without Retry-After is left alone."""


def host_pause(report: PollReport, now: datetime) -> datetime | None:
    """Return until when no feed of the host is polled: 429 and 503 speak for the whole server."""
    failure = report.failure
    if failure is None or failure.kind not in (FailureKind.THROTTLED, FailureKind.UNAVAILABLE):
        return None
    if failure.retry_after is not None:
        return now + failure.retry_after
    return now + HOST_PAUSE if failure.kind is FailureKind.THROTTLED else None
