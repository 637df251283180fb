"""The front door: `aggregator COMMAND`. Data goes to stdout, words to stderr; a user's mistake is one clear line."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from aggregator.cli import (
    care,
    consumers,
    documents,
    duplicates,
    export,
    feeds,
    keys,
    reading,
    renormalize,
    search,
    service,
    sink,
    webhooks,
    why,
)
from aggregator.cli.out import fail
from aggregator.errors import AggregatorError

app = typer.Typer(
    name="aggregator",
    help="Polls RSS, Atom and JSON feeds and keeps their entries as articles of one schema.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for room in (
    service,
    documents,
    reading,
    export,
    why,
    duplicates,
    renormalize,
    feeds,
    consumers,
    keys,
    search,
    webhooks,
    sink,
    care,
):
    room.add_to(app)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(version("feed-aggregator"))
        raise typer.Exit


@app.callback()
def front(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Take the options that belong to no command."""


def main() -> None:
    """Run the command line; exits with 1 and one clear line on expected trouble, 2 on wrong usage or configuration."""
    try:
        app()
    except AggregatorError as error:
        fail(error)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing to tell anyone, not even at the interpreter's exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
