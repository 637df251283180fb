"""Is this article a copy of one published before? With the rule that said so. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from aggregator.dedupe.pair import HOUR, Pair, Side
from aggregator.dedupe.rules import LIMITS, NOTHING_SHARED, RULES, Rule, deciding
from aggregator.model import Duplicate, DuplicateMode, DuplicateVerdict, Evidence, Features, Original

SERIAL_DAYS = 3
"""Days on which one site has used a title before it counts as the title of a series."""


def judge(features: Features, candidates: Sequence[Features]) -> DuplicateVerdict:
    """Return whether the article of *features* is a copy of one of *candidates*, all published before it.

    Of several it is a copy of the one it resembles most, of equals the first seen. An original carries the reason why
    the most alike candidate was refused.
    """
    limits = LIMITS.get(features.mode)
    if limits is None:
        return Original(reason=DuplicateMode.OFF.value)
    others = [old for old in candidates if old.article_id != features.article_id]
    ruled = [(pair, deciding(pair, limits)) for pair in pairs(features, others)]
    if not ruled:
        return Original()
    copies = [(likeness(pair), pair, rule) for pair, rule in ruled if rule is not None and rule.copies]
    if not copies:
        _, refused = max(ruled, key=lambda entry: likeness(entry[0]))
        return Original(reason=refused.name if refused else NOTHING_SHARED)
    score, pair, rule = min(copies, key=lambda entry: (-entry[0], entry[1].old.features.seen_at))
    return _duplicate(pair, rule, score)


def pairs(features: Features, candidates: Sequence[Features]) -> list[Pair]:
    """Return *features* beside each of *candidates*, with what only all of them together show."""
    new = Side(features)
    hub = _is_hub(features, candidates)
    serial = _is_serial(features, candidates)
    return [Pair(new, Side(old), serial_title=serial, hub=hub) for old in candidates]


def likeness(pair: Pair) -> float:
    """Return how alike the two are, to choose among several: equal title, Jaccard and half of containment; 0 to 2.5."""
    return pair.same_title + pair.jaccard + pair.containment / 2


def explain(a: Features, b: Features) -> tuple[Evidence, ...]:
    """Return why *a* is or is not a copy of *b*: the measures, then each rule up to the one that decides."""
    limits = LIMITS[DuplicateMode.DEFAULT if a.mode is DuplicateMode.OFF else a.mode]
    pair = pairs(a, [b])[0]
    told = list(measures(pair))
    for rule in RULES:
        holds = rule.holds(pair, limits)
        verdict = "copy" if rule.copies else "not a copy"
        told.append(Evidence(name=rule.name, value=f"holds: {verdict}" if holds else "does not hold"))
        if holds:
            return tuple(told)
    return (*told, Evidence(name=NOTHING_SHARED, value="no rule holds: not a copy"))


def measures(pair: Pair) -> tuple[Evidence, ...]:
    """Return what was measured between the two, for people."""
    return (
        Evidence(name="jaccard", value=f"{pair.jaccard:.2f}"),
        Evidence(name="containment", value=f"{pair.containment:.2f}"),
        Evidence(name="title_jaccard", value=f"{pair.title_jaccard:.2f}"),
        Evidence(name="shared_shingles", value=f"{pair.shared} of {pair.small}"),
        Evidence(name="subject", value=f"{pair.subject:.2f}"),
        Evidence(name="hours", value=f"{pair.apart / HOUR:.1f}"),
    )


def _duplicate(pair: Pair, rule: Rule, score: float) -> Duplicate:
    evidence = measures(pair)
    shared = sorted(set(pair.new.features.agencies) & set(pair.old.features.agencies))
    if shared:
        evidence += (Evidence(name="agencies", value=", ".join(shared)),)
    return Duplicate(of=pair.old.features.article_id, method=rule.name, score=round(score, 3), evidence=evidence)


def _is_hub(features: Features, candidates: Sequence[Features]) -> bool:
    """Return whether one feed's entries share the page *features* link to, or the number in its URL."""
    linking = [
        (old.feed, old.title)
        for old in candidates
        if (features.url_key is not None and old.url_key == features.url_key)
        or (features.url_number is not None and old.url_number == features.url_number and old.site == features.site)
    ]
    own = {title for feed, title in linking if feed == features.feed} - {features.title}
    feeds = [feed for feed, _ in set(linking)]
    return len(own) > 1 or any(feeds.count(feed) > 2 for feed in feeds)


def _is_serial(features: Features, candidates: Sequence[Features]) -> bool:
    """Return whether the site has used this title on three or more days."""
    if features.title is None:
        return False
    days = {
        _at(old).date()
        for old in candidates
        if old.title == features.title and (old.feed == features.feed or (old.site and old.site == features.site))
    }
    return len(days | {_at(features).date()}) >= SERIAL_DAYS


def _at(features: Features) -> datetime:
    return features.published_at or features.seen_at
