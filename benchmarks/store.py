"""Time the store's hot paths on SQLite: `python benchmarks/store.py [FOLDER]`. Prints medians of CPU and wall time.

Targets: a 304 in 0.6 ms, 20 new articles in 12 ms, known() of 100 entries in 1 ms, publishing one article among
100,000 sketches in 1 ms, a claim of 64 slots among 50,000 in 10 ms, reconciling 50,000 feeds in a few seconds.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
import statistics
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aggregator.kept import packed
from aggregator.model import (
    Article,
    ArticleQuery,
    Author,
    Category,
    Digests,
    EntryKeys,
    Features,
    FeedContext,
    FeedSpec,
    FeedState,
    Kept,
    Lease,
    New,
    Original,
    PollOutcome,
    RawEntry,
    RawText,
    StoredEntry,
)
from storage import Store, open_store

NOW = datetime(2024, 5, 6, tzinfo=UTC)
FEEDS, SKETCHES, HASHES = 50_000, 100_000, 18
WORDS = "the minister of energy said on monday that talks about gas would go on until the summer".split()
rng = random.Random(1)


def measure(name: str, work: Callable[[int], object], times: int = 50) -> None:
    """Print the medians of *times* runs of *work*."""
    cpu, wall = [], []
    for number in range(times):
        before = time.process_time(), time.perf_counter()
        work(number)
        cpu.append(time.process_time() - before[0])
        wall.append(time.perf_counter() - before[1])
    print(f"{name:<44} {statistics.median(cpu) * 1000:8.2f} ms CPU {statistics.median(wall) * 1000:8.2f} ms wall")


def digest(value: object) -> bytes:
    """A 16-byte key."""
    return hashlib.blake2b(str(value).encode(), digest_size=16).digest()


def entry(number: int, feed: str) -> StoredEntry:
    """A full article of some 3 kB of text."""
    text = " ".join(rng.choices(WORDS, k=500))
    article = Article(
        id=digest((feed, number)).hex(),
        feed=feed,
        guid=f"https://{feed}.example/{number}",
        url=f"https://{feed}.example/{number}",
        canonical_url=f"https://{feed}.example/{number}",
        title=f"title {number}",
        summary=text[:300],
        text=text,
        html=f"<p>{text}</p>",
        language="en",
        authors=(Author(name="Ann Writer"), Author(name="Bob Reporter")),
        categories=tuple(Category(label=f"label {n}") for n in range(5)),
        effective_at=NOW,
        published_at=NOW,
        first_seen_at=NOW,
        last_seen_at=NOW,
        word_count=500,
    )
    features = Features(
        article_id=article.id,
        feed=feed,
        site=f"{feed}.example",
        language="en",
        published_at=NOW,
        seen_at=NOW,
        url_key=digest(article.url),
        url_number=str(number),
        title_key=digest(article.title),
        title=article.title,
        head=text[:300],
        content_key=digest(text),
        tokens=500,
        shingles=bytes(2_000),
        sketch=tuple(sorted(rng.sample(range(2**32), HASHES))),
    )
    raw = RawEntry(position=0, contents=(RawText(element="content:encoded", value=article.html or ""),))
    context = FeedContext(feed=feed, url=f"https://{feed}.example/feed")
    keys = EntryKeys(guid=digest(article.guid), alias=digest(number), url=digest(article.url), title=digest(text))
    return StoredEntry(
        article=article,
        kept=packed(Kept(raw=raw, context=context, at=article.last_seen_at)),
        fingerprint=digest(("print", feed, number)),
        keys=keys,
        digests=Digests(title=digest("title"), text=digest("text"), byline=digest("authors")),
        features=features,
        verdict=New(),
    )


def outcome(feed: str, lease: Lease | None, *entries: StoredEntry, code: str = "new") -> PollOutcome:
    """One poll."""
    return PollOutcome(
        feed=feed,
        lease=lease,
        started_at=NOW,
        finished_at=NOW,
        code=code,
        entries=entries,
        state=FeedState(due_at=NOW + timedelta(hours=1), last_polled_at=NOW),
    )


def fill_sketches(path: Path) -> None:
    """Put SKETCHES published articles into the near-duplicate index, past the store: it would take minutes."""
    with sqlite3.connect(path) as connection:
        seen, sketch = "2024-05-05T00:00:00.000Z", struct.pack(f"<{HASHES}I", *range(HASHES))
        connection.executemany(
            "INSERT INTO article (id, uid, feed_id, visible, effective_at, first_seen_at, revision, schema, guid, "
            "staff, word_count, reading_minutes, normalizer) VALUES (?, ?, 1, 1, ?, ?, 1, 1, '', 0, 0, 0, '')",
            ((n, f"filler {n}", seen, seen) for n in range(1, SKETCHES + 1)),
        )
        connection.executemany(
            "INSERT INTO fingerprint (article_id, seen_at, url_key, title_key, content_key, site, url_number, head, "
            "tokens, mode, agencies, sketch, words, shingles) "
            "VALUES (?, ?, ?, ?, ?, 's', ?, '', 0, 'default', '[]', ?, x'', zeroblob(900))",
            (
                (
                    n,
                    seen,
                    digest(("u", n)),
                    digest(("t", n % 50_000)),
                    digest(("c", n)),
                    str(n),
                    sketch,
                )
                for n in range(1, SKETCHES + 1)
            ),
        )
        rows = {(rng.randrange(2**32), n) for n in range(1, SKETCHES + 1) for _ in range(HASHES)}
        connection.executemany("INSERT INTO sketch (h, article_id) VALUES (?, ?)", sorted(rows))
    connection.close()


def publish_one(store: Store) -> None:
    """Publish one pending article."""
    with store.publishing(limit=1) as publication:
        for pending in publication.pending():
            publication.candidates(pending.features)
            publication.publish(pending, Original())


def publish_many(store: Store) -> int:
    """Publish what is pending, up to 500."""
    with store.publishing() as publication:
        batch = publication.pending()
        for pending in batch:
            publication.candidates(pending.features)
            publication.publish(pending, Original())
    return len(batch)


def main(folder: Path) -> None:
    """Run every measurement on one store in *folder*."""
    path = folder / "benchmark.db"
    store = open_store(f"sqlite:///{path}")
    specs = [FeedSpec(id=f"feed{n}", url=f"https://h{n}.example/feed", host=f"h{n}.example") for n in range(FEEDS)]
    configured = [(spec, '{"every": "1h"}') for spec in specs]
    measure(f"reconcile {FEEDS} new feeds", lambda _: store.reconcile(configured, NOW, spread=timedelta(0)), 1)
    measure(f"reconcile {FEEDS} known feeds", lambda _: store.reconcile(configured, NOW, spread=timedelta(0)), 1)
    leases: list[Lease] = []
    now = NOW + timedelta(hours=1)

    def claim(_: int) -> None:
        leases.extend(store.claim(now, limit=64, ttl=timedelta(minutes=1), owner="benchmark"))

    measure(f"claim of 64 slots among {FEEDS}", claim)
    quiet = [outcome(lease.feeds[0].feed, lease, code="not_modified") for lease in leases[:500]]
    measure("commit of a 304", lambda n: store.commit(quiet[n]), 500)
    busy = [
        outcome(lease.feeds[0].feed, lease, *(entry(n, lease.feeds[0].feed) for n in range(20)))
        for lease in leases[500:550]
    ]
    measure("commit of 20 new articles", lambda n: store.commit(busy[n]))
    hundred = outcome("feed7", None, *(entry(n, "feed7") for n in range(100)))
    store.commit(hundred)
    measure("known() of 100 entries", lambda _: store.known("feed7"), 200)
    again = replace(hundred, code="same_entries", entries=(), known=tuple(e.fingerprint for e in hundred.entries))
    measure("commit of 100 known entries", lambda _: store.commit(again))
    keys = [e.keys for e in hundred.entries[:20]]
    measure("candidates() for 20 entries", lambda _: store.candidates("feed7", keys))
    while publish_many(store):
        pass
    measure("a page of 50 articles", lambda _: list(store.articles(ArticleQuery(limit=50))))
    store.close()
    measure_publishing(folder)


def measure_publishing(folder: Path) -> None:
    """Publish among SKETCHES filler articles."""
    path = folder / "publishing.db"
    store = open_store(f"sqlite:///{path}")
    store.reconcile([(FeedSpec(id="feed", url="u", host="h"), "{}")], NOW, spread=timedelta(0))
    fill_sketches(path)
    store.commit(outcome("feed", None, *(entry(n, "feed") for n in range(700))))
    measure(f"publish one of one, {SKETCHES} sketches", lambda _: publish_one(store), 200)
    before = time.process_time()
    total = publish_many(store)
    each = (time.process_time() - before) / total * 1000
    print(f"{f'publish one of {total}, {SKETCHES} sketches':<44} {each:8.2f} ms CPU")
    store.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(Path(made))
