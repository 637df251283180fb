"""Retention, roll-up, pruning, backup and vacuum."""

from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from stored import (
    DAY,
    HOUR,
    NOW,
    ORIGINAL,
    StorePlace,
    article,
    configure,
    entry,
    outcome,
    publish,
    revised,
    seen,
    spec,
    stored,
)

from aggregator.errors import UsageError
from aggregator.model import ArticleQuery, Committed, Digests, Duplicate, FeedSpec, Standing
from storage import Store, open_store

MONTH = timedelta(days=30)


@pytest.fixture
def store(place: StorePlace) -> Store:
    """A store that knows three feeds."""
    opened = place.open()
    configure(opened, spec(), spec("times"), spec("post"))
    return opened


def retain(store: Store, *specs: FeedSpec, now: object = NOW + MONTH) -> int:
    """Apply retention a month later."""
    return store.retain(specs, now, poll_history=MONTH)  # type: ignore[arg-type]


def ids(store: Store) -> set[str]:
    """The ids of what can be read."""
    return {one.id for one in store.articles(ArticleQuery())}


def leave(store: Store, *listed: str, feed: str = "herald") -> None:
    """Poll a document that lists only *listed* any more."""
    known = tuple(entry(article(guid, feed)).fingerprint for guid in listed)
    store.commit(outcome(entry(article("stays", feed)), known=known, feed=feed, at=NOW + HOUR))
    publish(store)


# Retention


def test_keep_removes_what_is_old_and_unlisted(store: Store) -> None:
    """Articles older than `keep` that their feed no longer lists are removed, and a change says so."""
    stored(store, *(entry(article(guid)) for guid in "abc"))
    leave(store, "a")
    seq = store.stats(NOW).changes

    assert 2 == retain(store, spec(keep=DAY))
    assert {"herald-a", "herald-stays"} == ids(store)
    assert [("article.removed", "herald-b", seq + 1), ("article.removed", "herald-c", seq + 2)] == [
        (change.kind, change.article_id, change.seq) for change in store.changes(seq, limit=9)
    ]
    assert (None, None, ()) == (store.article("herald-b"), store.raw("herald-b"), store.revisions("herald-b"))


def test_keep_spares_the_young(store: Store) -> None:
    """Articles younger than `keep` stay, listed or not."""
    stored(store, entry(article("a")))
    leave(store)

    assert 0 == retain(store, spec(keep=2 * MONTH))
    assert 0 == retain(store, spec())


def test_retention_never_takes_what_the_feed_lists(store: Store) -> None:
    """However old an article is, it stays while the feed's last document lists it."""
    stored(store, *(entry(article(guid)) for guid in "ab"))
    store.commit(outcome(code="not_modified", at=NOW + MONTH))
    store.commit(outcome(code="same_entries", at=NOW + MONTH))
    store.commit(outcome(code="timeout", at=NOW + MONTH))

    assert 0 == retain(store, spec(keep=HOUR, keep_entries=0), now=NOW + 10 * MONTH)


def test_keep_entries_keeps_the_newest(store: Store) -> None:
    """Of the articles a feed no longer lists, the newest `keep_entries` stay; listed ones do not count."""
    stored(store, *(entry(article(f"{number}", effective_at=NOW + number * HOUR)) for number in range(6)))
    leave(store, "5")

    assert 3 == retain(store, spec(keep_entries=2))
    assert {"herald-3", "herald-4", "herald-5", "herald-stays"} == ids(store)


def test_retention_is_per_feed(store: Store) -> None:
    """A feed's limits touch no other feed's articles."""
    for feed in ("herald", "times"):
        stored(store, *(entry(article(guid, feed)) for guid in "ab"), feed=feed)
        leave(store, feed=feed)

    assert 2 == retain(store, spec(keep=DAY), spec("times", keep_entries=2))
    assert {"herald-stays", "times-a", "times-b", "times-stays"} == ids(store)


def test_many_articles_are_removed(store: Store) -> None:
    """More than one batch is removed in one call."""
    stored(store, *(entry(article(f"{number}")) for number in range(700)))
    publish(store)
    leave(store)

    assert 700 == retain(store, spec(keep=DAY))


