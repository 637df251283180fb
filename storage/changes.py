"""The feed of changes: a part of it at a time, for all or for those who want some; and its pruning.

Proof of order: `seq` is given under one lock (`changelog.take_lock`) that ends with the commit. Whoever sees the
head at `seq` n sees every change up to n, and nothing will ever be written at or below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    insert,
    literal_column,
    not_,
    or_,
    select,
    true,
    update,
)

from aggregator.errors import CursorTooOld, WrongEpoch
from aggregator.model import EVERYTHING, Article, Change, ChangePage, Cursor, Wants
from storage.articles import ARTICLES, JOINED, VISIBLE, in_language, in_lists
from storage.codec import article_of
from storage.database import Database
from storage.tables import article, article_revision, change_log, duplicate, feed, meta
from storage.types import Strings, among

SPAN = 4_000
"""Changes that one page looks through for those who want only some: no page takes long, however rare they are."""
BATCH = 5_000
"""Changes pruned in one transaction."""

FACTS = select(meta.c.key, meta.c.value).where(meta.c.key.in_(("epoch", "seq", "pruned")))
BY_IDS = ARTICLES.where(among(article.c.uid, bindparam("ids", type_=Strings())), VISIBLE)

_earlier = change_log.alias("earlier")
_BORN = exists().where(
    _earlier.c.seq == change_log.c.seq - 1,
    _earlier.c.article_id == change_log.c.article_id,
    _earlier.c.kind == "article.created",
)
"""This verdict came with the article: nobody has ever seen it as an original."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What there is to read: this history, from after *pruned* to *head*."""

    epoch: str
    pruned: int
    """The seq of the newest change that was forgotten; 0: none was."""
    head: int


def extent(connection: Connection) -> Extent:
    """Return what there is to read right now."""
    facts = {row.key: row.value for row in connection.execute(FACTS)}
    return Extent(epoch=facts["epoch"], pruned=int(facts.get("pruned", 0)), head=int(facts["seq"]))


def epoch(connection: Connection) -> str:
    """Return the name of this history: a cursor of another epoch does not fit."""
    return extent(connection).epoch


def now(connection: Connection) -> Cursor:
    """Return the place after the newest change."""
    found = extent(connection)
    return Cursor(epoch=found.epoch, seq=found.head)


