"""The text constructs of an element: what kind of text it is, and the string inside."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator

from aggregator.model import RawText
from aggregator.parse.node import Node


def plain(nodes: Iterable[Node]) -> Iterator[RawText]:
    """Yield the strings of elements that are no language's: ids, dates, positions. An empty element says nothing."""
    return (RawText(element=node.name, value=value) for node in nodes if (value := node.text()))


def constructs(nodes: Iterable[Node], base: str) -> Iterator[RawText]:
    """Yield titles, summaries, contents, comments and rights, each with its declared type.

    Atom's `type` (RFC 4287 §3.1.1, without one: text), Atom 0.3's MIME type and `mode`. RSS says nothing: None.
    Markup that stands in the document unescaped, declared or not, comes as type `xhtml`.
    """
    for node in nodes:
        leaf = node.is_leaf()
        declared = (node.get("type") or "").lower() or ("text" if node.name.startswith("atom:") else None)
        if _is_base64(node, declared):
            value, type_, inner = _decoded(node.text()), declared, node
        elif declared == "xhtml" or (not leaf and not _is_foreign_xml(declared)):
            inner = _unwrapped(node)
            value, type_ = inner.markup(), "xhtml"
        else:
            value, type_, inner = node.text() if leaf else node.markup(), declared, node
        if value:
            own_base = inner.base if inner.base != base else None
            yield RawText(element=node.name, value=value, type=type_, language=inner.language, base=own_base)


def _is_base64(node: Node, declared: str | None) -> bool:
    """Return whether the text is base64: Atom 0.3 mode="base64", or Atom 1.0 content of another type (§4.1.3.3)."""
    if node.name != "atom:content" or declared is None:
        return False
    if "mode" in node.attributes:
        return node.attributes["mode"].strip().lower() == "base64"
    return "/" in declared and not declared.startswith("text/") and not declared.endswith(_XML)


_XML = ("+xml", "/xml")


def _is_foreign_xml(declared: str | None) -> bool:
    return declared is not None and declared.endswith(_XML) and declared != "application/xhtml+xml"


def _decoded(encoded: str) -> str:
    """Return the text that *encoded* holds; empty when it holds none (a picture, say)."""
    try:
        return base64.b64decode(encoded).decode("utf-8").replace("\0", "").strip()
    except (binascii.Error, ValueError):
        return ""


def _unwrapped(node: Node) -> Node:
    """Return the lone `<div>` inside: Atom's xhtml must have one, and it is no part of the text (§3.1.1.3)."""
    parts = [part for part in node.parts if not isinstance(part, str) or part.strip()]
    if len(parts) == 1 and not isinstance(parts[0], str) and parts[0].name.rpartition(":")[2] == "div":
        return parts[0]
    return node
