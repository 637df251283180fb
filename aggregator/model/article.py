"""The article (docs/article.md) and what the core finds on the way to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One guess, repair or assumption made on the way to an article."""

    field: str
    code: str
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[T]):
    """A value the core read out of an entry, and what it assumed on the way. None: the source did not say."""

    value: T | None = None
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A person or pen name out of a byline."""

    name: str
    role: str | None = None
    email: str | None = None
    uri: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """All author elements of an entry, together."""

    printed: str | None = None
    authors: tuple[Author, ...] = ()
    agencies: tuple[str, ...] = ()
    staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """The head of a news text: `MOSCOW, January 16 (Sputnik) –`."""

    place: str
    agency: str | None = None
    date: str | None = None
    """As printed: datelines rarely name the year."""


Precision = Literal["year", "month", "day", "minute", "second"]
ZoneSource = Literal["explicit", "named", "assumed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSource:
    """Where `published_at` came from."""

    raw: str
    element: str
    precision: Precision
    zone: ZoneSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A date read out of an entry, in UTC, whole seconds."""

    at: datetime
    source: DateSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One category of an article."""

    label: str
    term: str | None = None
    scheme: str | None = None


MediaRole = Literal["enclosure", "content", "thumbnail", "image"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One picture, sound or film of an article; length in bytes."""

    url: str
    type: str | None = None
    medium: str | None = None
    length: int | None = None
    width: int | None = None
    height: int | None = None
    duration_s: int | None = None
    credit: str | None = None
    role: MediaRole = "content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The publisher an article came from, where the feed says so."""

    title: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoPoint:
    """A place, WGS 84 degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoShape:
    """A line, polygon or box as GeoJSON (RFC 7946): positions are [lon, lat]."""

    type: Literal["LineString", "Polygon"]
    coordinates: tuple[tuple[float, float], ...] | tuple[tuple[tuple[float, float], ...], ...]


Geo = GeoPoint | GeoShape


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An entry in our schema, version 1: these names, this order, in every output. Lists are never None."""

    id: str
    schema: int = 1
    feed: str
    guid: str
    url: str | None = None
    canonical_url: str | None = None
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    html: str | None = None
    truncated: bool | None = None
    language: str | None = None
    language_source: Literal["declared", "detected"] | None = None
    byline: str | None = None
    authors: tuple[Author, ...] = ()
    agencies: tuple[str, ...] = ()
    staff: bool = False
    dateline: Dateline | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    effective_at: datetime
    date_source: DateSource | None = None
    categories: tuple[Category, ...] = ()
    media: tuple[Media, ...] = ()
    source: Source | None = None
    comments_url: str | None = None
    comments_count: int | None = None
    rights: str | None = None
    license: str | None = None
    geo: Geo | None = None
    word_count: int = 0
    reading_minutes: int = 0
    first_seen_at: datetime
    last_seen_at: datetime
    revision: int = 1
    duplicate_of: str | None = None
    repairs: tuple[Repair, ...] = ()
    normalizer: str = ""
