"""From a text to tokens and 3-word shingles, the same for every spelling of one text. Pure."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from sys import byteorder
from unicodedata import category, normalize

from xxhash import xxh32_intdigest

MAX_CHARACTERS = 60_000
"""Of a longer text only this much is compared: about 10,000 words say enough."""

_SPACELESS = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f"  # Burmese
    "\u1780-\u17ff"  # Khmer
    "\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff"  # Kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    "\U00020000-\U0003ffff"
)
_TOKEN = re.compile(rf"[{_SPACELESS}]|\d+(?:[.,:]\d+)*|[^\W\d_{_SPACELESS}]+")
# A pattern that begins with one sign of a set, not with a run, is looked for at the speed of that set.
_ASCII_NUMBER = re.compile(r"[0-9][0-9]*(?:[.,:][0-9]+)*")
_ASCII_LETTERS = str.maketrans({chr(code): " " for code in range(0x80) if not chr(code).islower()})
_CHARACTER = re.compile(rf"[{_SPACELESS}]")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,2000}", re.IGNORECASE)
# Printed or not, they do not make another word: apostrophes, soft hyphens, joiners, and the vowel points and signs of
# Hebrew, Arabic and India, which `\w` would take for the end of a word.
_MARKS = "".join(chr(code) for code in range(0x300, 0xE00) if category(chr(code)).startswith("M"))
_SILENT = re.compile(f"['’‘ʼ`´\u00ad\u0640\u200b-\u200f\u2060\ufeff{_MARKS}]")

WORDS_PER_SHINGLE, CHARACTERS_PER_SHINGLE = 3, 5


def fold(text: str) -> str:
    """Return *text* without what differs between two printings of it: URLs, form (NFKC), case, apostrophes, points."""
    text = text[:MAX_CHARACTERS]
    if "://" in text or "www." in text:
        text = _URL.sub(" ", text)
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    return _SILENT.sub("", normalize("NFKC", text).casefold())


def tokens(text: str) -> list[str]:
    """Return the words, numbers (`1,250.5` is one) and single spaceless characters of *text*, folded, in order."""
    folded = fold(text)
    if not folded.isascii():
        return _TOKEN.findall(folded)
    # Numbers are few: what is between them is letters and the rest, which need no pattern.
    found: list[str] = []
    at = 0
    for number in _ASCII_NUMBER.finditer(folded):
        found += folded[at : number.start()].translate(_ASCII_LETTERS).split()
        found.append(number[0])
        at = number.end()
    return found + folded[at:].translate(_ASCII_LETTERS).split()


def spaceless(words: Sequence[str]) -> bool:
    """Return whether a text is in a script without spaces (Han, Kana, Thai, Khmer, Lao, Burmese).

    Its beginning decides: foreign names stand in it, and a credit in English may follow it.
    """
    sample = words[:80]
    if "".join(sample).isascii():
        return False
    return 3 * sum(map(is_character, sample)) > len(sample)


def is_character(token: str) -> bool:
    """Return whether *token* is one character of a script without spaces."""
    return len(token) == 1 and token > "\u0dff" and _CHARACTER.match(token) is not None


def weight(words: Sequence[str]) -> float:
    """Return how many words *words* are worth: a character of a script without spaces is half a word."""
    if "".join(words).isascii():
        return len(words)
    return sum(0.5 if is_character(word) else 1.0 for word in words)


class _Hashes(dict[str, int]):
    """Hashes of words, kept: words repeat, nearly every question is answered without a call."""

    def __missing__(self, word: str) -> int:
        if len(self) >= WORDS_KEPT:
            self.clear()
        found = self[word] = xxh32_intdigest(word.encode())
        return found


WORDS_KEPT = 65_536
word_hash = _Hashes().__getitem__
"""Return 32 bits of a word."""

# Odd, so that no bit of a word is lost; their sum is below 2^32, so that lanes of 64 bits never run over.
_FACTORS = (0x1F3D5B79, 0x2545F491, 0x3243F6A9, 0x2B7E1517, 0x1B873593)


def lanes(words: Sequence[str]) -> bytes:
    """Return the hashes of *words*, 64 bits each, little endian."""
    return packed(array("Q", map(word_hash, words)))


def shingles(lanes: bytes, size: int) -> array[int]:
    """Return 32-bit hashes of all runs of *size* (at most 5) words, given their *lanes*, in text order.

    A run's hash is the sum of its words' hashes, each times the factor of its place, modulo 2^32. All runs of a text
    are reckoned at once, in one long number with a lane for each. Empty for texts shorter than one run.
    """
    runs = len(lanes) // 8 - size + 1
    if runs < 1:
        return array("I")
    hashes = int.from_bytes(lanes, "little")
    total = sum((hashes >> 64 * place) * factor for place, factor in enumerate(_FACTORS[:size]))
    return unpacked(total.to_bytes(len(lanes), "little")[: 8 * runs])[::2]


def packed(numbers: array[int]) -> bytes:
    """Return *numbers* as bytes, little endian on every machine."""
    if byteorder == "big":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers.tobytes()


def unpacked(stored: bytes, typecode: str = "I") -> array[int]:
    """Return what `packed` made bytes of."""
    numbers = array(typecode)
    numbers.frombytes(stored)
    if byteorder == "big":
        numbers.byteswap()
    return numbers


def runs(numbers: Sequence[int], length: int, count: int) -> Iterator[tuple[int, ...]]:
    """Yield the first *count* runs of *length* neighbours."""
    for at in range(min(count, len(numbers) - length + 1)):
        yield tuple(numbers[at : at + length])
