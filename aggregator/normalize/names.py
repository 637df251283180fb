"""What can be a person's name, and how it is written. Form first; the table of given names only settles doubt."""

from __future__ import annotations

import re
from functools import lru_cache

from aggregator.normalize.folding import folded
from aggregator.normalize.given_names import GIVEN_NAMES

PARTICLES = frozenset(
    (
        "a|af|al|av|bin|bint|ben|da|das|de|dei|del|della|den|der|des|di|do|dos|du|e|el|i|ibn|la|las|le|les|lo|"
        "los|'s|'t|ten|ter|van|vande|vom|von|vor|y|zu|zum|zur"
    ).split("|")
)
"""Small words inside names, written lower case: `Maria de la Cruz`, `Lopes e Silva`, `Juan y Pérez`."""

SUFFIX = re.compile(
    r"(?:jr|sr|esq|esquire|[ivx]{2,4}|m\.?d|ph\.?\s?d|d\.?d\.?s|m\.?b\.?a|m\.?s\.?c?|b\.?s\.?c?|m\.?a|b\.?a|j\.?d|r\.?n|"
    r"c\.?p\.?a|c\.?f\.?a|d\.?o|m\.?p\.?h|ll\.?[bm]|ed\.?d|psy\.?d|pharm\.?d|d\.?phil|o\.?b\.?e|m\.?b\.?e|c\.?b\.?e|"
    r"msw|lcsw|rd|rdn|emtp|emt|facp|p\.?e|m\.?p|frcp|dvm|dmd|s\.?j|o\.?p)\.?",
    re.IGNORECASE,
)
"""What stands behind a name and belongs to it: generation, degrees, honours, orders."""

HONORIFICS = frozenset(
    (
        "dr|dr.|prof|prof.|professor|mr|mr.|mrs|mrs.|ms|ms.|sir|dame|lord|lady|rev|rev.|fr.|sen.|rep.|gov.|hon.|dott.|"
        "dott.ssa|ing.|mag.|don|doña|sra.|sr.|mme|m.|mlle|dra.|pr.|coach|sheikh|capt.|col.|gen.|lt.|maj.|sgt.|shri|smt."
    ).split("|")
)
"""Titles before a name; they stay with it."""

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’ʼ`´.\-‐‑·]|[\u0300-\u036f\u0900-\u0dff\u0e00-\u0fff\u200c\u200d])*")
_LONGEST = 60
_MOST_WORDS = 7
_JOINT = re.compile(r"([\s\-‐‑'’.])")
_HAN = "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_KANA = "\u3040-\u30ff\uff66-\uff9f"
_HANGUL = "\uac00-\ud7af"
_EAST = re.compile(f"[{_HAN}{_KANA}{_HANGUL}]")
_EAST_NAME = re.compile(f"[{_HAN}{_KANA}・·]{{2,8}}(?:[ \u3000][{_HAN}{_KANA}]{{1,6}})?|[{_HANGUL}]{{2,5}}")
_UNCASED = re.compile("[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u10d0-\u10ff\u1780-\u17ff]")
_VOWEL = re.compile("[aeiouyäëïöüáéíóúàèìòùâêîôûãõåøæœąęıаеёиоуыэюяіїєαεηιουωάέήίόύώ]", re.IGNORECASE)


def is_eastern(text: str) -> bool:
    """Say whether *text* holds Chinese, Japanese or Korean characters."""
    return _EAST.search(text) is not None


def is_eastern_name(text: str) -> bool:
    """Say whether *text* has the length and script of a Chinese, Japanese or Korean name."""
    return _EAST_NAME.fullmatch(text) is not None


def _opens_like_a_name(word: str) -> bool:
    """A word of a name begins with a capital, or is of a script without case."""
    first = word.lstrip("'’`\"“(")[:1]
    return first.isupper() or first.istitle() or _UNCASED.match(first) is not None


def _is_name_word(word: str) -> bool:
    bare = word.strip("\"“”„«»'’()")
    return _WORD.fullmatch(bare) is not None or (SUFFIX.fullmatch(bare) is not None)


def _is_particle(word: str) -> bool:
    return word.casefold() in PARTICLES or word[:2] in {"d'", "d’", "l'", "l’"}


