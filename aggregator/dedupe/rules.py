"""The ordered rules by which an article is a copy of an earlier one, or is not; thresholds stand in `Limits`. Pure.

The first rule that holds decides; its name is the verdict's method or reason. Order matters: equal keys, then guards
against what only looks alike (series, other subjects under one boilerplate, round-ups), then the measures of the text,
then the title alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from aggregator.dedupe.pair import Pair
from aggregator.model import DuplicateMode

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Every threshold. Measured on 3,900 labelled documents; sizes are in shingles, about as many as words."""

    # Sizes of the shorter text
    full: int = 40
    """From this size on a text speaks for itself; below, title or lead must agree."""
    brief: int = 8
    tiny: int = 3

    # Copies
    jaccard: float = 0.4
    containment: float = 0.55
    titled_containment: float = 0.4
    """Where the titles are alike."""
    same_title_containment: float = 0.3
    brief_jaccard: float = 0.65
    brief_containment: float = 0.65
    brief_titled_containment: float = 0.45
    brief_run: int = 10
    brief_run_containment: float = 0.55
    brief_run_jaccard: float = 0.35
    """Two newsrooms' short texts that share less, and no longer run of words, share phrases."""
    tiny_containment: float = 0.75

    # An equal title alone
    title_alone: bool = True
    title_after: timedelta = 48 * HOUR
    title_words: float = 6
    site_title_words: float = 4
    two_reports_containment: float = 0.2
    two_reports_words: float = 10
    site_two_reports_words: float = 9
    """Two texts that share less than that under a title shorter than this report one event independently."""
    alike_title: float = 0.75
    alike_title_words: float = 8
    alike_title_after: timedelta = 24 * HOUR

    # One article number on one site
    number_at_once: timedelta = timedelta(minutes=5)
    number_subject: float = 0.3
    number_agreement: float = 0.2

    # Guards
    window: timedelta = 96 * HOUR
    series_jaccard: float = 0.9
    series_size: int = 80
    serial_after: timedelta = 14 * HOUR
    serial_size: int = 20
    serial_containment: float = 0.6
    revised_containment: float = 0.5
    """What an editor leaves of a full text when he revises it."""
    conflict_jaccard: float = 0.85
    subject: float = 0.6
    subject_words: int = 2
    subject_jaccard: float = 0.7
    """Where there are too few uncommon words to tell a subject by."""
    background_jaccard: float = 0.45
    background_containment: float = 0.7
    """Where neither title nor lead agree: less is background that two articles share."""
    stock_jaccard: float = 0.6
    round_up: float = 1.6
    round_up_title: float = 0.25
    head: int = 15
    standfirst: int = 40
    """Words before which a copy begins: what a site sets before a text; a standfirst, where the titles share words."""

    # One site, another title
    other_title: float = 0.35
    half_title: float = 0.5
    stock_size: int = 80
    site_after: timedelta = 3 * HOUR
    """After this long, a site's same short text under another title is a caption or a colophon, not a revision."""
    site_jaccard: float = 0.6
    site_brief_jaccard: float = 0.9
    site_titled_containment: float = 0.75


DEFAULT = Limits()
STRICT = replace(
    DEFAULT,
    jaccard=0.6,
    containment=0.75,
    titled_containment=0.6,
    same_title_containment=0.5,
    brief_jaccard=0.75,
    brief_containment=0.75,
    brief_titled_containment=0.6,
    brief_run_containment=0.75,
    background_jaccard=0.6,
    background_containment=0.75,
    head=0,
    number_subject=0.6,
    number_agreement=0.4,
    title_alone=False,
)
LIMITS = {DuplicateMode.DEFAULT: DEFAULT, DuplicateMode.STRICT: STRICT}


# ---------------------------------------------------------------------------------------------
# Equal keys
# ---------------------------------------------------------------------------------------------


def same_url(pair: Pair, limits: Limits) -> bool:
    """One page, in whatever feed. A page that one feed's entries share (a show's page) names none of them."""
    new, old = pair.new.features, pair.old.features
    if new.url_key is None or new.url_key != old.url_key or pair.hub:
        return False
    return not pair.same_feed or pair.same_content or (pair.same_title and pair.containment >= limits.containment)


