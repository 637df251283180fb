"""`/v1/duplicates`: copies with their verdicts, whole groups, and a person's word about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Response
from pydantic import BaseModel, Field

from aggregator.model import DuplicateQuery
from aggregator.pipeline import correcting
from aggregator.web.access import admin
from aggregator.web.answers import MOST, PAGE, answer, aware
from storage import Store


class Pinned(BaseModel):
    """What an article is pinned to."""

    of: str = Field(description="id of the article that it is a copy of")


def router(store: Store, clock: Callable[[], datetime]) -> APIRouter:
    """Return the routes under /v1/duplicates; those that change something ask for an admin key, on loopback too."""
    routes = APIRouter(prefix="/v1", tags=["duplicates"])
    _reading(routes, store)
    _correcting(routes, store, clock)
    return routes


def _reading(routes: APIRouter, store: Store) -> None:
    @routes.get("/duplicates")
    def duplicates(
        feed: Annotated[list[str], Query(default_factory=list, description="ids of feeds")],
        since: Annotated[datetime | None, Query(description="decided at or after")] = None,
        method: Annotated[str | None, Query(description="the rule, e.g. same_text")] = None,
        agency: str | None = None,
        person: Annotated[bool, Query(description="only what a person decided, splits among it")] = False,
        limit: Annotated[int, Query(ge=1, le=MOST)] = PAGE,
    ) -> Response:
        """Copies with their verdicts, the latest decision first."""
        query = DuplicateQuery(
            feeds=tuple(feed),
            since=aware(since, "since"),
            method=method,
            agency=agency,
            decided_by="person" if person else None,
            limit=limit,
        )
        return answer({"duplicates": store.copies(query)})

    @routes.get("/duplicates/{article_id}")
    def group(article_id: str) -> Response:
        """The group of an article: the original first, then its copies with the reason."""
        return _group(store, article_id)


def _correcting(routes: APIRouter, store: Store, clock: Callable[[], datetime]) -> None:
    allowed = [Depends(admin)]

    @routes.post("/duplicates/{article_id}/split", dependencies=allowed)
    def split(article_id: str) -> Response:
        """Say that an article is no copy of anything; answers with its group."""
        _group(store, article_id)
        correcting.split(store, article_id, clock())
        return _group(store, article_id)

    @routes.post("/duplicates/{article_id}/pin", dependencies=allowed)
    def pin(article_id: str, pinned: Pinned) -> Response:
        """Say that an article is a copy of another; answers with its group."""
        _group(store, article_id)
        correcting.pin(store, article_id, pinned.of, clock())
        return _group(store, article_id)

    @routes.post("/duplicates/{article_id}/release", dependencies=allowed)
    def release(article_id: str) -> Response:
        """Take back a split or pin; the rules decide again, at once."""
        _group(store, article_id)
        correcting.release(store, article_id, clock())
        return _group(store, article_id)


def _group(store: Store, article_id: str) -> Response:
    found = store.group(article_id)
    if found is None:
        raise HTTPException(404, f"no article {article_id!r}")
    return answer({"group": found})
