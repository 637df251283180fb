"""HTML → blocks of plain text and pictures: one walk over one tree, or over the tags themselves.

BeautifulSoup's tree is the reference. Plain HTML is read tag by tag; of other HTML lxml's own tree, which
BeautifulSoup is built from, is walked wherever it serves: the same page at a tenth of the cost, or less
(tests hold them against each other).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from lxml import etree

from aggregator.normalize.marked import finished
from aggregator.normalize.markup import with_literals
from aggregator.normalize.pictures import Picture
from aggregator.normalize.plain import PlainWalk
from aggregator.normalize.text import is_settled, line
from aggregator.normalize.walk import LEAVES, SettledWalk, Walk
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
    """The HTML without what is hidden, shares or tracks, a `<` of its words escaped. None: the original will do."""
    clean: str | None = None
    """What `sanitized` makes of the HTML. None: it has to be asked."""
    unwieldy: bool = False
    """Nested so deep, or in one run so long, that no sanitizer should see it: both cost them the square."""


def page(html: str, base: str | None = None) -> Page:
    """Return the blocks, pictures and last link of *html*, whose addresses are relative to *base*.

    Block elements part blocks, `<br>` and table rows lines, two `<br>` blocks; list items begin with `- ` or their
    number, table cells are parted by ` | `, `<q>` gets its marks and `<pre>` keeps its blanks. Scripts, players, parts
    of forms, hidden elements, share links, trackers and ruby annotations are left out; of pictures only those that draw
    a character (😉) are text.
    """
    if "<" in html and (plain := _plain_page(html, base)):
        return plain
    literal = with_literals(html)
    if "<" not in literal:
        found = _words_page(literal)
    else:
        found = (literal != html and _plain_page(literal, base)) or _quick_page(literal) or soup_page(literal)
    return found if found.kept is not None or literal == html else replace(found, kept=literal)


def _words_page(html: str) -> Page:
    """Return the page of HTML that has no tags."""
    words = line(unescape(html))
    return Page(blocks=(words,) if words else (), unwieldy=len(words) > _LONG)


def _plain_page(html: str, base: str | None = None) -> Page | None:
    """Return the page read tag by tag. None: it is not plain enough."""
    walk = PlainWalk(base)
    if (clean := walk.over(html)) is None:
        return None
    found = _page(walk, clean=clean)
    return None if found.unwieldy else found


def _quick_page(html: str) -> Page | None:
    """Return the page out of lxml's tree. None: lxml refuses it, or cuts it (256 deep)."""
    walk: Walk = (quick := SettledWalk())
    body = _walk_document(walk, html)
    if body is None or walk.deep:
        return None
    if not is_settled("".join((*quick.out, *quick.passed)), html):
        walk = Walk()
        body = _walk_document(walk, html)
        assert body is not None, "a document that was read is read again"
    return _page(walk, written(body, frozenset(walk.doomed)) if walk.changed else None)


def soup_page(html: str) -> Page:
    """Return the page out of BeautifulSoup's tree."""
    soup = BeautifulSoup(html, "lxml", multi_valued_attributes=None)
    walk = Walk()
    _walk_soup(walk, soup)
    return _page(walk, _without(soup, walk.doomed) if walk.changed and not walk.deep else None)


def _page(walk: Walk, kept: str | None = None, clean: str | None = None) -> Page:
    blocks = finished("".join(walk.out))
    unwieldy = walk.deep or len(max(blocks, key=len, default="")) > _LONG
    return Page(
        blocks=blocks,
        pictures=tuple(walk.pictures),
        tail_link=walk.tail_link(),
        kept=None if unwieldy else kept,
        clean=clean,
        unwieldy=unwieldy,
    )


def _without(soup: BeautifulSoup, doomed: list[Any]) -> str:
    for tag in doomed:
        tag.extract()
    return soup.body.decode_contents() if soup.body is not None else ""


def _walk_soup(walk: Walk, root: Tag) -> None:
    """Walk BeautifulSoup's tree below *root*, without recursion: hostile documents nest 100,000 deep."""
    path: list[tuple[Tag, Iterator[PageElement]]] = [(root, iter(root.contents))]
    while path:
        tag, children = path[-1]
        for child in children:
            if type(child) is NavigableString:
                walk.text(child)
            elif isinstance(child, Tag) and walk.enter(child.name, child.attrs, child):
                path.append((child, iter(child.contents)))
                break
        else:
            path.pop()
            walk.leave(tag.name)
            continue
        walk.deep = walk.deep or len(path) > _DEEP


def _walk_document(walk: Walk, html: str) -> etree._Element | None:
    """Walk lxml's tree of *html*; return its body. None: lxml refuses."""
    try:
        root = etree.fromstring(html, etree.HTMLParser())
    except (etree.LxmlError, ValueError):
        return None
    if root is None:
        return None
    _walk_elements(walk, root)
    return root.find("body")


def _walk_elements(walk: Walk, root: etree._Element) -> None:
    """Walk lxml's tree from *root* on, without recursion."""
    path: list[tuple[etree._Element, str, Iterator[etree._Element]]] = []
    children = iter((root,))
    while True:
        for child in children:
            name = child.tag
            if isinstance(name, str) and walk.enter(name, child.attrib, child):
                if words := child.text:
                    walk.text(words)
                if len(child):
                    path.append((child, name, children))
                    children = iter(child)
                    break
                if name in LEAVES:
                    walk.leave(name)
            if words := child.tail:
                walk.text(words)
        else:
            if not path:
                return
            child, name, children = path.pop()
            walk.leave(name)
            if words := child.tail:
                walk.text(words)
            continue
        if len(path) >= _DEEP - 1:  # an element inside this one would be too deep
            walk.deep = True
