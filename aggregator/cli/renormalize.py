"""`renormalize`: articles made again from their kept entries by today's rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from aggregator.cli.excerpts import excerpts, in_json
from aggregator.cli.out import out, printable, progress, say
from aggregator.cli.place import FEEDS, ConfigPath, Place, StoreUrl, time_option
from aggregator.cli.reading import Feeds, Since
from aggregator.errors import UsageError

if TYPE_CHECKING:
    from aggregator.pipeline.renormalizing import Page, Remade
    from storage import Store


def add_to(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(renormalize)


def renormalize(
    feed: Feeds = None,
    since: Since = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what differs and write nothing.")] = False,
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
) -> None:
    """Make articles again from their raw entries by today's rules and configuration; print what differs, then store it.

    May be stopped and started again at any time. Exits with 1 when an article could not be made.
    """
    from aggregator.pipeline.crawler import clock
    from aggregator.pipeline.publishing import publish
    from aggregator.pipeline.renormalizing import pages, write

    place = Place(config, store)
    specs = {spec.id: spec for spec in place.load().feeds}
    feeds, after = feed or [], time_option("--since", since)
    differing = written = failed = 0
    with place.open(writing=not dry_run) as opened:
        _check(opened, feeds)
        if not dry_run:
            publish(opened)  # what a killed run has written
        with progress("renormalizing") as bar:
            task = bar.add_task("renormalizing", total=opened.count_kept(feeds=feeds, since=after))
            for page in pages(opened, specs, feeds=feeds, since=after):
                _tell(page)
                differing, failed = differing + len(page.remade), failed + len(page.failed)
                written += 0 if dry_run else write(opened, page.remade, clock())
                bar.advance(task, page.looked_at)
    say(f"{differing} articles differ, " + ("nothing was written" if dry_run else f"{written} revisions were written"))
    if failed:
        raise typer.Exit(1)


def _check(store: Store, feeds: Sequence[str]) -> None:
    for feed in feeds:
        if store.feed(feed) is None:
            raise UsageError(f"no feed {feed!r} in the store\n  hint: `aggregator feeds` lists them")


def _tell(page: Page) -> None:
    """Print what differs, field by field, and what failed."""
    for one in page.remade:
        out.print(Text(f"{one.before.id}  {one.before.feed}  {printable(one.before.title or '')}", style="bold"))
        for line in diff(one):
            out.print(Text(f"  {line}"))
    for failed in page.failed:
        say(f"error: {failed.article_id}: cannot be made again; the stored article stays\n{failed.detail}")


def diff(remade: Remade) -> Iterator[str]:
    """Yield `field  old → new`, the values as JSON, cut to where they differ."""
    for one in remade.differences:
        old, new = excerpts(in_json(one.before), in_json(one.after))
        yield printable(f"{one.field}  {old} → {new}")
