"""Values on one line: as JSON without what is empty in it, cut to what matters."""

from __future__ import annotations

import orjson

from aggregator.export import json_bytes

SHOWN, LEAD = 90, 20
"""Characters shown of a value, and how many of them stand before the first difference."""


def in_json(value: object) -> str:
    """Return *value* as JSON, what is null or an empty list inside it left out."""
    return orjson.dumps(_said(orjson.loads(json_bytes(value)))).decode()


def _said(value: object) -> object:
    match value:
        case dict():
            return {name: _said(held) for name, held in value.items() if held not in (None, [])}
        case list():
            return [_said(held) for held in value]
        case _:
            return value


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Return of both the part where they begin to differ."""
    same = next((at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), 0)
    start = max(0, same - LEAD)
    return excerpt(old, start), excerpt(new, start)


def excerpt(text: str, start: int = 0) -> str:
    """Return SHOWN characters of *text* from *start*, `…` for what is left out; a short text is shown whole."""
    start = start if len(text) > SHOWN else 0
    end = start + SHOWN
    return ("…" if start else "") + text[start:end] + ("…" if len(text) > end else "")
