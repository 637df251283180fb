"""Categories in a vocabulary of the operator's own (`categories_map:` in feeds.yaml): IPTC Media Topics, say."""

from __future__ import annotations

from bisect import bisect_left

from aggregator.model import Category, Taxonomy


def with_topics(categories: tuple[Category, ...], taxonomy: Taxonomy | None) -> tuple[Category, ...]:
    """Return *categories* and behind them what *taxonomy* calls them, each once. What the feed says always stays.

    A category is looked up by its label, else by its term; case does not count.
    """
    if taxonomy is None:
        return categories
    found = dict.fromkeys(categories)
    for category in categories:
        topics = _topics(category.label, taxonomy) or _topics(category.term or "", taxonomy)
        found |= dict.fromkeys(topics)
    return tuple(found)


def _topics(label: str, taxonomy: Taxonomy) -> tuple[Category, ...]:
    raw = label.casefold()
    at = bisect_left(taxonomy.topics, raw, key=lambda topic: topic.raw)
    here = taxonomy.topics[at : at + 1]
    return here[0].categories if here and here[0].raw == raw else ()
