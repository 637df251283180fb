"""Articles as lines of JSON, made from rows without a detour over objects: the way of bulk readers.

A line says what `export.json_bytes(article)` says. What is JSON in the database goes into it unread.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, bindparam

from aggregator.model import Article, ArticleQuery, LinePage
from storage.articles import ARTICLES, VISIBLE, Place, matching, of_page
from storage.database import Database
from storage.tables import article
from storage.types import Flag, Json, Strings, Time, among, written

NAMES = tuple(Article.__dataclass_fields__)
"""The fields of an article in the schema's order."""
ID, EFFECTIVE_AT = NAMES.index("id"), NAMES.index("effective_at")

_columns = ARTICLES.selected_columns
JSON = tuple(name for name in NAMES if isinstance(_columns[name].type, Json | Flag))
LINES: Select[Any] = ARTICLES.with_only_columns(
    *(
        written(_columns[name]).label(name) if isinstance(_columns[name].type, Json | Flag | Time) else _columns[name]
        for name in NAMES
    ),
    article.c.id.label("number"),
    maintain_column_froms=True,
)
BY_IDS = LINES.where(among(article.c.uid, bindparam("ids", type_=Strings())), VISIBLE)


def page(database: Database, query: ArticleQuery) -> LinePage:
    """Return one page of articles, newest `effective_at` first. Raises UsageError when `query.after` is no place."""
    size = query.limit or 0
    statement = _statement(query, database.dialect)
    rows = database.read(lambda connection: connection.execute(statement).all())
    return LinePage(lines=tuple(map(line, rows)), next=_next(rows, size))


@lru_cache(maxsize=256)
def _statement(query: ArticleQuery, dialect: str) -> Select[Any]:
    """Return the statement of a question, built once for those who ask it again and again."""
    place = None if query.after is None else Place.parse(query.after)
    return of_page(LINES, matching(query, dialect), place, query.limit or 0)


def _next(rows: Sequence[Row[Any]], size: int) -> str | None:
    if not rows or len(rows) < size:
        return None
    last = rows[-1]
    return str(Place(at=datetime.fromisoformat(last[EFFECTIVE_AT]), number=last.number))


def line(row: Row[Any]) -> bytes:
    """Return the article of a row of LINES as JSON."""
    values = dict(zip(NAMES, row, strict=False))  # `number` is no field
    for name in JSON:
        if values[name] is not None:
            values[name] = orjson.Fragment(values[name])
    return orjson.dumps(values)


def by_ids(connection: Connection, ids: Sequence[str]) -> dict[str, bytes]:
    """Return the lines of the articles of *ids* that are published, by id."""
    return {row[ID]: line(row) for row in connection.execute(BY_IDS, {"ids": ids})}
