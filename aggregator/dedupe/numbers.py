"""The number by which one site knows an article, out of the article's URL. Pure.

Publishers change the words of a URL with the headline, and its section with the mood; the number stays. What merely is
a number in the words of the headline (`i-booted-linux-292612-times`), or a date, names no article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl

LONGEST_QUERY, LONGEST_PATH = 2_000, 500

_PARAMETERS = frozenset(
    "id p aid nid artid articleid article_id storyid story_id newsid news_id postid post_id contentid doc docid".split()
)
_FILE_ENDING = re.compile(r"\.(?:[a-z]?html?|php\d?|aspx?|jsp|cms|ece|story|amp)$", re.IGNORECASE)
_WORD_ENDS = re.compile(r"[-_,;.~!+]+")
_NUMBER = re.compile(r"(?:[a-z]{1,8})?(\d{5,20})", re.ASCII | re.IGNORECASE)
"""`12904188`, `rcna88052`, `a2023456`"""
_HEXADECIMAL = re.compile(r"(?=[0-9a-f]{7,40}$)(?:\d+[a-f]+\d|[a-f]+\d+[a-f])[0-9a-f]*", re.ASCII | re.IGNORECASE)
"""`55d94653`: digits and letters change places at least twice, which `feb2023` does not."""
_MAY_NUMBER = re.compile(r"[0-9a-f]{5}", re.IGNORECASE)

_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
_SHORT_YEAR = r"[0-4]\d"
_DATE = re.compile(
    rf"{_YEAR}{_MONTH}{_DAY}(?:\d{{4}}|\d{{6}})?|{_DAY}{_MONTH}{_YEAR}|{_MONTH}{_DAY}{_YEAR}|{_YEAR}{_YEAR}"
    rf"|{_SHORT_YEAR}{_MONTH}{_DAY}|{_DAY}{_MONTH}{_SHORT_YEAR}"
)


def article_number(path: str, query: str) -> str | None:
    """Return the article's number: in `id=` and its like, else the longest at an edge of the path's last two segments.

    None: there is none of five digits, or only dates and years.
    """
    for name, value in parse_qsl(query[:LONGEST_QUERY]) if query else ():
        if name.lower() in _PARAMETERS and value.isdigit() and len(value) >= 4:
            return value
    for segment in reversed(path[-LONGEST_PATH:].rstrip("/").rsplit("/", 2)[-2:]):
        if not _MAY_NUMBER.search(segment):
            continue
        words = [word for word in _WORD_ENDS.split(_FILE_ENDING.sub("", segment)) if word]
        numbers = [*_leading(words), *reversed(list(_leading(words[::-1])))]
        if numbers:
            return max(reversed(numbers), key=len)
    return None


def _leading(words: Sequence[str]) -> Iterator[str]:
    """Yield the numbers that *words* begin with: several where the site numbers its sections too."""
    for word in words:
        if number := _number(word):
            yield number
        elif not word.isdigit():
            return


def _number(word: str) -> str | None:
    if _HEXADECIMAL.fullmatch(word):
        return word
    found = _NUMBER.fullmatch(word)
    return found.group(1) if found and not _DATE.fullmatch(found.group(1)) else None
