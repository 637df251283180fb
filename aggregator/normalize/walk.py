"""What the elements of a page mean for its text: breaks, bullets, borders of cells, pictures, and what has to go."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aggregator.normalize.marked import BLOCK, BREAK_MARKS, CELL, LINE, NO_MARKS, NONE, PRE_BLANK, PRE_LINE
from aggregator.normalize.markup import BLOCK_NAMES
from aggregator.normalize.pictures import Picture, picture
from aggregator.normalize.text import characters
from aggregator.normalize.trackers import emoji, is_share_link

BREAKS = {
    **dict.fromkeys(BLOCK_NAMES, BLOCK),
    **dict.fromkeys(("ul", "ol", "menu", "dir", "table", "hr", "pre"), BLOCK),
    **dict.fromkeys(("li", "tr", "dt", "dd", "tbody", "thead", "tfoot"), LINE),
    **dict.fromkeys(("td", "th", "body", "html"), NONE),
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
_HIDING_STYLE = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|(?:font-size|opacity|max-height):0(?:\.0)?(?:px|pt|em|%)?(?:;|$|!)"
    r"|text-indent:-\d{3}|(?:^|;)(?:left|top):-\d{4}"
)
_DIGITS = re.compile(r"[0-9]{1,6}", re.ASCII)


@dataclass(slots=True)
class _Row:
    """A table row under construction."""

    start: int
    broken: bool = False
    """A cell of it holds more than one line: the row is layout, not a table's."""


@dataclass(slots=True)
class Walk:
    """The state of one walk. An element comes as its name, its attributes and itself, whichever tree it is of."""

    out: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    doomed: list[Any] = field(default_factory=list)
    """Elements, of either tree, that go."""
    changed: bool = False
    deep: bool = False
    owed: int = NONE
    bullet: str = ""
    lists: list[int | None] = field(default_factory=list)
    """For each open list the number of its next item; None: its items have none."""
    pre: int = 0
    at_border: bool = False
    """A cell has begun and has no word yet: its paragraph owes no break."""
    rows: list[_Row] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    last_link: tuple[int, int] = (0, 0)

    def text(self, value: str) -> None:
        """Write a text node, and before it the break that is owed."""
        value = characters(value)
        if self.pre:
            value = value.replace("\n", PRE_LINE).replace(" ", PRE_BLANK).replace("\t", PRE_BLANK * 4)
        elif not value.strip():
            if not self.owed:
                self.out.append(" ")
            return
        if self.rows and self.owed > CELL and len(self.out) > self.rows[-1].start:
            self.rows[-1].broken = True
        self.out.append(BREAK_MARKS[self.owed] + self.bullet + value)
        self.owed, self.bullet, self.at_border = NONE, "", False

    def owe(self, mark: int) -> None:
        """Owe a break; inside a list no break is stronger than a line's."""
        if not self.at_border:
            if mark > LINE and self.lists:
                mark = LINE
            if mark > self.owed:
                self.owed = mark

    def enter(self, name: str, attributes: Any, element: Any) -> bool:
        """Note what the start of an element of either tree means for the text. False: its content is not part of it."""
        if name in _WITHOUT_TEXT:
            return False
        if attributes and _is_hidden(attributes):
            return self.drop(element)
        if name in BREAKS:
            self.owe(BREAKS[name])
        return name not in STARTS or STARTS[name](self, attributes, element)

    def leave(self, name: str) -> None:
        """Note what the end of an element means for the text."""
        if name in ENDS:
            ENDS[name](self)
        if name in BREAKS:
            self.owe(BREAKS[name])

    def drop(self, element: Any) -> bool:
        """Leave *element* out of text and HTML."""
        self.changed = True
        self.doomed.append(element)
        return False

    def link(self, attributes: Any, element: Any) -> bool:
        if is_share_link(attributes.get("href")):
            return self.drop(element)
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
        return " ".join("".join(self.out[start:end]).translate(NO_MARKS).split()) or None

    def line_break(self, attributes: Any, element: Any) -> bool:
        self.owe(BLOCK if self.owed == LINE else LINE)
        return False

    def image(self, attributes: Any, element: Any) -> bool:
        drawn = emoji(attributes) if "src" in attributes else None
        if drawn is not None:
            if drawn:
                self.text(drawn)
            return False
        found = picture(attributes)
        if found is None:
            return self.drop(element)
        if found.src != attributes.get("src"):
            self.changed = True
            attributes["src"] = found.src
        self.pictures.append(found)
        return False

    def list_start(self, attributes: Any, element: Any) -> bool:
        self.lists.append(None)
        return True

    def numbered_start(self, attributes: Any, element: Any) -> bool:
        self.lists.append(_number(attributes.get("start"), 1))
        return True

    def list_end(self) -> None:
        self.lists.pop()

    def entry(self, attributes: Any, element: Any) -> bool:
        number = self.lists[-1] if self.lists else None
        if number is None:
            self.bullet = "- "
            return True
        number = _number(attributes.get("value"), number)
        self.lists[-1] = number + 1
        self.bullet = f"{number}. "
        return True

    def entry_end(self) -> None:
        self.bullet = ""

    def row(self, attributes: Any, element: Any) -> bool:
        self.rows.append(_Row(start=len(self.out)))
        return True

    def row_end(self) -> None:
        self.rows.pop()

    def cell(self, attributes: Any, element: Any) -> bool:
        """A border replaces the break of a paragraph that ended in the cell before; a row's first words have none."""
        if self.rows and len(self.out) > self.rows[-1].start:
            self.owed = LINE if self.rows[-1].broken else CELL
        self.at_border = True
        return True

    def cell_end(self) -> None:
        self.at_border = False

    def preformatted(self, attributes: Any, element: Any) -> bool:
        self.pre += 1
        return True

    def preformatted_end(self) -> None:
        self.pre -= 1

    def quote(self, attributes: Any, element: Any) -> bool:
        self.text("“")
        return True

    def quote_end(self) -> None:
        self.out.append("”")


