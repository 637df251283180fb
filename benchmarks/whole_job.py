"""The whole job against what most people write: `python -m benchmarks.whole_job --feeds 400 --repeat 3`.

Polls FEEDS feeds of 20 entries (about 110 kB of HTML-rich XML each) on loopback with `aggregator poll`: cold, nothing
changed (304), nothing changed but no 304 (same body), a tenth changed. Beside it, in the same run, on fewer feeds: a
plain script (threads, feedparser with its defaults, BeautifulSoup, SQLite) and lemon24's `reader` (extra `bench`).
Prints medians: feeds per second, CPU seconds per 1,000 feeds as measured and without the start of the program (the same
command with one feed, or none), peak memory over all processes. Ratios are to us, without the start.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks import load
from benchmarks.processes import Run, measured

PLAIN = """
import sys, sqlite3, feedparser, concurrent.futures
from bs4 import BeautifulSoup
db = sqlite3.connect(sys.argv[1], check_same_thread=False)
db.execute("create table if not exists entry (id text primary key, title text, author text, text text, published text)")
db.execute("create table if not exists etag (url text primary key, etag text)")
etags = dict(db.execute("select url, etag from etag"))
def poll(url):
    got = feedparser.parse(url, etag=etags.get(url))
    rows = [(e.id, e.title, e.get("author"), BeautifulSoup(e.content[0].value, "html.parser").get_text(), e.published)
            for e in got.entries]
    return url, got.get("etag"), rows
with concurrent.futures.ThreadPoolExecutor(16) as pool:
    for url, etag, rows in pool.map(poll, sys.stdin.read().split()):
        db.executemany("insert or ignore into entry values (?, ?, ?, ?, ?)", rows)
        if etag:
            db.execute("insert or replace into etag values (?, ?)", (url, etag))
        db.commit()
"""
READER = """
import sys
from reader import make_reader
with make_reader(sys.argv[1]) as reader:
    for url in sys.stdin.read().split():
        reader.add_feed(url, exist_ok=True)
    reader.update_feeds(workers=16)
"""
ROUNDS = (
    # name, what the server is told
    ("cold", ("remember",)),
    ("nothing changed (304)", ("remember",)),
    ("nothing changed (same body)", ("forget",)),
    ("a tenth changed", ("remember", "shift/10")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """A program that polls feeds."""

    name: str
    feeds: int
    command: Callable[[Path, int], Sequence[str]]
    """Folder of its store and number of feeds to poll → how it is called."""
    stdin: Callable[[int], str]
    fewest: int
    """Feeds of a run that shows what the start of the program costs."""

    def run(self, folder: Path, feeds: int) -> Run:
        """Poll *feeds* feeds once."""
        return measured(self.command(folder, feeds), stdin=self.stdin(feeds))


def contestants(feeds: int, folder: Path) -> Iterator[Contestant]:
    """Yield us, and what we are compared with."""
    config = load.feeds_yaml(feeds, folder=folder)
    urls = lambda count: "\n".join(load.url(feed) for feed in range(count))  # noqa: E731
    base = [sys.executable, "-m", "aggregator", "poll", "--json", "--config", str(config)]

    def ours(place: Path, count: int) -> Sequence[str]:
        named = [] if count == feeds else [f"f{feed}" for feed in range(count)]
        return [*base, "--store", f"sqlite:///{place}/aggregator.db", *named]

    yield Contestant(name="aggregator", feeds=feeds, command=ours, stdin=lambda count: "", fewest=1)
    few = max(feeds // 10, 20)
    scripts = {"threads + feedparser + bs4": PLAIN}
    if find_spec("reader"):
        scripts["reader"] = READER
    else:
        print("reader is not installed: pip install 'feed-aggregator[bench]'\n")
    for name, script in scripts.items():
        call = lambda place, count, script=script: [sys.executable, "-c", script, f"{place}/theirs.db"]  # noqa: E731
        yield Contestant(name=name, feeds=few, command=call, stdin=urls, fewest=0)


def rounds(contestant: Contestant, repeat: int) -> dict[str, list[Run]]:
    """Run every round *repeat* times, each time from an empty store on; return the runs by round."""
    runs: dict[str, list[Run]] = {name: [] for name, _ in ROUNDS}
    runs["start"] = []
    for _ in range(repeat):
        with tempfile.TemporaryDirectory() as made:
            place = Path(made)
            for name, commands in ROUNDS:
                for command in commands:
                    load.tell(command)
                runs[name].append(contestant.run(place, contestant.feeds))
            load.tell("remember")
            runs["start"].append(contestant.run(place, contestant.fewest))
        load.tell("reset")
    return runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=400)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    feeds = arguments.feeds
    size = len(load.document(0)) // 1000
    print(f"{feeds} feeds of {load.ENTRIES} entries, {size} kB each; {os.cpu_count()} cores; {arguments.repeat} runs\n")
    print(f"{'':<46}{'feeds/s':>9}{'CPU s/1000':>12}{'less start':>12}{'times ours':>12}{'peak MB':>9}")
    ours: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, load.serving(feeds):
        for contestant in contestants(feeds, Path(folder)):
            runs = rounds(contestant, arguments.repeat)
            start = median(run.cpu for run in runs["start"])
            print(f"{contestant.name}: start {start:.2f} CPU s")
            for name, _ in ROUNDS:
                wall, cpu = (median(getattr(run, part) for run in runs[name]) for part in ("wall", "cpu"))
                net = max(cpu - start, 0.0) / contestant.feeds * 1000
                ratio = net / ours.setdefault(name, net or 1e-9)
                peak = max(run.peak for run in runs[name]) / 2**20
                print(
                    f"  {name:<44}{contestant.feeds / wall:>9.1f}{cpu / contestant.feeds * 1000:>12.1f}"
                    f"{net:>12.2f}{ratio:>12.1f}{peak:>9.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
