"""The articles of one poll: the new ones stored, the revised ones moved on with their old values kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from aggregator.errors import StoreError
from aggregator.model import Article, PollOutcome, Revision, StoredEntry
from storage import rows
from storage.articles import ARTICLES
from storage.codec import (
    article_of,
    article_values,
    content_values,
    digest_values,
    moved,
)
from storage.tables import article, article_content, article_raw, article_revision
from storage.types import Strings, among
from storage.waiting import Waiting, waiting

UIDS = bindparam("uids", type_=Strings())
STORED = select(article.c.uid, article.c.id, article.c.removed_at).where(
    article.c.feed_id == bindparam("feed_id"), among(article.c.uid, UIDS)
)
BEFORE = ARTICLES.where(among(article.c.uid, UIDS))
REVISE = update(article).where(article.c.id == bindparam("id_"))
REVISE_CONTENT = update(article_content).where(article_content.c.article_id == bindparam("id_"))
REVISE_RAW = update(article_raw).where(article_raw.c.article_id == bindparam("id_"))

PUT_ARTICLES, PUT_CONTENTS, PUT_RAWS = insert(article), insert(article_content), insert(article_raw)
PUT_REVISIONS = insert(article_revision)

Row = dict[str, Any]


def article_id(entry: StoredEntry) -> str:
    """Return the id of the article that *entry* is, or is a revision of."""
    return entry.verdict.of if isinstance(entry.verdict, Revision) else entry.article.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What a poll left among the articles."""

    new: tuple[Waiting, ...] = ()
    revised: tuple[Waiting, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    """The number of every article that the poll names, by its id."""


def store(connection: Connection, feed_id: int, outcome: PollOutcome, *, visible: bool) -> Stored:
    """Store the poll's articles; *visible*: this transaction gives the new ones their verdicts, too.

    An article that is stored is not stored again, nor is one that retention has removed: replays change nothing.
    Raises StoreError when a verdict names an article that is not of this feed.
    """
    named = [article_id(entry) for entry in outcome.entries] + [seen.article_id for seen in outcome.seen]
    if not named:
        return Stored()
    known = connection.execute(STORED, {"feed_id": feed_id, "uids": named}).all()
    numbers = {row.uid: row.id for row in known}
    removed = {row.uid for row in known if row.removed_at is not None}
    fresh = {
        entry.article.id: entry
        for entry in outcome.entries
        if not isinstance(entry.verdict, Revision) and entry.article.id not in numbers
    }
    if fresh:
        numbers |= _insert(connection, feed_id, list(fresh.values()), visible)
    at = outcome.finished_at
    new = tuple(waiting("created", numbers[uid], entry.features, at) for uid, entry in fresh.items())
    moved_on = [entry for entry in outcome.entries if _is_revision(entry, removed)]
    return Stored(new=new, revised=revise(connection, numbers, moved_on, at), numbers=numbers)


def _is_revision(entry: StoredEntry, removed: set[str]) -> bool:
    return isinstance(entry.verdict, Revision) and entry.verdict.of not in removed


def _insert(connection: Connection, feed_id: int, fresh: Sequence[StoredEntry], visible: bool) -> dict[str, int]:
    """Store new articles; return their numbers by id."""
    uids = [entry.article.id for entry in fresh]
    rows.write(connection, PUT_ARTICLES, [_article_row(feed_id, entry, visible) for entry in fresh])
    found = connection.execute(STORED, {"feed_id": feed_id, "uids": uids})
    numbers: dict[str, int] = {row.uid: row.id for row in found}
    pairs = [(numbers[entry.article.id], entry) for entry in fresh]
    rows.write(connection, PUT_CONTENTS, [{"article_id": n, **content_values(e.article)} for n, e in pairs])
    rows.write(connection, PUT_RAWS, [{"article_id": n, "entry": e.kept} for n, e in pairs])
    return numbers


def _article_row(feed_id: int, entry: StoredEntry, visible: bool) -> Row:
    return {
        "uid": entry.article.id,
        "feed_id": feed_id,
        "visible": int(visible),
        "digests": digest_values(entry.digests),
        **article_values(entry.article),
        "revision": 1,
    }


def revise(
    connection: Connection, numbers: Mapping[str, int], revised: Sequence[StoredEntry], at: datetime
) -> tuple[Waiting, ...]:
    """Move articles, whose *numbers* are given by id, on to their next revision; return what is to be judged."""
    if not revised:
        return ()
    uids = [article_id(entry) for entry in revised]
    stored = {row["id"]: article_of(row) for row in connection.execute(BEFORE, {"uids": uids}).mappings()}
    steps = []
    for entry, uid in zip(revised, uids, strict=True):
        if uid not in numbers:
            raise StoreError(f"feed {entry.article.feed}: a revision of {uid}, which is not an article of this feed")
        after = _next(stored[uid], entry.article)
        before = moved(stored[uid], after)
        if before:
            stored[uid] = after
            steps.append((numbers[uid], entry, after, before))
    if steps:
        _write_revisions(connection, steps, at)
    return tuple(waiting("revised", number, entry.features, at) for number, entry, _, _ in steps)


def _next(before: Article, given: Article) -> Article:
    """Return *given* as the next revision of *before*: the same article, first seen when it was first seen."""
    by_sight = given.effective_at == given.first_seen_at
    return replace(
        given,
        id=before.id,
        first_seen_at=before.first_seen_at,
        effective_at=before.first_seen_at if by_sight else given.effective_at,
        revision=before.revision + 1,
    )


def _write_revisions(
    connection: Connection, steps: Sequence[tuple[int, StoredEntry, Article, Row]], at: datetime
) -> None:
    rows.write(
        connection,
        REVISE,
        [
            {"id_": number, **article_values(after), "digests": digest_values(entry.digests)}
            for number, entry, after, _ in steps
        ],
    )
    rows.write(connection, REVISE_CONTENT, [{"id_": n, **content_values(after)} for n, _, after, _ in steps])
    rows.write(connection, REVISE_RAW, [{"id_": n, "entry": entry.kept} for n, entry, _, _ in steps])
    rows.write(
        connection,
        PUT_REVISIONS,
        [
            {
                "article_id": number,
                "revision": after.revision,
                "at": at,
                "before": before,
                **_verdict_values(entry),
            }
            for number, entry, after, before in steps
        ],
    )


def _verdict_values(entry: StoredEntry) -> Row:
    verdict = entry.verdict
    assert isinstance(verdict, Revision)
    return {"kind": verdict.kind, "changed": verdict.changed}
