"""Opening a store: where, by whom, in which schema, and what is said when it cannot be."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url, text
from stored import HOUR, NOW, StorePlace, article, claim, configure, entry, outcome, publish, spec, stored

import storage.migrations
from aggregator.errors import SchemaTooNew, StoreBusy, StoreError, UsageError
from aggregator.model import ArticleQuery
from storage import Store, open_store
from storage.database import Database
from storage.migrations import REVISIONS
from storage.tables import metadata
from storage.types import storable, to_json

LOSE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def lose_connections(place: StorePlace) -> None:
    """Cut every connection to a PostgreSQL store, as a restart of the server does."""
    import psycopg

    with psycopg.connect(place.url, autocommit=True) as admin:
        admin.execute(LOSE)


# Where


def test_new_file(tmp_path: Path) -> None:
    """A store is made where there is none, with its folder, for its owner's eyes only."""
    path = tmp_path / "deep" / "down" / "aggregator.db"
    store = open_store(f"sqlite:///{path}")
    configure(store, spec())

    assert {0o600} == {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    store.close()


def test_memory() -> None:
    """A store in memory works like any other, and two of them are two."""
    first, second = open_store("sqlite://"), open_store("sqlite://")
    configure(first, spec())
    stored(first, entry(article("a")))

    assert (1, 0) == (first.stats(NOW).articles, second.stats(NOW).articles)
    first.close()
    second.close()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://host/db", "sqlite+aiosqlite:///x"])
def test_url_of_no_store(url: str) -> None:
    """A URL that names no store of ours is the user's mistake, and says so."""
    with pytest.raises(UsageError):
        open_store(url)


def test_password_is_not_told() -> None:
    """A password in the URL is in no message."""
    with pytest.raises(UsageError) as caught:
        open_store("mysql://me:hunter2@host/db")

    assert "hunter2" not in str(caught.value)


def test_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A PostgreSQL server that cannot be reached is said to be so, after a bounded wait."""
    pytest.importorskip("psycopg")
    monkeypatch.setattr("storage.database.WAITS", (0.0, 0.0))

    with pytest.raises(StoreError):
        open_store(f"postgresql://postgres@/none?host={tmp_path}")


def test_file_that_is_no_store(tmp_path: Path) -> None:
    """A file of something else is left alone and named for what it is."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir or Madam, " * 100)

    with pytest.raises(StoreError, match="no store"):
        open_store(f"sqlite:///{path}")
    assert path.read_text().startswith("Dear Sir")


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A path through a file is refused with a clear sentence."""
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match="cannot be made"):
        open_store(f"sqlite:///{tmp_path}/file/aggregator.db")


# By whom


def test_second_daemon_is_refused(sqlite_place: StorePlace) -> None:
    """A second daemon on a SQLite file is refused with the first one's pid; readers and later daemons are not."""
    place = sqlite_place
    first = place.open(daemon=True)
    configure(first, spec())

    with pytest.raises(StoreBusy, match=str(os.getpid())):
        place.open(daemon=True)
    assert 1 == place.open().stats(NOW).feeds
    first.close()
    assert 1 == place.open(daemon=True).stats(NOW).feeds


def test_lock_ends_with_its_process(sqlite_place: StorePlace) -> None:
    """A daemon that was killed leaves no lock behind."""
    place = sqlite_place
    code = f"import storage, os; storage.open_store({place.url!r}, daemon=True); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code], check=False, timeout=60)

    assert 0 == place.open(daemon=True).stats(NOW).feeds


def test_two_stores_on_one_database(place: StorePlace) -> None:
    """What one process writes another reads, and their claims are disjoint."""
    one, other = place.open(), place.open()
    configure(one, *(spec(f"f{number}") for number in range(10)))
    taken = [*claim(one, limit=5), *claim(other, limit=10)]

    assert 10 == len({lease.slot for lease in taken})
    stored(one, entry(article("a", "f1")), feed="f1")
    assert "f1-a" == next(other.articles(ArticleQuery())).id


# In which schema


def test_reopening_keeps_everything(place: StorePlace) -> None:
    """A store opened again has the same epoch and the same contents."""
    first = place.open()
    configure(first, spec())
    stored(first, entry(article("a")))
    epoch, changes = first.epoch(), list(first.changes())
    first.close()

    second = place.open()

    assert (epoch, changes) == (second.epoch(), list(second.changes()))


def test_epochs_differ() -> None:
    """Two stores have different epochs."""
    stores = [open_store("sqlite://") for _ in range(2)]

    assert 2 == len({store.epoch() for store in stores})
    for store in stores:
        store.close()


def test_migrations_make_the_schema_of_the_code(place: StorePlace) -> None:
    """The schema that migrations make from nothing is the one in `tables.py`, comments and all."""
    place.open()
    database = Database(make_url(place.url.replace("postgresql:", "postgresql+psycopg:")))

    def differences(connection):  # type: ignore[no-untyped-def]
        options = {"compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    assert [] == database.read(differences)
    database.close()


def test_every_table_and_column_is_explained() -> None:
    """Each table and column says what it holds."""
    silent = [str(part) for table in metadata.sorted_tables for part in (table, *table.columns) if not part.comment]

    assert [] == silent


def test_revisions_are_those_of_alembic() -> None:
    """The list of schemas that the program knows is the chain of its migrations."""
    config = Config()
    config.set_main_option("script_location", str(Path(storage.migrations.__file__).parent))
    chain = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]

    assert list(REVISIONS) == chain[::-1]


