"""The day in the text of a date: `3 de octubre de 2011`, `Mon Oct 3 2011`, `2011年10月3日(月)`, `03.10.11`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from aggregator.model import Precision
from aggregator.normalize.date_order import Customs, Order, Undecided, customary, day, decide, full_year
from aggregator.normalize.months import ROMAN, folded, is_english, language_code, months, weekdays

Trouble = Literal["unreadable", "impossible", "ambiguous"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """No date, and why."""

    code: Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What the text says; parts finer than *precision* are 1. May lie outside the calendar (30 February)."""

    year: int
    month: int = 1
    day: int = 1
    precision: Precision
    repairs: tuple[tuple[str, str | None], ...] = ()


# Words that stand in dates and change nothing, folded. Words that do (until, yesterday, ago) must never come here.
NOISE = frozenset(
    (
        "the of at on um am den der le el la il di de del da do du dei a as alle ore ora om uur kl klo kello klokken"
        " klockan uhr o godz godzina г год года р року роци у в о ο στις ωρα pukul jam tanggal tgl hari"
        " hrs hours hs h heures horas hora orele ώρα feira και e t dnia roku rok r ve saat gada m d v tag van op og"
        " en em las g"
        " published posted updated last first mis jour date"
        " veroffentlicht publie publicado pubblicato gepubliceerd geplaatst aktualisiert"
        " stand datum ngay luc יום ב"
    ).split()
)
_GAP = r"[\s,.\-/|·()\[\]、，،・•@:;]+"
_TOKEN = re.compile(
    r"(?P<era>令和|平成|昭和|中華民國|民國|民国)\s?(?P<era_year>\d{1,3}|元)\s?年"
    r"|(?P<year>\d{2,4})\s?[年년]"
    r"|(?P<month>\d{1,2})\s?[月월]"
    r"|(?P<day>\d{1,2})(?:\s?[日일號号](?!曜)"
    r"|(?:st|nd|rd|th|er|ère|eme|ème|[eao]|°|-?(?:án|én|jén|ján|i))(?![^\W\d_])|:[ea]\b)"
    r"|(?:[tT]háng|[tT]hg)\s?(?P<thang>\d{1,2})(?!\d)"
    r"|(?P<short>'\d{2})(?!\d)"
    r"|(?P<number>\d{1,4})(?!\d)"
    r"|(?P<word>[^\W\d_](?:[^\s\d,.\-/|·()\[\]、，،・:'’]|['’](?=[^\W\d_]))*)"
    rf"|(?P<gap>{_GAP})"
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911, "中華民國": 1911}
_HAN_DIGITS = {letter: number for number, letter in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_HAN_DATE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日號号]"
)
_THAI = re.compile(r"[\u0E00-\u0E7F]")
_BUDDHIST = range(2533, 2600)
"""Years in Thailand, which count from 543 BC."""
_MARKS_BETWEEN = frozenset({("-", "-"), ("/", "/"), (".", "."), ("", "")})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """One piece of the text. *kind*: Y year, M month, D day, N number whose role is open, W word."""

    kind: str
    value: int = 0
    width: int = 2
    text: str = ""
    mark: str = ""
    """What stands between it and the piece before, without blanks, commas and brackets."""
    comma: bool = False
    """A comma follows."""
    months: frozenset[int] = frozenset()
    """Of a month given by a name: what the name may mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sorted:
    """The pieces with every word understood: parts of the date in order, and the weekdays named."""

    parts: tuple[_Piece, ...]
    weekdays: frozenset[int]
    bare: bool
    """No weekday or stranger stands beside them: only then may the day itself be missing."""


_UNREADABLE = Unreadable(code="unreadable")


def day_of(text: str, customs: Customs) -> Day | Unreadable:
    """The day *text* names, all of it, or why it names none."""
    pieces = _pieces(_HAN_DATE.sub(_in_digits, text))
    found = _sorted(pieces, customs) if pieces else None
    if found is None:
        return _UNREADABLE
    if _THAI.search(text) or language_code(customs.language) == "th":
        found = replace(found, parts=tuple(map(_from_buddhist, found.parts)))
    return _read(found, customs)


def _from_buddhist(part: _Piece) -> _Piece:
    return replace(part, value=part.value - 543) if part.kind == "Y" and part.value in _BUDDHIST else part


def _in_digits(found: re.Match[str]) -> str:
    """`二〇一一年十月三日` in digits."""
    year = "".join(str(_HAN_DIGITS[letter]) for letter in found.group(1))
    return f"{year}年{_han_number(found.group(2))}月{_han_number(found.group(3))}日"


def _han_number(text: str) -> int:
    """A number below 100: 十 is ten, 二十三 is twenty-three."""
    tens, ten, ones = text.rpartition("十")
    units = _HAN_DIGITS.get(ones, 0) if len(ones) <= 1 else 99
    return (_HAN_DIGITS.get(tens, 1) * 10 if ten else 0) + units


def _pieces(text: str) -> list[_Piece] | None:
    """*text* taken apart; None when a character has no place in dates."""
    pieces: list[_Piece] = []
    place, gap = 0, ""
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            return None
        place = found.end()
        if found.lastgroup == "gap":
            gap = found.group()
            continue
        following = text[place : place + 2].strip()
        mark = "".join(letter for letter in gap if letter in "-/.:")
        pieces.append(replace(_piece(found), mark=mark, comma=following[:1] in tuple(",，،、")))
        gap = ""
    return pieces


def _piece(found: re.Match[str]) -> _Piece:
    """The piece a token stands for."""
    kind = found.lastgroup or ""
    text = found.group(kind)
    match kind:
        case "era_year":
            return _Piece(kind="Y", value=_ERAS[found.group("era")] + (1 if text == "元" else int(text)), width=4)
        case "year":
            return _Piece(kind="Y", value=int(text), width=len(text), text="年")
        case "short":
            return _Piece(kind="Y", value=int(text[1:]))
        case "month" | "thang":
            return _Piece(kind="M", months=frozenset({int(text)}))
        case "day":
            return _Piece(kind="D", value=int(text))
        case "number":
            return _Piece(kind="N" if len(text) <= 2 else "Y", value=int(text), width=len(text))
        case _:
            return _Piece(kind="W", text=text)


def _sorted(pieces: list[_Piece], customs: Customs) -> _Sorted | None:
    """Every word as a month, a weekday or noise; None when one is none of them."""
    language = customs.language
    native = any(_is_foreign_weekday(piece.text, language) for piece in pieces if piece.kind == "W")
    meant = [_meant(piece, language, native) for piece in pieces]
    chosen = _month_place(pieces, meant)
    parts: list[_Piece] = []
    named: frozenset[int] = frozenset()
    bare = not pieces[0].mark
    for place, (piece, (of_year, of_week)) in enumerate(zip(pieces, meant, strict=True)):
        if piece.kind != "W":
            parts.append(piece)
        elif place == chosen:
            parts.append(replace(piece, kind="M", months=of_year or _roman(piece)))
        elif of_week:
            named, bare = named | of_week, False
        elif not _is_noise(piece.text):
            # A weekday in a language we do not know: the only stranger let in, and only where weekdays stand.
            if place or not piece.comma or of_year:
                return None
            bare = False
    return _Sorted(parts=tuple(parts), weekdays=named, bare=bare)


def _is_noise(word: str) -> bool:
    return folded(word) in NOISE or word.casefold() == "thứ"


def _is_foreign_weekday(word: str, language: str | None) -> bool:
    """Whether *word* is a weekday, and neither it nor a month of that name is English."""
    return bool(weekdays(word, language)) and not (is_english(word) or _is_noise(word))


def _meant(piece: _Piece, language: str | None, native: bool) -> tuple[frozenset[int], frozenset[int]]:
    """The months and the weekdays a word may name."""
    if piece.kind != "W" or _is_noise(piece.text):
        return frozenset(), frozenset()
    return months(piece.text, language, native), weekdays(piece.text, language)


def _month_place(pieces: list[_Piece], meant: list[tuple[frozenset[int], frozenset[int]]]) -> int | None:
    """Which word is the month: one that can be nothing else, else the last that could (`mar. 3 mar. 2022`).

    None: the month is given as a number.
    """
    numbers = sum(piece.kind != "W" for piece in pieces)
    if numbers >= 3 or any(piece.kind == "M" for piece in pieces):
        return None
    only = [place for place, (of_year, of_week) in enumerate(meant) if of_year and not of_week]
    either = [place for place, (of_year, of_week) in enumerate(meant) if of_year and of_week]
    if len(only) == 1:
        return only[0]
    if either and not only:
        return either[-1]
    roman = [place for place, piece in enumerate(pieces) if _roman(piece) and 0 < place < len(pieces) - 1]
    return roman[0] if len(roman) == 1 and not only else None


def _roman(piece: _Piece) -> frozenset[int]:
    """`3.X.2011`, as in Hungary, Poland and Russia."""
    return frozenset({ROMAN.index(piece.text) + 1}) if piece.text in ROMAN else frozenset()


# Kinds in order → places of year, month, day. A month by name may stand anywhere; two-digit years only at an end.
_WITH_NAME = {
    "NMY": (2, 1, 0),
    "MNY": (2, 0, 1),
    "YMN": (0, 1, 2),
    "YNM": (0, 2, 1),
    "NMN": (2, 1, 0),
    "MNN": (2, 0, 1),
}
_NUMERIC: dict[str, dict[Order, tuple[int, int, int]]] = {
    "YNN": {"ymd": (0, 1, 2)},
    "NNY": {"dmy": (2, 1, 0), "mdy": (2, 0, 1)},
    "NNN": {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)},
}


def _read(found: _Sorted, customs: Customs) -> Day | Unreadable:
    """The day that the parts give in their order."""
    parts = found.parts
    pattern = "".join(part.kind for part in parts).replace("D", "N")
    if any(_is_short_year(part, customs.language) for part in parts):
        return Unreadable(code="ambiguous")
    if pattern in _WITH_NAME:
        return _with_name(found, _WITH_NAME[pattern])
    if pattern in _NUMERIC:
        return _numeric(found, _NUMERIC[pattern], customs)
    return _coarse(found, pattern) if found.bare else _UNREADABLE


def _is_short_year(part: _Piece, language: str | None) -> bool:
    """23年 is 2011 in Japan (Heisei), 2023 in China; 100年 is 2011 in Taiwan, which counts from 1912."""
    return part.text == "年" and (part.width == 3 or (part.width == 2 and language_code(language) != "zh"))


def _with_name(found: _Sorted, places: tuple[int, int, int]) -> Day | Unreadable:
    """A date whose month is a name. A name of several months is settled by the weekday, or not at all."""
    year, month, day_ = (found.parts[place] for place in places)
    whole = full_year(year.value, year.width)
    if len(month.months) == 1:
        return Day(year=whole, month=min(month.months), day=day_.value, precision="day")
    fitting = {number for number in month.months if _weekday(whole, number, day_.value) in found.weekdays}
    if len(fitting) != 1:
        return Unreadable(code="ambiguous")
    number = fitting.pop()
    return Day(year=whole, month=number, day=day_.value, precision="day", repairs=(("month_guessed", "weekday"),))


def _weekday(year: int, month: int, of_month: int) -> int | None:
    found = day(year, month, of_month)
    return found.weekday() if found else None


def _numeric(found: _Sorted, orders: dict[Order, tuple[int, int, int]], customs: Customs) -> Day | Unreadable:
    """A date of three numbers, whose order may have to be decided."""
    parts = found.parts
    marks = (parts[1].mark, parts[2].mark)
    if marks not in _MARKS_BETWEEN or (marks == ("", "") and len(orders) == 3):
        return _UNREADABLE
    if marks == (".", ".") and "mdy" in orders and _by_points(customs):
        orders = {order: places for order, places in orders.items() if order != "mdy" or _over_twelve(parts)}
    readings = [(order, _day(parts, places)) for order, places in orders.items()]
    if len(orders) == 1:
        year, month, day_ = (parts[place].value for place in orders[readings[0][0]])
        return Day(year=year, month=month, day=day_, precision="day")
    decided = decide(readings, found.weekdays, customs)
    if isinstance(decided, Undecided):
        return Unreadable(code=decided.code)
    told = (("day_month_order", decided.by),) if decided.by else ()
    shown = decided.day
    return Day(year=shown.year, month=shown.month, day=shown.day, precision="day", repairs=told)


def _by_points(customs: Customs) -> bool:
    """Whether points mean day first, as they do wherever they are the custom. English has no custom with points."""
    return "mdy" not in customary(customs) and language_code(customs.language) != "en"


def _over_twelve(parts: tuple[_Piece, ...]) -> bool:
    return parts[1].value > 12


def _day(parts: tuple[_Piece, ...], places: tuple[int, int, int]) -> date | None:
    year, month, day_ = (parts[place] for place in places)
    return day(full_year(year.value, year.width), month.value, day_.value)


def _coarse(found: _Sorted, pattern: str) -> Day | Unreadable:
    """A month (`October 2011`, `2011-10`, `10/2011`) or a year: W3CDTF allows both."""
    parts = found.parts
    match pattern:
        case "MY" | "YM":
            month, year = _pair(parts, pattern)
            return _month(year, month.months)
        case "YN" | "NY" if parts[1].mark in ("-", "/", "."):
            number, year = _pair(parts, pattern)
            return _month(year, frozenset({number.value}))
        case "Y" if parts[0].width == 4:
            return Day(year=parts[0].value, precision="year")
        case _:
            return _UNREADABLE


def _pair(parts: tuple[_Piece, ...], pattern: str) -> tuple[_Piece, _Piece]:
    """The month and the year, in this order."""
    return (parts[1], parts[0]) if pattern[0] == "Y" else (parts[0], parts[1])


def _month(year: _Piece, numbers: frozenset[int]) -> Day | Unreadable:
    if len(numbers) != 1 or year.width != 4:
        return _UNREADABLE
    return Day(year=year.value, month=min(numbers), precision="month")
