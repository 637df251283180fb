"""Entries of one feed: which are known, which stored articles a new one may be, and the keys they leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, exists, func, select, union, update
from sqlalchemy.dialects import postgresql, sqlite

from aggregator.model import Candidate, EntryKeys, New, PollOutcome, StoredEntry
from storage import rows
from storage.codec import digests_of
from storage.storing import article_id
from storage.tables import article, article_revision, entry_key, feed, feed_state
from storage.types import Ints, Time, among

DAY = timedelta(days=1)
KINDS = ("guid", "alias", "url", "title")

FEED_ID = select(feed.c.id).where(feed.c.key == bindparam("feed")).scalar_subquery()

KNOWN = select(entry_key.c.fingerprint).where(entry_key.c.feed_id == FEED_ID, entry_key.c.unlisted_at.is_(None))

_recent_revisions = (
    select(func.count())
    .where(article_revision.c.article_id == article.c.id, article_revision.c.at > bindparam("since", type_=Time()))
    .scalar_subquery()
)
# A UNION, not an OR: SQLite answers an OR here by reading every key of the feed.
_matching = union(
    *(
        select(entry_key.c.id).where(
            entry_key.c.feed_id == bindparam("feed_id"),
            entry_key.c[kind].in_(bindparam(f"{kind}s", expanding=True)),
        )
        for kind in KINDS
    )
)
CHUNK = 2_000
"""Keys asked for at once: SQLite takes 32,766 parameters."""
CANDIDATES = (
    select(
        entry_key.c.id,
        *(entry_key.c[kind] for kind in KINDS),
        article.c.uid,
        article.c.revision,
        article.c.removed_at,
        article.c.digests,
        _recent_revisions.label("revisions_today"),
    )
    .join(article, article.c.id == entry_key.c.article_id)
    .where(entry_key.c.id.in_(_matching))
    .order_by(entry_key.c.id)
)
_has_entries = exists().where(entry_key.c.feed_id == feed.c.id)
FEED = (
    select(feed.c.id, feed_state.c.last_polled_at)
    .join_from(feed, feed_state)
    .where(feed.c.key == bindparam("feed"), _has_entries)
)
"""A feed of which anything is known: of others nothing need be asked."""

LISTED = select(entry_key.c.id, entry_key.c.guid, entry_key.c.fingerprint).where(
    entry_key.c.feed_id == bindparam("feed_id"), entry_key.c.unlisted_at.is_(None)
)
IDS = bindparam("ids", type_=Ints())
SEEN_AGAIN = update(entry_key).where(among(entry_key.c.id, IDS)).values(last_seen_at=bindparam("at", type_=Time()))
UNLIST = update(entry_key).where(among(entry_key.c.id, IDS)).values(unlisted_at=bindparam("at", type_=Time()))


GUIDS_KEPT = 8
"""Guids remembered for one article: feeds that give every entry a new guid at every poll would fill the store."""
_newer = entry_key.alias("newer")
_passed = (
    select(func.count())
    .where(_newer.c.article_id == entry_key.c.article_id, _newer.c.last_seen_at > entry_key.c.last_seen_at)
    .scalar_subquery()
)
FORGET_GUIDS = delete(entry_key).where(
    among(entry_key.c.article_id, IDS), entry_key.c.unlisted_at.is_not(None), _passed >= GUIDS_KEPT
)


def _remember(dialect: Any) -> Any:
    adding = dialect.insert(entry_key)
    fresh = adding.excluded
    # A guid may be given to another entry: then the keys it leads to are that one's.
    moving = ("article_id", "alias", "url", "title", "fingerprint", "last_seen_at", "unlisted_at")
    return adding.on_conflict_do_update(index_elements=["feed_id", "guid"], set_={name: fresh[name] for name in moving})


REMEMBER = {"sqlite": _remember(sqlite), "postgresql": _remember(postgresql)}


def known(connection: Connection, feed_key: str) -> frozenset[bytes]:
    """Return the raw fingerprints of the entries that the feed's last document listed, as last seen."""
    return frozenset(connection.execute(KNOWN, {"feed": feed_key}).scalars())


