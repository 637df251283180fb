"""What is stored and waits for its verdict: in the outbox, or handed on within the transaction that stored it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from aggregator.model import Features, PendingKind
from storage.codec import features_of, features_values
from storage.rows import write
from storage.tables import article, change_outbox, feed
from storage.types import Ints, among

# Look-ups and no join: statistics taken while nothing waits make SQLite begin with all articles.
_its_article = article.c.id == change_outbox.c.article_id
_uid = select(article.c.uid).where(_its_article).correlate(change_outbox).scalar_subquery()
_feed = select(article.c.feed_id).where(_its_article).correlate(change_outbox).scalar_subquery()
_feed_key = select(feed.c.key).where(feed.c.id == _feed).correlate(change_outbox).scalar_subquery()
OLDEST = (
    select(change_outbox, _uid.label("uid"), _feed_key.label("feed"))
    .order_by(change_outbox.c.id)
    .limit(bindparam("limit"))
)
PUT = insert(change_outbox)
DROP = delete(change_outbox).where(among(change_outbox.c.id, bindparam("ids", type_=Ints())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An article that waits for its verdict."""

    kind: PendingKind
    number: int
    """The article's."""
    uid: str
    feed: str
    at: datetime
    features: Features
    place: int | None = None
    """Its row in the outbox. None: it is in none."""


def waiting(kind: PendingKind, number: int, features: Features, at: datetime) -> Waiting:
    """Return article *number* as it waits with its *features*."""
    return Waiting(kind=kind, number=number, uid=features.article_id, feed=features.feed, at=at, features=features)


def keep(connection: Connection, rows: Sequence[Waiting]) -> None:
    """Put *rows* into the outbox: whoever publishes next takes them from there."""
    write(connection, PUT, [_values(row) for row in rows])


def _values(row: Waiting) -> dict[str, Any]:
    return {"article_id": row.number, "kind": row.kind, "at": row.at, **features_values(row.features)}


def oldest(connection: Connection, limit: int) -> list[Waiting]:
    """Return what is in the outbox, at most *limit*, in commit order."""
    rows = connection.execute(OLDEST, {"limit": limit}).mappings()
    return [
        Waiting(
            kind=row["kind"],
            number=row["article_id"],
            uid=row["uid"],
            feed=row["feed"],
            at=row["at"],
            features=features_of(row),
            place=row["id"],
        )
        for row in rows
    ]


def drop(connection: Connection, rows: Sequence[Waiting]) -> None:
    """Take *rows* out of the outbox."""
    places = [row.place for row in rows if row.place is not None]
    if places:
        connection.execute(DROP, {"ids": places})