def test_removed_articles_never_return(store: Store) -> None:
    """A removed article that its feed lists again is known by its key, and is not stored again."""
    a = entry(article("a"))
    stored(store, a)
    leave(store)
    retain(store, spec(keep=DAY))
    (candidate,) = store.candidates("herald", [a.keys])

    assert ("herald-a", True, Digests()) == (candidate.article_id, candidate.purged, candidate.digests)
    assert Committed(new=0, revised=0) == store.commit(outcome(a, at=NOW + MONTH))
    assert Committed(new=0, revised=0) == store.commit(outcome(revised(a.article, title="x"), at=NOW + MONTH))
    store.commit(outcome(seen=(seen(a),), at=NOW + MONTH))
    assert {a.fingerprint} == store.known("herald")
    publish(store)
    assert {"herald-stays"} == ids(store)


def test_pending_articles_are_not_removed(store: Store) -> None:
    """What waits to be published is published first."""
    stored(store, entry(article("a")))
    store.commit(outcome(revised(article("a"), title="new")))
    store.commit(outcome(entry(article("b")), at=NOW + HOUR))

    assert 0 == retain(store, spec(keep=DAY))
    publish(store)
    assert 1 == retain(store, spec(keep=DAY))


def test_removed_original_hands_on_to_its_first_copy(store: Store) -> None:
    """When an original is removed a copy takes its place, and downstream is told; the removed one stays a source."""
    stored(store, entry(article("a")))
    for feed in ("times", "post"):
        store.commit(outcome(entry(article("a", feed)), feed=feed))
        publish(store, Duplicate(of="herald-a", method="m", score=1.0))
    leave(store)
    seq = store.stats(NOW).changes
    retain(store, spec(keep=DAY))

    assert (None, "times-a") == (
        store.article("times-a").duplicate_of,  # type: ignore[union-attr]
        store.article("post-a").duplicate_of,  # type: ignore[union-attr]
    )
    assert {"herald", "times", "post"} == {sighting.feed for sighting in store.sources("times-a")}
    assert [("article.removed", "herald-a"), ("article.original", "times-a"), ("article.duplicate", "post-a")] == [
        (change.kind, change.article_id) for change in store.changes(seq, limit=9)
    ]


def test_heir_is_chosen(store: Store) -> None:
    """Who follows a removed original is for the rules to say: they are shown the copies that are left."""
    stored(store, entry(article("a")))
    for feed in ("times", "post"):
        store.commit(outcome(entry(article("a", feed, word_count=len(feed))), feed=feed))
        publish(store, Duplicate(of="herald-a", method="m", score=1.0))
    leave(store)
    shown = []

    def last(copies: Sequence[Standing]) -> Standing:
        shown.append([(copy.article_id, copy.words, copy.feed_url) for copy in copies])
        return copies[-1]

    store.retain([spec(keep=DAY)], NOW + MONTH, poll_history=MONTH, heir=last)

    assert [[("times-a", 5, "https://times.example/feed"), ("post-a", 4, "https://post.example/feed")]] == shown
    assert "post-a" == store.article("times-a").duplicate_of  # type: ignore[union-attr]


def test_removed_articles_are_no_candidates(store: Store) -> None:
    """Nothing is a copy of what was removed."""
    twin = {"url_key": b"u" * 16, "sketch": (1, 2)}
    a = entry(article("a"), features=twin)
    stored(store, a)
    leave(store)
    retain(store, spec(keep=DAY))

    with store.publishing() as publication:
        assert [] == list(publication.candidates(replace(a.features, article_id="new")))


# History and index


def test_old_polls_are_added_up_by_day(store: Store, place: StorePlace) -> None:
    """Polls older than the history leave it, added up by feed, day and code; a second time adds nothing twice."""
    for number in range(3):
        store.commit(outcome(code="timeout", size=10, at=NOW + number * HOUR))
    store.commit(outcome(entry(article("a")), at=NOW + DAY))
    store.commit(outcome(code="timeout", at=NOW + 40 * DAY))
    store.retain([], NOW + MONTH + 2 * HOUR, poll_history=MONTH)
    store.retain([], NOW + MONTH + 2 * DAY, poll_history=MONTH)

    assert ["timeout"] == [poll.code for poll in store.polls(None, limit=9)]
    assert [("2024-05-06", "timeout", 3, 30, 0), ("2024-05-07", "new", 1, 0, 1)] == select(
        place, "SELECT day, code, polls, size, new FROM poll_daily ORDER BY day"
    )