def test_newer_schema_is_refused(place: StorePlace) -> None:
    """A store that a newer version has written is left alone."""
    place.open().close()
    database = Database(make_url(place.url.replace("postgresql:", "postgresql+psycopg:")))
    database.write(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    database.close()

    with pytest.raises(SchemaTooNew, match="9999"):
        place.open()


def test_interrupted_migration_is_no_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration that fails half-way leaves an empty database, and the next start makes it whole."""
    url = f"sqlite:///{tmp_path}/aggregator.db"

    def fail(connection: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("storage.views.create", fail)
        with pytest.raises(RuntimeError):
            open_store(url)
    store = open_store(url)

    assert 0 == store.stats(NOW).feeds
    store.close()


# What is said when it cannot be


def test_locked_by_another_program(sqlite_place: StorePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another program writes for too long, writing fails with a clear sentence and reading goes on."""
    monkeypatch.setattr("storage.database.BUSY", 0.05)
    store = sqlite_place.open()
    configure(store, spec())
    with closing(sqlite3.connect(sqlite_place.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreError, match="another program"):
            store.commit(outcome(entry(article("a"))))
        assert 1 == store.stats(NOW).feeds
        other.execute("ROLLBACK")
    assert 1 == store.commit(outcome(entry(article("a")))).new


def test_full_disk(sqlite_place: StorePlace) -> None:
    """A full disk costs the poll it hits and nothing else; the store goes on when there is space again."""
    place = sqlite_place
    store = place.open()
    configure(store, spec())
    stored(store, entry(article("before")))
    big = entry(article("big", text="x" * 3_000_000))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, hard))
    try:
        with pytest.raises(StoreError, match="disk"):
            store.commit(outcome(big))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)

    assert 0 == store.stats(NOW).pending
    stored(store, big)
    assert {"herald-big", "herald-before"} == {one.id for one in store.articles(ArticleQuery())}


def test_damaged_file(sqlite_place: StorePlace) -> None:
    """A damaged file gives a StoreError, never a wrong answer or a crash of the driver."""
    place, path = sqlite_place, sqlite_place.path
    place.open().close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))

    with pytest.raises(StoreError):
        place.open().stats(NOW)


def test_server_restart(postgresql_place: StorePlace) -> None:
    """A lost connection to PostgreSQL is made anew within the call."""
    store = postgresql_place.open()
    configure(store, spec())

    lose_connections(postgresql_place)
    assert 1 == store.stats(NOW).feeds
    lose_connections(postgresql_place)
    assert 1 == store.commit(outcome(entry(article("a")))).new
    lose_connections(postgresql_place)
    assert ["herald-a"] == [change.article_id for change in publish(store)]


def test_connection_lost_while_publishing(postgresql_place: StorePlace) -> None:
    """When the connection goes while the caller works on what is pending, nothing is published and nothing is lost."""
    store = postgresql_place.open()
    configure(store, spec())
    store.commit(outcome(entry(article("a"))))

    with pytest.raises(StoreError), store.publishing() as publication:
        (pending,) = publication.pending()
        lose_connections(postgresql_place)
        publication.candidates(pending.features)

    assert ["herald-a"] == [change.article_id for change in publish(store)]


def test_kill_at_any_moment(sqlite_place: StorePlace) -> None:
    """A process killed while it stores and publishes leaves a whole store: nothing half, no gap, and it goes on."""
    place = sqlite_place
    configure(place.open(), spec())
    code = (
        "import sys; sys.path.insert(0, sys.argv[2]); from stored import *\n"
        "store = open_store(sys.argv[1])\n"
        "for number in range(10_000):\n"
        "    stored(store, entry(article(f'{number}')), entry(article(f'{number}x')))\n"
        "    print(number, flush=True)"
    )
    command = [sys.executable, "-c", code, place.url, str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(30):
            last = int(process.stdout.readline())
        process.kill()
    store = place.open(daemon=True)
    publish(store)
    changes = list(store.changes())

    assert list(range(1, len(changes) + 1)) == [change.seq for change in changes]
    assert len(changes) % 2 == 0
    assert len(changes) >= 2 * (last + 1)
    assert len(changes) == len(list(store.articles(ArticleQuery())))
    assert 2 == len(stored(store, entry(article("next")), entry(article("and"))))


# What every database can hold


@given(st.text(st.characters(), max_size=40))
def test_storable_text(given_text: str) -> None:
    """Any text becomes one that is UTF-8 without NUL; what is that already stays as it is."""
    got = storable(given_text)

    got.encode()
    assert "\0" not in got
    assert got == storable(got)
    if "\0" not in given_text and not any("\ud800" <= character <= "\udfff" for character in given_text):
        assert given_text == got


@given(st.recursive(st.text(st.characters(), max_size=9), lambda inner: st.lists(inner, max_size=3), max_leaves=9))
def test_storable_json(value: object) -> None:
    """JSON of any texts is UTF-8 without an escaped NUL, and reads back as the texts made storable."""
    import json

    def cleaned(held: object) -> object:
        return storable(held) if isinstance(held, str) else [cleaned(part) for part in held]  # type: ignore[union-attr]

    got = to_json(value)

    got.encode()
    assert cleaned(value) == json.loads(got)


def test_naive_times_are_refused(store: Store) -> None:
    """A time without a zone is a mistake of ours, and never stored as if it were UTC."""
    configure(store, spec())

    with pytest.raises(StoreError, match="no zone"):
        store.commit(outcome(at=NOW.replace(tzinfo=None)))
    with pytest.raises(StoreError, match="no zone"):
        claim(store, (NOW + HOUR).replace(tzinfo=None))
