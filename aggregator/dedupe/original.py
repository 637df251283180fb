"""Which member of a group is the original, and what role that leaves to a copy. Pure.

In order: the one that the other says it comes from; one that names no foreign source; the earlier credible date; the
longer text; else the one that was the original before. Two members are compared at a time: what a copy says of its
source is a word about one other article, so there is no order of all of them to compute and keep.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import reduce

from aggregator.dedupe.address import Address
from aggregator.dedupe.pair import Pair, Side
from aggregator.model import Features, Role, Standing

VERBATIM = 0.9
"""Share of shingles from which on two texts are one text with other typography."""
FULL = 40
"""Shingles from which on a text that ends early was cut by an editor; a shorter one was cut off by its feed."""
COARSE = ("month", "year")
_MIDNIGHT = re.compile(r"\b00:00(?::00)?\b")


def original(members: Sequence[Standing]) -> Standing:
    """Return which of *members*, in the order of their publication, is the original. Raises TypeError for none."""
    return reduce(lambda before, one: one if precedes(one, before) else before, members)


def precedes(one: Standing, other: Standing) -> str | None:
    """Return the reason why *one* is the original rather than *other*, which has been it so far. None: it is not."""
    for reason, order in ORDERS:
        ordered = order(one, other)
        if ordered:
            return reason if ordered > 0 else None
    return None


def own_site(one: Standing, other: Standing) -> int:
    """The publisher's own entry comes before one that names him as its source, or links to his page from elsewhere."""
    return _comes_from(other, one) - _comes_from(one, other)


def no_foreign_source(one: Standing, other: Standing) -> int:
    """What says that it comes from somewhere else is not the original of what does not."""
    return _is_foreign(other) - _is_foreign(one)


def earlier(one: Standing, other: Standing) -> int:
    """The earlier publication; by days only where one of the two dates says no more than a day."""
    first, second = known_since(one), known_since(other)
    if _is_day(one) or _is_day(other):
        return (second.date() > first.date()) - (second.date() < first.date())
    return (second > first) - (second < first)


def longer(one: Standing, other: Standing) -> int:
    """The longer text: copies are cut more often than extended."""
    return (one.words > other.words) - (one.words < other.words)


ORDERS: tuple[tuple[str, Callable[[Standing, Standing], int]], ...] = tuple(
    (order.__name__, order) for order in (own_site, no_foreign_source, earlier, longer)
)
"""In this order; the first that tells the two apart decides."""


def known_since(one: Standing) -> datetime:
    """Return since when *one* was out: its date, where that is credible, else when a poll first brought it.

    Not credible: a date in the future, one without a day, and one later than the poll that brought it.
    """
    published, source = one.published_at, one.date_source
    if published is None or published != one.effective_at or published > one.first_seen_at:
        return one.first_seen_at
    return one.first_seen_at if source is not None and source.precision in COARSE else published


def _is_day(one: Standing) -> bool:
    """Return whether the date names the day alone: so precise, written with midnight, or without a zone."""
    source = one.date_source
    if source is None or known_since(one) != one.published_at:
        return False
    return source.precision == "day" or source.zone == "assumed" or _MIDNIGHT.search(source.raw) is not None


def _homes(one: Standing) -> set[str]:
    """Return the sites of the feed itself: its address's, and its home page's."""
    sites = (Address(one.feed_url).site, Address(one.feed_link).site)
    return {site for site in sites if site is not None}


def _comes_from(one: Standing, other: Standing) -> bool:
    """Return whether *one* says that it comes from the site of *other*'s feed, which is not its own."""
    named = {Address(one.source_url).site, Address(one.url).site} - _homes(one)
    return not named.isdisjoint(_homes(other))


def _is_foreign(one: Standing) -> bool:
    """Return whether the entry names a source on a site that is not its feed's."""
    source = Address(one.source_url).site
    return source is not None and source not in _homes(one)


# ---------------------------------------------------------------------------------------------
# Roles
# ---------------------------------------------------------------------------------------------


def role(copy: Features, of: Features) -> Role:
    """Return what *copy* is beside the original *of*: `syndicated` or `revised copy`.

    Another headline is no revision: papers write their own over a wire's text. Nor is a summary that stands in the
    original word for word: that was the feed's doing. Without a text on both sides nothing speaks for a revision.
    """
    pair = Pair(Side(copy), Side(of))
    if pair.same_content or not pair.small or pair.jaccard >= VERBATIM:
        return "syndicated"
    return "syndicated" if pair.small < FULL and pair.containment >= VERBATIM else "revised copy"
