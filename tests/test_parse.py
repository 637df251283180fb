"""Parsing: what comes out of a document. The pairs in tests/corpus/parse say the most; here is what a pair cannot."""

from __future__ import annotations

import dataclasses
import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Any

import feedparser
import pytest

from aggregator.model import ParsedFeed, ParseResult, RawEntry, RawText
from aggregator.parse import fingerprint, parse

CORPUS = Path(__file__).parent / "corpus" / "parse"
DOCUMENTS = sorted(path for path in CORPUS.iterdir() if path.suffix != ".json")
URL = "http://feed.example/rss"


def shown(value: Any) -> Any:
    """Return *value* as plain JSON values, without the fields that say nothing."""
    if dataclasses.is_dataclass(value):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {name: shown(each) for name, each in fields.items() if each not in (None, ()) and shown(each) != {}}
    if isinstance(value, tuple):
        return [shown(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return value.total_seconds() if isinstance(value, timedelta) else value


def feed_of(result: ParseResult) -> ParsedFeed:
    """Return *result*, which must be a feed."""
    assert isinstance(result, ParsedFeed), result
    return result


def without_bookkeeping(result: ParseResult) -> ParseResult:
    """Return *result* without what is for the service alone: how it was read, and to know it again."""
    return dataclasses.replace(result, fingerprints=(), whole=None) if isinstance(result, ParsedFeed) else result


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_corpus(path: Path) -> None:
    """Every document of the corpus gives what the JSON of the same name says, to the letter."""
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))

    assert expected == shown(without_bookkeeping(parse(path.read_bytes(), url=URL)))


# What feedparser cannot read (junk, wrappers, missing end tags), reads otherwise on purpose (a nested id takes the
# entry's place), or gets wrong (broken documents: references are left as they are).
UNLIKE = {
    *("bare_ampersands.xml", "forbidden_characters.xml", "html_around_a_feed.xml", "junk_before.xml"),
    *("nested_elements.xml", "unclosed_items.xml", "undeclared_prefix.xml", "windows_1252_references.xml"),
}
JUDGED = [
    path for path in DOCUMENTS if path.suffix == ".xml" and path.name not in UNLIKE and not path.name.startswith("not_")
]