class SettledWalk(Walk):
    """A walk that takes every character as it is: right where they are settled."""

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


_WITHOUT_TEXT = SILENT | _ANNOTATIONS
STARTS: dict[str, Callable[[Walk, Any, Any], bool]] = {
    "a": Walk.link,
    "br": Walk.line_break,
    "img": Walk.image,
    **dict.fromkeys(_LISTS, Walk.list_start),
    "ol": Walk.numbered_start,
    "li": Walk.entry,
    "tr": Walk.row,
    **dict.fromkeys(("td", "th"), Walk.cell),
    "pre": Walk.preformatted,
    "q": Walk.quote,
}
ENDS: dict[str, Callable[[Walk], None]] = {
    "a": Walk.link_end,
    **dict.fromkeys(_LISTS, Walk.list_end),
    "li": Walk.entry_end,
    "tr": Walk.row_end,
    **dict.fromkeys(("td", "th"), Walk.cell_end),
    "pre": Walk.preformatted_end,
    "q": Walk.quote_end,
}
LEAVES = frozenset({*ENDS, *BREAKS})
"""Elements whose end means something."""


def _number(value: object, otherwise: int) -> int:
    """The number that `start` or `value` gives a list's item; *otherwise*, where it gives none."""
    return int(str(value)) if value is not None and _DIGITS.fullmatch(str(value)) else otherwise


def _is_hidden(attributes: Any) -> bool:
    """Whether browsers do not show an element of *attributes*, or it is a feed service's or a share plug-in's."""
    if "hidden" in attributes:
        return True
    style, classes = attributes.get("style"), attributes.get("class")
    if style and _HIDING_STYLE.search(str(style).replace(" ", "").lower()):
        return True
    return bool(classes) and not _HIDING_CLASSES.isdisjoint(str(classes).split())
