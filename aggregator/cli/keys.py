"""`keys add`, `keys list`, `keys revoke`: who may use the HTTP API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from aggregator.cli.out import ago, json_lines, out, say, table
from aggregator.cli.place import FEEDS, ConfigPath, Json, Place, StoreUrl
from aggregator.errors import UsageError
from aggregator.model import KeyScope

keys_app = typer.Typer(no_args_is_help=True, help="Make, list and revoke the keys of the HTTP API.")


class Scope(StrEnum):
    """The scopes as an option's choices."""

    READ = "read"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One key as `keys list --json` tells it."""

    prefix: str
    scope: KeyScope
    label: str | None
    created_at: datetime
    revoked_at: datetime | None


def add_to(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(keys_app, name="keys")


@keys_app.command()
def add(
    scope: Annotated[Scope, typer.Option(help="`read`, or `admin`, which may also change things.")] = Scope.READ,
    label: Annotated[str | None, typer.Option(help="Whose key this is, for the list.")] = None,
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
) -> None:
    """Make a key and print it: this once, it is kept as a digest only."""
    with Place(config, store).open() as opened:
        key = opened.add_key(scope.value, datetime.now(UTC), label=label)
    out.print(key, markup=False)
    say("this key is not shown again; it holds within seconds")


@keys_app.command("list")
def list_keys(config: ConfigPath = FEEDS, store: StoreUrl = None, json: Json = False) -> None:
    """List the keys by their first characters."""
    with Place(config, store).open() as opened:
        found = opened.api_keys()
    told = [Told(**{name: getattr(key, name) for name in Told.__slots__}) for key in found]
    if json:
        json_lines(told)
    else:
        rows = [
            (key.prefix, key.scope, key.label, ago(key.created_at), ago(key.revoked_at) if key.revoked_at else "")
            for key in told
        ]
        table(("key", "scope", "label", "made", "revoked"), rows)


@keys_app.command()
def revoke(
    prefix: Annotated[str, typer.Argument(help="The key's first characters, as `keys list` shows them.")],
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
) -> None:
    """End a key; a running service refuses it within seconds."""
    with Place(config, store).open() as opened:
        ended = opened.revoke_key(prefix, datetime.now(UTC))
    if not ended:
        raise UsageError(f"no live key {prefix!r}\n  hint: `aggregator keys list` shows them")
    say(f"revoked {prefix}")
