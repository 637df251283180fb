"""HTML as ordinary editors write it, read tag by tag: its text, pictures and clean HTML in one pass, and no tree.

Whatever parsers of HTML mend, drop or move is refused: elements nest as `plain_html.flow` says, each is closed,
attributes are quoted, references end with a semicolon. So what is read here is what they read. What has to go goes:
the walk is set back to where it was, and nothing is written from that part's start to its end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from html.entities import html5, name2codepoint
from typing import Any

from aggregator.normalize.links import absolute
from aggregator.normalize.marked import NONE
from aggregator.normalize.markup import VOID_NAMES
from aggregator.normalize.plain_html import LINE_AFTER_PRE, PLAIN_ADDRESS, State, flow
from aggregator.normalize.sanitized import ATTRIBUTES, REL
from aggregator.normalize.text import ENTITY, MARKS, is_settled
from aggregator.normalize.walk import BREAKS, ENDS, LEAVES, STARTS, SettledWalk, Walk
from aggregator.normalize.written import ASCII_BLANKS

_START = re.compile(r"([a-z][a-z0-9]*)(.*)", re.DOTALL)
_LINK = re.compile(f'(a href="({PLAIN_ADDRESS.pattern})")(?: {{1,2}}target="[a-zA-Z_]*")? ?')
_ATTRIBUTE = re.compile(r"""[ \t\n]+([a-z][a-z0-9-]*)=("[^"]*"|'[^']*')""")
_RELATIVE = re.compile(r"[A-Za-z0-9._~!$()*+,;=@/%?#&-]{1,2000}")
"""It names no scheme, or path: all that sanitizers ask."""
_LITERAL_AMPERSAND = re.compile(
    rf"&(?=[ \t\n]|(?!{'|'.join(name for name in html5 if name[-1] != ';')})[a-zA-Z][a-zA-Z0-9_]{{0,40}}=)"
)
"""What no parser takes for a reference: `R & D`, and `?a=1&b=2` but for the names that some know without semicolon."""
_SILENT = re.compile(r"<!--[^<>-]*-->|<iframe(?:[ \n][^<>]*)?></iframe>")
"""What neither shows nor parts anything."""
_LINES_AFTER_PRE = re.compile(rf"{LINE_AFTER_PRE.pattern}\n|<pre[\t\n]")
"""Of them parsers take one away each time."""
_GLUED_SELECTOR = re.compile("(?<=[\u2190-\u2bff\U0001f000-\U0001faff])[\ufe0e\ufe0f]")
"""A sign says how the one before it looks: one that stays."""
_THROUGH = frozenset("article aside footer header main nav section".split())
"""Elements that a sanitizer takes off their content."""
_FLOW = flow(_THROUGH)
_DEEP = 100
"""Elements inside one another; more are left to those who know what parsers drop."""
_GONE, _CUT, _CUT_END = MARKS[0], MARKS[1], MARKS[2]
"""In the place of a tag that is not written, and of those between which nothing is."""
_TAG_ENDS = (">", _GONE, _CUT, _CUT_END)
_CUT_OUT = re.compile(f"<{_CUT}[^{_CUT}{_CUT_END}]*<{_CUT_END}")
_BLANK = re.compile(rf"(?<=[>{_GONE}{_CUT_END}])[{ASCII_BLANKS}]+(?=<)")
_SEVERAL = re.compile(r'<([a-z][a-z0-9]*)((?: [a-z]+="[^"]*"){2,})>')
_ONE = re.compile(r' [a-z]+="[^"]*"')
_LINKING = frozenset({"a", "img"})
_REMEMBERED = 200
_EACH_ANEW = ("a ", "a\n", "a\t", "img")
"""Tags that seldom come again; nor is a longer one than _REMEMBERED kept."""
_KNOWN_TO_ALL = {"apos", *name2codepoint}
_JAMO = range(0x1100, 0x1200)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Element:
    """What its name says about an element."""

    end: str
    owed: int
    """The break that start and end of it owe."""
    starts: Callable[[Walk, Any, Any], bool] | None
    ends: Callable[[Walk], None] | None
    told: bool
    """Whether the walk is told of it at all."""
    closed: str = ""
    """What is written in the place of its end. Empty: its end."""


def _element(name: str) -> _Element:
    return _Element(
        end=f"/{name}",
        owed=BREAKS.get(name, NONE),
        starts=STARTS.get(name),
        ends=ENDS.get(name),
        told=name in STARTS or name in LEAVES,
        closed=_GONE if name in _THROUGH else "",
    )


