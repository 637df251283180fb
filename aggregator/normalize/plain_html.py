"""HTML that a sanitizer wrote: is it so plain that nothing in it would change in another pass?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from aggregator.normalize.text import is_settled

_TOKEN = re.compile(r"<(/?[a-z0-9]+)")
_ATTRIBUTE_WITH_TAG = re.compile(r'="[^"<]*<')
# An address as `links.absolute` leaves it; `&` is written as a reference, and so is nothing else.
_HOST = r"https?://[a-z0-9-]{1,200}(?:\.[a-z0-9-]{1,200}){1,20}"
_SIGN = r"A-Za-z0-9._~!$'()*+,;=:@/%?#-"
_OTHER_ADDRESS = re.compile(
    rf'="(?:(?<=href=")|(?<=src="))(?!{_HOST}(?:/[{_SIGN}]{{0,4000}}(?:&amp;[{_SIGN}]{{0,4000}}){{0,200}})?")'
)
PLAIN_ADDRESS = re.compile(rf"{_HOST}(?:/[&{_SIGN}]{{0,2000}})?")
"""The same, its references resolved."""
_AMPERSAND_TWICE = re.compile(r"&amp;(?:amp;|#0*38;|#x0*26;)", re.IGNORECASE)

State = dict[str, "State | None"]
"""What may stand inside an element → what may stand inside that; None: nothing, it has no end."""

_PHRASES = "abbr bdi bdo cite del dfn ins kbd mark q samp span sub sup time var".split()
_FORMATTING = "b code em i s small strike strong tt u".split()
_FORMATTING_DEEP = 3
"""Of four equal ones, each inside the other, parsers forget the first (WHATWG HTML, the Noah's Ark clause)."""


@cache
def _phrasing(deep: int, *, linked: bool) -> State:
    state: State = dict.fromkeys(("br", "img", "wbr"))
    state |= dict.fromkeys(_PHRASES, state)
    if deep < _FORMATTING_DEEP:
        state |= dict.fromkeys(_FORMATTING, _phrasing(deep + 1, linked=linked))
        if not linked:
            state["a"] = _phrasing(deep + 1, linked=True)
    return state


_LEAF = _phrasing(0, linked=False)


def flow(through: Iterable[str] = ()) -> State:
    """Return what may stand in a body; elements called *through* hold the same."""
    inside: State = {**_LEAF, "hr": None, **dict.fromkeys(("p", "pre", "h1", "h2", "h3", "h4", "h5", "h6"), _LEAF)}
    inside |= dict.fromkeys(("blockquote", "center", "div", "figcaption", "figure", *through), inside)
    entries: State = {"li": inside}
    inside |= {"ol": entries, "ul": entries}
    return inside


def _with_tables() -> State:
    """Return what may stand in a body that was written by a sanitizer: in its tables nothing is implied."""
    inside = flow()
    row: State = dict.fromkeys(("td", "th"), inside)
    rows: State = {"tr": row}
    table: State = dict.fromkeys(("thead", "tbody", "tfoot"), rows)
    inside["table"] = table
    return inside


_FLOW = _with_tables()
LINE_AFTER_PRE = re.compile(r"<pre(?: [^<>]*)?>\n")
"""Parsers take the line end away, each time."""


def is_plain(html: str) -> bool:
    """Whether another pass over *html*, as a sanitizer wrote it, would leave it as it is.

    It would where addresses are absolute and clean, characters visible, and elements nest as parsers find them again:
    paragraphs and headings hold phrases, phrases hold phrases, list items stand in lists, and there is nothing else.
    """
    if _OTHER_ADDRESS.search(html) or _ATTRIBUTE_WITH_TAG.search(html):
        return False
    if "&amp;" in html and _AMPERSAND_TWICE.search(html):
        return False
    if "<pre" in html and LINE_AFTER_PRE.search(html):
        return False
    return _nests(html) and is_settled(html, html)


def _nests(html: str) -> bool:
    state, path = _FLOW, list[State]()
    for token in _TOKEN.findall(html):
        if token[0] == "/":
            state = path.pop()
        elif token not in state:
            return False
        elif (inside := state[token]) is not None:
            path.append(state)
            state = inside
    return True
