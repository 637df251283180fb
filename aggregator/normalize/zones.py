"""Zones of a date: numeric offsets, abbreviations as fixed offsets, IANA names. Never the zone of this machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from aggregator.model import ZoneSource

# Minutes east of Greenwich. An abbreviation means its own offset all year: EST in June is -0500 (RFC 822 §5.1).
# Of an abbreviation with several meanings the commonest in feeds stands here, the others in HOMONYMS.
_BY_OFFSET = (
    (-660, "SST"),
    (-600, "HST HAST"),
    (-540, "AKST HDT HADT"),
    (-480, "PST AKDT HNP"),
    (-420, "MST PDT HNR HAP"),
    (-360, "CST MDT HNC HAR"),
    (-300, "EST CDT COT PET ECT HAC HNE"),
    (-240, "AST EDT CLT BOT VET GYT HAE PYT HNA"),
    (-210, "NST HNT"),
    (-180, "BRT ART UYT CLST PYST GFT ADT SRT"),
    (-150, "NDT HAT"),
    (-120, "BRST FNT"),
    (-60, "CVT AZOT"),
    (0, "Z UT UTC GMT ZULU WET WEZ AZOST"),
    (60, "WEST WESZ CET MEZ MET WAT HEC BST"),
    (120, "CEST MESZ MEST CEDT CETDST EET OEZ SAST CAT KALT"),
    (180, "EEST OESZ EETDST EEDT EAT TRT FET IDT"),
    (210, "IRST"),
    (240, "MSD SAMT GST AZT GET MUT"),
    (270, "AFT IRDT"),
    (300, "PKT UZT YEKT MVT TMT TJT"),
    (330, "SLST IST"),
    (345, "NPT"),
    (360, "OMST BDT KGT BTT"),
    (390, "MMT"),
    (420, "ICT WIB NOVT KRAT HOVT"),
    (480, "HKT SGT MYT PHT WITA AWST IRKT ULAT"),
    (540, "JST KST WIT YAKT TLT"),
    (570, "ACST"),
    (600, "AEST CHST VLAT"),
    (630, "ACDT"),
    (660, "AEDT MAGT SRET"),
    (720, "PETT NZST FJT"),
    (780, "NZDT TOT"),
)
ABBREVIATIONS: Mapping[str, int] = {name: minutes for minutes, names in _BY_OFFSET for name in names.split()}
UNIVERSAL = frozenset({"Z", "UT", "UTC", "GMT", "ZULU"})
# Names without summer or winter in them follow the calendar.
CALENDAR: Mapping[str, str] = {
    "AT": "America/Halifax",
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
PHRASES: Mapping[str, str] = {
    "eastern": "ET",
    "eastern time": "ET",
    "central": "CT",
    "central time": "CT",
    "mountain": "MT",
    "mountain time": "MT",
    "pacific": "PT",
    "pacific time": "PT",
    "moscow time": "MSK",
    "мск": "MSK",
    "russian standard time": "MSK",
    "eastern standard time": "EST",
    "eastern daylight time": "EDT",
    "central standard time": "CST",
    "central daylight time": "CDT",
    "mountain standard time": "MST",
    "mountain daylight time": "MDT",
    "pacific standard time": "PST",
    "pacific daylight time": "PDT",
    "greenwich mean time": "GMT",
    "coordinated universal time": "UTC",
    "universal time": "UTC",
    "british summer time": "BST",
    "western european time": "WET",
    "western european summer time": "WEST",
    "central european time": "CET",
    "central european standard time": "CET",
    "central european summer time": "CEST",
    "central european daylight time": "CEST",
    "eastern european time": "EET",
    "eastern european summer time": "EEST",
    "india standard time": "IST",
    "indian standard time": "IST",
    "japan standard time": "JST",
    "korea standard time": "KST",
    "hong kong time": "HKT",
    "singapore time": "SGT",
    "australian eastern standard time": "AEST",
    "australian eastern daylight time": "AEDT",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Homonym:
    """One meaning of an abbreviation that several countries use: minutes, and what points to it."""

    minutes: int
    languages: frozenset[str]
    """Primary subtags (`he`) and regions (`IL`) of BCP 47."""
    zones: tuple[str, ...]
    """Beginnings of IANA names."""


def _homonym(minutes: int, languages: str, zones: str) -> Homonym:
    return Homonym(minutes=minutes, languages=frozenset(languages.split()), zones=tuple(zones.split()))


# Second meanings only: the first one is in ABBREVIATIONS, and stands when nothing points elsewhere.
HOMONYMS: Mapping[str, tuple[Homonym, ...]] = {
    "IST": (_homonym(60, "ga IE", "Europe/Dublin"), _homonym(120, "he IL", "Asia/Jerusalem Asia/Tel_Aviv Israel")),
    "CST": (
        _homonym(480, "zh CN TW", "Asia/Shanghai Asia/Taipei Asia/Chongqing PRC"),
        _homonym(-300, "CU", "America/Havana Cuba"),
    ),
    "CDT": (_homonym(-240, "CU", "America/Havana Cuba"),),
    "BST": (_homonym(360, "bn BD", "Asia/Dhaka"),),
    "EST": (_homonym(600, "AU", "Australia/"),),
    "EDT": (_homonym(660, "AU", "Australia/"),),
    "AST": (_homonym(180, "ar SA KW IQ QA BH", "Asia/Riyadh Asia/Kuwait Asia/Baghdad Asia/Qatar Asia/Bahrain"),),
    "PST": (_homonym(480, "fil tl PH", "Asia/Manila"),),
    "MST": (_homonym(480, "ms MY", "Asia/Kuala_Lumpur"), _homonym(390, "my MM", "Asia/Yangon")),
    "SST": (_homonym(480, "SG", "Asia/Singapore"),),
    "ECT": (_homonym(60, "FR", "Europe/Paris"),),
}
# Without any sign these are a guess worth telling; RFC 822 itself settles EST, CST, MST and PST.
GUESSES = frozenset({"IST", "BST", "AST", "SST", "ECT", "GST"})

_OFFSET = re.compile(r"([+-])\s?(\d{4}|\d{3}|\d{1,2}[:.]\d{2}(?::00)?|\d{1,2}(?=\s*(?:$|[)\]\[(]|\s\d{4}$)))(?![\d:])")
_UNIVERSAL_OFFSET = re.compile(r"(?:UTC|GMT|UT|Z)\s?(?=[+-])", re.IGNORECASE)
_LOST_PLUS = re.compile(r"(\d{2}):?(\d{2})$")
_IANA = re.compile(r"(?:[A-Z][A-Za-z]+/[A-Za-z0-9_+-]+(?:/[A-Za-z_]+)?|[EPCM]ST[5-8][EPCM]DT)")
_WORDS = re.compile(r"[A-Za-zА-я]+(?: [A-Za-z]+){0,3}")
_ABBREVIATION = re.compile(r"[A-Za-z]{1,6}(?![^\W\d_])")
_COMMENT = re.compile(r"\s*(?:\([^()]*\)?|\[[^\[\]]*\]?)")
_CLOSE = re.compile(r"\s*[)\]]")
_OPEN = re.compile(r"[\s,;.]*[(\[]?\s*")
_END = re.compile(
    r"[\s(](?:(?:UTC|GMT|UT)\s?)?(?:[+-]\d{4}|[+-]\d{2}:\d{2})\)?$|[\s(][A-Z]{1,6}\)?$|\s[A-Z][a-z]+/[A-Za-z_/]+$"
)
# UTC-12:00 (Baker Island) to UTC+14:00 (Kiribati).
_FARTHEST = 14 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """How to get from the printed time to UTC, and what was assumed (a repair code and its detail)."""

    source: ZoneSource
    minutes: int = 0
    name: str | None = None
    """IANA name: the calendar decides. None: *minutes* do."""
    called: str | None = None
    """The calendar counts only while it calls the zone so; else *minutes* do."""
    repair: tuple[str, str] | None = None

    def utc(self, local: datetime) -> datetime:
        """The instant at which clocks of this zone show *local* (naive); the first of two when they are set back."""
        if self.name is not None:
            there = local.replace(tzinfo=ZoneInfo(self.name))
            if self.called in (None, there.tzname()):
                return there.astimezone(UTC)
        return (local - timedelta(minutes=self.minutes)).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Peeled:
    """A zone found at one end of a text, and what is left of the text."""

    zone: Zone
    rest: str


@lru_cache(maxsize=512)
def zone_info(name: str) -> ZoneInfo | None:
    """The IANA zone *name*; None when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def offset(sign: str, digits: str) -> Zone | None:
    """The zone of a numeric offset in any spelling: `0200`, `02:00`, `800`, `5`. None: no place on earth has it."""
    bare = digits.replace(":", "").replace(".", "")
    if len(bare) > 4:  # `+02:00:00`
        bare = bare[:-2]
    hours, minutes = (int(bare), 0) if len(bare) <= 2 else (int(bare[:-2]), int(bare[-2:]))
    total = hours * 60 + minutes
    if minutes > 59 or total > _FARTHEST:
        return None
    return Zone(source="explicit", minutes=-total if sign == "-" else total)


