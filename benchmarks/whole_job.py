"""The whole job against what most people write: `python -m benchmarks.whole_job --feeds 2000`.

Polls FEEDS feeds of 20 entries (about 110 kB of HTML-rich XML each) on loopback with `aggregator poll`, three times:
cold, nothing changed (304), a tenth changed. Beside it, in the same run, a plain script (threads, feedparser with its
defaults, BeautifulSoup) on a tenth of the feeds. Prints feeds per second, CPU seconds per 1,000 feeds, peak memory.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import load

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One measured run of a command and its children."""

    wall: float
    cpu: float
    peak: int
    """Bytes; the sum over its processes."""

    def row(self, name: str, feeds: int) -> str:
        return f"{name:<34}{feeds / self.wall:>10.1f}{self.cpu / feeds * 1000:>14.1f}{self.peak / 2**20:>12.0f}"


def measured(command: list[str], *, stdin: str = "") -> Run:
    """Run *command* to its end and return what it and its descendants cost."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        watch = Watch(process.pid)
        process.communicate(stdin)
    watch.stop()
    return Run(wall=time.perf_counter() - start, cpu=watch.cpu, peak=watch.peak)


class Watch:
    """Watches memory and CPU of a process and its descendants ten times a second: nobody waits for all of them."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid, self._seconds, self._over = pid, dict[int, float](), threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    @property
    def cpu(self) -> float:
        """Seconds of CPU, user and system, of all processes seen."""
        return sum(self._seconds.values())

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            pids = family(self._pid)
            self.peak = max(self.peak, sum(map(memory, pids)))
            self._seconds.update({pid: spent for pid in pids if (spent := cpu(pid)) is not None})

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()


def cpu(pid: int) -> float | None:
    """Return the CPU seconds of one process; None: it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return *pid* and all its descendants."""
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
    return [pid, *(one for child in children for one in family(child))]


def memory(pid: int) -> int:
    """Return a process' proportional set size in bytes: pages shared with others count in part."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=2_000)
    feeds = parser.parse_args().feeds
    plain_feeds = max(feeds // 10, 20)
    print(f"{feeds} feeds of {load.ENTRIES} entries, {len(load.document(0)) // 1000} kB each; {os.cpu_count()} cores\n")
    print(f"{'':<34}{'feeds/s':>10}{'CPU s/1000':>14}{'peak MB':>12}")
    with tempfile.TemporaryDirectory() as folder, load.serving(feeds):
        config = load.feeds_yaml(feeds, folder=Path(folder))
        ours = [sys.executable, "-m", "aggregator", "poll", "--json", "--config", str(config)]
        urls = "\n".join(load.url(feed) for feed in range(plain_feeds))
        plain = [sys.executable, "-c", PLAIN, f"{folder}/plain.db"]
        rounds: tuple[tuple[str, Callable[[], None]], ...] = (
            ("cold", lambda: None),
            ("nothing changed (304)", lambda: None),
            ("a tenth changed", lambda: _get(f"http://127.0.1.1:{load.PORT}/shift/10")),
        )
        for name, prepare in rounds:
            prepare()
            mine = measured(ours)
            print(mine.row(f"aggregator, {name}", feeds), flush=True)
            theirs = measured(plain, stdin=urls)
            print(theirs.row("threads + feedparser + bs4", plain_feeds))
            ratio = (theirs.cpu / plain_feeds) / (mine.cpu / feeds)
            print(f"{'':<34}{ratio:>9.1f}x less CPU a feed\n", flush=True)


def _get(url: str) -> None:
    with urllib.request.urlopen(url, timeout=60) as answer:
        answer.read()


if __name__ == "__main__":
    main()
