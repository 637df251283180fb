"""Every type that crosses a border between two rooms. Standard library only.

Frozen, slotted, keyword-only dataclasses; alternatives are unions, taken apart with `match`.
`None` means "the source did not say"; times are aware UTC `datetime`, spans are `timedelta`, sizes are bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

# ---------------------------------------------------------------------------------------------
# Configuration: what feeds.yaml says
# ---------------------------------------------------------------------------------------------


class DuplicateMode(StrEnum):
    """How boldly copies of one piece are joined."""

    STRICT = "strict"
    DEFAULT = "default"
    OFF = "off"


class FutureDates(StrEnum):
    """What to do with an entry dated in the future (Planet Venus' words)."""

    KEEP = "keep"
    IGNORE_DATE = "ignore_date"
    IGNORE_ENTRY = "ignore_entry"


TextType = Literal["text", "html"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRepairs:
    """Repairs a feed's operator asks for, because its publisher will not (Planet Venus' vocabulary)."""

    ignore: tuple[str, ...] = ()
    """Article fields to take as if the feed did not have them, e.g. `authors`, `summary`, `updated_at`."""
    title_type: TextType | None = None
    summary_type: TextType | None = None
    content_type: TextType | None = None
    name_type: TextType | None = None
    future_dates: FutureDates = FutureDates.KEEP
    xml_base: str | None = None
    """Base URL for relative links, in place of what the document says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One request header of a feed."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicAuth:
    """Credentials of HTTP basic authentication (RFC 7617); never sent to another origin."""

    username: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What one label of feeds is called in a vocabulary of the operator's own."""

    raw: str
    """The label or term as feeds have it, case-folded."""
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """A file that maps feeds' categories to a vocabulary of the operator's own (`categories_map:`)."""

    path: str
    """As feeds.yaml names it."""
    topics: tuple[Topic, ...]
    """Ordered by `raw`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSpec:
    """One feed as configured, with defaults and group applied."""

    id: str
    url: str
    title: str | None = None
    group: str | None = None
    enabled: bool = True
    every: timedelta = timedelta(hours=1)
    """The shortest time between two polls."""
    at_most: timedelta = timedelta(days=1)
    """The longest time between two polls of a healthy feed."""
    full_every: timedelta | None = None
    """Ask without validators this often (servers whose 304s lie). None: never."""
    timezone: str | None = None
    """IANA zone for dates without an offset. None: UTC is assumed."""
    language: str | None = None
    """BCP 47 language of entries that declare none."""
    categories: tuple[str, ...] = ()
    """Category labels added to every article."""
    categories_map: Taxonomy | None = None
    """Adds to every category what it is called in another vocabulary."""
    user_agent: str | None = None
    headers: tuple[Header, ...] = ()
    auth: BasicAuth | None = None
    repairs: FeedRepairs = FeedRepairs()
    duplicates: DuplicateMode = DuplicateMode.DEFAULT
    host: str = ""
    """Politeness key: registrable domain, address, or the name of a host group."""
    host_delay: timedelta = timedelta(seconds=1)
    host_connections: int = 1
    timeout: timedelta = timedelta(seconds=30)
    max_bytes: int = 10_000_000
    """Cap on a document's size, counted after decompression."""
    keep: timedelta | None = None
    """Retention: articles a feed no longer lists are removed at this age. None: kept for ever."""
    keep_entries: int | None = None
    """Retention: at most this many articles that the feed no longer lists. None: no limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The service's own settings (the `service:` block of feeds.yaml)."""

    store: str = "sqlite:///var/aggregator.db"
    listen: str = "127.0.0.1:8080"
    contact: str | None = None
    """URL or address named in the User-Agent, so that publishers can reach the operator."""
    allow_addresses: tuple[str, ...] = ()
    """Networks (CIDR) that may be polled although they are not public."""
    connections: int = 64
    """Polls in flight at once, over all hosts."""
    workers: int = 2
    """Processes that parse and normalize."""
    log: Literal["console", "json"] = "console"
    poll_history: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A whole feeds.yaml, valid."""

    feeds: tuple[FeedSpec, ...]
    settings: Settings = Settings()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigProblem:
    """One complaint about feeds.yaml: where, what was wanted, what came, and a hint."""

    path: str
    line: int
    key: str
    """Dotted path of the key, e.g. `feeds.bbc.every`; empty for the file as a whole."""
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}: " + (f"{self.key}: " if self.key else "")
        return where + self.message + (f"\n  hint: {self.hint}" if self.hint else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChange:
    """One line of `aggregator plan`: what a changed feeds.yaml does to one feed."""

    feed: str
    action: Literal["add", "move", "change", "disable", "enable", "remove"]
    detail: str


# ---------------------------------------------------------------------------------------------
# Fetching
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """ETag and Last-Modified byte for byte as the server sent them (RFC 9110 §8.8): opaque, echoed, never parsed."""

    etag: bytes | None = None
    last_modified: bytes | None = None


class FailureKind(StrEnum):
    """Why a poll brought nothing. A closed list: these are metric labels and stored words."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    INCOMPLETE = "incomplete"
    TOO_LARGE = "too_large"
    BAD_ENCODING = "bad_encoding"
    PROTOCOL = "protocol"
    REDIRECTS = "redirects"
    FORBIDDEN_ADDRESS = "forbidden_address"
    BAD_URL = "bad_url"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    GONE = "gone"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    SERVER_ERROR = "server_error"
    HTTP_ERROR = "http_error"
    NOT_A_FEED = "not_a_feed"
    MALFORMED = "malformed"
    PARSE_LIMIT = "parse_limit"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A complete document."""

    url: str
    """Where the document came from, after redirects."""
    permanent_url: str | None = None
    """Where an unbroken chain of permanent redirects (301, 308) led. None: there was none."""
    status: int
    body: bytes
    content_type: str | None = None
    """The Content-Type header as sent."""
    content_location: str | None = None
    content_language: str | None = None
    validators: Validators = Validators()
    freshness: timedelta | None = None
    """How long the server calls this answer fresh (Cache-Control max-age, Expires; RFC 9111 §4.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """304: nothing new. New validators in it replace the old ones (RFC 9111 §4.3.4)."""

    url: str
    permanent_url: str | None = None
    validators: Validators = Validators()
    freshness: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailed:
    """No document, and why."""

    kind: FailureKind
    detail: str
    """One line for people: where, what was wanted, what came."""
    status: int | None = None
    retry_after: timedelta | None = None
    """What Retry-After asks for (RFC 9110 §10.2.3), capped."""
    permanent_url: str | None = None


FetchResult = Fetched | NotModified | FetchFailed

# ---------------------------------------------------------------------------------------------
# Parsing: strings as the feed has them, each with the element it came from
# ---------------------------------------------------------------------------------------------


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

# ---------------------------------------------------------------------------------------------
# The article (docs/article.md)
# ---------------------------------------------------------------------------------------------


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


# ---------------------------------------------------------------------------------------------
# Identity and duplicates
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDigest:
    """Digest of one field's meaning: noise (blanks, counters, tracking) does not move it."""

    field: str
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryKeys:
    """The questions identity asks the store about one article. 16-byte digests; None: the article has no such key."""

    guid: bytes
    alias: bytes | None = None
    """The guid without scheme, `www.` and trailing slash: a move to https is not a new article."""
    url: bytes | None = None
    """The canonical URL's key."""
    title: bytes | None = None
    """Folded title and publication day: the last resort."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stored article of the same feed that shares a key with a new one."""

    article_id: str
    keys: EntryKeys
    revision: int
    revisions_today: int
    """Revisions stored in the last 24 hours: the measure of an update storm."""
    digests: tuple[FieldDigest, ...]
    purged: bool = False
    """Retention has removed the article; its key remains so that it does not come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """Never seen in this feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The same entry or page with new content."""

    of: str
    changed: tuple[str, ...]
    kind: Literal["edit", "renormalized"] = "edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The same entry, at most with noise; `reason` says which (`same`, `noise`, `purged`, `storm`)."""

    of: str
    reason: str = "same"


Verdict = New | Revision | Unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What duplicate detection keeps of one article (`anchors`: bottom-k sketch of 3-word shingles)."""

    article_id: str
    feed: str
    site: str | None
    """Registrable domain of the canonical URL."""
    language: str | None
    published_at: datetime | None
    seen_at: datetime
    url_key: bytes | None
    url_number: str | None
    """The article's number inside its URL on one site."""
    title_key: bytes | None
    title: str | None
    """The title, folded and without labels and site names."""
    head: str
    """The first 60 tokens of the body, folded, separated by blanks, dateline and boilerplate cut."""
    content_key: bytes | None
    """Digest of the folded body. None: too short to say anything."""
    tokens: int
    shingles: bytes
    """32-bit shingle hashes in text order, little endian."""
    sketch: tuple[int, ...]
    """The index rows: smallest shingle hashes of body and lead, unsigned 32 bit."""
    words: bytes = b""
    """16-bit hashes of the body's distinct words, ascending, little endian: does the other text know this word?"""
    agencies: tuple[str, ...] = ()
    mode: DuplicateMode = DuplicateMode.DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One measured fact behind a duplicate verdict, e.g. `jaccard` `0.83`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """No earlier copy is known; `reason` names the rule that said so, for the nearest candidate."""

    reason: str = "no_candidate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """Another entry, same piece."""

    of: str
    method: str
    """The rule that decided: `same_url`, `same_content`, `same_text`, `same_title`, …"""
    score: float
    evidence: tuple[Evidence, ...] = ()


DuplicateVerdict = Original | Duplicate

# ---------------------------------------------------------------------------------------------
# Scheduling
# ---------------------------------------------------------------------------------------------


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


# ---------------------------------------------------------------------------------------------
# The store's borders
# ---------------------------------------------------------------------------------------------


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
    raw: RawEntry
    fingerprint: bytes
    """Of the raw entry: the next poll drops it unread when it has not moved."""
    keys: EntryKeys
    digests: tuple[FieldDigest, ...]
    features: Features
    context: FeedContext
    """What the raw entry inherited: kept beside it, so that the article can be made again."""
    verdict: New | Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEntry:
    """An article with all that it was made from: the same rules make the same article of it again."""

    article: Article
    raw: RawEntry
    context: FeedContext
    at: datetime
    """When the poll began that brought the raw entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEntry:
    """One entry of a poll that the store has already: only its last sight and fingerprint move."""

    article_id: str
    fingerprint: bytes
    guid: bytes
    """Key of the guid it came under this time (an alias is remembered)."""


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
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What a transaction wrote."""

    new: int
    revised: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An article stored but not yet visible downstream, in commit order."""

    kind: Literal["created", "revised"]
    features: Features


ChangeKind = Literal["article.created", "article.revised", "article.duplicate", "article.removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of what downstream reads: `seq` is gap-free and in commit order."""

    seq: int
    kind: ChangeKind
    article_id: str
    feed: str
    at: datetime


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleQuery:
    """Which articles to read; newest `effective_at` first. None: no such condition."""

    feeds: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    language: str | None = None
    category: str | None = None
    author: str | None = None
    agency: str | None = None
    text: str | None = None
    """Words that title, summary or text must hold, any case."""
    originals: bool = False
    limit: int | None = None
    after: str | None = None
    """Id of the last article of the page before."""


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


def _pickle_quickly(cls: type) -> None:
    """Give a slotted dataclass a state without look-ups: the standard library's asks for `fields()` of every object.

    Articles cross from worker processes by the thousand; this is a third of that border's cost.
    """
    names = tuple(field.name for field in fields(cls))
    put = tuple(getattr(cls, name).__set__ for name in names)

    def state(self: object) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in names])

    def restore(self: object, values: tuple[object, ...]) -> None:
        for place, value in zip(put, values, strict=True):
            place(self, value)

    cls.__getstate__ = state  # type: ignore[assignment]
    cls.__setstate__ = restore  # type: ignore[attr-defined]


for _cls in tuple(globals().values()):
    if isinstance(_cls, type) and is_dataclass(_cls):
        _pickle_quickly(_cls)
