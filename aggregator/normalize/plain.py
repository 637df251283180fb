"""HTML as ordinary editors write it, read tag by tag: its text, pictures and clean HTML in one pass, and no tree.

Whatever parsers of HTML mend, drop or move is refused: elements nest as `plain_html.flow` says, each is closed,
attributes are quoted, references end with a semicolon. So what is read here is what they read.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import unescape
from html.entities import name2codepoint

from aggregator.normalize.marked import NONE
from aggregator.normalize.markup import VOID_NAMES
from aggregator.normalize.plain_html import LINE_AFTER_PRE, PLAIN_ADDRESS, State, flow
from aggregator.normalize.sanitized import ATTRIBUTES, REL
from aggregator.normalize.text import ENTITY, is_settled
from aggregator.normalize.walk import BREAKS, LEAVES, STARTS, SettledWalk

_TAG = re.compile(r"(<[^<>]*>)")
_START = re.compile(r"<([a-z][a-z0-9]*)([^<>]*)>")
_LINK = re.compile(f'<a href="({PLAIN_ADDRESS.pattern})">')
_ATTRIBUTE = re.compile(r"""[ \t\n]+([a-z][a-z0-9-]*)=("[^"]*"|'[^']*')""")
_SILENT = re.compile(r"<!--[^<>-]*-->|<iframe(?:[ \n][^<>]*)?></iframe>")
"""What neither shows nor parts anything."""
_THROUGH = frozenset("article aside footer header main nav section".split())
"""Elements that a sanitizer takes off their content."""
_FLOW = flow(_THROUGH)
_MEANS_MORE = -1
"""In place of a break: the walk has to be asked what the element means."""
_NO_ATTRIBUTES: dict[str, str] = {}
_DEEP = 100
"""Elements inside one another; more are left to those who know what parsers drop."""
_JAMO = range(0x1100, 0x1200)


def _break_of(name: str) -> int:
    """Return the break that start and end of an element owe; _MEANS_MORE when that is not all."""
    return _MEANS_MORE if name in STARTS else BREAKS.get(name, NONE)


_WRITTEN_ELSE = {"a", *_THROUGH}
_PLAIN_STARTS = {
    f"<{name}>": (name, _break_of(name)) for name in ("li", *_FLOW) if name not in VOID_NAMES | _WRITTEN_ELSE
}
"""Start tags without attributes that stay as they are."""


class PlainWalk(SettledWalk):
    """A walk over the tags of plain HTML."""

    def over(self, html: str) -> str | None:
        """Walk all of *html*; return what `sanitized` makes of it.

        None: it is not plain, or something in it has to go; what was noted is worth nothing then.
        """
        parts = _parted(html)
        literal = not any(sign in html for sign in "&\xa0") and html.count("<") == html.count(">") == len(parts) // 2
        if not parts or (first := self._words(parts[0], literal=literal)) is None:
            return None
        parts[0] = first
        state, end, mark = _FLOW, "", NONE
        path: list[tuple[State, str, int]] = []
        for at in range(1, len(parts), 2):
            tag = parts[at]
            if tag == end:
                parts[at] = self._end(tag, mark)
                state, end, mark = path.pop()
            elif (begun := self._begin(tag)) is None or begun[0] not in state or len(path) == _DEEP:
                return None
            else:
                name, parts[at], owed = begun
                if (inside := state[name]) is not None:
                    path.append((state, end, mark))
                    state, end, mark = inside, f"</{name}>", owed
            if words := parts[at + 1]:
                if (written := self._words(words, literal=literal)) is None:
                    return None
                parts[at + 1] = written
        return None if path else "".join(parts).strip()

    def _words(self, words: str, *, literal: bool) -> str | None:
        """Note a text and return it as HTML: as it stands, if it is *literal*. None: it is not plain."""
        if literal:
            self.text(words)
            return words
        if "<" in words or (read := _resolved(words) if "&" in words else words) is None:
            return None
        self.text(read)
        return _written(read)

    def _end(self, tag: str, mark: int) -> str:
        """Note the end of an element and return how it is written."""
        if mark > 0:
            self.owe(mark)
        elif mark:
            self.leave(name := tag[2:-1])
            if name in _THROUGH:
                return ""
        return tag

    def _begin(self, tag: str) -> tuple[str, str, int] | None:
        """Note the start of an element; return its name, how it is written and what its end owes. None: not plain."""
        if tag in _PLAIN_STARTS:
            name, mark = _PLAIN_STARTS[tag]
            if mark > 0:
                self.owe(mark)
            elif mark:
                self.enter(name, _NO_ATTRIBUTES, None)
            return name, tag, mark
        started = self._start(tag)
        return None if started is None else (*started, _MEANS_MORE)

    def _start(self, tag: str) -> tuple[str, str] | None:
        """Note the start of an element (with its end, if it is void); return its name and how it is written.

        None: it is not plain.
        """
        if "&" not in tag and (link := _LINK.fullmatch(tag)):
            return ("a", f'{tag[:-1]} rel="{REL}">') if self.link({"href": link[1]}, None) else None
        if (match := _START.fullmatch(tag)) is None:
            return None
        name, rest = match.groups()
        void = name in VOID_NAMES
        attributes = _attributes(rest, void=void) if rest else {}
        if attributes is None:
            return None
        if self.enter(name, attributes, None) and void and name in LEAVES:
            self.leave(name)
        written = "" if name in _THROUGH else _kept(name, attributes)
        return None if written is None or self.changed else (name, written)


def _parted(html: str) -> list[str]:
    """Return text, tag, text, …, text. Empty: a look at the whole shows that it is not plain."""
    if "<!--" in html or "<iframe" in html:
        html = _SILENT.sub("", html)
    settled = is_settled(html.replace("&#", ""), html)
    return _TAG.split(html) if settled and not ("<pre" in html and LINE_AFTER_PRE.search(html)) else []


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


def _kept(name: str, attributes: dict[str, str]) -> str | None:
    """Return the start tag as a sanitizer writes it. None: an address is not plain."""
    kept = [name]
    own = ATTRIBUTES.get(name, ())
    for attribute, value in attributes.items():
        if attribute in own or attribute in ATTRIBUTES["*"]:
            if attribute in ("href", "src") and not PLAIN_ADDRESS.fullmatch(value):
                return None
            kept.append(f'{attribute}="{_written(value).replace(chr(34), "&quot;")}"')
    if name == "a":
        kept.append(f'rel="{REL}"')
    return f"<{' '.join(kept)}>"


def _written(text: str) -> str:
    """Return *text* with references where HTML's own serialization has them (WHATWG HTML §13.3)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")


def _resolved(text: str) -> str | None:
    """Return *text* with its references resolved. None: one is not ordinary, or something looks like one then."""
    references = ENTITY.findall(text)
    if len(references) != text.count("&"):
        return None
    for reference in sorted(set(references), key=_is_ampersand):
        if (char := _character(reference)) is None:
            return None
        text = text.replace(reference, char)
    return None if ENTITY.search(text) else text


def _is_ampersand(reference: str) -> bool:
    return _character(reference) == "&"


@lru_cache(maxsize=1_000)
def _character(reference: str) -> str | None:
    """Return what *reference* stands for. None: not known to all parsers, no visible character, or none by itself."""
    if reference[1] != "#" and reference[1:-1] not in name2codepoint:
        return None
    char = unescape(reference)
    loose = len(char) != 1 or ord(char) in _JAMO or unicodedata.category(char)[0] in "MC"
    return char if not loose and is_settled(char, char) else None
