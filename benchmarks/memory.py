"""Memory and start as feeds grow: `python -m benchmarks.memory [--feeds 1000 10000 50000] [--seconds 60]`.

For every number of feeds: `aggregator poll` begins to poll all of them on loopback (2 entries, 10 kB a document), each
for the first time, and is told to stop after SECONDS. Prints how long it took to the first request, with a store that
does not know the feeds and with one that does; how many polls came through, their CPU, and the peak over all processes.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import load
from benchmarks.processes import Watch, cpu

ENTRIES = 2


def first_request(command: list[str], seconds: float) -> tuple[float, float, int, int, float]:
    """Run *command* for *seconds*; return wall and CPU until the first request, polls, peak bytes, CPU a poll."""
    load.tell("count")
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        watch = Watch(process.pid)
        while not load.tell("count") and process.poll() is None:
            time.sleep(0.02)
        wall, spent = time.perf_counter() - start, cpu(process.pid) or 0.0
        polls = 0
        while time.perf_counter() - start < seconds and process.poll() is None:
            time.sleep(0.2)
            polls += load.tell("count")
        process.send_signal(signal.SIGINT)
        process.wait(60)
    watch.stop()
    return wall, spent, polls, watch.peak, (watch.cpu - spent) / max(polls, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, nargs="+", default=[1_000, 10_000, 50_000])
    parser.add_argument("--seconds", type=float, default=60)
    arguments = parser.parse_args()
    columns = ("first start s (CPU)", "next start s (CPU)", "polls", "ms CPU/poll", "peak MB")
    print(f"{'feeds':>8}" + "".join(f"{name:>22}" for name in columns))
    for feeds in arguments.feeds:
        with tempfile.TemporaryDirectory() as folder, load.serving(feeds, entries=ENTRIES):
            config = load.feeds_yaml(feeds, folder=Path(folder))
            command = [sys.executable, "-m", "aggregator", "poll", "--json", "--config", str(config)]
            wall, spent, polls, peak, each = first_request(command, arguments.seconds)
            again, spent_again, _, peak_again, _ = first_request(command, 0)
        starts = f"{wall:>14.1f} ({spent:5.1f}){again:>14.1f} ({spent_again:5.1f})"
        print(f"{feeds:>8,}{starts}{polls:>22,}{each * 1000:>22.1f}{max(peak, peak_again) / 2**20:>22.0f}", flush=True)


if __name__ == "__main__":
    main()
