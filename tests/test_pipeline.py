"""The walk of a document, with a real store, real worker processes and a server on loopback that does as it is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from fake_server import Document, FakeServer, answer, hang, in_thread, raw, reset, truncated

from aggregator import config as configuration
from aggregator.model import ArticleQuery, Config, FeedRecord, Job, NotAFeed, PollOutcome, Read, Validators
from aggregator.pipeline import crawler, store_thread, workers
from aggregator.pipeline.crawler import Crawler, clock, reconcile
from aggregator.pipeline.publishing import publish
from aggregator.pipeline.workers import Readers
from storage import Store, open_store

OPEN = "service: {workers: 1, allow_addresses: [127.0.0.0/8]}\n"
WAIT = "defaults: {host_delay: 0s, timeout: 2s}\n"


def item(guid: str, title: str, text: str = "", link: str | None = None) -> str:
    head = f"<guid isPermaLink='false'>{guid}</guid><title>{title}</title>"
    return f"<item>{head}<link>{link or f'http://site.example/{guid}'}</link><description>{text}</description></item>"


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Site</title>{''.join(items)}</channel></rss>".encode()


@dataclass
class Place:
    """A store, a server and a configuration that polls feeds of that server."""

    server: FakeServer
    store: Store
    config: Config
    outcomes: list[PollOutcome] = field(default_factory=list)

    def crawler(self) -> Crawler:
        return Crawler(self.config, self.store, user_agent="test/1", owner="test", on_poll=self.outcomes.append)

    def poll(self, *feeds: str) -> list[PollOutcome]:
        """Poll *feeds* (none: all) now and return what came, in order of feed."""
        self.outcomes.clear()

        async def work() -> None:
            async with self.crawler() as crawler:
                await crawler.poll_now(feeds or [spec.id for spec in self.config.feeds])

        asyncio.run(work())
        return sorted(self.outcomes, key=lambda outcome: outcome.feed)

    def feed(self, name: str) -> FeedRecord:
        record = self.store.feed(name)
        assert record is not None
        return record

    def titles(self) -> set[str | None]:
        return {article.title for article in self.store.articles(ArticleQuery())}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Callable[[str], Place]]:
    """Make a Place from the `feeds:` block; `URL` in it is the server's address."""
    opened: list[Store] = []
    with in_thread(FakeServer()) as server:

        def make(feeds: str, *, defaults: str = WAIT) -> Place:
            text = OPEN + defaults + "feeds:\n" + feeds.replace("URL", server.url("").rstrip("/"))
            config = configuration.load(text)
            store = open_store(f"sqlite:///{tmp_path}/{len(opened)}.db")
            opened.append(store)
            reconcile(store, config)
            return Place(server, store, config)

        yield make
        for store in opened:
            store.close()


MakePlace = Callable[..., Place]


def test_new_then_unchanged(place: MakePlace) -> None:
    """The first poll stores and publishes; the second is a 304 and writes no article."""
    here = place("  a: URL/a\n")
    here.server.on("/a", Document(body=rss(item("1", "One"), item("2", "Two")), etag='"v1"'))
    first, second = here.poll()[0], here.poll()[0]

    assert ("new", 2) == (first.code, len(first.entries))
    assert ("not_modified", 0) == (second.code, len(second.entries))
    assert {"One", "Two"} == here.titles()
    assert 2 == len(list(here.store.changes()))
    assert here.server.to("/a")[1].header("If-None-Match") == b'"v1"'


def test_same_body_is_not_read_again(place: MakePlace) -> None:
    """A server without validators that sends the same bytes costs a hash; its new validators are kept."""
    here = place("  a: URL/a\n")
    body = rss(item("1", "One"))
    here.server.on("/a", answer(body), answer(body, headers=[("ETag", '"late"')]))
    here.poll()

    assert "same_body" == here.poll()[0].code
    assert Validators(etag=b'"late"') == here.feed("a").state.validators


def test_document_that_moved_on(place: MakePlace) -> None:
    """New, edited and known entries of one document each get their verdict; noise is no edit."""
    here = place("  a: URL/a\n")
    old = rss(item("1", "One", "first text"), item("2", "Two", "second text"), item("3", "Three", "third text"))
    new = rss(
        item("4", "Four"),
        item("1", "One", "first text, corrected"),
        item("2", "Two", "second   text"),
        item("3", "Three", "third text"),
    )
    here.server.on("/a", answer(old), answer(new))
    here.poll()
    outcome = here.poll()[0]

    assert {"4": 1, "1": 2} == {entry.article.guid: entry.article.revision for entry in outcome.entries}
    assert (1, 1) == (len(outcome.seen), len(outcome.known))
    assert ["article.created"] * 4 + ["article.revised"] == sorted(c.kind for c in here.store.changes(0, limit=99))


