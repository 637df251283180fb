"""From tokens to the hashes that are stored of a text. Pure. For workers: the service never loads numpy."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aggregator.dedupe.tokens import MIXING, WORD_FACTOR, word_hash

Hashes = NDArray[np.uint32]

# Odd, so that no bit of a word is lost.
_FACTORS = np.array((0x1F3D5B79, 0x2545F491, 0x3243F6A9, 0x2B7E1517, 0x1B873593), np.uint32)

_BLANK = np.uint8(ord(" "))
_SHORT = 450
"""Bytes up to which words are hashed one by one: arrays are made no faster for being small."""


def single_spaced(words: bytes) -> bytes:
    """Return *words*, as `encoded_tokens` gives them, with one blank between two."""
    signs = np.frombuffer(b" %b " % words, np.uint8)
    blank = signs == _BLANK
    single: bytes = signs[1:][~(blank[1:] & blank[:-1])].tobytes()
    return single[:-1]


def word_hashes(words: bytes) -> Hashes:
    """Return the `word_hash` of each of *words*, which have one blank between two, in order."""
    if len(words) < _SHORT:
        return np.array([word_hash(word) for word in words.decode().split()], np.uint32)
    signs = np.frombuffer(words + b" ", np.uint8)
    factors, inverses = _powers(len(signs).bit_length())
    ends = np.flatnonzero(signs == _BLANK)
    # Sums up to each word's end, and from them those of each word; what its place did to them is undone.
    totals = np.add.accumulate(signs * factors[: len(signs)], dtype=np.uint32)[ends]
    hashes: Hashes = totals.copy()
    hashes[1:] -= totals[:-1]
    hashes[1:] *= inverses[ends[:-1] + 1]
    hashes ^= hashes >> 16
    hashes *= np.uint32(MIXING)
    hashes ^= hashes >> 15
    return hashes


@lru_cache(maxsize=4)
def _powers(bits: int) -> tuple[Hashes, Hashes]:
    """Return the first 2^bits powers of WORD_FACTOR and of its inverse, modulo 2^32."""
    both = (WORD_FACTOR, pow(WORD_FACTOR, -1, 1 << 32))
    of, inverse = (np.full(1 << bits, factor, np.uint32) for factor in both)
    of[0] = inverse[0] = 1
    return np.multiply.accumulate(of, dtype=np.uint32), np.multiply.accumulate(inverse, dtype=np.uint32)


def shingles(words: Hashes, size: int) -> Hashes:
    """Return 32-bit hashes of all runs of *size* (at most 5) words, given the words' hashes, in text order.

    A run's hash is the sum of its words' hashes, each times the factor of its place, modulo 2^32. Empty for texts
    shorter than one run.
    """
    return np.correlate(words, _FACTORS[:size], "valid") if len(words) >= size else words[:0]


def distinct(hashes: Hashes) -> Hashes:
    """Return *hashes* in order, each once: what `np.unique` does, in a third of its time for a text."""
    ordered = np.sort(hashes)
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def smallest(hashes: Hashes, count: int) -> list[int]:
    """Return the *count* smallest of *hashes*, each once; fewer where there are not as many."""
    # Twice as many are nearly always enough, and made to numbers and made single in no time.
    found = list(dict.fromkeys(np.sort(hashes)[: 2 * count].tolist()))
    return found[:count] if len(found) >= count else distinct(hashes)[:count].tolist()


def word_set(words: Hashes) -> bytes:
    """Return the lower 16 bits of each word's hash, sorted, each once; little endian on every machine."""
    return distinct(words.astype("<u2")).tobytes()


def packed(hashes: Hashes) -> bytes:
    """Return *hashes* as bytes, little endian on every machine."""
    return hashes.astype("<u4").tobytes()
