"""The whole way from an entry to an article."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.export import jsonl
from aggregator.model import (
    Article,
    Author,
    Dateline,
    FeedContext,
    FeedRepairs,
    Found,
    ParsedFeed,
    RawCategory,
    RawEntry,
    RawLink,
    RawMedia,
    RawPerson,
    RawSource,
    RawText,
)
from aggregator.normalize import NORMALIZER, findings, normalize, texts
from aggregator.normalize.guid import guids
from aggregator.parse import parse

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
FEED = FeedContext(feed="wire", url="https://example.com/feed", link="https://example.com/", timezone="UTC")
CORPUS = sorted(path for path in (Path(__file__).parent / "corpus" / "normalize").iterdir() if path.suffix != ".json")


def article(feed: FeedContext = FEED, **fields: Any) -> Article:
    """The article of an entry with these fields."""
    return normalize(RawEntry(position=0, **fields), feed, guid=Found(value="1"), now=NOW)


def text(value: str, element: str = "description", kind: str | None = None) -> RawText:
    """One text element."""
    return RawText(element=element, value=value, type=kind)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_corpus(path: Path) -> None:
    """A document's articles are those beside it, field by field; what is empty is not written down."""
    want = json.loads(path.with_suffix(".json").read_text("utf-8"))

    assert want == articles_of(path)


def articles_of(path: Path) -> list[dict[str, Any]]:
    """The articles of a document as JSON, without what is empty or the same for all."""
    parsed = parse(path.read_bytes(), url="https://feeds.example/feed")
    assert isinstance(parsed, ParsedFeed)
    feed = FeedContext(
        feed="f",
        url="https://feeds.example/feed",
        title=parsed.title,
        link=parsed.link,
        language=parsed.language,
        authors=parsed.authors,
        rights=parsed.rights,
        base=parsed.base,
    )
    found = guids(parsed.entries, feed)
    made = [normalize(entry, feed, guid=guid, now=NOW) for entry, guid in zip(parsed.entries, found, strict=True)]
    same = {"id", "schema", "feed", "first_seen_at", "last_seen_at", "revision", "normalizer"}
    return [
        {name: value for name, value in json.loads(line).items() if name not in same and value not in (None, [], False)}
        for line in jsonl(made)
    ]


def test_sample() -> None:
    """The scrape that started the project comes out as its page promises."""
    got = article(
        titles=(
            text("Another group of Russian soldiers leaves Kazakhstan after completing the CSTO mission", "title"),
        ),
        authors=(RawPerson(element="author", name="Obadiah Silva January 17, 2022 3 min read"),),
        dates=(text("January 17, 2022", "pubDate"),),
        categories=(RawCategory(element="category", term="Russia, Kazakhstan, Joint Security Agreement (csto)"),),
        contents=(
            text(
                "<p>MOSCOW (Sputnik) – Another group of Russian soldiers who took part in the peacekeeping mission"
                " has left Kazakhstan, the ministry said.</p><p>They landed near Ivanovo. “</p><p>More follow.</p>",
                "content:encoded",
            ),
        ),
    )

    assert (Author(name="Obadiah Silva"),) == got.authors
    assert ("Sputnik",) == got.agencies
    assert Dateline(place="Moscow", agency="Sputnik") == got.dateline
    assert datetime(2022, 1, 17, tzinfo=UTC) == got.published_at
    assert got.date_source is not None
    assert "day" == got.date_source.precision
    labels = [category.label.casefold() for category in got.categories]
    assert ["russia", "kazakhstan", "joint security agreement (csto)"] == labels
    assert got.text is not None
    assert "near Ivanovo.\n\nMore follow." in got.text
    assert ("text", "stray_mark") in [(repair.field, repair.code) for repair in got.repairs]


def test_effective_at() -> None:
    """Articles are ordered by their date, unless they have none or one in the future."""
    past = article(dates=(text("2026-03-01T10:00:00Z", "atom:published"),))
    soon = article(dates=(text("2026-03-04T12:30:00Z", "atom:published"),))
    late = article(dates=(text("2026-03-05T12:00:00Z", "atom:published"),))

    assert datetime(2026, 3, 1, 10, tzinfo=UTC) == past.effective_at
    assert NOW + timedelta(minutes=30) == soon.effective_at
    assert NOW == late.effective_at == article().effective_at
    assert late.published_at == datetime(2026, 3, 5, 12, tzinfo=UTC)


def test_empty_entry() -> None:
    """An entry that says nothing is an article that says nothing: nothing is invented."""
    got = article()

    want = Article(
        id=got.id,
        feed="wire",
        guid="1",
        effective_at=NOW,
        first_seen_at=NOW,
        last_seen_at=NOW,
        normalizer=NORMALIZER,
    )
    assert want == got


