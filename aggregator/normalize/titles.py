"""Titles: one line of plain text out of a title element."""

from __future__ import annotations

import re

from aggregator.model import FeedContext, Found, RawEntry, RawText, Repair
from aggregator.normalize.markup import BLOCK_NAMES, NAMES, TAG, VOID_NAMES
from aggregator.normalize.mojibake import without_mojibake
from aggregator.normalize.text import decoded, line, without_cdata

_ORDER = ("title", "atom:title", "json:title", "media:title", "itunes:title", "dc:title")
"""Elements in order of precedence; others come last, in document order."""
_RAW_LIMIT = 8_192
_LIMIT = 1_000
_COMMENT = re.compile(r"<!--[^<>]*-->")
_TEXT_TYPES = frozenset({"text", "text/plain"})
_SPACING = BLOCK_NAMES | {"br"}
_NEVER_PROSE = frozenset({"font", "br", "wbr"})
"""Tags that no title speaks of without a partner."""
_LOOSE = frozenset({"span", "img", "div", "p"})
"""Tags that are markup without a partner where a title begins or ends with them: `Why <div> fails` speaks of one."""
_NO_WORDS = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)


def title(entry: RawEntry, feed: FeedContext) -> Found[str]:
    """Return the title as one line of plain text; None when no title element has words: it is never made from the text.

    RSS `<title>` and atom:title, else media:title, itunes:title, dc:title (feeds fill these with other things more
    often). Atom's type `text` is literal (RFC 4287 §3.1.1.1); otherwise character references are resolved at most
    twice, for no element is escaped once too often as much as this one, and HTML's tags go when they are used as tags.
    """
    for raw in sorted(entry.titles, key=_rank):
        found = plain(raw, feed.repairs.title_type)
        if found.value is not None:
            return _without_publisher(found, entry)
    return Found()


def plain(raw: RawText, configured: str | None = None, field: str = "title") -> Found[str]:
    """Return one element's text as a line; *configured* overrides its type."""
    if not _is_bare(raw.value):
        return at_length(raw, configured, field)
    found = " ".join(raw.value.split())
    return Found(value=found) if found else Found()


def _is_bare(value: str) -> bool:
    """Whether *value* is ASCII without anything that could be markup, escaped or invisible, as most titles are."""
    odd = "<" in value or "&" in value or "[CDATA[" in value
    return len(value) <= _LIMIT and value.isascii() and value.isprintable() and not odd


def at_length(raw: RawText, configured: str | None, field: str) -> Found[str]:
    """Return what `plain` does of any text, unwrapped layer by layer."""
    kind = (configured or raw.type or "").lower()
    repairs: list[Repair] = []
    value = without_mojibake(raw.value[:_RAW_LIMIT])
    if value != raw.value[:_RAW_LIMIT]:
        repairs.append(Repair(field=field, code="mojibake"))
    value, layers = _unwrapped(value, literal=kind in _TEXT_TYPES)
    if layers > 1 or (layers and kind in _TEXT_TYPES):
        repairs.append(Repair(field=field, code="double_escaped"))
    found = line(value)
    if len(found) > _LIMIT:
        found = found[:_LIMIT].rstrip()
        repairs.append(Repair(field=field, code="cut", detail=str(_LIMIT)))
    return Found(value=found, repairs=tuple(repairs)) if found else Found()


def words(value: str) -> str:
    """Return a small element's text (rights, a source's title, a credit) as a line without markup."""
    return line(without_tags(decoded(without_mojibake(value[:_RAW_LIMIT]))))


def _rank(raw: RawText) -> int:
    return _ORDER.index(raw.element) if raw.element in _ORDER else len(_ORDER)


def _unwrapped(value: str, *, literal: bool) -> tuple[str, int]:
    """*value* without its layers of markup and escaping, and how many layers of escaping there were."""
    value = without_cdata(value)
    count = 0
    if not literal:
        value = without_tags(value)
    while count < 2 and (inner := decoded(value)) != value:
        count += 1
        value = inner if literal else without_tags(inner)
    return value, count


def without_tags(value: str) -> str:
    """Return *value* without the tags of HTML used as such; `1 < 2`, `C++ <vector>` and `the <b> tag` are words.

    A tag is used as one when it has its partner in the same line, needs none, has an attribute, or closes what an
    editor cut. Blocks and line breaks leave a blank behind.
    """
    if "<" not in value:
        return value
    value = _NO_WORDS.sub("", _COMMENT.sub("", value) if "<!--" in value else value).strip()
    closed = {match[2].lower() for match in TAG.finditer(value) if match[1]}

    def text_of(match: re.Match[str]) -> str:
        name, rest = match[2].lower(), match[3]
        if name not in NAMES:
            return match[0]
        at_edge = name in _LOOSE and (match.start() == 0 or match.end() == len(value))
        used = match[1] or name in closed or "=" in rest or name in _NEVER_PROSE or at_edge
        if not used and not (name in VOID_NAMES and rest.endswith("/")):
            return match[0]
        return " " if name in _SPACING else ""

    return TAG.sub(text_of, value)


def _without_publisher(found: Found[str], entry: RawEntry) -> Found[str]:
    """Google News sets ` - Publisher` behind each title and names the same publisher in `<source>`."""
    publisher = line(decoded(entry.source.title)) if entry.source is not None and entry.source.title else ""
    suffix = f" - {publisher}"
    if found.value is None or not publisher or not found.value.endswith(suffix) or found.value == suffix:
        return found
    cut = Repair(field="title", code="publisher_cut", detail=publisher)
    return Found(value=found.value.removesuffix(suffix).rstrip(), repairs=(*found.repairs, cut))
