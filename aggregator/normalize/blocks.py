"""HTML → blocks of plain text and pictures: one walk over one tree.

BeautifulSoup's tree is the reference. Where nothing has to be taken out of the HTML, lxml's own, which BeautifulSoup is
built from, is walked instead: the same page at a quarter of the cost (a test holds the two against each other).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Protocol

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from lxml import etree

from aggregator.normalize.markup import BLOCK_NAMES
from aggregator.normalize.pictures import Picture, picture
from aggregator.normalize.text import characters, line
from aggregator.normalize.trackers import emoji, is_share_link

# Breaks, from weak to strong. They are owed until the next word: `</p></td><td>` is one break, between two cells.
_NONE, _CELL, _LINE, _BLOCK = range(4)
# Marks inside a text under construction: Unicode noncharacters, which `characters` has dropped from every text.
_MARKS = ("", "\ufdd0", "\ufdd1", "\ufdd2")
_PRE_BLANK, _PRE_LINE = "\ufdd3", "\ufdd4"

_BREAKS = {
    **dict.fromkeys(BLOCK_NAMES, _BLOCK),
    **dict.fromkeys(("ul", "ol", "menu", "dir", "table", "hr", "pre"), _BLOCK),
    **dict.fromkeys(("li", "tr", "dt", "dd", "tbody", "thead", "tfoot"), _LINE),
    **dict.fromkeys(("td", "th", "body", "html"), _NONE),
}
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
SILENT = frozenset(
    "script style noscript template head title iframe frame object embed applet video audio canvas svg map select"
    " option button textarea datalist".split()
)
"""Elements whose content is not text."""
_ANNOTATIONS = frozenset({"rp", "rt"})
_HIDING_CLASSES = frozenset(
    "feedflare mf-viral sharedaddy jp-relatedposts addtoany_share_save_container addtoany_content a2a_kit"
    " robots-nocontent screen-reader-text sr-only visually-hidden wpcnt"
    " heateor_sss_sharing_container social-share-buttons".split()
)
_HIDING_STYLE = re.compile(r"display:none|visibility:hidden|mso-hide:all|font-size:0(?:px|pt|em|%)?(?:;|$|!)")
_BLANKS = re.compile(r"[\t\n\r \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_CELL_BORDER = re.compile(f"[ {_MARKS[_CELL]}]*{_MARKS[_CELL]}[ {_MARKS[_CELL]}]*")
_DIGITS = re.compile(r"[0-9]{1,6}", re.ASCII)
_DEEP = 200
_LONG = 100_000
"""No text nests deeper, and no paragraph is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one walk found."""

    blocks: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tail_link: str | None = None
    """Text of the link the page ends with. None: it ends with something else."""
    kept: str | None = None
    """The HTML without what is hidden, shares or tracks. None: nothing had to go, the original will do."""
    unwieldy: bool = False
    """Nested so deep, or in one run so long, that no sanitizer should see it: both cost them the square."""


def page(html: str) -> Page:
    """Return the blocks, pictures and last link of *html*.

    Block elements part blocks, `<br>` and table rows lines, two `<br>` blocks; list items begin with `- ` or their
    number, table cells are parted by ` | `, `<q>` gets its marks and `<pre>` keeps its blanks. Scripts, players, parts
    of forms, hidden elements, share links, trackers and ruby annotations are left out; of pictures only those that draw
    a character (😉) are text.
    """
    if "<" not in html:
        words = line(unescape(html))
        return Page(blocks=(words,) if words else (), unwieldy=len(words) > _LONG)
    return _quick_page(html) or soup_page(html)


def _quick_page(html: str) -> Page | None:
    """Return the page out of lxml's tree. None: something has to go, or lxml refuses or cuts it (256 deep)."""
    try:
        root = etree.fromstring(html, etree.HTMLParser())
    except (etree.LxmlError, ValueError):
        return None
    if root is None:
        return None
    walk = _QuickWalk()
    try:
        walk.over_elements(root)
    except _TreeNeeded:
        return None
    return None if walk.deep else _page(walk, None)


def soup_page(html: str) -> Page:
    """Return the page out of BeautifulSoup's tree."""
    soup = BeautifulSoup(html, "lxml", multi_valued_attributes=None)
    walk = _Walk()
    walk.over(soup)
    return _page(walk, soup)


def _page(walk: _Walk, soup: BeautifulSoup | None) -> Page:
    blocks = tuple(block for part in "".join(walk.out).split(_MARKS[_BLOCK]) if (block := _block(part)))
    unwieldy = walk.deep or any(len(block) > _LONG for block in blocks)
    return Page(
        blocks=blocks,
        pictures=tuple(walk.pictures),
        tail_link=walk.tail_link(),
        kept=_without(soup, walk.doomed) if soup is not None and walk.changed and not unwieldy else None,
        unwieldy=unwieldy,
    )


