"""Sentences that feed software adds to a text: cut from its end, never from its middle."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aggregator.normalize.phrases import (
    ADVERTISEMENTS,
    APPEARED_FIRST,
    ONE_WORD_LINKS,
    READ_MORE,
    READ_MORE_ABOUT,
)

_LIMIT = 600
"""No boilerplate sentence is longer."""
_ARROWS = " \u00a0.…:›»>→➔➜⟶↦▶►[]()«-–—|・。"
_SENTENCE_END = tuple('.!?…]”"’)>。')
_AFTER_ELLIPSIS = re.compile(r"(?:…|\.\.\.)\s?[\])]?\s?([^….]{1,150})[….]{0,4}$")
_OPEN_END = re.compile(r"(?:…|\.{3,4})\s{0,2}[\])]?$")
_CUT_END = re.compile(r"[\[(]\s{0,2}(?:…|\.{2,4})\s{0,2}[\])]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A text without what was added at its end."""

    blocks: tuple[str, ...]
    read_more: bool = False
    """A "Read more" was cut: the text is a beginning."""
    removed: tuple[str, ...] = ()
    """What was cut, last first."""


def without_boilerplate(blocks: tuple[str, ...], tail_link: str | None) -> Cut:
    """Return *blocks* without the boilerplate at their end; *tail_link* is the text of the link they end with."""
    kept = list(blocks)
    removed: list[str] = []
    read_more = False
    while kept:
        last = kept[-1][kept[-1].rfind("\n") + 1 :]
        more = _read_more(last, tail_link)
        words = more or _added_sentence(last)
        if not words:
            break
        read_more = read_more or bool(more)
        removed.append(words)
        rest = kept.pop()[: -len(words)].rstrip(" \n|-→»›")
        kept += [rest] if rest else []
        tail_link = None
    return Cut(blocks=tuple(kept), read_more=read_more, removed=tuple(removed))


def _read_more(last: str, tail_link: str | None) -> str:
    """The "Read more" that *last* ends with: a link, the whole line, or what follows an ellipsis. Empty: none."""
    if tail_link is not None and tail_link in last and _is_read_more(tail_link, linked=True):
        return last[last.rfind(tail_link) :]
    if len(last) <= _LIMIT and _is_read_more(last, linked=False):
        return last
    match = _AFTER_ELLIPSIS.search(last[-200:])
    return match[1].lstrip() if match and _is_read_more(match[1], linked=True) else ""


def _is_read_more(words: str, *, linked: bool) -> bool:
    phrase = words.strip(_ARROWS).casefold().replace("'", "’")
    if phrase in READ_MORE:
        return linked or phrase not in ONE_WORD_LINKS
    return linked and len(phrase) <= _LIMIT and phrase.startswith(READ_MORE_ABOUT)


def _added_sentence(last: str) -> str:
    """The sentence of a plug-in or a label of an advertisement that *last* ends with. Empty: none."""
    folded = last.lower().replace("'", "’")
    if folded.strip(_ARROWS) in ADVERTISEMENTS:
        return last
    if len(folded) != len(last):
        return ""
    for head, middle in APPEARED_FIRST:
        at = folded.rfind(middle, max(0, len(folded) - _LIMIT))
        start = folded.rfind(head, max(0, len(folded) - _LIMIT), at + 1) if at > 0 else -1
        if start == 0 or (start > 0 and folded[:start].rstrip().endswith(_SENTENCE_END)):
            return last[start:]
    return ""


def ends_open(text: str) -> bool:
    """Whether *text* ends in an ellipsis, bracketed or not."""
    return _OPEN_END.search(text[-20:].rstrip()) is not None


def ends_cut(text: str) -> bool:
    """Whether *text* ends in `[…]`: the mark that feed software sets where it cuts."""
    return _CUT_END.search(text[-20:].rstrip()) is not None