def test_revision_keeps_its_history(place: MakePlace) -> None:
    """An edited entry stays one article, with what it said before."""
    here = place("  a: URL/a\n")
    here.server.on("/a", answer(rss(item("1", "Old headline"))), answer(rss(item("1", "New headline"))))
    here.poll()
    here.poll()
    article = next(here.store.articles(ArticleQuery()))
    revision = here.store.revisions(article.id)[0]

    assert ("New headline", 2) == (article.title, article.revision)
    assert (2, ("title",), '"Old headline"') == (revision.revision, revision.changed, revision.before[0].value)


def test_same_page_in_two_feeds(place: MakePlace) -> None:
    """The same page in another feed is a duplicate of the first, and both feeds are its sources."""
    here = place("  a: URL/a\n  b: URL/b\n")
    page = "http://site.example/page"
    here.server.on("/a", answer(rss(item("a1", "Page", link=page + "?utm_source=a"))))
    here.server.on("/b", answer(rss(item("b1", "Page", link=page + "/"))))
    here.poll("a")
    here.poll("b")
    original, copy = sorted(here.store.articles(ArticleQuery()), key=lambda article: article.feed)

    assert (None, original.id) == (original.duplicate_of, copy.duplicate_of)
    assert {"a", "b"} == {sighting.feed for sighting in here.store.sources(original.id)}


def test_failed_document_saves_no_validators(place: MakePlace) -> None:
    """An error page with an ETag must not make the next poll a 304: nothing of it was stored."""
    here = place("  a: URL/a\n")
    page = answer(b"<html><title>Sorry</title></html>", headers=[("ETag", '"error"')])
    here.server.on("/a", page, answer(rss(item("1", "One"))))

    assert "not_a_feed" == here.poll()[0].code
    assert Validators() == here.feed("a").state.validators
    assert 1 == here.feed("a").state.failures
    assert "new" == here.poll()[0].code
    assert 0 == here.feed("a").state.failures


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (answer(b"", status=404), "not_found"),
        (answer(b"", status=410), "gone"),
        (answer(b"", status=500), "server_error"),
        (answer(b""), "not_a_feed"),
        (truncated(rss(item("1", "One"))), "incomplete"),
        (reset(b"HTTP/1.1 200 OK\r\n"), "incomplete"),
        (raw(b"\x00\x01 no http"), "protocol"),
    ],
)
def test_failures_are_stored_and_explained(place: MakePlace, act: object, code: str) -> None:
    """Whatever a server does, the poll is stored with its kind and a sentence, and loses nothing that was there."""
    here = place("  a: URL/a\n")
    here.server.on("/a", answer(rss(item("0", "Zero"))), act)
    here.poll()
    here.poll()
    state = here.feed("a").state

    assert code == state.last_failure
    assert state.last_failure_detail
    assert state.due_at is not None
    assert state.due_at > clock()
    assert {"Zero"} == here.titles()


def test_slow_server_delays_nobody_else(place: MakePlace) -> None:
    """A server that hangs ends at its deadline; other hosts are polled meanwhile."""
    here = place("  slow: URL/slow\n  quick: {url: URL/quick, host: other}\n")
    here.server.on("/slow", hang())
    here.server.on("/quick", answer(rss(item("1", "One"))))
    here.poll()

    assert ["quick", "slow"] == [outcome.feed for outcome in here.outcomes]
    assert "timeout" == here.feed("slow").state.last_failure


def test_patient_feed_is_polled(place: MakePlace) -> None:
    """A timeout longer than an ordinary lease lengthens the lease; it does not keep the feed from being polled."""
    here = place("  a: URL/a\n", defaults="defaults: {timeout: 5m}\n")
    here.server.on("/a", answer(rss(item("1", "One"))))

    assert ["new"] == [outcome.code for outcome in here.poll()]


def test_throttled_host_is_left_alone(place: MakePlace) -> None:
    """A 429 pauses every feed of the host for as long as Retry-After asks."""
    here = place("  a: URL/a\n  b: URL/b\n  c: URL/c\n")
    for path in ("/a", "/b", "/c"):
        here.server.on(path, answer(b"", status=429, headers=[("Retry-After", "3600")]))
    started = clock()
    asyncio.run(crawl_once(here))

    assert 1 == len(here.server.requests)
    assert () == here.store.claim(started + timedelta(minutes=50), limit=9, ttl=timedelta(seconds=9), owner="x")


async def crawl_once(here: Place) -> None:
    here.store.make_due(None, clock())
    async with here.crawler() as crawler:
        await crawler.crawl_permit()


