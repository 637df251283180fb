"""The politeness key of a feed: which feeds count as one host."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from aggregator.model import FeedSpec


@cache
def public_suffixes() -> PublicSuffixList:
    """Return the list that comes with publicsuffixlist: read once, never fetched."""
    return PublicSuffixList()


PLAIN_HOST = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::[0-9]+)?(?:[/?#]|$)")
"""What nearly every URL begins with; the parts of all others are told by `urlsplit`, which takes longer."""


def host_key(url: str) -> str:
    """Return the registrable domain of *url* (publicsuffix.org), lower case and in ASCII.

    An address is its own key, as is a name without a public suffix (`localhost`) and a public suffix itself.
    """
    plain = PLAIN_HOST.match(url)
    host = plain[1] if plain else ascii_host(urlsplit(url).hostname or "")
    if is_address(host):
        return host
    return public_suffixes().privatesuffix(host) or host


def ascii_host(host: str) -> str:
    """Return *host* in lower case, without the root's dot, and as A-labels where it is international (RFC 5891)."""
    host = host.lower().rstrip(".")
    return host if host.isascii() else host.encode("idna").decode("ascii")


def is_address(host: str) -> bool:
    """Return whether *host* is an IP address rather than a name."""
    if not (host[-1:].isdigit() or ":" in host):
        return False
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def politest(feeds: tuple[FeedSpec, ...]) -> tuple[FeedSpec, ...]:
    """Return *feeds* with one politeness per host: the longest delay and the fewest connections any of its feeds asks.

    A host is one publisher's machine: it cannot be polled politely for one feed and roughly for the next.
    """
    delay: dict[str, timedelta] = {}
    connections: dict[str, int] = {}
    for feed in feeds:
        delay[feed.host] = max(feed.host_delay, delay.get(feed.host, feed.host_delay))
        connections[feed.host] = min(feed.host_connections, connections.get(feed.host, feed.host_connections))
    return tuple(agreeing(feed, delay[feed.host], connections[feed.host]) for feed in feeds)


def agreeing(feed: FeedSpec, delay: timedelta, connections: int) -> FeedSpec:
    """Return *feed* with its host's politeness."""
    if feed.host_delay == delay and feed.host_connections == connections:
        return feed
    return replace(feed, host_delay=delay, host_connections=connections)
