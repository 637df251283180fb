"""`/v1/articles`: lists by any filter, and all that is known about one article."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from aggregator.explanation.origins import origins
from aggregator.model import Article, DuplicateRecord, RawEntry, RevisionRecord, Sighting
from aggregator.web import examples
from aggregator.web.answers import MOST, PAGE, ArticleList, Explanation, WholeArticle, answer, example
from aggregator.web.filters import ArticleFilter
from aggregator.web.parameters import described, read
from aggregator.web.problems import PROBLEMS, Refusal
from storage import Store

Id = Annotated[str, Path(description="The article's id.", max_length=200, examples=[examples.ID])]


class Asked(ArticleFilter):
    """A page of articles by filters."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = PAGE
    after: Annotated[str | None, Field(max_length=100, description="`next` of the page before.")] = None


def router(store: Store, readers: CapacityLimiter) -> APIRouter:
    """Return the routes under /v1/articles; *readers*: the threads that read pages."""
    routes = APIRouter(prefix="/v1/articles", tags=["articles"], responses=PROBLEMS)
    _lists(routes, store, readers)
    _one(routes, store)
    return routes


def _lists(routes: APIRouter, store: Store, readers: CapacityLimiter) -> None:
    shown: dict[int | str, dict[str, Any]] = {200: example(examples.ARTICLE_LIST)}

    @routes.get("", response_model=ArticleList, responses=shown, openapi_extra=described(Asked))
    async def articles(request: Request) -> Response:
        """Articles by any filter, newest `effective_at` first."""
        asked = read(Asked, request)
        query = asked.query(limit=asked.limit, after=asked.after)
        found = await to_thread.run_sync(store.article_lines, query, limiter=readers)
        return answer({"articles": [orjson.Fragment(line) for line in found.lines], "next": found.next})


def known(store: Store, article_id: str) -> Article:
    """Return an article. Raises Refusal where there is none."""
    found = store.article(article_id)
    if found is None:
        raise Refusal(404, f"no article {article_id!r}: there never was one, or retention has removed it")
    return found


def _one(routes: APIRouter, store: Store) -> None:
    @routes.get("/{article_id}", response_model=WholeArticle)
    def article(article_id: Id) -> Response:
        """One article with its revisions, the feeds that carried it and the verdicts about it."""
        found = known(store, article_id)
        return answer(
            WholeArticle(
                article=found,
                revisions=store.revisions(found.id),
                sources=store.sources(found.id),
                duplicates=store.duplicates(found.id),
            )
        )

    @routes.get("/{article_id}/revisions", response_model=tuple[RevisionRecord, ...])
    def revisions(article_id: Id) -> Response:
        """What changed in it, oldest first, with the old values."""
        found = known(store, article_id)
        return answer(store.revisions(found.id))

    @routes.get("/{article_id}/sources", response_model=tuple[Sighting, ...])
    def sources(article_id: Id) -> Response:
        """Every feed that carried it or a copy of it, first sight first."""
        found = known(store, article_id)
        return answer(store.sources(found.id))

    @routes.get("/{article_id}/duplicates", response_model=tuple[DuplicateRecord, ...])
    def duplicates(article_id: Id) -> Response:
        """The verdicts in which it is the copy or the original, with their evidence."""
        found = known(store, article_id)
        return answer(store.duplicates(found.id))

    @routes.get("/{article_id}/raw", response_model=RawEntry)
    def raw(article_id: Id) -> Response:
        """The entry as published: every string with the element it came from."""
        found = known(store, article_id)
        entry = store.raw(found.id)
        if entry is None:
            raise Refusal(404, f"the entry of article {found.id!r} is no longer kept")
        return answer(entry)

    @routes.get("/{article_id}/explanation", response_model=Explanation)
    def explanation(article_id: Id) -> Response:
        """Where each field comes from: the raw values, the rule, and the repairs made on the way."""
        found = known(store, article_id)
        return answer(Explanation(article=found.id, fields=tuple(origins(found, store.kept(found.id)))))