@lru_cache(maxsize=4096)
def name_words(text: str) -> int:
    """Return how many words of *text* name somebody, particles and suffixes not counted; 0: *text* cannot be a name.

    A name is one to seven words of letters, each capitalized but for particles (`de`, `van`, `y`), with initials,
    hyphens and apostrophes; digits, other signs and lower-case words make it none. Eastern names count as two words.
    """
    if len(text) > _LONGEST:
        return 0
    if is_eastern(text):
        return 2 if is_eastern_name(text) else 0
    parts = text.replace(",", " ").replace(" von und zu ", " von ").split()
    if not 0 < len(parts) <= _MOST_WORDS or not all(_is_name_word(part) for part in parts):
        return 0
    shouted = text.isupper()
    proper = [part for n, part in enumerate(parts) if not (_is_particle(part) and (part.islower() or (shouted and n)))]
    if not all(_opens_like_a_name(part) for part in proper):
        return 0
    return sum(1 for part in proper if len(proper) < 3 or not SUFFIX.fullmatch(part))


def is_full_name(text: str) -> bool:
    """Say whether *text* can be a given and a family name."""
    return name_words(text) >= 2


def is_given(word: str) -> bool:
    """Say whether *word* is a common given name, alone or hyphenated (`Marie-Sarah`)."""
    word = folded(word)
    return word in GIVEN_NAMES or ("-" in word and word.split("-", 1)[0] in GIVEN_NAMES)


def opens_with_given(text: str) -> bool:
    """Say whether the first word of *text*, honorifics aside, is a common given name or an initial (`J. Roe`)."""
    for word in text.split():
        if word.casefold() in HONORIFICS:
            continue
        return is_given(word) or re.fullmatch(r"(?:[^\W\d_]\.-?){1,3}", word) is not None
    return False


def is_suffix(text: str) -> bool:
    """Say whether *text* only continues the name before the comma: `Jr.`, `III`, `MD`, `RN`."""
    parts = text.split()
    return 0 < len(parts) <= 3 and all(SUFFIX.fullmatch(part) for part in parts)


def _is_shouted(word: str) -> bool:
    """All capitals, two letters or more, and no initials (`J.R.`)."""
    if not word.isupper():
        return False
    letters = [char for char in word if char.isalpha()]
    return len(letters) > 1 and all(char.isupper() for char in letters) and "." not in word.strip(".")


def _lowered(word: str, turkish: bool) -> str:
    """The word in lower case; Turkish keeps its two i (`DİYARBAKIR`, `IŞIK`)."""
    if turkish:
        word = word.replace("İ", "i").replace("I", "ı")
    return word.lower()


def _capitalized(part: str, turkish: bool) -> str:
    """One run of letters in capitals, as a name is written: `McKay` for `MCKAY`."""
    lower = _lowered(part, turkish)
    if lower.startswith("mc") and len(lower) > 4:
        return "Mc" + lower[2].upper() + lower[3:]
    return part[:1] + lower[1:]


def _has_no_syllable(word: str) -> bool:
    """`JT`, `TJ`, `BBC`: initials that only look like a shouted word."""
    return word.isascii() and len(word) <= 3 and _VOWEL.search(word) is None


def quiet_word(word: str, *, first: bool = False, turkish: bool = False) -> str:
    """Return a word in capitals as a name or place writes it; *first* words are no particles."""
    if not _is_shouted(word) or (re.fullmatch("[IVX]{2,4}", word) and not first):
        return word
    if not first and word.casefold() in PARTICLES - {"a", "i", "le", "lo", "di", "an", "am", "ben"}:
        return word.lower()
    if _has_no_syllable(word) or (SUFFIX.fullmatch(word) and not first):
        return word
    pieces = _JOINT.split(word)
    return "".join(piece if _JOINT.fullmatch(piece) else _capitalized(piece, turkish) for piece in pieces)


def _caps_to_mend(parts: list[str]) -> list[bool]:
    """Which words are shouted: all of a name in capitals, or the family name alone (`François VANNIER`)."""
    letters = [part for part in parts if not _is_particle(part) and not re.fullmatch(r"(?:\w\.)+|\w", part)]
    shouted = [part for part in letters if _is_shouted(part)]
    if len(shouted) == len(letters):
        return [not (_has_no_syllable(parts[0]) and len(shouted[-1]) < 4)] * len(parts)  # DJ ESC
    telling = [p for p in shouted if len(p) > 3 and _VOWEL.search(p) and not SUFFIX.fullmatch(p)]
    return [part in telling for part in parts]


def quiet(name: str, *, turkish: bool = False) -> str:
    """Return *name* with shouted words written as names are; unchanged where nothing is shouted.

    One word alone stays (`JAF`, `MONKEY`: pen names), so do initials (`JT Smith`) and suffixes (`III`, `MD`).
    """
    parts = name.split()
    if len(parts) < 2 or not any(_is_shouted(part) for part in parts):
        return name
    turkish = turkish or any(char in name for char in "İıŞĞ")
    mend = _caps_to_mend(parts)
    return " ".join(
        quiet_word(part, first=n == 0, turkish=turkish) if mend[n] else part for n, part in enumerate(parts)
    )
