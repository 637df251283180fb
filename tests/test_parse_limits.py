"""Parsing: hostile documents cost little, touch nothing, and raise never."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import FailureKind, NotAFeed, ParsedFeed, RawEntry
from aggregator.parse import fingerprint, limits, parse

URL = "http://feed.example/rss"


def rss(inside: bytes) -> bytes:
    """Return an RSS document with one entry that holds *inside*."""
    return b'<rss version="2.0"><channel><title>t</title><item><title>x</title>' + inside + b"</item></channel></rss>"


def strings(value: Any) -> Iterator[str]:
    """Yield every string inside a result."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from strings(each)
    elif hasattr(value, "__slots__"):
        for name in value.__slots__:
            yield from strings(getattr(value, name))


def fine(result: ParsedFeed | NotAFeed) -> bool:
    """Return whether every string is valid Unicode without NUL, and every entry has a fingerprint."""
    entries: tuple[RawEntry, ...] = result.entries if isinstance(result, ParsedFeed) else ()
    valid = all("\0" not in text and text.encode() for text in strings(result) if text)
    return valid and all(len(fingerprint(entry)) == 16 for entry in entries)


PIECES = st.sampled_from(
    [
        *(
            "<rss>",
            "</rss>",
            "<channel>",
            "<item>",
            "</item>",
            "<title>",
            "</title>",
            "<entry>",
            "<link href='//[",
            "'/>",
        ),
        *("<feed xmlns='http://www.w3.org/2005/Atom'>", "<![CDATA[", "]]>", "<!--", "-->", "&#xD800;", "&#0;", "&amp;"),
        *("<content type='xhtml'>", "<div>", "<br/>", "\0", "\ud7ff", "<!DOCTYPE x [", "<!ENTITY a '&b;'>", "]>"),
        *(
            "<a:b xmlns:a='",
            "xml:base='",
            "<rdf:RDF>",
            "<item rdf:about='x'>",
            "</",
            "<guid isPermaLink='x'>",
            "{",
            "&",
        ),
        *(
            "<media:group>",
            "<media:content url='u'>",
            "<atom:link rel=enclosure href=",
            "<source url='x'>",
            "\x85",
            "é",
        ),
        *("<?xml ?>", "<?", "<ttl>9", "<hour>", "<", ">", '"', "&", "'/>", "\x85"),
    ]
)
KEYS = ("version", "items", "title", "id", "authors", "tags", "attachments", "url", "rss", "channel", "item")
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["version", "items", "title", "id", "authors", "tags", "attachments", "url", "rss", "channel", "item"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_bytes_raise(document: bytes) -> None:
    """Any bytes give a feed or a refusal."""
    assert fine(parse(document, url=URL))


@given(st.lists(PIECES, max_size=25), st.sampled_from(["utf-8", "utf-16", "latin-1", "gb18030"]))
@settings(max_examples=400, deadline=None)
def test_no_markup_raises(pieces: list[str], encoding: str) -> None:
    """Any heap of tags and half tags gives a feed or a refusal, with clean strings."""
    assert fine(parse("".join(pieces).encode(encoding, "replace"), url=URL))


@given(JSON)
@settings(max_examples=200, deadline=None)
def test_no_json_raises(value: Any) -> None:
    """Any JSON, in the place of a feed or of its items, gives a feed or a refusal, with clean strings."""
    for top in (
        value,
        {"version": "https://jsonfeed.org/version/1.1", "items": [value]},
        {"rss": {"channel": {"item": value}}},
    ):
        assert fine(parse(json.dumps(top).encode(), url=URL))


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_no_header_raises(content_type: str, location: str, language: str) -> None:
    """Any text in the three headers leaves the document readable."""
    got = parse(rss(b""), url=URL, content_type=content_type, content_location=location, content_language=language)

    assert isinstance(got, ParsedFeed)
    assert fine(got)


MEGABYTE = 1 << 20
CHEAP: dict[str, Callable[[], bytes]] = {
    "an author of 32 kB": lambda: rss(b"<author>" + b"a." * 16_000 + b"</author>"),
    "many lines of CDATA": lambda: rss(b"<description><![CDATA[" + b"a\n" * MEGABYTE + b"]]></description>"),
    "a long comment": lambda: rss(b"<!--" + b"x\n" * MEGABYTE + b"-->"),
    "blank lines before the feed": lambda: b"\n" * MEGABYTE + rss(b""),
    "blank lines before the root": lambda: (
        b"<?xml version='1.0'?>" + b" \n" * MEGABYTE + b"<!DOCTYPE rss []>" + rss(b"")
    ),
    "thousands of attributes": lambda: rss(
        b"<category " + b" ".join(b'a%d="x"' % n for n in range(8_000)) + b">x</category>"
    ),
    "nested beyond reason": lambda: rss(
        b"<description>" + b"<b>" * 60_000 + b"x" + b"</b>" * 60_000 + b"</description>"
    ),
    "nested and never closed": lambda: rss(b"<description>" + b"<b>" * 60_000 + b"x"),
    "end tags only": lambda: rss(b"</b>" * 100_000),
    "bare ampersands": lambda: rss(b"&" * 200_000),
    "declarations that never end": lambda: rss(b"<!x" * 50_000),
    "comments that never end": lambda: rss(b"<!--" * 100_000),
    "CDATA that never ends": lambda: rss(b"<![CDATA[" * 100_000),
    "quotes that never end": lambda: rss(b'<a "' * 100_000),
    "attributes that never end": lambda: rss(b"<a " + b"b " * 200_000 + b"></c>"),
    "a tag that never ends": lambda: rss(b"<" + b"a" * MEGABYTE),
    "instructions that never end": lambda: rss(b"<?" * MEGABYTE),
    "short tags": lambda: rss(b"<a/" * 50_000),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", CHEAP)
def test_cheap(name: str) -> None:
    """What costs other parsers minutes is read, in time that grows with the size alone."""
    got = parse(CHEAP[name](), url=URL)

    assert isinstance(got, ParsedFeed)
    assert "x" == got.entries[0].titles[0].value


def test_too_many_entries_are_cut() -> None:
    """Beyond the limit entries are dropped, and the document says so."""
    document = b"<rss><channel>" + b"<item><title>x</title></item>" * (limits.MAX_ENTRIES + 1) + b"</channel></rss>"
    got = parse(document, url=URL)

    assert isinstance(got, ParsedFeed)
    assert limits.MAX_ENTRIES == len(got.entries)
    assert ["too_many_entries"] == [problem.code for problem in got.problems]


def test_too_many_items_of_json_are_cut() -> None:
    """The limit on entries holds for JSON Feed, too."""
    items = [{"id": n} for n in range(limits.MAX_ENTRIES + 1)]
    got = parse(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}).encode(), url=URL)

    assert isinstance(got, ParsedFeed)
    assert limits.MAX_ENTRIES == len(got.entries)
    assert ["too_many_entries"] == [problem.code for problem in got.problems]


