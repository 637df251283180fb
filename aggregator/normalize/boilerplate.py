"""Sentences that feed software adds to a text: cut from its end, never from its middle."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aggregator.normalize.phrases import (
    APPEARED_FIRST,
    BUTTONS,
    NOTICES,
    ONE_WORD_LINKS,
    READ_MORE,
    READ_MORE_ABOUT,
)

_LIMIT = 600
"""No boilerplate sentence is longer."""
_NOTICE = 300
_ARROWS = " \u00a0.…:›»>→➔➜⟶↦▶►[]()«-–—|・。"
_SENTENCE_END = tuple('.!?…]”"’)>。')
_AFTER_ELLIPSIS = re.compile(r"(?:…|\.\.\.)\s?[\])]?\s?([^….]{1,150})[….]{0,4}$")
_PARTS = re.compile(r"\s?[|•·»]\s?|\s[-–—]\s")
_SEPARATORS = "|•·»-–—"
_SENTENCES = re.compile(r"[.!?…。！？\])→|](?=\s)\s?|[。！？]")
_COUNTED = re.compile(
    r"(?:(?:no|leave a|add a|post a|view|read|\d{1,6}) )?comments?(?: ?[(:] ?\d{1,6} ?\)?)?"
    r"|trackbacks?(?: ?\(\d{1,6}\))?"
    r"|(?:pingbacks?|likes?|shares?|reblogs?|retweets?|notes?) ?\(\d{1,6}\)|(?:\d{1,6}|keine|ein) kommentare?"
    r"|read \d{1,6} remaining paragraphs?|\d{1,6} (?:posts?|participants?|replies|views)"
)
_MORE_WORDS = re.compile(r"[\[(]?(?<![\d.,])\d[\d.,]{0,8} more words?[\])]?[ →»]{0,3}$")
_ADVERT = re.compile(
    r"(?:advertisement|anzeige|annons|annonce|publicité|publicidad|werbung|reklame): ?https?://\S{1,500}"
)
_REMAINING = re.compile(r"^read \d{1,6} remaining paragraph", re.IGNORECASE)
_WORDY = 60
"""Characters of the words that a plug-in sets around a title."""
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


def without_boilerplate(blocks: tuple[str, ...], tail_link: str | None, names: tuple[str, str] = ("", "")) -> Cut:
    """Return *blocks* without the boilerplate at their end.

    *tail_link* is the text of the link they end with, *names* are the titles of entry and feed.
    """
    kept = list(blocks)
    removed: list[str] = []
    read_more = False
    while kept:
        last = kept[-1][kept[-1].rfind("\n") + 1 :]
        more = _read_more(last, tail_link)
        words = (
            more or _labelled_link(last, tail_link) or _footer(last) or _credits(kept, names) or _added_sentence(last)
        )
        if not words:
            break
        read_more = read_more or bool(more) or _REMAINING.search(words) is not None
        removed.append(words)
        rest = kept.pop()[: -len(words)].rstrip(" \n|-→»›([")
        kept += [rest] if rest else []
        tail_link = None
    return Cut(blocks=tuple(kept), read_more=read_more, removed=tuple(removed))


def _read_more(last: str, tail_link: str | None) -> str:
    """The "Read more" that *last* ends with: a link, the whole line, or what follows an ellipsis. Empty: none."""
    if tail_link is not None and tail_link in last and _is_read_more(tail_link, linked=True):
        return last[last.rfind(tail_link) :]
    if len(last) <= _LIMIT and _is_read_more(last, linked=False):
        return last
    if "more word" in last[-60:] and (counted := _MORE_WORDS.search(last[-60:])):
        return counted[0]
    match = _AFTER_ELLIPSIS.search(last[-200:])
    return match[1].lstrip() if match and _is_read_more(match[1], linked=True) else ""


def _is_read_more(words: str, *, linked: bool) -> bool:
    phrase = _phrase(words)
    if phrase in READ_MORE:
        return linked or phrase not in ONE_WORD_LINKS
    linked = linked or words.rstrip().endswith(("»", "→", "›"))
    return linked and len(phrase) <= _LIMIT and phrase.startswith(READ_MORE_ABOUT)


def _phrase(words: str) -> str:
    return words.strip(_ARROWS).casefold().replace("'", "’")


def _labelled_link(last: str, tail_link: str | None) -> str:
    """`→ Read more: Title`, the title being the link: it leads on, but does not say that the text is cut."""
    if tail_link is None or not last.endswith(tail_link):
        return ""
    before = last[: -len(tail_link)].rstrip()
    label = _SENTENCES.split(before[-60:])[-1]
    known = before.endswith((":", "：")) and _phrase(label) in READ_MORE - ONE_WORD_LINKS
    return last[len(before) - len(label.lstrip(_ARROWS)) :] if known else ""


def _footer(last: str) -> str:
    """*last*, where all its parts (`Permalink | Comments (3)`) are a page's buttons, or it is a host's notice.

    Words with a full stop (`Share and enjoy.`) are a sentence of the author's.
    """
    if len(last) > _LIMIT:
        return ""
    if len(last) <= _NOTICE and _phrase(last).startswith(NOTICES):
        return last
    pieces = _PARTS.split(last) if any(sign in last for sign in _SEPARATORS) else [last]
    parts = [phrase for part in pieces if (phrase := _phrase(part))]
    more = len(parts) > 1
    if not more and last.endswith(".") and not last.endswith("..") and last.count(" ") > 1:
        return ""
    if _ADVERT.fullmatch(last.lower()):
        return last
    known = (phrase in BUTTONS or (more and phrase in READ_MORE) or _COUNTED.fullmatch(phrase) for phrase in parts)
    return last if parts and all(known) else ""


def _credits(kept: list[str], names: tuple[str, str]) -> str:
    """The last block, where it says in any language that *title* appeared in *publication*, and nothing else."""
    title, publication = names
    last = kept[-1]
    at = last.find(title) if len(title) > 3 and len(kept) > 1 and len(last) <= _LIMIT else -1
    if at < 0 or at > _WORDY:
        return ""
    end = last[at + len(title) :].rstrip(_ARROWS)
    parts = [part for part in _PARTS.split(publication) if len(part) > 2]
    named = max((len(part) for part in parts if end.endswith(part)), default=0)
    between = end[: len(end) - named].strip(' "“”«»')
    worded = any(map(str.isalpha, between)) and len(between) <= _WORDY and not _SENTENCES.search(between)
    return last if named and worded else ""


def _telling(middle: str) -> str:
    """The longest word that stands between blanks in *middle*; empty in scripts without blanks."""
    return max(middle.split(" ")[1:-1], key=len, default="")


_TELLING = frozenset(_telling(middle) for _, middle in APPEARED_FIRST)
_UNSPACED = tuple(middle for _, middle in APPEARED_FIRST if not _telling(middle))


def _may_be_added(tail: str) -> bool:
    """Whether a word of a plug-in's sentence stands in *tail*: looking for each sentence costs ten times as much."""
    return not _TELLING.isdisjoint(tail.split()) or any(middle in tail for middle in _UNSPACED)


