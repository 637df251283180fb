"""`/v1/articles`: lists by any filter, and all that is known about one article."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import orjson
from fastapi import APIRouter, HTTPException, Query, Response

from aggregator.model import ArticleQuery
from aggregator.web.answers import MOST, PAGE, answer, aware
from storage import Store


def router(store: Store) -> APIRouter:
    """Return the routes under /v1/articles."""
    routes = APIRouter(prefix="/v1", tags=["articles"])

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
            since=aware(since, "since"),
            until=aware(until, "until"),
            language=language,
            category=category,
            author=author,
            agency=agency,
            text=q,
            originals=originals,
            limit=limit,
            after=after,
        )
        found = store.article_lines(query)
        return answer({"articles": [orjson.Fragment(line) for line in found.lines], "next": found.next})

    @routes.get("/articles/{article_id}")
    def article(article_id: str) -> Response:
        """One article with its revisions, the feeds that carried it and its duplicates."""
        found = store.article(article_id)
        if found is None:
            raise HTTPException(404, f"no article {article_id!r}")
        return answer(
            {
                "article": found,
                "revisions": store.revisions(article_id),
                "sources": store.sources(article_id),
                "duplicates": store.duplicates(article_id),
            }
        )

    return routes