def test_too_many_categories_are_cut() -> None:
    """One entry's elements are limited per field, and the problem names the entry."""
    got = parse(rss(b"<category>c</category>" * 10_000), url=URL)

    assert isinstance(got, ParsedFeed)
    assert limits.MAX_PER_FIELD == len(got.entries[0].categories)
    assert [("too_many_elements", 0)] == [(problem.code, problem.position) for problem in got.problems]


BOMB = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
REFUSED: dict[str, Callable[[], bytes]] = {
    "an entity bomb": lambda: b'<!DOCTYPE r [<!ENTITY a "aaaa">' + BOMB + b"]>" + rss(b"<link>&i;</link>"),
    "one long entity, often": lambda: b'<!DOCTYPE r [<!ENTITY a "' + b"a" * 10_000 + b'">]>' + rss(b"&a;" * 10_000),
    "the same in an attribute": lambda: (
        b'<!DOCTYPE r [<!ENTITY a "' + b"a" * 10_000 + b'">]>' + rss(b"<a b='" + b"&a;" * 10_000 + b"'/>")
    ),
    "too many entities": lambda: (
        b"<!DOCTYPE r [" + b"".join(b"<!ENTITY e%d 'x'>" % n for n in range(limits.MAX_ENTITIES + 1)) + b"]>" + rss(b"")
    ),
    "too many elements": lambda: rss(b"<a/>" * (limits.MAX_ELEMENTS + 1)),
    "too many pieces": lambda: rss(b"<<" * limits.MAX_EVENTS),
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """A document that would cost more than a limit allows is refused for it."""
    got = parse(REFUSED[name](), url=URL)

    assert isinstance(got, NotAFeed)
    assert FailureKind.PARSE_LIMIT == got.kind


def test_nothing_is_left_for_the_garbage_collector() -> None:
    """A document is freed as soon as it is read, however it ended: a worker does not grow with its documents."""
    documents = [rss(b""), rss(b"&</x>")[:-20], REFUSED["an entity bomb"](), b"<html>", b"{", b"plain"]
    for document in documents:
        parse(document, url=URL)
    gc.collect()
    gc.disable()
    try:
        for document in documents:
            parse(document, url=URL)
        left = gc.collect()
    finally:
        gc.enable()

    assert 0 == left


def test_json_too_deep_is_refused() -> None:
    """JSON nested beyond what can be read is malformed."""
    got = parse(b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 100_000, url=URL)

    assert isinstance(got, NotAFeed)
    assert FailureKind.MALFORMED == got.kind


TOUCH = """
import sys
from aggregator.parse import parse
touched = []
events = {"open", "socket.connect", "socket.getaddrinfo", "urllib.Request", "subprocess.Popen"}
sys.addaudithook(lambda event, args: touched.append((event, args)) if event in events else None)
external = '<!DOCTYPE rss SYSTEM "{0}" [<!ENTITY x SYSTEM "{0}"><!ENTITY % p SYSTEM "{0}"> %p;]>'
for target in ("file:///etc/hostname", "http://127.0.0.1:9/dtd", "/etc/hostname"):
    for rest in ("<rss><channel><item><title>&x;</title></item></channel></rss>", "<rss><title>&x;</item></rss>"):
        parse((external.format(target) + rest).encode(), url=target)
    parse(target.encode(), url=target)
    parse(b'<feed><entry><content src="/etc/hostname"/></entry></feed>', url=target)
print(touched)
"""


def test_nothing_is_opened_and_nothing_is_fetched() -> None:
    """No file is opened and no address asked: external entities, DTDs and bodies that are paths stay unread."""
    got = subprocess.run([sys.executable, "-c", TOUCH], capture_output=True, check=True)

    assert "[]" == got.stdout.decode().strip()
