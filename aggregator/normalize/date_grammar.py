"""One date string → a stamp: what it says, word for word. Full match only: a part that cannot be read spoils the date.

RFC 822/2822/5322 and ISO 8601 (RFC 3339, W3CDTF) have a fast path; everything else goes through one general reading:
the time of day is taken out, then the zone, and what is left must be a date and nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from html import unescape

from aggregator.model import Precision
from aggregator.normalize.clock import Clock, Impossible, clock, split
from aggregator.normalize.date_order import Customs
from aggregator.normalize.date_words import Day, Unreadable, day_of
from aggregator.normalize.months import months, weekdays
from aggregator.normalize.zones import UNIVERSAL, Zone, at_end, at_start, lost_plus, named, unknown

LONGEST = 200
"""Longer strings are prose, not dates; this also bounds the work on hostile ones."""

_MONTHS = {name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_RFC = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), {1,2})?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) "
    r"(\d{2}):(\d{2})(?::(\d{2}))? ([+-]\d{4}|[A-Z]{1,4})",
    re.ASCII,
)
_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)? ?(Z|[+-]\d{2}:?\d{2})", re.ASCII
)
# ISO 8601 basic and extended, EXIF, MySQL and file-name stamps: fixed widths, so the parts need no marks between them.
_MACHINE = re.compile(
    r"(\d{4})([-:/._]?)(\d{2})\2(\d{2})"
    # A dash before the time only with seconds: in `2011-10-03-05:00` it is the sign of an offset (XML Schema).
    r"(?:(?:\s?[T_t]?\s?|-(?=\d{2}([:.\-])\d{2}\5\d{2}))(\d{2})([:.\-]?)(\d{2})(?:\7(\d{2})(?:[.,:]\d{1,9})?)?(?!\d))?"
)
_WEEK = re.compile(r"(\d{4})-?W(\d{2})-?([1-7])")
_ORDINAL_DAY = re.compile(r"(\d{4})-(\d{3})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?(?![\d-])")
_EPOCH = re.compile(r"@?(\d{9,10}|\d{12,13}|\d{16}|\d{19})(?:\.\d{1,9})?")
_DOTNET = re.compile(r"\\?/Date\((\d{12,13})(?:[+-]\d{4})?\)\\?/")
_EPOCH_UNITS = {9: 1, 10: 1, 12: 10**3, 13: 10**3, 16: 10**6, 19: 10**9}
_TAG = re.compile(r"<[^<>]*>")
_LOG = re.compile(r"([A-Za-z]{3}/?\d{4}):(?=\d{2}:\d{2})")
"""`07/Mar/2019:16:05:09`, as web servers write their logs; `07MAR2019:16:05:09`, as SAS does."""
_NOON = re.compile(r"\b(?:12(?::00)? ?)?noon\b", re.IGNORECASE)
_LEVANTINE = {
    "تشرين الأول": "October",
    "تشرين الثاني": "November",
    "كانون الأول": "December",
    "كانون الثاني": "January",
}
"""Months of two words, as Lebanon, Syria and Iraq call them."""
_THAI_POINT = re.compile(r"(?<=[\u0E00-\u0E7F])\.(?=[\u0E00-\u0E7F])")
"""Inside an abbreviated month: ม.ค."""
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a date string says: local time, the zone it names (None: none), and what had to be repaired."""

    local: datetime
    precision: Precision
    zone: Zone | None = None
    repairs: tuple[tuple[str, str | None], ...] = ()
    """Codes and details."""


def stamp(raw: str, *, language: str | None, timezone: str | None, today: date) -> Stamp | Unreadable:
    """What *raw* says, or why it says nothing."""
    text = raw.strip()
    if len(text) > LONGEST:
        return Unreadable(code="unreadable")
    if found := _fast(text, language, timezone):
        return found
    text = cleaned(text)
    customs = Customs(language=language, timezone=timezone, today=today)
    return _slow(text, customs) if len(text) <= LONGEST else Unreadable(code="unreadable")


