"""`/v1/feeds`, `/v1/polls`: what is polled, how it does, and what it brought."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Response

from aggregator.web.answers import PAGE, answer
from storage import Store


def router(store: Store) -> APIRouter:
    """Return the routes under /v1/feeds and /v1/polls."""
    routes = APIRouter(prefix="/v1", tags=["feeds"])

    @routes.get("/feeds")
    def feeds() -> Response:
        """All feeds with their health and the next poll."""
        return answer({"feeds": store.feeds()})

    @routes.get("/feeds/{feed}")
    def one_feed(feed: str) -> Response:
        """One feed with its last polls."""
        record = store.feed(feed)
        if record is None:
            raise HTTPException(404, f"no feed {feed!r}")
        return answer({"feed": record, "polls": store.polls(feed, limit=PAGE)})

    return routes
