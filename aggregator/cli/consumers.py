"""`consumers`: named readers of the changes, how far each has come, and putting one back or forward."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.out import ago, json_lines, say, table
from aggregator.cli.place import FEEDS, ConfigPath, Json, Place, StoreUrl
from aggregator.errors import UsageError
from aggregator.model import Cursor, Wants

if TYPE_CHECKING:
    from storage import Store

commands = typer.Typer(help="Named readers of the changes: how far each has come, and putting one back or forward.")

Name = Annotated[str, typer.Argument(help="The consumer's name.")]
To = Annotated[str, typer.Option("--to", help="`beginning`, `now` or a cursor.")]


def add_to(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(commands, name="consumers", invoke_without_command=True)


@commands.callback(invoke_without_command=True)
def consumers(context: typer.Context, config: ConfigPath = FEEDS, store: StoreUrl = None, json: Json = False) -> None:
    """List consumers with their place and lag."""
    if context.invoked_subcommand is not None:
        return
    with Place(config, store).open() as opened:
        found = opened.consumers()
    if json:
        json_lines(
            {**{field.name: getattr(c, field.name) for field in fields(c)}, "cursor": str(c.cursor)} for c in found
        )
    else:
        columns = ("consumer", "cursor", "lag", "waiting since", "moved", "wants")
        table(columns, ((c.name, c.cursor, c.lag, _since(c), ago(c.updated_at), in_words(c.wants)) for c in found))


def _since(consumer: object) -> str:
    at = getattr(consumer, "waiting_since", None)
    return ago(at) if at else ""


def in_words(wants: Wants) -> str:
    """Return what a consumer wants, for people."""
    parts = [" or ".join(listed) for listed in (wants.feeds, wants.languages, wants.categories) if listed]
    return "; ".join(parts + (["originals"] if wants.originals else [])) or "everything"


@commands.command()
def reset(name: Name, to: To, config: ConfigPath = FEEDS, store: StoreUrl = None) -> None:
    """Put a consumer back or forward; a program that reads under its name stops with an error."""
    with Place(config, store).open() as opened:
        moved = opened.reset_consumer(name, cursor_option(opened, to))
    say(f"{moved.name} is at {moved.cursor}, {moved.lag} changes to read")


def cursor_option(store: Store, text: str) -> Cursor:
    """Return the place that *text* names. Raises UsageError."""
    places = {"beginning": store.beginning, "now": store.now}
    return places[text]() if text in places else Cursor.parse(text)


@commands.command()
def remove(name: Name, config: ConfigPath = FEEDS, store: StoreUrl = None) -> None:
    """Remove a consumer; one of the same name would begin anew."""
    with Place(config, store).open() as opened:
        if not opened.forget_consumer(name):
            raise UsageError(f"no consumer {name!r}\n  hint: `aggregator consumers` lists them")
    say(f"removed {name}")