def _without(soup: BeautifulSoup, doomed: list[Tag]) -> str:
    for tag in doomed:
        tag.extract()
    return soup.body.decode_contents() if soup.body is not None else ""


def _block(marked: str) -> str:
    """Return one finished block of a marked text: blanks collapsed, lines and cells set, `<pre>` as it was."""
    lines = (_BLANKS.sub(" ", part).strip(" " + _MARKS[_CELL]) for part in marked.split(_MARKS[_LINE]))
    block = "\n".join(_CELL_BORDER.sub(" | ", line) for line in lines if line)
    return block.replace(_PRE_BLANK, " ").replace(_PRE_LINE, "\n").strip("\n")


@dataclass(slots=True)
class _Row:
    """A table row under construction."""

    start: int
    broken: bool = False
    """A cell of it holds more than one line: the row is layout, not a table's."""


class Element(Protocol):
    """What a walk asks of an element."""

    name: str
    attrs: Any


class _Plain:
    """An element of lxml's tree, as a walk asks for it."""

    __slots__ = ("attrs", "name")

    def __init__(self, element: etree._Element) -> None:
        self.name = str(element.tag)
        self.attrs = element.attrib


class _TreeNeeded(Exception):
    """Something has to be taken out of the HTML: lxml's tree cannot be written back as BeautifulSoup's is."""


@dataclass(slots=True)
class _Walk:
    """The state of one walk."""

    out: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    doomed: list[Tag] = field(default_factory=list)
    changed: bool = False
    deep: bool = False
    owed: int = _NONE
    bullet: str = ""
    lists: list[int | None] = field(default_factory=list)
    """For each open list the number of its next item; None: its items have none."""
    pre: int = 0
    at_border: bool = False
    """A cell has begun and has no word yet: its paragraph owes no break."""
    rows: list[_Row] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    last_link: tuple[int, int] = (0, 0)

    def over(self, root: Tag) -> None:
        """Walk the tree below *root*, without recursion: hostile documents nest 100,000 deep."""
        path: list[tuple[Tag, Iterator[PageElement]]] = [(root, iter(root.contents))]
        while path:
            tag, children = path[-1]
            for child in children:
                if type(child) is NavigableString:
                    self.text(child)
                elif isinstance(child, Tag) and self.enter(child):
                    path.append((child, iter(child.contents)))
                    break
            else:
                path.pop()
                self.leave(tag.name)
                continue
            self.deep = self.deep or len(path) > _DEEP

    def text(self, value: str) -> None:
        """Write a text node, and before it the break that is owed."""
        value = characters(value)
        if self.pre:
            value = value.replace("\n", _PRE_LINE).replace(" ", _PRE_BLANK).replace("\t", _PRE_BLANK * 4)
        elif not value.strip():
            if not self.owed:
                self.out.append(" ")
            return
        if self.rows and self.owed > _CELL and len(self.out) > self.rows[-1].start:
            self.rows[-1].broken = True
        self.out.append(_MARKS[self.owed] + self.bullet + value)
        self.owed, self.bullet, self.at_border = _NONE, "", False

    def owe(self, mark: int) -> None:
        """Owe a break; inside a list no break is stronger than a line's."""
        if not self.at_border:
            self.owed = max(self.owed, min(mark, _LINE) if self.lists else mark)

    def enter(self, tag: Element) -> bool:
        """Note what the start of *tag* means for the text. False: its content is not part of it."""
        name = tag.name
        if name in SILENT or name in _ANNOTATIONS:
            return False
        if tag.attrs and _is_hidden(tag):
            return self.drop(tag)
        if name in _BREAKS:
            self.owe(_BREAKS[name])
        begin = _STARTS.get(name)
        return begin is None or begin(self, tag)

    def leave(self, name: str) -> None:
        """Note what the end of an element means for the text."""
        end = _ENDS.get(name)
        if end is not None:
            end(self)
        if name in _BREAKS:
            self.owe(_BREAKS[name])

    def drop(self, tag: Element) -> bool:
        """Leave *tag* out of text and HTML."""
        self.change()
        assert isinstance(tag, Tag)
        self.doomed.append(tag)
        return False

    def change(self) -> None:
        """Note that the HTML is not kept as it is."""
        self.changed = True

    def link(self, tag: Element) -> bool:
        if is_share_link(tag.attrs.get("href")):
            return self.drop(tag)
        self.links.append(len(self.out))
        return True

    def link_end(self) -> None:
        start = self.links.pop()
        if len(self.out) > start:  # not around a mere picture
            self.last_link = (start, len(self.out))

    def tail_link(self) -> str | None:
        """The text of the last link, when no word comes after it."""
        start, end = self.last_link
        if any(char.isalnum() for part in self.out[end:] for char in part):
            return None
        return " ".join("".join(self.out[start:end]).translate(_NO_MARKS).split()) or None

    def line_break(self, tag: Element) -> bool:
        self.owe(_BLOCK if self.owed == _LINE else _LINE)
        return False

    def image(self, tag: Element) -> bool:
        drawn = emoji(tag.attrs) if "src" in tag.attrs else None
        if drawn is not None:
            if drawn:
                self.text(drawn)
            return False
        found = picture(tag.attrs)
        if found is None:
            return self.drop(tag)
        if found.src != tag.attrs.get("src"):
            self.change()
            tag.attrs["src"] = found.src
        self.pictures.append(found)
        return False

    def list_start(self, tag: Element) -> bool:
        self.lists.append(None)
        return True

    def numbered_start(self, tag: Element) -> bool:
        self.lists.append(_number(tag.attrs.get("start"), 1))
        return True

    def list_end(self) -> None:
        self.lists.pop()

    def entry(self, tag: Element) -> bool:
        number = self.lists[-1] if self.lists else None
        if number is None:
            self.bullet = "- "
            return True
        number = _number(tag.attrs.get("value"), number)
        self.lists[-1] = number + 1
        self.bullet = f"{number}. "
        return True

    def entry_end(self) -> None:
        self.bullet = ""

    def row(self, tag: Element) -> bool:
        self.rows.append(_Row(start=len(self.out)))
        return True

    def row_end(self) -> None:
        self.rows.pop()

    def cell(self, tag: Element) -> bool:
        """A border replaces the break of a paragraph that ended in the cell before; a row's first words have none."""
        if self.rows and len(self.out) > self.rows[-1].start:
            self.owed = _LINE if self.rows[-1].broken else _CELL
        self.at_border = True
        return True

    def cell_end(self) -> None:
        self.at_border = False

    def preformatted(self, tag: Element) -> bool:
        self.pre += 1
        return True

    def preformatted_end(self) -> None:
        self.pre -= 1

    def quote(self, tag: Element) -> bool:
        self.text("“")
        return True

    def quote_end(self) -> None:
        self.out.append("”")


