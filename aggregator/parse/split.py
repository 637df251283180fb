"""Takes a well-formed document apart into its entries' bytes, so that only those nobody has read yet are parsed.

The law: what comes out is what a parse of the whole document gives. Whatever could make a difference (a namespace that
an entry names first, entries that share a guid, a DTD) is refused by a rule, and the document is parsed whole.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

import xxhash

from aggregator.parse.limits import MAX_CHARACTERS, MAX_DEPTH, MAX_ELEMENTS, MAX_ENTRIES, MAX_PER_FIELD, LimitPassed
from aggregator.parse.readers import BUFFER, Strict
from aggregator.parse.recorder import EnoughEntries

_ENTRY_OF = {"rss": "item", "feed": "entry"}
"""Root → its entries. RDF is not among them: its entries are named by an attribute, and it is rare."""
_GUID_OF = {"rss": "guid", "feed": "id"}
_XML = "http://www.w3.org/XML/1998/namespace "


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One entry's bytes in the document."""

    start: int
    end: int
    fingerprint: bytes
    """16 bytes (XXH3, 128 bits) of these bytes and of what they inherit from the elements around them."""
    guid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A document whose entries stand apart."""

    document: bytes
    spans: tuple[Span, ...]

    def without(self, known: Set[bytes]) -> str:
        """Return the document without the entries whose fingerprints are in *known*."""
        pieces, at = [], 0
        for span in self.spans:
            if span.fingerprint in known:
                pieces.append(self.document[at : span.start])
                at = span.end
        return b"".join((*pieces, self.document[at:])).decode()


def split(text: str, reader: Strict | None = None) -> Split | str:
    """Return *text*, which has no XML declaration, by its entries; or why it has to be parsed whole, in one word.

    *reader* reads the document in the same pass, which is worth it where no entry is known. A document that cannot be
    split has to be read again.
    """
    if len(text) > MAX_CHARACTERS:
        return "limits"
    scan = _Scan(reader)
    try:
        document = text.encode()
        scan.read(document)
    except _Refused as refused:
        return str(refused)
    except (LimitPassed, EnoughEntries):
        return "limits"
    except (expat.ExpatError, UnicodeEncodeError):
        return "ill_formed"
    if not scan.entries:
        return "no_entries"
    scope = repr((scan.scope, sorted(scan.outer.items()))).encode()
    spans = tuple(
        Span(start=start, end=end, fingerprint=_fingerprint(scope, document[start:end]), guid=guid)
        for start, end, guid in scan.entries
    )
    if len({span.guid for span in spans}) < len(spans):
        return "guids"
    return Split(document=document, spans=spans)


def _fingerprint(scope: bytes, entry: bytes) -> bytes:
    digest = xxhash.xxh3_128(scope)
    digest.update(entry)
    return digest.digest()


class _Refused(Exception):
    """The document has to be parsed whole."""


class _Scan:
    """One pass of expat over a document: where its entries begin and end, and what their guids are."""

    def __init__(self, reader: Strict | None) -> None:
        self._reader = reader
        self._text = reader.recorder.text if reader else None
        """What takes character data; None: nobody does."""
        self.entries: list[tuple[int, int, str]] = []
        self.scope: list[tuple[str, str]] = []
        """xml:base and xml:lang of the elements around the entries."""
        self.outer: dict[str, str] = {}
        """Namespace → prefix, declared outside of entries."""
        self._inner: dict[str, str] = {}
        """Namespace → prefix, first declared inside an entry."""
        self._declared: list[tuple[str, str]] = []
        self._root = self._uri = self._guid_name = ""
        self._channels = self._elements = self._depth = 0
        self._entry_depth = self._start = self._fields = 0
        self._usual_depth = 0
        self._guids: list[str] = []
        self._pieces: list[str] = []
        self._document = b""

    def read(self, document: bytes) -> None:
        """Read *document*. Raises _Refused, and ExpatError for what is not well-formed."""
        self._document = document
        self._parser = parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.buffer_size = BUFFER
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartNamespaceDeclHandler = self._declare
        if self._reader is None:
            parser.StartElementHandler, parser.EndElementHandler = self._open, self._close
        else:
            self._read_too(parser, self._reader)
        try:
            parser.Parse(document, True)
        finally:
            del self._parser  # parser and handlers hold each other, and both the document

    def _read_too(self, parser: expat.XMLParserType, reader: Strict) -> None:
        def start(name: str, attributes: dict[str, str]) -> None:
            self._open(name, attributes)
            reader.start(name, attributes)

        def end(name: str) -> None:
            self._close(name)
            close()

        close = reader.recorder.close
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = self._text

    def _doctype(self, *_: object) -> NoReturn:
        raise _Refused("doctype")

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        self._declared.append((uri or "", prefix or ""))
        if self._reader:
            self._reader.startPrefixMapping(prefix, uri)

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH or self._elements > MAX_ELEMENTS:
            raise _Refused("limits")
        if not self._entry_depth:
            self._open_outside(name, attributes)
        elif self._depth == self._entry_depth + 1:
            self._fields += 1
            if self._fields > MAX_PER_FIELD:
                raise _Refused("limits")
            if name == self._guid_name:
                self._pieces = []
                self._parser.CharacterDataHandler = self._guid_text
        if self._declared:
            self._note_namespaces()

    def _guid_text(self, text: str) -> None:
        self._pieces.append(text)
        if self._text:
            self._text(text)

    def _open_outside(self, name: str, attributes: dict[str, str]) -> None:
        uri, _, local = name.rpartition(" ")
        if self._depth == 1:
            self._open_root(uri, local)
        elif local.lower() in ("item", "entry"):
            self._open_entry(uri, local)
            return
        elif local.lower() in ("rss", "channel", "feed"):
            # The parser takes names from the namespaces of all of these: with one channel there is nothing to lose.
            self._channels += 1
            if (self._root, local, self._depth, self._channels, uri) != ("rss", "channel", 2, 1, self._uri):
                raise _Refused("nesting")
        if self._depth <= 2:
            self.scope += sorted((key, value) for key, value in attributes.items() if key.startswith(_XML))

    def _open_root(self, uri: str, local: str) -> None:
        if local not in _ENTRY_OF:
            raise _Refused("root")
        self._root, self._uri = local, uri
        self._guid_name = f"{uri} {_GUID_OF[local]}" if uri else _GUID_OF[local]

    def _open_entry(self, uri: str, local: str) -> None:
        self._usual_depth = self._usual_depth or self._depth
        if (uri, local, self._depth) != (self._uri, _ENTRY_OF[self._root], self._usual_depth) or self._depth > 3:
            raise _Refused("nesting")
        if len(self.entries) >= MAX_ENTRIES:
            raise _Refused("limits")
        self._entry_depth, self._start = self._depth, self._parser.CurrentByteIndex
        self._fields, self._guids = 0, []

    def _note_namespaces(self) -> None:
        """A prefix is known by the first declaration of its namespace, and that must not go with an entry."""
        for uri, prefix in self._declared:
            if uri in self.outer:
                continue
            if self._inner.setdefault(uri, prefix) != prefix:
                raise _Refused("namespaces")
            if not self._entry_depth:
                self.outer[uri] = prefix
        self._declared.clear()

    def _close(self, name: str) -> None:
        if self._entry_depth:
            if self._depth == self._entry_depth:
                self._close_entry()
            elif self._depth == self._entry_depth + 1 and name == self._guid_name:
                self._parser.CharacterDataHandler = self._text
                self._guids.append("".join(self._pieces).strip())
        self._depth -= 1

    def _close_entry(self) -> None:
        if len(self._guids) != 1 or not self._guids[0]:
            # Such entries are named by their links, unless others have the same: that asks for all of them.
            raise _Refused("guids")
        end = self._document.index(b">", self._parser.CurrentByteIndex) + 1
        self.entries.append((self._start, end, self._guids[0]))
        self._entry_depth = 0
