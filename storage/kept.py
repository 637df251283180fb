"""Kept entries: articles with what they were made from, read to be made again, written back as revisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, func, select, update

from aggregator.kept import unpacked
from aggregator.model import ArticleQuery, KeptEntry, StoredEntry
from storage.articles import ARTICLES, PAGE, VISIBLE, conditions
from storage.codec import article_of
from storage.database import Database
from storage.storing import article_id, revise
from storage.tables import article, article_raw, entry_key, feed_state
from storage.types import Ints, Strings, among
from storage.waiting import keep

KEPT = ARTICLES.add_columns(article_raw.c.entry).join(article_raw, article_raw.c.article_id == article.c.id)
ONE = KEPT.where(article.c.uid == bindparam("id"), VISIBLE)

NAMED = among(article.c.uid, bindparam("uids", type_=Strings()))
FEEDS = select(article.c.feed_id).where(NAMED).distinct()
LOCK_FEEDS = (
    select(feed_state.c.feed_id)
    .where(among(feed_state.c.feed_id, bindparam("ids", type_=Ints())))
    .order_by(feed_state.c.feed_id)
    .with_for_update()
)
STORED = select(article.c.uid, article.c.id, article.c.revision).where(NAMED, VISIBLE)
_keys = ("alias", "url", "title")
SET_KEYS = (
    update(entry_key)
    .where(entry_key.c.article_id == bindparam("number"), entry_key.c.guid == bindparam("guid_"))
    .values({name: bindparam(f"{name}_") for name in _keys})
)


def one(connection: Connection, article_id: str) -> KeptEntry | None:
    """Return a published article with what it was made from. None: there is none, or retention has removed it."""
    row = connection.execute(ONE, {"id": article_id}).mappings().one_or_none()
    return None if row is None else _kept(row)


def many(database: Database, feeds: Sequence[str], since: datetime | None) -> Iterator[KeptEntry]:
    """Yield published articles in the order of storing, in pages that each are one short transaction."""
    statement = KEPT.where(*_named(database, feeds, since), article.c.id > bindparam("after"))
    statement = statement.order_by(article.c.id).limit(PAGE)
    after = 0
    while rows := database.read(_page(statement, after)):
        yield from map(_kept, rows)
        after = rows[-1]["number"]


def count(database: Database, feeds: Sequence[str], since: datetime | None) -> int:
    """Return how many articles `many` yields."""
    statement = select(func.count()).select_from(article).join(article_raw).where(*_named(database, feeds, since))
    return database.read(lambda connection: connection.execute(statement).scalar_one())


def _named(database: Database, feeds: Sequence[str], since: datetime | None) -> tuple[Any, ...]:
    return VISIBLE, *conditions(ArticleQuery(feeds=tuple(feeds), since=since), database.dialect)


def _page(statement: Select[Any], after: int) -> Callable[[Connection], Sequence[RowMapping]]:
    return lambda connection: connection.execute(statement, {"after": after}).mappings().all()


def _kept(row: RowMapping) -> KeptEntry:
    kept = unpacked(row["entry"])
    return KeptEntry(article=article_of(row), raw=kept.raw, context=kept.context, at=kept.at)


def rewrite(connection: Connection, entries: Sequence[StoredEntry], at: datetime) -> int:
    """Move articles on to the revisions that *entries* are; count them.

    Only those that are still what *entries* were made of: a poll or retention may have come between. What a feed lists,
    and when it was seen, stays as it is.
    """
    uids = [article_id(entry) for entry in entries]
    # As a poll's commit does it: two writers to one feed come one after the other.
    connection.execute(LOCK_FEEDS, {"ids": connection.execute(FEEDS, {"uids": uids}).scalars().all()}).all()
    stored = {row.uid: row for row in connection.execute(STORED, {"uids": uids})}
    current = [
        entry
        for entry, uid in zip(entries, uids, strict=True)
        if uid in stored and stored[uid].revision == entry.article.revision - 1
    ]
    if not current:
        return 0
    numbers = {uid: row.id for uid, row in stored.items()}
    connection.execute(SET_KEYS, [_key_values(numbers[article_id(entry)], entry) for entry in current])
    revised = revise(connection, numbers, current, at)
    keep(connection, revised)
    return len(revised)


def _key_values(number: int, entry: StoredEntry) -> dict[str, Any]:
    keys = {f"{name}_": getattr(entry.keys, name) for name in _keys}
    return {"number": number, "guid_": entry.keys.guid, **keys}
