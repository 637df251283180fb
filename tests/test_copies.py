"""Copies through the whole walk: two feeds with one piece, at the same instant, on both databases."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from intake import Here
from stored import StorePlace, configure, entry, outcome, spec
from stored import article as plain

from aggregator.dedupe.fingerprint import features
from aggregator.model import ArticleQuery, DuplicateMode
from aggregator.pipeline.publishing import publish
from storage import Store, open_store

# ---------------------------------------------------------------------------------------------
# A wire and a paper that prints it
# ---------------------------------------------------------------------------------------------

PIECE = """The second group of engineers who rebuilt the flooded railway near Kostrel has returned home after completing
the joint mission, the ministry of transport said on Sunday. Nine cargo planes brought one hundred and forty engineers
and thirty vehicles back to their base at Ivanov. The mission began on the sixth of January, when the council of the
five neighbours agreed to send help after the worst flood in forty years had cut the line in eleven places. Traffic
between the two capitals was resumed on Friday, two days earlier than planned. The last group is to follow on
Wednesday, once the bridge over the Tuna has been tested under load."""
WIRE = f"""<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Wire</title><link>https://wire.example/</link><item>
<title>Second group of engineers returns from Kostrel after completing mission</title>
<link>https://wire.example/20220116/engineers-1092.html</link><guid>wire-1092</guid>
<pubDate>Sun, 16 Jan 2022 08:12:40 GMT</pubDate>
<content:encoded><![CDATA[<p>MOSCOW, January 16 (Sputnik) - {PIECE}</p>]]></content:encoded></item></channel></rss>"""
SCRAPE = f"""<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Gazette</title><link>https://gazette.example/</link><item>
<title>Another group of engineers leaves Kostrel after completing the joint mission</title>
<link>https://gazette.example/another-group-of-engineers/</link><guid>https://gazette.example/?p=77</guid>
<pubDate>January 17, 2022</pubDate><dc:creator>Obadiah Sorel January 17, 2022 3 min read</dc:creator>
<category>Kostrel, Railways, Joint Mission (jmk)</category>
<content:encoded><![CDATA[<p>MOSCOW (Sputnik) – {PIECE.replace("than planned.", "than planned. “")}</p>
]]></content:encoded></item></channel></rss>"""
TWO_FEEDS = "feeds: {gazette: https://gazette.example/feed, wire: https://wire.example/rss}\n"
SEEN = datetime(2022, 1, 17, 12, tzinfo=UTC)


@pytest.mark.parametrize("first", ["wire", "gazette"])
def test_paper_and_wire(place: StorePlace, first: str) -> None:
    """A wire's piece and a paper's copy of it are one original and one duplicate with both feeds as sources.

    Whichever of the two is polled first, the wire's is the original: it was out earlier.
    """
    here = Here(place.open(), TWO_FEEDS)
    documents = {"wire": WIRE, "gazette": SCRAPE}
    for feed in (first, *(documents.keys() - {first})):
        here.take(feed, documents[feed].encode(), SEEN)
    by_feed = {article.feed: article for article in here.articles().values()}
    wire, copy = by_feed["wire"], by_feed["gazette"]

    assert (None, wire.id) == (wire.duplicate_of, copy.duplicate_of)
    assert {"wire", "gazette"} == {sighting.feed for sighting in here.store.sources(wire.id)}
    assert ("Sputnik",) == wire.agencies == copy.agencies
    kinds = [(change.kind, change.article_id) for change in here.store.changes(0, limit=9)]
    assert ("article.duplicate", copy.id) == kinds[-1]


OTHER = """The museum of ropes and knots in the harbour of Lomsk opens its doors for the first time this spring, and
entry is free for all who come by boat, its keeper told the council in a letter that was read out last night."""


@pytest.mark.parametrize("rewritten", ["wire", "gazette"])
def test_rewritten_copy_or_original(place: StorePlace, rewritten: str) -> None:
    """When the copy or the original is rewritten into another piece the two part, and downstream is told."""
    here = Here(place.open(), TWO_FEEDS)
    documents = {"wire": WIRE, "gazette": SCRAPE}
    for feed, document in documents.items():
        here.take(feed, document.encode(), SEEN)
    kept = documents[rewritten].replace("engineers", "ropes").replace("Kostrel", "Lomsk")
    start, end = kept.index("<content"), kept.index("</item>")
    new = f"{kept[:start]}<content:encoded>{OTHER}</content:encoded>{kept[end:]}"
    here.take(rewritten, new.encode(), SEEN + timedelta(hours=2))
    by_feed = {article.feed: article for article in here.articles().values()}

    assert (None, None, 2) == (
        by_feed["wire"].duplicate_of,
        by_feed["gazette"].duplicate_of,
        by_feed[rewritten].revision,
    )
    last = list(here.store.changes(0, limit=99))[-1]
    assert ("article.original", by_feed["gazette"].id) == (last.kind, last.article_id)


# ---------------------------------------------------------------------------------------------
# At the same instant
# ---------------------------------------------------------------------------------------------

WORKERS, PIECES = 4, 5
WORDS = "harbour council tower winter museum lantern fund vote stone keeper rope storm ship crown stair".split()


def bring(store: Store, worker: int, wait: Callable[[], object]) -> None:
    """Store a copy of every piece in the worker's own feed, each at the same instant as the others, and publish."""
    for number in range(PIECES):
        text = " ".join(f"{word} of {number} and {word}{number}" for word in WORDS * 3)
        # Worker 2 dates each piece first: whoever comes first, his are the originals.
        at = SEEN - timedelta(hours=9 if worker == 2 else 1)
        article = plain(
            f"{number}",
            f"f{worker}",
            title=f"The {number}th keeper of the tower{number} by the harbour{number} is found",
            text=text,
            canonical_url=f"https://f{worker}.example/{number}",
            published_at=at,
            effective_at=at,
            first_seen_at=SEEN,
            last_seen_at=SEEN,
        )
        made = entry(article)
        kept = features(article, DuplicateMode.DEFAULT)
        wait()
        store.commit(outcome(replace(made, features=kept), feed=f"f{worker}", at=SEEN))
        publish(store)