def _fast(text: str, language: str | None, timezone: str | None) -> Stamp | None:
    """RFC 822 and ISO 8601 as they should be written: nearly every date of nearly every feed."""
    if found := _RFC.fullmatch(text):
        day_, name, year, hour, minute, second, zone_text = found.groups()
        month = _MONTHS[name]
    elif found := _ISO.fullmatch(text):
        year, month_text, day_, hour, minute, second, zone_text = found.groups()
        month = int(month_text)
    else:
        return None
    zone = _offset(zone_text) if zone_text[0] in "+-" else _named(zone_text, language, timezone)
    try:
        local = datetime(int(year), month, int(day_), int(hour), int(minute), int(second or 0))  # noqa: DTZ001 - the zone is beside it
    except ValueError:  # 24:00, second 60 and impossible days go the long way
        return None
    if zone is None:
        return None
    repairs = (zone.repair,) if zone.repair else ()
    return Stamp(local=local, precision="second" if second else "minute", zone=zone, repairs=repairs)


@lru_cache(maxsize=128)
def _offset(text: str) -> Zone | None:
    """The zone of an offset in five or six characters; None: it needs more thought."""
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    usual = minutes <= 14 * 60 and int(text[-2:]) < 60
    return Zone(source="explicit", minutes=-minutes if text[0] == "-" else minutes) if usual else None


def _named(text: str, language: str | None, timezone: str | None) -> Zone | None:
    return _UTC if text in UNIVERSAL else named(text, language, timezone)


_UTC = Zone(source="explicit")


def cleaned(text: str) -> str:
    """*text* in plain characters: no markup, one kind of dash and digit, single blanks, nothing invisible."""
    if "<" in text or "&" in text:
        text = _TAG.sub(" ", unescape(text.replace("<![CDATA[", "").replace("]]>", "")))
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_DASHES).replace("º", "°").replace("ª", "°"))
        text = "".join(_plain(letter) for letter in text if unicodedata.category(letter) != "Cf")
        for name, english in _LEVANTINE.items():
            text = text.replace(name, english)
    text = _NOON.sub("12:00 PM", _THAI_POINT.sub("", text))
    return _LOG.sub(r"\1 ", " ".join(text.split()).strip("\"'“”«» ,;"))


def _plain(letter: str) -> str:
    """ASCII digits for those of other scripts (Arabic, Devanagari, …)."""
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter


def _slow(text: str, customs: Customs) -> Stamp | Unreadable:
    """The first reading that takes in all of *text*; else why the general one failed."""
    for reading in (_epoch, _machine, _calendar):
        if found := reading(text, customs):
            return found
    found = _general(text, customs, dotted=False)
    if isinstance(found, Unreadable) and found.code == "unreadable" and "." in text:
        again = _general(text, customs, dotted=True)
        return found if isinstance(again, Unreadable) and again.code == "unreadable" else again
    return found


