"""The filters of articles as query parameters: the same for lists, feeds and whatever else is made of articles."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from aggregator.model import ArticleQuery
from aggregator.web.answers import aware

WORD = 300
"""Characters of one parameter."""

Word = Annotated[str, Field(max_length=WORD)]
Name = Annotated[str, Field(max_length=WORD)] | None
Moment = datetime | None


class ArticleFilter(BaseModel):
    """Which articles. Parameters that are not known are refused: a filter with a typing mistake is no filter."""

    model_config = ConfigDict(extra="forbid")

    feed: Annotated[list[Word], Field(max_length=500, description="Ids of feeds; repeatable.")] = []
    since: Annotated[Moment, Field(description="`effective_at` at or after.", examples=["2026-03-01T00:00:00Z"])] = None
    until: Annotated[Moment, Field(description="`effective_at` before.")] = None
    published_since: Annotated[Moment, Field(description="`published_at` at or after.")] = None
    published_until: Annotated[Moment, Field(description="`published_at` before.")] = None
    first_seen_since: Annotated[Moment, Field(description="`first_seen_at` at or after.")] = None
    first_seen_until: Annotated[Moment, Field(description="`first_seen_at` before.")] = None
    language: Annotated[Name, Field(description="BCP 47; `en` finds `en-GB` too.", examples=["en"])] = None
    category: Annotated[Name, Field(description="Label or term, in any case.", examples=["Fisheries"])] = None
    author: Annotated[Name, Field(description="A whole name, in any case.", examples=["Anna Lindqvist"])] = None
    agency: Annotated[Name, Field(description="A wire service.", examples=["Reuters"])] = None
    domain: Annotated[Name, Field(description="Host of `canonical_url`, or above it.", examples=["wire.example"])] = (
        None
    )
    originals: Annotated[bool, Field(description="Leave copies of other articles out.")] = False
    q: Annotated[str | None, Field(max_length=1_000, description="Words in title, summary or text.")] = None

    def query(self, *, limit: int | None = None, after: str | None = None) -> ArticleQuery:
        """Return the question to the store. Raises Refusal for a time that is none."""
        return ArticleQuery(
            feeds=tuple(self.feed),
            since=aware(self.since, "since"),
            until=aware(self.until, "until"),
            published_since=aware(self.published_since, "published_since"),
            published_until=aware(self.published_until, "published_until"),
            first_seen_since=aware(self.first_seen_since, "first_seen_since"),
            first_seen_until=aware(self.first_seen_until, "first_seen_until"),
            language=self.language,
            category=self.category,
            author=self.author,
            agency=self.agency,
            domain=self.domain,
            text=self.q,
            originals=self.originals,
            limit=limit,
            after=after,
        )
