"""Feeds whose guids are worth nothing: what is told of them, and that no article is lost and none comes twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from identities import DAY, NOW, OWN_GUID, entry, judge, page, problems, stored
from intake import NOW as POLLED
from intake import Here

from aggregator.model import (
    Article,
    Candidate,
    New,
    Problem,
    Revision,
    Unchanged,
)
from storage import open_store

# ---------------------------------------------------------------------------------------------
# Polled again and again
# ---------------------------------------------------------------------------------------------


HOUR = timedelta(hours=1)
POLLS, LISTED = 4, 5
WORDS = "anchor barrel candle dorn elra ferry gale harbour island jetty keeper lantern".split()


@pytest.fixture
def here() -> Iterator[Here]:
    store = open_store("sqlite://")
    yield Here(store, "feeds: {junk: https://junk.example/feed}\n")
    store.close()


def document(poll: int, guid: Callable[[int, int], str]) -> bytes:
    """The feed at its *poll*: one entry more than the last time, the newest first, the oldest gone."""
    entries = []
    for place, number in enumerate(range(LISTED + poll, poll, -1), 1):
        day = POLLED - timedelta(days=20) + number * 5 * HOUR
        entries.append(
            f"<item><title>The {WORDS[number]} of number {number}</title><guid isPermaLink='false'>"
            f"{guid(place, number)}</guid><link>https://junk.example/{WORDS[number]}</link>"
            f"<pubDate>{day:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
            f"<description>What the {WORDS[number]} saw, by its keeper, in {number} chapters.</description></item>"
        )
    return f"<rss version='2.0'><channel><title>Junk</title>{''.join(entries)}</channel></rss>".encode()


GUIDS: dict[str, Callable[[int], Callable[[int, int], str]]] = {
    "sound": lambda poll: lambda place, number: f"tag:junk,{number}",
    "number of the place": lambda poll: lambda place, number: str(place),
    "place counted from the end": lambda poll: lambda place, number: f"item-{LISTED - place}",
    "new at every poll": lambda poll: lambda place, number: f"{poll:04}{number:04}",
    "session in it": lambda poll: lambda place, number: f"https://junk.example/{number}?PHPSESSID={poll:016x}",
    "revision counted": lambda poll: lambda place, number: f"https://junk.example/{number}#{poll}",
    "one for all": lambda poll: lambda place, number: "https://junk.example/",
    "none": lambda poll: lambda place, number: "",
}


@pytest.mark.parametrize("kind", GUIDS)
def test_no_article_is_lost_and_none_comes_twice(here: Here, kind: str) -> None:
    """Whatever a feed's guids are, every entry is one article, and none is another one's revision."""
    for poll in range(POLLS):
        here.take("junk", document(poll, GUIDS[kind](poll)), POLLED + poll * HOUR)
        here.take("junk", document(poll, GUIDS[kind](poll)), POLLED + poll * HOUR + HOUR / 2)
    titles = sorted(article.title or "" for article in here.articles().values())

    assert sorted(f"The {WORDS[n]} of number {n}" for n in range(1, LISTED + POLLS)) == titles
    assert {1} == {article.revision for article in here.articles().values()}


# ---------------------------------------------------------------------------------------------
# What is told of them
# ---------------------------------------------------------------------------------------------


def renumbered(count: int = 4) -> tuple[list[Article], list[Candidate]]:
    """A document whose pages are known and whose guids and dates are made anew on every request."""
    known = [stored(page(n, f"session:1:{n}")) for n in range(count)]
    fresh = [page(n, f"session:2:{n}", published_at=NOW + DAY) for n in range(count)]
    return fresh, known


def test_unstable_guids_are_repaired() -> None:
    """When a document brings known pages under new guids, its pages tell its entries apart."""
    fresh, known = renumbered()
    expected = tuple(Revision(of=f"stored session:1:{n}", changed=("published_at",)) for n in range(4))

    assert expected == judge(fresh, known)


def test_unstable_guids_are_told() -> None:
    """A feed that makes up its guids is told to the operator."""
    fresh, known = renumbered()
    detail = "4 known pages came under new guids; entries are told apart by their pages"

    assert (Problem(code="guids_unstable", detail=detail),) == problems(fresh, known)


def numbered(first: int, count: int = 4) -> list[Article]:
    """A document whose newest *count* entries are numbered from 1: the guid is the place, not the entry."""
    return [
        page(
            first + place,
            str(place + 1),
            text=f"Report {first + place} in full.",
            summary=None,
            published_at=NOW - (first + place) * DAY,
        )
        for place in range(count)
    ]


def test_guids_that_number_places_lose_no_article() -> None:
    """Where guids count places and a new entry moves all others on, the pages tell them and the new one is new."""
    before = [stored(one) for one in numbered(first=2)]
    got = judge(numbered(first=1), before)
    same = tuple(Unchanged(of=f"stored {place}", reason="same") for place in (1, 2, 3))

    assert (New(guid="1|https://a.test/1"), *same) == got


def test_guids_that_number_places_are_told() -> None:
    """A feed whose guids number places is told to the operator."""
    fresh, known = numbered(first=1), [stored(one) for one in numbered(first=2)]

    assert ["guids_reused"] == [problem.code for problem in problems(fresh, known)]


def test_whole_document_under_the_guids_of_the_last() -> None:
    """Where every entry is another one under a known guid, all are new, each under a guid of its own."""
    known = [stored(one) for one in numbered(first=20)]
    expected = tuple(New(guid=f"{place}|https://a.test/{place}") for place in (1, 2, 3, 4))

    assert expected == judge(numbered(first=1), known)


def test_two_rewritten_entries_keep_their_guids() -> None:
    """A newsroom that rewrites two articles from headline to page has revised them; its guids stay trusted."""
    before = [stored(one) for one in numbered(first=1)]
    kept = numbered(first=1)[2:]
    rewritten = numbered(first=50)[:2]

    assert [Revision, Revision, Unchanged, Unchanged] == [type(one) for one in judge([*rewritten, *kept], before)]


def test_every_trouble_with_guids_is_in_the_manual() -> None:
    """The manual says of each of a feed's troubles with guids what was done about it."""
    manual = (Path(__file__).parent.parent / "docs" / "operations.md").read_text(encoding="utf-8")
    fresh, known = renumbered()
    repeated = [entry("hash:1", repairs=OWN_GUID)]
    told = [*problems(fresh, known), *problems(repeated, []), *problems(numbered(1), [stored(e) for e in numbered(2)])]

    assert ["guids_unstable", "guids_repeated", "guids_reused"] == [problem.code for problem in told]
    assert all(f"| `{problem.code}` |" in manual for problem in told)


def test_guid_with_a_session_is_told() -> None:
    """Guids with the number of a visit in them are known without it, and the operator is told."""
    fresh = [page(1, "https://a.test/1?PHPSESSID=f9e8d7c6b5a49382")]
    known = [stored(page(1, "https://a.test/1?PHPSESSID=0a1b2c3d4e5f6071"))]

    assert ["guids_respelled"] == [problem.code for problem in problems(fresh, known)]


def test_two_renumbered_entries_do_not_condemn_a_feed() -> None:
    """Two new guids for known pages may be two new entries."""
    fresh, known = renumbered(2)

    assert (New(), New()) == judge(fresh, known)
    assert () == problems(fresh, known)


def test_derived_guids_are_told() -> None:
    """A feed that gives one guid to several entries, or none, is told to the operator."""
    detail = "1 of 2 entries have no guid of their own; their pages stand in for it"
    got = problems([page(1), page(2, repairs=OWN_GUID)], [])

    assert (Problem(code="guids_repeated", detail=detail),) == got
