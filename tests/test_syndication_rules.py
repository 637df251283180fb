"""Atom, RSS and JSON Feed keep to RFC 4287, RSS 2.0 and JSON Feed 1.1, whatever an article lacks or has too much of."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from lxml import etree

from aggregator.export.syndication import FORMS, Form, Frame
from aggregator.model import Article, Author, Category, Media, Source

AT = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
FRAME = Frame(
    title="Öl & <Gas>\x0b",
    url="https://news.example/v1/articles.atom?q=%3C&feed=a",
    home="https://news.example/",
    now=AT,
)
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))
EVIL = "a\x00\x0b\x1f\ufffe]]></title><script>&#0;&nbsp;"
MP3 = Media(url="https://a.example/1.mp3?a=1&b=2", type="audio/mpeg", length=9, duration_s=60, role="enclosure")


def article(name: str, **fields: object) -> Article:
    given = {"id": name, "feed": "wire", "guid": name, "effective_at": AT, "first_seen_at": AT, "last_seen_at": AT}
    return Article(**(given | fields))  # type: ignore[arg-type]


ODD = {
    one.id: one
    for one in (
        article("nothing"),
        article("only-title", title="A title"),
        article("only-url", url="https://a.example/1"),
        article("only-summary", summary="A summary"),
        article("blank", title="\x00", summary=" ", text="\x01", byline=" "),
        article(
            "evil", title=EVIL, summary=EVIL, text=EVIL, html=EVIL, byline=EVIL, rights=EVIL, language="zh-Hant-TW"
        ),
        article("evil-lists", authors=(Author(name=EVIL), Author(name="\x00")), categories=(Category(label=EVIL),)),
        article("long", title="t" * 9_000, categories=tuple(Category(label=f"{n} " * 999) for n in range(300))),
        article(
            "no-category", categories=(Category(label=" ", term="", scheme="no address"), Category(label="x", term=""))
        ),
        article("vocabulary", categories=(Category(label="X", term="x", scheme="http://c.example/"),)),
        article("files", media=(MP3, MP3, Media(url="https://a.example/2", role="enclosure"))),
        article("odd-files", media=(Media(url="https://a.example/3", type="mp3", length=-1, role="enclosure"),)),
        article(
            "odd-types",
            media=(
                Media(url="https://a.example/3", type="", role="enclosure"),
                Media(url="https://a.example/p", role="image"),
            ),
        ),
        article("copy", title="Same", url="https://a.example/1", text="same", duplicate_of="original"),
        article(
            "original",
            title="Same",
            url="https://a.example/1",
            text="same",
            source=Source(title="Wire", url="https://w.example/"),
        ),
        article("untitled-source", title="x", source=Source(url="https://w.example/")),
        article(
            "old", title="x", published_at=datetime(1, 1, 1, tzinfo=UTC), updated_at=datetime(999, 1, 1, tzinfo=UTC)
        ),
        article("agency", title="x", agencies=("Reuters", "AFP"), html="<p>x</p>"),
        article("author", title="x", authors=(Author(name="Ann", uri="https://a.example/ann", email="ann@a.example"),)),
    )
}
EACH = pytest.mark.parametrize("articles", [[], *([one] for one in ODD.values()), list(ODD.values())],
                               ids=["none", *ODD, "all"])  # fmt: skip


def made(form: Form, articles: list[Article]) -> bytes:
    return b"".join(FORMS[form](FRAME, articles))


@EACH
def test_atom_keeps_to_its_schema(articles: list[Article]) -> None:
    """Atom is what RFC 4287 allows: what must be there, once, of its form, and the feed's own before its entries."""
    feed = etree.fromstring(made(Form.ATOM, articles))

    assert SCHEMA.validate(feed), SCHEMA.error_log.last_error
    assert len(articles) == len({one.text for one in feed.iterfind("{*}entry/{*}id")})


@EACH
def test_atom_entries_can_be_read_or_followed(articles: list[Article]) -> None:
    """RFC 4287 §4.1.1.1 and §4.1.2: an entry has content or a link to it, and no two links of one kind."""
    feed = etree.fromstring(made(Form.ATOM, articles))
    for entry in feed.iterfind("{*}entry"):
        alternates = entry.findall("{*}link[@rel='alternate']")

        assert 1 >= len(alternates)
        assert alternates or entry.find("{*}content") is not None


