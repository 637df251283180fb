"""Categories of an entry: what a reader would call its subjects, each once, as the feed first spells it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from aggregator.model import Category, FeedContext, Found, RawCategory, RawEntry, Repair
from aggregator.normalize.category_lists import path, split
from aggregator.normalize.mojibake import without_mojibake
from aggregator.normalize.placeholders import is_identifier, is_machine_scheme, is_number, is_placeholder

LONGEST = 200
"""Longer labels are prose, not categories."""
MOST = 200
"""More are a word list, not categories: the rest is left out, and that is told."""
_ITUNES = "http://www.itunes.com/dtds/podcast"
_NUMBER_IS_TAG = "http://www.blogger.com/atom/ns#"
_KEYWORDS = re.compile(r"(?:.*:)?keywords|tags", re.IGNORECASE)
_BOOKMARKS = re.compile(r"https?://(?:www\.|feeds\.)?(?:pinboard\.in|del\.icio\.us|delicious\.com)/", re.IGNORECASE)
"""Services whose tags have no blanks: their dc:subject lists several."""
_HASHTAGS = re.compile(r"#\S+(?:\s+#\S+)+")
_BLANK_SEPARATED = re.compile(r"urn:(?:flickr|yahoo):tags", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One category of an element: what is shown, the form by which repeats are known, and what was done to it."""

    category: Category
    key: str
    repair: Repair | None = None


def categories(entry: RawEntry, feed: FeedContext) -> Found[tuple[Category, ...]]:
    """Return the categories of *entry*, in printed order, without repeats, placeholders and kinds for machines.

    Reads category, dc:subject, media:category, itunes:category, keywords (of media and itunes), atom:category (its
    label, else its term: RFC 4287 §4.2.2), JSON tags; then those configured for the feed. One element that holds a
    list or a path gives several (`split`, `path` tell its text). Two labels are the same when they differ in case,
    width or a leading `#`. Empty: the entry names none.
    """
    if "categories" in feed.repairs.ignore:
        return Found()
    kept: dict[str, Category] = {}
    repairs: dict[Repair, None] = {}
    for reading in _readings(entry.categories, blanks=_BOOKMARKS.match(feed.link or "") is not None):
        if len(kept) == MOST:
            repairs[Repair(field="categories", code="too_many", detail=str(MOST))] = None
            break
        kept.setdefault(reading.key, reading.category)
        if reading.repair:
            repairs[reading.repair] = None
    for label in feed.categories:
        kept.setdefault(_fold(label), Category(label=label))
    return Found(value=tuple(kept.values()), repairs=tuple(repairs))


def _fold(label: str) -> str:
    return unicodedata.normalize("NFKC", label).casefold().lstrip("#")


def _readings(raws: tuple[RawCategory, ...], *, blanks: bool) -> Iterator[_Reading]:
    """Every label that a reader may see, in order; *blanks*: they part the subjects of this feed."""
    counts = Counter([raw.element for raw in raws])
    for raw in raws:
        alone = counts[raw.element] == 1
        short = len(raw.term or "") + len(raw.label or "") + len(raw.scheme or "") <= _SHORT
        yield from _remembered(raw, blanks, alone) if short else _of_element(raw, blanks, alone)


_SHORT = 120
"""Characters up to which an element's readings are remembered: a feed has the same few categories again and again."""


@lru_cache(maxsize=512)
def _remembered(raw: RawCategory, blanks: bool, alone: bool) -> tuple[_Reading, ...]:
    return tuple(_of_element(raw, blanks, alone))


def _of_element(raw: RawCategory, blanks: bool, alone: bool) -> Iterator[_Reading]:
    """The labels of one element; *alone*: it is the only one of its name."""
    text = _text(raw)
    if not text or (raw.scheme and is_machine_scheme(raw.scheme)):
        return
    listed = blanks and raw.element == "dc:subject" and " " in text
    for label, code in _by_blanks(text) if listed else _parts(text, raw, alone=alone):
        if shown := _shown(label, raw):
            term = None if code == "split" else raw.term
            repair = Repair(field="categories", code=code, detail=text[:LONGEST]) if code else None
            category = Category(label=shown, term=term if term != shown else None, scheme=raw.scheme)
            yield _Reading(category=category, key=_fold(shown), repair=repair)


