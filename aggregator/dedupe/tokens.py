"""From a text to tokens, the same for every spelling of one text. Pure."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from sys import byteorder
from unicodedata import category, normalize

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
_CHARACTER = re.compile(rf"[{_SPACELESS}]")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,2000}", re.IGNORECASE)
# Printed or not, they do not make another word: apostrophes, soft hyphens, joiners, and the vowel points and signs of
# Hebrew, Arabic and India, which `\w` would take for the end of a word.
_MARKS = "".join(chr(code) for code in range(0x300, 0xE00) if category(chr(code)).startswith("M"))
_SILENT = re.compile(f"['’‘ʼ`´\u00ad\u0640\u200b-\u200f\u2060\ufeff{_MARKS}]")

WORDS_PER_SHINGLE, CHARACTERS_PER_SHINGLE = 3, 5


def tokens(text: str) -> list[str]:
    """Return the words, numbers (`1,250.5` is one) and single spaceless characters of *text*, folded, in order.

    Folded: without what differs between two printings of a text: URLs, form (NFKC), case, apostrophes, vowel points.
    """
    text = _readable(text)
    western = _western(text)
    return _words(text) if western is None else _spaced(western).decode(_WESTERN).split()


def encoded_tokens(text: str) -> bytes:
    """Return the `tokens` of *text* in UTF-8 with blanks between them: of a plain text no word is ever parted off."""
    text = _readable(text)
    western = _western(text)
    if western is None:
        return " ".join(_words(text)).encode()
    spaced = _spaced(western)
    return spaced if text.isascii() else spaced.decode(_WESTERN).encode()


def _readable(text: str) -> str:
    text = text[:MAX_CHARACTERS]
    return _URL.sub(" ", text) if "://" in text or "www." in text else text


def _words(text: str) -> list[str]:
    return _TOKEN.findall(_SILENT.sub("", normalize("NFKC", text).casefold()))


# ---------------------------------------------------------------------------------------------
# Texts in Windows-1252, most of all: a table says what becomes of each sign, at a nanosecond each
# ---------------------------------------------------------------------------------------------

_WESTERN = "cp1252"
_SPELLED = {"ß": "ss", "™": "tm"}
"""Signs that fold to two letters, and stand in texts that have nothing else out of the ordinary."""
_NUMBER = re.compile(rb"[0-9]+(?:[.,:][0-9]+)*")


def _western_table() -> tuple[bytes, bytes, bytes]:
    """Return what each byte becomes, which bytes vanish, and which become something that no single byte says."""
    table, silent, odd = bytearray(b" " * 256), bytearray(), bytearray()
    for code in range(256):
        sign = bytes([code]).decode(_WESTERN, "replace")
        match _words(f"a{sign}b"):
            case ["ab"]:
                silent.append(code)
            case ["a", "b"]:
                table[code] = code if sign in ".,:" else ord(" ")
            case ["a", digit, "b"] if digit == sign:
                table[code] = code
            case [word] if len(word) == 3 and (folded := word[1].encode(_WESTERN, "ignore")):
                table[code] = folded[0]
            case _:
                odd.append(code)
    return bytes(table), bytes(silent), bytes(odd)


_FOLDED, _VANISHING, _ODD = _western_table()
_ORDINARY = bytes(code for code in range(256) if code not in _ODD)
_DIGITS_ALIKE = bytes(ord("0") if chr(code) in "0123456789" else 0 for code in range(256))
_POINTS_BLANK = bytes.maketrans(b".,:", b"   ")


def _western(text: str) -> bytes | None:
    """Return *text* in Windows-1252. None: some sign of it is not there, or folds to several (`½`)."""
    if text.isascii():
        return text.encode()
    for sign, spelled in _SPELLED.items():
        text = text.replace(sign, spelled)
    try:
        western = text.encode(_WESTERN)
    except UnicodeEncodeError:
        return None
    return None if western.translate(None, _ORDINARY) else western


def _spaced(western: bytes) -> bytes:
    """Return the tokens of a text in Windows-1252, blanks between them: numbers, and letters, which need no pattern."""
    folded = western.translate(_FOLDED, _VANISHING)
    alike = folded.translate(_DIGITS_ALIKE)  # `find` is ten times as fast as a pattern
    found: list[bytes] = []
    at, start = 0, alike.find(b"0")
    while start >= 0:
        number = _NUMBER.match(folded, start)
        assert number is not None
        found += folded[at:start].translate(_POINTS_BLANK), number[0]
        at = number.end()
        start = alike.find(b"0", at)
    return b" ".join((*found, folded[at:].translate(_POINTS_BLANK)))


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


WORD_FACTOR, MIXING = 0x9E3779B1, 0x85EBCA6B


def _hashed(word: bytes) -> int:
    """Return the sum of the bytes of *word* and a blank, each times WORD_FACTOR to the power of its place, mixed."""
    found = ord(" ")
    for sign in reversed(word):
        found = (found * WORD_FACTOR + sign) & 0xFFFFFFFF
    found = (found ^ found >> 16) * MIXING & 0xFFFFFFFF
    return found ^ found >> 15


class _Hashes(dict[str, int]):
    """Hashes of words, kept: words repeat, nearly every question is answered without a call."""

    def __missing__(self, word: str) -> int:
        if len(self) >= WORDS_KEPT:
            self.clear()
        found = self[word] = _hashed(word.encode())
        return found


WORDS_KEPT = 65_536
word_hash = _Hashes().__getitem__
"""Return 32 bits of a word."""


def unpacked(stored: bytes, typecode: str = "I") -> array[int]:
    """Return the numbers that are stored in bytes, little endian."""
    numbers = array(typecode)
    numbers.frombytes(stored)
    if byteorder == "big":
        numbers.byteswap()
    return numbers


def runs(numbers: Sequence[int], length: int, count: int) -> Iterator[tuple[int, ...]]:
    """Yield the first *count* runs of *length* neighbours."""
    for at in range(min(count, len(numbers) - length + 1)):
        yield tuple(numbers[at : at + length])
