"""The way from any older schema to this one, run when a store is opened."""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy import Connection, delete, insert, inspect, select, text, update

from aggregator.errors import SchemaTooNew
from storage import views
from storage.database import Database
from storage.tables import meta

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""Every schema there has been, oldest first; the last is the one this code works with."""
LOCK = 0x66656564  # "feed"
"""Key of the PostgreSQL advisory lock under which one process migrates."""


def migrate(database: Database) -> None:
    """Bring the schema up to date in one transaction. Raises SchemaTooNew for one this program does not know."""
    if database.read(_version) != REVISIONS[-1]:
        database.write(_upgrade)


def _version(connection: Connection) -> str | None:
    """Return the schema's revision. None: the database is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if version is not None and version not in REVISIONS:
        raise SchemaTooNew(
            f"the store has schema {version}, this program knows schemas up to {REVISIONS[-1]}\n"
            "  hint: upgrade the program, or put back a backup of its time"
        )
    return version


def _upgrade(connection: Connection) -> None:
    # Alembic takes a tenth of a second to load: most starts have nothing to migrate.
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    if _version(connection) == REVISIONS[-1]:
        return
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    views.drop(connection)
    command.upgrade(config, "head")
    views.create(connection)
    if connection.execute(text("SELECT count(*) FROM meta")).scalar() == 0:
        facts = [{"key": "epoch", "value": new_epoch()}, {"key": "seq", "value": "0"}]
        connection.execute(insert(meta), facts)


def new_epoch() -> str:
    """Return an epoch no store has had: cursors of another history do not fit."""
    return secrets.token_hex(6)


def renew_copy(database: Database) -> None:
    """Mint a new epoch for a store that is a backup opened for the first time: its history is its own now."""
    if database.read(_is_copy):
        database.write(_renew)


def _is_copy(connection: Connection) -> bool:
    return connection.execute(select(meta.c.value).where(meta.c.key == "copied")).scalar() is not None


def _renew(connection: Connection) -> None:
    if _is_copy(connection):
        connection.execute(update(meta).where(meta.c.key == "epoch").values(value=new_epoch()))
        connection.execute(delete(meta).where(meta.c.key == "copied"))
