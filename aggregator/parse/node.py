"""One element of a feed with all that is in it, and the strings that can be read from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin
from xml.sax.saxutils import escape

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "meta", "param", "track", "wbr"})
"""HTML elements that never have content (HTML Living Standard §13.1.2), without `link` and `source`: RSS has them."""


@dataclass(slots=True)
class Node:
    """An element: its usual name, its attributes in lower case, its texts and elements in document order."""

    name: str
    attributes: dict[str, str]
    base: str
    """The base URL in scope: xml:base, resolved; at the top the document's own."""
    language: str | None
    """xml:lang in scope, as far as it is declared on or inside the entry."""
    parts: list[str | Node] = field(default_factory=list)

    def children(self) -> list[Node]:
        """Return the elements directly inside."""
        return [part for part in self.parts if not isinstance(part, str)]

    def is_leaf(self) -> bool:
        """Return whether there is no element inside, as in nearly all of a feed's elements."""
        return not self.parts or (len(self.parts) == 1 and isinstance(self.parts[0], str)) or not self.children()

    def child(self, *names: str) -> Node | None:
        """Return the first element directly inside that has one of *names*."""
        return None if self.is_leaf() else next((node for node in self.children() if node.name in names), None)

    def walk(self) -> Iterator[str | Node]:
        """Yield the texts and elements inside, at any depth, in document order."""
        pending = self.parts[::-1]
        while pending:
            part = pending.pop()
            yield part
            if not isinstance(part, str):
                pending += part.parts[::-1]

    def text(self) -> str:
        """Return the character data inside, markup left out, without surrounding blanks."""
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            return self.parts[0].strip()
        return "".join(part for part in self.walk() if isinstance(part, str)).strip()

    def get(self, *names: str) -> str | None:
        """Return the first attribute of *names* that says something."""
        if self.attributes:  # most elements have none
            for name in names:
                if value := self.attributes.get(name, "").strip():
                    return value
        return None

    def markup(self) -> str:
        """Return what is inside as markup: elements without their prefixes, character data escaped."""
        pieces: list[str] = []
        self._write(pieces)
        return "".join(pieces).strip()

    def _write(self, pieces: list[str]) -> None:
        for part in self.parts:
            if isinstance(part, str):
                pieces.append(escape(part))
                continue
            tag = part.name.rpartition(":")[2]
            pieces.append(f"<{tag}{part._written_attributes()}")
            if not part.parts and tag in VOID:
                pieces.append("/>")
                continue
            pieces.append(">")
            part._write(pieces)
            pieces.append(f"</{tag}>")

    def _written_attributes(self) -> str:
        return "".join(f' {name}="{escape(value, _QUOTE)}"' for name, value in self.attributes.items())


_QUOTE = {'"': "&quot;"}


def web_address(base: str, reference: str | None) -> str | None:
    """Return *reference* resolved against *base* (RFC 3986 §5); None when it is empty or gives no http(s) address."""
    if not reference or not reference.strip():
        return None
    try:
        address = urljoin(base, reference.strip())
    except ValueError:  # e.g. http://[
        return None
    return address if address.startswith(("http://", "https://")) and address.isprintable() else None