class _QuickWalk(_Walk):
    """A walk over lxml's tree. Raises _TreeNeeded where the HTML must change."""

    def change(self) -> None:
        raise _TreeNeeded

    def over_elements(self, root: etree._Element) -> None:
        """Walk the tree from *root* on, without recursion."""
        self.enter(_Plain(root))
        path = [(root, iter(root))]
        self.text(root.text or "")
        while path:
            element, children = path[-1]
            for child in children:
                if isinstance(child.tag, str) and self.enter(_Plain(child)):
                    path.append((child, iter(child)))
                    self.text(child.text or "")
                    break
                self.text(child.tail or "")
            else:
                path.pop()
                self.leave(str(element.tag))
                self.text(element.tail or "")
                continue
            self.deep = self.deep or len(path) >= _DEEP

    def text(self, value: str) -> None:
        if value:
            _Walk.text(self, value)


_NO_MARKS = str.maketrans(dict.fromkeys((*_MARKS[1:], _PRE_BLANK, _PRE_LINE), " "))
_STARTS: dict[str, Callable[[_Walk, Element], bool]] = {
    "a": _Walk.link,
    "br": _Walk.line_break,
    "img": _Walk.image,
    **dict.fromkeys(_LISTS, _Walk.list_start),
    "ol": _Walk.numbered_start,
    "li": _Walk.entry,
    "tr": _Walk.row,
    **dict.fromkeys(("td", "th"), _Walk.cell),
    "pre": _Walk.preformatted,
    "q": _Walk.quote,
}
_ENDS: dict[str, Callable[[_Walk], None]] = {
    "a": _Walk.link_end,
    **dict.fromkeys(_LISTS, _Walk.list_end),
    "li": _Walk.entry_end,
    "tr": _Walk.row_end,
    **dict.fromkeys(("td", "th"), _Walk.cell_end),
    "pre": _Walk.preformatted_end,
    "q": _Walk.quote_end,
}


def _number(value: object, otherwise: int) -> int:
    """The number that `start` or `value` gives a list's item; *otherwise*, where it gives none."""
    return int(str(value)) if value is not None and _DIGITS.fullmatch(str(value)) else otherwise


def _is_hidden(tag: Element) -> bool:
    """Whether browsers do not show *tag*, or it is a feed service's or a share plug-in's."""
    attributes = tag.attrs
    if "hidden" in attributes:
        return True
    style, classes = attributes.get("style"), attributes.get("class")
    if style and _HIDING_STYLE.search(str(style).replace(" ", "").lower()):
        return True
    return bool(classes) and not _HIDING_CLASSES.isdisjoint(str(classes).split())
