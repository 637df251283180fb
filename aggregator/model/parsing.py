"""Documents taken apart: strings as the feed has them, each with the element it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from aggregator.model.configuration import FeedRepairs
from aggregator.model.fetching import FailureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RawText:
    """The text of one element, as published: nothing cleaned, nothing guessed."""

    element: str
    """Local name with its usual prefix: `title`, `pubDate`, `dc:creator`, `atom:published`, `json:date_published`."""
    value: str
    type: str | None = None
    """Atom's `type` or a MIME type. None: the format does not say (RSS)."""
    language: str | None = None
    """xml:lang in scope, where it is declared on or inside the entry."""
    base: str | None = None
    """xml:base in scope (resolved), where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPerson:
    """One author element. RSS has one string (`name`); Atom and JSON Feed have parts."""

    element: str
    name: str | None = None
    email: str | None = None
    uri: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLink:
    """One link element of an entry; `rel` is None where the format has no such attribute (RSS)."""

    element: str
    href: str
    rel: str | None = None
    type: str | None = None
    title: str | None = None
    language: str | None = None
    base: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCategory:
    """One category element."""

    element: str
    term: str | None = None
    label: str | None = None
    scheme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawMedia:
    """One enclosure, media:content, media:thumbnail, itunes:image or JSON attachment; numbers still as strings."""

    element: str
    url: str
    type: str | None = None
    medium: str | None = None
    width: str | None = None
    height: str | None = None
    length: str | None = None
    duration: str | None = None
    credit: str | None = None
    base: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSource:
    """The publisher an entry came from: RSS `<source url>` or atom:source."""

    element: str
    title: str | None = None
    url: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """One entry as published. Tuples hold every element found, in document order."""

    position: int
    """Place in the document, from 0."""
    guid: RawText | None = None
    """`<guid>`, `atom:id`, `rdf:about`, `json:id`."""
    guid_is_permalink: bool | None = None
    """RSS isPermaLink. None: not said (RSS 2.0: then true)."""
    titles: tuple[RawText, ...] = ()
    links: tuple[RawLink, ...] = ()
    summaries: tuple[RawText, ...] = ()
    """description, atom:summary, itunes:summary, media:description, json:summary"""
    contents: tuple[RawText, ...] = ()
    """content:encoded, atom:content, xhtml:body, json:content_html, json:content_text"""
    authors: tuple[RawPerson, ...] = ()
    dates: tuple[RawText, ...] = ()
    """pubDate, atom:published, atom:updated, dc:date, dcterms:issued, …"""
    categories: tuple[RawCategory, ...] = ()
    media: tuple[RawMedia, ...] = ()
    source: RawSource | None = None
    comments: tuple[RawText, ...] = ()
    """comments, wfw:commentRss, slash:comments, thr:total"""
    rights: tuple[RawText, ...] = ()
    """dc:rights, atom:rights, copyright, media:copyright, cc:license, creativeCommons:license, atom:link rel=license"""
    geo: tuple[RawText, ...] = ()
    """georss:point/line/polygon/box, gml:pos, geo:lat, geo:long"""
    language: str | None = None
    """xml:lang of the entry, else its dc:language, else json:language."""
    base: str | None = None
    """xml:base of the entry, resolved. None: the document's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong with a document or an entry that cost nothing else."""

    code: str
    detail: str
    position: int | None = None
    """The entry's position. None: the document's own trouble."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHints:
    """The publisher's wishes about polling: RSS `<ttl>`, sy:update*, skipHours (GMT, 0-23), skipDays (Monday is 0)."""

    ttl: timedelta | None = None
    update_every: timedelta | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A document taken apart."""

    format: str
    """`rss20`, `rss092`, `rss10`, `atom10`, `atom03`, `cdf`, `json11`, …; `rss` or `atom` where unclear."""
    title: str | None = None
    link: str | None = None
    """Home page of the feed, resolved."""
    language: str | None = None
    base: str | None = None
    """Base URL of the document: xml:base, else Content-Location, else its URL."""
    authors: tuple[RawPerson, ...] = ()
    """Feed-level atom:author / JSON authors: bylines of entries without their own. Not managingEditor or webMaster."""
    rights: tuple[RawText, ...] = ()
    hints: FeedHints = FeedHints()
    entries: tuple[RawEntry, ...] = ()
    fingerprints: tuple[bytes, ...] = ()
    """Of the entries, in their order: 16 bytes that change with anything an entry says."""
    known: tuple[bytes, ...] = ()
    """Fingerprints of entries that were left out unparsed."""
    whole: str | None = None
    """Why the document was parsed whole (`guids`, `doctype`, `ill_formed`, …). None: it was split."""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAFeed:
    """The document cannot be read as a feed, and why."""

    kind: FailureKind
    """NOT_A_FEED, MALFORMED or PARSE_LIMIT."""
    detail: str
    """For an HTML page: names the feed links found in it."""
    links: tuple[str, ...] = ()


ParseResult = ParsedFeed | NotAFeed


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedContext:
    """What an entry inherits from its document and its configuration."""

    feed: str
    """The feed's key in feeds.yaml."""
    url: str
    """URL of the document: the last base for relative links."""
    title: str | None = None
    link: str | None = None
    language: str | None = None
    """Declared by the document."""
    authors: tuple[RawPerson, ...] = ()
    rights: tuple[RawText, ...] = ()
    base: str | None = None
    timezone: str | None = None
    default_language: str | None = None
    """Configured: for entries and documents that declare none."""
    categories: tuple[str, ...] = ()
    """Configured: added to every article."""
    repairs: FeedRepairs = FeedRepairs()
