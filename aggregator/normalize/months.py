"""Month and weekday names: English at hand, every other language from CLDR (through Babel) at first need."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

ENGLISH_MONTHS = (
    "january february march april may june july august september october november december".split(),
    "jan feb mar apr may jun jul aug sep oct nov dec".split(),
)
ENGLISH_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday".split(),
    "mon tue wed thu fri sat sun".split(),
)
# Slips that real feeds make in English; a slip that could be two months (`Jua`) stands here on purpose not.
ENGLISH_SLIPS = {"janurary": 1, "febuary": 2, "feburary": 2, "septmber": 9, "ocotber": 10, "novemeber": 11}

# Asked in one breath when an entry declares no language, or the wrong one.
LANGUAGES = (
    "de fr es pt it nl pl fi sv da nb ru uk tr el hu cs id zh ja ko ro ca gl bg sk sl et lv lt ar he vi th hi".split()
)
ALIASES = {"no": "nb", "nn": "nn", "in": "id", "iw": "he", "cz": "cs", "dk": "da", "jp": "ja", "kr": "ko", "cn": "zh"}
# What newsrooms and WordPress write and CLDR does not list: old spellings and other short forms.
EXTRA_MONTHS: Mapping[str, Mapping[str, int]] = {
    "de": {"jänner": 1, "jaenner": 1, "feber": 2, "mrz": 3, "maerz": 3},
    "es": {"setiembre": 9, "set": 9},
    "id": {"pebruari": 2, "agt": 8, "nop": 11, "nopember": 11},
    "it": {"sett": 9},
    "nl": {"maa": 3},
    "pt": {"marco": 3},
    "el": {"μαϊος": 5, "μαι": 5},
    "zh": {"十一月": 11, "十二月": 12},
}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The folded names of one language; months from 1, weekdays from Monday as 0."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]


def folded(word: str) -> str:
    """*word* without case, accents and full stops.

    Only accents on Latin, Greek and Cyrillic letters go: in Thai or Hindi a mark is a letter of its own.
    """
    decomposed = unicodedata.normalize("NFKD", word.replace("İ", "i").replace("ı", "i").casefold())
    return "".join(letter for letter in decomposed if not "\u0300" <= letter <= "\u036f" and letter not in ".'’׳॰")


def _numbered(names: tuple[list[str], ...], first: int) -> dict[str, int]:
    return {name: number for row in names for number, name in enumerate(row, first)}


ENGLISH = Vocabulary(
    months=_numbered(ENGLISH_MONTHS, 1) | ENGLISH_SLIPS,
    weekdays=_numbered(ENGLISH_WEEKDAYS, 0),
)
_EMPTY = Vocabulary(months={}, weekdays={})


def language_code(language: str | None) -> str | None:
    """The primary subtag of a BCP 47 tag, with the usual slips (`jp`, `cz`) put right. None: nothing usable."""
    if not language:
        return None
    code = language.replace("_", "-").split("-")[0].strip().lower()
    return ALIASES.get(code, code) if code.isalpha() and 2 <= len(code) <= 3 else None


@lru_cache(maxsize=128)
def vocabulary(code: str) -> Vocabulary:
    """The names CLDR has for language *code*; empty when it has none."""
    if code == "en":
        return ENGLISH
    from babel import Locale, UnknownLocaleError  # heavy, and English feeds never need it

    try:
        locale = Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return _EMPTY
    months = _names(locale.months, ("wide", "abbreviated"))
    extra = {folded(name): number for name, number in EXTRA_MONTHS.get(code, {}).items()}
    return Vocabulary(months=months | extra, weekdays=_names(locale.days, ("wide", "abbreviated", "short")))


def _names(table: Mapping[str, Mapping[str, Mapping[int, str]]], widths: tuple[str, ...]) -> dict[str, int]:
    """Folded name → number. Only the last word counts: Catalan has `de gener`, Hebrew `יום שני`."""
    rows = (table[form].get(width, {}) for form in ("format", "stand-alone") for width in widths)
    pairs = chain.from_iterable(row.items() for row in rows)
    found: dict[str, int] = {}
    for number, name in pairs:
        word = folded(name.replace("’", " ").split()[-1])
        if word and not word.isdigit() and (len(word) > 1 or ord(word) > 0x2E00):
            found.setdefault(word, number)
    return found


def _lookup(names: Mapping[str, int], word: str) -> int | None:
    """The number of *word*, or the only one whose names begin with it (three letters or more: `févr`, `Octob`)."""
    exact = names.get(word)
    if exact is not None or len(word) < 3:
        return exact
    begun = {number for name, number in names.items() if name.startswith(word)}
    return begun.pop() if len(begun) == 1 else None


_ELISION = re.compile(r"^d['’](?=\w{3})", re.IGNORECASE)
"""Catalan and Occitan: `d'octubre`."""


@lru_cache(maxsize=4096)
def months(word: str, language: str | None, native: bool) -> frozenset[int]:
    """The months *word* may name; empty when it names none.

    English comes first, for RFC 822 is English whatever the feed's language says; with *native* (a weekday that
    is not English stands beside it) the declared language does. Then all known languages are asked: French `mai`,
    Finnish `loka`. Several numbers mean that languages disagree.
    """
    key = folded(_ELISION.sub("", word)).removeprefix("ב")  # Hebrew "in"
    order = ("en", language_code(language)) if not native else (language_code(language), "en")
    for code in order:
        number = _lookup(vocabulary(code).months, key) if code else None
        if number is not None:
            return frozenset({number})
    return frozenset(found for code in LANGUAGES if (found := _lookup(vocabulary(code).months, key)) is not None)


@lru_cache(maxsize=4096)
def weekdays(word: str, language: str | None) -> frozenset[int]:
    """The weekdays *word* may name (Monday is 0); empty when it names none. The declared language decides alone."""
    key = folded(word)
    for code in ("en", language_code(language)):
        number = _lookup(vocabulary(code).weekdays, key) if code else None
        if number is not None:
            return frozenset({number})
    return frozenset(found for code in LANGUAGES if (found := _lookup(vocabulary(code).weekdays, key)) is not None)


def is_english(word: str) -> bool:
    """Whether *word* is an English month or weekday, full or short."""
    key = folded(word)
    return _lookup(ENGLISH.weekdays, key) is not None or _lookup(ENGLISH.months, key) is not None
