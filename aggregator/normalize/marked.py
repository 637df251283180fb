"""A text under construction: breaks and kept blanks are marks between its words, until its blocks are finished."""

from __future__ import annotations

import re

from aggregator.normalize.text import MARKS, collapsed

# Breaks, from weak to strong. They are owed until the next word: `</p></td><td>` is one break, between two cells.
NONE, CELL, LINE, BLOCK = range(4)
BREAK_MARKS = ("", MARKS[0], MARKS[1], MARKS[2])
PRE_BLANK, PRE_LINE = MARKS[3], MARKS[4]
"""Blanks and line ends of `<pre>`."""
NO_MARKS = str.maketrans(dict.fromkeys(MARKS, " "))

_EDGES = " " + BREAK_MARKS[CELL]
_RARE = (BREAK_MARKS[CELL], PRE_BLANK, PRE_LINE)
_CELL_BORDER = re.compile(f"[ {BREAK_MARKS[CELL]}]*{BREAK_MARKS[CELL]}[ {BREAK_MARKS[CELL]}]*")


def finished(marked: str) -> tuple[str, ...]:
    """Return the finished blocks of a marked text: blanks collapsed, lines and cells set, `<pre>` as it was."""
    text = collapsed(marked)
    parts = text.split(BREAK_MARKS[BLOCK])
    if any(mark in text for mark in _RARE):
        return tuple(block for part in parts if (block := _block(part)))
    return tuple([block for part in parts if (block := _lines(part, " "))])


def _block(marked: str) -> str:
    block = _lines(marked, _EDGES)
    if BREAK_MARKS[CELL] in block:
        block = _CELL_BORDER.sub(" | ", block)
    if PRE_BLANK in block or PRE_LINE in block:
        block = block.replace(PRE_BLANK, " ").replace(PRE_LINE, "\n").strip("\n")
    return block


def _lines(marked: str, edges: str) -> str:
    """Return a block with its lines set, each without *edges*."""
    block = marked.strip(edges)
    if BREAK_MARKS[LINE] not in block:
        return block
    return "\n".join([line for part in block.split(BREAK_MARKS[LINE]) if (line := part.strip(edges))])
