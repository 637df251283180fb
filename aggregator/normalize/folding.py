"""The form in which words of bylines and datelines are compared with tables."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Return *text* caseless, without accents and with single blanks: `São  Paulo` and `SAO PAULO` are the same."""
    if text.isascii():
        return " ".join(text.casefold().split())
    # ı and İ of Turkish, ł, ø have no decomposition of their own
    text = unicodedata.normalize("NFD", text.casefold()).translate(_LETTERS)
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())


_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "’": "'", "`": "'"})
