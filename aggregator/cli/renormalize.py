"""`renormalize`: articles made again from their kept entries by today's rules."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from os.path import commonprefix
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from aggregator.cli.origins import in_json
from aggregator.cli.out import err, out, printable, say
from aggregator.cli.place import FEEDS, ConfigPath, Place, StoreUrl, time_option
from aggregator.cli.reading import Feeds, Since
from aggregator.errors import UsageError
from aggregator.model import ArticleQuery

if TYPE_CHECKING:
    from rich.progress import Progress

    from aggregator.pipeline.renormalizing import Failed, Remade
    from storage import Store

SHOWN, LEAD = 70, 20
"""Characters shown of a value, and how many of them stand before the first difference."""


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
    from aggregator.pipeline import clock, publish
    from aggregator.pipeline.renormalizing import pages, write

    place = Place(config, store)
    specs = {spec.id: spec for spec in place.load().feeds}
    query = ArticleQuery(feeds=tuple(feed or ()), since=time_option("--since", since))
    differing = written = failed = 0
    with place.open(writing=not dry_run) as opened:
        _check(opened, query.feeds)
        if not dry_run:
            publish(opened)  # what a killed run has written
        with _progress() as bar:
            task = bar.add_task("renormalizing", total=opened.count(query))
            for remade, trouble in pages(opened, specs, query):
                differing += _tell(remade)
                failed += _tell_failed(trouble)
                written += 0 if dry_run else write(opened, remade, clock())
                bar.advance(task, len(remade) + len(trouble))
    say(f"{differing} articles differ, " + ("nothing was written" if dry_run else f"{written} revisions were written"))
    if failed:
        raise typer.Exit(1)


def _check(store: Store, feeds: Sequence[str]) -> None:
    for feed in feeds:
        if store.feed(feed) is None:
            raise UsageError(f"no feed {feed!r} in the store\n  hint: `aggregator feeds` lists them")


def _progress() -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("renormalizing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # On a terminal the diff is written above the bar; into a pipe or file it goes as it is.
    return Progress(*columns, console=err, transient=True, redirect_stdout=sys.stdout.isatty())


def _tell(remade: Sequence[Remade]) -> int:
    """Print the differences, field by field; count the articles that have some."""
    differing = [one for one in remade if one.differences]
    for one in differing:
        out.print(Text(f"{one.before.id}  {one.before.feed}  {printable(one.before.title or '')}", style="bold"))
        for line in diff(one):
            out.print(Text(f"  {line}"))
    return len(differing)


def _tell_failed(failed: Sequence[Failed]) -> int:
    for one in failed:
        say(f"error: {one.article_id}: cannot be made again; the stored article stays\n{one.detail}")
    return len(failed)


def diff(remade: Remade) -> Iterator[str]:
    """Yield `field  old → new`, the values as JSON, cut to where they differ."""
    for one in remade.differences:
        old, new = excerpts(in_json(one.before), in_json(one.after))
        yield printable(f"{one.field}  {old} → {new}")


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Return the part of both in which they begin to differ."""
    start = max(0, len(commonprefix((old, new))) - LEAD)
    return excerpt(old, start), excerpt(new, start)


def excerpt(text: str, start: int = 0) -> str:
    """Return SHOWN characters of *text* from *start*, `…` for what is left out."""
    start = start if len(text) > SHOWN else 0
    end = start + SHOWN
    return ("…" if start else "") + text[start:end] + ("…" if len(text) > end else "")
