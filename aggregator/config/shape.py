"""The shape of feeds.yaml as pydantic models: what keys there are, what each holds, and the JSON Schema for editors.

Every key but a feed's `url` may be left out: it then comes from the group, from `defaults`, from the service
(aggregator.config.layers). pydantic models are typed dicts here, because "not said" and "said to be null" differ.
"""

from __future__ import annotations

from typing import Annotated, Any, Required, get_args

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from aggregator.config.addresses import Host, Listen, Network, Origin, Url
from aggregator.config.headers import Credentials, Headers, Secret, UserAgent, WebhookSecret
from aggregator.config.locales import Language, Zone
from aggregator.config.names import GroupName, Id
from aggregator.config.values import Boolean, Duration, DurationOrZero, Label, Size, choice, whole
from aggregator.model import ChangeKind, DuplicateMode, FutureDates, SearchScope

IGNORABLE = (
    "url",
    "title",
    "summary",
    "text",
    "language",
    "authors",
    "published_at",
    "updated_at",
    "categories",
    "media",
    "source",
    "comments_url",
    "rights",
    "license",
    "geo",
)
"""Article fields that come from the feed and can be taken as if it did not have them."""
Events = Annotated[
    list[Annotated[str, choice(get_args(ChangeKind))]], AfterValidator(lambda events: tuple(dict.fromkeys(events)))
]
SCHEMA_PATH = "docs/feeds.schema.json"

STRICT = ConfigDict(extra="forbid")
TextType = Annotated[str, choice(("text", "html"))]
Labels = Annotated[list[Label], AfterValidator(lambda labels: tuple(dict.fromkeys(labels)))]
Fields = Annotated[list[Annotated[str, choice(IGNORABLE)]], AfterValidator(lambda fields: tuple(dict.fromkeys(fields)))]


@with_config(STRICT)
class Repairs(TypedDict, total=False):
    """Repairs of what a publisher gets wrong, in Planet Venus' words. Layers are merged key by key."""

    ignore: Annotated[Fields, Field(description="Article fields to take as if the feed did not have them.")]
    title_type: Annotated[TextType | None, Field(description="Read titles as this, whatever the feed says.")]
    summary_type: Annotated[TextType | None, Field(description="Read summaries as this.")]
    content_type: Annotated[TextType | None, Field(description="Read contents as this.")]
    name_type: Annotated[TextType | None, Field(description="Read author names as this.")]
    future_dates: Annotated[
        FutureDates, choice(FutureDates, FutureDates), Field(description="What to do with entries dated in the future.")
    ]
    xml_base: Annotated[Url | None, Field(description="Base URL of relative links, in place of the document's own.")]


@with_config(STRICT)
class Defaults(TypedDict, total=False):
    """Settings of every feed whose group and whose own entry say nothing else."""

    enabled: Annotated[Boolean, Field(description="Whether the feed is polled. Default: true.")]
    every: Annotated[Duration, Field(description="The shortest time between two polls. Default: 1h.")]
    at_most: Annotated[
        Duration, Field(description="The longest time between two polls of a healthy feed. Default: 1d.")
    ]
    full_every: Annotated[
        Duration | None, Field(description="Ask without validators this often, for servers whose 304s lie.")
    ]
    timezone: Annotated[Zone | None, Field(description="IANA zone of dates without an offset. Default: UTC.")]
    language: Annotated[Language | None, Field(description="BCP 47 language of entries that declare none.")]
    categories: Annotated[Labels, Field(description="Category labels added to every article.")]
    categories_map: Annotated[
        Label | None, Field(description="File beside this one that maps categories to a vocabulary of your own.")
    ]
    user_agent: Annotated[UserAgent | None, Field(description="User-Agent in place of the service's own.")]
    headers: Annotated[
        Headers, Field(description="Request headers; ${NAME} is replaced out of the environment. Merged by name.")
    ]
    repairs: Annotated[Repairs, Field(description="Repairs of what the publisher gets wrong.")]
    duplicates: Annotated[
        DuplicateMode,
        choice(DuplicateMode, DuplicateMode),
        Field(description="How boldly copies of one piece are joined."),
    ]
    host_delay: Annotated[
        DurationOrZero, Field(description="Time between two requests to the host. Default: 1s. The longest holds.")
    ]
    host_connections: Annotated[
        int, whole(1, 16), Field(description="Requests to the host at once. Default: 1. The fewest hold.")
    ]
    timeout: Annotated[Duration, Field(description="Time a whole request may take. Default: 30s.")]
    max_bytes: Annotated[Size, Field(description="Size a document may have, decompressed. Default: 10MB.")]
    keep: Annotated[
        Duration | None, Field(description="Remove articles of this age that the feed no longer lists. Default: never.")
    ]
    keep_entries: Annotated[
        Annotated[int, whole(1, 10**9)] | None,
        Field(description="Keep at most this many articles that the feed no longer lists."),
    ]


