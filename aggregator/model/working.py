"""What crosses between the service and the processes that read documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aggregator.model.article import Article
from aggregator.model.configuration import FeedSpec
from aggregator.model.copies import Digests, EntryKeys, Features
from aggregator.model.parsing import FeedContext, FeedHints, Problem, RawEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A document to read, with all that reading it depends on."""

    document: bytes
    spec: FeedSpec
    url: str
    """Where the document came from, after redirects."""
    content_type: str | None = None
    content_location: str | None = None
    content_language: str | None = None
    known: frozenset[bytes] = frozenset()
    """Fingerprints of raw entries that need no second reading."""
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshEntry:
    """An entry whose raw form was not seen before: a new article, an edit, or noise."""

    article: Article
    kept: bytes
    """What it was made from, see `aggregator.kept`: the service has no other use for it."""
    fingerprint: bytes
    keys: EntryKeys
    digests: Digests
    features: Features


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A document read."""

    format: str
    title: str | None
    link: str | None
    hints: FeedHints
    problems: tuple[Problem, ...]
    fresh: tuple[FreshEntry, ...]
    known: tuple[bytes, ...]
    """Fingerprints of the entries that were dropped unread."""
    whole: str | None
    """Why the document was parsed whole. None: it was split, and its known entries were not parsed."""
