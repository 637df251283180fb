"""Counts over the whole store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, cast, func, select, text

from aggregator.model import Stats
from storage.articles import JOINED, VISIBLE
from storage.changelog import SEQ
from storage.tables import article, article_revision, change_outbox, duplicate, feed, feed_state
from storage.types import Big, Time

NOW = bindparam("now", type_=Time())

_polled = feed_state.c.slot_id.is_not(None)
_due = and_(_polled, feed_state.c.due_at <= NOW)
FEED_COUNTS = (
    select(
        func.count().label("feeds"),
        func.count().filter(_polled).label("enabled"),
        func.count().filter(_polled, feed_state.c.failures > 0).label("failing"),
        func.count().filter(_due).label("due"),
        cast(func.coalesce(func.sum(feed_state.c.overflows), 0), Big).label("overflows"),
        func.min(feed_state.c.due_at).filter(_due).label("oldest_due_at"),
    )
    .join_from(feed, feed_state)
    .where(feed.c.status != "removed")
)
ARTICLES = select(func.count()).select_from(article).where(VISIBLE)
DUPLICATES = (
    select(func.count())
    .select_from(duplicate)
    .join(article, article.c.id == duplicate.c.member_id)
    .where(VISIBLE, JOINED)
)
REVISIONS = select(func.count()).select_from(article_revision)
PENDING = select(func.count()).select_from(change_outbox)
SIZE = {
    "sqlite": text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"),
    "postgresql": text("SELECT pg_database_size(current_database())"),
}


def stats(connection: Connection, now: datetime) -> Stats:
    """Count the whole store as of *now*."""
    feeds = connection.execute(FEED_COUNTS, {"now": now}).mappings().one()
    articles, duplicates, revisions, pending = (
        connection.execute(statement).scalar_one() for statement in (ARTICLES, DUPLICATES, REVISIONS, PENDING)
    )
    return Stats(
        **feeds,
        articles=articles,
        originals=articles - duplicates,
        duplicates=duplicates,
        revisions=revisions,
        changes=int(connection.execute(SEQ).scalar_one()),
        pending=pending,
        size=connection.execute(SIZE[connection.dialect.name]).scalar(),
    )