def in_thread(store: Store, worker: int, barrier: Barrier) -> None:
    bring(store, worker, lambda: barrier.wait(60))


_barrier = None


def _meet(barrier: object) -> None:
    global _barrier
    _barrier = barrier


def in_process(url: str, worker: int) -> None:
    """What `bring` does, in a process with a store of its own."""
    store = open_store(url)
    try:
        bring(store, worker, lambda: _barrier.wait(60))  # type: ignore[attr-defined]
    finally:
        store.close()


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_copies_at_the_same_instant(place: StorePlace, kind: str) -> None:
    """However many workers store copies of one piece at the same instant, there is one original, and no gap."""
    store = place.open()
    configure(store, *(spec(f"f{worker}") for worker in range(WORKERS)))
    pool: Executor
    if kind == "threads":
        barrier = Barrier(WORKERS)
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(lambda worker: in_thread(store, worker, barrier), range(WORKERS)))
    else:
        context = multiprocessing.get_context("spawn")
        shared = context.Barrier(WORKERS)
        with ProcessPoolExecutor(WORKERS, mp_context=context, initializer=_meet, initargs=(shared,)) as pool:
            list(pool.map(in_process, [place.url] * WORKERS, range(WORKERS)))
    articles = {article.id: article for article in store.articles(ArticleQuery())}
    changes = list(store.changes(0, limit=999))

    assert {f"f2-{number}" for number in range(PIECES)} == {
        article.id for article in articles.values() if article.duplicate_of is None
    }
    assert {article.id: f"f2-{article.guid}" for article in articles.values() if article.feed != "f2"} == {
        article.id: article.duplicate_of for article in articles.values() if article.duplicate_of
    }
    assert WORKERS * PIECES == len(articles)
    assert list(range(1, len(changes) + 1)) == [change.seq for change in changes]


def test_replay_changes_nothing(place: StorePlace) -> None:
    """What a crash left between commit and publication is published once at the next start, and never again."""
    store = place.open()
    here = Here(store, TWO_FEEDS)
    here.take("wire", WIRE.encode(), SEEN)
    here.take("gazette", SCRAPE.encode(), SEEN)
    before = here.articles(), list(store.changes(0, limit=99))
    again = place.open()

    assert 0 == publish(again)
    here.take("gazette", SCRAPE.encode(), SEEN + timedelta(hours=1))
    assert before[1] == list(again.changes(0, limit=99))
    assert {one: (two.duplicate_of, two.revision) for one, two in before[0].items()} == {
        one: (two.duplicate_of, two.revision) for one, two in here.articles().items()
    }


# ---------------------------------------------------------------------------------------------
# Guids that cannot be trusted
# ---------------------------------------------------------------------------------------------

NUMBERED = """<item><guid isPermaLink="false">{guid}</guid><title>Ferry {n} leaves the island of Skerry</title>
<link>https://wire.example/ferries/{n}</link><pubDate>Sun, 16 Jan 2022 08:{n}:40 GMT</pubDate></item>"""


def numbered(guid: str, numbers: range) -> bytes:
    """A document whose guids are made anew for it."""
    items = "".join(NUMBERED.format(guid=f"{guid}-{n}", n=n) for n in numbers)
    return f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>".encode()


def test_reason_for_untrusted_guids_is_told(place: StorePlace) -> None:
    """A feed that makes up its guids loses no article and gives none twice; the reason stays with the feed.

    It is told until a document with unknown entries says otherwise, not only in the poll that found it.
    """
    here = Here(place.open(), TWO_FEEDS)
    here.take("wire", numbered("monday", range(10, 20)), SEEN)
    here.take("wire", numbered("tuesday", range(10, 20)), SEEN + timedelta(hours=1))
    here.take("wire", numbered("tuesday", range(10, 20)) + b"<!-- -->", SEEN + timedelta(hours=2))
    record = here.store.feed("wire")

    assert 10 == len(here.articles())
    assert record is not None
    assert ["guids_unstable"] == [problem.code for problem in record.problems]
