"""feedparser's two parsers, strict and loose, with a Recorder in place of their own interpretation.

feedparser's result merges elements (dc:creator, author), dates and links of nested elements, and costs ten times as
much to make; so its parsers give us the events, and the Recorder keeps which element said what.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import name2codepoint
from itertools import islice
from typing import Any
from xml.parsers.expat import XMLParserType
from xml.sax import SAXParseException
from xml.sax.expatreader import ExpatParser
from xml.sax.handler import feature_external_ges, feature_namespaces

from feedparser.api import LooseFeedParser, StrictFeedParser
from feedparser.sgml import sgmllib

from aggregator.parse.limits import MAX_ATTRIBUTES, MAX_CHARACTERS, MAX_ENTITIES, MAX_TAG, LimitPassed
from aggregator.parse.mend import as_sgml
from aggregator.parse.names import ENTRIES, Names, format_of
from aggregator.parse.node import VOID
from aggregator.parse.recorder import EnoughEntries, Recorder

BUFFER = 1 << 16
_NO_ATTRIBUTES: dict[str, str] = {}


class Strict(StrictFeedParser):  # type: ignore[misc]
    """feedparser's parser for well-formed documents (expat through SAX, namespaces resolved)."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__("", None, "utf-8")
        self.recorder = recorder
        self.names = Names()
        self.complaint: str | None = None
        self.prefixes: dict[str, str] = {}
        """URI → prefix: SAX does not say which prefix an element had."""
        self._usual: dict[str, str] = {}
        """Name as expat gives it → usual name, of elements inside entries: there nothing changes what names mean."""

    def startPrefixMapping(self, prefix: str | None, uri: str | None) -> None:  # noqa: N802
        self.prefixes.setdefault(uri or "", prefix or "")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note a start tag, its names as expat gives them: `URI local prefix`, `URI local` or `local`."""
        usual = self._usual.get(name) if self.recorder.in_entry else self._outside(name)
        if usual is None:
            usual = self._usual[name] = self._named(*_expanded(name))
        self.recorder.open(usual, self._read(attributes) if attributes else _NO_ATTRIBUTES)

    def _outside(self, name: str) -> str:
        """Return the usual name of an element outside of entries, which may tell what the names of others mean."""
        uri, local = _expanded(name)
        if self.names.adopt(uri, local):
            self._usual.clear()
        self.recorder.format = self.recorder.format or format_of(uri)
        return self._named(uri, local)

    def _named(self, uri: str | None, local: str) -> str:
        return self.names.element(uri, self.prefixes.get(uri, "") if uri else "", local)

    def _read(self, attributes: dict[str, str]) -> dict[str, str]:
        given = islice(attributes.items(), MAX_ATTRIBUTES)
        return {self.names.attribute(*_expanded(name)): value for name, value in given}

    def end(self, name: str) -> None:
        """Note an end tag."""
        self.recorder.close()

    def characters(self, text: str) -> None:
        self.recorder.text(text)

    def fatalError(self, exc: SAXParseException) -> None:  # noqa: N802
        """Note what makes the document not well-formed."""
        self.complaint = self.complaint or f"{exc.getMessage()}, line {exc.getLineNumber()}"
        if cause := exc.getException():
            cause.__traceback__ = None  # it holds the frame that holds *exc*: a ring around the whole document

    def skippedEntity(self, name: str) -> None:  # noqa: N802
        """Read an entity that an external DTD defines: we never fetch one, but RSS 0.91's were HTML's."""
        self.recorder.text(chr(name2codepoint[name]) if name in name2codepoint else f"&{name};")


def _expanded(name: str) -> tuple[str | None, str]:
    """Return namespace and local name out of a name of expat's."""
    parts = name.split()
    return (parts[0], parts[1]) if len(parts) > 1 else (None, name)


class GuardedExpat(ExpatParser):
    """Python's SAX driver for expat, with a budget for entities: no bombs, no nesting, nothing external.

    Tags go to the Strict reader as they are: the driver's own way makes three objects of each before anyone reads it.
    """

    _parser: XMLParserType

    def __init__(self, text: str, reader: Strict) -> None:
        super().__init__()
        self._reader = reader
        self.entities: dict[str, str] = {}
        self._text = text
        self._expanded = 0
        self.setFeature(feature_namespaces, True)
        self.setFeature(feature_external_ges, False)

    def reset(self) -> None:
        super().reset()
        self._parser.buffer_text = True  # one event per text, not one per line and reference: three times as fast
        self._parser.buffer_size = BUFFER
        self._parser.StartElementHandler = self._reader.start
        self._parser.EndElementHandler = self._reader.end
        self._parser.EntityDeclHandler = self._declare  # SAX has no event for it; defusedxml hooks in here, too

    def _declare(self, name: str, parameter: bool, value: str | None, *external: Any) -> None:
        """Note an entity before it is used. Raises LimitPassed for too many, one made of others, or a costly one."""
        if len(self.entities) >= MAX_ENTITIES:
            raise LimitPassed(f"the document declares more than {MAX_ENTITIES} entities")
        value = value or ""
        if _REFERENCE.search(value):
            raise LimitPassed(f"the document declares an entity made of others: {name[:40]}")
        if len(value) > len(name) + len("&;"):
            self._expanded += len(value) * self._text.count(f"&{name};")
        if self._expanded > MAX_CHARACTERS:
            raise LimitPassed(f"the document's entities expand to more than {MAX_CHARACTERS:,} characters")
        self.entities[name] = value


