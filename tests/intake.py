"""A store filled from documents without a network, and the command line as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aggregator import cli
from aggregator import config as configuration
from aggregator.model import Article, ArticleQuery, Config, Fetched, Job, NotAFeed
from aggregator.pipeline import decide, renormalizing
from aggregator.pipeline.publishing import publish
from aggregator.pipeline.reading import read
from storage import Store

SAMPLES = Path(cli.__file__).parent / "samples"
NOW = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=40)
FEEDS = """\
feeds:
  wire: https://wire.example/feed
  gazette: https://gazette.example/feed
  notes: https://notes.example/feed
  cote: {url: https://cote.example/feed, timezone: Europe/Paris}
"""
SAMPLE_OF = {"wire": "wire.xml", "gazette": "gazette.xml", "notes": "notes.json", "cote": "cote.xml"}
# All that an entry inherits: language, authors, rights, base, the feed's own name, times relative to the poll.
HEIR = """\
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://heir.example/sub/">
<title>Der Erbe</title><link href="https://heir.example/sub/"/><author><name>Jana Erb</name></author>
<rights>© 2026 Der Erbe</rights><id>tag:heir</id><updated>2026-03-02T00:00:00Z</updated>
<entry><id>tag:1</id><title>Der Hafen friert zu</title><link href="eins"/><updated>2026-03-02T00:00:00Z</updated>
<content type="html">&lt;p&gt;Das Eis ist &lt;a href="zwei"&gt;dick&lt;/a&gt;.&lt;/p&gt;</content></entry>
<entry><id>tag:1</id><title>Noch einmal</title><link href="drei"/><published>2026-03-04T12:00:00Z</published></entry>
<entry><id>tag:4</id><title>Vier</title><link href="vier"/><published>4. März</published></entry>
</feed>"""


class Here:
    """A store, a configuration, and documents taken in without a network."""

    def __init__(self, store: Store, text: str = FEEDS) -> None:
        self.store = store
        self.config = self.configure(text)

    def configure(self, text: str) -> Config:
        """Go by another feeds.yaml from now on."""
        self.config = configuration.load(text)
        feeds = [(spec, configuration.settings_json(spec)) for spec in self.config.feeds]
        self.store.reconcile(feeds, NOW, spread=timedelta(0))
        return self.config

    def take(self, feed: str, document: bytes, now: datetime = NOW) -> None:
        """Take a document through the walk of a poll."""
        spec = next(spec for spec in self.config.feeds if spec.id == feed)
        record = self.store.feed(feed)
        assert record is not None
        got = read(Job(document=document, spec=spec, url=spec.url, known=self.store.known(feed), now=now))
        assert not isinstance(got, NotAFeed)
        candidates = self.store.candidates(feed, [entry.keys for entry in got.fresh])
        brought = decide.document(Fetched(url=spec.url, status=200, body=document), b"", got, candidates)
        poll = decide.Poll(spec=spec, state=record.state, lease=None, last_of_lease=False, started_at=now, full=False)
        self.store.commit(decide.outcome(poll, brought, finished_at=now + timedelta(seconds=2), jitter=0.0))
        publish(self.store)

    def take_samples(self) -> None:
        for feed, name in SAMPLE_OF.items():
            self.take(feed, (SAMPLES / name).read_bytes())

    def articles(self) -> dict[str, Article]:
        return {article.id: article for article in self.store.articles(ArticleQuery())}

    def differing(self, **chosen: object) -> list[renormalizing.Remade]:
        """What a dry run tells."""
        specs = {spec.id: spec for spec in self.config.feeds}
        pages = renormalizing.pages(self.store, specs, **{"feeds": (), "since": None, **chosen})  # type: ignore[arg-type]
        return [one for page in pages for one in page.remade]

    def run(self) -> int:
        """What a run writes."""
        specs = {spec.id: spec for spec in self.config.feeds}
        pages = renormalizing.pages(self.store, specs, feeds=(), since=None)
        return sum(renormalizing.write(self.store, page.remade, LATER) for page in pages)


def aggregator(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user would."""
    return subprocess.run(
        [sys.executable, "-m", "aggregator", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200"},
    )
