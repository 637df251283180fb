"""Text, HTML, summary and pictures of an entry: which element is which, each parsed once."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.model import FeedContext, Found, RawEntry, RawText, Repair
from aggregator.normalize.bases import base
from aggregator.normalize.blocks import Page, page
from aggregator.normalize.boilerplate import Cut, ends_cut, ends_open, without_boilerplate
from aggregator.normalize.markup import Layers, layers
from aggregator.normalize.mojibake import without_mojibake
from aggregator.normalize.pictures import Picture
from aggregator.normalize.quotation import without_stray_mark
from aggregator.normalize.sanitized import from_blocks, sanitized
from aggregator.normalize.text import folded, paragraphs, visible

LIMIT = 512 * 1024
"""Characters of an element that are read: sanitizers are quadratic in runs of references and in depth."""
_SUMMARY_LIMIT = 1_000
"""A longer text is a whole piece, not a summary of one."""
_DOTS = " .…[]()-–—"
_HEAD, _MOST = 400, 0.8
_CLEARLY = 1.2
"""So many times as long a text must be to be taken for another that has more markup."""
_SUMMARIES = (
    "description", "summary", "atom:summary", "json:summary", "itunes:summary", "media:description", "dc:description",
    "abstract", "dcterms:abstract", "itunes:subtitle",
)  # fmt: skip
"""Elements that sum up, in order of precedence; others come last."""


_NOTHING: Found[str] = Found()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What the content elements of an entry say, together."""

    text: Found[str] = _NOTHING
    html: Found[str] = _NOTHING
    summary: Found[str] = _NOTHING
    truncated: bool | None = None
    pictures: tuple[Picture, ...] = ()
    base: str
    """What the pictures' addresses are relative to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    """One element, read."""

    raw: RawText
    layers: Layers
    page: Page
    cut: Cut
    blocks: tuple[str, ...]
    """Of the cut, with quotation marks mended."""
    repairs: tuple[Repair, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(self.blocks)

    @property
    def words(self) -> bool:
        """Whether it holds more than the dots of something cut to nothing."""
        return any(block.strip(_DOTS) for block in self.blocks)

    @property
    def length(self) -> int:
        return sum(map(len, self.blocks))


def content(entry: RawEntry, feed: FeedContext, title: str | None) -> Content:
    """Return text, HTML, summary, truncation and pictures of an entry.

    The text is the longest of content:encoded, atom:content, xhtml:body and JSON's content_html or content_text;
    without one that has words, the longest of the summary elements: a feed that has only `<description>` says all it
    says there. Of two that are about as long the one with more markup is taken. The summary is the first of
    `<description>`, atom:summary, itunes:summary, media:description that has letters or digits; it stands even where
    the text is the same, unless it only repeats the title or, being the text, is longer than 1,000 characters.
    *truncated*: True when the text ends in "[…]" or "Read more", or a mere summary in "…"; False when a content element
    gives it and does not; None when there are only summaries.
    """
    readings = _Readings(entry, feed, title)
    main = readings.longest(entry.contents) or readings.longest(entry.summaries)
    shown = main or readings.pictured()
    summary = _summary(entry, readings, main, title)
    own = base(entry, feed, shown.raw.base if shown else None)
    if shown is None:
        return Content(summary=summary, base=own)
    return Content(
        text=_text(main),
        html=_html(shown, own),
        summary=summary,
        truncated=_truncated(main, entry) if main else None,
        pictures=shown.page.pictures,
        base=own,
    )


def _longest(raws: tuple[RawText, ...]) -> list[RawText]:
    full = [raw for raw in raws if raw.value and not raw.value.isspace()]
    return full if len(full) < 2 else sorted(full, key=lambda raw: -len(raw.value))


class _Readings:
    """The elements of one entry, each read at most once, equal ones together."""

    def __init__(self, entry: RawEntry, feed: FeedContext, title: str | None) -> None:
        self._entry = entry
        self._feed = feed
        self._names = (title or "", feed.title or "")
        self._summary_type = feed.repairs.summary_type
        self._content_type = feed.repairs.content_type
        self._done: dict[tuple[str, str | None], _Passage | None] = {}

    def of(self, raw: RawText) -> _Passage | None:
        """Return what *raw* holds; None when it is no text."""
        kind = (self._summary_type if raw.element in _SUMMARIES else self._content_type) or raw.type
        key = (raw.value, kind)
        if key not in self._done:
            self._done[key] = _passage(raw, kind, base(self._entry, self._feed, raw.base), self._names)
        return self._done[key]

    def pictured(self) -> _Passage | None:
        """Return the first element with a picture, longer ones and contents first. None: none has one."""
        candidates = (*_longest(self._entry.contents), *_longest(self._entry.summaries))
        return next((found for raw in candidates if (found := self.of(raw)) and found.page.pictures), None)

    def longest(self, raws: tuple[RawText, ...]) -> _Passage | None:
        """Return the element with most words; None when none has any. No element is read that could not be it."""
        best: _Passage | None = None
        for raw in _longest(raws):
            if best is not None and len(raw.value) <= _CLEARLY * best.length:
                break
            found = self.of(raw)
            if found is None or not found.words:
                continue
            if best is None or found.length > _CLEARLY * best.length:
                best = found
        return best


def _passage(raw: RawText, kind: str | None, own: str, names: tuple[str, str]) -> _Passage | None:
    capped = raw.value[:LIMIT]
    mended = without_mojibake(capped)
    read = layers(visible(mended), kind)
    if read is None:
        return None
    found = page(read.value, own) if read.html else Page(blocks=paragraphs(read.value, keep_lines=kind is not None))
    cut = without_boilerplate(found.blocks, found.tail_link, names)
    blocks = tuple(block for paragraph in cut.blocks if (block := without_stray_mark(paragraph)))
    happened = {
        "cut": len(raw.value) > LIMIT,
        "mojibake": mended != capped,
        "double_escaped": read.double_escaped,
        "stray_mark": blocks != cut.blocks,
    }
    repairs = [Repair(field="text", code=code) for code, true in happened.items() if true]
    repairs += [Repair(field="text", code="boilerplate_cut", detail=words[:120]) for words in cut.removed]
    return _Passage(raw=raw, layers=read, page=found, cut=cut, blocks=blocks, repairs=tuple(repairs))


def _text(main: _Passage | None) -> Found[str]:
    return Found(value=main.text, repairs=main.repairs) if main else Found()


def _html(shown: _Passage, own: str) -> Found[str]:
    if not shown.layers.html:
        return Found(value=from_blocks(shown.blocks) or None)
    if shown.page.unwieldy:
        return Found(value=from_blocks(shown.blocks) or None, repairs=(Repair(field="html", code="flattened"),))
    if (clean := shown.page.clean) is None:
        kept = shown.layers.value if shown.page.kept is None else shown.page.kept
        clean = sanitized(kept, own)
    return Found(value=clean or None)


def _summary(entry: RawEntry, readings: _Readings, main: _Passage | None, title: str | None) -> Found[str]:
    for raw in sorted(entry.summaries, key=_rank) if len(entry.summaries) > 1 else entry.summaries:
        found = readings.of(raw)
        if found is None or not any(map(str.isalnum, text := found.text)):
            continue
        if (main is not None and _is_whole(text, main)) or _repeats(text, title, entry):
            return Found()
        # What was mended in the text is told there: no line of `repairs` twice.
        told = () if found is main else found.repairs
        return Found(value=text, repairs=tuple(Repair(field="summary", code=r.code, detail=r.detail) for r in told))
    return Found()


def _is_whole(text: str, main: _Passage) -> bool:
    """Whether a long summary is the piece once more: the text itself, or most of it without its markup."""
    if len(text) <= _SUMMARY_LIMIT:
        return False
    begins = folded(text[:_HEAD])[: _HEAD // 2] == folded(main.text[:_HEAD])[: _HEAD // 2]
    return text == main.text or (begins and len(text) > _MOST * main.length)


def _rank(raw: RawText) -> int:
    return _SUMMARIES.index(raw.element) if raw.element in _SUMMARIES else len(_SUMMARIES)


def _repeats(text: str, title: str | None, entry: RawEntry) -> bool:
    """Whether a summary says no more than the title, or the title and the publisher's name (Google News)."""
    if title is None or len(text) > 2 * len(title) + 200:
        return False
    publisher = entry.source.title if entry.source is not None and entry.source.title else ""
    return text == title or folded(text) in (folded(title), folded(title + publisher))


def _truncated(main: _Passage, entry: RawEntry) -> bool | None:
    last = main.blocks[-1]
    if main.cut.read_more or ends_cut(last):
        return True
    if main.raw in entry.contents:
        return None if ends_open(last) else False
    return True if ends_open(last) else None
