"""Feeds whose guids are worth nothing: polled again and again, no article is lost and none comes twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from intake import NOW, Here

from storage import open_store

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
        day = NOW - timedelta(days=20) + number * 5 * HOUR
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
        here.take("junk", document(poll, GUIDS[kind](poll)), NOW + poll * HOUR)
        here.take("junk", document(poll, GUIDS[kind](poll)), NOW + poll * HOUR + HOUR / 2)
    titles = sorted(article.title or "" for article in here.articles().values())

    assert sorted(f"The {WORDS[n]} of number {n}" for n in range(1, LISTED + POLLS)) == titles
    assert {1} == {article.revision for article in here.articles().values()}
