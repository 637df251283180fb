"""`explain`: why this date, why this verdict, why this poll time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from aggregator.cli.excerpts import excerpt, in_json
from aggregator.cli.out import ago, ahead, json_lines, out, printable
from aggregator.cli.place import FEEDS, ConfigPath, Json, Place, StoreUrl
from aggregator.cli.reading import stored_article
from aggregator.model import Article, DuplicateRecord, FeedRecord
from aggregator.schedule import words

if TYPE_CHECKING:
    from aggregator.explanation.origins import Origin
    from storage import Store


def add_to(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(explain)


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of an explanation."""

    name: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is told about one thing; `fields` are an article's, `absent` those that nothing was said of."""

    fields: tuple[Origin, ...] = ()
    absent: tuple[str, ...] = ()
    reasons: tuple[Reason, ...]


def explain(
    what: Annotated[str, typer.Argument(metavar="ID|FEED", help="An article's id or a feed's.")],
    other: Annotated[str | None, typer.Argument(metavar="[ID]", help="Another article: are the two copies?")] = None,
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
    json: Json = False,
) -> None:
    """Say why: an article's fields, verdict and revisions; a feed's next poll and pace; whether two are copies."""
    with Place(config, store).open() as opened:
        found = _explained(opened, what, other)
    if json:
        json_lines([found])
    else:
        _print(found)


def _explained(store: Store, what: str, other: str | None) -> Explanation:
    from aggregator.explanation.origins import RULES, origins

    if other is not None:
        pair = stored_article(store, what), stored_article(store, other)
        return Explanation(reasons=tuple(_why_copies(store, *pair)))
    if record := store.feed(what):
        return Explanation(reasons=tuple(_why_feed(store, record)))
    article = stored_article(store, what)
    fields = tuple(origins(article, store.kept(what)))
    told = {origin.field for origin in fields} | {"duplicate_of"}
    absent = tuple(name for name in RULES if name not in told)
    return Explanation(fields=fields, absent=absent, reasons=tuple(_why_article(store, article)))


def _print(found: Explanation) -> None:
    for reason in found.reasons:
        _line(reason.name, reason.told)
    for origin in found.fields:
        _line(origin.field, excerpt(in_json(origin.value)))
        for raw in origin.raw:
            _line("  from", f"{raw.element} {excerpt(in_json(raw.value))}" + (", inherited" if raw.inherited else ""))
        _line("  rule", origin.rule)
        for repair in origin.repairs:
            _line("  repair", repair)
    if found.absent:
        _line("not said", f"{', '.join(found.absent)}: the document names none")


def _line(name: str, told: str) -> None:
    out.print(Text.assemble((name, "bold"), "  ", printable(told)))


def _why_feed(store: Store, feed: FeedRecord) -> Iterator[Reason]:
    state = feed.state
    yield Reason("feed", f"{feed.feed}  {feed.url}  ({feed.status})")
    if state.adopted_url:
        yield Reason("address", f"{state.adopted_url}, because a permanent redirect to it held for days")
    elif state.moved_to and state.moved_since:
        yield Reason(
            "redirect", f"permanently to {state.moved_to}, seen first {ago(state.moved_since)}; adopted once it holds"
        )
    yield Reason("next poll", f"{ahead(state.due_at)}: {state.reason}")
    if state.interval:
        learned = f"every {words(state.interval)}, learned over {state.polls} polls"
        yield Reason("pace", f"{learned}; new articles {ago(state.last_new_at)}")
    if state.failures:
        yield Reason("failures", f"{state.failures} in a row, last {state.last_failure}: {state.last_failure_detail}")
    if state.overflows:
        yield Reason("lost entries", f"{state.overflows} times a document shared nothing with the one before it")
    held = [
        name
        for name, value in (("ETag", state.validators.etag), ("Last-Modified", state.validators.last_modified))
        if value
    ]
    yield Reason("validators", " and ".join(held) or "none: every request is unconditional")
    for problem in feed.problems:
        yield Reason("problem", f"{problem.code}: {problem.detail}")
    for poll in store.polls(feed.feed, limit=10):
        brought = f"{poll.new} new, {poll.revised} revised, {poll.size:,} bytes"
        yield Reason("poll", f"{ago(poll.started_at)}: {poll.detail or poll.code}, {brought}")


def _why_article(store: Store, article: Article) -> Iterator[Reason]:
    yield Reason("article", f"{article.id}  {article.title or ''}")
    yield Reason("identity", f"guid {article.guid!r} in feed {article.feed}")
    source = article.date_source
    if source and article.published_at:
        raw = f"{source.element} {source.raw!r}, to the {source.precision}, zone {source.zone}"
        yield Reason("published", f"{article.published_at.isoformat()} from {raw}")
    else:
        first = article.first_seen_at.isoformat()
        yield Reason("published", f"the feed names no readable date; ordered by first sight, {first}")
    verdicts = [record for record in store.duplicates(article.id) if record.member == article.id]
    for record in verdicts:
        yield Reason("duplicate", _verdict(record))
    if not verdicts:
        yield Reason("original", "no earlier copy of it is known")
    for record in store.duplicates(article.id):
        if record.of == article.id:
            yield Reason("copied by", f"{record.member}: {_verdict(record)}")
    for sighting in store.sources(article.id):
        when = f"first {ago(sighting.first_seen_at)}, last {ago(sighting.last_seen_at)}"
        yield Reason("seen in", f"{sighting.feed} as {sighting.article_id}, {when}")
    for revision in store.revisions(article.id):
        yield Reason(
            "revision", f"{revision.revision}, {ago(revision.at)}, {revision.kind}: {', '.join(revision.changed)}"
        )


def _verdict(record: DuplicateRecord) -> str:
    evidence = ", ".join(f"{fact.name} {fact.value}" for fact in record.evidence)
    told = f"of {record.of} by {record.method}, {record.role}, score {record.score:.2f}"
    return told + (f" ({evidence})" if evidence else "")


def _why_copies(store: Store, one: Article, other: Article) -> Iterator[Reason]:
    """Yield what stands between two articles, then every rule up to the one that decides today.

    The rules are asked of what both are today, however long ago the index has forgotten them.
    """
    from aggregator.dedupe import duplicate
    from aggregator.pipeline.correcting import features

    original, copy = sorted((one, other), key=lambda article: (article.duplicate_of is not None, article.first_seen_at))
    yield Reason("question", f"is {copy.id}, seen {copy.first_seen_at.isoformat()}, a copy of {original.id}")
    yield Reason("stored", _between(store, copy, original))
    for article in (copy, original):
        group = store.group(article.id)
        if group is not None and any(member.article_id == article.id for member in group.split):
            yield Reason("person", f"{article.id} was split: no rule makes it a copy")
    for fact in duplicate.explain(features(store, copy.id), features(store, original.id)):
        yield Reason(fact.name, fact.value)


def _between(store: Store, copy: Article, original: Article) -> str:
    """Return what is stored about two articles."""
    for record in store.duplicates(copy.id):
        if {record.member, record.of} == {copy.id, original.id}:
            return f"{record.member} is a copy {_verdict(record)}"
    if copy.duplicate_of is not None and copy.duplicate_of == original.duplicate_of:
        return f"both are copies of {copy.duplicate_of}"
    return "no verdict between the two"
