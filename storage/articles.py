"""Articles as a reader wants them: one, many by a query, and what is known about one."""

from __future__ import annotations

import struct
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    bindparam,
    column,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from aggregator.errors import UsageError
from aggregator.kept import unpacked
from aggregator.model import Article, ArticleQuery, DuplicateRecord, OldValue, RawEntry, RevisionRecord, Sighting
from storage.codec import ARTICLE_FIELDS, CONTENT_FIELDS, EVIDENCE, article_of, old_value
from storage.database import Database
from storage.search.question import holds
from storage.tables import article, article_content, article_raw, article_revision, duplicate, entry_key, feed
from storage.types import MILLISECOND, Words, fold, host, storable

PAGE = 200
"""Articles read at once: no reader holds a transaction for longer, which would keep SQLite's log growing."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

VISIBLE = article.c.visible == literal_column("1")
JOINED = not_(duplicate.c.split)

original = article.alias("original")
last_seen = func.coalesce(
    select(func.max(entry_key.c.last_seen_at)).where(entry_key.c.article_id == article.c.id).scalar_subquery(),
    article.c.first_seen_at,
)
ARTICLES: Select[Any] = (
    select(
        article.c.id.label("number"),
        article.c.uid.label("id"),
        feed.c.key.label("feed"),
        *(article.c[name] for name in ARTICLE_FIELDS),
        *(article_content.c[name] for name in CONTENT_FIELDS),
        last_seen.label("last_seen_at"),
        original.c.uid.label("duplicate_of"),
    )
    .join(feed, feed.c.id == article.c.feed_id)
    .join(article_content, article_content.c.article_id == article.c.id)
    .outerjoin(duplicate, and_(duplicate.c.member_id == article.c.id, JOINED))
    .outerjoin(original, original.c.id == duplicate.c.of_id)
)
NEWEST = (article.c.effective_at.desc(), article.c.id.desc())
ONE = ARTICLES.where(article.c.uid == bindparam("id"), VISIBLE)

RAW = select(article_raw.c.entry).join(article).where(article.c.uid == bindparam("id"))
REVISIONS = (
    select(article_revision).join(article).where(article.c.uid == bindparam("id")).order_by(article_revision.c.revision)
)

member = article.alias("member")
_number = select(article.c.id).where(article.c.uid == bindparam("id")).scalar_subquery()
DUPLICATES = (
    select(duplicate, member.c.uid.label("member"), original.c.uid.label("of"))
    .join(member, member.c.id == duplicate.c.member_id)
    .join(original, original.c.id == duplicate.c.of_id)
    .where(JOINED, or_(duplicate.c.member_id == _number, duplicate.c.of_id == _number))
    .order_by(duplicate.c.member_id)
)
_copies = select(duplicate.c.member_id).where(JOINED, duplicate.c.of_id == _number)
SOURCES = (
    select(feed.c.key, article.c.uid, article.c.first_seen_at, last_seen.label("last_seen_at"))
    .join(feed, feed.c.id == article.c.feed_id)
    .where(or_(article.c.id == _number, article.c.id.in_(_copies)))
    .order_by(article.c.first_seen_at, article.c.id)
)


def one(connection: Connection, article_id: str) -> Article | None:
    """Return a published article. None: there is none, or retention has removed it."""
    row = connection.execute(ONE, {"id": article_id}).mappings().one_or_none()
    return None if row is None else article_of(row)


def many(database: Database, query: ArticleQuery) -> Iterator[Article]:
    """Yield published articles, newest `effective_at` first, in pages that each are one short transaction.

    Raises UsageError when `query.after` is no place.
    """
    chosen = matching(query, database.dialect)
    place = None if query.after is None else Place.parse(query.after)
    left = query.limit
    while left is None or left > 0:
        size = PAGE if left is None else min(PAGE, left)
        rows = database.read(_page(chosen, place, size))
        for row in rows:
            yield article_of(row)
        if len(rows) < size:
            return
        place = Place(at=rows[-1]["effective_at"], number=rows[-1]["number"])
        left = None if left is None else left - size


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The last article of a page; written so that nobody builds on what it is made of."""

    at: datetime
    number: int

    def __str__(self) -> str:
        packed = struct.pack(">qq", (self.at - EPOCH) // MILLISECOND, self.number)
        return urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Place:
        """Return the place that *text* writes. Raises UsageError for anything else."""
        try:
            milliseconds, number = struct.unpack(">qq", b64decode(f"{text}==", altchars="-_", validate=True))
            return cls(at=EPOCH + milliseconds * MILLISECOND, number=number)
        except (ValueError, struct.error, OverflowError) as error:
            hint = "  hint: give `next` of the page before, or begin again without"
            raise UsageError(f"after: no place in a list of articles: {text[:60]!r}\n{hint}") from error


def _page(chosen: Select[Any], place: Place | None, size: int) -> Callable[[Connection], Sequence[RowMapping]]:
    statement = of_page(ARTICLES, chosen, place, size)
    return lambda connection: connection.execute(statement).mappings().all()


def of_page(wide: Select[Any], chosen: Select[Any], place: Place | None, size: int) -> Select[Any]:
    """Return what reads one page: its numbers are chosen first, so that only a page of *wide* rows is ever sorted."""
    if place is not None:
        # As two terms: SQLite does not use an index range for a row value that mixes columns and parameters.
        at, number = place.at, place.number
        chosen = chosen.where(article.c.effective_at <= at, or_(article.c.effective_at < at, article.c.id < number))
    return wide.where(article.c.id.in_(chosen.limit(size))).order_by(*NEWEST)


def matching(query: ArticleQuery, dialect: str) -> Select[Any]:
    """Return the statement for the numbers of the articles that *query* asks for, without place and limit."""
    return select(article.c.id).where(VISIBLE, *conditions(query, dialect)).order_by(*NEWEST).correlate(None)


def conditions(query: ArticleQuery, dialect: str) -> Iterator[ColumnElement[bool]]:
    """Yield what *query* asks of an article, place and limit apart."""
    if query.feeds:
        yield _of_feeds(query.feeds)
    if query.since is not None:
        yield article.c.effective_at >= query.since
    if query.until is not None:
        yield article.c.effective_at < query.until
    yield from _published_or_seen(query)
    if query.domain is not None:
        yield _of_domain(query.domain)
    if query.language is not None:
        yield in_language(query.language)
    if query.originals:
        yield ~exists().where(duplicate.c.member_id == article.c.id, JOINED)
    if query.category is not None:
        yield or_(*(in_lists(article.c.categories, part, query.category, dialect) for part in ("label", "term")))
    if query.author is not None:
        yield in_lists(article.c.authors, "name", query.author, dialect)
    if query.agency is not None:
        yield in_lists(article.c.agencies, None, query.agency, dialect)
    if query.text is not None:
        yield from holds(query.text, dialect)


def _published_or_seen(query: ArticleQuery) -> Iterator[ColumnElement[bool]]:
    for held, since, until in (
        (article.c.published_at, query.published_since, query.published_until),
        (article.c.first_seen_at, query.first_seen_since, query.first_seen_until),
    ):
        if since is not None:
            yield held >= since
        if until is not None:
            yield held < until


def _of_domain(domain: str) -> ColumnElement[bool]:
    try:
        wanted = domain.strip(".").encode("idna").decode().lower()
    except UnicodeError:
        wanted = storable(domain.lower())
    holder = host(article.c.canonical_url)
    inside = or_(holder == _text(wanted), holder.endswith(f".{wanted}", autoescape=True))
    # First what costs little: most addresses do not hold the word anywhere.
    return and_(article.c.canonical_url.contains(wanted, autoescape=True), inside)


def _of_feeds(keys: Sequence[str]) -> ColumnElement[bool]:
    ids = select(feed.c.id).where(feed.c.key.in_(keys))
    # One feed is an equality: its articles are then read in the order of the index, without sorting.
    return article.c.feed_id == ids.scalar_subquery() if len(keys) == 1 else article.c.feed_id.in_(ids)


def in_language(wanted: str) -> ColumnElement[bool]:
    """Return "the article is in the language *wanted*": `en` finds `en-GB` too (RFC 4647 §3.3.1)."""
    tag = storable(wanted.lower())
    stored = func.lower(article.c.language)
    return or_(stored == tag, stored.startswith(f"{tag}-", autoescape=True))


def in_lists(held: ColumnElement[Any], part: str | None, wanted: str, dialect: str) -> ColumnElement[bool]:
    """Return "a value of the JSON list *held*, or its member *part*, is *wanted*, in any case"."""
    if dialect == "sqlite":
        each = func.json_each(held).table_valued("value")
        found: Any = each.c.value if part is None else func.json_extract(each.c.value, f"$.{part}")
    else:
        each = func.jsonb_array_elements(held).table_valued(column("value", JSONB))
        found = each.c.value.op("#>>")(literal_column("'{}'" if part is None else f"'{{{part}}}'"))
    return exists(select(literal_column("1")).select_from(each).where(fold(found) == fold(_text(wanted))))


def _text(value: str) -> ColumnElement[str]:
    return bindparam(None, value, type_=Words())


def raw(connection: Connection, article_id: str) -> RawEntry | None:
    """Return the entry as published. None: no such article, or retention has removed it."""
    packed = connection.execute(RAW, {"id": article_id}).scalar()
    return None if packed is None else unpacked(packed).raw


def revisions(connection: Connection, article_id: str) -> tuple[RevisionRecord, ...]:
    """Return what changed in an article, oldest first."""
    return tuple(
        RevisionRecord(
            article_id=article_id,
            revision=row["revision"],
            at=row["at"],
            kind=row["kind"],
            changed=tuple(row["changed"]),
            before=tuple(OldValue(field=name, value=old_value(value)) for name, value in sorted(row["before"].items())),
        )
        for row in connection.execute(REVISIONS, {"id": article_id}).mappings()
    )


def sources(connection: Connection, article_id: str) -> tuple[Sighting, ...]:
    """Return every feed that carried an article or a copy of it, first sight first; removed copies count."""
    return tuple(
        Sighting(feed=row.key, article_id=row.uid, first_seen_at=row.first_seen_at, last_seen_at=row.last_seen_at)
        for row in connection.execute(SOURCES, {"id": article_id})
    )


def duplicates(connection: Connection, article_id: str) -> tuple[DuplicateRecord, ...]:
    """Return the verdicts in which an article is the copy or the original."""
    return tuple(verdict_of(row) for row in connection.execute(DUPLICATES, {"id": article_id}).mappings())


def verdict_of(row: RowMapping, *, member: str = "member") -> DuplicateRecord:
    """Return the verdict in a row whose column *member* names the copy."""
    return DuplicateRecord(
        member=row[member],
        of=row["of"],
        method=row["method"],
        score=row["score"],
        evidence=EVIDENCE.validate_python(row["evidence"]),
        at=row["at"],
        role=row["role"],
        decided_by=row["decided_by"],
    )
