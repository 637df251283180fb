"""Articles and changes as lines of JSON: the way of bulk readers.

A line says what `export.json_bytes(article)` says. The database makes it and Python only passes it on, so that other
threads run meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, bindparam, literal

from aggregator.model import EVERYTHING, Article, ArticleQuery, ChangeLine, ChangeLinePage, Cursor, LinePage, Wants
from storage import changes
from storage.articles import ARTICLES, VISIBLE, Place, matching, of_page
from storage.database import Database
from storage.tables import article
from storage.types import Strings, among, filled, written

NAMES = tuple(Article.__dataclass_fields__)
"""The fields of an article in the schema's order."""

_columns = ARTICLES.selected_columns
_SHAPE = "{" + ",".join(f'"{name}":%s' for name in NAMES) + "}"
LINES: Select[Any] = ARTICLES.with_only_columns(
    filled(literal(_SHAPE, literal_execute=True), *(written(_columns[name]) for name in NAMES)).label("line"),
    article.c.uid,
    article.c.effective_at,
    article.c.id,
    maintain_column_froms=True,
)
BY_IDS = LINES.where(among(article.c.uid, bindparam("ids", type_=Strings())), VISIBLE)


def page(database: Database, query: ArticleQuery) -> LinePage:
    """Return one page of articles, newest `effective_at` first. Raises UsageError when `query.after` is no place."""
    statement = _statement(query, database.dialect)
    rows = database.read(lambda connection: connection.execute(statement).all())
    return LinePage(lines=tuple(row[0].encode() for row in rows), next=_next(rows, query.limit or 0))


@lru_cache(maxsize=256)
def _statement(query: ArticleQuery, dialect: str) -> Select[Any]:
    """Return the statement of a question, built once for those who ask it again and again."""
    place = None if query.after is None else Place.parse(query.after)
    return of_page(LINES, matching(query, dialect), place, query.limit or 0)


def _next(rows: Sequence[Row[Any]], size: int) -> str | None:
    if not rows or len(rows) < size:
        return None
    return str(Place(at=rows[-1].effective_at, number=rows[-1].id))


def of_changes(
    connection: Connection, after: Cursor | None, *, limit: int, wants: Wants = EVERYTHING, articles: bool = False
) -> ChangeLinePage:
    """Return up to *limit* changes after *after*, each with its article as it is now if *articles*.

    None: from the oldest change on. Raises WrongEpoch and CursorTooOld.
    """
    found = changes.find(connection, after, limit=limit, wants=wants)
    held = by_ids(connection, list({row.uid: None for row in found.rows if row.present})) if articles else None
    lines = tuple(_change(row, found.next.epoch, held) for row in found.rows)
    return ChangeLinePage(lines=lines, next=found.next, more=found.next.seq < found.head)


def _change(row: Sequence[Any], epoch: str, held: Mapping[str, bytes] | None) -> ChangeLine:
    seq, kind, uid, feed, at, present = row
    told = {
        "seq": seq,
        "cursor": f"{epoch}.{seq}",
        "kind": kind,
        "article_id": uid,
        "feed": feed,
        "at": at,
        "gone": not present,
    }
    if held is not None:
        line = held.get(uid) if present else None
        told |= {"gone": line is None, "article": None if line is None else orjson.Fragment(line)}
    return ChangeLine(seq=seq, kind=kind, line=orjson.dumps(told, option=orjson.OPT_UTC_Z))


def by_ids(connection: Connection, ids: Sequence[str]) -> dict[str, bytes]:
    """Return the lines of the articles of *ids* that are published, by id."""
    if not ids:
        return {}
    return {row.uid: row.line.encode() for row in connection.execute(BY_IDS, {"ids": ids})}