@lru_cache(maxsize=1024)
def named(text: str, language: str | None, timezone: str | None) -> Zone | None:
    """The zone an abbreviation or a phrase names. None: nobody we know calls a zone so.

    An abbreviation of several countries means what the feed's time zone points to, then what its language does.
    """
    word = PHRASES.get(text.lower(), text if len(text) == 2 else text.upper())
    if word == "MSK":
        # +0400 from 2011 to 2014 under the same name; `MSK` in a summer before that still means +0300.
        return Zone(source="named", name="Europe/Moscow", called=word, minutes=180)
    if word in CALENDAR:
        return Zone(source="named", name=CALENDAR[word])
    if word not in ABBREVIATIONS:
        return None
    minutes = _meant(word, language, timezone)
    if minutes is not None:
        return Zone(source="named", minutes=minutes)
    told = word in GUESSES
    return Zone(
        source="explicit" if word in UNIVERSAL else "named",
        minutes=ABBREVIATIONS[word],
        repair=("zone_guessed", word) if told and not _points_home(word, language, timezone) else None,
    )


_HOME = {"IST": ("IN hi ta te mr gu kn ml pa", "Asia/Kolkata Asia/Calcutta"), "BST": ("GB", "Europe/London GB")}


def _points_home(word: str, language: str | None, timezone: str | None) -> bool:
    """Whether language or time zone confirm the first meaning of *word*."""
    languages, zones = _HOME.get(word, ("", ""))
    return bool(timezone and timezone in zones.split()) or bool(_subtags(language) & set(languages.split()))