@pytest.mark.parametrize("path", JUDGED, ids=lambda path: path.name)
def test_agrees_with_feedparser(path: Path) -> None:
    """feedparser finds as many entries, and every title and id it finds is among ours."""
    oracle = feedparser.parse(
        io.BytesIO(path.read_bytes()),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    ours = feed_of(parse(path.read_bytes(), url=URL)).entries

    assert len(oracle.entries) == len(ours)
    for theirs, entry in zip(oracle.entries, ours, strict=True):
        strings = {text.value for text in (*entry.titles, *filter(None, [entry.guid]))}
        found = {theirs[key] for key in ("title", "id") if dict.get(theirs, key)}
        assert {" ".join(text.split()) for text in found} <= {" ".join(text.split()) for text in strings}


ENTRY = RawEntry(position=0, guid=RawText(element="guid", value="1"), titles=(RawText(element="title", value="é"),))


def test_fingerprint_ignores_the_position() -> None:
    """An entry keeps its fingerprint when newer entries push it down."""
    assert fingerprint(ENTRY) == fingerprint(replace(ENTRY, position=7))


@pytest.mark.parametrize(
    "other",
    [
        replace(ENTRY, guid=None),
        replace(ENTRY, titles=(RawText(element="title", value="e"),)),
        replace(ENTRY, titles=(RawText(element="dc:title", value="é"),)),
        replace(ENTRY, titles=(), summaries=ENTRY.titles),
        replace(ENTRY, guid_is_permalink=False),
        replace(ENTRY, language="fr"),
    ],
)
def test_fingerprint_sees_every_string_and_its_element(other: RawEntry) -> None:
    """A changed string, and the same string from another element, give another fingerprint."""
    assert fingerprint(ENTRY) != fingerprint(other)


def test_fingerprint_is_the_same_in_every_process() -> None:
    """A fingerprint stored by one process is recognized by another, whatever its hash seed."""
    code = (
        "from aggregator.model import RawEntry, RawText; from aggregator.parse import fingerprint;"
        "print(fingerprint(RawEntry(position=3, guid=RawText(element='guid', value='1'),"
        "titles=(RawText(element='title', value='\\xe9'),))).hex())"
    )
    got = subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": "1"}, capture_output=True, check=True)

    assert fingerprint(ENTRY).hex() == got.stdout.decode().strip()
    assert len(fingerprint(ENTRY)) == 16


def test_an_entry_before_the_break_is_read_as_in_the_whole_document() -> None:
    """A document cut short anywhere after an entry gives that entry unchanged, so it is not taken for an edit."""
    whole = (CORPUS / "rss20.xml").read_bytes()
    first = feed_of(parse(whole, url=URL)).entries[0]
    end = whole.index(b"</item>") + len(b"</item>")

    for cut in range(end, len(whole) - 10):
        assert first == feed_of(parse(whole[:cut], url=URL)).entries[0]


def test_the_loose_parser_reads_what_the_strict_one_reads() -> None:
    """An end tag that is missing after the last entry changes no entry: both parsers record the same."""
    for name in ("rss20.xml", "rss10.xml", "media.xml", "text_around_cdata.xml", "geo.xml", "rights.xml"):
        whole = (CORPUS / name).read_bytes()
        broken = whole.replace(b"</title>", b"</title></stray>", 1)

        assert feed_of(parse(whole, url=URL)).entries == feed_of(parse(broken, url=URL)).entries


def test_base_is_the_content_location() -> None:
    """Without an xml:base, the base of relative links is Content-Location, else the document's URL."""
    document = b'<rss version="2.0"><channel><title>t</title><link>home</link></channel></rss>'

    assert "http://feed.example/a/home" == feed_of(parse(document, url=URL, content_location="/a/b")).link
    assert "http://feed.example/home" == feed_of(parse(document, url=URL, content_location="http://[")).link


@pytest.mark.parametrize(
    ("header", "element", "expected"),
    [
        ("de", "", "de"),
        ("de", "<language>fr</language>", "fr"),
        ("de, en", "", None),
        ("not a language", "", None),
        (None, "<language> </language>", None),
    ],
)
def test_language_of_the_document(header: str | None, element: str, expected: str | None) -> None:
    """The feed's own language comes first; Content-Language stands in when it names exactly one."""
    document = f'<rss version="2.0"><channel><title>t</title>{element}</channel></rss>'.encode()

    assert expected == feed_of(parse(document, url=URL, content_language=header)).language


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/rss+xml", []),
        ("text/xml; charset=utf-8", []),
        (None, []),
        ("text/html; charset=utf-8", ["media_type"]),
        ("application/octet-stream", ["media_type"]),
        ("\x1b[31m", ["media_type"]),
    ],
)
def test_wrong_media_type(content_type: str | None, expected: list[str]) -> None:
    """A feed served as something else is read all the same, and says so."""
    document = b'<rss version="2.0"><channel><title>t</title></channel></rss>'
    got = feed_of(parse(document, url=URL, content_type=content_type))

    assert expected == [problem.code for problem in got.problems]
    assert all(problem.detail.isprintable() for problem in got.problems)


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FORMATS = {
    '<rss version="0.92"><channel/></rss>': "rss092",
    '<rss version="2.1"><channel/></rss>': "rss20",
    "<rss><channel/></rss>": "rss",
    '<feed xmlns="http://purl.org/atom/ns#" version="0.2"><title>t</title></feed>': "atom02",
    '<feed xmlns="urn:someone" version="1"><title>t</title></feed>': "atom",
    f'<R:RDF xmlns:R="{RDF}" xmlns="http://purl.org/net/rss1.1#"><channel/></R:RDF>': "rss11",
    '<rss:rss version="2.0" xmlns:rss="http://backend.userland.com/rss2"><rss:channel/></rss:rss>': "rss20",
}


@pytest.mark.parametrize(("document", "expected"), FORMATS.items())
def test_formats(document: str, expected: str) -> None:
    """The format is told by the root element and its version, else by the namespaces in use."""
    assert expected == feed_of(parse(document.encode(), url=URL)).format


def test_characters_as_two_references() -> None:
    """A character beyond the first plane that was written as two UTF-16 halves is one; half a one is none."""
    document = b"<rss version='2.0'><channel><item><title>&#55357;&#56832; &#xD83D;ok</title></item></channel></rss>"
    parsed = parse(document, url="https://example.com/feed")

    assert isinstance(parsed, ParsedFeed)
    assert "\U0001f600 ok" == parsed.entries[0].titles[0].value


def test_namespace_adopted_between_entries() -> None:
    """A namespace that a later channel makes the format's own is read as such from then on, and not before."""
    item = "<item xmlns:o='urn:own'><o:title>A</o:title></item>"
    document = f"<rss version='2.0'><channel>{item}{item}<o:channel xmlns:o='urn:own'/>{item}</channel></rss>"
    entries = feed_of(parse(document.encode(), url=URL)).entries

    assert [[], [], ["title"]] == [[title.element for title in entry.titles] for entry in entries]