CHANNEL = {
    "title": (1, 1),
    "link": (1, 1),
    "description": (1, 1),
    "atom:link": (0, 1),
    "generator": (0, 1),
    "item": (0, 99),
}
ITEM = {
    "title": (0, 1), "link": (0, 1), "description": (0, 1), "guid": (1, 1), "pubDate": (0, 1), "enclosure": (0, 1),
    "source": (0, 1), "category": (0, 999), "dc:creator": (1, 99), "content:encoded": (0, 1),
}  # fmt: skip
"""How often each may stand there."""
ADDRESS = re.compile(r"(https?|urn):\S+")


def named(element: etree._Element) -> str:
    return f"{element.prefix}:{etree.QName(element).localname}" if element.prefix else str(element.tag)


def assert_counts(element: etree._Element, allowed: dict[str, tuple[int, int]]) -> None:
    names = [named(child) for child in element]

    assert [] == sorted(set(names) - set(allowed))
    assert [] == [name for name, (least, most) in allowed.items() if not least <= names.count(name) <= most]


@EACH
def test_rss_keeps_to_its_rules(articles: list[Article]) -> None:
    """RSS 2.0: known elements, as often as allowed, items last, dates of RFC 822, whole enclosures, titles or texts."""
    document = etree.fromstring(made(Form.RSS, articles))
    channel = document[0]
    items = channel.findall("item")

    assert ("rss", "2.0", 1) == (document.tag, document.get("version"), len(document))
    assert_counts(channel, CHANNEL)
    assert list(items) == list(channel)[len(channel) - len(articles) :]
    assert len(articles) == len({item.findtext("guid") for item in items})
    for item in items:
        assert_counts(item, ITEM)
        assert (item.findtext("title") or item.findtext("description") or "").strip()
        for one in item.findall("pubDate"):
            assert parsedate_to_datetime(one.text or "").tzinfo
        for one in item.findall("enclosure"):
            assert {"url", "length", "type"} == set(one.attrib)
            assert (True, True) == (
                one.attrib["length"].isdecimal(),
                re.fullmatch(r"\S+/\S+", one.attrib["type"]) is not None,
            )
        for one in item.findall("source"):
            assert ADDRESS.fullmatch(one.attrib["url"])
        for one in item.iterfind("link"):
            assert ADDRESS.fullmatch(one.text or "")
        for one in (*item.findall("category"), *item.findall("{*}creator")):
            assert (one.text or "").strip()


ITEM_KEYS = {
    "id": str, "url": str, "title": str, "summary": str, "content_html": str, "content_text": str, "image": str,
    "date_published": str, "date_modified": str, "authors": list, "tags": list, "language": str, "attachments": list,
}  # fmt: skip
ATTACHMENT_KEYS = {"url": str, "mime_type": str, "size_in_bytes": int, "duration_in_seconds": int}
MEDIA_TYPE = re.compile(r"[^/\s]+/[^/\s]+")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def assert_typed(found: dict[str, object], allowed: dict[str, type]) -> None:
    assert [] == [name for name, value in found.items() if not isinstance(value, allowed.get(name, type(None)))]


@EACH
def test_json_feed_keeps_to_its_rules(articles: list[Article]) -> None:
    """JSON Feed 1.1: known members of their types, ids that differ, a content each, typed attachments, RFC 3339."""
    feed = json.loads(made(Form.JSON_FEED, articles))

    assert {"version", "title", "home_page_url", "feed_url", "items"} == set(feed)
    assert "https://jsonfeed.org/version/1.1" == feed["version"]
    assert len(articles) == len({item["id"] for item in feed["items"]})
    for item in feed["items"]:
        assert_typed(item, ITEM_KEYS)
        assert item.keys() & {"content_html", "content_text"}
        assert all(TIME.fullmatch(item[name]) for name in ("date_published", "date_modified") if name in item)
        assert all(isinstance(tag, str) and tag.strip() for tag in item.get("tags", ()))
        assert all(author.keys() <= {"name", "url"} and author["name"].strip() for author in item["authors"])
        for attachment in item.get("attachments", ()):
            assert_typed(attachment, ATTACHMENT_KEYS)
            assert MEDIA_TYPE.fullmatch(attachment["mime_type"])
            assert attachment.get("size_in_bytes", 0) >= 0
