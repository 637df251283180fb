"""What leaves for those who are told: webhooks and their messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from aggregator.model.article import Article
from aggregator.model.following import EVERYTHING, ChangeKind, Cursor, Wants


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that is told of changes (`webhooks:` in feeds.yaml)."""

    name: str
    url: str
    secret: str = field(repr=False)
    """`whsec_` and the key in base64 (Standard Webhooks)."""
    events: tuple[ChangeKind, ...] = ()
    """Empty: all kinds."""
    wants: Wants = EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to tell a webhook of one change."""

    id: int
    webhook: str
    cursor: Cursor
    """The change."""
    kind: ChangeKind
    article_id: str
    feed: str
    at: datetime
    gone: bool
    article: Article | None
    """As it is now; None: it is gone."""
    attempts: int
    """This one included."""
    first_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxState:
    """How it stands with one webhook."""

    webhook: str
    waiting: int
    """Messages taken from the change log and not delivered yet."""
    dead: int
    """Messages that were given up."""
    lag: int
    """Changes that are not even taken yet."""
    due_at: datetime | None
    """The next attempt."""
    attempts: int | None
    """So far, of the message that waits longest."""
    detail: str | None
    """Why an attempt failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The other side has taken it."""

    status: int
