"""`run`, `poll`, `check`, `plan`, `demo`: the commands that work for the service."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.out import json_lines, progress, say, table
from aggregator.cli.place import FEEDS, ConfigPath, Json, Place, StoreUrl
from aggregator.errors import UsageError
from aggregator.model import Config, New, PollOutcome, Problem

if TYPE_CHECKING:
    from storage import Store


def add_to(app: typer.Typer) -> None:
    """Add this file's commands."""
    for command in (run, poll, check, plan, demo):
        app.command()(command)


def run(
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
    log: Annotated[str | None, typer.Option(help="`console` or `json`, in place of the configured form.")] = None,
) -> None:
    """Run the service: poll what is due, store, publish, serve the page, until told to stop."""
    from aggregator import daemon
    from aggregator.cli.logs import configure

    loaded = Place(config, store).load()
    configure(log or loaded.settings.log)
    daemon.run(config, loaded, store_url=store, api_key=os.environ.get("AGGREGATOR_API_KEY") or None)


def poll(
    feeds: Annotated[list[str] | None, typer.Argument(metavar="[FEED]...", help="Ids of feeds; none: all.")] = None,
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
    json: Json = False,
) -> None:
    """Poll feeds now, whether due or not, and print what came. Exits with 1 when a poll failed."""
    import asyncio

    from aggregator.pipeline.crawler import reconcile

    place = Place(config, store)
    loaded = place.load()
    chosen = _chosen(loaded, feeds or [])
    with place.open(writing=True) as opened:
        reconcile(opened, loaded)
        told = asyncio.run(_poll(loaded, opened, chosen))
    if json:
        json_lines(told)
    else:
        columns = ("feed", "result", "new", "revised", "next poll because")
        table(columns, [(row.feed, row.detail or row.code, row.new, row.revised, row.why) for row in told])
    if len(told) < len(chosen):
        say(f"{len(chosen) - len(told)} feeds were not polled: their hosts asked for a pause")
    if any(row.failed for row in told):
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One poll as `aggregator poll` tells it."""

    feed: str
    code: str
    detail: str | None
    status: int | None
    entries: int
    new: int
    revised: int
    bytes: int
    next: datetime | None
    why: str
    failed: bool
    problems: tuple[Problem, ...]


def _told(outcome: PollOutcome) -> Told:
    new = sum(isinstance(entry.verdict, New) for entry in outcome.entries)
    return Told(
        feed=outcome.feed,
        code=outcome.code,
        detail=outcome.detail,
        status=outcome.status,
        entries=len(outcome.entries) + len(outcome.seen) + len(outcome.known),
        new=new,
        revised=len(outcome.entries) - new,
        bytes=outcome.size,
        next=outcome.state.due_at,
        why=outcome.state.reason,
        failed=outcome.state.last_failure is not None,
        problems=outcome.problems,
    )


def _chosen(config: Config, feeds: Sequence[str]) -> list[str]:
    known = {spec.id: spec for spec in config.feeds}
    for feed in feeds:
        if feed not in known:
            raise UsageError(f"no feed {feed!r} in the configuration\n  hint: `aggregator feeds` lists them")
        if not known[feed].enabled:
            raise UsageError(f"feed {feed!r} is disabled in the configuration")
    return list(dict.fromkeys(feeds)) or [spec.id for spec in config.feeds if spec.enabled]


async def _poll(config: Config, store: Store, feeds: Sequence[str]) -> list[Told]:
    from importlib.metadata import version

    from aggregator.fetch import user_agent
    from aggregator.pipeline.crawler import Crawler, owner

    told: list[Told] = []
    with progress("polling") as bar:
        task = bar.add_task("polling", total=len(feeds))

        def polled(outcome: PollOutcome) -> None:
            told.append(_told(outcome))  # the outcome itself holds every article
            bar.advance(task)

        agent = user_agent(version("feed-aggregator"), config.settings.contact)
        async with Crawler(config, store, user_agent=agent, owner=owner(), on_poll=polled) as crawler:
            await crawler.poll_now(feeds)
    return sorted(told, key=lambda row: row.feed)


def check(config: ConfigPath = FEEDS) -> None:
    """Check the configuration: every complaint at once, with line, key and hint. Exits with 2 when there is one."""
    feeds = Place(config).load().feeds
    say(f"{config} is good: {len(feeds)} feeds, {sum(spec.enabled for spec in feeds)} enabled")


def plan(config: ConfigPath = FEEDS, store: StoreUrl = None, json: Json = False) -> None:
    """Show what the configuration as it is now would add, move, change, disable and remove."""
    from aggregator import config as configuration

    place = Place(config, store)
    with place.open() as opened:
        changes = configuration.plan(opened.feeds(), place.load().feeds)
    if json:
        json_lines(changes)
    elif changes:
        table(("action", "feed", "detail"), [(change.action, change.feed, change.detail) for change in changes])
    else:
        say("nothing changes")


def demo(
    seconds: Annotated[
        float | None, typer.Option(help="Stop after this many seconds; otherwise the page stays open.")
    ] = None,
    port: Annotated[int, typer.Option(help="Port of the page.")] = 8080,
) -> None:
    """Do the whole job without a network: serve sample feeds on loopback, poll them, show what came of it."""
    from aggregator.cli.demo import show

    show(seconds=seconds, port=port)
