"""What the crawl asks of the store and hands to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from aggregator.model.article import Article
from aggregator.model.copies import Digests, EntryKeys, Features, New, Revision
from aggregator.model.parsing import FeedContext, Problem, RawEntry
from aggregator.model.scheduling import FeedState


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFeed:
    """A feed to poll now, with what is remembered of it."""

    feed: str
    state: FeedState


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to talk to one host slot until `until`; `token` fences every write made under it."""

    slot: int
    host: str
    token: int
    until: datetime
    feeds: tuple[DueFeed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """One entry of a poll that is new or revised, ready to be stored."""

    article: Article
    kept: bytes
    """What it was made from, see `aggregator.kept`."""
    fingerprint: bytes
    """Of the raw entry: the next poll drops it unread when it has not moved."""
    keys: EntryKeys
    digests: Digests
    features: Features
    verdict: New | Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What an article was made from: the same rules make the same article of it again."""

    raw: RawEntry
    context: FeedContext
    """What the raw entry inherited."""
    at: datetime
    """When the poll began that brought the raw entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEntry(Kept):
    """An article with what it was made from."""

    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEntry:
    """One entry of a poll that the store has already: only its last sight and fingerprint move."""

    article_id: str
    fingerprint: bytes
    keys: EntryKeys
    """The keys it came with this time: another guid is remembered, and a guid that moved on takes its page along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOutcome:
    """All of one poll: what `Store.commit` writes in one transaction."""

    feed: str
    lease: Lease | None
    """None: documents from disk (`aggregator ingest`): not fenced."""
    last_of_lease: bool = True
    """The slot has no further due feed: the lease ends with this transaction."""
    started_at: datetime
    finished_at: datetime
    code: str
    """`new`, `same_entries`, `same_body`, `not_modified`, or a FailureKind: a metric label."""
    detail: str | None = None
    status: int | None = None
    size: int = 0
    url: str | None = None
    entries: tuple[StoredEntry, ...] = ()
    seen: tuple[SeenEntry, ...] = ()
    known: tuple[bytes, ...] = ()
    """Fingerprints of entries that were dropped unread: seen again."""
    state: FeedState
    """The state to remember, next poll time included."""
    pause_host_until: datetime | None = None
    """429 or 503: no feed of this host is polled before."""
    title: str | None = None
    link: str | None = None
    format: str | None = None
    whole: str | None = None
    """Why the document was parsed whole and not by its unknown entries. None: it was split, or there was none."""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What a transaction wrote."""

    new: int
    revised: int


PendingKind = Literal["created", "revised", "rejudged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An article stored but not yet visible downstream, or visible and to be judged again, in commit order."""

    kind: PendingKind
    features: Features
