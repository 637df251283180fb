"""What a plain YAML scalar means: the readings nobody disputes, and the traps that are named instead of sprung.

YAML 1.1 and 1.2 read `no`, `1:30`, `012`, `1e3` and `2024-01-01` differently, and people mean a third thing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, reduce

DISPUTED_LENGTH = 40
"""Longer plain scalars are text in every reading that matters."""
STARTS = frozenset("0123456789+-.~nNtTfFyYoO")
"""First characters of everything but text: most scalars are told to be text by one look."""

WORDS: dict[str, bool | None] = {
    word: value
    for spelling, value in (("true", True), ("false", False), ("null", None))
    for word in (spelling, spelling.capitalize(), spelling.upper())
} | {"~": None, "": None}

BOOLEANS_OF_1_1 = {
    word: reading
    for spelling, reading in (("yes", "true"), ("on", "true"), ("no", "false"), ("off", "false"))
    for word in (spelling, spelling.capitalize(), spelling.upper())
}

INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
DISPUTED = (
    (re.compile(r"[-+]?[0-9][0-9_]{0,18}(?::[0-5]?[0-9]){1,8}(?:\.[0-9_]*)?"), "sexagesimal"),
    (re.compile(r"[-+]?0o?_?[0-7][0-7_]*"), "octal"),
    (re.compile(r"[-+]?0x[0-9a-fA-F][0-9a-fA-F_]*"), "hexadecimal"),
    (re.compile(r"[-+]?0b[01][01_]*"), "binary"),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?"), "a date"),
    (re.compile(r"[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9_]+)(?:[eE][-+]?[0-9]+)?"), "a number"),
    (re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"), "a number"),
)
"""YAML 1.1 types (yaml.org/type) and the floats of YAML 1.2's core schema; the first that matches names the reading."""
BASES = {"octal": 8, "hexadecimal": 16, "binary": 2}


@dataclass(frozen=True, slots=True)
class Disputed:
    """A plain scalar that YAML readers do not take for the text it looks like."""

    text: str
    reading: str
    """What a reader takes it for: `false`, `the number 90`, `a date`."""


def plain(text: str) -> str | int | bool | Disputed | None:
    """Return what the unquoted scalar *text* means: text unless YAML has another idea."""
    if text[:1] not in STARTS and text:
        return text
    if text in WORDS:
        return WORDS[text]
    if text in BOOLEANS_OF_1_1:
        return Disputed(text, BOOLEANS_OF_1_1[text])
    if len(text) > DISPUTED_LENGTH:
        return text
    if INTEGER.fullmatch(text):
        return int(text)
    return disputed(text) or text


@lru_cache(maxsize=4096)
def disputed(text: str) -> Disputed | None:
    """Return *text* with the number or date that YAML 1.1 makes of it. None: it is text."""
    for pattern, reading in DISPUTED:
        if pattern.fullmatch(text):
            return Disputed(text, as_number(text, reading))
    return None


def as_number(text: str, reading: str) -> str:
    """Return *reading* in words, with the number itself where it is a surprise (`1:30` is 90, `012` is 10)."""
    digits = text.replace("_", "").lstrip("+-")
    sign = "-" if text.startswith("-") else ""
    if reading in BASES:
        return f"the number {sign}{int(digits, BASES[reading])}"
    if reading == "sexagesimal" and "." not in digits:
        return f"the number {sign}{reduce(lambda total, part: total * 60 + int(part), digits.split(':'), 0)}"
    return "a number" if reading == "sexagesimal" else reading
