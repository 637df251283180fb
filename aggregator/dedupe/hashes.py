"""From tokens to the hashes that are stored of a text. Pure. For workers: the service never loads numpy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh32_intdigest

Hashes = NDArray[np.uint32]

# Odd, so that no bit of a word is lost.
_FACTORS = np.array((0x1F3D5B79, 0x2545F491, 0x3243F6A9, 0x2B7E1517, 0x1B873593), np.uint32)

_MANY = 6
"""So many times the hashes that are wanted are worth a look at which are likely to be among the smallest."""


def word_hashes(words: Sequence[bytes]) -> Hashes:
    """Return 32 bits of each of *words*, in order."""
    # Not asked of a dictionary: its entries are all over the memory, and hashing a word anew costs half of that.
    return np.fromiter(map(xxh32_intdigest, words), np.uint32, len(words))


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
    if len(hashes) > _MANY * count:
        bound = (1 << 32) // len(hashes) * 4 * count
        likely = sorted(set(hashes[hashes < bound].tolist()))
        if len(likely) >= count:
            return likely[:count]
    return sorted(set(hashes.tolist()))[:count]


def word_set(words: Hashes) -> bytes:
    """Return the lower 16 bits of each word's hash, sorted, each once; little endian on every machine."""
    return distinct(words.astype("<u2")).tobytes()


def packed(hashes: Hashes) -> bytes:
    """Return *hashes* as bytes, little endian on every machine."""
    return hashes.astype("<u4").tobytes()
