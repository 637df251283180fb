"""Quotation marks left over at a paragraph's end, as editing systems and scrapers leave them."""

from __future__ import annotations

_CLOSING = {"“": "”", "«": "»", "‹": "›", "「": "」", "『": "』", "„": "", "‚": "", "‘": ""}
"""Opening mark → the mark that closes it, where an opening mark at the end can be meant for it."""
_CLOSES_TOO = {"“": "„", "«": "»", "‹": "›", "‘": "‚"}
"""Marks that close in other languages (German „…“ and »…«) → what then opened."""
_ONLY_AFTER_BLANK = frozenset('‘"')
_MARKS = frozenset("“”„«»‹›‘’‚\"'「」『』 ")


def without_stray_mark(paragraph: str) -> str:
    """Return *paragraph* without an opening mark at its end: closed where a quotation is open, else dropped.

    A straight mark goes only when it stands apart and is odd in number; a paragraph of nothing but marks is empty.
    """
    last = paragraph[-1:]
    if last not in _CLOSING and last != '"':
        return paragraph
    if _MARKS.issuperset(paragraph):
        return ""
    body = paragraph[:-1]
    apart = body.endswith((" ", "\n"))
    if last in _ONLY_AFTER_BLANK and not apart:
        return paragraph
    if last == '"':
        return paragraph if body.count('"') % 2 else body.rstrip()
    if last in _CLOSES_TOO and body.count(_CLOSES_TOO[last]) > body.count(last):
        return paragraph
    return body.rstrip() + (_CLOSING[last] if body.count(last) > body.count(_CLOSING[last] or last) else "")
