"""The words of a text, in any language, as both databases index them: folded, separated by single spaces.

Both then only split at spaces, so the two agree on every language. Chinese, Japanese, Thai, Lao, Khmer and Burmese put
no spaces between words: their runs become overlapping pairs of characters, and what is adjacent stays adjacent.
"""

from __future__ import annotations

import re
import unicodedata

VERSION = "2"
"""Of the rules in this file: an index made by others is made again."""
LONGEST = 64
"""Characters of a word that count: PostgreSQL refuses words over 2 kB."""
ENOUGH = 400_000
"""Bytes of prepared text that are indexed: a tsvector holds one megabyte."""

PAIRED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)"
)
SILENT = (
    # Marks that readers leave out: accents, Hebrew points, Arabic vowels, the tatweel. Indic vowel signs are letters.
    (0x0300, 0x036F),
    (0x0591, 0x05BD),
    (0x05BF, 0x05C7),
    (0x0610, 0x061A),
    (0x0640, 0x0640),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
)


class _Readings(dict[int, int | None]):
    """What stands for a character: itself, nothing, or a space. Filled as characters are met."""

    def __missing__(self, code: int) -> int | None:
        if any(first <= code <= last for first, last in SILENT):
            reading = None
        else:
            reading = code if unicodedata.category(chr(code))[0] in "LNM" else 0x20
        self[code] = reading
        return reading


READINGS = _Readings({ord(letter): ord(plain) for letter, plain in zip("łøđħŧı", "lodhti", strict=True)})
"""To begin with, letters with a stroke: Unicode has no plain letter in them, people who search do."""


def words(text: str) -> list[str]:
    """Return the words of *text* in order: compatibility forms resolved, case and accents folded."""
    folded = text if text.isascii() else unicodedata.normalize("NFKD", text)
    folded = folded.casefold().translate(READINGS)
    if folded.isascii():
        return [word[:LONGEST] for word in folded.split()]
    found: list[str] = []
    for run in unicodedata.normalize("NFC", folded).split():
        for position, part in enumerate(PAIRED.split(run)):
            if position % 2:
                found += _pairs(part)
            elif part:
                found.append(part[:LONGEST])
    return found


def _pairs(run: str) -> list[str]:
    """Return the overlapping pairs of *run*, then its last character: a single one is the beginning of a pair."""
    return [*(run[start : start + 2] for start in range(len(run) - 1)), run[-1]]


def is_paired(word: str) -> bool:
    """Return whether *word* is out of a run without spaces."""
    return PAIRED.match(word) is not None


def prepared(*parts: str | None) -> str:
    """Return the words of several texts as one line, cut at a word where there are too many."""
    line = "\n".join(" ".join(words(part)) for part in parts if part)
    raw = line.encode("utf-8", "ignore")
    if len(raw) > ENOUGH:
        line = raw[:ENOUGH].decode("utf-8", "ignore").rpartition(" ")[0]
    return line
