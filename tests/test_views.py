"""The SQL views are the contract that docs/reading.md tells: these columns, on both databases."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from stored import StorePlace, article, configure, entry, spec, stored

from storage.views import VIEWS

READING = Path(__file__).parent.parent / "docs" / "reading.md"


def told() -> dict[str, list[str]]:
    """The columns of each view as the page tells them."""
    sections = re.split(r"^### ", READING.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {
        section.split("`")[1]: re.findall(r"^\| `(\w+)` \| \S", section, flags=re.MULTILINE) for section in sections
    }


def columns(place: StorePlace, view: str) -> list[str]:
    """The columns of a view as the database's plain driver sees them."""
    if place.dialect == "sqlite":
        with closing(sqlite3.connect(place.path)) as connection:
            return [name for name, *_ in connection.execute(f"SELECT * FROM {view}").description]
    import psycopg

    with psycopg.connect(place.url) as connection:
        return [column.name for column in connection.execute(f"SELECT * FROM {view}").description or ()]


def test_every_view_is_told() -> None:
    """The page has a section for each view, and for nothing else."""
    assert set(VIEWS) == set(told())


@pytest.mark.parametrize("view", VIEWS)
def test_every_column_is_told(place: StorePlace, view: str) -> None:
    """Each column of a view has its line, in its order; none is told that is not there."""
    place.open()

    assert columns(place, view) == told()[view]


@pytest.mark.parametrize(("seq", "lag"), [(0, 2), (2, 0)])
def test_consumers_are_seen(place: StorePlace, seq: int, lag: int) -> None:
    """Whoever reads SQL sees how far each consumer has come, and how many changes are before it."""
    store = place.open()
    configure(store, spec())
    stored(store, entry(article("1")), entry(article("2")))
    now = store.now()
    store.put_consumer("mirror", after=replace(now, seq=seq))

    assert [("mirror", now.epoch, seq, lag)] == rows(place, "SELECT consumer, epoch, seq, lag FROM v1_consumer")


def test_lag_over_two_histories_is_unknown(place: StorePlace) -> None:
    """A consumer of an earlier epoch has no lag: its numbers are of another history."""
    store = place.open()
    store.put_consumer("mirror")
    rows(place, "UPDATE consumer SET epoch = 'before'")

    assert [("before", None)] == rows(place, "SELECT epoch, lag FROM v1_consumer")


def rows(place: StorePlace, statement: str) -> list[tuple[object, ...]]:
    """What *statement* returns, or does, by the database's plain driver."""
    if place.dialect == "sqlite":
        with closing(sqlite3.connect(place.path)) as connection, connection:
            return list(connection.execute(statement))
    import psycopg

    with psycopg.connect(place.url) as connection:
        found = connection.execute(statement)
        return list(found.fetchall()) if found.description else []
