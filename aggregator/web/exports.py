"""`/v1/articles.atom`, `.rss`, `.json`: any list of articles as a feed that every reader can follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from aggregator.export import Form, syndication
from aggregator.web.answers import MOST, PAGE
from aggregator.web.filters import ArticleFilter
from aggregator.web.problems import PROBLEMS
from storage import Store

MEDIA_TYPES = {
    Form.ATOM: "application/atom+xml",
    Form.RSS: "application/rss+xml",
    Form.JSON_FEED: "application/feed+json",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where and since when the service is."""

    url: str
    born: datetime


class Asked(ArticleFilter):
    """A feed of articles by filters."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = PAGE


def router(store: Store, url: str, born: datetime) -> APIRouter:
    """Return the routes; *url*: the service as its readers know it; *born*: the date of a feed without entries."""
    routes = APIRouter(prefix="/v1", tags=["articles"], responses=PROBLEMS)
    for form, media_type in MEDIA_TYPES.items():
        _add(routes, store, Place(url.rstrip("/"), born), form, media_type)
    return routes


def _add(routes: APIRouter, store: Store, place: Place, form: Form, media_type: str) -> None:
    path = f"/articles.{form.extension}"
    content = {media_type: {"schema": {"type": "object" if "json" in media_type else "string"}}}

    @routes.get(path, response_class=Response, responses={200: {"content": content}}, name=f"articles_{form.value}")
    def feed(request: Request, asked: Annotated[Asked, Query()]) -> Response:
        """Articles by any filter as a feed, newest `effective_at` first."""
        query = asked.query(limit=asked.limit)
        given = urlencode(request.query_params.multi_items())
        frame = syndication.Frame(
            title="feed-aggregator" + (f": {', '.join(asked.feed)}" if asked.feed else ""),
            # Never out of the request's Host: that is whatever the asker says.
            url=f"{place.url}/v1{path}" + (f"?{given}" if given else ""),
            home=f"{place.url}/",
            now=place.born,
            names={record.feed: record.title for record in store.feeds() if record.title},
        )
        body = b"".join(syndication.FORMS[form](frame, store.articles(query)))
        return Response(body, media_type=media_type)
