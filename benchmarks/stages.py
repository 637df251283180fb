"""What each stage of a cold poll costs: `python -m benchmarks.stages [--documents 30] [--folder FOLDER]`.

Prints µs of CPU an article and the share of the whole, medians of several rounds over documents of `benchmarks.load`
or over the feed documents below FOLDER, and beside them what plain ways of doing a stage cost in the same run.
"""

from __future__ import annotations

import argparse
import gc
import pickle
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
from bs4 import BeautifulSoup

from aggregator.config import settings_json
from aggregator.dedupe import fingerprint, identity
from aggregator.dedupe.digests import digests
from aggregator.dedupe.hashes import shingles, single_spaced, word_hashes
from aggregator.dedupe.tokens import encoded_tokens
from aggregator.model import (
    Article,
    DuplicateMode,
    FeedContext,
    FeedSpec,
    Fetched,
    Found,
    Job,
    NotAFeed,
    ParsedFeed,
    RawEntry,
    Read,
)
from aggregator.normalize import findings, normalize, texts
from aggregator.normalize.blocks import page
from aggregator.normalize.bylines import byline
from aggregator.normalize.categories import categories
from aggregator.normalize.content import content
from aggregator.normalize.counts import word_count
from aggregator.normalize.datelines import dateline
from aggregator.normalize.dates import published, updated
from aggregator.normalize.guid import guids
from aggregator.normalize.language import language
from aggregator.normalize.links import canonical_url, url
from aggregator.normalize.media import media
from aggregator.normalize.sanitized import sanitized
from aggregator.normalize.titles import title
from aggregator.parse import fingerprint as raw_fingerprint
from aggregator.parse import parse
from aggregator.pipeline import decide
from aggregator.pipeline.publishing import take_in
from aggregator.pipeline.reading import feed_context, read
from benchmarks import load
from storage import Store, open_store

NOW = datetime(2026, 7, 1, tzinfo=UTC)
SUFFIXES = {".xml", ".json", ".rss", ".atom", ".rdf"}
Work = Callable[[], object]


def jobs(documents: int, folder: Path | None) -> list[Job]:
    """Return documents to read: made ones, or a sample of those below *folder*."""
    if folder is None:
        return [_job(f"f{n}", load.url(n), load.document(n)) for n in range(documents)]
    paths = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    chosen = random.Random(1).sample(paths, min(documents, len(paths)))
    return [_job(f"f{n}", f"https://feeds.example/{n}", path.read_bytes()) for n, path in enumerate(chosen)]


def _job(feed: str, url: str, document: bytes) -> Job:
    return Job(document=document, spec=FeedSpec(id=feed, url=url, host=feed), url=url, now=NOW)


