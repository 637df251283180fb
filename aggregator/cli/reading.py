"""`articles`, `show`, `stats`: what is in the store."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.out import ago, json_lines, out, printable, table
from aggregator.cli.place import FEEDS, ConfigPath, Json, Place, StoreUrl, time_option
from aggregator.errors import UsageError
from aggregator.model import Article, ArticleQuery, Author, Category, Repair

if TYPE_CHECKING:
    from storage import Store

Feeds = Annotated[list[str] | None, typer.Option("--feed", help="Only of this feed; repeatable.")]
Since = Annotated[str | None, typer.Option(help="Only with effective_at at or after, e.g. 2026-01-31.")]
Until = Annotated[str | None, typer.Option(help="Only with effective_at before.")]
Language = Annotated[str | None, typer.Option(help="Only in this BCP 47 language.")]
CategoryName = Annotated[str | None, typer.Option("--category", help="Only with this category.")]
AuthorName = Annotated[str | None, typer.Option("--author", help="Only by this author.")]
Agency = Annotated[str | None, typer.Option(help="Only from this wire service.")]
Words = Annotated[
    str | None, typer.Option("--q", "--text", help='With these words: `harbour "last ferry" sail* -reuters`.')
]
Originals = Annotated[bool, typer.Option("--originals", help="Leave copies of other articles out.")]


def add_to(app: typer.Typer) -> None:
    """Add this file's commands."""
    for command in (articles, show, stats):
        app.command()(command)


def articles(
    feed: Feeds = None,
    since: Since = None,
    until: Until = None,
    language: Language = None,
    category: CategoryName = None,
    author: AuthorName = None,
    agency: Agency = None,
    q: Words = None,
    originals: Originals = False,
    limit: Annotated[int, typer.Option(min=1, help="At most this many.")] = 50,
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
    json: Json = False,
) -> None:
    """List articles, newest first."""
    query = article_query(feed, since, until, language, category, author, agency, q, originals, limit)
    with Place(config, store).open() as opened:
        found = opened.articles(query)
        if json:
            json_lines(found)
        else:
            table(("when (UTC)", "feed", "title", "by", "id"), (_row(article) for article in found))


def _row(article: Article) -> tuple[object, ...]:
    copy = "(copy) " if article.duplicate_of else ""
    by = article.byline or ", ".join(article.agencies)
    when = f"{article.effective_at:%Y-%m-%d %H:%M}"
    return when, article.feed, copy + (article.title or article.url or ""), by, article.id


def show(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="The article's id.")],
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
    json: Json = False,
) -> None:
    """Show one article whole."""
    with Place(config, store).open() as opened:
        article = stored_article(opened, article_id)
    if json:
        json_lines([article])
        return
    for field in fields(article):
        value = getattr(article, field.name)
        if field.name != "html" and value not in (None, ()):
            out.print(f"[bold]{field.name}[/bold]", end="  ")
            out.print(_readable(value), markup=False)


def _readable(value: object) -> str:
    match value:
        case tuple():
            return "; ".join(_readable(part) for part in value)
        case Author(name=name, role=role):
            return f"{name} ({role})" if role else name
        case Category(label=label):
            return label
        case Repair():
            return repair_words(value)
        case datetime():
            return value.isoformat(sep=" ")
        case str():
            return "\n".join(printable(line) for line in value.splitlines())
        case _:
            return str(value)


def repair_words(repair: Repair) -> str:
    """Return a repair for people."""
    return f"{repair.field}: {repair.code}" + (f" ({repair.detail})" if repair.detail else "")


def stats(config: ConfigPath = FEEDS, store: StoreUrl = None, json: Json = False) -> None:
    """Count what is in the store."""
    with Place(config, store).open() as opened:
        counts = opened.stats(datetime.now(UTC))
    if json:
        json_lines([counts])
        return
    rows = [(field.name, getattr(counts, field.name)) for field in fields(counts)]
    table(("what", "count"), [(name, ago(value) if isinstance(value, datetime) else value) for name, value in rows])


def stored_article(store: Store, article_id: str) -> Article:
    """Return the article. Raises UsageError when there is none."""
    article = store.article(article_id)
    if article is None:
        raise UsageError(f"no article {article_id!r} in the store\n  hint: `aggregator articles` lists ids")
    return article


def article_query(
    feed: list[str] | None,
    since: str | None,
    until: str | None,
    language: str | None,
    category: str | None,
    author: str | None,
    agency: str | None,
    q: str | None,
    originals: bool,
    limit: int | None,
) -> ArticleQuery:
    """Return the question that these options ask. Raises UsageError for a time that is none."""
    return ArticleQuery(
        feeds=tuple(feed or ()),
        since=time_option("--since", since),
        until=time_option("--until", until),
        language=language,
        category=category,
        author=author,
        agency=agency,
        text=q,
        originals=originals,
        limit=limit,
    )
