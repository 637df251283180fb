"""`webhooks list`, `webhooks replay`, `webhooks forget`: what was told to whom, and what was not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from aggregator.cli.out import ahead, json_lines, say, table
from aggregator.cli.place import FEEDS, ConfigPath, Json, Place, StoreUrl
from aggregator.errors import UsageError
from aggregator.model import Cursor

webhooks_app = typer.Typer(no_args_is_help=True, help="See and repeat what webhooks are told.")
Name = Annotated[str, typer.Argument(help="The webhook's key in feeds.yaml.")]


def add_to(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(webhooks_app, name="webhooks")


@webhooks_app.command("list")
def list_webhooks(config: ConfigPath = FEEDS, store: StoreUrl = None, json: Json = False) -> None:
    """Show each webhook's backlog: waiting, given up, and not even taken yet; the next attempt and the last trouble."""
    with Place(config, store).open() as opened:
        states = opened.outbox.states()
    if json:
        json_lines(states)
        return
    rows = [
        (one.webhook, one.waiting, one.dead, one.lag, one.attempts, ahead(one.due_at) if one.due_at else "", one.detail)
        for one in states
    ]
    table(("webhook", "waiting", "given up", "not taken", "attempts", "next", "trouble"), rows)


@webhooks_app.command()
def replay(
    name: Name,
    after: Annotated[
        str | None, typer.Option(metavar="CURSOR", help="Tell everything after this place, e.g. 5f0c3a91d2b4.0.")
    ] = None,
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
) -> None:
    """Deliver again what was given up, or everything after a cursor. The service may run."""
    with Place(config, store).open() as opened:
        if name not in {one.webhook for one in opened.outbox.states()}:
            raise UsageError(f"webhook {name!r} was never told anything\n  hint: `aggregator webhooks list` names them")
        if after is None:
            say(f"{opened.outbox.replay(name, datetime.now(UTC))} messages are due again")
        else:
            opened.outbox.restart(name, Cursor.parse(after))
            say(f"{name} goes on after {after}")


@webhooks_app.command()
def forget(name: Name, config: ConfigPath = FEEDS, store: StoreUrl = None) -> None:
    """Drop the messages and the place of a webhook that feeds.yaml no longer has."""
    with Place(config, store).open() as opened:
        say(f"{opened.outbox.forget(name)} messages dropped")