class Intake:
    """The documents as far as each stage needs them read."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        pairs = [(job, parse(job.document, url=job.url)) for job in jobs]
        parsed = [(job, got) for job, got in pairs if isinstance(got, ParsedFeed)]
        self.jobs = [job for job, _ in parsed]
        contexts = [feed_context(job.spec, got, url=job.url) for job, got in parsed]
        self.documents = [(got.entries, context) for (_, got), context in zip(parsed, contexts, strict=True)]
        self.entries = [(entry, context) for entries, context in self.documents for entry in entries]
        self.named = [(entries, context, guids(entries, context)) for entries, context in self.documents]
        self.articles = [article for document in self.named for article in normalized(*document)]
        self.html = [html for entry, _ in self.entries if (html := longest(entry)) and "<" in html]
        reads = [read(job) for job in self.jobs]
        self.reads = [got for got in reads if not isinstance(got, NotAFeed)]


def normalized(entries: Sequence[RawEntry], feed: FeedContext, named: Sequence[Found[str]]) -> list[Article]:
    """Return the articles of a document, made stage after stage as a worker makes them."""
    found = findings(entries, feed, NOW, [texts(entry, feed) for entry in entries])
    whole = zip(entries, named, found, strict=True)
    return [normalize(entry, feed, guid=guid, now=NOW, found=one) for entry, guid, one in whole]


def longest(entry: RawEntry) -> str:
    """Return the longest of the raw texts of *entry*."""
    return max((raw.value for raw in (*entry.contents, *entry.summaries)), key=len, default="")


def each(work: Callable[..., object], arguments: Sequence[tuple[Any, ...]]) -> Work:
    """Return a run of *work* over *arguments*."""

    def run() -> None:
        for one in arguments:
            work(*one)

    return run


def reading(intake: Intake) -> dict[str, Work]:
    """Return what a worker process does, stage by stage; a name with a dot is a part of the stage before it."""
    entries = intake.entries
    told = [(entry, feed, title(entry, feed).value) for entry, feed in entries]
    words = [(a.text or "", a.language) for a in intake.articles]
    spoken = [(*one, f"{a.title or ''}\n{a.text or ''}") for one, a in zip(entries, intake.articles, strict=True)]
    longest_texts = [(max(a.text or "", a.summary or "", key=len),) for a in intake.articles]
    token_lists = [(single_spaced(encoded_tokens(text)),) for (text,) in longest_texts]
    return {
        "parse": each(lambda job: parse(job.document, url=job.url), [(job,) for job in intake.jobs]),
        "fingerprint of the raw entry": each(raw_fingerprint, [(entry,) for entry, _ in entries]),
        "guids": each(guids, intake.documents),
        "normalize": each(normalized, intake.named),
        ". title": each(title, entries),
        ". content": each(content, told),
        ". . text": each(page, [(html,) for html in intake.html]),
        ". . html": each(lambda html: sanitized(html, "https://base.example/"), [(html,) for html in intake.html]),
        ". language": each(language, spoken),
        ". byline": each(byline, entries),
        ". dateline": each(dateline, words),
        ". dates": each(lambda e, f: (published(e, f, NOW), updated(e, f, NOW)), entries),
        ". categories": each(categories, entries),
        ". links": each(lambda e, f: canonical_url(url(e, f).value or ""), entries),
        ". media": each(lambda e, f: media(e, f, (), ""), entries),
        ". counts": each(word_count, [(text,) for text, _ in words]),
        "keys": each(identity.keys, [(a,) for a in intake.articles]),
        "digests": each(digests, [(a,) for a in intake.articles]),
        "features": each(lambda a: fingerprint.features(a, DuplicateMode.DEFAULT), [(a,) for a in intake.articles]),
        ". tokens": each(lambda text: single_spaced(encoded_tokens(text)), longest_texts),
        ". shingles": each(lambda words: shingles(word_hashes(words), 3), token_lists),
        "border": each(lambda got: pickle.loads(pickle.dumps(got, -1)), [(got,) for got in intake.reads]),
    }


class Storing:
    """What the parent does with what was read, on a new SQLite store each round."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    def round(self) -> dict[str, float]:
        """Return the seconds of each stage."""
        spent = dict.fromkeys(("known and candidates", "identity", "storing and judging"), 0.0)
        with tempfile.TemporaryDirectory() as folder:
            store = open_store(f"sqlite:///{folder}/s.db")
            feeds = [(job.spec, settings_json(job.spec)) for job in self._intake.jobs]
            store.reconcile(feeds, NOW, spread=timedelta(0))
            for job, got in zip(self._intake.jobs, self._intake.reads, strict=True):
                self._poll(store, job, got, spent)
            store.close()
        return spent

    def _poll(self, store: Store, job: Job, got: Read, spent: dict[str, float]) -> None:
        record = store.feed(job.spec.id)
        assert record is not None
        poll = decide.Poll(
            spec=job.spec, state=record.state, lease=None, last_of_lease=False, started_at=NOW, full=False
        )
        marks = [time.process_time()]
        store.known(job.spec.id)
        candidates = store.candidates(job.spec.id, [entry.keys for entry in got.fresh])
        marks.append(time.process_time())
        brought = decide.document(Fetched(url=job.url, status=200, body=job.document), b"", got, candidates)
        outcome = decide.outcome(poll, brought, finished_at=NOW, jitter=0.5)
        marks.append(time.process_time())
        take_in(store, [outcome])
        marks.append(time.process_time())
        for name, start, end in zip(spent, marks, marks[1:], strict=False):
            spent[name] += end - start


def baselines(intake: Intake) -> dict[str, Work]:
    """Return plain ways of doing a stage."""
    return {
        "feedparser.parse, defaults": each(lambda job: feedparser.parse(job.document), [(job,) for job in intake.jobs]),
        "BeautifulSoup(html.parser).get_text()": each(
            lambda html: BeautifulSoup(html, "html.parser").get_text(), [(html,) for html in intake.html]
        ),
        "re.findall(word) of the text, lower": each(
            lambda a: re.findall(r"\w+", (a.text or "").lower()), [(a,) for a in intake.articles]
        ),
        "set of its joined runs of three, hash()": each(_joined, [(a,) for a in intake.articles]),
    }


def _joined(article: Article) -> set[int]:
    words = re.findall(r"\w+", (article.text or "").lower())
    return {hash(" ".join(words[at : at + 3])) for at in range(len(words) - 2)}


def seconds(work: Work) -> float:
    """Return the CPU seconds of one run."""
    start = time.process_time()
    work()
    return time.process_time() - start


def medians(rounds: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the median of each stage."""
    return {name: statistics.median(spent[name] for spent in rounds) for name in rounds[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=30)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    intake = Intake(jobs(arguments.documents, arguments.folder))
    articles = len(intake.articles)
    size = sum(len(job.document) for job in intake.jobs)
    words = sum(article.word_count for article in intake.articles) // articles
    print(
        f"{len(intake.jobs)} documents of {size // len(intake.jobs) // 1000} kB, {articles} articles of {words} words"
    )
    gc.freeze()
    stages, storing, plain = reading(intake), Storing(intake), baselines(intake)
    rounds = [{name: seconds(work) for name, work in stages.items()} | storing.round() for _ in range(arguments.rounds)]
    spent = medians(rounds)
    whole = sum(value for name, value in spent.items() if not name.startswith("."))
    print(f"\n{'':<42}{'µs an article':>14}{'share':>8}")
    for name, value in spent.items():
        print(f"{name.replace('. ', '  '):<42}{value / articles * 1e6:>14.0f}{value / whole:>8.1%}")
    print(f"{'whole':<42}{whole / articles * 1e6:>14.0f}\n\nplain ways, in the same run")
    for name, work in plain.items():
        print(f"{name:<42}{seconds(work) / articles * 1e6:>14.0f}")


if __name__ == "__main__":
    main()
