"""What a poll costs does not grow with the store: every question it asks is answered by an index."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine, event
from stored import HOUR, NOW, StorePlace, article, claim, configure, entry, outcome, revised, seen, spec

from aggregator.model import EntryKeys
from aggregator.pipeline.publishing import publish, take_in
from storage import Store
from storage.tables import metadata

Asked = list[tuple[str, Any]]
SCAN = re.compile(r"SCAN (\w+)")
QUEUE = {"change_outbox"}
"""Holds what is not published yet: all of it is read, and then it is empty."""


@contextmanager
def asked() -> Iterator[Asked]:
    """Yield a list that fills with every statement that runs while the body does, and its parameters."""
    found: Asked = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        found.append((statement, parameters[0] if many else parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def poll(store: Store) -> None:
    """A poll from claim to publication that brings a new entry, a revised one, one seen again and a known one."""
    number = {"site": "herald.example", "url_number": "17", "title": "One", "sketch": tuple(range(8))}
    keys = {"url_key": b"u" * 16, "title_key": b"t" * 16, "content_key": b"c" * 16}
    old, kept, known = (entry(article(guid), features=number | keys) for guid in ("old", "kept", "known"))
    store.commit(outcome(old, kept, known))
    publish(store)
    (lease,) = claim(store, NOW + 2 * HOUR)
    fresh = entry(article("new"), features=number | keys)
    assert store.known("herald")
    store.candidates("herald", [EntryKeys(guid=b"g" * 16, alias=b"a" * 16, url=b"u" * 16, title=b"t" * 16)])
    brought = outcome(fresh, revised(old.article, title="new title"), lease=lease, at=NOW + 2 * HOUR)
    assert {} == take_in(store, [replace(brought, seen=(seen(kept),), known=(known.fingerprint,))])


def scanned(path: str, statements: Asked) -> set[str]:
    """Return the tables that SQLite reads from one end to the other to answer *statements*."""
    found: set[str] = set()
    with closing(sqlite3.connect(path)) as connection:
        for statement, parameters in statements:
            if statement.split(None, 1)[0] in ("SELECT", "WITH", "UPDATE", "DELETE"):
                plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
                found |= {name for row in plan for name in SCAN.findall(row[3])}
    return found & set(metadata.tables)


def test_no_question_of_a_poll_reads_a_whole_table(sqlite_place: StorePlace) -> None:
    """Claiming, reading, writing and publishing find their rows by indexes, whatever the store holds beside them."""
    store = sqlite_place.open()
    configure(store, spec())
    with asked() as statements:
        poll(store)

    assert len(statements) > 20
    assert set() == scanned(str(sqlite_place.path), statements) - QUEUE


def test_statistics_mislead_no_question(sqlite_place: StorePlace) -> None:
    """Whoever runs ANALYZE on the store, while nothing waits to be published, makes no question read a whole table."""
    store = sqlite_place.open()
    configure(store, spec())
    with asked() as statements:
        poll(store)
    with closing(sqlite3.connect(str(sqlite_place.path))) as connection:
        connection.execute("ANALYZE")
        connection.commit()
    pending = [(statement, values) for statement, values in statements if "FROM change_outbox" in statement]

    assert pending
    assert set() == scanned(str(sqlite_place.path), pending) - QUEUE