class Credited(Defaults, total=False):
    """What a group and a feed can say and `defaults` cannot: it would go to strangers."""

    auth: Annotated[Credentials | None, Field(description="Basic authentication; write ${NAME} for secrets.")]
    host: Annotated[
        Host, Field(description="Feeds with the same word here count as one host. Default: the registrable domain.")
    ]


class Feed(Credited, total=False):
    """One feed in the long form; only `url` is needed."""

    url: Required[Annotated[Url, Field(description="http or https URL of the document.")]]
    title: Annotated[Label | None, Field(description="Name for people. Default: what the feed calls itself.")]


Feeds = Annotated[dict[Id, Url | Feed], Field(json_schema_extra={"additionalProperties": False})]


class Group(Credited, total=False):
    """Feeds that share settings; the settings hold for every feed inside that does not say otherwise."""

    feeds: Annotated[Feeds | None, Field(description="The feeds of the group, by id.")]


@with_config(STRICT)
class Service(TypedDict, total=False):
    """The service itself."""

    store: Annotated[
        Secret, Field(description="Database URL; ${NAME} is replaced. Default: sqlite:///var/aggregator.db.")
    ]
    listen: Annotated[Listen, Field(description="host:port of page and API. Default: 127.0.0.1:8080.")]
    url: Annotated[
        Url | None, Field(description="Address of page and API as readers know it. Default: http:// and listen.")
    ]
    contact: Annotated[
        UserAgent | None, Field(description="URL or address named in the User-Agent, so that publishers can reach you.")
    ]
    allow_addresses: Annotated[
        Annotated[list[Network], AfterValidator(tuple)],
        Field(description="Networks (CIDR) that may be polled although they are not public."),
    ]
    connections: Annotated[int, whole(1, 1000), Field(description="Polls in flight at once. Default: 64.")]
    workers: Annotated[int, whole(1, 256), Field(description="Processes that parse and normalize. Default: 2.")]
    log: Annotated[str, choice(("console", "json")), Field(description="Form of the log. Default: console.")]
    poll_history: Annotated[Duration, Field(description="How long polls are remembered. Default: 30d.")]
    change_history: Annotated[
        Duration | None, Field(description="How long changes are kept for readers that come late. Default: for ever.")
    ]
    cors: Annotated[
        Annotated[list[Origin], AfterValidator(tuple)],
        Field(description="Origins (https://app.example) whose pages may read the API in a browser. Default: none."),
    ]
    search: Annotated[
        SearchScope,
        choice(get_args(SearchScope)),
        Field(description="What `q=` looks into: titles (with summaries), text too, or none. Default: titles."),
    ]


@with_config(STRICT)
class Hook(TypedDict, total=False):
    """An address that is told of changes: a signed POST for each, repeated until it is taken (docs/operations.md)."""

    url: Required[Annotated[Url, Field(description="Where to send: http or https.")]]
    secret: Required[Annotated[WebhookSecret, Field(description="whsec_…; write ${NAME}. Signs every message.")]]
    events: Annotated[Events, Field(description="Kinds of changes. Default: all.")]
    only: Annotated[Annotated[list[Id], AfterValidator(tuple)], Field(description="Only of these feeds. Default: all.")]
    languages: Annotated[
        Annotated[list[Language], AfterValidator(tuple)], Field(description="Only in these. Default: all.")
    ]
    categories: Annotated[Labels, Field(description="Only with one of these. Default: all.")]
    originals: Annotated[Boolean, Field(description="No copies of other articles. Default: false.")]


@with_config(STRICT)
class File(TypedDict, total=False):
    """The feeds to poll and how: see docs/feeds.md."""

    service: Annotated[Service | None, Field(description="The service itself.")]
    defaults: Annotated[Defaults | None, Field(description="Settings of every feed.")]
    groups: Annotated[dict[GroupName, Group | None] | None, Field(description="Feeds that share settings, by name.")]
    feeds: Annotated[Feeds | None, Field(description="Feeds without a group, by id: a URL, or a mapping.")]
    webhooks: Annotated[dict[Id, Hook] | None, Field(description="Addresses that are told of changes, by name.")]


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of feeds.yaml, for editors; docs/feeds.schema.json holds it."""
    schema = TypeAdapter(File).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **without_titles(schema), "title": "feeds.yaml"}


def without_titles(schema: Any) -> Any:
    """Return *schema* without the titles that only repeat its keys."""
    if isinstance(schema, list):
        return [without_titles(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: without_titles(value) for key, value in schema.items() if not (key == "title" and isinstance(value, str))
    }
