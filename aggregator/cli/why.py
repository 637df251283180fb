"""`explain`: why this date, why this verdict, why this poll time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.out import ago, ahead, out, printable
from aggregator.cli.place import FEEDS, ConfigPath, Place, StoreUrl
from aggregator.cli.reading import repair_words, stored_article
from aggregator.model import Article, DuplicateRecord, FeedRecord
from aggregator.schedule import words

if TYPE_CHECKING:
    from storage import Store


def add_to(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(explain)


def explain(
    what: Annotated[str, typer.Argument(metavar="ID|FEED", help="An article's id or a feed's.")],
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
) -> None:
    """Say why: an article's date, repairs, verdict and revisions; a feed's next poll, failures and pace."""
    with Place(config, store).open() as opened:
        record = opened.feed(what)
        lines = _why_feed(opened, record) if record else _why_article(opened, stored_article(opened, what))
        for name, told in lines:
            out.print(f"[bold]{name}[/bold]  ", end="")
            out.print(printable(told), markup=False)


def _why_feed(store: Store, feed: FeedRecord) -> Iterator[tuple[str, str]]:
    state = feed.state
    yield "feed", f"{feed.feed}  {feed.url}  ({feed.status})"
    if state.adopted_url:
        yield "address", f"{state.adopted_url}, because a permanent redirect to it held for days"
    elif state.moved_to and state.moved_since:
        yield "redirect", f"permanently to {state.moved_to}, seen first {ago(state.moved_since)}; adopted once it holds"
    yield "next poll", f"{ahead(state.due_at)}: {state.reason}"
    if state.interval:
        learned = f"every {words(state.interval)}, learned over {state.polls} polls"
        yield "pace", f"{learned}; new articles {ago(state.last_new_at)}"
    if state.failures:
        yield "failures", f"{state.failures} in a row, last {state.last_failure}: {state.last_failure_detail}"
    if state.overflows:
        yield "lost entries", f"{state.overflows} times a document shared nothing with the one before it"
    held = [
        name
        for name, value in (("ETag", state.validators.etag), ("Last-Modified", state.validators.last_modified))
        if value
    ]
    yield "validators", " and ".join(held) or "none: every request is unconditional"
    for problem in feed.problems:
        yield "problem", f"{problem.code}: {problem.detail}"
    for poll in store.polls(feed.feed, limit=10):
        brought = f"{poll.new} new, {poll.revised} revised, {poll.size:,} bytes"
        yield "poll", f"{ago(poll.started_at)}: {poll.detail or poll.code}, {brought}"


def _why_article(store: Store, article: Article) -> Iterator[tuple[str, str]]:
    yield "article", f"{article.id}  {article.title or ''}"
    yield "identity", f"guid {article.guid!r} in feed {article.feed}"
    source = article.date_source
    if source and article.published_at:
        raw = f"{source.element} {source.raw!r}, to the {source.precision}, zone {source.zone}"
        yield "published", f"{article.published_at.isoformat()} from {raw}"
    else:
        first = article.first_seen_at.isoformat()
        yield "published", f"the feed names no readable date; ordered by first sight, {first}"
    for repair in article.repairs:
        yield "repair", repair_words(repair)
    verdicts = [record for record in store.duplicates(article.id) if record.member == article.id]
    for record in verdicts:
        yield "duplicate", _verdict(record)
    if not verdicts:
        yield "original", "no earlier copy of it is known"
    for record in store.duplicates(article.id):
        if record.of == article.id:
            yield "copied by", f"{record.member}: {_verdict(record)}"
    for sighting in store.sources(article.id):
        when = f"first {ago(sighting.first_seen_at)}, last {ago(sighting.last_seen_at)}"
        yield "seen in", f"{sighting.feed} as {sighting.article_id}, {when}"
    for revision in store.revisions(article.id):
        yield "revision", f"{revision.revision}, {ago(revision.at)}, {revision.kind}: {', '.join(revision.changed)}"


def _verdict(record: DuplicateRecord) -> str:
    evidence = ", ".join(f"{fact.name} {fact.value}" for fact in record.evidence)
    return f"of {record.of} by {record.method}, score {record.score:.2f}" + (f" ({evidence})" if evidence else "")
