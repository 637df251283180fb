"""The fingerprint of a raw entry: whether these exact strings were seen before."""

from __future__ import annotations

from dataclasses import replace

import orjson
import xxhash

from aggregator.model import RawEntry


def fingerprint(entry: RawEntry) -> bytes:
    """Return 16 bytes (XXH3, 128 bits) of everything *entry* says but its position in the document.

    The same strings give the same bytes in every process and run. Nothing is cleaned: a view counter in a text changes
    them, and the entry is read again. So does a new field of RawEntry, once for every entry.
    """
    return xxhash.xxh3_128_digest(orjson.dumps(replace(entry, position=0)))