def candidates(connection: Connection, feed_key: str, keys: Sequence[EntryKeys]) -> tuple[Candidate, ...]:
    """Return the feed's entries that share a key with one of *keys*: one for each guid an article was listed under.

    The last 24 hours of `revisions_today` are counted back from the feed's last poll: the store has no clock.
    """
    row = connection.execute(FEED, {"feed": feed_key}).one_or_none()
    if row is None or not keys:
        return ()
    since = None if row.last_polled_at is None else row.last_polled_at - DAY
    found: dict[int, Candidate] = {}
    for start in range(0, len(keys), CHUNK):
        asked = _asked(keys[start : start + CHUNK])
        answer = connection.execute(CANDIDATES, {"feed_id": row.id, "since": since, **asked}).mappings()
        found |= {held["id"]: _candidate(held) for held in answer}
    return tuple(found.values())


def _asked(keys: Sequence[EntryKeys]) -> dict[str, list[bytes]]:
    """Return the parameters of CANDIDATES: every key there is, by its kind."""
    return {f"{kind}s": [key for key in (getattr(entry, kind) for entry in keys) if key is not None] for kind in KINDS}


def _candidate(row: RowMapping) -> Candidate:
    return Candidate(
        article_id=row["uid"],
        keys=EntryKeys(guid=row["guid"], alias=row["alias"], url=row["url"], title=row["title"]),
        revision=row["revision"],
        revisions_today=row["revisions_today"],
        digests=digests_of(row["digests"]),
        purged=row["removed_at"] is not None,
    )


def sight(connection: Connection, feed_id: int, outcome: PollOutcome, numbers: Mapping[str, int]) -> None:
    """Note what the poll's document listed; *numbers*: the number of every article it names, by id.

    Entries the document no longer lists are marked so. A document without entries says nothing about that: feeds are
    emptied by accident, and retention must not act on it.
    """
    sighted = [*_stored(outcome, numbers), *_seen(outcome, numbers)]
    if not sighted and not outcome.known:
        return
    at = outcome.started_at.replace(microsecond=0)  # articles carry whole seconds, and were first seen then
    listed = connection.execute(LISTED, {"feed_id": feed_id}).all()
    named = {row["guid"] for row in sighted}
    _sight_unread(connection, [row for row in listed if row.guid not in named], frozenset(outcome.known), at)
    if sighted:
        moment = {"feed_id": feed_id, "last_seen_at": at, "unlisted_at": None}
        rows.write(connection, REMEMBER[connection.dialect.name], [row | moment for row in sighted])
    strangers = named - {row.guid for row in listed}
    stored_before = set(numbers.values()) - {numbers[entry.article.id] for entry in outcome.entries if _is_new(entry)}
    renamed = [row["article_id"] for row in sighted if row["guid"] in strangers and row["article_id"] in stored_before]
    if renamed:
        connection.execute(FORGET_GUIDS, {"ids": renamed})


def _sight_unread(connection: Connection, listed: Sequence[Any], known_: frozenset[bytes], at: datetime) -> None:
    """Move on the entries dropped unread; mark those that the document no longer lists."""
    again = [row.id for row in listed if row.fingerprint in known_]
    gone = [row.id for row in listed if row.fingerprint not in known_]
    if again:
        connection.execute(SEEN_AGAIN, {"ids": again, "at": at})
    if gone:
        connection.execute(UNLIST, {"ids": gone, "at": at})


def _is_new(entry: StoredEntry) -> bool:
    return isinstance(entry.verdict, New)


def _stored(outcome: PollOutcome, numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "article_id": numbers[article_id(entry)],
            **{kind: getattr(entry.keys, kind) for kind in KINDS},
            "fingerprint": entry.fingerprint,
        }
        for entry in outcome.entries
    ]


def _seen(outcome: PollOutcome, numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "article_id": numbers[entry.article_id],
            **{kind: getattr(entry.keys, kind) for kind in KINDS},
            "fingerprint": entry.fingerprint,
        }
        for entry in outcome.seen
        if entry.article_id in numbers
    ]
