"""The SQL views are the contract that docs/reading.md tells: these columns, on both databases."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from stored import StorePlace

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