def test_host_is_asked_one_at_a_time(place: MakePlace) -> None:
    """Feeds of one host are polled one after the other, with the host's delay between two requests."""
    here = place("".join(f"  f{n}: URL/{n}\n" for n in range(4)), defaults="defaults: {host_delay: 200ms}\n")
    for n in range(4):
        here.server.on(f"/{n}", answer(rss(item(str(n), str(n)))))
    here.poll()
    times = [request.at for request in here.server.requests]

    assert 4 == len(times)
    assert all(later - earlier >= 0.19 for earlier, later in pairwise(times))


def test_bad_entry_costs_nothing_else(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry that cannot be read leaves a problem behind; the document's others are stored."""
    here = place("  a: URL/a\n")
    here.server.on("/a", answer(rss(item("1", "One"), "<item></item>", item("3", "Three"))))
    here.poll()

    assert {"One", "Three"} <= here.titles()


def sleep(job: Job) -> None:
    """Stand for a document that keeps a parser busy."""
    time.sleep(60)


def test_document_that_takes_too_long_kills_its_worker_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that cannot be read in time is a recorded failure; the next one is read."""
    spec = configuration.load("feeds: {a: 'http://a.example/'}\n").feeds[0]
    job = Job(document=rss(item("1", "One")), spec=spec, url=spec.url, now=clock())

    async def work() -> tuple[object, object]:
        async with Readers(1) as readers:
            with monkeypatch.context() as patch:
                patch.setattr(workers, "SECONDS", 0.5)
                patch.setattr(workers, "_read", sleep)
                slow = await readers.read(job)
            return slow, await readers.read(job)

    slow, good = asyncio.run(work())

    assert isinstance(slow, NotAFeed)
    assert "parse_limit" == slow.kind
    assert isinstance(good, Read)
    assert 1 == len(good.fresh)


def test_crash_between_commit_and_publish_loses_nothing(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was committed and not yet published is published at the next start, once."""

    def broken(store: Store, outcomes: object) -> None:
        raise RuntimeError

    here = place("  a: URL/a\n")
    here.server.on("/a", answer(rss(item("1", "One"))))
    with monkeypatch.context() as patch:
        patch.setattr(store_thread, "take_in", broken)
        patch.setattr(store_thread, "publish", lambda store: 0)
        here.poll()

    assert (set(), []) == (here.titles(), list(here.store.changes()))
    assert 1 == publish(here.store)
    assert 0 == publish(here.store)
    assert ({"One"}, 1) == (here.titles(), len(list(here.store.changes())))


def test_future_entries_can_be_ignored(place: MakePlace) -> None:
    """`future_dates: ignore_entry` leaves out what is dated ahead."""
    here = place("  a: {url: URL/a, repairs: {future_dates: ignore_entry}}\n")
    ahead = item("1", "Ahead").replace("<title>", "<pubDate>Mon, 01 Jan 2125 00:00:00 GMT</pubDate><title>")
    here.server.on("/a", answer(rss(ahead, item("2", "Now"))))
    here.poll()

    assert {"Now"} == here.titles()


def test_own_outage_blames_no_feed(place: MakePlace) -> None:
    """When every host fails in the network at once, the later failures are not counted."""
    here = place("".join(f"  f{n}: http://127.0.0.{n + 2}:9/\n" for n in range(12)))
    here.poll()
    counted = sum(record.state.failures for record in here.store.feeds())

    assert 12 == len(here.outcomes)
    assert counted < 6


def test_stop_releases_what_is_in_flight(place: MakePlace) -> None:
    """A stop claims nothing more, and a poll that cannot finish in time gives its host slot back."""
    here = place("  a: URL/a\n", defaults="defaults: {timeout: 30s}\n")
    here.server.on("/a", hang())

    async def work() -> None:
        here.store.make_due(None, clock())
        async with here.crawler() as crawler:
            crawl = asyncio.create_task(crawler.crawl_permit())
            while not here.server.requests:  # noqa: ASYNC110 — the server lives in another thread
                await asyncio.sleep(0.01)
            crawler.stop()
            crawl.cancel()
            await asyncio.gather(crawl, return_exceptions=True)

    with short_grace():
        asyncio.run(work())

    assert ["a"] == [
        due.feed
        for lease in here.store.claim(clock() + timedelta(seconds=2), limit=1, ttl=timedelta(seconds=5), owner="next")
        for due in lease.feeds
    ]


@contextmanager
def short_grace() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crawler, "GRACE", 0.2)
        yield


def test_ingest_leaves_the_schedule_alone(place: MakePlace) -> None:
    """A document from disk stores its articles and moves neither validators nor the next poll."""
    here = place("  a: URL/a\n")
    before = here.feed("a").state

    async def work() -> Sequence[str]:
        async with here.crawler() as crawler:
            spec = here.config.feeds[0]
            return [(await crawler.ingest(spec, rss(item("1", "One")))).code for _ in range(2)]

    assert ["new", "same_entries"] == asyncio.run(work())
    assert before == here.feed("a").state
    assert {"One"} == here.titles()
