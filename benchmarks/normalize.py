"""What normalizing costs: CPU per entry over a folder of feed documents.

    python -m benchmarks.normalize FOLDER [ENTRIES]

Prints the median and the tail in milliseconds of one core, and what the language model adds to memory.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from aggregator.model import FeedContext, Found, ParsedFeed, RawEntry
from aggregator.normalize import normalize
from aggregator.normalize.guid import guids
from aggregator.normalize.language import detected
from aggregator.parse import parse

NOW = datetime(2026, 7, 1, tzinfo=UTC)
Job = tuple[RawEntry, FeedContext, Found[str]]


def jobs(folder: Path) -> Iterator[Job]:
    """Yield every entry of every document below *folder*."""
    for path in sorted(path for path in folder.rglob("*") if path.suffix in {".xml", ".json", ".rss", ".atom", ".rdf"}):
        parsed = parse(path.read_bytes(), url=f"https://feeds.example/{path.name}")
        if isinstance(parsed, ParsedFeed):
            feed = FeedContext(
                feed="f",
                url=f"https://feeds.example/{path.name}",
                title=parsed.title,
                link=parsed.link,
                language=parsed.language,
                authors=parsed.authors,
                rights=parsed.rights,
                base=parsed.base,
            )
            found = guids(parsed.entries, feed)
            yield from ((entry, feed, guid) for entry, guid in zip(parsed.entries, found, strict=True))


def milliseconds(job: Job) -> float:
    """The CPU time of one entry."""
    entry, feed, guid = job
    start = time.process_time_ns()
    normalize(entry, feed, guid=guid, now=NOW)
    return (time.process_time_ns() - start) / 1e6


def megabytes() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(folder: str, entries: str = "5000") -> None:
    """Measure, and print the figures."""
    every = list(jobs(Path(folder)))
    chosen = random.Random(1).sample(every, min(int(entries), len(every)))
    before = megabytes()
    detected("The council voted late on Thursday to close two lines.")
    after = megabytes()
    times = sorted(map(milliseconds, chosen))
    cuts = statistics.quantiles(times, n=100)
    print(f"{len(times)} entries of {len(every)}, ms CPU each")
    print(f"median {cuts[49]:.2f}  mean {statistics.mean(times):.2f}  p90 {cuts[89]:.2f}  p99 {cuts[98]:.2f}")
    print(f"language model: {after - before:.0f} MB more at its peak")


if __name__ == "__main__":
    main(*sys.argv[1:])