def beginning(connection: Connection) -> Cursor:
    """Return the place before the oldest change that is kept."""
    found = extent(connection)
    return Cursor(epoch=found.epoch, seq=found.pruned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Rows of changes: seq, kind, uid, key, at, present."""

    rows: Sequence[Row[Any]]
    next: Cursor
    head: int


def find(connection: Connection, after: Cursor | None, *, limit: int, wants: Wants = EVERYTHING) -> Found:
    """Return up to *limit* changes after *after*; None: from the oldest on. Raises WrongEpoch and CursorTooOld."""
    found = extent(connection)
    after = after or Cursor(epoch=found.epoch, seq=found.pruned)
    _check(found, after)
    end = found.head if wants == EVERYTHING else min(found.head, after.seq + SPAN)
    dialect = connection.dialect.name
    rows = connection.execute(_statement(wants, dialect), {"after": after.seq, "end": end, "n": limit}).all()
    if dialect != "sqlite":  # where a transaction sees one moment
        check(connection, after)  # had it been pruned in between, the check before would not have seen the gap
    reached = rows[-1].seq if len(rows) == limit and rows else max(end, after.seq)
    return Found(rows=rows, next=replace(after, seq=reached), head=found.head)


def page(
    connection: Connection, after: Cursor, *, limit: int, wants: Wants = EVERYTHING, articles: bool = False
) -> ChangePage:
    """Return up to *limit* changes after *after*, each with its article as it is now if *articles*.

    Raises WrongEpoch and CursorTooOld.
    """
    found = find(connection, after, limit=limit, wants=wants)
    changes = tuple(
        Change(seq=row.seq, kind=row.kind, article_id=row.uid, feed=row.key, at=row.at, gone=not row.present)
        for row in found.rows
    )
    if articles:
        changes = _with_articles(connection, changes)
    return ChangePage(changes=changes, next=found.next, head=found.head)


def check(connection: Connection, cursor: Cursor) -> None:
    """Raise WrongEpoch or CursorTooOld where one cannot read on from *cursor*."""
    _check(extent(connection), cursor)


def _check(found: Extent, cursor: Cursor) -> None:
    if cursor.epoch != found.epoch or cursor.seq > found.head:
        here = f"{found.epoch}.{found.head}"
        raise WrongEpoch(
            f"the cursor {cursor} is of another store, or from before a backup was put back; this one is at {here}\n"
            "  hint: take the articles as they are now, then follow from `now`; or read again from the beginning"
        )
    if cursor.seq < found.pruned:
        raise CursorTooOld(
            f"changes up to {found.epoch}.{found.pruned} are no longer kept, the cursor is at {cursor.seq}\n"
            "  hint: take the articles as they are now, then follow from `now`"
        )


@lru_cache(maxsize=256)
def _statement(wants: Wants, dialect: str) -> Select[Any]:
    is_wanted = and_(true(), *_wanted(wants, dialect))
    present = and_(VISIBLE, is_wanted)
    chosen = (
        select(
            change_log.c.seq,
            change_log.c.kind,
            article.c.uid,
            feed.c.key,
            change_log.c.at,
            case((present, literal_column("1")), else_=literal_column("0")).label("present"),
        )
        .join(article, article.c.id == change_log.c.article_id)
        .join(feed, feed.c.id == article.c.feed_id)
        .where(change_log.c.seq > bindparam("after"), change_log.c.seq <= bindparam("end"))
        .order_by(change_log.c.seq)
        .limit(bindparam("n"))
    )
    if wants.feeds:
        chosen = chosen.where(feed.c.key.in_(wants.feeds))
    if replace(wants, feeds=()) == EVERYTHING:
        return chosen
    return chosen.where(or_(present, *_leaving(wants)))


def _wanted(wants: Wants, dialect: str) -> list[ColumnElement[bool]]:
    """Return what an article must be now, its feed apart."""
    conditions = []
    if wants.languages:
        conditions.append(or_(*(in_language(language) for language in wants.languages)))
    if wants.categories:
        conditions.append(or_(*(_of_category(category, dialect) for category in wants.categories)))
    if wants.originals:
        conditions.append(not_(exists().where(duplicate.c.member_id == article.c.id, JOINED)))
    return conditions


def _of_category(category: str, dialect: str) -> ColumnElement[bool]:
    return or_(*(in_lists(article.c.categories, part, category, dialect) for part in ("label", "term")))


def _leaving(wants: Wants) -> list[ColumnElement[bool]]:
    """Return the changes of articles that a reader may hold although it would not want them any more.

    What a removed article was, nobody knows; a revised one may have been in another language or category.
    """
    conditions: list[ColumnElement[bool]] = [change_log.c.kind == "article.removed"]
    if wants.languages or wants.categories:
        moved = exists().where(article_revision.c.article_id == article.c.id)
        conditions.append(and_(change_log.c.kind == "article.revised", moved))
    if wants.originals:
        conditions.append(and_(change_log.c.kind == "article.duplicate", not_(_BORN)))
    return conditions


def _with_articles(connection: Connection, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return *changes* with their articles, read together."""
    ids = list(dict.fromkeys(change.article_id for change in changes if not change.gone))
    rows = connection.execute(BY_IDS, {"ids": ids}).mappings() if ids else ()
    found: dict[str, Article] = {row["id"]: article_of(row) for row in rows}
    return tuple(
        replace(change, article=found.get(change.article_id), gone=change.article_id not in found) for change in changes
    )


OLDEST = select(change_log.c.seq, change_log.c.at).order_by(change_log.c.seq).limit(BATCH)
DROP = delete(change_log).where(change_log.c.seq <= bindparam("upto"))
SET_PRUNED = update(meta).where(meta.c.key == "pruned").values(value=bindparam("upto_"))


def prune(database: Database, before: datetime) -> int:
    """Forget the oldest changes, those from before *before*; count them. What is left has no gap."""
    total = 0
    while pruned := database.write(lambda connection: _prune_batch(connection, before)):
        total += pruned
    return total


def _prune_batch(connection: Connection, before: datetime) -> int:
    # Only from the front: the first change that is young enough ends it, even where an older one follows.
    old = []
    for row in connection.execute(OLDEST):
        if row.at >= before:
            break
        old.append(row.seq)
    if old:
        if not connection.execute(SET_PRUNED, {"upto_": str(old[-1])}).rowcount:
            connection.execute(insert(meta), {"key": "pruned", "value": str(old[-1])})
        connection.execute(DROP, {"upto": old[-1]})
    return len(old)


FIRST_AFTER = select(change_log.c.at).where(change_log.c.seq == bindparam("after") + 1)


def waiting_since(connection: Connection, seq: int) -> datetime | None:
    """Return when the first change after *seq* happened. None: there is none, or it is no longer kept."""
    return connection.execute(FIRST_AFTER, {"after": seq}).scalar()
