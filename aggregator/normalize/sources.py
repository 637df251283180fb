"""The publisher an entry came from, where the feed says so."""

from __future__ import annotations

from aggregator.model import FeedContext, RawEntry, Source
from aggregator.normalize.bases import base
from aggregator.normalize.links import absolute
from aggregator.normalize.titles import words


def source(entry: RawEntry, feed: FeedContext, title_of_entry: str | None = None) -> Source | None:
    """Return title and address of RSS `<source>` or atom:source (its link, else an id that is a URL).

    A source that has the entry's own title is the entry itself (Discourse), and no publisher.
    """
    raw = entry.source
    if raw is None:
        return None
    title = words(raw.title) or None if raw.title else None
    if title is not None and title == title_of_entry:
        return None
    addresses = (absolute(value, base(entry, feed)) for value in (raw.url, _web(raw.id)) if value)
    url = next((address for address in addresses if address), None)
    return Source(title=title, url=url) if title or url else None


def _web(value: str | None) -> str | None:
    return value if value and value.lower().startswith(("http://", "https://")) else None