def test_index_slides(store: Store, place: StorePlace) -> None:
    """Fingerprints and sketch rows older than 14 days are dropped; the articles stay."""
    stored(store, entry(article("old"), features={"sketch": (1, 2, 3)}))
    young = article("young", first_seen_at=NOW + 10 * DAY)
    stored(store, entry(young, features={"sketch": (3, 4)}), at=NOW + 10 * DAY)
    store.retain([], NOW + 15 * DAY, poll_history=MONTH)

    assert [(3,), (4,)] == select(place, "SELECT h FROM sketch_recent ORDER BY h")
    assert [(1,)] == select(place, "SELECT count(*) FROM fingerprint")
    assert {"herald-old", "herald-young"} == ids(store)


def test_revision_of_an_article_outside_the_index(store: Store) -> None:
    """An article whose fingerprint was dropped is revised and published like any other."""
    stored(store, entry(article("a"), features={"sketch": (1, 2, 3)}))
    store.retain([], NOW + 15 * DAY, poll_history=MONTH)
    store.commit(outcome(revised(article("a"), title="new"), at=NOW + 15 * DAY))

    assert ["article.revised"] == [change.kind for change in publish(store, ORIGINAL)]


def select(place: StorePlace, statement: str) -> list[tuple[object, ...]]:
    """Look at a table behind the store's back."""
    if place.dialect == "sqlite":
        with closing(sqlite3.connect(place.path)) as connection:
            return connection.execute(statement).fetchall()
    import psycopg

    with psycopg.connect(place.url) as connection:
        return connection.execute(statement).fetchall()


# Backup and vacuum


def test_vacuum(store: Store) -> None:
    """Vacuum runs on a store in use and loses nothing."""
    stored(store, entry(article("a")))

    store.vacuum()

    assert {"herald-a"} == ids(store)


def in_file(place: StorePlace) -> Store:
    """A SQLite store that knows a feed."""
    store = place.open()
    configure(store, spec())
    return store


def test_backup(sqlite_place: StorePlace, tmp_path: Path) -> None:
    """A backup opens as a store with the same articles and an epoch of its own, which it then keeps."""
    store = in_file(sqlite_place)
    stored(store, entry(article("a")))
    path = tmp_path / "made" / "copy.db"
    store.backup(path)

    epochs = []
    for _ in range(2):
        copy = open_store(f"sqlite:///{path}")
        epochs.append(copy.epoch())
        assert (store.article("herald-a"), list(store.changes()), store.feeds()) == (
            copy.article("herald-a"),
            list(copy.changes()),
            copy.feeds(),
        )
        copy.close()
    assert epochs[0] == epochs[1] != store.epoch()
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert [] == list(path.parent.glob("*.partial"))


def test_backup_of_a_store_in_use(sqlite_place: StorePlace, tmp_path: Path) -> None:
    """A backup taken while another thread writes is whole: every change is there, and each has its article."""
    store, stop = in_file(sqlite_place), threading.Event()

    def write() -> None:
        for number in count():
            stored(store, entry(article(f"{number}")))
            if stop.is_set():
                return

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        for number in range(3):
            store.backup(tmp_path / f"{number}.db")
        stop.set()
        writing.result()

    for number in range(3):
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as copy:
            assert [("ok",)] == copy.execute("PRAGMA integrity_check").fetchall()
        with closing(open_store(f"sqlite:///{tmp_path}/{number}.db")) as copied:
            changes = list(copied.changes())
            assert list(range(1, len(changes) + 1)) == [change.seq for change in changes]
            assert {change.article_id for change in changes} == ids(copied)


def test_backup_never_overwrites(sqlite_place: StorePlace, tmp_path: Path) -> None:
    """A file that is there already is not overwritten."""
    path = tmp_path / "precious.db"
    path.write_text("precious")

    with pytest.raises(UsageError, match="new file"):
        in_file(sqlite_place).backup(path)
    assert "precious" == path.read_text()


def test_backup_of_a_server(postgresql_place: StorePlace, tmp_path: Path) -> None:
    """PostgreSQL has its own tool, and the message names it."""
    with pytest.raises(UsageError, match="pg_dump"):
        postgresql_place.open().backup(tmp_path / "copy.db")
