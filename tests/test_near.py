"""The near-duplicate index: found by indexes alone, a window that slides, few bytes a row."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Delete, Select, make_url
from stored import DAY, NOW, ORIGINAL, StorePlace, article, configure, entry, outcome, publish, revised, spec

from storage import care, near
from storage.candidates import ALIKE, CANDIDATES, HOT, SHARING, WINDOW
from storage.database import Database
from storage.near import DROP_FINGERPRINT, DROP_SKETCHES, OLD_SKETCH

STATEMENTS: list[tuple[str, Any]] = [
    ("candidates", CANDIDATES),
    ("who has a hash", ALIKE),
    ("those who share enough", SHARING),
    ("what leaves the window", care.OLD_FINGERPRINTS),
    ("its hashes", OLD_SKETCH),
    ("a hash", DROP_SKETCHES[0]),
    ("a recent hash", DROP_SKETCHES[1]),
    ("a fingerprint", DROP_FINGERPRINT),
]
KEYS = dict.fromkeys(("url_key", "content_key", "title_key"), b"k" * 16)
NAMES = dict.fromkeys(("uid", "site", "url_number"), "x")
NUMBERS = dict.fromkeys(("least", "self", "id", "h_"), 1)
ASKED = {"hashes": [1, 2], "ids": [1], "floor": NOW, "before": NOW, **NUMBERS, **KEYS, **NAMES}


def plan(database: Database, statement: Select[Any] | Delete) -> str:
    """How the database goes about a statement."""
    explain = "EXPLAIN QUERY PLAN" if database.dialect == "sqlite" else "EXPLAIN"

    def work(connection: Any) -> str:
        compiled = statement.compile(dialect=connection.dialect)
        if database.dialect == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # a young table is not worth its indexes
        asked = {name: ASKED.get(name, value) for name, value in compiled.params.items()}
        values = {name: _bound(compiled, name, value, connection) for name, value in asked.items()}
        given = tuple(values[name] for name in compiled.positiontup) if compiled.positional else values
        return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {compiled}", given))

    return database.read(work)


def _bound(compiled: Any, name: str, value: object, connection: Any) -> object:
    processor = compiled.binds[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return processor(value) if processor else value


@pytest.fixture
def database(place: StorePlace) -> Iterator[Database]:
    """The database under an empty store."""
    place.open()
    opened = Database(make_url(place.url.replace("postgresql:", "postgresql+psycopg:")))
    yield opened
    opened.close()


@pytest.mark.parametrize("statement", [one for _, one in STATEMENTS], ids=[name for name, _ in STATEMENTS])
def test_no_table_is_scanned(database: Database, statement: Any) -> None:
    """Looking for candidates and pruning read the index by its keys, however many articles there are."""
    one = statement[database.dialect] if isinstance(statement, dict) else statement
    told = plan(database, one)

    assert "SEARCH" in told or "Index" in told
    for table in ("sketch", "sketch_recent", "fingerprint", "article"):
        assert not re.search(rf"SCAN {table}\b", told.replace("SCAN sketch_1", ""))
        assert f"Seq Scan on {table} " not in told


def fill(place: StorePlace, days: int, each: int = 30, rows: int = 18) -> Any:
    """Publish *each* articles a day for *days* days, applying retention once a day."""
    store = place.open()
    configure(store, spec())
    dice = random.Random(1)
    for day in range(days):
        at = NOW + day * DAY
        entries = (
            entry(
                article(f"{day}-{number}", first_seen_at=at),
                features={"sketch": tuple(dice.sample(range(2**32), rows)), "shingles": bytes(2_000)},
            )
            for number in range(each)
        )
        store.commit(outcome(*entries, at=at))
        while publish(store):
            pass
        store.retain((), at, poll_history=DAY)
    return store


def counted(place: StorePlace, database: Database) -> dict[str, int]:
    def work(connection: Any) -> dict[str, int]:
        tables = ("sketch", "sketch_recent", "fingerprint")
        return {table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() for table in tables}

    return database.read(work)


def test_window_slides(place: StorePlace, database: Database) -> None:
    """The index holds the articles of its window and no others, however long the service runs."""
    fill(place, 40, each=3)
    kept = 3 * (WINDOW // timedelta(days=1) + 1)

    assert {"sketch": 0, "sketch_recent": 18 * kept, "fingerprint": kept} == counted(place, database)


def test_many_recent_hashes_are_carried_over(
    place: StorePlace, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the hashes that stand apart for being new none is lost, none is there twice, and all leave with the window."""
    monkeypatch.setattr(near, "RECENT", 100)
    monkeypatch.setattr(near, "COUNTED_EVERY", 4)
    store = fill(place, 40, each=3)
    kept = 3 * (WINDOW // timedelta(days=1) + 1)
    rows = counted(place, database)

    assert (18 * kept, kept) == (rows["sketch"] + rows["sketch_recent"], rows["fingerprint"])
    assert rows["sketch_recent"] < 100 + 4 * 18 < rows["sketch"]

    store.retain((), NOW + 80 * DAY, poll_history=DAY)

    assert {0} == set(counted(place, database).values())


def test_bytes_a_row(sqlite_place: StorePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row of the sketch takes at most 25 bytes in SQLite."""
    monkeypatch.setattr(near, "RECENT", 1)
    monkeypatch.setattr(near, "COUNTED_EVERY", 1)
    store = fill(sqlite_place, 1, each=2_000)
    store.vacuum()
    with closing(sqlite3.connect(sqlite_place.path)) as connection:
        size = connection.execute("SELECT sum(pgsize) FROM dbstat WHERE name = 'sketch'").fetchone()[0]
        rows = connection.execute("SELECT count(*) FROM sketch").fetchone()[0]

    assert 36_000 == rows
    assert size / rows <= 25


def test_what_is_not_written_yet_is_found(place: StorePlace) -> None:
    """Articles of one transaction find one another before they are written."""
    store = place.open()
    configure(store, spec())
    total = 60
    sketches = [(n // 2, 10**6 + n // 2, n + 10**7) for n in range(total)]
    made = (entry(article(f"{n}"), features={"sketch": one}) for n, one in enumerate(sketches))
    store.commit(outcome(*made))
    with store.publishing() as publication:
        for number, pending in enumerate(publication.pending()):
            found = [one.article_id for one in publication.candidates(pending.features)]
            assert ([] if number % 2 == 0 else [f"herald-{number - 1}"]) == found
            publication.publish(pending, ORIGINAL)


@pytest.mark.parametrize("recent", [1, 10**6])
def test_telling_hashes(place: StorePlace, monkeypatch: pytest.MonkeyPatch, recent: int) -> None:
    """Of published articles those that share enough hashes are candidates; hashes that very many have do not count."""
    monkeypatch.setattr(near, "RECENT", recent)
    monkeypatch.setattr(near, "COUNTED_EVERY", 1)
    store = place.open()
    configure(store, spec())
    sketches = {"near": (1, 2, 3, 4, 50), "far": (1, 7, 8, 9, 51), "other": (10, 11, 12, 13, 52)}
    common = {f"c{n}": (90, 91, 100 + n) for n in range(HOT)}
    store.commit(
        outcome(*(entry(article(guid), features={"sketch": one}) for guid, one in (sketches | common).items()))
    )
    publish(store)
    asked = (1, 2, 5, 6, 90, 91, 99)
    store.commit(outcome(entry(article("new"), features={"sketch": asked})))

    with store.publishing() as publication:
        (pending,) = publication.pending()
        looked = [one.article_id for one in publication.candidates(pending.features)]
        unlooked = [one.article_id for one in publication.candidates(replace(pending.features))]

    assert ["herald-near"] == looked == unlooked


def test_features_of_this_transaction_count(place: StorePlace) -> None:
    """A revised article is found by its new features and no more by its old ones, within the transaction and after."""
    store = place.open()
    configure(store, spec())
    old, new = tuple(range(8)), tuple(range(20, 28))
    store.commit(outcome(entry(article("a"), features={"sketch": old})))
    publish(store)
    store.commit(outcome(revised(article("a"), title="new"), at=NOW))
    store.commit(outcome(*(entry(article(guid), features={"sketch": one}) for guid, one in (("b", old), ("c", new)))))

    with store.publishing() as publication:
        first, *others = publication.pending()
        publication.publish(replace(first, features=replace(first.features, sketch=new)), ORIGINAL)
        found = [[one.article_id for one in publication.candidates(other.features)] for other in others]

    assert [[], ["herald-a"]] == found
