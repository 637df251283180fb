"""A document's way from bytes to articles, for whatever documents there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape

from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedupe import identity
from aggregator.model import Candidate, FeedSpec, FreshEntry, Job, Read, Taxonomy, Topic, Unchanged
from aggregator.pipeline.reading import read

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SPEC = FeedSpec(id="a", url="https://a.example/feed")
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40)
ENTRIES = st.tuples(WORDS, WORDS, WORDS, st.sampled_from(["", "1", "2", "https://a.example/1"]))


def document(entries: list[tuple[str, str, str, str]]) -> bytes:
    """Return an RSS document of entries (title, text, author, guid), ids missing and repeated included."""
    items = "".join(
        f"<item><title>{escape(title)}</title><description>{escape(text)}</description>"
        f"<author>{escape(author)}</author>" + (f"<guid>{guid}</guid>" if guid else "") + "</item>"
        for title, text, author, guid in entries
    )
    return f"<rss version='2.0'><channel><title>A</title>{items}</channel></rss>".encode()


def reading(job: Job) -> Read:
    got = read(job)

    assert isinstance(got, Read)
    return got


def candidate(entry: FreshEntry) -> Candidate:
    """Return *entry* as the store would remember it."""
    return Candidate(article_id=entry.article.id, keys=entry.keys, revision=1, revisions_today=0, digests=entry.digests)


@given(st.lists(ENTRIES, max_size=8).map(document))
def test_same_document_twice_gives_nothing_new(body: bytes) -> None:
    """Known by their fingerprints entries are not read again; read again they are judged unchanged."""
    job = Job(document=body, spec=SPEC, url=SPEC.url, now=NOW)
    first = reading(job)
    again = reading(replace(job, known=frozenset(entry.fingerprint for entry in first.fresh)))
    later = reading(replace(job, now=NOW + timedelta(days=1)))
    verdicts = identity.judge(later.fresh, [candidate(entry) for entry in first.fresh])

    assert () == again.fresh
    assert len(first.fresh) == len(again.known)
    assert [entry.article.id for entry in first.fresh] == [
        verdict.of for verdict in verdicts if isinstance(verdict, Unchanged)
    ]


@given(st.lists(ENTRIES, min_size=1, max_size=8).map(document))
def test_articles_of_a_document_are_distinct(body: bytes) -> None:
    """Whatever a publisher does with guids, no two articles of one document share an id."""
    got = reading(Job(document=body, spec=SPEC, url=SPEC.url, now=NOW))
    ids = [entry.article.id for entry in got.fresh]

    assert sorted(set(ids)) == sorted(ids)


@given(st.binary(max_size=400))
def test_reading_never_raises(body: bytes) -> None:
    """Any bytes give articles or a refusal."""
    read(Job(document=body, spec=SPEC, url=SPEC.url, now=NOW))


def test_entry_that_fails_costs_only_itself() -> None:
    """An entry that cannot be read is told as a problem with its place; the others of its document are stored."""
    broken = Taxonomy(path="topics.csv", topics=(Topic(raw=None, categories=()),))  # type: ignore[arg-type]
    items = "<item><title>One</title></item><item><title>Two</title><category>News</category></item>"
    body = f"<rss version='2.0'><channel><title>A</title>{items}<item><title>Three</title></item></channel></rss>"
    got = reading(Job(document=body.encode(), spec=replace(SPEC, categories_map=broken), url=SPEC.url, now=NOW))

    assert ["One", "Three"] == [entry.article.title for entry in got.fresh]
    assert [("entry_failed", 1)] == [(problem.code, problem.position) for problem in got.problems]


def test_field_that_fails_costs_only_its_entry() -> None:
    """Fields are found for all entries of a document together; one that cannot be found costs no other entry."""
    broken = replace(SPEC, timezone=5)  # type: ignore[arg-type]
    items = "<item><title>One</title></item><item><title>Two</title><pubDate>2026-03-02 10:00</pubDate></item>"
    body = f"<rss version='2.0'><channel><title>A</title>{items}<item><title>Three</title></item></channel></rss>"
    got = reading(Job(document=body.encode(), spec=broken, url=SPEC.url, now=NOW))

    assert ["One", "Three"] == [entry.article.title for entry in got.fresh]
    assert [("entry_failed", 1)] == [(problem.code, problem.position) for problem in got.problems]
