"""Who holds the rights, and under which licence an entry may be used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.model import FeedContext, RawEntry, RawText
from aggregator.normalize.bases import base
from aggregator.normalize.licenses import BY_NAME, BY_URL, CC_VERSIONS, PORTED
from aggregator.normalize.links import absolute
from aggregator.normalize.titles import words

STATEMENTS = (
    "dc:rights", "atom:rights", "rights", "dcterms:rights", "copyright", "atom:copyright", "media:copyright",
)  # fmt: skip
"""Elements that say who holds the rights, in order of precedence."""
_LIMIT = 2_000
_CREATIVE_COMMONS = re.compile(
    r"creativecommons\.org/(?:licenses/(by(?:-nc)?(?:-nd|-sa)?)/([1-4]\.[0-9])(?:/([a-z]{2,3}))?(?![a-z0-9.])"
    r"|publicdomain/(zero|mark)/1\.0|licenses/(publicdomain))",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


def rights(entry: RawEntry, feed: FeedContext) -> str | None:
    """Return the statement of rights as a line of text: dc:rights, atom:rights, copyright, media:copyright.

    An entry without one has its feed's (RFC 4287 §4.2.10). None: neither says.
    """
    for raws in (entry.rights, feed.rights):
        for element in STATEMENTS:
            for raw in raws:
                if raw.element == element and (statement := words(raw.value[:_LIMIT])):
                    return statement
    return None


def license_id(entry: RawEntry, feed: FeedContext) -> str | None:
    """Return the licence: its SPDX id where known, else its URL; the entry's, else its feed's.

    From cc:license, creativeCommons:license, dcterms:license, a link rel=license (RFC 4946), or a statement of rights
    that is nothing but a licence's URL or name. None: no licence is named.
    """
    for raw in _named(entry, feed):
        url = absolute(raw.value, base(entry, feed, raw.base)) if "/" in raw.value else None
        known = spdx(raw.value)
        if known or (url and raw.element not in STATEMENTS):
            return known or url
    return None


def _named(entry: RawEntry, feed: FeedContext) -> Iterator[RawText]:
    yield from (raw for raw in entry.rights if raw.element not in STATEMENTS)
    yield from (raw for raw in entry.rights if raw.element in STATEMENTS)
    yield from feed.rights


def spdx(value: str) -> str | None:
    """Return the SPDX id of a licence given by URL or name; None when it is not a known one."""
    value = value.strip()[:300]
    if match := _CREATIVE_COMMONS.search(value) if _SCHEME.match(value) else None:
        return _creative_commons(match)
    bare = _SCHEME.sub("", value).lower().rstrip("/")
    return BY_URL.get(bare) or BY_NAME.get(" ".join(bare.replace("-", " ").split()))


def _creative_commons(match: re.Match[str]) -> str | None:
    """The id of a Creative Commons deed. SPDX lists few ported versions; the others stay URLs."""
    if match[4]:
        return "CC0-1.0" if match[4].lower() == "zero" else "CC-PDM-1.0"
    if match[5]:
        return "CC-PDDC"
    name = f"CC-{match[1].upper()}-{match[2]}"
    if not match[3]:
        return name if match[2] in CC_VERSIONS else None
    ported = f"{name}-{match[3].upper()}"
    return ported if ported in PORTED else None
