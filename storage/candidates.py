"""Which published articles may be the original of a new one: looked for in every way at once, by indexes alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    bindparam,
    column,
    exists,
    func,
    literal,
    literal_column,
    select,
    tuple_,
    union_all,
)

from storage.tables import article, duplicate, feed, fingerprint, sketch, sketch_recent
from storage.types import Big, Ints, Json, Time, among

WINDOW = timedelta(days=14)
"""How far apart two copies of one piece are looked for."""
HOT = 64
"""A shingle that this many articles share says nothing about any of them."""
SHORT = 6
"""A sketch smaller than this is content with one hash in common; others need two."""
SKETCHES = (sketch, sketch_recent)
BY_SKETCH, BY_TITLE, BY_KEY = 20, 10, 20
"""Candidates taken by each way of looking."""


def _each_hash(dialect: str) -> Any:
    """The list parameter `hashes` as a table of one column, `value`."""
    hashes = bindparam("hashes", type_=Ints())
    value = column("value", Big)
    if dialect == "sqlite":
        return func.json_each(hashes).table_valued(value, name="each")
    return func.unnest(hashes).table_valued(value, name="each").render_derived()


def candidates_statement(dialect: str) -> Select[Any]:
    """Return the one statement that looks for candidates in every way at once."""
    earliest, newest = fingerprint.c.article_id.asc(), fingerprint.c.article_id.desc()
    ways = (
        _sharing(dialect),
        _same(fingerprint.c.url_key == bindparam("url_key"), earliest, BY_KEY),
        _same(fingerprint.c.content_key == bindparam("content_key"), earliest, BY_KEY),
        _same(fingerprint.c.title_key == bindparam("title_key"), newest, BY_TITLE),
        _same(
            (fingerprint.c.site == bindparam("site")) & (fingerprint.c.url_number == bindparam("url_number")),
            newest,
            BY_KEY,
        ),
    )
    return _those(fingerprint.c.article_id.in_(union_all(*(select(way.c.article_id) for way in ways))))


def _those(chosen: ColumnElement[bool]) -> Select[Any]:
    """The features of published articles that are *chosen*, in the order of storing."""
    # A copy of this very article is no candidate to be its original.
    own = exists().where(duplicate.c.member_id == fingerprint.c.article_id, duplicate.c.of_id == bindparam("self"))
    return (
        select(fingerprint, article.c.uid, feed.c.key.label("feed"))
        .join(article, article.c.id == fingerprint.c.article_id)
        .join(feed, feed.c.id == article.c.feed_id)
        .where(chosen, article.c.uid != bindparam("uid"), ~own, *_inside())
        .order_by(fingerprint.c.article_id)
    )


def _inside() -> tuple[ColumnElement[bool], ...]:
    """Conditions on a fingerprint: another article's, and inside the window."""
    return (fingerprint.c.seen_at >= bindparam("floor", type_=Time()), fingerprint.c.article_id != bindparam("self"))


def _same(condition: ColumnElement[bool], order: ColumnElement[Any], limit: int) -> Any:
    return select(fingerprint.c.article_id).where(condition, *_inside()).order_by(order).limit(limit).subquery()


def _sharing(dialect: str) -> Any:
    """Articles that share enough hashes, the most alike first."""
    one = alike_statement(dialect).subquery()
    return (
        select(one.c.article_id)
        .where(one.c.article_id != bindparam("self"))
        .order_by(one.c.shared.desc(), one.c.article_id.desc())
        .limit(BY_SKETCH)
        .subquery()
    )


def least(hashes: Sequence[int]) -> int:
    """Return how many of its *hashes* another article must share with one."""
    return 1 if len(hashes) < SHORT else 2


def asked_by(place: int, hashes: Sequence[int]) -> list[int]:
    """Return *hashes* as questions of the article at *place*: above 32 bits who asks, and if one hash is enough."""
    asker = 2 * place + least(hashes) - 1
    return [asker << 32 | value for value in hashes]


def alike_statement(dialect: str) -> Select[Any]:
    """Return who shares enough with whom: asker (see `asked_by`), number, how many. Hot hashes do not count."""
    each = _each_hash(dialect)
    asker, h = each.c.value.bitwise_rshift(literal_column("32")), each.c.value.bitwise_and(0xFFFFFFFF)
    hot = (_is_telling(each, h, rows) for rows in SKETCHES)
    telling = select(asker.label("asker"), h.label("h")).where(*hot).cte("telling")
    sharers = (select(telling.c.asker, rows.c.article_id).join(rows, rows.c.h == telling.c.h) for rows in SKETCHES)
    pair = union_all(*sharers).subquery()
    shared = func.count()
    found = select(pair.c.asker, pair.c.article_id, shared.label("shared")).group_by(pair.c.asker, pair.c.article_id)
    return found.having(shared > pair.c.asker.bitwise_and(1))


def _is_telling(each: Any, h: ColumnElement[Any], rows: Any) -> ColumnElement[bool]:
    """Whether the hash *h* of *each* is no hot one among *rows*."""
    hot = select(rows.c.article_id).where(rows.c.h == h).limit(1).offset(HOT - 1).scalar_subquery()
    return hot.correlate(each).is_(None)


CANDIDATES = {dialect: candidates_statement(dialect) for dialect in ("sqlite", "postgresql")}

# A first look for a whole batch: who has its hashes, and which of its keys somebody has.
KEYS = ("url_key", "content_key", "title_key")
TAKEN_KEYS = union_all(
    *(
        select(literal(name, Text), fingerprint.c[name]).where(fingerprint.c[name].in_(bindparam(name, expanding=True)))
        for name in KEYS
    )
)


def _taken_numbers(dialect: str) -> Any:
    """Which pairs of site and number, the parameter `numbers`, are somebody's."""
    if dialect == "postgresql":
        pair = tuple_(fingerprint.c.site, fingerprint.c.url_number)
        found: Any = select(fingerprint.c.site, fingerprint.c.url_number)
        return found.where(pair.in_(bindparam("numbers", expanding=True)))
    # SQLite answers a row value IN a list by reading the whole index.
    each = func.json_each(bindparam("numbers", type_=Json())).table_valued("value", name="each")
    site, number = (func.json_extract(each.c.value, f"$[{place}]", type_=Text()) for place in (0, 1))
    named = exists().where(fingerprint.c.site == site, fingerprint.c.url_number == number)
    asked: Any = select(site, number)
    return asked.where(named)


TAKEN_NUMBERS = {dialect: _taken_numbers(dialect) for dialect in ("sqlite", "postgresql")}


ALIKE = {dialect: alike_statement(dialect) for dialect in ("sqlite", "postgresql")}
SHARING = _those(among(fingerprint.c.article_id, bindparam("ids", type_=Ints())))
"""The candidates that were found by their hashes."""
