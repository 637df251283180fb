"""The ladder of an XML document: as it is, mended, and last with feedparser's loose parser. What fits first wins."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.model import ParsedFeed, ParseResult, Problem
from aggregator.parse import feed, refusal
from aggregator.parse.mend import feed_start, mended
from aggregator.parse.names import ENTRIES
from aggregator.parse.node import Node
from aggregator.parse.readers import read_loosely, read_strictly
from aggregator.parse.recorder import Recorder


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What came out of the ladder."""

    recorder: Recorder
    complaint: str | None = None
    """What made the document not well-formed. None: nothing did."""
    problems: tuple[Problem, ...] = ()


def xml_feed(text: str, *, base: str, language: str | None, read: Recorder | None = None) -> ParseResult:
    """Return the feed in an XML document, however broken, or what the document is instead. Raises LimitPassed.

    *read*: all that is in the document, if it was read before and is well-formed.
    """
    if refusal.is_html(text):
        return refusal.html_page(text, base)
    recorded = Recorded(recorder=read) if read else _recorded(text, base)
    recorder = recorded.recorder
    if recorder.root is None or not recorder.is_feed:
        return refusal.other_xml(recorder.root) if recorder.root and not recorded.complaint else refusal.no_feed(text)
    if recorded.complaint and not recorder.finished and not recorder.entries:
        return refusal.unreadable(recorded.complaint)
    return parsed(recorder, language=language, problems=recorded.problems)


def parsed(recorder: Recorder, *, language: str | None, problems: tuple[Problem, ...] = ()) -> ParsedFeed:
    """Return the feed that *recorder* holds. *language* is what HTTP says."""
    root = recorder.root
    assert root is not None, "a feed has a root element"
    channel = recorder.channel or _no_channel(root)
    return ParsedFeed(
        format=feed.format_name(root, recorder.channel, recorder.format),
        title=feed.title(channel),
        link=feed.link(channel),
        language=feed.language(root, channel) or language,
        base=channel.base,
        authors=feed.authors(channel),
        rights=feed.rights(channel),
        hints=feed.hints(channel),
        entries=tuple(recorder.entries),
        problems=(*problems, *recorder.problems),
    )


def _no_channel(root: Node) -> Node:
    """Return what stands for a missing channel: the root, but in an entry document (RFC 4287 §2), which has no feed."""
    return Node(name="", attributes={}, base=root.base, language=None) if root.name in ENTRIES else root


def _recorded(text: str, base: str) -> Recorded:
    first = Recorder(base)
    complaint, entities = read_strictly(text, first)
    if complaint is None:
        return Recorded(recorder=first)
    if first.finished and first.is_feed:
        return Recorded(recorder=first, complaint=complaint, problems=(_junk_after(complaint),))
    start = feed_start(text)
    if start is None:
        return Recorded(recorder=first, complaint=complaint)
    problems = (Problem(code="not_well_formed", detail=complaint), *_junk_before(text[:start]))
    return Recorded(
        recorder=_repaired(mended(text[start:], frozenset(entities)), base, entities),
        complaint=complaint,
        problems=problems,
    )


def _repaired(text: str, base: str, entities: dict[str, str]) -> Recorder:
    """Return the reading of a mended document: exact up to its break, and what the loose parser makes of the rest.

    So an entry before the break is read the same, to the letter, whether the document is cut short today or not.
    """
    strict = Recorder(base)
    complaint, _ = read_strictly(text, strict)
    if complaint is None or strict.finished:
        return strict
    loose = Recorder(base)
    read_loosely(text, loose, entities)
    loose.entries[: len(strict.entries)] = strict.entries
    return loose


def _junk_before(junk: str) -> tuple[Problem, ...]:
    shown = refusal.beginning(junk)
    return (Problem(code="junk_before", detail=f"the feed comes after other text: {shown}"),) if shown else ()


def _junk_after(complaint: str) -> Problem:
    return Problem(code="junk_after", detail=f"something follows the feed: {complaint}")
