"""`export`: the store's articles as files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.out import progress, say
from aggregator.cli.place import FEEDS, ConfigPath, Place, StoreUrl
from aggregator.cli.reading import (
    Agency,
    AuthorName,
    CategoryName,
    Feeds,
    Language,
    Originals,
    Since,
    Until,
    Words,
    article_query,
)
from aggregator.errors import UsageError
from aggregator.export import Form
from aggregator.model import Article, ArticleQuery

if TYPE_CHECKING:
    from storage import Store

FEED_LENGTH = 100
"""Articles of an Atom, RSS or JSON feed, unless more are asked for: readers fetch it whole."""


def add_to(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(export)


def export(
    form: Annotated[Form, typer.Option("--format", help="The form to write.")] = Form.JSONL,
    to: Annotated[
        Path | None, typer.Option("--to", help="The file to write (parquet: the folder); by default standard output.")
    ] = None,
    feed: Feeds = None,
    since: Since = None,
    until: Until = None,
    language: Language = None,
    category: CategoryName = None,
    author: AuthorName = None,
    agency: Agency = None,
    q: Words = None,
    originals: Originals = False,
    limit: Annotated[int | None, typer.Option(min=1, help="At most this many, the newest.")] = None,
    url: Annotated[str | None, typer.Option(help="Where an Atom, RSS or JSON feed will be found.")] = None,
    title: Annotated[str, typer.Option(help="What it is called.")] = "feed-aggregator",
    consumer: Annotated[str, typer.Option(help="Parquet: who remembers how far the folder is.")] = "parquet",
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
) -> None:
    """Write articles, newest first, with a progress bar when they go to a file.

    `--format parquet` writes one file per day into a folder, and when run again only the days that changed.
    """
    query = article_query(feed, since, until, language, category, author, agency, q, originals, limit)
    with Place(config, store).open() as opened:
        if form is Form.PARQUET:
            _parquet(opened, to, query, consumer)
            return
        if form not in (Form.JSONL, Form.CSV):
            query = replace(query, limit=query.limit or FEED_LENGTH)
        total = opened.stats(datetime.now(UTC)).articles
        # Where the lines themselves go to the terminal they show how far it is.
        watched = to is None and sys.stdout.isatty()
        articles = (
            opened.articles(query) if watched else _shown(opened.articles(query), min(query.limit or total, total))
        )
        _write(to, _lines(opened, form, articles, url, title))


def _lines(store: Store, form: Form, articles: Iterator[Article], url: str | None, title: str) -> Iterator[bytes]:
    from aggregator.export import csv_lines, jsonl, syndication

    if form is Form.JSONL:
        return jsonl(articles)
    if form is Form.CSV:
        return csv_lines(articles)
    url = url or f"http://127.0.0.1:8080/v1/articles.{form.extension}"
    names = {record.feed: record.title for record in store.feeds() if record.title}
    home = url.rpartition("/v1/")[0] or url
    frame = syndication.Frame(title=title, url=url, home=home + "/", now=datetime.now(UTC), names=names)
    return syndication.FORMS[form](frame, articles)


def _parquet(store: Store, to: Path | None, query: ArticleQuery, consumer: str) -> None:
    if to is None:
        raise UsageError("--to: Parquet goes to a folder\n  hint: --format parquet --to lake/")
    from aggregator.export import parquet

    with progress("exporting days") as bar:
        task = bar.add_task("days", total=None)
        days = 0
        try:
            for done, days in parquet.export(store, to, query, consumer):
                bar.update(task, completed=done, total=days)
        except OSError as error:
            raise UsageError(f"{to}: {error.strerror or error}") from error
    say(f"{days} days written")


def _write(to: Path | None, lines: Iterator[bytes]) -> None:
    """Write *lines* to *to*, whole or not at all; None: to standard output."""
    if to is None:
        sys.stdout.buffer.writelines(lines)
        sys.stdout.buffer.flush()
        return
    beside = to.with_name(to.name + ".part")
    try:
        with beside.open("wb") as file:
            file.writelines(lines)
        beside.replace(to)
    except OSError as error:
        raise UsageError(f"{to}: {error.strerror or error}") from error


def _shown(articles: Iterator[Article], total: int) -> Iterator[Article]:
    with progress("exporting") as bar:
        yield from bar.track(articles, total=total)
