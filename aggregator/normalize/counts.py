"""How long a text is for a reader."""

from __future__ import annotations

import math
import re
from functools import lru_cache

_CJK = re.compile(
    "[\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003134f]"
)
_MARKS_ALONE = re.compile(r"\s[^\w\s]+(?!\S)")
"""A run without blanks that holds no letter or digit."""
_WORDS_A_MINUTE = 220
_CHARACTERS_A_MINUTE = 500
"""Reading speeds of adults: words of alphabetic scripts, characters of Chinese and Japanese."""


def word_count(text: str | None) -> int:
    """Return the words of *text*; 0 without one.

    A word is a run without blanks that holds a letter or digit; Han characters and kana count one by one.
    """
    return sum(_counts(text)) if text else 0


def reading_minutes(text: str | None) -> int:
    """Return the minutes that reading *text* takes; a minute begun is a minute, 0 without a text."""
    words, characters = _counts(text) if text else (0, 0)
    return math.ceil(words / _WORDS_A_MINUTE + characters / _CHARACTERS_A_MINUTE)


@lru_cache(maxsize=1)
def _counts(text: str) -> tuple[int, int]:
    """(words, characters that are words): counted once for both questions."""
    if (western := _western_words(text)) is not None:
        return western, 0
    characters = len(_CJK.findall(text))
    rest = _CJK.sub(" ", text) if characters else text
    return len(rest.split()) - len(_MARKS_ALONE.findall(f" {rest}")), characters


_SIGNS = [bytes([code]).decode("cp1252", "replace") for code in range(256)]
_LETTER_OR_BLANK = "".join(" " if sign.isspace() else "a" for sign in _SIGNS).encode()
_NEITHER = bytes(code for code, sign in enumerate(_SIGNS) if re.match(r"[^\w\s]", sign))


def _western_words(text: str) -> int | None:
    """The words of a text in Windows-1252: a byte table counts them in a fifth of the time. None: it is not one."""
    try:
        signs = (" " + text).encode("ascii" if text.isascii() else "cp1252")
    except UnicodeEncodeError:
        return None
    return signs.translate(_LETTER_OR_BLANK, _NEITHER).count(b" a")
