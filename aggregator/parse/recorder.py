"""Turns the events of a parser into entries, one at a time. Only what lies directly in an entry counts as its own."""

from __future__ import annotations

import re
from collections import Counter

from aggregator.model import Problem, RawEntry
from aggregator.parse.entry import raw_entry
from aggregator.parse.limits import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_ELEMENTS,
    MAX_ENTRIES,
    MAX_EVENTS,
    LimitPassed,
)
from aggregator.parse.names import CHANNELS, ENTRIES
from aggregator.parse.node import Node, web_address

_C1 = re.compile("[\x80-\x9f]")
_WINDOWS_1252 = {
    code: character for code in range(0x80, 0xA0) if (character := bytes([code]).decode("cp1252", "ignore"))
}
"""`&#146;` means windows-1252's 146 (HTML Living Standard §13.2.5.80); the control character is never meant."""


_TOO_MANY_EVENTS = f"the document breaks into more than {MAX_EVENTS:,} tags and pieces of text"


class EnoughEntries(Exception):
    """The document has more entries than we read of one."""


class Recorder:
    """What has been read of a document so far."""

    def __init__(self, base: str) -> None:
        self.root: Node | None = None
        self.channel: Node | None = None
        self.format: str | None = None
        """The format its namespaces stand for."""
        self.entries: list[RawEntry] = []
        self.problems: list[Problem] = []
        self.finished = False
        """The root element was closed, or enough entries were read."""
        self._base = base
        self._stack: list[Node] = []
        self._open: Counter[str] = Counter()
        self._entry: Node | None = None
        self._dropped = 0
        self._too_deep = False
        self._elements = 0
        self._characters = 0
        self._events = 0

    @property
    def in_entry(self) -> bool:
        """Whether an entry is open."""
        return self._entry is not None

    @property
    def is_feed(self) -> bool:
        """Whether anything of a feed was seen."""
        return bool(self.entries or self.channel or (self.root and self.root.name == "rss"))

    def open(self, name: str, attributes: dict[str, str]) -> None:
        """Note a start tag. Raises LimitPassed, EnoughEntries."""
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise LimitPassed(f"the document has more than {MAX_ELEMENTS:,} elements")
        if len(self._stack) >= MAX_DEPTH:
            self._drop_tag()
            return
        parent = self._stack[-1] if self._stack else None
        base = parent.base if parent else self._base
        node = Node(name, attributes, base, parent.language if parent and self._entry else None)
        if attributes:
            if "xml:base" in attributes:
                node.base = web_address(node.base, attributes["xml:base"]) or node.base
            if "xml:lang" in attributes:
                node.language = attributes["xml:lang"].strip() or None
        if parent and self._entry and self.channel:
            parent.parts.append(node)
        else:
            self._place(node, parent)
        self._stack.append(node)
        self._open[name] += 1

    def _place(self, node: Node, parent: Node | None) -> None:
        if self.root is None:
            self.root = node
        if self._entry is None and node.name in ENTRIES:
            if len(self.entries) >= MAX_ENTRIES:
                self._note("too_many_entries", f"only the first {MAX_ENTRIES:,} entries were read")
                self.finished = True
                raise EnoughEntries
            self._entry = node
            return
        if self.channel is None and node.name in CHANNELS:
            self.channel = node
        if parent is not None:
            parent.parts.append(node)

    def _drop_tag(self) -> None:
        if not self._too_deep:
            self._too_deep = True
            self._note("too_deep", f"tags nested more than {MAX_DEPTH} deep were dropped")
        self._dropped += 1

    def close(self) -> None:
        """Note the end tag of the innermost open element."""
        if self._dropped and len(self._stack) >= MAX_DEPTH:
            self._dropped -= 1
            return
        if not self._stack:
            return
        node = self._stack.pop()
        self._open[node.name] -= 1
        if node is self._entry:
            self._entry = None
            entry, problems = raw_entry(node, position=len(self.entries), base=self._document_base())
            self.entries.append(entry)
            self.problems += problems
        self.finished = not self._stack

    def close_named(self, name: str) -> None:
        """Close the innermost open element called *name* and all inside it; nothing when there is none."""
        self._count_event()
        if not self._open[name]:
            return
        while self._stack:
            found = self._stack[-1].name == name
            self._dropped = 0
            self.close()
            if found:
                return

    def close_entry(self) -> None:
        """Close the open entry and all inside it, if there is one."""
        if self._entry is not None:
            self.close_named(self._entry.name)

    def close_all(self) -> None:
        """Close what a broken document left open."""
        self._dropped = 0
        complete = not self._stack
        while self._stack:
            self.close()
        self.finished = complete

    def text(self, characters: str) -> None:
        """Note character data. Raises LimitPassed."""
        self._events += 1
        self._characters += len(characters)
        if self._events > MAX_EVENTS:
            raise LimitPassed(_TOO_MANY_EVENTS)
        if self._characters > MAX_CHARACTERS:
            raise LimitPassed(f"the document has more than {MAX_CHARACTERS:,} characters of text")
        if self._stack:
            if not characters.isascii() and _C1.search(characters):
                characters = characters.translate(_WINDOWS_1252)
            self._stack[-1].parts.append(characters)

    def _count_event(self) -> None:
        self._events += 1
        if self._events > MAX_EVENTS:
            raise LimitPassed(_TOO_MANY_EVENTS)

    def _document_base(self) -> str:
        top = self.channel or self.root
        return top.base if top else self._base

    def _note(self, code: str, detail: str) -> None:
        self.problems.append(Problem(code=code, detail=detail))
