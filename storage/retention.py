"""Retention: what no feed lists any more and nobody wants to keep, removed so that it never comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, exists, func, select, update

from aggregator.model import FeedSpec, Standing
from storage.articles import JOINED, VISIBLE
from storage.changelog import ChangeLog, take_lock
from storage.database import Database
from storage.groups import Groups
from storage.near import drop_fingerprint
from storage.tables import (
    article,
    article_content,
    article_raw,
    article_revision,
    change_outbox,
    duplicate,
    entry_key,
    feed,
)
from storage.types import Big, Ints, Strings, Time, among

BATCH = 500
"""Articles removed in one transaction."""

IDS = bindparam("ids", type_=Ints())
N = bindparam("n", type_=Big)
BEFORE = bindparam("before", type_=Time())
FEEDS = article.c.feed_id.in_(select(feed.c.id).where(among(feed.c.key, bindparam("feeds", type_=Strings()))))

_listed = exists().where(entry_key.c.article_id == article.c.id, entry_key.c.unlisted_at.is_(None))
_waiting = exists().where(change_outbox.c.article_id == article.c.id)
REMOVABLE = (VISIBLE, FEEDS, ~_listed, ~_waiting)
"""What retention may take: published, no longer listed by its feed, with nothing waiting to be published."""

TOO_OLD = select(article.c.id).where(*REMOVABLE, article.c.first_seen_at < BEFORE).limit(N)
_newest = (article.c.effective_at.desc(), article.c.id.desc())
_ranked = (
    select(article.c.id, func.row_number().over(partition_by=article.c.feed_id, order_by=_newest).label("place"))
    .where(*REMOVABLE)
    .subquery()
)
TOO_MANY = select(_ranked.c.id).where(_ranked.c.place > bindparam("kept")).limit(N)

REMOVED = (
    select(article.c.id, article.c.uid, feed.c.key)
    .join(feed, feed.c.id == article.c.feed_id)
    .where(among(article.c.id, IDS))
    .order_by(article.c.id)
)
EMPTY = ("url", "canonical_url", "title", "byline", "comments_url", "rights", "authors", "agencies", "categories",
         "media", "dateline", "date_source", "source", "geo", "repairs", "digests")  # fmt: skip
BURY = (
    update(article)
    .where(among(article.c.id, IDS))
    .values(visible=0, removed_at=bindparam("now", type_=Time()), **dict.fromkeys(EMPTY))
)
CONTENTS = tuple(
    delete(table).where(among(table.c.article_id, IDS)) for table in (article_content, article_raw, article_revision)
)


Heir = Callable[[Sequence[Standing]], Standing]
"""Which of the copies of a removed original is the original from now on."""


def earliest(copies: Sequence[Standing]) -> Standing:
    """Return the copy that was published first."""
    return copies[0]


def remove_unkept(database: Database, specs: Sequence[FeedSpec], now: datetime, heir: Heir) -> int:
    """Remove the articles that *specs* no longer keep and their feeds no longer list; count them.

    `keep` counts from an article's first sight; of `keep_entries` the newest stay.
    """
    removed = 0
    for keep, feeds in _by(specs, "keep"):
        removed += _remove_all(database, TOO_OLD, {"feeds": feeds, "before": now - keep}, now, heir)
    for kept, feeds in _by(specs, "keep_entries"):
        removed += _remove_all(database, TOO_MANY, {"feeds": feeds, "kept": kept}, now, heir)
    return removed


def _by(specs: Iterable[FeedSpec], setting: str) -> list[tuple[Any, list[str]]]:
    """Return the feeds of each value of *setting*, at most BATCH feeds at a time."""
    feeds: dict[Any, list[str]] = {}
    for spec in specs:
        if getattr(spec, setting) is not None:
            feeds.setdefault(getattr(spec, setting), []).append(spec.id)
    return [
        (value, named[start : start + BATCH]) for value, named in feeds.items() for start in range(0, len(named), BATCH)
    ]


def _remove_all(database: Database, chosen: Select[Any], named: dict[str, Any], now: datetime, heir: Heir) -> int:
    def work(connection: Connection) -> int:
        take_lock(connection)
        ids = connection.execute(chosen, {"n": BATCH, **named}).scalars().all()
        if ids:
            _remove(connection, ids, now, heir)
        return len(ids)

    total = 0
    while removed := database.write(work):
        total += removed
    return total


def _remove(connection: Connection, ids: Sequence[int], now: datetime, heir: Heir) -> None:
    """Take the content of articles away and say so in the change log; a row and the keys stay behind."""
    log = ChangeLog(connection)
    for row in connection.execute(REMOVED, {"ids": ids}).all():
        log.append("article.removed", row.id, row.uid, row.key, now)
        drop_fingerprint(connection, row.id)
    connection.execute(BURY, {"ids": ids, "now": now})
    for statement in CONTENTS:
        connection.execute(statement, {"ids": ids})
    _inherit(connection, ids, log, now, heir)
    log.flush()


ORPHANED = select(duplicate.c.of_id).where(among(duplicate.c.of_id, IDS), JOINED).distinct().order_by(duplicate.c.of_id)


def _inherit(connection: Connection, ids: Sequence[int], log: ChangeLog, now: datetime, heir: Heir) -> None:
    """Where an original was removed and copies of it remain, the best of them is the original from now on.

    The removed one counts as its copy, so that its feed stays among the sources.
    """
    groups = Groups(connection, log, now)
    for gone in connection.execute(ORPHANED, {"ids": ids}).scalars().all():
        copies = [copy.member_id for copy in groups.copies(gone)]
        living = groups.standings(copies)
        if living:
            number = groups.number(heir(list(living.values())).article_id)
            groups.bequeath(gone, number, copies)
            groups.remember_removed(gone, number)
