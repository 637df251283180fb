"""`feeds`: their health; `feeds import` and `feeds export`: OPML."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.out import ago, ahead, json_lines, say, table
from aggregator.cli.place import FEEDS, ConfigPath, Json, Place, StoreUrl, document
from aggregator.model import FeedRecord
from aggregator.schedule import words

feeds_app = typer.Typer(invoke_without_command=True)


def add_to(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(feeds_app, name="feeds")


@feeds_app.callback()
def health(
    context: typer.Context,
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
    failing: Annotated[bool, typer.Option(help="Only feeds whose last poll failed.")] = False,
    json: Json = False,
) -> None:
    """Show every feed's health: last success, failures, pace, next poll and its reason; or import and export OPML."""
    if context.invoked_subcommand is not None:
        return
    with Place(config, store).open() as opened:
        records = [record for record in opened.feeds() if record.state.failures or not failing]
    if json:
        json_lines(records)
    else:
        columns = ("feed", "articles", "last success", "pace", "failures", "next poll", "because")
        table(columns, [_row(record) for record in records])


def _row(record: FeedRecord) -> tuple[object, ...]:
    state = record.state
    told = [state.reason, *(f"{problem.code}: {problem.detail}" for problem in record.problems)]
    if state.overflows:
        told.append(f"{state.overflows} times a document shared nothing with the one before: entries may be lost")
    return (
        record.feed,
        record.articles,
        ago(state.last_success_at),
        f"every {words(state.interval)}" if state.interval else "",
        f"{state.failures} ({state.last_failure})" if state.failures else "",
        record.status if record.status != "enabled" else ahead(state.due_at),
        "; ".join(told),
    )


@feeds_app.command("import")
def import_opml(
    file: Annotated[str, typer.Argument(metavar="OPML", help="The subscription list; - is standard input.")],
) -> None:
    """Print an OPML list of feeds as feeds.yaml."""
    from aggregator import config as configuration

    feeds = configuration.from_opml(document(file))
    sys.stdout.write(configuration.feeds_yaml(feeds))
    say(f"{len(feeds)} feeds")


@feeds_app.command("export")
def export_opml(
    config: ConfigPath = FEEDS,
    to: Annotated[Path | None, typer.Option(help="The file to write; standard output by default.")] = None,
) -> None:
    """Write the configured feeds as OPML 2.0."""
    from aggregator import config as configuration

    feeds = Place(config).load().feeds
    outlines = configuration.opml(feeds)
    if to is None:
        sys.stdout.buffer.write(outlines)
    else:
        to.write_bytes(outlines)
    say(f"{len(feeds)} feeds")
