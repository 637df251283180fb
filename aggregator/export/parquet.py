"""Articles → Parquet: one file per day of first sight, typed and nested, replaced whole when its day has changed.

DIR/day=2026-03-02/articles.parquet        Hive-style: pandas, polars, DuckDB and Spark read `day` as a column
DIR/manifest.json                          what is there, and up to which change
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import orjson

from aggregator.errors import CursorError, UsageError
from aggregator.export import json_bytes
from aggregator.model import Article, ArticleQuery, Cursor, Geo
from storage import Store

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as error:  # pragma: no cover - without the extra
    raise UsageError("Parquet needs pyarrow\n  hint: pip install 'feed-aggregator[parquet]'") from error

ROWS = 2_000
"""Articles of one row group: what is in memory at once."""
MANIFEST = "manifest.json"
PLAIN = {
    str: pa.string(),
    int: pa.int64(),
    bool: pa.bool_(),
    float: pa.float64(),
    datetime: pa.timestamp("s", tz="UTC"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One file of the manifest."""

    day: date
    path: str
    rows: int
    bytes: int
    first_seq: int
    """The changes of the run that wrote it: everything up to `last_seq` is in it."""
    last_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a folder holds."""

    epoch: str
    seq: int
    """The folder is the store as of this change, or later."""
    query: str
    """Which articles."""
    days: tuple[Day, ...] = ()


def export(store: Store, folder: Path, query: ArticleQuery, consumer: str) -> Iterator[tuple[int, int]]:
    """Bring *folder* up to the store, rewriting only days that changed since *consumer* came; yield days done, and all.

    Run again after a stop it begins the same days again; only then is the manifest written and the consumer moved.
    Everything is written anew where the folder is of another store or filter, or the changes in between are gone.
    """
    head, known = store.now(), read_manifest(folder)
    since = _since(store, known, query, consumer)
    kept = {} if since is None or known is None else {one.day: one for one in known.days}
    days = sorted({*store.days(since), *({one.day for one in known.days} if known and since is None else ())})
    for done, day in enumerate(days):
        yield done, len(days)
        written = write_day(folder, day, store.articles(of_day(query, day)), (since.seq + 1 if since else 1, head.seq))
        kept.pop(day, None)
        if written is not None:
            kept[day] = written
    whole = Manifest(epoch=head.epoch, seq=head.seq, query=_told(query), days=tuple(kept[day] for day in sorted(kept)))
    write_manifest(folder, whole)
    store.put_consumer(consumer, after=head)
    store.reset_consumer(consumer, head)
    yield len(days), len(days)


def _since(store: Store, known: Manifest | None, query: ArticleQuery, consumer: str) -> Cursor | None:
    """Return the place up to which the folder is known to be right. None: nothing in it can be relied on."""
    place = store.consumer(consumer)
    if place is None or known is None or known.query != _told(query):
        return None
    seq = min(known.seq, place.cursor.seq)
    try:
        store.change_page(Cursor(epoch=known.epoch, seq=seq), limit=1)
    except CursorError:
        return None
    return Cursor(epoch=known.epoch, seq=seq)


def _told(query: ArticleQuery) -> str:
    return json_bytes(query).decode()


def of_day(query: ArticleQuery, day: date) -> ArticleQuery:
    """Return *query* narrowed to what was first seen on *day*, UTC."""
    midnight = datetime.combine(day, time(), UTC)
    return replace(query, first_seen_since=midnight, first_seen_until=midnight + timedelta(days=1))


def schema() -> pa.Schema:
    """Return the columns: the fields of an article, in its order."""
    hints = get_type_hints(Article)
    return pa.schema([(one.name, _type(hints[one.name])) for one in fields(Article)])


def _type(hint: Any) -> pa.DataType:
    if hint == Geo | None:
        return pa.string()  # a point or a shape: as JSON, since a column has one type
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return pa.struct([(one.name, _type(hints[one.name])) for one in fields(hint)])
    inner, origin = get_args(hint), get_origin(hint)
    if origin in (UnionType, Union):  # of a type and None: every column may be null
        return _type(*(one for one in inner if one is not NoneType))
    if origin is tuple:
        return pa.list_(_type(inner[0]))
    return pa.string() if origin is Literal else PLAIN[hint]


def write_day(folder: Path, day: date, articles: Iterable[Article], span: tuple[int, int]) -> Day | None:
    """Write the file of one day, whole or not at all, in place of the one there. None: the day is empty now."""
    home = folder / f"day={day}"
    file, partial = home / "articles.parquet", home / ".articles.parquet.part"
    home.mkdir(parents=True, exist_ok=True)
    columns, rows, batches = schema(), 0, _batches(articles)
    first = next(batches, None)
    if first is None:
        file.unlink(missing_ok=True)
        home.rmdir()
        return None
    with pq.ParquetWriter(partial, columns, compression="zstd") as writer:
        for batch in chain([first], batches):
            writer.write_batch(pa.RecordBatch.from_pylist(batch, schema=columns))
            rows += len(batch)
    partial.replace(file)
    size = file.stat().st_size
    return Day(day=day, path=str(file.relative_to(folder)), rows=rows, bytes=size, first_seq=span[0], last_seq=span[1])


def _batches(articles: Iterable[Article]) -> Iterator[list[dict[str, Any]]]:
    remaining = iter(articles)
    while batch := [_row(article) for article in islice(remaining, ROWS)]:
        yield batch


def _row(article: Article) -> dict[str, Any]:
    row = asdict(article)
    row["geo"] = None if article.geo is None else json_bytes(article.geo).decode()
    return row


def read_manifest(folder: Path) -> Manifest | None:
    """Return what *folder* holds. None: nothing of ours that can be read, so all is to be written."""
    try:
        found = orjson.loads((folder / MANIFEST).read_bytes())
        days = tuple(Day(**one | {"day": date.fromisoformat(one["day"])}) for one in found["days"])
        return Manifest(epoch=found["epoch"], seq=found["seq"], query=found["query"], days=days)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write what *folder* holds, in one stroke, after its files."""
    partial = folder / f".{MANIFEST}.part"
    partial.write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2) + b"\n")
    partial.replace(folder / MANIFEST)
