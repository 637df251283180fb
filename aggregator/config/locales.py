"""Readers of time zones (IANA) and languages (BCP 47), with advice for what people write instead."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global

from aggregator.config.complaint import Complaint, nearest, shown
from aggregator.config.values import Reads, text

ZONE = re.compile(r"[A-Z][A-Za-z0-9_+-]{0,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}")
NOT_A_PLACE = {"Factory"}
"""In the database, but nobody's time."""
ABBREVIATIONS = {
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "CST": "America/Chicago",
    "CDT": "America/Chicago",
    "EDT": "America/New_York",
    "BST": "Europe/London",
    "CEST": "Europe/Berlin",
    "MSK": "Europe/Moscow",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "AEST": "Australia/Sydney",
}


def zone(value: Any) -> str:
    """Return *value* if the IANA time zone database has a zone of that name."""
    name = text(value, wanted="a time zone")
    if not is_zone(name):
        raise Complaint(f"no such time zone: {shown(name)}", zone_hint(name))
    return name


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Return whether `ZoneInfo` knows *name*: the same reading as the dates will get."""
    if not ZONE.fullmatch(name) or name in NOT_A_PLACE:
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; not a name; a folder of zones such as "America"
        return False
    return True


@lru_cache(maxsize=256)
def zone_hint(name: str) -> str:
    """Return the zone that *name* may mean, by abbreviation, city or spelling."""
    if name.upper() in ABBREVIATIONS:
        return f"write a place, not an abbreviation: {ABBREVIATIONS[name.upper()]}"
    zones = list(get_global("zone_territories"))
    spelled = {known.lower(): known for known in zones} | {known.rpartition("/")[2].lower(): known for known in zones}
    if near := nearest(name.replace(" ", "_"), spelled):
        return f"did you mean {spelled[near]}?"
    return "write an IANA name such as Europe/Berlin or America/New_York"


LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}"  # language and its extended subtags
    r"(?:-[A-Za-z]{4})?"  # script
    r"(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"  # region
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3})){0,4}"  # variants
)
"""RFC 5646 §2.1 without extensions, private use and the grandfathered tags: no feed is written in those."""


def language(value: Any) -> str:
    """Return *value* as a BCP 47 language tag, well formed and in its usual case (RFC 5646 §2.1.1)."""
    tag = text(value, wanted="a language tag")
    if len(tag) > 40 or not LANGUAGE.fullmatch(tag):
        raise Complaint(f"no language tag: {shown(tag)}", language_hint(tag))
    first, *rest = tag.lower().split("-")
    return "-".join((first, *(in_usual_case(subtag) for subtag in rest)))


def in_usual_case(subtag: str) -> str:
    """Return *subtag* as RFC 5646 §2.1.1 writes it: regions in capitals, scripts with one, all else small."""
    if len(subtag) == 2:
        return subtag.upper()
    return subtag.capitalize() if len(subtag) == 4 and subtag.isalpha() else subtag


def language_hint(tag: str) -> str:
    """Return the tag that *tag* may mean: `en_US` and `English` are what people write."""
    if LANGUAGE.fullmatch(tag.replace("_", "-")):
        return f"write {language(tag.replace('_', '-'))}"
    codes = {name.lower(): code for code, name in Locale("en").languages.items()}
    if code := codes.get(tag.lower()):
        return f"write {code}"
    return "write a BCP 47 tag such as en, pt-BR or zh-Hant"


Zone = Annotated[str, Reads(zone, examples=["Europe/Berlin", "America/New_York"])]
Language = Annotated[str, Reads(language, pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", examples=["en", "pt-BR"])]
