"""Where readers discuss an entry, and how much they have said."""

from __future__ import annotations

from aggregator.model import FeedContext, RawEntry
from aggregator.normalize.bases import base
from aggregator.normalize.links import absolute
from aggregator.normalize.media import integer

_PAGES = frozenset({"comments"})
_COUNTS = ("thr:total", "slash:comments")


def comments_url(entry: RawEntry, feed: FeedContext) -> str | None:
    """Return the page of the comments: RSS `<comments>`, else an Atom link rel=replies to HTML (RFC 4685 §4).

    Not wfw:commentRss: that is a feed. None: there is none, or it is not http(s).
    """
    for raw in entry.comments:
        if raw.element in _PAGES and (url := absolute(raw.value, base(entry, feed, raw.base))) is not None:
            return url
    for link in entry.links:
        if link.rel == "replies" and (link.type or "").startswith("text/html"):
            return absolute(link.href, base(entry, feed, link.base))
    return None


def comments_count(entry: RawEntry) -> int | None:
    """Return the number of comments: thr:total (RFC 4685 §5), slash:comments. None: not said, or not a count."""
    for element in _COUNTS:
        for raw in entry.comments:
            if raw.element == element and (count := integer(raw.value)) is not None:
                return count
    return None
