"""Which number of `03/10/11` is the day: value, weekday, present, then the feed's customs decide, else nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from aggregator.normalize.months import language_code

Order = Literal["dmy", "mdy", "ymd"]

_MONTH_FIRST_REGIONS = frozenset({"US", "PH", "PR", "GU"})
_DAY_FIRST_REGIONS = frozenset({"GB", "UK", "AU", "NZ", "IE", "IN", "SG", "HK", "PK", "NG", "MT", "JM", "TT"})
_YEAR_FIRST = frozenset({"zh", "ja", "ko", "hu", "lt", "mn"})
_DAY_FIRST = frozenset(
    "de fr es pt it nl pl fi da nb nn ru uk tr el cs id ro ca gl bg sk sl hr sr et lv ar he vi th hi is be".split()
)
_UNITED_STATES = "New_York Chicago Denver Los_Angeles Phoenix Detroit Anchorage Boise Indiana Kentucky Juneau"
_MONTH_FIRST_ZONES = (*(f"America/{city}" for city in _UNITED_STATES.split()), "US/", "Pacific/Honolulu")
_DAY_FIRST_ZONES = (
    "Europe/",
    "Australia/",
    "Africa/",
    "America/Sao_Paulo",
    "America/Argentina",
    "America/Mexico_City",
    "America/Bogota",
    "America/Lima",
    "America/Santiago",
    "Asia/Kolkata",
    "Asia/Calcutta",
    "Asia/Jakarta",
    "Asia/Dubai",
    "Pacific/Auckland",
)
_YEAR_FIRST_ZONES = ("Asia/Shanghai", "Asia/Tokyo", "Asia/Seoul", "Asia/Taipei")
# A date may stand this far ahead (events, other zones); further, the reading that is past wins.
_AHEAD = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customs:
    """What the feed tells about how its people write dates."""

    language: str | None = None
    timezone: str | None = None
    today: date
    twelve_hours: bool = False
    """The time beside the date is on the 12-hour clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A day, and what decided its order; *by* is None where only one reading exists."""

    day: date
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """No day; *code* is `ambiguous` or `impossible`."""

    code: Literal["ambiguous", "impossible"]


def full_year(year: int, digits: int) -> int:
    """The year meant: two digits turn at 69/90, three are counted from 1900 (RFC 2822 §4.3). 0: none."""
    if digits >= 4:
        return year
    if digits == 3:
        return 1900 + year if 90 <= year <= 199 else 0
    if year <= 69:
        return 2000 + year
    return 1900 + year if year >= 90 else 0


def day(year: int, month: int, of_month: int) -> date | None:
    """The day, if the calendar has it."""
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def decide(
    readings: Iterable[tuple[Order, date | None]], weekdays: frozenset[int], customs: Customs
) -> Decision | Undecided:
    """The one day that *readings* leave.

    Value, weekday and "not months ahead" are facts about the date itself and come first; the feed's time zone and
    language are customs and come last. Where customs contradict each other, or there are none, nothing is decided.
    """
    left = {order: found for order, found in readings if found is not None}
    if not left:
        return Undecided(code="impossible")
    if len(set(left.values())) == 1:
        return Decision(day=next(iter(left.values())))
    for by, passing in (
        ("weekday", {order: found for order, found in left.items() if found.weekday() in weekdays}),
        ("not in the future", _not_ahead(left, customs.today)),
    ):
        left = passing or left
        if len(set(left.values())) == 1:
            return Decision(day=next(iter(left.values())), by=by)
    orders = customary(customs) & set(left)
    days = {left[order] for order in orders}
    return Decision(day=days.pop(), by="custom") if len(days) == 1 else Undecided(code="ambiguous")


def _not_ahead(readings: dict[Order, date], today: date) -> dict[Order, date]:
    """The readings that are not months ahead, if at least one is past."""
    if min(readings.values()) > today:
        return readings
    return {order: found for order, found in readings.items() if found <= today + _AHEAD}


def customary(customs: Customs) -> set[Order]:
    """The orders the feed's people use; empty when nothing tells, or when zone and language contradict each other."""
    by_zone, by_language = _by_zone(customs.timezone), _by_language(customs)
    if by_zone and by_language and not by_zone & by_language:
        return set()
    return by_zone & by_language or by_zone or by_language


def _by_zone(timezone: str | None) -> set[Order]:
    if not timezone:
        return set()
    if timezone.startswith(_MONTH_FIRST_ZONES):
        return {"mdy"}
    if timezone.startswith(_DAY_FIRST_ZONES):
        return {"dmy"}
    return {"ymd"} if timezone in _YEAR_FIRST_ZONES else set()


def _by_language(customs: Customs) -> set[Order]:
    """By region, then by language. Plain `en` is nobody's, but with a 12-hour clock it is American."""
    tag = (customs.language or "").replace("_", "-")
    regions = {part.upper() for part in tag.split("-")[1:] if len(part) == 2}
    if regions & _MONTH_FIRST_REGIONS:
        return {"mdy"}
    code = language_code(tag)
    if code == "en":
        if regions:
            return {"dmy"} if regions & _DAY_FIRST_REGIONS else set()
        return {"mdy"} if customs.twelve_hours else set()
    if code in _YEAR_FIRST:
        return {"ymd"}
    if code == "sv":
        return {"dmy", "ymd"}
    return {"dmy"} if code in _DAY_FIRST else set()
