"""What the API answers: the shapes of it, told in OpenAPI and made of records where a record says too much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Response

from aggregator.explanation.origins import Origin
from aggregator.export import json_bytes
from aggregator.model import (
    Article,
    ChangeKind,
    Consumer,
    DuplicateRecord,
    FeedRecord,
    PollRecord,
    Problem,
    RevisionRecord,
    Sighting,
    Wants,
)

PAGE, MOST = 50, 1_000
"""Things on a page: unless told otherwise, and at most."""
JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleList:
    """A page of articles."""

    articles: tuple[Article, ...]
    next: str | None
    """Give it as `after` for the next page. null: this was the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeArticle:
    """An article with what is known about it."""

    article: Article
    revisions: tuple[RevisionRecord, ...]
    sources: tuple[Sighting, ...]
    duplicates: tuple[DuplicateRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Where each field of an article comes from."""

    article: str
    fields: tuple[Origin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAnswer:
    """A feed, how it does, and when it is polled next. Its settings stay with the operator."""

    feed: str
    url: str
    title: str | None
    link: str | None
    format: str | None
    group: str | None
    status: str
    host: str
    articles: int
    due_at: datetime | None
    reason: str
    """Why `due_at` is what it is."""
    interval_s: float | None
    polls: int
    failures: int
    """In a row."""
    last_failure: str | None
    last_failure_detail: str | None
    last_polled_at: datetime | None
    last_success_at: datetime | None
    last_new_at: datetime | None
    adopted_url: str | None
    overflows: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollAnswer:
    """One poll."""

    feed: str
    started_at: datetime
    duration_s: float
    code: str
    detail: str | None
    status: int | None
    size: int
    new: int
    revised: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """All feeds."""

    feeds: tuple[FeedAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedWithPolls:
    """A feed and its latest polls."""

    feed: FeedAnswer
    polls: tuple[PollAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollList:
    """The latest polls, newest first."""

    polls: tuple[PollAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAnswer:
    """One change. `article` is there only where it was asked for: null when it is gone."""

    seq: int
    cursor: str
    kind: ChangeKind
    article_id: str
    feed: str
    at: datetime
    gone: bool
    """The article is removed by now, or no longer what is asked for: whoever has it drops it."""
    article: Article | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeList:
    """A part of the feed of changes."""

    changes: tuple[ChangeAnswer, ...]
    next: str
    """The cursor to read on from."""
    more: bool
    """There is more to read right now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerAnswer:
    """A named reader of the changes."""

    name: str
    cursor: str
    wants: Wants
    lag: int
    waiting_since: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerList:
    """All named readers."""

    consumers: tuple[ConsumerAnswer, ...]


def feed_answer(record: FeedRecord) -> FeedAnswer:
    """Return what others may know of a feed: neither its settings nor its validators."""
    state = record.state
    taken = ("feed", "url", "title", "link", "format", "group", "status", "host", "articles", "problems")
    told = (
        *("due_at", "reason", "polls", "failures", "last_failure", "last_failure_detail", "last_polled_at"),
        *("last_success_at", "last_new_at", "adopted_url", "overflows"),
    )
    return FeedAnswer(
        **{name: getattr(record, name) for name in taken},
        **{name: getattr(state, name) for name in told},
        interval_s=state.interval.total_seconds() if state.interval else None,
    )


def poll_answers(records: Iterable[PollRecord]) -> tuple[PollAnswer, ...]:
    """Return polls with their duration in seconds."""
    same = ("feed", "started_at", "code", "detail", "status", "size", "new", "revised")
    return tuple(
        PollAnswer(**{name: getattr(record, name) for name in same}, duration_s=record.duration.total_seconds())
        for record in records
    )


def consumer_answer(consumer: Consumer) -> ConsumerAnswer:
    """Return a consumer with its cursor as it is written."""
    same = ("name", "wants", "lag", "waiting_since", "created_at", "updated_at")
    return ConsumerAnswer(cursor=str(consumer.cursor), **{name: getattr(consumer, name) for name in same})


def answer(value: object, status: int = 200) -> Response:
    """Return *value* as JSON."""
    return Response(json_bytes(value), status_code=status, media_type=JSON)


def example(value: object) -> dict[str, Any]:
    """Return the entry of OpenAPI's `responses` that shows *value*."""
    return {"content": {JSON: {"example": value}}}
