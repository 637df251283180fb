"""Which published articles may be the original of a new one: looked for in every way at once, by indexes alone."""

from __future__ import annotations

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
    select,
    tuple_,
    union_all,
)

from storage.tables import article, duplicate, feed, fingerprint, sketch
from storage.types import Big, Ints, Json, Time, among

WINDOW = timedelta(days=14)
"""How far apart two copies of one piece are looked for."""
HOT = 64
"""A shingle that this many articles share says nothing about any of them."""
SHORT = 6
"""A sketch smaller than this is content with one hash in common; others need two."""
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
    """Articles that share enough hashes, the most alike first; hot hashes do not count."""
    each, shared = _each_hash(dialect), func.count()
    return (
        select(sketch.c.article_id)
        .join_from(each, sketch, sketch.c.h == each.c.value)
        .where(_is_telling(each), sketch.c.article_id != bindparam("self"))
        .group_by(sketch.c.article_id)
        .having(shared >= bindparam("least"))
        .order_by(shared.desc(), sketch.c.article_id.desc())
        .limit(BY_SKETCH)
        .subquery()
    )


def _is_telling(each: Any) -> ColumnElement[bool]:
    """Whether a hash is no hot one."""
    hot = select(sketch.c.article_id).where(sketch.c.h == each.c.value).limit(1).offset(HOT - 1).scalar_subquery()
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


def _sharers(dialect: str) -> Select[Any]:
    each = _each_hash(dialect)
    joined = select(each.c.value, sketch.c.article_id).join_from(each, sketch, sketch.c.h == each.c.value)
    return joined.where(_is_telling(each))


SHARERS = {dialect: _sharers(dialect) for dialect in ("sqlite", "postgresql")}
"""Which articles have the hashes of a list, the hot ones left out: fewer than HOT for each."""
SHARING = _those(among(fingerprint.c.article_id, bindparam("ids", type_=Ints())))
"""The candidates that were found by their hashes."""
