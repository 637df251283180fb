"""`/v1/duplicates`: copies with their verdicts, whole groups, and a person's word about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from aggregator.model import DuplicateQuery, Group, Member
from aggregator.pipeline import correcting
from aggregator.web.access import admin
from aggregator.web.answers import MOST, PAGE, answer
from aggregator.web.articles import Id, known
from aggregator.web.filters import Moment
from aggregator.web.problems import PROBLEMS, Refusal
from storage import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateList:
    """Copies with their verdicts."""

    duplicates: tuple[Member, ...]


class Asked(BaseModel):
    """Which copies to list."""

    feed: Annotated[list[str], Field(default_factory=list, description="Ids of feeds.", max_length=100)]
    since: Annotated[Moment, Field(description="Decided at or after.")] = None
    method: Annotated[str | None, Field(max_length=100, description="The rule, e.g. `same_text`.")] = None
    agency: Annotated[str | None, Field(max_length=100, description="The wire service.")] = None
    person: Annotated[bool, Field(description="Only what a person decided, splits among it.")] = False
    limit: Annotated[int, Field(ge=1, le=MOST)] = PAGE


class Pinned(BaseModel):
    """What an article is pinned to."""

    of: Annotated[str, Field(max_length=200, description="Id of the article that it is a copy of.")]


def router(store: Store, clock: Callable[[], datetime]) -> APIRouter:
    """Return the routes under /v1/duplicates; those that change something ask for an admin key, on loopback too."""
    routes = APIRouter(prefix="/v1/duplicates", tags=["duplicates"], responses=PROBLEMS)
    _reading(routes, store)
    _correcting(routes, store, clock)
    return routes


def group_of(store: Store, article_id: str) -> Group:
    """Return the group of an article. Raises Refusal where there is no such article."""
    found = store.group(article_id)
    if found is None:
        raise Refusal(404, f"no article {article_id!r}")
    return found


def _reading(routes: APIRouter, store: Store) -> None:
    @routes.get("", response_model=DuplicateList)
    def duplicates(asked: Annotated[Asked, Query()]) -> Response:
        """Copies with their verdicts, the latest decision first."""
        query = DuplicateQuery(
            feeds=tuple(asked.feed),
            since=asked.since,
            method=asked.method,
            agency=asked.agency,
            decided_by="person" if asked.person else None,
            limit=asked.limit,
        )
        return answer(DuplicateList(duplicates=store.copies(query)))

    @routes.get("/{article_id}", response_model=Group)
    def group(article_id: Id) -> Response:
        """The group of an article: the original first, then its copies with the reason."""
        return answer(group_of(store, article_id))


def _correcting(routes: APIRouter, store: Store, clock: Callable[[], datetime]) -> None:
    allowed = [Depends(admin)]

    @routes.post("/{article_id}/split", response_model=Group, dependencies=allowed)
    def split(article_id: Id) -> Response:
        """Say that an article is no copy of anything; answers with its group."""
        correcting.split(store, known(store, article_id).id, clock())
        return answer(group_of(store, article_id))

    @routes.post("/{article_id}/pin", response_model=Group, dependencies=allowed)
    def pin(article_id: Id, pinned: Pinned) -> Response:
        """Say that an article is a copy of another; answers with its group."""
        correcting.pin(store, known(store, article_id).id, pinned.of, clock())
        return answer(group_of(store, article_id))

    @routes.post("/{article_id}/release", response_model=Group, dependencies=allowed)
    def release(article_id: Id) -> Response:
        """Take back a split or pin; the rules decide again, at once."""
        correcting.release(store, known(store, article_id).id, clock())
        return answer(group_of(store, article_id))