def _text(raw: RawCategory) -> str:
    """Label over term, as plain text: entities resolved twice (feeds escape categories twice), tags and blanks gone."""
    label = _plain(raw.label)
    if label and not (raw.term and label.casefold() in _VOCABULARY):  # media:category label="Tags"
        return label
    return _plain(raw.term)


_VOCABULARY = frozenset({"tags", "tag", "keywords", "keyword", "category", "categories", "topic", "topics"})
"""Labels that name the list, not what stands in it."""
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def _plain(text: str | None) -> str:
    if not text:
        return ""
    if text.isascii() and text.isprintable() and "&" not in text and "<" not in text:
        return " ".join(text.split())
    if "&" in text or "<" in text:
        text = _TAG.sub(" ", unescape(unescape(text)))
    text = without_mojibake("".join(sign for sign in text if sign.isprintable() or sign.isspace()))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _by_blanks(text: str) -> Iterable[tuple[str, str | None]]:
    return ((part, "split") for part in text.split())


def _parts(text: str, raw: RawCategory, *, alone: bool) -> Iterable[tuple[str, str | None]]:
    """The labels in *text* and what was done to find them: `split` for lists, `path` for hierarchies."""
    if is_one_word(text) or (raw.label and raw.term and text != raw.term) or is_identifier(text):
        return ((text, None),)
    if alone and not raw.scheme and (lines := _lines(raw.term)):
        return ((line, "split") for line in lines)
    if _HASHTAGS.fullmatch(text) or (raw.scheme and _BLANK_SEPARATED.fullmatch(raw.scheme)):
        return _by_blanks(text)
    keywords = _KEYWORDS.fullmatch(raw.element) is not None
    parts = split(text, keywords=keywords) if keywords or (alone and not raw.scheme) else ()
    if parts:
        return ((part, "split") for part in parts)
    sure = raw.scheme is not None and raw.scheme.lower().startswith(_ITUNES)
    return ((part, "path") for part in steps) if (steps := path(text, sure=sure)) else ((text, None),)


def is_one_word(text: str) -> bool:
    """Whether *text* is a word and nothing else, as most categories are: no rule could part it."""
    return text.isascii() and text.isalpha()


def _lines(term: str | None) -> tuple[str, ...]:
    """The lines of *term* where each is a tag: three or more, or it is one label that was wrapped."""
    lines = tuple(line for each in (term or "").splitlines() if (line := _plain(each)))
    return lines if len(lines) > 2 and all(len(line.split()) < 4 and line[-1] not in ",&" for line in lines) else ()


_QUOTED = re.compile(r"[\"“„«「『]([^\"“”„«»「」『』]*)[\"”“»」』]")
_QUOTES = frozenset('"“”„«»「」『』')
_STRAY_OPENING = re.compile(r"^[\"“„«](?=[^\"”“»]*$)")
_STRAY_CLOSING = re.compile(r"(?<!\d)[\"”»]$")
_LEAD = re.compile(r"^(?:[.\-–—·>]{1,3}|&)\s+")
"""A list's bullet."""


def _unquoted(text: str) -> str:
    """*text* without quotation marks around it or astray; `LP 12"` and `Rogachev «North»` keep theirs."""
    if _QUOTES.isdisjoint(text):
        return text
    if whole := _QUOTED.fullmatch(text):
        return whole[1].strip()
    text = _STRAY_OPENING.sub("", text)
    opened = sum(text.count(mark) for mark in "“„«") + text.count('"') // 2
    return text if opened else _STRAY_CLOSING.sub("", text)


def _shown(label: str, raw: RawCategory) -> str | None:
    """*label* as readers see it. None: it is a placeholder, an identifier, or a number that stands for a name."""
    shown = _LEAD.sub("", _unquoted(label.strip(" ,;|*•"))).rstrip(" :/")
    if shown.startswith("#") and not shown[1:].isdecimal():
        shown = shown.lstrip("#").strip()
    if not shown or len(shown) > LONGEST or is_placeholder(shown) or is_identifier(shown):
        return None
    return None if is_number(shown) and _stands_for_a_name(shown, raw) else shown


def _stands_for_a_name(number: str, raw: RawCategory) -> bool:
    """Whether *number* is a key into somebody's list: a bare term, or too long to be read (`360` is a name)."""
    if raw.scheme == _NUMBER_IS_TAG:
        return False
    return bool(raw.scheme) or raw.element.startswith("atom:") or len(number) > 4
