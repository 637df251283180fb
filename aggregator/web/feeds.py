"""`/v1/feeds`, `/v1/polls`: what is polled, how it does, and what it brought."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from aggregator.web.answers import (
    MOST,
    PAGE,
    FeedList,
    FeedWithPolls,
    PollList,
    answer,
    feed_answer,
    poll_answers,
)
from aggregator.web.problems import PROBLEMS, Refusal
from storage import Store

FeedId = Annotated[str, Path(description="The feed's key in feeds.yaml.", max_length=200, examples=["harbour-wire"])]


def router(store: Store) -> APIRouter:
    """Return the routes under /v1/feeds and /v1/polls."""
    routes = APIRouter(prefix="/v1", tags=["feeds"], responses=PROBLEMS)

    @routes.get("/feeds", response_model=FeedList)
    def feeds() -> Response:
        """All feeds with their health and the next poll, removed ones included."""
        return answer(FeedList(feeds=tuple(map(feed_answer, store.feeds()))))

    @routes.get("/feeds/{feed}", response_model=FeedWithPolls)
    def one_feed(feed: FeedId) -> Response:
        """One feed with its last polls."""
        record = store.feed(feed)
        if record is None:
            raise Refusal(404, f"no feed {feed!r}")
        return answer(FeedWithPolls(feed=feed_answer(record), polls=poll_answers(store.polls(record.feed, limit=PAGE))))

    @routes.get("/polls", response_model=PollList)
    def polls(
        feed: Annotated[str | None, Query(max_length=200, description="Only of this feed.")] = None,
        limit: Annotated[int, Query(ge=1, le=MOST)] = PAGE,
    ) -> Response:
        """The latest polls, newest first; those that were answered with 304 leave none."""
        return answer(PollList(polls=poll_answers(store.polls(feed, limit=limit))))

    return routes