def _epoch(text: str, customs: Customs) -> Stamp | Unreadable | None:
    """Seconds since 1970, or milli-, micro-, nanoseconds by their length; `/Date(…)/` of .NET."""
    found = _EPOCH.fullmatch(text) or _DOTNET.fullmatch(text)
    if found is None:
        return None
    digits = found.group(1)
    if len(digits) == 12 and digits[:2] in ("19", "20") and (compact := _machine(digits, customs)):
        return compact
    local = datetime(1970, 1, 1) + timedelta(seconds=int(digits) // _EPOCH_UNITS[len(digits)])  # noqa: DTZ001
    # Small numbers are counters, not times: no feed is older than 1990.
    if not 1990 <= local.year <= customs.today.year + 1:
        return Unreadable(code="unreadable")
    return Stamp(local=local, precision="second", zone=_UTC)


def _machine(text: str, customs: Customs) -> Stamp | Unreadable | None:
    """Four-digit year first and fixed widths; None: it is not of that kind."""
    found = _MACHINE.match(text)
    if found is None or text[found.end() : found.end() + 1].isdigit():
        return None
    year, _, month, day_, _, hour, _, minute, second = found.groups()
    rest = text[found.end() :]
    if hour is None and rest.strip() in ("T", "t"):
        rest = ""
    zone = _zone_of(rest, customs, hour)
    if rest.strip(" .") and zone is None:
        return None
    return _built(
        Day(year=int(year), month=int(month), day=int(day_), precision="day"), _clock(hour, minute, second), zone
    )


def _clock(hour: str | None, minute: str, second: str | None) -> Clock | Impossible | None:
    if hour is None:
        return None
    return clock(int(hour), int(minute), int(second) if second else None) or Impossible()


def _zone_of(rest: str, customs: Customs, hour: str | None) -> Zone | None:
    """The zone that *rest* is, all of it; one nobody knows is told as such. None: *rest* is something else."""
    if not rest.strip():
        return None
    peeled = at_start(rest, customs.language, customs.timezone)
    if peeled is not None and not peeled.rest.strip(" .)]"):
        return peeled.zone
    return lost_plus(rest) or unknown(rest, int(hour or 24))


def _calendar(text: str, customs: Customs) -> Stamp | Unreadable | None:
    """ISO 8601 week dates (`2011-W40-1`) and ordinal dates (`2011-276`)."""
    found = _WEEK.match(text) or _ORDINAL_DAY.match(text)
    if found is None:
        return None
    numbers = [int(part) for part in found.groups()[:3] if part]
    rest = text[found.end() :]
    zone = _zone_of(rest, customs, None)
    if rest.strip() and zone is None:
        return None
    shown = _week_day(*numbers) if found.re is _WEEK else _day_of_year(*numbers[:2])
    if shown is None:
        return Unreadable(code="impossible")
    hour, minute, second = found.groups()[2:] if found.re is _ORDINAL_DAY else (None, None, None)
    of_day = _clock(hour, minute or "0", second)
    return _built(Day(year=shown.year, month=shown.month, day=shown.day, precision="day"), of_day, zone)


def _week_day(year: int, week: int, weekday: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, weekday)
    except ValueError:
        return None


def _day_of_year(year: int, number: int) -> date | None:
    try:
        found = date(year, 1, 1) + timedelta(days=number - 1)
    except (ValueError, OverflowError):
        return None
    return found if found.year == year else None


def _general(text: str, customs: Customs, *, dotted: bool) -> Stamp | Unreadable:
    """Any order of date, time and zone, in any language we know."""
    parts = split(text, dotted=dotted)
    if isinstance(parts, Impossible):
        return Unreadable(code="impossible")
    zone, after = _peeled_start(parts.after, customs, parts.clock.hour) if parts.clock else (None, "")
    rest = f"{parts.before.rstrip('Tt_') if parts.before[-2:-1].isdigit() else parts.before} {after}".strip()
    if zone is None and (peeled := at_end(rest, customs.language, customs.timezone)):
        zone, rest = peeled.zone, peeled.rest
    twelve = parts.clock is not None and _MERIDIEM.search(text) is not None
    found = day_of(rest, replace(customs, twelve_hours=twelve))
    return found if isinstance(found, Unreadable) else _built(found, parts.clock, zone)


_MERIDIEM = re.compile(r"\d\s?[AaPp]\.?\s?[Mm]\b")


def _peeled_start(after: str, customs: Customs, hour: int) -> tuple[Zone | None, str]:
    """The zone right behind the time and what follows it; a missing plus sign and unknown abbreviations included."""
    if peeled := at_start(after, customs.language, customs.timezone):
        return peeled.zone, peeled.rest
    if zone := (lost_plus(after) if ":" in after or not _is_year(after) else None):
        return zone, ""
    head, _, tail = after.strip().partition(" ")
    if (not tail or _is_year(tail)) and (zone := unknown(head, hour)) and not _is_word(head, customs):
        return zone, tail
    return None, after


def _is_year(text: str) -> bool:
    """Whether *text* is a year as asctime writes it behind the time."""
    return bool(re.fullmatch(r"\s*(?:19|20)\d{2}\s*", text))


def _is_word(text: str, customs: Customs) -> bool:
    """Whether *text* is a month or weekday in capitals, not a zone."""
    return bool(months(text, customs.language, False) or weekdays(text, customs.language))


def _built(day: Day, of_day: Clock | Impossible | None, zone: Zone | None) -> Stamp | Unreadable:
    """Day, time and zone put together; 24:00 is the next day's 0:00 (ISO 8601), second 60 the next minute."""
    if isinstance(of_day, Impossible):
        return Unreadable(code="impossible")
    try:
        local = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the zone is beside it
    except ValueError:
        return Unreadable(code="impossible")
    repairs = day.repairs
    if zone is not None and zone.repair is not None:
        repairs = (*repairs, zone.repair)
    if zone is not None and zone.source == "assumed":
        zone = None
    if of_day is None:
        return Stamp(local=local, precision=day.precision, zone=zone, repairs=repairs)
    if day.precision != "day":
        return Unreadable(code="unreadable")
    try:
        local += timedelta(hours=of_day.hour, minutes=of_day.minute, seconds=of_day.second)
    except OverflowError:  # 9999-12-31T24:00
        return Unreadable(code="impossible")
    return Stamp(local=local, precision=of_day.precision, zone=zone, repairs=repairs)