def _added_sentence(last: str) -> str:
    """The sentence of a plug-in or a label of an advertisement that *last* ends with. Empty: none."""
    folded = last.lower().replace("'", "’")
    if len(folded) != len(last) or not _may_be_added(folded[-_LIMIT:]):
        return ""
    for head, middle in APPEARED_FIRST:
        at = folded.rfind(middle, max(0, len(folded) - _LIMIT))
        if at <= 0:
            continue
        start = folded.rfind(head, max(0, len(folded) - _LIMIT), at + 1) if head else _sentence_start(folded, at)
        if start == 0 or (start > 0 and folded[:start].rstrip().endswith(_SENTENCE_END)):
            return last[start:]
    return ""


def _sentence_start(text: str, at: int) -> int:
    """Where the sentence begins that holds position *at* of *text*."""
    return max((match.end() for match in _SENTENCES.finditer(text, max(0, at - _LIMIT), at)), default=0)


def ends_open(text: str) -> bool:
    """Whether *text* ends in an ellipsis, bracketed or not."""
    return _OPEN_END.search(text[-20:].rstrip()) is not None


def ends_cut(text: str) -> bool:
    """Whether *text* ends in `[…]`: the mark that feed software sets where it cuts."""
    return _CUT_END.search(text[-20:].rstrip()) is not None
