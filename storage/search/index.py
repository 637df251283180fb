"""The search index: a consumer of the change log, resumable at every step, made again when it does not fit the store.

It is behind the store by what was published since the last step; whoever asks brings it up to date first.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, bindparam, func, select, text
from typing_extensions import TypeIs

from aggregator.errors import StoreDamaged, UsageError
from aggregator.model import SearchScope
from storage.database import Database
from storage.search.words import VERSION, prepared
from storage.tables import article, article_content, change_log, meta
from storage.types import Ints, among

BATCH = 500
"""Articles, or changes, that one transaction takes in."""
LOCK = 0x73726368  # "srch"
"""Key of the PostgreSQL advisory lock under which one process writes the index."""

MAKE = {
    "sqlite": (
        # `ascii` splits at ASCII that is no letter or digit and leaves all else alone: words.py has done the folding.
        "CREATE VIRTUAL TABLE search_words USING fts5(words, tokenize = 'ascii')",
        "CREATE TABLE search_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    ),
    "postgresql": (
        "CREATE TABLE search_entry (article_id bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX ix_search_entry_words ON search_entry USING gin (words)",
        "CREATE TABLE search_state (key text PRIMARY KEY, value text NOT NULL)",
    ),
}
DROP = {
    "sqlite": ("DROP TABLE IF EXISTS search_words", "DROP TABLE IF EXISTS search_state"),
    "postgresql": ("DROP TABLE IF EXISTS search_entry", "DROP TABLE IF EXISTS search_state"),
}
INSERT = {
    "sqlite": text("INSERT INTO search_words (rowid, words) VALUES (:id, :words)"),
    "postgresql": text("INSERT INTO search_entry (article_id, words) VALUES (:id, to_tsvector('simple', :words))"),
}
DELETE = {
    "sqlite": text("DELETE FROM search_words WHERE rowid = :id"),
    "postgresql": text("DELETE FROM search_entry WHERE article_id = :id"),
}
EXISTS = {
    "sqlite": text("SELECT 1 FROM sqlite_master WHERE name = 'search_state'"),
    "postgresql": text("SELECT to_regclass('search_state')"),
}
STATE = text("SELECT key, value FROM search_state")
CLEAR_STATE = text("DELETE FROM search_state")
SET_STATE = text("INSERT INTO search_state (key, value) VALUES (:key, :value)")

FACTS = select(meta.c.key, meta.c.value).where(meta.c.key.in_(("epoch", "seq")))
FIRST_KEPT = select(func.min(change_log.c.seq))
CHANGED = (
    select(change_log.c.seq, change_log.c.article_id)
    .where(change_log.c.seq > bindparam("after"))
    .order_by(change_log.c.seq)
    .limit(bindparam("n"))
)
_texts = (
    select(article.c.id, article.c.title, article_content.c.summary, article_content.c.text)
    .join(article_content, article_content.c.article_id == article.c.id)
    .where(article.c.visible == 1)
)
TEXTS = _texts.where(among(article.c.id, bindparam("ids", type_=Ints())))
NEXT_TEXTS = _texts.where(article.c.id > bindparam("after")).order_by(article.c.id).limit(bindparam("n"))


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far the index has come; kept in the index, in the transactions that bring it there."""

    version: str
    scope: str
    epoch: str
    seq: int
    """Changes up to here are in it."""
    built: int | None
    """While it is being made: the last article taken in. None: it is made."""


