"""The feed's own fields, read from its channel element (RSS, RDF, CDF: `<channel>`; Atom: `<feed>`)."""

from __future__ import annotations

import re
from datetime import timedelta

from aggregator.model import FeedHints, RawPerson, RawText
from aggregator.parse.entry import persons
from aggregator.parse.names import FIELDS
from aggregator.parse.node import Node, web_address
from aggregator.parse.text import constructs

_RSS_FORMATS = {"0.90": "rss090", "0.91": "rss091", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}
_ATOM_FORMATS = {"0.1": "atom01", "0.2": "atom02", "0.3": "atom03"}


def format_name(root: Node, channel: Node | None, by_namespace: str | None) -> str:
    """Return the format's name: by the root element and its version, else by the namespaces in use."""
    version = root.get("version") or ""
    match root.name:
        case "rss":
            return "rss20" if version.startswith("2") else _RSS_FORMATS.get(version, "rss")
        case "atom:feed" | "atom:entry":
            # Version first: Atom 0.1 and 0.2 shared their namespaces.
            return _ATOM_FORMATS.get(version) or (by_namespace or "atom")
        case "channel":
            return "cdf"
        case _:
            return by_namespace or ("atom" if channel is not None and channel.name == "atom:feed" else "rss")


def title(channel: Node) -> str | None:
    """Return the feed's title as it stands; None without one."""
    found = channel.child("title", "atom:title", "dc:title")
    return (found.text() or None) if found else None


def link(channel: Node) -> str | None:
    """Return the address of the feed's home page: RSS `<link>`, else the Atom alternate, HTML before others."""
    for node in channel.children():
        if node.name == "link" and not node.get("href") and (text := node.text()):
            return web_address(node.base, text)
    alternates = [node for node in channel.children() if _is_alternate(node)]
    alternates.sort(key=lambda node: (node.get("type") or "text/html") != "text/html")
    for node in alternates:
        return web_address(node.base, node.get("href"))
    return web_address(channel.base, channel.get("href"))


def _is_alternate(node: Node) -> bool:
    linked = node.name in ("atom:link", "link") and node.get("href")
    return bool(linked) and (node.get("rel") or "alternate").lower().endswith("alternate")


def language(root: Node, channel: Node) -> str | None:
    """Return the language the feed declares: xml:lang, `<language>`, dc:language."""
    element = channel.child(*FIELDS["languages"])
    return channel.get("xml:lang") or root.get("xml:lang") or (element.text() if element else None) or None


def authors(channel: Node) -> tuple[RawPerson, ...]:
    """Return the feed's atom:author: authors of entries that name none (RFC 4287 §4.2.1)."""
    return tuple(persons(node for node in channel.children() if node.name == "atom:author"))


def rights(channel: Node) -> tuple[RawText, ...]:
    """Return the feed's rights and licences."""
    return tuple(constructs((node for node in channel.children() if node.name in FIELDS["rights"]), channel.base))


_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBER = re.compile(r"\d{1,7}")


def hints(channel: Node) -> FeedHints:
    """Return what the feed asks of those who poll it."""
    return FeedHints(
        ttl=timedelta(minutes=minutes) if (minutes := _number(channel.child("ttl"))) else None,
        update_every=_update_every(channel),
        skip_hours=_skip_hours(channel.child("skipHours")),
        skip_days=_skip_days(channel.child("skipDays")),
    )


def _number(node: Node | None) -> int | None:
    return int(text) if node and _NUMBER.fullmatch(text := node.text()) else None


def _update_every(channel: Node) -> timedelta | None:
    """Return the syndication module's period divided by its frequency (daily and 1 where not said)."""
    period, frequency = channel.child("sy:updatePeriod"), channel.child("sy:updateFrequency")
    if period is None and frequency is None:
        return None
    length = _PERIODS.get(period.text().lower()) if period else _PERIODS["daily"]
    return length / max(1, _number(frequency) or 1) if length else None


def _skip_hours(node: Node | None) -> tuple[int, ...]:
    """Return the hours (GMT) to leave out; 24 is midnight, as RSS 0.91 counted from 1."""
    numbers = (_number(hour) for hour in node.children()) if node else ()
    return tuple(sorted({number % 24 for number in numbers if number is not None and number <= 24}))


def _skip_days(node: Node | None) -> tuple[int, ...]:
    names = (day.text().lower()[:3] for day in node.children()) if node else ()
    return tuple(sorted({_DAYS.index(name) for name in names if name in _DAYS}))
