"""A complaint about one value, and the words that describe what came instead of what was wanted."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from aggregator.config.yaml_scalars import Disputed

SHOWN = 60
"""Characters of a wrong value that a message repeats."""


class Complaint(ValueError):
    """One value is wrong: *message* says what was wanted and what came, *hint* what to write instead."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def described(value: Any, *, secret: bool = False) -> str:
    """Return *value* in the words of a message; of a *secret*, only its kind."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false" if secret else str(value).lower()
        case int():
            return "a number" if secret else f"the number {value}"
        case Disputed(text=text, reading=reading):
            return "text that YAML reads otherwise" if secret else f"{text}, which YAML reads as {reading}"
        case str():
            return "text" if secret else quoted(value)
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case _:
            return f"a {type(value).__name__}"


def shown(text: str) -> str:
    """Return *text* as a message can hold it: on one line and not too long."""
    short = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in short)


def quoted(text: str) -> str:
    """Return *text* in quotes, as a message can hold it."""
    return f'"{shown(text)}"'


def quoting_hint(value: Any, *, secret: bool = False) -> str | None:
    """Return the advice to put a plain scalar in quotes. None: *value* is none."""
    written = str(value).lower() if isinstance(value, bool) else str(value)
    match value:
        case bool() | int():
            return "put it in quotes" if secret else f'put it in quotes: "{written}"'
        case Disputed(text=text):
            return "put it in quotes" if secret else f'put it in quotes: "{text}"'
        case _:
            return None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the one of *known* that *word* is most likely a misspelling of. None: nothing is near."""
    return next(iter(get_close_matches(word[:SHOWN].lower(), list(known), n=1, cutoff=0.6)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the advice to write the nearest of *known*. None: nothing is near."""
    near = nearest(word, known)
    return f"did you mean {near}?" if near else None
