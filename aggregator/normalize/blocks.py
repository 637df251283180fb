"""HTML → blocks of plain text and pictures: one walk over one tree.

BeautifulSoup's tree is the reference. lxml's own, which BeautifulSoup is built from, is walked wherever it
serves: the same page at a tenth of the cost (a test holds the two against each other).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from lxml import etree

from aggregator.normalize.marked import BREAK_MARKS, NONE, finished
from aggregator.normalize.pictures import Picture
from aggregator.normalize.text import is_settled, line
from aggregator.normalize.walk import LEAVES, Walk
from aggregator.normalize.written import written

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
    """Return the page out of lxml's tree. None: lxml refuses it, or cuts it (256 deep)."""
    walk: _CarefulWalk = (quick := _QuickWalk())
    body = walk.over_document(html)
    if body is None or walk.deep:
        return None
    if not is_settled("".join((*quick.out, *quick.passed)), html):
        walk = _CarefulWalk()
        body = walk.over_document(html)
        assert body is not None, "a document that was read is read again"
    return _page(walk, written(body, frozenset(walk.doomed)) if walk.changed else None)


def soup_page(html: str) -> Page:
    """Return the page out of BeautifulSoup's tree."""
    soup = BeautifulSoup(html, "lxml", multi_valued_attributes=None)
    walk = _SoupWalk()
    walk.over(soup)
    return _page(walk, _without(soup, walk.doomed) if walk.changed and not walk.deep else None)


def _page(walk: Walk, kept: str | None) -> Page:
    blocks = finished("".join(walk.out))
    unwieldy = walk.deep or any(len(block) > _LONG for block in blocks)
    return Page(
        blocks=blocks,
        pictures=tuple(walk.pictures),
        tail_link=walk.tail_link(),
        kept=None if unwieldy else kept,
        unwieldy=unwieldy,
    )


def _without(soup: BeautifulSoup, doomed: list[Any]) -> str:
    for tag in doomed:
        tag.extract()
    return soup.body.decode_contents() if soup.body is not None else ""


class _SoupWalk(Walk):
    """A walk over BeautifulSoup's tree."""

    def over(self, root: Tag) -> None:
        """Walk the tree below *root*, without recursion: hostile documents nest 100,000 deep."""
        path: list[tuple[Tag, Iterator[PageElement]]] = [(root, iter(root.contents))]
        while path:
            tag, children = path[-1]
            for child in children:
                if type(child) is NavigableString:
                    self.text(child)
                elif isinstance(child, Tag) and self.enter(child.name, child.attrs, child):
                    path.append((child, iter(child.contents)))
                    break
            else:
                path.pop()
                self.leave(tag.name)
                continue
            self.deep = self.deep or len(path) > _DEEP


class _CarefulWalk(Walk):
    """A walk over lxml's tree."""

    def over_document(self, html: str) -> etree._Element | None:
        """Walk the tree of *html*; return its body. None: lxml refuses."""
        try:
            root = etree.fromstring(html, etree.HTMLParser())
        except (etree.LxmlError, ValueError):
            return None
        if root is None:
            return None
        self.over_elements(root)
        return root.find("body")

    def over_elements(self, root: etree._Element) -> None:
        """Walk the tree from *root* on, without recursion."""
        path: list[tuple[etree._Element, str, Iterator[etree._Element]]] = []
        children = iter((root,))
        while True:
            for child in children:
                name = child.tag
                if isinstance(name, str) and self.enter(name, child.attrib, child):
                    if words := child.text:
                        self.text(words)
                    if len(child):
                        path.append((child, name, children))
                        children = iter(child)
                        break
                    if name in LEAVES:
                        self.leave(name)
                if words := child.tail:
                    self.text(words)
            else:
                if not path:
                    return
                child, name, children = path.pop()
                self.leave(name)
                if words := child.tail:
                    self.text(words)
                continue
            if len(path) >= _DEEP - 1:  # an element inside this one would be too deep
                self.deep = True


class _QuickWalk(_CarefulWalk):
    """A walk over lxml's tree that takes every character as it is: right where they are settled."""

    def __init__(self) -> None:
        super().__init__()
        self.passed: list[str] = []
        """Blanks that a break owed swallows."""

    def text(self, value: str) -> None:
        if self.pre or self.rows:
            Walk.text(self, value)
        elif value.isspace():
            (self.passed if self.owed else self.out).append(value)
        elif self.owed or self.bullet or self.at_border:
            self.out.append(BREAK_MARKS[self.owed] + self.bullet + value)
            self.owed, self.bullet, self.at_border = NONE, "", False
        else:
            self.out.append(value)
