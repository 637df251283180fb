"""Articles as Atom, RSS and JSON Feed: valid, and read back by ourselves and by feedparser."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import feedparser
import pytest
from fastapi.testclient import TestClient
from stored import NOW, StorePlace, configure, entry, spec, stored
from stored import article as stored_article

from aggregator.export.syndication import FORMS, Form, Frame
from aggregator.model import Article, Author, Category, Media, ParsedFeed, Source
from aggregator.parse import parse
from aggregator.web import Status, create_app
from aggregator.web.metrics import Metrics

FRAME = Frame(
    title="All & <every>",
    url="https://news.example/v1/articles.atom?feed=a&q=%3C",
    home="https://news.example/",
    now=datetime(2026, 3, 1, tzinfo=UTC),
    names={"wire": "The Wire"},
)
AT = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def article(**fields: object) -> Article:
    given = {"id": "a1", "feed": "wire", "guid": "g", "effective_at": AT, "first_seen_at": AT, "last_seen_at": AT}
    return Article(**(given | fields))  # type: ignore[arg-type]


WHOLE = article(
    title="Fish & <chips> \U0001f41f",
    url="https://wire.example/1?a=1&b=2",
    summary="short & <plain>",
    text="long\n\ntext",
    html="<p>long &amp; <b>bold</b></p>",
    language="en-GB",
    authors=(Author(name="Anna & Co", uri="https://wire.example/anna"), Author(name="Per")),
    published_at=AT,
    updated_at=AT + timedelta(hours=1),
    categories=(Category(label="Fish", term="f1", scheme="http://c.example/"), Category(label='"Sea"')),
    media=(
        Media(url="https://wire.example/1.mp3", type="audio/mpeg", length=9, duration_s=60, role="enclosure"),
        Media(url="https://wire.example/1.jpg", role="image"),
    ),
    source=Source(title="Agency", url="https://agency.example/"),
    rights="(c) Wire",
)
BARE = article(id="b2", text="A text without a title, " * 9)
NOTHING = article(id="c3")


def made(form: Form, articles: Iterable[Article] = (WHOLE, BARE, NOTHING)) -> bytes:
    return b"".join(FORMS[form](FRAME, articles))


def read(document: bytes) -> ParsedFeed:
    found = parse(document, url="https://news.example/feed", content_type=None)
    assert isinstance(found, ParsedFeed)
    return found


@pytest.mark.parametrize("form", FORMS)
def test_our_own_parser_reads_it_back(form: Form) -> None:
    """What we write we read again: every entry, with its title, link and dates, and no complaint."""
    found = read(made(form))

    assert ((), 3) == (found.problems, len(found.entries))
    assert "All & <every>" == found.title
    assert "https://wire.example/1?a=1&b=2" == found.entries[0].links[0].href


@pytest.mark.parametrize("form", [Form.ATOM, Form.RSS])
def test_feedparser_reads_it_back(form: Form) -> None:
    """feedparser finds no fault, and the values we put in."""
    found = feedparser.parse(made(form))
    first = found.entries[0]

    assert (False, "All & <every>", 3) == (found.bozo, found.feed.title, len(found.entries))
    assert ("Fish & <chips> \U0001f41f", "https://wire.example/1?a=1&b=2") == (first.title, first.link)
    assert "<p>long &amp; <b>bold</b></p>" == first.content[-1].value
    assert (2026, 3, 2, 8, 15) == first.published_parsed[:5]
    assert ("https://wire.example/1.mp3", "audio/mpeg", "9") == tuple(
        first.enclosures[0][name] for name in ("href", "type", "length")
    )
    assert ["Anna & Co", "Per"] == [author.name for author in first.authors]
    assert 3 == len({one.id for one in found.entries})


def test_atom_has_what_the_standard_asks_for() -> None:
    """RFC 4287 §4.1: one id, title and updated each, authors, a link to itself, times of RFC 3339."""
    feed = ElementTree.fromstring(made(Form.ATOM))
    entries = feed.findall(f"{ATOM}entry")
    for one in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert 1 == len(one.findall(f"{ATOM}{name}"))
    for one in entries:
        assert one.findtext(f"{ATOM}title")
        assert one.findall(f"{ATOM}author/{ATOM}name")

    assert FRAME.url == feed.find(f"{ATOM}link[@rel='self']").attrib["href"]  # type: ignore[union-attr]
    assert "2026-03-02T09:15:00Z" == feed.findtext(f"{ATOM}updated")
    assert ["html", "text", "text"] == [one.attrib["type"] for one in feed.iter(f"{ATOM}content")]
    assert "The Wire" == entries[1].findtext(f"{ATOM}author/{ATOM}name")


def test_rss_has_what_the_standard_asks_for() -> None:
    """RSS 2.0: channel with title, link and description; a guid that says that it is no link; whole enclosures."""
    channel = ElementTree.fromstring(made(Form.RSS)).find("channel")
    assert channel is not None
    items = channel.findall("item")

    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    assert [{"isPermaLink": "false"}] * 3 == [item.find("guid").attrib for item in items]  # type: ignore[union-attr]
    assert {"url", "length", "type"} == set(items[0].find("enclosure").attrib)  # type: ignore[union-attr]
    assert "Mon, 02 Mar 2026 08:15:00 GMT" == items[0].findtext("pubDate")
    assert ["https://agency.example/"] == [one.attrib["url"] for one in items[0].findall("source")]
    assert items[2].findtext("title")


def test_json_feed_has_what_the_standard_asks_for() -> None:
    """JSON Feed 1.1: version, ids that differ, a content in each item, types of attachments, times of RFC 3339."""
    feed = json.loads(made(Form.JSON_FEED))
    items = feed["items"]

    assert "https://jsonfeed.org/version/1.1" == feed["version"]
    assert FRAME.url == feed["feed_url"]
    assert 3 == len({item["id"] for item in items})
    assert all("content_html" in item or "content_text" in item for item in items)
    assert "2026-03-02T08:15:00Z" == items[0]["date_published"]
    assert [{"url": "https://wire.example/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9}] == [
        {name: one[name] for name in ("url", "mime_type", "size_in_bytes")} for one in items[0]["attachments"]
    ]
    assert {"name": "Anna & Co", "url": "https://wire.example/anna"} == items[0]["authors"][0]
    assert "date_published" not in items[1]


@pytest.mark.parametrize("form", FORMS)
def test_no_articles_are_a_feed_too(form: Form) -> None:
    """A filter that finds nothing gives a valid feed without entries."""
    found = read(made(form, ()))

    assert ((), ()) == (found.problems, found.entries)


@pytest.mark.parametrize("form", FORMS)
def test_hostile_text_stays_text(form: Form) -> None:
    """Markup, ends of sections and control characters in any field never leave it."""
    evil = "</title>]]><script>\x00\x0b\x1f\ufffe&#0;"
    found = read(made(form, [article(title=evil, summary=evil, byline=evil, categories=(Category(label=evil),))]))

    assert 1 == len(found.entries)
    assert "<script>" in found.entries[0].titles[0].value if form is Form.JSON_FEED else True


def served(place: StorePlace) -> TestClient:
    store = place.open()
    configure(store, spec())
    stored(store, *(entry(stored_article(guid, title=f"title {guid}")) for guid in ("1", "2", "3")))
    status = Status(clock=lambda: NOW, started_at=NOW, ticked_at=NOW)
    return TestClient(create_app(store, status, Metrics(), url="https://news.example"))


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/v1/articles.atom", "application/atom+xml"),
        ("/v1/articles.rss", "application/rss+xml"),
        ("/v1/articles.json", "application/feed+json"),
    ],
)
def test_over_http(place: StorePlace, path: str, media_type: str) -> None:
    """Any list of articles is a feed over HTTP, with the filters of the list, its own link, and an ETag."""
    with served(place) as client:
        got = client.get(path, params={"q": "2", "limit": 9})
        again = client.get(path, params={"q": "2", "limit": 9}, headers={"if-none-match": got.headers["etag"]})

    assert (200, media_type, 304) == (got.status_code, got.headers["content-type"].split(";")[0], again.status_code)
    assert 1 == len(read(got.content).entries)
    assert (
        f"https://news.example{path}?q=2&amp;limit=9".replace("&amp;", "&" if "json" in path else "&amp;") in got.text
    )


def test_bad_filters_are_refused(place: StorePlace) -> None:
    """A filter that is none is a problem document, not a feed without it."""
    with served(place) as client:
        got = [client.get(f"/v1/articles.atom?{query}").status_code for query in ("limit=0", "feeed=a", "since=x")]

    assert [422, 422, 422] == got
