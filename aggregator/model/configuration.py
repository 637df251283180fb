"""Configuration: what feeds.yaml says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from aggregator.model.article import Category
from aggregator.model.delivering import Webhook


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


SearchScope = Literal["none", "titles", "text"]
"""What questions of words look into: nothing, titles and summaries, or the texts too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The service's own settings (the `service:` block of feeds.yaml)."""

    store: str = "sqlite:///var/aggregator.db"
    listen: str = "127.0.0.1:8080"
    url: str | None = None
    """Where readers find page and API, for links in feeds. None: at `listen`."""
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
    change_history: timedelta | None = None
    """How long changes are kept for readers that come late. None: for ever."""
    cors: tuple[str, ...] = ()
    """Origins whose pages may read the API in a browser."""
    search: SearchScope = "titles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A whole feeds.yaml, valid."""

    feeds: tuple[FeedSpec, ...]
    settings: Settings = Settings()
    webhooks: tuple[Webhook, ...] = ()


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
