"""`search rebuild`: the index behind `--text` and `q=`."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from aggregator.cli.out import progress, say
from aggregator.cli.place import FEEDS, ConfigPath, Place, StoreUrl

search_app = typer.Typer(no_args_is_help=True, help="Care for the index of words (`articles --text`, `q=`).")


def add_to(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(search_app, name="search")


@search_app.callback()
def front() -> None:
    """Care for the index of words."""


@search_app.command()
def rebuild(config: ConfigPath = FEEDS, store: StoreUrl = None) -> None:
    """Make the index again from the stored articles; may be stopped and goes on where it was; the service may run."""
    from storage.search.index import BATCH

    with Place(config, store).open() as opened, progress("indexing") as bar:
        total = opened.stats(datetime.now(UTC)).articles
        task = bar.add_task("indexing", total=total)
        opened.forget_index()
        while opened.index():
            bar.advance(task, BATCH)
    say(f"{total} articles")
