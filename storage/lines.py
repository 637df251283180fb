"""Articles as lines of JSON, made from rows without a detour over objects: the way of bulk readers.

A line says what `export.json_bytes(article)` says. What is JSON in the database goes into it unread.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, bindparam

from aggregator.model import Article, ArticleQuery, LinePage
from storage.articles import ARTICLES, VISIBLE, Place, matching, of_page
from storage.database import Database
from storage.tables import article
from storage.types import Json, Strings, Time, among, written

NAMES = tuple(Article.__dataclass_fields__)
"""The fields of an article in the schema's order."""
KEYS = 2
"""Columns before them: the article's place in a list."""

_columns = ARTICLES.selected_columns
JSON = tuple(name for name in NAMES if isinstance(_columns[name].type, Json))
LINES: Select[Any] = ARTICLES.with_only_columns(
    article.c.id,
    article.c.effective_at,
    *(
        written(_columns[name]).label(name) if isinstance(_columns[name].type, Json | Time) else _columns[name]
        for name in NAMES
    ),
    maintain_column_froms=True,
)
BY_IDS = LINES.where(among(article.c.uid, bindparam("ids", type_=Strings())), VISIBLE)


def page(database: Database, query: ArticleQuery) -> LinePage:
    """Return one page of articles, newest `effective_at` first. Raises UsageError when `query.after` is no place."""
    place = None if query.after is None else Place.parse(query.after)
    size = query.limit or 0
    statement = of_page(LINES, matching(query, database.dialect), place, size)
    rows = database.read(lambda connection: connection.execute(statement).all())
    return LinePage(lines=tuple(map(line, rows)), next=_next(rows, size))


def _next(rows: Sequence[Row[Any]], size: int) -> str | None:
    if not rows or len(rows) < size:
        return None
    number, at = rows[-1][:KEYS]
    return str(Place(at=at, number=number))


def line(row: Row[Any]) -> bytes:
    """Return the article of a row of LINES as JSON."""
    values = dict(zip(NAMES, row[KEYS:], strict=True))
    for name in JSON:
        if values[name] is not None:
            values[name] = orjson.Fragment(values[name])
    return orjson.dumps(values)


def by_ids(connection: Connection, ids: Sequence[str]) -> dict[str, bytes]:
    """Return the lines of the articles of *ids* that are published, by id."""
    return {row[KEYS]: line(row) for row in connection.execute(BY_IDS, {"ids": ids})}
