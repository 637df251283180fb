"""lxml's tree written back as HTML, as BeautifulSoup writes its own: what is left when hidden parts are taken out."""

from __future__ import annotations

from collections.abc import Iterator, Set
from html import escape

from lxml import etree

_VOID = frozenset(
    "area base basefont bgsound br col command embed frame hr image img input isindex keygen link menuitem meta nextid"
    " param source spacer track wbr".split()
)
_LITERAL = frozenset({"script", "style"})
_BLANKS_KEPT = frozenset({"pre", "textarea"})
ASCII_BLANKS = " \n\t\f\r"


def written(element: etree._Element, without: Set[etree._Element]) -> str:
    """Return what is inside *element* as HTML, but for the elements *without*. It nests less deep than 200 levels."""
    return "".join(_inside(element, without, keep=False))


def _inside(element: etree._Element, without: Set[etree._Element], *, keep: bool) -> Iterator[str]:
    literal = element.tag in _LITERAL
    yield _text(element.text, literal=literal, keep=keep)
    for child in element:
        if isinstance(child, etree._Comment):
            yield f"<!--{_text(child.text, literal=True, keep=keep)}-->"
        elif child not in without:
            yield _element(child, without, keep=keep)
        yield _text(child.tail, literal=literal, keep=keep)


def _element(element: etree._Element, without: Set[etree._Element], *, keep: bool) -> str:
    name = str(element.tag)
    attributes = "".join(f" {key!s}={_quoted(str(value))}" for key, value in sorted(element.attrib.items()))
    inside = "".join(_inside(element, without, keep=keep or name in _BLANKS_KEPT))
    return f"<{name}{attributes}>{inside}</{name}>" if inside or name not in _VOID else f"<{name}{attributes}/>"


def _quoted(value: str) -> str:
    value = escape(value, quote=False)
    if '"' not in value:
        return f'"{value}"'
    return f"'{value}'" if "'" not in value else '"' + value.replace('"', "&quot;") + '"'


def _text(value: str | None, *, literal: bool, keep: bool) -> str:
    """Text as BeautifulSoup keeps it: nothing but ASCII blanks is one blank, or one line end where it holds one."""
    if not value:
        return ""
    if not keep and not value.strip(ASCII_BLANKS):
        return "\n" if "\n" in value else " "
    return value if literal else escape(value, quote=False)