def same_number(pair: Pair, limits: Limits) -> bool:
    """One article number on one site under two paths: the headline, and the words of the URL with it, were changed.

    Not a translation, which some sites number as its source; nor a page that brings another instalment every day.
    """
    new, old = pair.new.features, pair.old.features
    if new.url_number is None or new.url_number != old.url_number or not pair.same_site or pair.hub:
        return False
    if pair.other_language:
        return False
    if pair.apart <= limits.number_at_once and pair.subject >= limits.number_subject:
        return True
    agreement = max(pair.title_jaccard, pair.containment)
    return pair.apart <= limits.window and agreement >= limits.number_agreement and not pair.same_series


# ---------------------------------------------------------------------------------------------
# Guards: what only looks alike
# ---------------------------------------------------------------------------------------------


def too_far_apart(pair: Pair, limits: Limits) -> bool:
    """Copies come within days."""
    return pair.apart > limits.window


def series(pair: Pair, limits: Limits) -> bool:
    """Two instalments: titles that differ in a number, a date or a weekday. Only a long equal text passes."""
    return pair.same_series and not (pair.jaccard >= limits.series_jaccard and pair.small >= limits.series_size)


def serial_title(pair: Pair, limits: Limits) -> bool:
    """A title that one site uses again and again (`Morning briefing`), with another text under it."""
    if not (pair.same_title and pair.same_site):
        return False
    if pair.small >= limits.full and pair.containment < limits.revised_containment:
        return True
    long_enough = pair.small >= limits.serial_size
    if pair.serial_title:
        return not (pair.jaccard >= limits.series_jaccard and long_enough)
    return pair.apart > limits.serial_after and not (pair.containment >= limits.serial_containment and long_enough)


def conflict(pair: Pair, limits: Limits) -> bool:
    """Two subjects under one form: quarterly results of two firms, the weather of two towns."""
    return pair.jaccard < limits.conflict_jaccard and pair.conflicting


def same_site(pair: Pair, limits: Limits) -> bool:
    """One newsroom repeats its own phrases under other titles: its second article needs more than shared words."""
    if not pair.same_site or pair.same_title or (pair.untitled and pair.same_content):
        return False
    if pair.title_jaccard < limits.other_title and pair.small < limits.full:
        return True
    if pair.apart <= limits.site_after:
        return False
    next_day = pair.apart > limits.serial_after and pair.jaccard < limits.series_jaccard
    if pair.small < limits.stock_size and (pair.title_jaccard < limits.half_title or next_day):
        return True
    alike = pair.jaccard >= (limits.site_jaccard if pair.small >= limits.full else limits.site_brief_jaccard)
    return not (alike or (pair.alike_titles and pair.containment >= limits.site_titled_containment))


def stock(pair: Pair, limits: Limits) -> bool:
    """A form sentence or a briefing's frame under titles that say nothing of the text (`Acme is hiring`)."""
    if not pair.stock_titles or pair.small < limits.tiny:
        return False
    if pair.small >= limits.full:
        return pair.jaccard < limits.stock_jaccard and not pair.alike_titles
    return pair.same_site or not (pair.jaccard >= limits.stock_jaccard and pair.small >= limits.serial_size)


def other_subject(pair: Pair, limits: Limits) -> bool:
    """The words that name a subject differ."""
    if pair.same_title or pair.same_content:
        return False
    if pair.subject_words < limits.subject_words:
        return not (pair.alike_titles and (pair.lead_match or pair.jaccard >= limits.subject_jaccard))
    return pair.subject < limits.subject


def round_up(pair: Pair, limits: Limits) -> bool:
    """The shorter text stands somewhere inside a longer one under another title: quoted, not copied."""
    if pair.same_title or pair.small < limits.brief or pair.large <= limits.round_up * pair.small:
        return False
    if pair.title_jaccard >= limits.round_up_title:
        return not pair.starts_within(limits.standfirst)
    return not (pair.starts_within(limits.head) and pair.headed_alike)


