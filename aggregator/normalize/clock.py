"""The time of day in the text of a date: `18:47:39`, `6:47 PM`, `20h15`, `오후 6시 47분`, `kl. 20.15`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_COLON = re.compile(r"(?<![\d:])(\d{1,2})\s?:\s?(\d{1,2})(?:\s?:\s?(\d{1,2})(?:[.,:]\d{1,9})?)?(?![\d:])")
_LETTER = re.compile(r"(?<![\d:])(\d{1,2})\s?[hHч](?![^\W\d_])(?:\s?(\d{2})(?:\s?(?:min|m|мин)\b)?)?(?!\d)()")
_GLUED = re.compile(r"(?<![\d:])(\d{1,2})[hH](\d{2})(?:m(\d{2})s?)?(?![\w:])")
_HAN = re.compile(r"(\d{1,2})\s?[時时点點시]\s?(?:(\d{1,2})\s?[分분]?(?!\d)\s?(?:(\d{1,2})\s?[秒초])?)?")
_MERIDIEM_ONLY = re.compile(r"(?<![\d:./-])(\d{1,2})(?=\s?[aApP]\.?\s?[mM]\b)()()")
_MILITARY = re.compile(r"(?<![\d:./-])(\d{2})(\d{2})(?=\s?(?:hrs|hours|Uhr|H)\b)()")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{2})(?:\.(\d{2})(?:[.,]\d{1,9})?)?(?![\d.])")
_SURE = (_COLON, _GLUED, _LETTER, _HAN, _MERIDIEM_ONLY, _MILITARY)

_AFTER = re.compile(
    r"\s*(?:(?P<am>[aA]\.?\s?[mM]\b\.?|π\.?μ\.?|[ÖöOo][ÖöOo]\b|ص|(?:SA|PG)\b|[vf]\.?m\b\.?|ap\.)"
    # Also in Vietnamese (SA, CH), Malay (PG, PTG), Afrikaans (vm, nm), Swedish (fm, em) and Finnish (ap., ip.).
    r"|(?P<pm>[pP]\.?\s?[mM]\b\.?|μ\.?μ\.?|[ÖöOo][Ss]\b|م|(?:CH|PTG)\b|[ne]\.?m\b\.?|ip\.))"
)
_BEFORE = re.compile(
    r"(?:(?P<am>\b[aA]\.?[mM]\.?|上午|午前|早上|早晨|凌晨|清晨|오전|새벽|아침|öö|ÖÖ|\bde\.)"
    r"|(?P<pm>\b[pP]\.?[mM]\.?|下午|午後|晚上|晚间|傍晚|中午|오후|저녁|öS|ös|ÖS|\bdu\.))\s*$"
)
_WORDS_AFTER = re.compile(r"\s*(?:Uhr|uhr|UHR|uur|hrs|hours|hs|horas|heures|h|H|ч|น)\b\.?")

ClockPrecision = Literal["minute", "second"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day as printed; hour 24 and second 60 are still in it."""

    hour: int
    minute: int
    second: int
    precision: ClockPrecision


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A text taken apart at its time of day."""

    before: str
    clock: Clock | None
    """None: no time of day stands in the text, and all of it is *before*."""
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Impossible:
    """A time of day that no clock shows: `25:61`, `13:00 AM`."""


def clock(hour: int, minute: int, second: int | None) -> Clock | None:
    """The time of day, if there is one: up to 24:00:00 and with a leap second."""
    shown = second or 0
    if hour > 24 or minute > 59 or shown > 60 or (hour == 24 and (minute or shown)):
        return None
    return Clock(hour=hour, minute=minute, second=shown, precision="minute" if second is None else "second")


def split(text: str, *, dotted: bool) -> Split | Impossible:
    """*text* before and after its time of day; with *dotted* `20.15` is one, which could be a date as well."""
    patterns = (*_SURE, _DOTTED) if dotted else _SURE
    found = next((match for pattern in patterns if (match := pattern.search(text))), None)
    if found is None:
        return Split(before=text, clock=None, after="")
    hour, minute, second = (int(part) if part else None for part in found.groups())
    before, after, half = _meridiem(text[: found.start()], text[found.end() :])
    shown = clock(_on_24_hours(hour or 0, half), minute or 0, second)
    if shown is None:
        return Impossible()
    return Split(before=before, clock=shown, after=after)


def _meridiem(before: str, after: str) -> tuple[str, str, str | None]:
    """What is left and right of the time without its half of the day, and that half: `am`, `pm` or None."""
    if word := _WORDS_AFTER.match(after):
        after = after[word.end() :]
    if half := _AFTER.match(after):
        return before, after[half.end() :], half.lastgroup
    if half := _BEFORE.search(before):
        return before[: half.start()], after, half.lastgroup
    return before, after, None


def _on_24_hours(hour: int, half: str | None) -> int:
    """The hour on the 24-hour clock; 99 where the half of the day forbids it. `18:47 PM` is told twice, not wrong."""
    if half == "am":
        return 99 if hour > 12 else hour % 12
    return hour + 12 if half == "pm" and hour < 12 else hour
