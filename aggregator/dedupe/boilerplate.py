"""What stands around a text without being of it. Pure."""

from __future__ import annotations

import re

from aggregator.normalize.phrases import READ_MORE

TAIL = 600
"""Characters at the end of a text in which its tail is looked for."""

_MORE = tuple(phrase.replace("’", "'") for phrase in READ_MORE if " " in phrase or not phrase.isascii())
_AFTER_MORE = " \t\n\r\xa0.…»>→:)]-"

# A needle that must be there, and the tail it belongs to: up to the end of the text, of bounded length.
_TAILS = tuple(
    (needle, re.compile(pattern, re.IGNORECASE))
    for needle, pattern in (
        ("reporting by", r"\(?reporting by\b[^\n]{1,200}(?:\n?\(?editing by\b[^\n]{1,120})?$"),
        ("©", r"(?:copyright\s?)?©[^\n]{0,200}$"),
        ("copyright", r"copyright\s?(?:\(c\)\s?)?(?:19|20)\d\d\b[^\n]{0,200}$"),
        ("all rights reserved", r"all rights reserved\b[^\n]{0,120}$"),
        ("originally", r"this (?:article|story|post) (?:originally appeared|was originally published)\b[^\n]{0,160}$"),
        ("first published", r"this (?:article|story|post) was first published\b[^\n]{0,160}$"),
        ("newsletter", r"(?:sign up|subscribe) (?:for|to) (?:our|the)\b[^\n]{0,120}\bnewsletters?\b[^\n]{0,40}$"),
        ("chars]", r"\[\+\d{1,6} chars\]$"),
    )
)

_CREDIT = re.compile(
    r"(?:photo(?:graph)?|image|picture|illustration|credit|foto|bild|zdjęcie|фото)\b[^\n.!?]{1,80}?"
    r"/ ?(?:getty images|the verge|reuters|afp|ap|epa|shutterstock|pap|dpa)\b",
    re.IGNORECASE,
)


def without_boilerplate(text: str) -> str:
    """Return *text* without the picture credit at its head and "read more", credits and copyright at its tail."""
    text = text.strip()
    if credit := _CREDIT.match(text):
        text = text[credit.end() :]
    for _ in range(4):
        shorter = _without_tail(text).rstrip()
        if shorter == text:
            break
        text = shorter
    return text


def _without_tail(text: str) -> str:
    bare = text.rstrip(_AFTER_MORE)
    folded = bare[-40:].lower().replace("’", "'")
    if folded.endswith(_MORE):
        return bare[: -max(len(more) for more in _MORE if folded.endswith(more))]
    start = max(0, len(text) - TAIL)
    tail = text[start:].lower()
    for needle, pattern in _TAILS:
        if needle in tail and (found := pattern.search(tail)):
            return text[: start + found.start()]
    return text
