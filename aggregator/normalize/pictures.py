"""Pictures of a text: which `<img>` is one, and where it is when a script was to load it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from aggregator.normalize.text import characters
from aggregator.normalize.trackers import is_icon, is_tracker

# Lazy loading: `src` is a placeholder and the address stands in one of these, as scripts of the time read it.
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-orig-file", "data-hi-res-src", "data-srcset", "srcset")
_PLACEHOLDER = re.compile(r"/(?:placeholder|blank|spacer|lazy|loading|grey)[^/]{0,40}\.(?:gif|png|svg)$", re.IGNORECASE)
_SIZE = re.compile(r"\s*\+?(\d{1,6})(?:\.\d{0,9})?\s*(?:px)?\s*$", re.IGNORECASE)
_STYLE_SIZE = re.compile(r"(?:^|[;\s])(?:width|height)\s{0,9}:\s{0,9}[01](?:px)?\s{0,9}(?:;|$|!)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One `<img>`: its address as written, its size in pixels."""

    src: str
    width: int | None = None
    height: int | None = None


def picture(attributes: Mapping[str, object]) -> Picture | None:
    """Return the picture an `<img>` shows. None: none, or a counter of readers, or a plug-in's button."""
    src = _source({name: str(value) for name, value in attributes.items()})
    width, height = size(attributes.get("width")), size(attributes.get("height"))
    tiny = (width is not None and width < 2) or (height is not None and height < 2)
    if (
        src is None
        or tiny
        or _STYLE_SIZE.search(str(attributes.get("style", ""))[:500])
        or is_tracker(src)
        or is_icon(src)
    ):
        return None
    return Picture(src=src, width=width, height=height)


def size(value: object) -> int | None:
    """Return a length in pixels (`640`, `640px`, `640.0`). None: not given, or in other units."""
    match = _SIZE.match(str(value)) if value is not None else None
    return int(match[1]) if match else None


def _source(attributes: Mapping[str, str]) -> str | None:
    src = characters(attributes.get("src", "")).strip()
    if src and src[:5].lower() != "data:" and not _PLACEHOLDER.search(src[:2048]):
        return src
    for name in _LAZY:
        if value := attributes.get(name, "").strip():
            return value.split()[0].rstrip(",") if name.endswith("srcset") else value
    return None
