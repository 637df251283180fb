"""The filters of articles as query parameters: the same for lists, feeds and whatever else is made of articles."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema

from aggregator.model import ArticleQuery

WORD = 300
"""Characters of one parameter."""

Word = Annotated[str, Field(max_length=WORD)]
Name = Annotated[str, Field(max_length=WORD)] | None
TIMES = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}
WRITTEN = re.compile(r"\d{4}-\d\d-\d\d([Tt ].+)?")


def moment(value: str) -> datetime:
    """Return a time with its zone, or a day's midnight in UTC; a bare number is none, whatever it may count."""
    found = WRITTEN.fullmatch(value)
    if found is None:
        raise ValueError("expected a time such as 2026-01-31T12:00:00Z, or a day such as 2026-01-31")
    try:
        at = datetime.fromisoformat(value if found[1] else f"{value}T00:00:00Z")
        if at.tzinfo is None:
            raise ValueError("expected a time with its zone, e.g. 2026-01-31T12:00:00Z")
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("expected a time between the years 1 and 9999") from error


Moment = Annotated[datetime, PlainValidator(moment), WithJsonSchema(TIMES)] | None


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
        """Return the question to the store."""
        return ArticleQuery(
            feeds=tuple(self.feed),
            since=self.since,
            until=self.until,
            published_since=self.published_since,
            published_until=self.published_until,
            first_seen_since=self.first_seen_since,
            first_seen_until=self.first_seen_until,
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
