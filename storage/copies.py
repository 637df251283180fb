"""Verdicts and groups as readers want them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, bindparam, func, or_, select

from aggregator.model import DuplicateQuery, DuplicateRecord, Group, Member
from storage.articles import JOINED, in_lists, verdict_of
from storage.tables import article, duplicate, feed
from storage.types import Big

member, original = article.alias("member"), article.alias("original")
DESCRIBED = (
    "uid",
    "title",
    "url",
    "agencies",
    "published_at",
    "first_seen_at",
    "removed_at",
)
COPIES: Select[Any] = (
    select(
        duplicate,
        feed.c.key.label("feed"),
        original.c.uid.label("of"),
        *(member.c[name].label(name) for name in DESCRIBED),
    )
    .join(member, member.c.id == duplicate.c.member_id)
    .join(original, original.c.id == duplicate.c.of_id)
    .join(feed, feed.c.id == member.c.feed_id)
)
ROOT = (
    select(func.coalesce(duplicate.c.of_id, article.c.id))
    .select_from(article)
    .outerjoin(duplicate, (duplicate.c.member_id == article.c.id) & JOINED)
    .where(article.c.uid == bindparam("uid"))
)
ORIGINAL = (
    select(feed.c.key.label("feed"), *(article.c[name] for name in DESCRIBED))
    .join(feed, feed.c.id == article.c.feed_id)
    .where(article.c.id == bindparam("root", type_=Big))
)
OF_GROUP = COPIES.where(
    or_(duplicate.c.of_id == bindparam("root", type_=Big), and_(duplicate.c.split, member.c.uid == bindparam("uid")))
).order_by(duplicate.c.member_id)


def listed(connection: Connection, query: DuplicateQuery) -> tuple[Member, ...]:
    """Return the copies that *query* asks for, latest decision first; what a person split counts when asked for."""
    statement = COPIES.order_by(duplicate.c.at.desc(), duplicate.c.member_id.desc()).limit(query.limit)
    if query.decided_by == "person":
        statement = statement.where(duplicate.c.decided_by == "person")
    else:
        statement = statement.where(JOINED)
    if query.feeds:
        statement = statement.where(feed.c.key.in_(query.feeds))
    if query.since is not None:
        statement = statement.where(duplicate.c.at >= query.since)
    if query.method is not None:
        statement = statement.where(duplicate.c.method == query.method)
    if query.agency is not None:
        agencies = (in_lists(one.c.agencies, None, query.agency, connection.dialect.name) for one in (member, original))
        statement = statement.where(or_(*agencies))
    return tuple(_member(row) for row in connection.execute(statement).mappings())


def group(connection: Connection, article_id: str) -> Group | None:
    """Return the group of an article, its original first. None: there is no such article."""
    root = connection.execute(ROOT, {"uid": article_id}).scalar()
    if root is None:
        return None
    row = connection.execute(ORIGINAL, {"root": root}).mappings().one()
    rows = connection.execute(OF_GROUP, {"root": root, "uid": article_id}).mappings().all()
    members = (_described(row, None), *(_member(one) for one in rows if not one["split"] and one["of"] != one["uid"]))
    split = tuple(_member(one) for one in rows if one["split"])
    return Group(original=row["uid"], agency=_agency(members), members=members, split=split)


def _member(row: RowMapping) -> Member:
    return _described(row, verdict_of(row, member="uid"))


def _described(row: RowMapping, verdict: DuplicateRecord | None) -> Member:
    return Member(
        article_id=row["uid"],
        feed=row["feed"],
        title=row["title"],
        url=row["url"],
        role="original" if verdict is None else verdict.role,
        agencies=tuple(row["agencies"] or ()),
        published_at=row["published_at"],
        first_seen_at=row["first_seen_at"],
        removed=row["removed_at"] is not None,
        verdict=verdict,
    )


def _agency(members: Sequence[Member]) -> str | None:
    """Return the wire service that the first member names which names one."""
    return next((one.agencies[0] for one in members if one.agencies), None)