def _subtags(language: str | None) -> set[str]:
    parts = (language or "").replace("_", "-").split("-")
    return {parts[0].lower(), *(part.upper() for part in parts[1:] if len(part) == 2)} - {""}


def _meant(word: str, language: str | None, timezone: str | None) -> int | None:
    """The minutes of the second meaning that time zone or language point to; None for the first meaning."""
    others = HOMONYMS.get(word, ())
    if timezone:
        return next((each.minutes for each in others if timezone.startswith(each.zones)), None)
    subtags = _subtags(language)
    return next((each.minutes for each in others if subtags & each.languages), None)


def at_start(text: str, language: str | None, timezone: str | None) -> Peeled | None:
    """The zone *text* begins with (what follows a time of day), and the rest of it. None: it begins otherwise."""
    opened = _OPEN.match(text)
    start = opened.end() if opened else 0
    body = text[start:]
    found = _numeric(body) or _iana(body) or _word(body, language, timezone)
    if found is None:
        return None
    rest = found.rest
    if opened and opened.group().rstrip().endswith(("(", "[")):
        rest = rest[closed.end() :] if (closed := _CLOSE.match(rest)) else rest
    return _doubled(found.zone, rest, language, timezone)


def _numeric(body: str) -> Peeled | None:
    prefix = _UNIVERSAL_OFFSET.match(body)
    start = prefix.end() if prefix else 0
    found = _OFFSET.match(body, start)
    if found is None:
        return None
    zone = offset(found.group(1), found.group(2))
    return Peeled(zone=zone, rest=body[found.end() :]) if zone else None


