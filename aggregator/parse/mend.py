"""Repairs of a document's text that make most broken feeds well-formed again, so that the exact parser reads them."""

from __future__ import annotations

import re
from html.entities import name2codepoint

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,300}>\s*", re.IGNORECASE)
_START = re.compile(r"<\?xml\s|<(?:rss|feed|rdf:RDF|channel)[\s>]|<\w{1,20}:(?:rss|feed|RDF)\s", re.IGNORECASE)
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_HALVES = re.compile("[\ud800-\udfff]")
_OPAQUE = r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
"""Left as they are: in them & and < are characters like any other."""
_AMPERSAND = re.compile(
    _OPAQUE + r"|&(?:#(?:(?P<decimal>\d{1,8})|[xX](?P<hex>[0-9a-fA-F]{1,7}));|(?P<name>[A-Za-z]\w{0,31});)?",
    re.DOTALL,
)


def without_declaration(text: str) -> str:
    """Return *text* without blanks and XML declaration before its first tag.

    The declaration has served its purpose once the bytes are decoded, and many are wrong (utf-16 on UTF-8, no quotes).
    """
    text = text.lstrip("\ufeff\0 \t\r\n")
    declaration = _DECLARATION.match(text)
    return text[declaration.end() :] if declaration else text


def feed_start(text: str) -> int | None:
    """Return where the feed begins, after what a broken server put before it (headers, warnings); None: nowhere."""
    found = _START.search(text)
    return found.start() if found else None


def mended(text: str, declared: frozenset[str]) -> str:
    """Return *text* with what XML forbids made good: bare ampersands, HTML's entities, control characters.

    *declared* are the entities of the document's own DTD; they stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # XML 1.0 §2.11, for the parser that does not
    text = _AMPERSAND.sub(lambda found: _reference(found, declared), text.translate(_CONTROLS))
    # Software that counts in UTF-16 writes one character as two references; half a one is none.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore") if _HALVES.search(text) else text


def _reference(found: re.Match[str], declared: frozenset[str]) -> str:
    whole = found[0]
    if not whole.startswith("&"):
        return whole
    if found["decimal"] or found["hex"]:
        code = int(found["decimal"] or found["hex"], 10 if found["decimal"] else 16)
        return chr(code) if 0xD800 <= code <= 0xDFFF else character(code)
    name = found["name"]
    if name in _XML_ENTITIES or name in declared:
        return whole
    if name in name2codepoint:
        return chr(name2codepoint[name])
    return f"&amp;{whole[1:]}"  # ?utm_source=a&utm_medium=b, AT&T, Q&A; not one of them is lost


def character(code: int) -> str:
    """Return a numbered character as XML may hold it: nothing for one that XML forbids.

    Those of markup stay references, and so do line ends: as characters a parser would change them.
    """
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or code in _CONTROLS:
        return ""
    return f"&#{code};" if code < 32 or chr(code) in "<>&\"'" else chr(code)


_NOT_SGML = re.compile(_OPAQUE + r"|<!(?!DOCTYPE)|<[^<>\s/!?]{1,100}/>", re.DOTALL | re.IGNORECASE)


def as_sgml(text: str) -> str:
    """Return *text* without what SGML reads otherwise: `<br/>` opens its short tags, `<!x` its declarations."""
    return _NOT_SGML.sub(lambda found: _sgml(found[0]), text)


def _sgml(found: str) -> str:
    if found == "<!":
        return "&lt;!"
    return found if found.startswith("<!") else f"{found[:-2]} />"