class SearchIndex:
    """The index of one store. *scope* None: as it was made last, at first of titles and summaries."""

    def __init__(self, store: Database, scope: SearchScope | None) -> None:
        self._store = store
        self._scope = scope
        self._path = _beside(store.url)
        self._own: Database | None = None
        self._opening = threading.Lock()

    def close(self) -> None:
        """Close every connection of the index."""
        if self._own is not None:
            self._own.close()
            self._own = None

    def ready(self) -> Database:
        """Return the database on which to ask for words, every published article in its index. Raises UsageError."""
        if self._scope == "none":
            raise UsageError("searching for words is switched off\n  hint: write `search: titles` under service:")
        while self.step():
            pass
        return self._database()

    def step(self) -> bool:
        """Take one batch in; return whether there is more. With the scope `none`: drop what there is."""
        if self._scope == "none":
            self._drop()
            return False
        try:
            return self._step()
        except StoreDamaged:
            if self._path is None or self._own is None:
                raise
            self._drop()
            return self._step()

    def rebuild(self) -> None:
        """Forget the index; the next steps make it again."""
        try:
            self._database().write(_wipe)
        except StoreDamaged:
            self._drop()

    def _step(self) -> bool:
        database = self._database()
        return database.read(self._is_behind) and database.write(self._take_in)

    def _database(self) -> Database:
        if self._path is None:
            return self._store
        with self._opening:
            if self._own is None:
                # Its own file, in front of the store's: writing here never waits for a poll, nor a poll for this.
                os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600))
                url = URL.create("sqlite", database=str(self._path))
                self._own = Database(url, beside=Path(str(self._store.url.database)))
            return self._own

    def _drop(self) -> None:
        if self._path is None:
            self._store.write(_wipe)
            return
        self.close()
        for tail in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + tail).unlink(missing_ok=True)

    def _is_behind(self, connection: Connection) -> bool:
        """Return whether a step would find anything to do: this much every question costs."""
        state, (epoch, seq) = _state(connection), _facts(connection)
        return not self._fits(state, epoch, seq) or state.built is not None or state.seq < seq

    def _take_in(self, connection: Connection) -> bool:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        state, (epoch, seq) = _state(connection), _facts(connection)
        if not self._fits(state, epoch, seq) or _overtaken(connection, state, seq):
            scope = self._scope or (state.scope if state else "titles")
            _wipe(connection)
            for statement in MAKE[connection.dialect.name]:
                connection.exec_driver_sql(statement)
            state = State(version=VERSION, scope=scope, epoch=epoch, seq=seq, built=0)
        state = _follow(connection, state) if state.built is None else _build(connection, state)
        _keep(connection, state)
        return state.built is not None or state.seq < seq

    def _fits(self, state: State | None, epoch: str, seq: int) -> TypeIs[State]:
        return (
            state is not None
            and (state.version, state.epoch) == (VERSION, epoch)
            and state.scope == (self._scope or state.scope)
            and state.seq <= seq
        )


def _beside(url: URL) -> Path | None:
    """Return the index's own file. None: it lies in the store's database."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(f"{url.database}.search")


def _wipe(connection: Connection) -> None:
    for statement in DROP[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def _state(connection: Connection) -> State | None:
    """Return how far the index has come. None: there is none, or none that can be read."""
    if connection.execute(EXISTS[connection.dialect.name]).scalar() is None:
        return None
    found = {row.key: row.value for row in connection.execute(STATE)}
    try:
        seq, built = int(found["seq"]), int(found["built"]) if found["built"] else None
        return State(version=found["version"], scope=found["scope"], epoch=found["epoch"], seq=seq, built=built)
    except (KeyError, TypeError, ValueError):
        return None


def _keep(connection: Connection, state: State) -> None:
    connection.execute(CLEAR_STATE)
    values = {"version": state.version, "scope": state.scope, "epoch": state.epoch, "seq": str(state.seq)}
    values["built"] = "" if state.built is None else str(state.built)
    connection.execute(SET_STATE, [{"key": key, "value": value} for key, value in values.items()])


def _facts(connection: Connection) -> tuple[str, int]:
    """Return the store's epoch and the seq of its last change."""
    facts = {row.key: row.value for row in connection.execute(FACTS)}
    return str(facts["epoch"]), int(facts["seq"])


def _overtaken(connection: Connection, state: State, seq: int) -> bool:
    """Return whether changes that the index has not seen are no longer kept."""
    if state.seq >= seq:
        return False
    first = connection.execute(FIRST_KEPT).scalar()
    return first is None or first > state.seq + 1


def _build(connection: Connection, state: State) -> State:
    """Take in the next articles in the order of storing; what changes meanwhile is followed afterwards."""
    rows = connection.execute(NEXT_TEXTS, {"after": state.built, "n": BATCH}).all()
    _put(connection, rows, state.scope)
    return replace(state, built=rows[-1].id if len(rows) == BATCH else None)


def _follow(connection: Connection, state: State) -> State:
    """Take in the articles of the next changes as they are now; removed ones leave."""
    changed = connection.execute(CHANGED, {"after": state.seq, "n": BATCH}).all()
    if not changed:
        return state
    ids = sorted({row.article_id for row in changed})
    connection.execute(DELETE[connection.dialect.name], [{"id": number} for number in ids])
    _put(connection, connection.execute(TEXTS, {"ids": ids}).all(), state.scope)
    return replace(state, seq=changed[-1].seq)


def _put(connection: Connection, rows: Sequence[Any], scope: str) -> None:
    values = [
        {"id": row.id, "words": prepared(row.title, row.summary, row.text if scope == "text" else None)} for row in rows
    ]
    if values:
        connection.execute(INSERT[connection.dialect.name], values)