_REFERENCE = re.compile("&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z_:]")


def read_strictly(text: str, recorder: Recorder) -> tuple[str | None, dict[str, str]]:
    """Read a document that should be well-formed into *recorder*.

    Returns what is wrong with it (None: nothing; reading ended there) and the entities it declares. Raises LimitPassed.
    """
    reader = Strict(recorder)
    parser = GuardedExpat(text, reader)
    parser.setContentHandler(reader)
    parser.setErrorHandler(reader)
    try:
        parser.feed(text)
    except EnoughEntries:
        return None, parser.entities
    finally:
        parser.close()  # in any case: expat and its driver hold each other, and both the document
    return reader.complaint, parser.entities


class Loose(LooseFeedParser):  # type: ignore[misc]
    """feedparser's parser for everything else: made for SGML, it knows no namespaces and is surprised by nothing."""

    def __init__(self, recorder: Recorder, entities: dict[str, str]) -> None:
        super().__init__("", None, "utf-8", entities)
        self.recorder = recorder
        self.names = Names()
        self.uris: dict[str, str] = {}
        """Prefix → URI. Flat: end tags cannot be trusted to end a scope."""

    def parse_starttag(self, i: int) -> int:
        """Read a start tag; a `<` that begins none, or one beyond all measure, is text."""
        if self.rawdata.find(">", i, i + MAX_TAG) < 0:
            self.recorder.text("<")
            return i + 1
        return int(super().parse_starttag(i))

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        attributes = {key: unescape(value) for key, value in attrs[:MAX_ATTRIBUTES]}
        prefix, _, local = tag.rpartition(":")
        self._declare(attributes, local)
        uri = self.uris.get(prefix)
        if not self.recorder.in_entry:
            self.names.adopt(uri, local)
            self.recorder.format = self.recorder.format or format_of(uri)
        name = self.names.element(uri, prefix, local)
        if name in ENTRIES:
            self.recorder.close_entry()  # a new entry begins: the end tag of the last one is missing
        self.recorder.open(name, {key: value for key, value in attributes.items() if not key.startswith("xmlns")})
        if local in VOID:
            self.recorder.close()

    def _declare(self, attributes: dict[str, str], local: str) -> None:
        """Note namespaces. A default one counts on the outer elements: further in it is one link's or one text's."""
        for name, value in attributes.items():
            if name.startswith("xmlns:"):
                self.uris[name[6:]] = value
            elif name == "xmlns" and local in _OUTER and not self.recorder.in_entry:
                self.uris[""] = value

    def unknown_endtag(self, tag: str) -> None:
        prefix, _, local = tag.rpartition(":")
        if local not in VOID:
            self.recorder.close_named(self.names.element(self.uris.get(prefix), prefix, local))

    def handle_data(self, text: str, escape: int = 1) -> None:
        self.recorder.text(text)

    def handle_charref(self, ref: str) -> None:
        self.recorder.text(unescape(f"&#{ref};"))

    def handle_entityref(self, ref: str) -> None:
        self.recorder.text(self.entities.get(ref) or unescape(f"&{ref};"))

    def parse_declaration(self, i: int) -> int:
        """Read a CDATA section as it stands; its end is the end of the document when it has none."""
        if not self.rawdata.startswith(_CDATA, i):
            return int(super().parse_declaration(i))
        end = self.rawdata.find("]]>", i)
        end = len(self.rawdata) if end < 0 else end
        self.recorder.text(self.rawdata[i + len(_CDATA) : end])
        return min(end + len("]]>"), len(self.rawdata))


_CDATA = "<![CDATA["
_OUTER = frozenset({"rss", "feed", "rdf", "channel", "item", "entry"})


def read_loosely(text: str, recorder: Recorder, entities: dict[str, str]) -> None:
    """Read what can be read of a broken document, already mended, into *recorder*. Raises LimitPassed."""
    reader = Loose(recorder, entities)
    try:
        # Not feedparser's feed(): that rewrites CDATA and attributes on the way in.
        sgmllib.SGMLParser.feed(reader, as_sgml(text))
        sgmllib.SGMLParser.close(reader)
    except EnoughEntries:
        return
    recorder.close_all()