def test_agencies() -> None:
    """Wire services of byline, dateline and source are named once, in this order."""
    got = article(
        authors=(RawPerson(element="author", name="Reuters"),),
        contents=(text("LONDON (AP) — The council voted late on Thursday to close two lines.", "content:encoded"),),
        source=RawSource(element="source", title="Reuters"),
    )

    assert ("Reuters", "AP") == got.agencies


@pytest.mark.parametrize(
    ("ignored", "empty"),
    [("title", "title"), ("summary", "summary"), ("authors", "authors"), ("rights", "rights"), ("license", "license")],
)
def test_ignored(ignored: str, empty: str) -> None:
    """A field the operator ignores is taken as if the feed did not have it."""
    fields = {
        "titles": (text("Title", "title"),),
        "summaries": (text("A summary."),),
        "contents": (text("The text.", "content:encoded"),),
        "authors": (RawPerson(element="author", name="Maren Holt"),),
        "rights": (text("Rights", "dc:rights"), text("https://creativecommons.org/licenses/by/4.0/", "cc:license")),
    }
    usual, without = article(**fields), article(replace(FEED, repairs=FeedRepairs(ignore=(ignored,))), **fields)

    assert getattr(usual, empty)
    assert not getattr(without, empty)
    assert usual.text == without.text


ODD = "<>&;/\"'=[]()#0123456789:.,- \n\x00\x01\u200b\ud800\u202e"
TRAPS = [
    "<p>",
    "&#xD800;",
    "http://[",
    "//",
    "javascript:x",
    "P",
    "1e999",
    "<?xml <b>",
    "<![CDATA[",
    "\ufdd0",
    "<a href=//[",
]
VALUE = st.one_of(st.text(st.one_of(st.characters(), st.sampled_from(ODD)), max_size=60), st.sampled_from(TRAPS))
TYPE = st.sampled_from([None, "text", "html", "xhtml", "image/png", "text/html; charset=x", ""])
BASE = st.none() | VALUE
UNSEEN = frozenset(map(chr, (*range(9), *range(0xB, 0x20), *range(0x7F, 0xA0), 0x200B, 0x202E, *range(0xFDD0, 0xFDF0))))


def few(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Up to two of a kind."""
    return st.lists(strategy, max_size=2).map(tuple)


def elements(*names: str) -> st.SearchStrategy[tuple[RawText, ...]]:
    """Text elements of these names."""
    return few(st.builds(RawText, element=st.sampled_from(names), value=VALUE, type=TYPE, base=BASE))


ENTRY = st.builds(
    RawEntry,
    position=st.just(0),
    titles=elements("title", "dc:title"),
    summaries=elements("description", "itunes:summary"),
    contents=elements("content:encoded", "atom:content"),
    dates=elements("pubDate", "atom:updated"),
    comments=elements("comments", "slash:comments"),
    rights=elements("dc:rights", "cc:license"),
    geo=elements("georss:point", "georss:box", "geo:lat", "geo:long"),
    links=few(st.builds(RawLink, element=st.just("link"), href=VALUE, base=BASE)),
    media=few(st.builds(RawMedia, element=st.just("enclosure"), url=VALUE, width=VALUE, duration=VALUE, credit=VALUE)),
    authors=few(st.builds(RawPerson, element=st.just("author"), name=VALUE, uri=VALUE)),
    categories=few(st.builds(RawCategory, element=st.just("category"), term=VALUE)),
    source=st.none() | st.builds(RawSource, element=st.just("source"), title=VALUE, url=VALUE, id=VALUE),
    language=st.none() | VALUE,
    base=BASE,
)


@settings(deadline=None)  # the first text without a language loads the model
@given(ENTRY)
def test_never_raises(entry: RawEntry) -> None:
    """Any strings make an article, and its texts are clean Unicode."""
    got = normalize(entry, FEED, guid=Found(value="g"), now=NOW)

    for value in (got.title, got.summary, got.text, got.html, got.rights):
        assert UNSEEN.isdisjoint(value or "")
        (value or "").encode("utf-8")


@settings(deadline=None)
@given(st.lists(ENTRY, max_size=4), st.sampled_from([(), ("url", "authors", "language")]))
def test_entries_together(entries: list[RawEntry], ignored: tuple[str, ...]) -> None:
    """What is found for all entries of a document together is what is found for each alone."""
    feed = replace(FEED, language="en", repairs=FeedRepairs(ignore=ignored))
    found = findings(entries, feed, NOW, [texts(entry, feed) for entry in entries])
    guid = Found(value="g")
    pairs = zip(entries, found, strict=True)
    together = [normalize(entry, feed, guid=guid, now=NOW, found=one) for entry, one in pairs]

    assert together == [normalize(entry, feed, guid=guid, now=NOW) for entry in entries]
