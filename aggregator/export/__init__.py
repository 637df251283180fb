"""Articles → JSON Lines and CSV, and the JSON Schema of an article. Times are RFC 3339 with `Z`.

`syndication` writes Atom, RSS and JSON Feed, `parquet` (an extra) folders of Parquet files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

import orjson

from aggregator.model import Article

CSV_COLUMNS = (
    "id", "feed", "url", "title", "summary", "text", "language", "byline", "authors", "agencies", "categories",
    "published_at", "updated_at", "effective_at", "first_seen_at", "last_seen_at", "revision", "duplicate_of",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that starts so is run as a formula by spreadsheets (OWASP CSV injection); an apostrophe makes it text."""


class Form(StrEnum):
    """What `aggregator export` writes."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    ATOM = "atom"
    RSS = "rss"
    JSON_FEED = "jsonfeed"

    @property
    def extension(self) -> str:
        """The end of its address under /v1/articles."""
        return "json" if self is Form.JSON_FEED else self.value


def json_bytes(value: Any) -> bytes:
    """Return a dataclass, or plain data holding some, as one line of JSON: UTF-8, no line break at the end."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    if hasattr(value, "total_seconds"):
        return value.total_seconds()
    raise TypeError(f"no JSON for {type(value).__name__}")


def jsonl(articles: Iterable[Article]) -> Iterator[bytes]:
    """Yield one line per article."""
    for article in articles:
        yield json_bytes(article) + b"\n"


def csv_lines(articles: Iterable[Article]) -> Iterator[bytes]:
    """Yield a header line, then one record per article (RFC 4180); lists are joined with `; `, formulas made text."""
    yield _csv_line(CSV_COLUMNS)
    for article in articles:
        row = orjson.loads(json_bytes(article))
        yield _csv_line([_cell(row[column]) for column in CSV_COLUMNS])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        value = "; ".join(
            str(part.get("name") or part.get("label")) if isinstance(part, dict) else part for part in value
        )
    text = str(value)
    return "'" + text if text.startswith(FORMULA) else text


def _csv_line(cells: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


def article_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of an article; `docs/article.schema.json` is this, pretty-printed."""
    from pydantic import TypeAdapter

    schema = TypeAdapter(Article).json_schema(mode="serialization")
    properties = schema["properties"]
    # Every field is always there: null or an empty list where the source is silent.
    schema |= {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Article, version 1",
        "required": list(properties),
    }
    for field in properties.values():
        field.pop("default", None)
    return schema
