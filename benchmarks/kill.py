"""`kill -9` in the middle of polling, again and again: `python -m benchmarks.kill --rounds 50`.

Half way through, every feed moves on by two entries. At the end a poll runs to its end, and the store must hold every
entry of the last documents, none twice, and a change feed without gaps that tells of each article once.
"""

from __future__ import annotations

import argparse
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from benchmarks import load


def killed(command: list[str], seconds: float) -> None:
    """Run *command* and kill it, not its children, after *seconds*."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)


def faults(database: Path, feeds: int) -> list[str]:
    """Return what is lost or doubled in the store; empty: nothing."""
    with sqlite3.connect(database) as db:
        entries = db.execute("select feed, guid, count(*) from v1_article group by feed, guid").fetchall()
        changes = db.execute("select seq, kind, article from v1_change order by seq").fetchall()
    db.close()
    expected = {(f"f{feed}", f"{feed}-{number}") for feed in range(feeds) for number in range(2, 2 + load.ENTRIES)}
    created = [article for _, kind, article in changes if kind == "article.created"]
    return [
        *(f"lost: {missing}" for missing in sorted(expected - {(feed, guid) for feed, guid, _ in entries})),
        *(f"doubled: {feed} {guid}" for feed, guid, count in entries if count > 1),
        *(f"gap before seq {seq}" for place, (seq, _, _) in enumerate(changes, 1) if seq != place),
        *(["an article was announced twice"] if len(created) != len(set(created)) else []),
        *([f"{len(entries)} articles, {len(created)} announced"] if len(created) != len(entries) else []),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    dice = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder, load.serving(arguments.feeds):
        config = load.feeds_yaml(arguments.feeds, folder=Path(folder))
        command = [sys.executable, "-m", "aggregator", "poll", "--config", str(config)]
        for number in range(arguments.rounds):
            if number == arguments.rounds // 2:
                with urllib.request.urlopen(f"http://127.0.1.1:{load.PORT}/shift/1", timeout=60) as answer:
                    answer.read()
            killed(command, dice.uniform(0.8, 4.0))
            print(".", end="", flush=True)
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True, timeout=600)
        found = faults(Path(folder, "aggregator.db"), arguments.feeds)
    print(
        f"\n{arguments.rounds} rounds, {arguments.feeds} feeds: "
        + ("nothing lost, nothing doubled" if not found else "")
    )
    print("\n".join(found[:20]))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
