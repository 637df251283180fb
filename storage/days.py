"""The days on which articles were first seen: what a copy of the store is parted by, since they never move."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, bindparam, func, select

from storage.articles import VISIBLE
from storage.tables import article, change_log

UTC_DAY = {
    "sqlite": func.substr(article.c.first_seen_at, 1, 10),
    "postgresql": func.to_char(func.timezone("UTC", article.c.first_seen_at), "YYYY-MM-DD"),
}


def days(connection: Connection, after: int | None) -> tuple[date, ...]:
    """Return the UTC days of all published articles, or of those, removed ones too, that changed after seq *after*."""
    day = UTC_DAY[connection.dialect.name]
    if after is None:
        chosen = select(day).where(VISIBLE)
    else:
        changed = change_log.c.seq > bindparam("after", after)
        chosen = select(day).join(change_log, change_log.c.article_id == article.c.id).where(changed)
    return tuple(date.fromisoformat(found) for found in sorted(connection.execute(chosen.distinct()).scalars()))
