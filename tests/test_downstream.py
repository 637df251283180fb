"""What downstream relies on, proven with real processes and kill -9: nothing missed, nothing out of order."""

from __future__ import annotations

import random
import re
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from processes import kill, run_script, start, write
from stored import DAY, HOUR, NOW, StorePlace, article, configure, entry, outcome, publish, revised, spec, stored

from aggregator.model import Article, Change, Duplicate, Original
from storage import Store

ROOT = Path(__file__).parent.parent
WRITERS, KILLS = 16, 40
RESTARTS = 20


def read_all(store: Store, into: list[Change], stop: threading.Event, verdicts: list[str]) -> None:
    """Poll the feed of changes until it is at its end and *stop* is set; note articles that come without a verdict."""
    cursor = store.beginning()
    while True:
        stopping = stop.is_set()
        page = store.change_page(cursor, limit=100)
        into.extend(page.changes)
        cursor = page.next
        created = [change.article_id for change in page.changes if change.kind == "article.created"]
        for uid, line in zip(created, store.lines_of(created) if created else (), strict=True):
            copy = b'"duplicate_of":"' in (line or b"")
            if line is None or copy != uid.endswith("-2"):
                verdicts.append(uid)
        if page.next.seq == page.head:
            if stopping:
                return
            time.sleep(0.01)


@pytest.mark.timeout(300)
def test_sixteen_writers_that_are_killed(postgresql_place: StorePlace) -> None:
    """Sixteen processes store and publish and are killed in the middle; a polling reader misses nothing, sees nothing
    twice or out of order, and sees every article with its verdict."""
    store = postgresql_place.open()
    feeds = [f"f{number:02}" for number in range(WRITERS)]
    configure(store, *map(spec, feeds))
    seen: list[Change] = []
    unjudged: list[str] = []
    stop = threading.Event()
    reading = threading.Thread(target=read_all, args=(postgresql_place.open(), seen, stop, unjudged))
    reading.start()
    writers = {feed: start(write, postgresql_place.url, feed, 0) for feed in feeds}
    for life in range(1, KILLS + 1):
        enough = store.now().seq + random.randint(5, 30)
        waited(lambda enough=enough: store.now().seq >= enough)  # type: ignore[misc]
        feed = random.choice(feeds)
        kill(writers[feed])
        writers[feed] = start(write, postgresql_place.url, feed, life)
    for process in writers.values():
        kill(process)
    while publish(store, *[Original()] * 500):
        pass  # what the last ones left between commit and publication
    stop.set()
    reading.join(120)

    created: dict[str, list[str]] = defaultdict(list)
    for change in seen:
        if change.kind == "article.created":
            created[change.feed].append(change.article_id)
    stats = store.stats(NOW)
    assert list(range(1, stats.changes + 1)) == [change.seq for change in seen]
    assert (stats.articles, 0) == (sum(map(len, created.values())), stats.pending)
    assert all(len(set(ids)) == len(ids) for ids in created.values())
    # Within one writer's life, in the order in which it stored them.
    assert all(sorted(ids) == ids for ids in created.values())
    assert [] == [uid for uid in unjudged if not uid.endswith("-2")]
    assert stats.articles > KILLS


def waited(done: Callable[[], bool]) -> None:
    """Wait until something is done, or for half a minute."""
    for _ in range(3_000):
        if done():
            return
        time.sleep(0.01)


# The script of the README


def script(url: str) -> str:
    """The README's program, reading the store at *url*."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"```python\n(# mirror\.py.*?)```", readme, flags=re.DOTALL)
    assert len([line for line in found.splitlines() if line and not line.startswith("#")]) <= 10
    return str(found.replace("sqlite:///var/aggregator.db", url))


class News:
    """Polls, edits, copies and removals, one after the other, as chance will have it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._chance = random.Random(5)
        self._now = NOW
        self._live: list[Article] = []
        configure(store, spec(keep=HOUR), spec("times"))

    def happen(self) -> None:
        """Let something happen."""
        self._now += HOUR / 60
        self._chance.choices((self.poll, self.edit, self.copy, self.remove), (5, 3, 3, 1))[0]()

    def poll(self) -> None:
        """Bring three new articles."""
        fresh = [article(f"{self._now:%j%H%M}-{part}", first_seen_at=self._now) for part in range(3)]
        stored(self._store, *map(entry, fresh), at=self._now)
        self._live += fresh

    def edit(self) -> None:
        """Revise an article; it may become an original by it."""
        if self._live:
            place = self._chance.randrange(len(self._live))
            before = self._live[place]
            after = revised(before, title=f"title at {self._now:%H%M}")
            self._live[place] = replace(after.article)
            stored(self._store, after, feed=before.feed, at=self._now)

    def copy(self) -> None:
        """Bring a copy of an article; or find that an original is a copy."""
        if not self._live:
            return
        of = self._chance.choice(self._live)
        if self._chance.random() < 0.5:
            made = article(f"{self._now:%j%H%M}-copy", "times", first_seen_at=self._now)
            self._store.commit(outcome(entry(made), feed="times", at=self._now))
            self._live.append(made)
        else:
            place = self._chance.randrange(len(self._live))
            before = self._live[place]
            if before.id == of.id:
                return
            after = revised(before, title=f"copied at {self._now:%H%M}")
            self._live[place] = after.article
            self._store.commit(outcome(after, feed=before.feed, at=self._now))
        publish(self._store, Duplicate(of=of.id, method="m", score=1.0))

    def remove(self) -> None:
        """Remove what is old: the feed lists something else by now."""
        self._store.retain([spec(keep=HOUR / 2)], self._now, poll_history=DAY)
        self._live = [one for one in self._live if self._store.article(one.id)]


def mirrored(folder: Path) -> set[tuple[str, ...]]:
    """What the program's table holds; nothing before there is one."""
    with closing(sqlite3.connect(folder / "mirror.db")) as mirror:
        there = mirror.execute("SELECT 1 FROM sqlite_master WHERE name = 'article'").fetchone()
        return set(mirror.execute("SELECT * FROM article")) if there else set()


@pytest.mark.timeout(300)
def test_mirror_is_killed_twenty_times(place: StorePlace, tmp_path: Path) -> None:
    """The program of the README is killed twenty times while polls, edits, copies and removals go on: its copy ends
    equal to the store."""
    store = place.open()
    news, text = News(store), script(place.url)
    for _ in range(RESTARTS):
        reading, before = start(run_script, text, tmp_path), mirrored(tmp_path)
        for _ in range(random.randint(5, 15)):
            news.happen()
        waited(lambda before=before: mirrored(tmp_path) != before)  # type: ignore[misc]
        news.happen()
        kill(reading)
    reading = start(run_script, text, tmp_path)
    waited(lambda: (mirror := store.consumer("mirror")) is not None and mirror.lag == 0)
    kill(reading)

    expected = {(one.id, one.title, str(one.published_at), one.duplicate_of) for one in store.articles()}
    stats = store.stats(NOW)
    assert expected == mirrored(tmp_path)
    assert stats.changes > 100
    assert {"article.created", "article.revised", "article.duplicate", "article.removed"} <= {
        change.kind for change in store.changes()
    }
