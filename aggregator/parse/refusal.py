"""What a document is when it is no feed, in words that help its operator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from aggregator.model import FailureKind, NotAFeed
from aggregator.parse.limits import MAX_PAGE
from aggregator.parse.node import Node, web_address

_FIRST_TAG = re.compile(r"<(?:(!doctype\s+html|html)|rss|feed|rdf:rdf|channel)\b", re.IGNORECASE)
_FEED_TAG = re.compile(r"<(?:rss|feed)\s")
_LINK = re.compile(r"<link\b([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"([a-z]{1,20})\s{0,5}=\s{0,5}(?:\"([^\"]{0,1000})\"|'([^']{0,1000})'|([^\s\"'>]{1,1000}))", re.IGNORECASE
)
_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
        "application/xml",
        "text/xml",
    }
)
_MAX_LINKS = 10
_OTHER_ROOTS = {
    "opml": "an OPML list of subscriptions",
    "urlset": "a sitemap",
    "sitemapindex": "an index of sitemaps",
    "svg": "an SVG picture",
    "html": "an HTML page",
    "Error": "an error report",
}


def is_html(text: str) -> bool:
    """Return whether *text* is a web page: it begins as one, and wraps no feed (some servers wrap all they send)."""
    first = _FIRST_TAG.search(text)
    return first is not None and bool(first[1]) and not _FEED_TAG.search(text)


def html_page(text: str, url: str) -> NotAFeed:
    """Return the refusal of a web page, with the feeds it names."""
    links = tuple(dict.fromkeys(_feed_links(text, url)))[:_MAX_LINKS]
    found = f"; feeds it names: {', '.join(links)}" if links else "; it names no feed"
    return NotAFeed(kind=FailureKind.NOT_A_FEED, detail=f"an HTML page, not a feed{found}", links=links)


def _feed_links(text: str, url: str) -> Iterator[str]:
    for tag in _LINK.finditer(text, 0, MAX_PAGE):
        found = {match[1].lower(): match[2] or match[3] or match[4] or "" for match in _ATTRIBUTE.finditer(tag[1])}
        is_feed = found.get("type", "").strip().lower() in _FEED_TYPES and "alternate" in found.get("rel", "").lower()
        address = web_address(url, unescape(found.get("href", ""))) if is_feed else None
        if address:
            yield address


def other_xml(root: Node) -> NotAFeed:
    """Return the refusal of well-formed XML of another kind."""
    tag = root.name.rpartition(":")[2]
    what = _OTHER_ROOTS.get(tag, f"XML of another kind (its root element is <{tag[:40]}>)")
    return NotAFeed(kind=FailureKind.NOT_A_FEED, detail=f"{what}, not a feed")


def no_feed(text: str) -> NotAFeed:
    """Return the refusal of a document that has no tag of a feed."""
    shown = beginning(text)
    detail = f"no feed: the document begins with “{shown}”" if shown else "the document is empty"
    return NotAFeed(kind=FailureKind.NOT_A_FEED, detail=detail)


def beginning(text: str) -> str:
    """Return the first words of *text*, fit for a message."""
    return "".join(letter if letter.isprintable() else "?" for letter in " ".join(text[:400].split())[:60])


def unreadable(complaint: str) -> NotAFeed:
    """Return the refusal of a broken feed of which no entry could be recovered."""
    detail = f"not well-formed ({complaint}), and no entry could be read from it"
    return NotAFeed(kind=FailureKind.MALFORMED, detail=detail)


def too_costly(limit: str) -> NotAFeed:
    """Return the refusal of a document that passes a limit."""
    return NotAFeed(kind=FailureKind.PARSE_LIMIT, detail=limit)
