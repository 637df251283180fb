"""Known entries are not parsed, and what is parsed comes out as it does of the whole document."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import ParsedFeed
from aggregator.parse import parse
from aggregator.parse.split import Split, split
from aggregator.parse.xml_feed import xml_feed

URL = "https://a.example/feed"
NAMESPACES = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30).map(escape)
NUMBERS = st.integers(0, 2)
XHTML = "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{}</div></content>"
FIELDS = st.lists(
    st.one_of(
        st.builds("<title>{}</title>".format, WORDS),
        st.builds("<link>https://a.example/{}</link>".format, NUMBERS),
        st.builds("<link rel='alternate' href='{}'/>".format, NUMBERS),
        st.builds("<dc:creator>{}</dc:creator>".format, WORDS),
        st.builds("<description>&lt;p&gt;{}&lt;/p&gt; &#146;</description>".format, WORDS),
        st.builds("<content:encoded><![CDATA[<p>{}</p>]]></content:encoded>".format, WORDS),
        st.builds(XHTML.format, WORDS),
        st.builds("<x:mark xmlns:x='https://x.example/{}'>{}</x:mark>".format, NUMBERS, WORDS),
        st.builds("<y:mark xmlns:y='https://x.example/{}'>1</y:mark>".format, NUMBERS),
        st.sampled_from(["<!-- </item> -->", "<category/>", "<guid>again</guid>", "<item>inside</item>", "\n"]),
    ),
    max_size=6,
).map("".join)
ATTRIBUTES = st.sampled_from(["", " xml:base='https://b.example/sub/'", " xml:lang='de'", " a='&gt;&quot;>'"])
GUIDS = st.lists(st.one_of(st.integers(0, 9).map(str), WORDS), max_size=6, unique=True)
BETWEEN = st.sampled_from(["", "<title>Ä</title>", "<ttl>60</ttl>", "<!-- x -->", "<image><title>i</title></image>"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """RSS or Atom, well-formed, with whatever a publisher puts into and between its entries."""
    root, entry, guid = draw(st.sampled_from([("rss", "item", "guid"), ("feed", "entry", "id")]))
    space = " xmlns='http://www.w3.org/2005/Atom'" if root == "feed" and draw(st.booleans()) else ""
    entries = [
        f"<{entry}{draw(ATTRIBUTES)}>{draw(FIELDS)}<{guid}>{name}</{guid}>{draw(FIELDS)}</{entry}>\n"
        for name in draw(GUIDS)
    ]
    inner = "".join(draw(BETWEEN) + one for one in entries) + draw(BETWEEN)
    inner = f"<channel{draw(ATTRIBUTES)}>{inner}</channel>" if root == "rss" else inner
    return f"<{root} {NAMESPACES}{space}{draw(ATTRIBUTES)}>{inner}</{root}>"


def parsed(text: str, known: frozenset[bytes] = frozenset()) -> ParsedFeed:
    result = parse(text.encode(), url=URL, known=known)

    assert isinstance(result, ParsedFeed)
    return result


@given(documents(), st.integers(0, 1 << 16))
def test_split_documents_give_the_entries_of_a_whole_parse(text: str, seed: int) -> None:
    """Whichever entries are known, the others and the feed's own fields are those of a parse of the whole document."""
    reference = xml_feed(text, base=URL, language=None)
    assert isinstance(reference, ParsedFeed)
    first = parsed(text)
    fresh = [at for at in range(len(first.entries)) if Random(seed + at).random() < 0.5]
    known = frozenset(one for at, one in enumerate(first.fingerprints) if at not in fresh)
    again = parsed(text, known)
    wanted = reference.entries if again.whole else tuple(reference.entries[at] for at in fresh)

    assert reference == replace(first, fingerprints=(), whole=None)
    assert replace(reference, entries=wanted) == replace(again, fingerprints=(), known=(), whole=None)
    assert again.whole or len(first.entries) == len(again.entries) + len(again.known)


def rss(*items: str, attributes: str = "") -> str:
    return f"<rss version='2.0'{attributes}><channel><title>A</title>{''.join(items)}</channel></rss>"


ITEM = "<item><guid>1</guid><title>One</title></item>"
OTHER = "<item><guid>2</guid><title>Two</title></item>"


def test_only_unknown_entries_are_parsed() -> None:
    """Of a document that moved on by one entry one is parsed; it keeps its place in the document."""
    before = parsed(rss(ITEM))
    after = parsed(rss(OTHER, ITEM), frozenset(before.fingerprints))

    assert [(0, "Two")] == [(entry.position, entry.titles[0].value) for entry in after.entries]
    assert before.fingerprints == after.known
    assert after.whole is None


def test_fields_of_the_feed_do_not_touch_its_entries() -> None:
    """A feed whose lastBuildDate moves at every poll has no unknown entries."""
    before = parsed(rss("<lastBuildDate>1</lastBuildDate>", ITEM))

    assert before.fingerprints == parsed(rss("<lastBuildDate>2</lastBuildDate>", ITEM)).fingerprints


INHERITED = (" xml:base='https://b.example/'", " xml:lang='de'", " xmlns:p='https://p.example/'")


@pytest.mark.parametrize("attributes", INHERITED)
def test_what_entries_inherit_is_in_their_fingerprints(attributes: str) -> None:
    """Entries are read again when a namespace, a base or a language around them changes."""
    assert parsed(rss(ITEM)).fingerprints != parsed(rss(ITEM, attributes=attributes)).fingerprints


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (rss(ITEM, ITEM), "guids"),
        (rss(ITEM, "<item><title>no guid</title></item>"), "guids"),
        (rss(ITEM, "<item><guid> </guid></item>"), "guids"),
        (rss("<item><guid>1</guid><guid>2</guid></item>"), "guids"),
        (rss(), "no_entries"),
        (rss(ITEM, "<item/>"), "guids"),
        (rss(ITEM, "<item><guid>&broken;</guid></item>"), "ill_formed"),
        ("<!DOCTYPE rss>" + rss(ITEM), "doctype"),
        (rss(ITEM, f"<image>{OTHER}</image>"), "nesting"),
        (rss(ITEM, "<x:item xmlns:x='https://x.example/'><guid>2</guid></x:item>"), "nesting"),
        (rss(ITEM, "<channel/>"), "nesting"),
        (rss("<item xmlns:a='urn:a'><guid>1</guid></item>", "<z xmlns:b='urn:a'/>"), "namespaces"),
        (rss(f"<item><guid>1</guid>{'<a/>' * 200}</item>"), "limits"),
        (rss(f"<item><guid>1</guid>{'<a>' * 200}{'</a>' * 200}</item>"), "limits"),
        ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", "root"),
    ],
)
def test_what_cannot_be_split(text: str, reason: str) -> None:
    """A document whose entries could come out differently alone is parsed whole, with the reason."""
    assert reason == split(text)


def test_entries_end_where_their_tags_end() -> None:
    """Neither comments nor CDATA sections nor attributes with brackets end an entry early."""
    item = "<item a='>'><guid>1</guid><!-- </item> --><description><![CDATA[</item>]]></description></item >"
    found = split(rss(item, OTHER))

    assert isinstance(found, Split)
    assert [item, OTHER] == [found.document[span.start : span.end].decode() for span in found.spans]
