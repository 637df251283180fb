"""Worst cases made from each pattern that reads bylines, dates, categories and datelines: none of them dwells."""

from __future__ import annotations

import importlib
import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from aggregator.model import FeedContext, RawCategory, RawEntry, RawPerson
from aggregator.normalize import bylines, datelines, dates
from aggregator.normalize.categories import categories

FEED = FeedContext(feed="f", url="https://example.com/feed")
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
LENGTHS = (150, 310, 30_000)
"""Around the caps of the readers, and far beyond; what is beyond every cap is tried once for each repetition."""


def read_author(text: str) -> object:
    hidden = text.replace(" ", "&nbsp;")  # blanks that are none until entities are read
    return bylines.read([RawPerson(element="author", name=name) for name in (text, hidden)], language="en")


def read_date(text: str) -> object:
    return dates.read(text, timezone=None, language="en", now=NOW)


def read_categories(text: str) -> object:
    raws = (RawCategory(element="category", term=text), RawCategory(element="itunes:keywords", term=text, scheme=text))
    return categories(RawEntry(position=0, categories=raws), FEED)


def read_head(text: str) -> object:
    return datelines.dateline(text), datelines.without_dateline(text)


READERS: dict[str, tuple[Callable[[str], object], str]] = {
    "authors": (
        read_author,
        "agencies byline_words bylines bylines_credits bylines_east bylines_parts bylines_sheet bylines_text names "
        "places roles",
    ),
    "dates": (read_date, "clock date_grammar date_words dates months zones"),
    "categories": (read_categories, "categories category_lists placeholders"),
    "datelines": (read_head, "datelines places"),
}


def sample(tree: Any) -> str:
    """Return one string that a parsed pattern matches, or nearly."""
    return "".join(_sample(op, value) for op, value in tree)


def _sample(op: Any, value: Any) -> str:
    match op:
        case codes.LITERAL:
            return chr(value)
        case codes.IN:
            return _member(value)
        case codes.BRANCH:
            return sample(value[1][0])
        case codes.SUBPATTERN:
            return sample(value[-1])
        case codes.MAX_REPEAT | codes.MIN_REPEAT:
            return sample(value[2]) * max(1, min(value[0], 3))
        case codes.ANY | codes.NOT_LITERAL:
            return "a"
        case _:
            return ""


CATEGORIES = {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "a"}


def _member(members: Any) -> str:
    """One character of a class; of a negated one, a letter."""
    op, value = members[0]
    if op is codes.NEGATE:
        return "a"
    return CATEGORIES.get(value, "a") if op is codes.CATEGORY else chr(value if op is codes.LITERAL else value[0])


def pumps(tree: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield what leads to each repetition of a pattern, and what it repeats."""
    for op, value in tree:
        if op in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            yield before, sample(value[2])
            yield from pumps(value[2], before)
        elif op is codes.SUBPATTERN:
            yield from pumps(value[-1], before)
        elif op is codes.BRANCH:
            for branch in value[1]:
                yield from pumps(branch, before)
        before += _sample(op, value)


def attacks(noun: str) -> Iterator[str]:
    """Yield, for each pattern of a noun's modules, each repetition pumped up, with and without what leads to it."""
    for name in READERS[noun][1].split():
        module = importlib.import_module(f"aggregator.normalize.{name}")
        for pattern in [value for value in vars(module).values() if isinstance(value, re.Pattern)]:
            found = list(pumps(parser.parse(pattern.pattern, pattern.flags)))
            units = list(dict.fromkeys(unit for _, unit in found if unit))
            yield from (before + "\ue000" + unit for before, unit in found if unit)
            yield from ("\ue000" + one + other for one, other in pairwise(units))


@pytest.mark.timeout(60)
@pytest.mark.parametrize("noun", READERS)
def test_no_pattern_dwells(noun: str) -> None:
    """Each repetition in each pattern, repeated thousands of times behind what leads to it, is read in no time."""
    reader, tried = READERS[noun][0], set()
    for attack in dict.fromkeys(attacks(noun)):
        before, _, unit = attack.partition("\ue000")
        for length in LENGTHS if unit not in tried else LENGTHS[:2]:
            reader(f"{before}{unit * (length // len(unit))} 1!\x00")
        tried.add(unit)

    assert len(tried) > 10


@pytest.mark.timeout(10)
def test_blanks_of_a_byline() -> None:
    """Blanks that only entities and addresses bring are one blank: a kilobyte of them once cost five seconds."""
    name = "last updated" + "&nbsp;" * 300 + "1"

    assert bylines.read([RawPerson(element="author", name=name)]).value is not None
