"""Several categories in one string: lists (`war, peace`), paths (`News > World > Africa`), and what only looks so."""

from __future__ import annotations

import re

from aggregator.normalize.folding import folded
from aggregator.normalize.given_names import GIVEN_NAMES
from aggregator.normalize.places import REGIONS

_COMMA = re.compile(r"(?<!\d),|,(?!\d)|[、，،]")
_STRONG = re.compile(r"[;；]|\s*\|\s*")
_WORDS_AT_MOST = 6
_STEPS_AT_MOST = 8
_CONJUNCTION = re.compile(
    r"(?:\S+ )+(?:and|&|\+|und|et|y|e|i|en|och|og|ja|ve|és|a|и|та|και|or|oder|ou|o)(?: \S+)+", re.IGNORECASE
)
_LONE_CONJUNCTION = re.compile(r"(?:and|&|or|und|oder|et|ou|y|e|en|och|og|и)\s", re.IGNORECASE)
# A comma before these belongs to the name.
_SUFFIXES = frozenset("jr sr ii iii iv md phd esq inc ltd llc llp plc corp co gmbh ag sa etc".split())
_STATES = frozenset(
    (
        "alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho illinois indiana"
        " iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana"
        " nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia wisconsin wyoming"
        " ontario quebec alberta manitoba saskatchewan queensland tasmania"
    ).split()
) | {
    "new york",
    "new jersey",
    "new mexico",
    "new hampshire",
    "north carolina",
    "south carolina",
    "north dakota",
    "south dakota",
    "rhode island",
    "west virginia",
    "british columbia",
    "nova scotia",
    "new south wales",
    "d.c",
}
_BREADCRUMB = re.compile(r"\s*(?:»|›|→)\s*|\s+>\s+|\s+::\s+|::")
_TIGHT = re.compile(r"\S::|::\S")
_SLASH = re.compile(r"\s*/\s*")
# Steps that are never half of a pair such as `Science/Nature`.
_ROOTS = frozenset(
    (
        "news|top|home|sport|sports|noticias|actualité|actualités|nachrichten|nyheter|notizie|nieuws|deportes|esportes"
        "|новости|themen|topics|topic|categories|category|tags|blog|sections|section|frontpage|magazine"
    ).split("|")
)


def split(text: str, *, keywords: bool) -> tuple[str, ...]:
    """The parts of a list of categories; empty: *text* is one category, whatever commas it has.

    *keywords*: the element holds lists by its definition. Otherwise the parts must look like tags: up to six words
    each, no enumeration that ends in "and …" (`Arts, Culture and Entertainment`), no place with its state, no name
    turned round (`Herzog, Isaac`).
    """
    strong = _pieces(_STRONG, text)
    if len(strong) > 1 and _look_like_tags(strong):
        return tuple(part for each in strong for part in (split(each, keywords=True) if keywords else ()) or (each,))
    parts = _rejoined(_pieces(_COMMA, text))
    if len(parts) < 2:
        return ()
    if keywords:
        lone = _LONE_CONJUNCTION.match(parts[-1])
        return (*parts[:-1], parts[-1][lone.end() :].strip() if lone else parts[-1])
    return parts if _look_like_tags(parts) and not _is_one_name(parts) else ()


def _pieces(separator: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(part for each in separator.split(text) if (part := each.strip()))


def _rejoined(parts: tuple[str, ...]) -> tuple[str, ...]:
    """*parts* with name suffixes back on their names: `Apple, Inc.`, `Sammy Davis, Jr.`."""
    joined: list[str] = []
    for part in parts:
        if joined and part.lower().rstrip(".").replace(".", "") in _SUFFIXES:
            joined[-1] = f"{joined[-1]}, {part}"
        else:
            joined.append(part)
    return tuple(joined)


def _look_like_tags(parts: tuple[str, ...]) -> bool:
    return all(len(part.split()) <= _WORDS_AT_MOST and not _LONE_CONJUNCTION.match(part) for part in parts)


def _is_one_name(parts: tuple[str, ...]) -> bool:
    """Whether the commas belong to one name after all."""
    if len(parts) <= 4 and _CONJUNCTION.fullmatch(parts[-1]):
        return True
    return len(parts) == 2 and (_is_region(parts) or _is_turned_round(*parts))


def _is_region(parts: tuple[str, ...]) -> bool:
    """`Kingston, Ontario`; but `Oregon, Texas` are two."""
    first, second = (part.lower().rstrip(".") for part in parts)
    return (second in _STATES or parts[1] in REGIONS) and first not in _STATES and parts[0][:1].isupper()


def _is_turned_round(family: str, given: str) -> bool:
    """`Herzog, Isaac`: a given name stands last and none first, each a word or two in capitals."""
    names, families = given.split(), family.split()
    if any(folded(part) not in GIVEN_NAMES and len(part.rstrip(".")) > 1 for part in names[1:]):  # Angela Merkel
        return False
    if len(names) > 2 or len(families) > 2 or not all(part[:1].isupper() for part in (*names, *families)):
        return False
    return folded(names[0]) in GIVEN_NAMES and folded(families[0]) not in GIVEN_NAMES


def path(text: str, *, sure: bool) -> tuple[str, ...]:
    """The steps of a path, from the top; empty: *text* is one category (`A/B testing`, `TCP/IP`, `Web/Tech`).

    Breadcrumbs (`News > World`, `Sport » Tennis`) are paths; slashes and `::` are where there are two or more or the
    first step is a usual top (`News/Africa`), and every step is a word of its own. *sure*: the vocabulary is known to
    have paths.
    """
    for separator in (_BREADCRUMB, _SLASH):
        steps = _pieces(separator, text)
        printed = separator is _BREADCRUMB and not _TIGHT.search(text)
        rooted = text.startswith("/")  # /Oracle/News
        if 1 < len(steps) <= _STEPS_AT_MOST and (printed or all(map(_is_step, steps))):
            return steps if sure or printed or rooted or len(steps) > 2 or steps[0].lower() in _ROOTS else ()
        if rooted and len(steps) == 1 and separator is _SLASH:
            return steps
    return ()


def _is_step(step: str) -> bool:
    """Whether *step* can stand alone: `24/7`, `w/o` and `he/she/they` have none."""
    if not step.isascii():
        return True
    return len(step) > 2 and not step[0].isdigit() and len(step.split()) <= _WORDS_AT_MOST