def _iana(body: str) -> Peeled | None:
    found = _IANA.match(body)
    if found is None or zone_info(found.group()) is None:
        return None
    source: ZoneSource = "explicit" if found.group() in ("Etc/UTC", "Etc/GMT") else "named"
    return Peeled(zone=Zone(source=source, name=found.group()), rest=body[found.end() :])


def _word(body: str, language: str | None, timezone: str | None) -> Peeled | None:
    """A phrase, longest first, else an abbreviation."""
    words = _WORDS.match(body)
    if words is None:
        return None
    parts = words.group().split(" ")
    for count in range(len(parts), 0, -1):
        phrase = " ".join(parts[:count])
        if zone := named(phrase, language, timezone):
            return Peeled(zone=zone, rest=body[len(phrase) :])
    return None


def _doubled(zone: Zone, rest: str, language: str | None, timezone: str | None) -> Peeled:
    """Drop a second zone and comments: `+0200 (CEST)`, `-0800 PST`, `Z[UTC]`. When they differ the number wins."""
    bare = rest.strip()
    second = _ABBREVIATION.match(bare)
    other = named(second.group(), language, timezone) if second else None
    if second is not None and other is not None:
        meanings = {other.minutes, *(each.minutes for each in HOMONYMS.get(second.group().upper(), ()))}
        if other.name is None and zone.minutes not in meanings:
            zone = Zone(source=zone.source, minutes=zone.minutes, name=zone.name, repair=("zone_conflict", bare[:20]))
        rest = bare[second.end() :]
    elif number := _numeric(bare):  # EST -0500, +0000 +0000
        if zone.source == "named":
            return Peeled(zone=number.zone, rest=number.rest)
        rest = number.rest if number.zone.minutes == zone.minutes and zone.name is None else rest
    elif zone == Zone(source="explicit") and (shifted := lost_plus(bare)):  # GMT 0200
        return Peeled(zone=shifted, rest="")
    comment = _COMMENT.match(rest)
    return Peeled(zone=zone, rest=rest[comment.end() :] if comment else rest)


def at_end(text: str, language: str | None, timezone: str | None) -> Peeled | None:
    """The zone *text* ends with (dates without a time, or with the year last). None: it ends otherwise."""
    found = _END.search(text)
    if found is None:
        return None
    peeled = at_start(found.group(), language, timezone)
    return Peeled(zone=peeled.zone, rest=text[: found.start()]) if peeled and not peeled.rest.strip(" )]") else None


def lost_plus(text: str) -> Zone | None:
    """The offset whose plus sign was read as a blank (`… 18:47:39 0200`): a repair. None: *text* is something else."""
    found = _LOST_PLUS.fullmatch(text.strip())
    zone = offset("+", found.group(1) + found.group(2)) if found else None
    if zone is None or zone.minutes % 15:
        return None
    return Zone(source="explicit", minutes=zone.minutes, repair=("zone_repaired", text.strip()))


def unknown(text: str, hour: int) -> Zone | None:
    """A zone nobody knows, if *text* looks like an abbreviation: the caller reads the date without it.

    Two letters behind an *hour* up to 12 may be some language's `PM`: no zone.
    """
    bare = text.strip(" ()[].")
    if len(bare) == 2 and hour <= 12:
        return None
    if not (1 <= len(bare) <= 5 and bare.isascii() and bare.isupper() and bare.isalpha()) or bare in ("AM", "PM"):
        return None
    return Zone(source="assumed", repair=("zone_unknown", bare))
