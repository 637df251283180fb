"""The read API: articles, feeds and the feed of changes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Response

from aggregator.export import json_bytes
from aggregator.model import ArticleQuery
from storage import Store

PAGE = 50
MOST = 1_000


def router(store: Store) -> APIRouter:
    """Return the routes under /v1."""
    routes = APIRouter(prefix="/v1")
    _articles(routes, store)
    _feeds(routes, store)
    return routes


def _articles(routes: APIRouter, store: Store) -> None:
    @routes.get("/articles")
    def articles(
        feed: Annotated[list[str], Query(default_factory=list, description="ids of feeds")],
        since: Annotated[datetime | None, Query(description="effective_at at or after")] = None,
        until: Annotated[datetime | None, Query(description="effective_at before")] = None,
        language: str | None = None,
        category: str | None = None,
        author: str | None = None,
        agency: str | None = None,
        q: Annotated[str | None, Query(description="words in title, summary or text")] = None,
        originals: Annotated[bool, Query(description="leave copies out")] = False,
        limit: Annotated[int, Query(ge=1, le=MOST)] = PAGE,
        after: Annotated[str | None, Query(description="`next` of the page before")] = None,
    ) -> Response:
        """Articles, newest first."""
        query = ArticleQuery(
            feeds=tuple(feed),
            since=_aware(since, "since"),
            until=_aware(until, "until"),
            language=language,
            category=category,
            author=author,
            agency=agency,
            text=q,
            originals=originals,
            limit=limit,
            after=after,
        )
        found = list(store.articles(query))
        return _json({"articles": found, "next": found[-1].id if len(found) == limit else None})

    @routes.get("/articles/{article_id}")
    def article(article_id: str) -> Response:
        """One article with its revisions, the feeds that carried it and its duplicates."""
        found = store.article(article_id)
        if found is None:
            raise HTTPException(404, f"no article {article_id!r}")
        return _json(
            {
                "article": found,
                "revisions": store.revisions(article_id),
                "sources": store.sources(article_id),
                "duplicates": store.duplicates(article_id),
            }
        )


def _feeds(routes: APIRouter, store: Store) -> None:
    @routes.get("/feeds")
    def feeds() -> Response:
        """All feeds with their health and the next poll."""
        return _json({"feeds": store.feeds()})

    @routes.get("/feeds/{feed}")
    def one_feed(feed: str) -> Response:
        """One feed with its last polls."""
        record = store.feed(feed)
        if record is None:
            raise HTTPException(404, f"no feed {feed!r}")
        return _json({"feed": record, "polls": store.polls(feed, limit=PAGE)})

    @routes.get("/changes")
    def changes(
        after: Annotated[str | None, Query(description="cursor `epoch.seq`; absent: from the beginning")] = None,
        limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
    ) -> Response:
        """What happened since a cursor, in commit order, without gaps."""
        epoch = store.epoch()
        seq = _seq(after, epoch)
        found = store.changes(seq, limit=limit)
        return _json({"changes": found, "next": f"{epoch}.{found[-1].seq if found else seq}"})


def _seq(cursor: str | None, epoch: str) -> int:
    if cursor is None:
        return 0
    theirs, _, seq = cursor.rpartition(".")
    if not (seq.isascii() and seq.isdigit() and len(seq) < 19):
        raise HTTPException(400, f"after: expected a cursor `epoch.seq`, got {cursor!r}")
    if theirs != epoch:
        raise HTTPException(409, "after: this cursor is of another store or from before a restore; start anew")
    return int(seq)


def _aware(at: datetime | None, name: str) -> datetime | None:
    if at is not None and at.tzinfo is None:
        raise HTTPException(422, f"{name}: expected a time with its zone, e.g. 2026-01-31T12:00:00Z")
    return at


def _json(value: object) -> Response:
    return Response(json_bytes(value), media_type="application/json")
