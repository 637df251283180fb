"""Is it markup, and in how many layers? Decides before anything is parsed, so that prose is never eaten as HTML."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html import unescape

from aggregator.normalize.text import decoded, without_cdata

BLOCK_NAMES = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr html li legend main menu nav ol p pre section summary table tbody"
    " td tfoot th thead tr ul".split()
)
INLINE_NAMES = frozenset(
    "a abbr acronym applet area audio b base basefont bdi bdo big blink br button canvas cite code col colgroup"
    " command data datalist del dfn em embed font frame frameset head i iframe img input ins kbd keygen label link map"
    " mark marquee math meta meter nobr noframes noscript object optgroup option output param picture progress q rp rt"
    " ruby s samp script select slot small source span strike strong style sub sup svg template textarea time title tt"
    " track u var video wbr xmp".split()
)
NAMES = BLOCK_NAMES | INLINE_NAMES
_ORDINARY = NAMES | {f"/{name}" for name in NAMES}
VOID_NAMES = frozenset("br hr img wbr input col source embed".split())

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})((?:[\s/][^<>]*)?)>")
"""A tag as it must look to be one. Attribute values with `<` or `>` in them do not matter to what this decides."""
_OPENED = re.compile(r"<(/?[a-zA-Z][^\s<>]{0,64})")
_NAMESPACED = re.compile(r"[a-zA-Z][a-zA-Z0-9]*[:-][a-zA-Z][a-zA-Z0-9:_-]*/?")
_BARE_LESS = re.compile(r"<(?:(?![a-zA-Z/!])|(?=/[^a-zA-Z]))")
_INSTRUCTION = re.compile(r"<\?[^<>]*>")
_CODE_OR_REFERENCE = re.compile(
    r"<(/?)(?:pre|code|kbd|samp|tt|textarea|xmp)\b"
    r"|&amp;((?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)"
)
_CODE = re.compile(r"<(?:pre|code|kbd|samp|tt|textarea|xmp)\b")
_ESCAPED_TAG = re.compile(
    r"&lt;(?:/|&#0{0,3}47;|&#[xX]0{0,3}2[fF];)?[a-zA-Z][^<>&]*(?:&(?:quot|apos|amp|#[xX]?[0-9a-fA-F]{1,7});[^<>&]*)*&gt;"
)
_ESCAPED_BLOCK = re.compile(r"&lt;(?:p|div|br|table)\b[^<>&]*&gt;")
_PLAIN = frozenset({"text", "text/plain", "plain"})
_HTML = frozenset({"html", "xhtml", "text/html", "application/xhtml+xml", "application/xhtml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """A raw value ready to be read: HTML (see `with_literals`) or plain text, with no layer of escaping left over."""

    value: str
    html: bool
    double_escaped: bool = False


def layers(value: str, declared: str | None) -> Layers | None:
    """Return *value* as what it is *declared* to be: plain text is literal, HTML is HTML, no type (RSS) is seen.

    Real feeds err in two ways, both mended: HTML escaped once more than its format asks, and whole HTML under
    Atom's default type `text` (RFC 4287 §3.1.1.1). None: declared to be something that is no text (an image, a PDF).
    """
    kind = (declared or "").partition(";")[0].strip().lower()
    value = without_cdata(value)
    if kind in _HTML or (not kind and looks_like_html(value)):
        return _html_layers(value)
    if kind and kind not in _PLAIN and not kind.startswith("text/"):
        return None
    if kind and is_whole_html(value):
        return Layers(value=value, html=True)
    return _plain_layers(value, declared=bool(kind))


def looks_like_html(value: str) -> bool:
    """Whether *value* holds at least one tag that HTML knows; `1 < 2` and `<vector>` do not count."""
    return "<" in value and any(match[2].lower() in NAMES for match in TAG.finditer(value))


def is_whole_html(value: str) -> bool:
    """Whether *value* can only be HTML: a tag that names a URL, or a closed block. Prose about `<p>` is not."""
    if "<" not in value:
        return False
    for match in TAG.finditer(value):
        closing, name, rest = match[1], match[2].lower(), match[3]
        if name in NAMES and ("href=" in rest or "src=" in rest or "class=" in rest or "style=" in rest):
            return True
        if (closing and name in BLOCK_NAMES) or _is_closed_break(match):
            return True
    return False


def _html_layers(value: str) -> Layers:
    original = value
    if "&" not in value:
        return Layers(value=value, html=True)
    if "&lt;" in value:
        if not looks_like_html(value) and is_whole_html(unescape(value)):
            value = decoded(value)
        elif _has_escaped_html(value):
            value = _ESCAPED_TAG.sub(_tag, value)
    if "&amp;" in value:
        value = _resolved_twice(value)
    return Layers(value=value, html=True, double_escaped=value != original)


def _has_escaped_html(value: str) -> bool:
    """Whether parts of an HTML text are HTML escaped once too often, and not an author's example of HTML.

    Sure signs are a tag that names a URL, blocks opened as often as closed, and a paragraph that begins the text;
    a text with code in it is spared.
    """
    if _CODE.search(value):
        return False
    tags = [decoded(match[0]) for match in _ESCAPED_TAG.finditer(value)]
    found = [match for tag in tags if (match := TAG.fullmatch(tag)) and match[2].lower() in NAMES]
    blocks = Counter((match[2].lower(), bool(match[1])) for match in found if match[2].lower() in BLOCK_NAMES)
    balanced = any(closing and count == blocks[name, False] for (name, closing), count in blocks.items())
    begins = _ESCAPED_BLOCK.match(TAG.sub("", value).lstrip()) is not None
    return begins or balanced or any("href=" in tag[3] or "src=" in tag[3] or _is_closed_break(tag) for tag in found)


def _is_closed_break(tag: re.Match[str]) -> bool:
    """Whether *tag* is `<br />`, which people who write about HTML do not write."""
    return tag[2].lower() == "br" and tag[3].endswith("/")


def _tag(match: re.Match[str]) -> str:
    tag = decoded(match[0])
    found = TAG.fullmatch(tag)
    return tag if found and found[2].lower() in NAMES else match[0]


def _plain_layers(value: str, *, declared: bool) -> Layers:
    """Plain text that says so (*declared*) has no references; RSS text has one layer of them. More is a mistake."""
    once = decoded(value)
    if once != value and is_whole_html(once):
        return Layers(value=once, html=True, double_escaped=True)
    twice = decoded(once)
    if once.lstrip().startswith("&lt;") and is_whole_html(twice):
        return Layers(value=twice, html=True, double_escaped=True)
    return Layers(value=twice, html=False, double_escaped=twice != (value if declared else once))


def _resolved_twice(value: str) -> str:
    """Return HTML with `&amp;nbsp;` as `&nbsp;`, but not inside code, where it is what the author wants shown."""
    depth = 0

    def resolve(match: re.Match[str]) -> str:
        nonlocal depth
        if match[2] is None:
            depth = max(0, depth - 1) if match[1] else depth + 1
            return match[0]
        return match[0] if depth or decoded(f"&{match[2]}") == f"&{match[2]}" else f"&{match[2]}"

    return _CODE_OR_REFERENCE.sub(resolve, value)


def with_literals(value: str) -> str:
    """Return HTML in which a `<` that starts no tag (`1 < 2`, `<vector>`, `<me@example.com>`) is escaped.

    What is plain (`plain.py`) has none.
    """
    if "<?" in value:
        value = _INSTRUCTION.sub("", value)
    names = set(opened := _OPENED.findall(value))
    if names <= _ORDINARY and len(opened) == value.count("<"):
        return value
    value = _BARE_LESS.sub("&lt;", value)
    names = set(_OPENED.findall(value))
    unknown = {name for name in names if name not in NAMES and name[0] != "/" and f"/{name}" not in names}
    literal = {name for name in unknown if not _is_element(name)}
    if not literal:
        return value
    return _OPENED.sub(lambda match: f"&lt;{match[1]}" if match[1] in literal else match[0], value)


def _is_element(name: str) -> bool:
    bare = name.rstrip("/").lower()
    return bare in NAMES or bare.partition("/")[0] in NAMES or _NAMESPACED.fullmatch(name) is not None
