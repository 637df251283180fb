"""What relative references of an entry are relative to."""

from __future__ import annotations

from aggregator.model import FeedContext, RawEntry


def base(entry: RawEntry, feed: FeedContext, own: str | None = None) -> str:
    """Return the base URL in scope: configured, *own* or the entry's xml:base, the feed's page, the document's base.

    RSS has no base: its publishers mean their site (`/p/e7xvfd`), so the feed's home page comes before the document's
    own address, which RFC 3986 §5.1 would take.
    """
    for url in (feed.repairs.xml_base, own, entry.base, feed.link, feed.base):
        if url and url[:8].lower().startswith(("http://", "https://")):
            return url
    return feed.url
