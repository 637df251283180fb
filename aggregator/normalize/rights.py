"""Who holds the rights, and under which licence an entry may be used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.model import FeedContext, RawEntry, RawText
from aggregator.normalize.bases import base
from aggregator.normalize.licenses import BY_NAME, BY_URL, CC_KINDS, CC_VERSIONS, CC_WORDS, PORTED
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
_SCHEME = re.compile(r"(?:https?:)?//(?:www\.)?", re.IGNORECASE)
# How a statement leads up to a licence and ends behind it: it says nothing else.
_LEAD = re.compile(
    r"(?:except where otherwise noted, )?"
    r"(?:(?:(?:this|all|the) )?(?:works?|feed|site|website|blog|content|texts?|articles?) (?:is|are) )?"
    r"(?:licensed|available|released|published|shared) under (?:the terms of )?(?:the |an? )?"
)
_CC_NAME = re.compile(
    rf"(?:creative commons|cc)((?:[ ,:–/]{{0,3}}(?:{'|'.join(CC_WORDS.values())})){{1,4}})"
    r"(?: licen[sc]e)?[ ,(]{0,2}(?:v(?:ersion)?\.? ?)?([1-4]\.[05])\)?"
)
_CC_PARTS = {name: re.compile(rf"(?<![a-z])(?:{words})(?![a-z])") for name, words in CC_WORDS.items()}
_TRAIL = re.compile(r"(?:[ ,(]{1,2}(?:international|unported|generic|universal|public|deed|licen[sc]e))*\)?[.]?$")
_SPDX_PAGE = re.compile(r"spdx\.org/licenses/([A-Za-z0-9.+-]{2,40}?)(?:\.html)?")


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
    """Return the SPDX id of a licence given by URL, id or name; None when it is not a known one."""
    value = words(value[:_LIMIT])[:300]
    address = value.lower().startswith("creativecommons.org/") or _SCHEME.match(value)
    if match := _CREATIVE_COMMONS.search(value) if address else None:
        return _creative_commons(match)
    bare = _SCHEME.sub("", value).rstrip("/")
    if match := _SPDX_PAGE.fullmatch(bare):
        return match[1]
    return BY_URL.get(bare.lower()) or BY_NAME.get(bare.lower()) or _by_name(bare.lower())


def _by_name(value: str) -> str | None:
    """The id of a licence named in words, which are the whole statement but for what leads up to it."""
    name = _LEAD.sub("", value, count=1) if _LEAD.match(value) else value
    name = " ".join(_TRAIL.sub("", name.replace("-", " ")).split())
    if known := BY_NAME.get(name):
        return known
    match = _CC_NAME.fullmatch(name)
    if match is None:
        return None
    parts = [part for part, pattern in _CC_PARTS.items() if pattern.search(match[1])]
    kind = "-".join(parts).upper()
    return f"CC-{kind}-{match[2]}" if kind in CC_KINDS and match[2] in CC_VERSIONS else None


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
