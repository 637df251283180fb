"""The operations page: is it running, what came in, what is wrong. Server-rendered, works without JavaScript."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader

from aggregator.model import ArticleQuery, FeedRecord
from aggregator.schedule import words
from storage import Store

if TYPE_CHECKING:
    from aggregator.web import Status

NEWEST = 40
FEEDS = 200
"""Feeds shown, the worst first; the rest is counted."""


def router(store: Store, status: Status) -> APIRouter:
    """Return the page at `/`."""
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)
    templates = Jinja2Templates(env=environment)
    routes = APIRouter()

    @routes.get("/", include_in_schema=False)
    def overview(request: Request) -> Response:
        now = status.clock()

        def ago(at: datetime | None) -> str:
            return f"{words(now - at)} ago" if at else "never"

        def ahead(at: datetime | None) -> str:
            return "now" if at is None or at <= now else f"in {words(at - now)}"

        feeds = sorted((feed for feed in store.feeds() if feed.status != "removed"), key=_worst_first)
        return templates.TemplateResponse(
            request,
            "overview.html",
            {
                "stats": store.stats(now),
                "feeds": feeds[:FEEDS],
                "more": len(feeds[FEEDS:]),
                "articles": list(store.articles(ArticleQuery(limit=NEWEST))),
                "status": status,
                "ago": ago,
                "ahead": ahead,
                "uptime": words(now - status.started_at),
                "version": version("feed-aggregator"),
            },
        )

    return routes


def _worst_first(feed: FeedRecord) -> tuple[int, str]:
    return -feed.state.failures, feed.feed
