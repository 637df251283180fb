"""API keys: made here, told once, kept as digests only."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, bindparam, insert, select, update

from aggregator.model import ApiKey, KeyScope
from storage.tables import api_key
from storage.types import Time

MARK = "agg_"
"""What every key starts with, so that scanners for leaked secrets can tell one."""
SHOWN = len(MARK) + 8

ALL = select(api_key).order_by(api_key.c.created_at, api_key.c.id)
REVOKE = (
    update(api_key)
    .where(api_key.c.prefix == bindparam("shown"), api_key.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("now", type_=Time()))
)


def digest(key: str) -> bytes:
    """Return what is kept of *key*."""
    # Plain SHA-256: 256 random bits leave nothing to guess, so nothing has to be slow.
    return sha256(key.encode("utf-8", "surrogatepass")).digest()


def add(connection: Connection, scope: KeyScope, label: str | None, now: datetime) -> str:
    """Store a new key and return it; nobody can return it again."""
    key = MARK + secrets.token_urlsafe(32)
    kept = {"prefix": key[:SHOWN], "digest": digest(key), "scope": scope, "label": label, "created_at": now}
    connection.execute(insert(api_key), kept)
    return key


def all_keys(connection: Connection) -> tuple[ApiKey, ...]:
    """Return every key there ever was, oldest first."""
    return tuple(
        ApiKey(**{name: value for name, value in row.items() if name != "id"})
        for row in connection.execute(ALL).mappings()
    )


def revoke(connection: Connection, prefix: str, now: datetime) -> bool:
    """End the key that begins with *prefix* (or is it, whole); return whether there was a live one."""
    return connection.execute(REVOKE, {"shown": prefix[:SHOWN], "now": now}).rowcount == 1