_BODY = _element("")
_ELEMENTS = {name: _element(name) for name in ("li", *_FLOW)}
_AS_THEY_STAND = {name: _ELEMENTS[name] for name in _ELEMENTS if name not in {"a", "img", *_THROUGH}}
"""Elements whose start tag stays as it is, where it has no attributes."""
_NO_ATTRIBUTES: dict[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tag:
    """A start tag, read."""

    name: str
    attributes: dict[str, str]
    written: str | None
    """As a sanitizer writes it. None: that depends on what its address is relative to."""


class PlainWalk(SettledWalk):
    """A walk over the tags of plain HTML, whose relative addresses are relative to *base*."""

    def __init__(self, base: str | None) -> None:
        super().__init__()
        self._base = base

    def over(self, html: str) -> str | None:
        """Walk all of *html*; return what `sanitized` makes of it.

        None: it is not plain; what was noted is worth nothing then.
        """
        plain = _looked_over(html)
        kept_blanks = "<pre" in html
        if plain is None or (kept_blanks and _LINES_AFTER_PRE.search(plain)):
            return None
        pieces = plain.split("<")
        literal = "&" not in plain and "\xa0" not in plain and plain.count(">") == len(pieces) - 1
        first = self._words(pieces[0])
        if first is None or not self._over_pieces(pieces, literal=literal):
            return None
        pieces[0] = first
        written = "<".join(pieces)
        if kept_blanks:
            written = LINE_AFTER_PRE.sub(lambda start: start[0][:-1], written)
        if self.changed:
            return None if kept_blanks or _SILENT.search(html) else _cut(written)
        return (written.replace(f"<{_GONE}", "") if _GONE in written else written).strip()

    def _over_pieces(self, pieces: list[str], *, literal: bool) -> bool:
        """Walk over tags, each with the words behind it, and leave them as they are written. False: not plain.

        *literal*: all words are written as they are read.
        """
        state, element, path = _FLOW, _BODY, list[tuple[State, _Element]]()
        for at in range(1, len(pieces)):
            tag, closed, words = pieces[at].partition(">")
            if not closed:
                return False
            if tag == element.end:
                if element.told:
                    self._end(element)
                    if element.closed:
                        pieces[at] = element.closed + words
                state, element = path.pop()
            else:
                if tag in state and (begun := _AS_THEY_STAND.get(tag)):
                    if begun.told:
                        self._begin(begun)
                elif (started := self._start(tag)) and started[0] in state:
                    tag, written, begun = started
                    pieces[at] = written + words
                elif tag == "/img" and pieces[at - 1].endswith(_TAG_ENDS):
                    pieces[at], begun = _GONE + words, _BODY  # parsers take no notice of it
                else:
                    return False
                if (inside := state.get(tag)) is not None:
                    if len(path) == _DEEP:
                        return False
                    path.append((state, element))
                    state, element = inside, begun
            if not words:
                continue
            if literal:
                if self.owed or self.pre:
                    self.text(words)
                else:
                    self.out.append(words)
            elif (put := self._words(words)) is None:
                return False
            elif put != words:
                pieces[at] = pieces[at][: -len(words)] + put
        return not path

    def _words(self, words: str) -> str | None:
        """Note a text and return how it is written. None: it is not plain."""
        if not words:
            return words
        if (read := _resolved(words) if "&" in words else words) is None:
            return None
        self.text(read)
        return _written(read)

    def _begin(self, element: _Element) -> None:
        """Note the start of an element that has no attributes."""
        if element.owed:
            self.owe(element.owed)
        if element.starts:
            element.starts(self, _NO_ATTRIBUTES, None)

    def _end(self, element: _Element) -> None:
        """Note the end of an element."""
        if element.ends:
            element.ends(self)
        if element.owed:
            self.owe(element.owed)

    def _start(self, tag: str) -> tuple[str, str, _Element] | None:
        """Note the start of an element; return its name, how it is written and the element. None: it is not plain."""
        before = len(self.doomed)
        if "&" not in tag and (link := _LINK.fullmatch(tag)):
            name = "a"
            written: str | None = f'{link[1]} rel="{REL}">'
            self.link({"href": link[2]}, None)
        else:
            anew = len(tag) > _REMEMBERED or tag.startswith(_EACH_ANEW)
            if (read := _tag(tag) if anew else _remembered(tag)) is None:
                return None
            name = read.name
            self.enter(name, read.attributes, None)
            written = read.written or _kept(name, read.attributes, self._base)
        if len(self.doomed) > before:
            return (name, _GONE, _BODY) if name in VOID_NAMES else (name, _CUT, self._dropped(name))
        return None if written is None else (name, written, _ELEMENTS.get(name, _BODY))

    def _dropped(self, name: str) -> _Element:
        """Return an element at whose end the walk is where it is now."""
        before = len(self.out), len(self.pictures), self.owed, self.bullet, self.lists[:], self.last_link

        def back(walk: Walk) -> None:
            out, pictures, walk.owed, walk.bullet, walk.lists, walk.last_link = before
            del walk.out[out:], walk.pictures[pictures:]

        return _Element(end=f"/{name}", owed=NONE, starts=None, ends=back, told=True, closed=_CUT_END)


def _cut(written: str) -> str:
    """Return what is left when parts of a page went, as `written.py` writes it: blanks are one, attributes sorted."""
    written = _SEVERAL.sub(_in_order, _BLANK.sub(lambda found: "\n" if "\n" in found[0] else " ", written))
    inner = ""
    while inner != written:
        inner, written = written, _CUT_OUT.sub("", written)
    return written.replace(f"<{_GONE}", "").strip()


def _in_order(tag: re.Match[str]) -> str:
    attributes = _ONE.findall(tag[2])
    own = len(attributes) - (tag[1] == "a")
    return f"<{tag[1]}{''.join(sorted(attributes[:own]) + attributes[own:])}>"


def _looked_over(html: str) -> str | None:
    """Return *html* without what is silent, most references resolved. None: it cannot be plain."""
    if ("!" in html and "<!--" in html) or "<iframe" in html:
        html = _SILENT.sub("", html)
    marked = html
    if "&" in html:
        if (found := _with_characters(html)) is None:
            return None
        html = found
        marked = html.replace("&#", "")
    return html if is_settled(marked, html) or is_settled(_GLUED_SELECTOR.sub("", marked), html) else None


def _with_characters(html: str) -> str | None:
    """Return *html* with those references resolved that stand for a character beyond Latin-1's first half.

    None: one is not ordinary. What is replaced means nothing to a tag, so it does not matter where it stands.
    """
    references = ENTITY.findall(html)
    if len(references) != html.count("&"):
        html = _LITERAL_AMPERSAND.sub("&amp;", html)
        references = ENTITY.findall(html)
    if len(references) != html.count("&"):
        return None
    for reference in set(references):
        if (char := _character(reference)) is None:
            return None
        if char > "\xa0":
            html = html.replace(reference, char)
    return html


def _tag(tag: str) -> _Tag | None:
    """Return a start tag, read. None: it is not plain."""
    if (match := _START.fullmatch(tag)) is None:
        return None
    name, rest = match.groups()
    attributes = _attributes(rest, void=name in VOID_NAMES)
    if attributes is None:
        return None
    return _Tag(name=name, attributes=attributes, written=None if name in _LINKING else _kept(name, attributes, None))


_remembered = lru_cache(maxsize=1_000)(_tag)


def _attributes(rest: str, *, void: bool) -> dict[str, str] | None:
    """Return the attributes of a tag. None: they are not plain."""
    parts = _ATTRIBUTE.split(rest)
    end = parts[-1].strip(" ")
    if any(parts[:-1:3]) or (end and not (void and end == "/")):
        return None
    found: dict[str, str] = {}
    for name, value in zip(parts[1::3], parts[2::3], strict=True):
        value = value[1:-1]
        read = _resolved(value) if "&" in value else value
        if read is None or name in found:
            return None
        found[name] = read
    return found


def _kept(name: str, attributes: dict[str, str], base: str | None) -> str | None:
    """Return the start tag as a sanitizer writes it. None: an address is not plain."""
    if name in _THROUGH:
        return _GONE
    kept = [name]
    own = ATTRIBUTES.get(name, ())
    for attribute, value in attributes.items():
        if attribute in own or attribute in ATTRIBUTES["*"]:
            address = _address(value, base) if attribute in ("href", "src") else value
            if address is None:
                return None
            kept.append(f'{attribute}="{_written(address).replace(chr(34), "&quot;")}"')
    if name == "a":
        kept.append(f'rel="{REL}"')
    return f"{' '.join(kept)}>"


def _address(value: str, base: str | None) -> str | None:
    """Return an absolute address. None: it, or what was to be resolved, is not plain."""
    if PLAIN_ADDRESS.fullmatch(value):
        return value
    found = absolute(value, base) if _RELATIVE.fullmatch(value) else None
    return found if found is not None and PLAIN_ADDRESS.fullmatch(found) else None


def _written(text: str) -> str:
    """Return *text* with references where HTML's own serialization has them (WHATWG HTML §13.3)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")


def _resolved(text: str) -> str | None:
    """Return *text* with its references resolved. None: one is not ordinary, or something looks like one then."""
    for reference in sorted(set(ENTITY.findall(text)), key=_is_ampersand):
        if (char := _character(reference)) is None:
            return None
        text = text.replace(reference, char)
    return text if ENTITY.search(text) is None and unicodedata.is_normalized("NFC", text) else None


def _is_ampersand(reference: str) -> bool:
    return _character(reference) == "&"


@lru_cache(maxsize=1_000)
def _character(reference: str) -> str | None:
    """Return what *reference* stands for. None: not known to all parsers, no visible character, or none by itself."""
    if reference[1] != "#" and reference[1:-1] not in _KNOWN_TO_ALL:
        return None
    char = unescape(reference)
    loose = len(char) != 1 or ord(char) in _JAMO or unicodedata.category(char)[0] in "MC"
    return char if not loose and is_settled(char, char) else None
