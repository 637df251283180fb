"""What the store tells those who read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from aggregator.model.copies import Evidence, Role
from aggregator.model.parsing import Problem
from aggregator.model.scheduling import FeedState


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRecord:
    """A feed as the store knows it: `aggregator feeds`."""

    feed: str
    url: str
    title: str | None
    link: str | None
    format: str | None
    group: str | None
    status: Literal["enabled", "disabled", "removed"]
    host: str
    settings: str
    """The configured settings as canonical JSON: `plan` compares it."""
    state: FeedState
    articles: int
    problems: tuple[Problem, ...] = ()
    """Of the last document that was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """One poll of the history; a plain 304 leaves none."""

    feed: str
    started_at: datetime
    duration: timedelta
    code: str
    detail: str | None
    status: int | None
    size: int
    new: int
    revised: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OldValue:
    """What a field was before a revision; JSON."""

    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRecord:
    """One change of an article: from `revision - 1` to `revision`."""

    article_id: str
    revision: int
    at: datetime
    kind: str
    changed: tuple[str, ...]
    before: tuple[OldValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A feed that carried an article or a copy of it."""

    feed: str
    article_id: str
    """The entry of that feed: the article itself or one of its duplicates."""
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateRecord:
    """A stored verdict: *member* is a copy of *of*."""

    member: str
    of: str
    method: str
    score: float
    evidence: tuple[Evidence, ...]
    at: datetime
    role: Role = "syndicated"
    decided_by: Literal["rule", "person"] = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One article of a group."""

    article_id: str
    feed: str
    title: str | None
    url: str | None
    role: Role
    agencies: tuple[str, ...]
    published_at: datetime | None
    first_seen_at: datetime
    removed: bool
    """Retention has taken its content."""
    verdict: DuplicateRecord | None
    """None: it is the original."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """An original with its copies."""

    original: str
    agency: str | None
    """The wire service that the original names, else the first copy that names one."""
    members: tuple[Member, ...]
    """The original first, then the copies as they were published."""
    split: tuple[Member, ...] = ()
    """What a person split from it; the article that was asked for, where a person said that it is no copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateQuery:
    """Which copies to list, latest decision first. None: no such condition."""

    feeds: tuple[str, ...] = ()
    since: datetime | None = None
    """Decided at or after."""
    method: str | None = None
    agency: str | None = None
    decided_by: Literal["person"] | None = None
    """Only what a person decided, splits among it."""
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleQuery:
    """Which articles to read; newest `effective_at` first. None: no such condition."""

    feeds: tuple[str, ...] = ()
    since: datetime | None = None
    """`effective_at` at or after; every `until` is exclusive."""
    until: datetime | None = None
    published_since: datetime | None = None
    published_until: datetime | None = None
    first_seen_since: datetime | None = None
    first_seen_until: datetime | None = None
    language: str | None = None
    category: str | None = None
    author: str | None = None
    agency: str | None = None
    domain: str | None = None
    """The host of `canonical_url`, or a domain it lies in."""
    text: str | None = None
    """Words that title, summary or (where it is searched) text must hold: `harbour "last ferry" sail* -reuters`."""
    originals: bool = False
    limit: int | None = None
    after: str | None = None
    """`next` of the page before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePage:
    """Articles as every output writes them: one JSON object each, in bytes."""

    lines: tuple[bytes, ...]
    next: str | None
    """Where the next page begins (`ArticleQuery.after`). None: this was the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """Counts over the whole store."""

    feeds: int
    enabled: int
    failing: int
    due: int
    articles: int
    originals: int
    duplicates: int
    revisions: int
    changes: int
    overflows: int
    oldest_due_at: datetime | None
    """The enabled feed that waits longest for its poll: the schedule's lag."""
    pending: int
    """Stored but not yet published."""
    size: int | None
    """Bytes on disk, where the database can say."""


KeyScope = Literal["read", "admin"]
"""What an API key opens; `admin` includes `read`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key of the HTTP API as the store keeps it: not the key, only how to recognize it."""

    prefix: str
    """The first characters: what the key is called."""
    digest: bytes = field(repr=False)
    """SHA-256 of the whole key."""
    scope: KeyScope
    label: str | None
    created_at: datetime
    revoked_at: datetime | None
