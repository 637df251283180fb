"""What we write as Atom and RSS against the formats' rules: RFC 4287's grammar, and RSS 2.0's list of elements."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from lxml import etree

from aggregator.export.syndication import FORMS, Form, Frame
from aggregator.model import Article, Author, Category, Media, Source

AT = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
FRAME = Frame(title="T & <t>", url="https://n.example/v1/articles.atom?q=%3C&a=b", home="https://n.example/", now=AT)
NOISE = 'a\x00\x0b\ufffe\ud800 & <b> ]]> "q" \u2028\x85'

GRAMMAR = b"""\
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.w3.org/2005/Atom"
    datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="feed"><ref name="common"/><interleave>
    <ref name="head"/>
    <optional><element name="generator"><ref name="common"/>
      <optional><attribute name="uri" ns=""><data type="anyURI"/></attribute></optional>
      <optional><attribute name="version" ns=""/></optional><text/></element></optional>
    <optional><element name="subtitle"><ref name="words"/></element></optional>
    <zeroOrMore><ref name="entry"/></zeroOrMore>
  </interleave></element></start>
  <define name="entry"><element name="entry"><ref name="common"/><interleave>
    <ref name="head"/>
    <optional><element name="published"><ref name="date"/></element></optional>
    <optional><element name="summary"><ref name="words"/></element></optional>
    <optional><element name="content"><ref name="words"/></element></optional>
  </interleave></element></define>
  <define name="head"><interleave>
    <element name="id"><ref name="common"/><data type="anyURI"><param name="minLength">1</param></data></element>
    <element name="title"><ref name="words"/></element>
    <element name="updated"><ref name="date"/></element>
    <optional><element name="rights"><ref name="words"/></element></optional>
    <zeroOrMore><element name="author"><ref name="common"/><interleave>
      <element name="name"><data type="string"><param name="minLength">1</param></data></element>
      <optional><element name="uri"><data type="anyURI"/></element></optional>
      <optional><element name="email"><data type="string"><param name="pattern">.+@.+</param></data></element></optional>
    </interleave></element></zeroOrMore>
    <zeroOrMore><element name="category"><ref name="common"/>
      <attribute name="term" ns=""><data type="string"><param name="minLength">1</param></data></attribute>
      <optional><attribute name="scheme" ns=""><data type="anyURI"/></attribute></optional>
      <optional><attribute name="label" ns=""/></optional><empty/></element></zeroOrMore>
    <zeroOrMore><element name="link"><ref name="common"/>
      <attribute name="href" ns=""><data type="anyURI"><param name="minLength">1</param></data></attribute>
      <optional><attribute name="rel" ns=""/></optional>
      <optional><attribute name="type" ns=""><data type="string"><param name="pattern">.+/.+</param></data></attribute></optional>
      <optional><attribute name="length" ns=""><data type="nonNegativeInteger"/></attribute></optional><empty/>
    </element></zeroOrMore>
  </interleave></define>
  <define name="words"><ref name="common"/>
    <optional><attribute name="type" ns=""><choice><value>text</value><value>html</value></choice></attribute></optional>
    <text/></define>
  <define name="date"><ref name="common"/><data type="dateTime"><param name="pattern">.+T.+(Z|[+\\-]..:..)</param></data></define>
  <define name="common">
    <optional><attribute name="xml:lang"><data type="string">
      <param name="pattern">[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*</param></data></attribute></optional></define>
</grammar>"""  # noqa: E501
"""RFC 4287 appendix B, without extensions, which we do not write."""
ONCE = ("title", "link", "guid", "pubDate", "enclosure", "source", "description")
OFTEN = ("category", "{http://purl.org/dc/elements/1.1/}creator")
MODULES = ("{http://purl.org/rss/1.0/modules/content/}encoded",)


def article(**fields: Any) -> Article:
    given = {"id": "a1", "feed": "wire", "guid": "g", "effective_at": AT, "first_seen_at": AT, "last_seen_at": AT}
    return Article(**(given | fields))


ODD = {
    "nothing but an id": article(),
    "noise everywhere": article(
        title=NOISE, summary=NOISE, text=NOISE, html=NOISE, rights=NOISE, authors=(Author(name=NOISE),), url="https://w.example/?a=1&b=<"
    ),
    "categories": article(
        categories=(Category(label="x" * 5_000), Category(label="\x01"), Category(label="c", term="", scheme="none"))
    ),
    "files": article(
        media=(
            Media(url="https://w.example/1.mp3", role="enclosure"),
            Media(url="https://w.example/2.mp3", type="broken", length=5, role="enclosure"),
        )
    ),
    "names": article(authors=(Author(name="\x02"), Author(name="Ann", uri="nowhere", email="none"))),
    "a source without a title": article(source=Source(title=None, url="https://s.example/"), text="t"),
    "dates": article(published_at=AT.replace(year=1), updated_at=AT.replace(microsecond=1000), language="en-GB"),
}  # fmt: skip


def written(form: Form, *articles: Article) -> Any:
    return etree.fromstring(b"".join(FORMS[form](FRAME, articles)))


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_atom_keeps_the_grammar(odd: Article) -> None:
    """What we write is Atom by RFC 4287's own grammar, whatever an article holds or lacks."""
    grammar = etree.RelaxNG(etree.fromstring(GRAMMAR))
    feed = written(Form.ATOM, odd)
    grammar.validate(feed)

    assert [] == [entry.message for entry in grammar.error_log]


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_atom_entries_have_an_author_and_lead_somewhere(odd: Article) -> None:
    """What the grammar cannot say: an entry has an author, and a content where it has no alternate link (§4.1.2)."""
    (entry,) = written(Form.ATOM, odd).iterfind("{*}entry")

    assert entry.find("{*}author") is not None
    assert entry.find("{*}content") is not None or entry.find("{*}link[@rel='alternate']") is not None


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_rss_has_the_elements_it_may_have(odd: Article) -> None:
    """An RSS item has known elements, most of them once, a title or a description, dates of RFC 822, whole files."""
    (channel,) = written(Form.RSS, odd)
    (item,) = channel.iterfind("item")
    counts = Counter(child.tag for child in item)

    assert {"title", "link", "description"} <= {child.tag for child in channel}
    assert set() == set(counts) - {*ONCE, *OFTEN, *MODULES}
    assert [] == [name for name in (*ONCE, *MODULES) if counts[name] > 1]
    assert item.findtext("title") or item.findtext("description")
    assert all(parsedate_to_datetime(date.text) for date in item.iterfind("pubDate"))
    assert all(
        file.get("url") and file.get("type") and file.get("length").isdigit() for file in item.iterfind("enclosure")
    )
    assert all(child.text for child in item if child.tag in OFTEN)


def test_the_grammar_refuses() -> None:
    """The grammar of these tests finds faults: an entry without an id is none."""
    feed = written(Form.ATOM, ODD["dates"])
    entry = feed.find("{*}entry")
    entry.remove(entry.find("{*}id"))

    assert not etree.RelaxNG(etree.fromstring(GRAMMAR)).validate(feed)
