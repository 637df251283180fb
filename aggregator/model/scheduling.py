"""When to poll next, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.model.fetching import FailureKind, FetchFailed, Validators
from aggregator.model.parsing import FeedHints


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What the service remembers of a feed between two polls: narrow and hot."""

    due_at: datetime | None = None
    reason: str = "never polled"
    """Why `due_at` is what it is."""
    interval: timedelta | None = None
    """The learned interval, before floors and jitter. None: nothing learned yet."""
    validators: Validators = Validators()
    body_hash: bytes | None = None
    hints: FeedHints = FeedHints()
    polls: int = 0
    failures: int = 0
    """Failures in a row; a success sets it to 0."""
    failure_weight: float = 0.0
    last_failure: FailureKind | None = None
    last_failure_detail: str | None = None
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    last_full_at: datetime | None = None
    """The last request without validators."""
    moved_to: str | None = None
    """Where permanent redirects have pointed since `moved_since`."""
    moved_since: datetime | None = None
    adopted_url: str | None = None
    """The permanent redirect's target once it has held for days: polled instead of the configured URL."""
    overflows: int = 0
    """Polls whose document shared nothing with the one before: entries may have been lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReport:
    """What one poll brought, as the schedule needs to know it."""

    failure: FetchFailed | None = None
    unchanged: bool = False
    """304, or 200 with the same body."""
    entries: int = 0
    new: int = 0
    known: int = 0
    """Entries of the document that earlier polls had brought already."""
    freshness: timedelta | None = None
    hints: FeedHints | None = None
    """None: this poll brought no document; the remembered hints hold."""
    permanent_url: str | None = None
    outage: bool = False
    """Nearly every host failed at once: our own network is down, the feed is not to blame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPoll:
    """When to poll next, and why."""

    at: datetime
    reason: str
    """One line, e.g. `every 2 h: 1 of 20 entries new; server asks for 30 min`."""
    interval: timedelta | None
    """The learned interval to remember."""
