"""Fields that a feed's operator wants taken as if the feed did not have them (`repairs.ignore` in feeds.yaml)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aggregator.model import FeedContext, RawEntry, RawText
from aggregator.normalize.rights import STATEMENTS

_OF_ENTRY: dict[str, dict[str, Any]] = {
    "url": {"links": (), "guid_is_permalink": False},
    "title": {"titles": ()},
    "summary": {"summaries": ()},
    "text": {"contents": ()},
    "language": {"language": None},
    "authors": {"authors": ()},
    "categories": {"categories": ()},
    "media": {"media": ()},
    "source": {"source": None},
    "comments_url": {"comments": ()},
    "geo": {"geo": ()},
}
"""Field → what an entry without it holds. Dates are not here: they share elements, and `dates` tells them apart."""
_OF_FEED: dict[str, dict[str, Any]] = {"language": {"language": None}, "authors": {"authors": ()}}


def without_ignored(entry: RawEntry, feed: FeedContext) -> tuple[RawEntry, FeedContext]:
    """Return *entry* and *feed* without what `feed.repairs.ignore` names."""
    for field in feed.repairs.ignore:
        entry = replace(entry, **_OF_ENTRY.get(field, {}))
        feed = replace(feed, **_OF_FEED.get(field, {}))
        if field in ("rights", "license"):
            entry = replace(entry, rights=_without(entry.rights, statements=field == "rights"))
            feed = replace(feed, rights=_without(feed.rights, statements=field == "rights"))
    return entry, feed


def _without(rights: tuple[RawText, ...], *, statements: bool) -> tuple[RawText, ...]:
    return tuple(raw for raw in rights if (raw.element in STATEMENTS) != statements)
