"""Split against whole, over a folder of feed documents: `python -m benchmarks.split FOLDER`.

For every document, and for several choices of known entries, what a split parse gives is compared, field by field, with
a parse of the whole document. Prints what could not be split and why, the differences (there must be none: exits with
1), and what a document costs that brings nothing new.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from aggregator.model import ParsedFeed, ParseResult
from aggregator.parse import parse
from aggregator.parse.encoding import decode
from aggregator.parse.mend import without_declaration
from aggregator.parse.xml_feed import xml_feed

SUFFIXES = {".xml", ".rss", ".atom", ".rdf"}
dice = random.Random(5)


def plain(result: ParseResult) -> ParseResult:
    """Return *result* without how it was read and without what was wrong with its bytes."""
    if not isinstance(result, ParsedFeed):
        return result
    problems = tuple(problem for problem in result.problems if problem.code not in ("bad_bytes", "encoding_mismatch"))
    return replace(result, fingerprints=(), known=(), whole=None, problems=problems)


def choices(count: int) -> Iterator[frozenset[int]]:
    """Yield which of *count* entries are new: none, one, all but one, and some."""
    for size in {0, 1, count - 1, *(dice.randrange(count + 1) for _ in range(3))}:
        yield frozenset(dice.sample(range(count), min(size, count)))


def differing(document: bytes, url: str, first: ParsedFeed, reference: ParsedFeed) -> Iterator[frozenset[int]]:
    """Yield the choices of new entries after which a split parse gives something else than a whole one."""
    for fresh in choices(len(first.entries)):
        known = frozenset(one for at, one in enumerate(first.fingerprints) if at not in fresh)
        got = parse(document, url=url, known=known)
        wanted = tuple(entry for at, entry in enumerate(reference.entries) if at in fresh)
        if plain(got) != replace(reference, entries=wanted):
            yield fresh


def milliseconds(document: bytes, url: str, known: frozenset[bytes]) -> float:
    start = time.process_time()
    parse(document, url=url, known=known)
    return (time.process_time() - start) * 1000


def main(folder: str) -> int:
    """Compare, measure, print."""
    ways: Counter[str] = Counter()
    entries, broken, whole_ms, split_ms = 0, list[str](), list[float](), list[float]()
    for path in sorted(path for path in Path(folder).rglob("*") if path.suffix in SUFFIXES):
        document, url = path.read_bytes(), f"https://feeds.example/{path.name}"
        first = parse(document, url=url)
        text = without_declaration(decode(document, None).text)
        reference = plain(xml_feed(text, base=url, language=None))
        ways[(first.whole or "split") if isinstance(first, ParsedFeed) else "no feed"] += 1
        if plain(first) != reference:
            broken.append(f"{path}: read for the first time")
        if not isinstance(first, ParsedFeed) or not isinstance(reference, ParsedFeed) or first.whole:
            continue
        entries += len(first.entries)
        broken += [f"{path}: with {sorted(fresh)} new" for fresh in differing(document, url, first, reference)]
        whole_ms.append(milliseconds(document, url, frozenset()))
        split_ms.append(milliseconds(document, url, frozenset(first.fingerprints)))
    print(", ".join(f"{way} {count}" for way, count in ways.most_common()))
    print(f"{entries} entries of split documents, {len(broken)} differences", *broken[:20], sep="\n")
    print("ms CPU a document, median / mean:")
    for name, spent in (("everything new", whole_ms), ("nothing new", split_ms)):
        print(f"  {name:<16}{statistics.median(spent):8.2f}{statistics.mean(spent):8.2f}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
