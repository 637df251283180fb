"""`normalize` and `ingest`: documents from disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.out import json_lines, say
from aggregator.cli.place import FEEDS, ConfigPath, Place, StoreUrl, document, time_option
from aggregator.errors import UsageError
from aggregator.model import Config, FeedSpec, Job, NotAFeed, Read

if TYPE_CHECKING:
    from storage import Store

Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="Documents; - is standard input.")]
FeedId = Annotated[str | None, typer.Option("--feed", help="Take context from this feed of the configuration.")]


def add_to(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(normalize)
    app.command()(ingest)


def normalize(
    files: Files,
    feed_url: Annotated[str | None, typer.Option(help="Where the documents came from: the base of links.")] = None,
    timezone: Annotated[str | None, typer.Option(help="IANA zone of dates without an offset.")] = None,
    language: Annotated[str | None, typer.Option(help="BCP 47 language where none is declared.")] = None,
    now: Annotated[str | None, typer.Option(help="Time of sight, RFC 3339; the clock by default.")] = None,
    feed: FeedId = None,
    config: ConfigPath = FEEDS,
) -> None:
    """Parse and normalize documents without storing them; prints one article per line, in document order.

    Exits with 0 with what could be read, 1 with one clear line when nothing could.
    """
    spec = _spec(Place(config).load(), feed) if feed else FeedSpec(id="stdin", url="http://localhost/")
    spec = replace(
        spec,
        url=feed_url or spec.url,
        timezone=_zone(timezone) or spec.timezone,
        language=language or spec.language,
    )
    at = (time_option("--now", now) or datetime.now(UTC)).replace(microsecond=0)
    readings = [_normalize(document(name), name, spec, at) for name in files]
    if not any(readings):
        raise typer.Exit(1)


def _normalize(body: bytes, name: str, spec: FeedSpec, now: datetime) -> bool:
    """Print the articles of one document; return whether it could be read."""
    from aggregator.pipeline.reading import read

    got = read(Job(document=body, spec=replace(spec, id=_feed_id(spec, name)), url=spec.url, now=now))
    if isinstance(got, NotAFeed):
        say(f"error: {name}: {got.detail}")
        return False
    json_lines(entry.article for entry in got.fresh)
    _tell_problems(got, name)
    return True


def _feed_id(spec: FeedSpec, name: str) -> str:
    """Return the feed's id: the configured one, else the file's name without its ending."""
    return spec.id if spec.id != "stdin" or name == "-" else Path(name).stem


def _tell_problems(got: Read, name: str) -> None:
    for problem in got.problems:
        where = "" if problem.position is None else f" (entry {problem.position + 1})"
        say(f"{name}: {problem.code}{where}: {problem.detail}")


def ingest(
    files: Files,
    feed: Annotated[str, typer.Option("--feed", help="The feed these documents belong to.")],
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
) -> None:
    """Take documents from disk through the same walk as a poll: old archives, or what a server once sent."""
    import asyncio

    from aggregator.pipeline.crawler import reconcile

    place = Place(config, store)
    loaded = place.load()
    spec = _spec(loaded, feed)
    documents = [(name, document(name)) for name in files]
    with place.open(writing=True) as opened:
        reconcile(opened, loaded)
        bad = asyncio.run(_ingest(loaded, opened, spec, documents))
    if bad:
        raise typer.Exit(1)


async def _ingest(config: Config, store: Store, spec: FeedSpec, documents: Sequence[tuple[str, bytes]]) -> int:
    from aggregator.pipeline.crawler import Crawler, owner

    bad = 0
    async with Crawler(config, store, user_agent="", owner=owner()) as crawler:
        for name, body in documents:
            outcome = await crawler.ingest(spec, body)
            new = sum(entry.article.revision == 1 for entry in outcome.entries)
            if outcome.detail:
                bad += 1
                say(f"error: {name}: {outcome.detail}")
            else:
                say(f"{name}: {new} new, {len(outcome.entries) - new} revised")
    return bad


def _spec(config: Config, feed: str) -> FeedSpec:
    for spec in config.feeds:
        if spec.id == feed:
            return spec
    raise UsageError(f"no feed {feed!r} in the configuration\n  hint: `aggregator feeds` lists them")


def _zone(name: str | None) -> str | None:
    import zoneinfo

    if name is not None and name not in zoneinfo.available_timezones():
        raise UsageError(f"--timezone: expected an IANA zone such as Europe/Paris, got {name!r}")
    return name
