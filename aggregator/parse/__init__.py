"""Bytes → ParsedFeed of RawEntry: strings as the feed has them, each with the element it came from.

parse() is the way of a document; start reading there. It raises for no bytes. feedparser is imported in this room only.

    encoding   bytes → characters               xml_feed  the ladder: as it is, mended, loosely
    mend       what broken documents need       readers   feedparser's two parsers
    recorder   their events → entries           names     namespaces, spelling, fields
    entry      one entry's element → RawEntry   text      one element's text and its type
    feed       the feed's own fields            json_feed, rss_json  the formats without markup
    limits     what a document may cost         refusal   what a document is that is no feed
    split      known entries are not parsed
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence, Set
from dataclasses import replace

import orjson

from aggregator.model import FailureKind, NotAFeed, ParsedFeed, ParseResult, Problem
from aggregator.parse import refusal
from aggregator.parse.digest import fingerprint
from aggregator.parse.encoding import decode
from aggregator.parse.json_feed import Json, is_json_feed, json_feed
from aggregator.parse.limits import LimitPassed
from aggregator.parse.mend import without_declaration
from aggregator.parse.node import web_address
from aggregator.parse.readers import Strict
from aggregator.parse.recorder import Recorder
from aggregator.parse.rss_json import is_rss_json, record
from aggregator.parse.split import Span, split
from aggregator.parse.xml_feed import parsed, xml_feed

__all__ = ["fingerprint", "parse"]


def parse(
    document: bytes,
    *,
    url: str,
    content_type: str | None = None,
    content_location: str | None = None,
    content_language: str | None = None,
    known: Set[bytes] = frozenset(),
) -> ParseResult:
    """Return what the document at *url* holds, or why it is no feed. The three headers are taken as sent.

    Entries whose fingerprints are *known* are left out unparsed, where the document can be taken apart (`split`).

    Reads RSS 0.90-2.0, RDF, Atom 0.3 and 1.0, CDF, JSON Feed 1.0 and 1.1 and RSS-in-JSON, whatever the media type says.
    Costs at most what `limits` allows; beyond it the document is cut (a problem) or refused (`parse_limit`).
    """
    decoded = decode(document, content_type)
    text = without_declaration(decoded.text)
    base = web_address(url, content_location) or url
    language = _sole_language(content_language)
    try:
        if text.startswith(("{", "[")):
            result = _whole(_json(text, base=base, language=language), "json")
        else:
            result = _xml(text, base=base, language=language, known=known)
    except LimitPassed as limit:
        return refusal.too_costly(str(limit))
    if isinstance(result, NotAFeed):
        return result
    return replace(result, problems=(*decoded.problems, *_media_type(content_type), *result.problems))


def _xml(text: str, *, base: str, language: str | None, known: Set[bytes]) -> ParseResult:
    """Return the feed in an XML document, without what is *known* of it where it can be split. Raises LimitPassed."""
    read = None if known else Recorder(base)
    found = split(text, Strict(read) if read else None)
    if isinstance(found, str):
        return _whole(xml_feed(text, base=base, language=language), found)
    fresh = [(position, span) for position, span in enumerate(found.spans) if span.fingerprint not in known]
    wanted = text if len(fresh) == len(found.spans) else found.without(known)
    result = xml_feed(wanted, base=base, language=language, read=read)
    if isinstance(result, NotAFeed) or not _as_split(result, [span for _, span in fresh]):
        return _whole(xml_feed(text, base=base, language=language), "surprise")
    return replace(
        result,
        entries=tuple(
            entry if entry.position == position else replace(entry, position=position)
            for (position, _), entry in zip(fresh, result.entries, strict=True)
        ),
        fingerprints=tuple(span.fingerprint for _, span in fresh),
        known=tuple(span.fingerprint for span in found.spans if span.fingerprint in known),
    )


def _as_split(result: ParsedFeed, spans: Sequence[Span]) -> bool:
    """Return whether parsing found the entries that splitting did, under the same guids, and nothing wrong."""
    guids = [entry.guid.value if entry.guid else None for entry in result.entries]
    return not result.problems and guids == [span.guid for span in spans]


def _whole(result: ParseResult, reason: str) -> ParseResult:
    """Return *result*, read from a whole document for *reason*, with the fingerprints of its entries."""
    if isinstance(result, NotAFeed):
        return result
    return replace(result, fingerprints=tuple(map(fingerprint, result.entries)), whole=reason)


def _json(text: str, *, base: str, language: str | None) -> ParseResult:
    """Return the feed in a JSON document, or what is wrong with it. Raises LimitPassed."""
    try:
        top = _loaded(text)
    except (ValueError, RecursionError) as error:
        return NotAFeed(kind=FailureKind.MALFORMED, detail=f"begins like JSON, but cannot be read as such: {error}")
    if isinstance(top, dict) and is_json_feed(top):
        return json_feed(top, base=base, language=language)
    if isinstance(top, dict) and is_rss_json(top):
        recorder = Recorder(base)
        record(top, recorder)
        return replace(parsed(recorder, language=language), format="rssjson")
    return NotAFeed(kind=FailureKind.NOT_A_FEED, detail="JSON of another kind, not a feed")


def _loaded(text: str) -> Json:
    try:
        top: Json = orjson.loads(text)
    except orjson.JSONDecodeError:
        top = json.loads(text)  # reads what orjson refuses and feeds have: lone surrogates, NaN
    return top


_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,5})\s*")


def _sole_language(content_language: str | None) -> str | None:
    """Return the language that HTTP's Content-Language names, if it names one (it lists those of the audience)."""
    named = _LANGUAGE.fullmatch(content_language or "")
    return named[1] if named else None


_XML_OR_JSON = ("xml", "json", "rss", "atom", "rdf")


def _media_type(content_type: str | None) -> tuple[Problem, ...]:
    """Return the problem of a feed served as something else (`text/html`); it is read all the same."""
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if not media_type or any(word in media_type for word in _XML_OR_JSON):
        return ()
    return (Problem(code="media_type", detail=f"served as {refusal.beginning(media_type)}"),)
