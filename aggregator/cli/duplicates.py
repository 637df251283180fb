"""`duplicates`: the verdicts and groups, and a person's word about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from aggregator.cli.out import ago, json_lines, out, printable, progress, say, table
from aggregator.cli.place import FEEDS, ConfigPath, Json, Place, StoreUrl, time_option
from aggregator.cli.reading import Agency, Feeds
from aggregator.errors import UsageError
from aggregator.model import DuplicateQuery, DuplicateRecord, Group, Member, Rejudged

if TYPE_CHECKING:
    from storage import Store

duplicates_app = typer.Typer(no_args_is_help=True, help="Which articles are copies of which; and putting it right.")

ArticleId = Annotated[str, typer.Argument(metavar="ID", help="An article's id.")]


def add_to(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(duplicates_app, name="duplicates")


@duplicates_app.command("list")
def listed(
    feed: Feeds = None,
    since: Annotated[str | None, typer.Option(help="Only decided at or after, e.g. 2026-01-31.")] = None,
    method: Annotated[str | None, typer.Option(help="Only by this rule, e.g. same_title.")] = None,
    agency: Agency = None,
    person: Annotated[bool, typer.Option("--person", help="Only what a person decided, splits among it.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most this many.")] = 50,
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
    json: Json = False,
) -> None:
    """List copies, the latest decision first."""
    query = DuplicateQuery(
        feeds=tuple(feed or ()),
        since=time_option("--since", since),
        method=method,
        agency=agency,
        decided_by="person" if person else None,
        limit=limit,
    )
    with Place(config, store).open() as opened:
        found = opened.copies(query)
    if json:
        json_lines(found)
    else:
        columns = ("id", "of", "feed", "role", "method", "score", "decided", "title")
        table(columns, [_row(one, one.verdict) for one in found if one.verdict])


def _row(copy: Member, verdict: DuplicateRecord) -> tuple[object, ...]:
    split = verdict.method == "split"
    role = "" if split else copy.role
    return (
        copy.article_id,
        verdict.of,
        copy.feed,
        role,
        verdict.method,
        f"{verdict.score:.2f}",
        ago(verdict.at),
        copy.title,
    )


@duplicates_app.command()
def show(article_id: ArticleId, config: ConfigPath = FEEDS, store: StoreUrl = None, json: Json = False) -> None:
    """Show the whole group of an article: roles, rules, scores and what was measured."""
    with Place(config, store).open() as opened:
        _show(_group(opened, article_id), json=json)


@duplicates_app.command()
def split(article_id: ArticleId, config: ConfigPath = FEEDS, store: StoreUrl = None, json: Json = False) -> None:
    """Say that an article is no copy of anything; no rule makes it one again."""
    from aggregator.pipeline import correcting
    from aggregator.pipeline.crawler import clock

    _correct(Place(config, store), article_id, lambda opened: correcting.split(opened, article_id, clock()), json=json)


@duplicates_app.command()
def pin(
    article_id: ArticleId,
    of: Annotated[str, typer.Argument(metavar="OF", help="The article that it is a copy of.")],
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
    json: Json = False,
) -> None:
    """Say that an article is a copy of that one; no rule parts them again."""
    from aggregator.pipeline import correcting
    from aggregator.pipeline.crawler import clock

    _correct(
        Place(config, store), article_id, lambda opened: correcting.pin(opened, article_id, of, clock()), json=json
    )


@duplicates_app.command()
def release(article_id: ArticleId, config: ConfigPath = FEEDS, store: StoreUrl = None, json: Json = False) -> None:
    """Take back `split` or `pin`; the rules decide again, at once."""
    from aggregator.pipeline import correcting
    from aggregator.pipeline.crawler import clock

    _correct(
        Place(config, store), article_id, lambda opened: correcting.release(opened, article_id, clock()), json=json
    )


@duplicates_app.command()
def rejudge(
    since: Annotated[str | None, typer.Option(help="Only articles with effective_at at or after.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what differs and write nothing.")] = False,
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
    json: Json = False,
) -> None:
    """Judge history again by today's rules, in commit order; print what differs, then write it.

    May be stopped and started again at any time, and run beside a daemon. What a person decided stands.
    """
    from aggregator.pipeline.crawler import clock
    from aggregator.pipeline.rejudging import Rejudging, write
    from storage import open_store

    asked = time_option("--since", since)
    with Place(config, store).open() as opened, TemporaryDirectory(prefix="rejudge-") as folder:
        scratch = open_store(f"sqlite:///{folder}/scratch.db")
        run = Rejudging(opened, scratch, asked)
        with progress("rejudging") as bar:
            task = bar.add_task("rejudging", total=opened.count_kept(since=run.from_))
            for judged in run.pages():
                bar.advance(task, judged)
        found = run.differences()
        scratch.close()
        json_lines(found) if json else _tell(found)
        written = 0 if dry_run else sum(write(opened, found, clock()))
    say(f"{len(found)} verdicts differ, " + ("nothing was written" if dry_run else f"{written} were written"))


def _tell(found: Sequence[Rejudged]) -> None:
    for one in found:
        old = f"copy of {one.before}" if one.before else "no copy"
        new = f"copy of {one.after.of} by {one.after.method}, {one.after.role}" if one.after else "no copy"
        out.print(Text.assemble((one.article_id, "bold"), f"  {old} → {new}"))


def _correct(place: Place, article_id: str, correct: Callable[[Store], None], *, json: bool) -> None:
    """Put a person's word into effect and show the group as it is then. A daemon may run beside."""
    with place.open() as opened:
        correct(opened)
        _show(_group(opened, article_id), json=json)


def _group(store: Store, article_id: str) -> Group:
    found = store.group(article_id)
    if found is None:
        raise UsageError(f"no article {article_id!r} in the store\n  hint: `aggregator articles` lists ids")
    return found


def _show(group: Group, *, json: bool) -> None:
    if json:
        json_lines([group])
        return
    for member in (*group.members, *group.split):
        verdict = member.verdict
        split = verdict is not None and verdict.method == "split"
        name = "split" if split else member.role
        gone = ", removed" if member.removed else ""
        out.print(Text.assemble((f"{name:<13}", "bold"), f"{member.article_id}  {member.feed}{gone}"))
        lines = [member.title or "", member.url or "", f"agencies {', '.join(member.agencies)}" * bool(member.agencies)]
        if verdict is not None:
            lines.append(_decided(verdict))
        for line in filter(None, lines):
            out.print(Text(f"             {printable(line)}"))
    if group.agency:
        out.print(Text(f"agency       {group.agency}"))


def _decided(verdict: DuplicateRecord) -> str:
    measured = ", ".join(f"{fact.name} {fact.value}" for fact in verdict.evidence)
    by = f"{verdict.method}, score {verdict.score:.2f}, {ago(verdict.at)}"
    return f"{by} ({measured})" if measured else by