def background(pair: Pair, limits: Limits) -> bool:
    """Neither title nor lead agree: what is shared is background, unless nearly everything is."""
    if pair.alike_titles or pair.small < limits.full or pair.lead_match:
        return False
    return not (pair.containment >= limits.background_containment and pair.jaccard >= limits.background_jaccard)


# ---------------------------------------------------------------------------------------------
# Copies
# ---------------------------------------------------------------------------------------------


def same_content(pair: Pair, limits: Limits) -> bool:
    """The same words in the same order."""
    return pair.same_content


def same_text(pair: Pair, limits: Limits) -> bool:
    """A full text that is much the same as, or mostly contained in, the other."""
    if pair.small < limits.full:
        return False
    return (
        pair.jaccard >= limits.jaccard
        or pair.containment >= limits.containment
        or (pair.alike_titles and pair.containment >= limits.titled_containment)
        or (pair.same_title and pair.containment >= limits.same_title_containment)
    )


def same_summary(pair: Pair, limits: Limits) -> bool:
    """A short text contained in the other, and title or lead agree."""
    if not limits.brief <= pair.small < limits.full:
        return False
    if not pair.same_site and pair.jaccard < limits.brief_run_jaccard and pair.longest_run < limits.brief_run:
        return False
    alike = pair.alike_titles
    agrees = alike or pair.lead_match or pair.jaccard >= limits.brief_jaccard
    least = limits.brief_titled_containment if alike else limits.brief_containment
    if pair.lead_match and pair.longest_run >= limits.brief_run:
        least = min(least, limits.brief_run_containment)
    return agrees and pair.containment >= least


def same_line(pair: Pair, limits: Limits) -> bool:
    """A line of text under like titles."""
    alike = pair.alike_titles
    return limits.tiny <= pair.small < limits.brief and alike and pair.containment >= limits.tiny_containment


def same_title(pair: Pair, limits: Limits) -> bool:
    """A long title, word for word, within two days: the only thing some portals copy.

    Not where both have a text, the texts share nothing and the title is of ordinary length: two reports of one event.
    """
    if not (limits.title_alone and pair.same_title and pair.apart <= limits.title_after):
        return False
    words = pair.new.title_weight
    if words < (limits.site_title_words if pair.same_site else limits.title_words):
        return False
    apart = pair.small >= limits.brief and pair.containment < limits.two_reports_containment
    return not (apart and words < (limits.site_two_reports_words if pair.same_site else limits.two_reports_words))


def alike_title(pair: Pair, limits: Limits) -> bool:
    """A long title with a word more or less, within a day, where one of the two is a headline and nothing else."""
    if not (limits.title_alone and pair.apart <= limits.alike_title_after and pair.small < limits.tiny):
        return False
    long_enough = min(pair.new.title_weight, pair.old.title_weight) >= limits.alike_title_words
    alike = pair.title_jaccard >= limits.alike_title and pair.title_extends
    return long_enough and alike and not pair.instalments


# ---------------------------------------------------------------------------------------------
# The order
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A named condition, and whether two articles that meet it are copies."""

    name: str
    copies: bool
    holds: Callable[[Pair, Limits], bool]


def _copies(holds: Callable[[Pair, Limits], bool]) -> Rule:
    return Rule(name=holds.__name__, copies=True, holds=holds)


def _differ(holds: Callable[[Pair, Limits], bool]) -> Rule:
    return Rule(name=holds.__name__, copies=False, holds=holds)


RULES = (
    _copies(same_url),
    _copies(same_number),
    _differ(too_far_apart),
    _differ(series),
    _differ(serial_title),
    _differ(conflict),
    _differ(same_site),
    _differ(stock),
    _copies(same_content),
    _differ(other_subject),
    _differ(round_up),
    _differ(background),
    _copies(same_text),
    _copies(same_summary),
    _copies(same_line),
    _copies(same_title),
    _copies(alike_title),
)
"""In this order; the first that holds decides."""

NOTHING_SHARED = "too_little_in_common"
"""The reason where no rule holds."""


def deciding(pair: Pair, limits: Limits) -> Rule | None:
    """Return the rule that decides *pair*. None: no rule holds; the two have too little in common."""
    return next((rule for rule in RULES if rule.holds(pair, limits)), None)
