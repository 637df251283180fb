"""What a server says in place of an article: cookie walls, error pages, robot checks, paywalls. Pure.

No list of sentences: each server words them anew. A wall talks of few things (script, cookies, consent, a missing page,
a subscription) and says little else, so what counts is which of those things a text names and how much of it is about
them. The words stand in `wall_words`, stems in the languages of the web; a text is folded to tokens as for shingles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from aggregator.dedupe.common_words import COMMON
from aggregator.dedupe.tokens import spaceless, tokens
from aggregator.dedupe.wall_words import ERRORS, JOINERS, REST, SUBJECTS, WIDE_REST, WIDE_SUBJECTS

LONGEST, LONGEST_CHARACTERS = 220, 400
"""A text longer than this, in words or in characters of scripts without spaces, is an article, whatever it says."""
SHARE, CHARACTERS_SHARE = 0.65, 0.55
"""How much of a wall's words is about walls. Words that any text has do not count either way."""
LEAST_WORDS, LEAST_CHARACTERS = 3, 6
JOINING = 4
"""Letters up to which a common word joins others and says nothing itself: `the`, `with`, `oder`; some are longer."""
_JOINERS = frozenset(JOINERS.split())
SLACK = 3
"""Words that may follow an error's name: `404 not found nginx`."""

_PARTICLES = re.compile(r"(?:و|ف)?(?:ب|ل|ك)?(?:ال|لل)?(?=\w{3})")
"""Arabic writes `and`, `with`, `for` and `the` in one word with their noun."""


def _table() -> tuple[dict[str, str], dict[str, str]]:
    """Return exact words and stems, each with the subject it names; the empty subject for the rest."""
    exact: dict[str, str] = {}
    stems: dict[str, str] = {}
    for subject, words in [("", REST), *SUBJECTS.items()]:
        for word in words.split():
            folded = "".join(tokens(word.rstrip("-")))
            (stems if word.endswith("-") else exact)[folded] = subject
    return exact, stems


_EXACT, _STEMS = _table()
_LONGEST_STEM = max(map(len, _STEMS))
_STARTS = frozenset(word[:3] for table in (_EXACT, _STEMS) for word, subject in table.items() if subject)
"""What words that name a subject begin with: most texts have hardly any, and are done with."""
_WIDE = re.compile("|".join(sorted(map(re.escape, f"{WIDE_SUBJECTS} {WIDE_REST}".split()), key=len, reverse=True)))
_WIDE_SUBJECT = frozenset(WIDE_SUBJECTS.split())


@lru_cache(maxsize=65_536)
def _subject(word: str) -> str | None:
    """Return the subject *word* names, empty for other words of walls. None: walls do not talk like that."""
    if (found := _EXACT.get(word)) is not None:
        return found
    for end in range(min(len(word), _LONGEST_STEM), 1, -1):
        if (found := _STEMS.get(word[:end])) is not None:
            return found
    bare = _PARTICLES.sub("", word, count=1) if "\u0600" < word < "\u0700" else word
    return _subject(bare) if bare != word else None


def is_wall(words: Sequence[str]) -> bool:
    """Return whether a text of *words* (tokens) stands where an article should.

    News about cookies or subscriptions has other words around them; a wall has none.
    """
    if not words or len(words) > LONGEST_CHARACTERS:
        return False
    if spaceless(words):
        return _is_wide_wall("".join(words))
    if len(words) > LONGEST:
        return False
    return _is_named_error(words) or _share_about_walls(words) >= SHARE


def is_wall_title(words: Sequence[str]) -> bool:
    """Return whether a title is a wall's: an error's name, or not a word but of walls (`Please log in to read`)."""
    return bool(words) and (_is_named_error(words) or _share_about_walls(words) == 1)


def _share_about_walls(words: Sequence[str]) -> float:
    """Return how much of what *words* say is about walls; 0 where they name no subject of walls or say too little."""
    if not any(map(_subject, [word for word in words if word[:3] in _STARTS or word > "\u0600"])):
        return 0.0
    subjects = list(map(_subject, words))
    about = [word for word, subject in zip(words, subjects, strict=True) if subject is not None]
    if len(set(about)) < LEAST_WORDS:
        return 0.0
    others = sum(subject is None and not _says_nothing(word) for word, subject in zip(words, subjects, strict=True))
    return len(about) / (len(about) + others)


def _says_nothing(word: str) -> bool:
    """Return whether *word* is one of those that join others: short, and common in any text."""
    return len(word) <= 2 or (len(word) <= JOINING and word in COMMON) or word in _JOINERS


def _is_wide_wall(text: str) -> bool:
    pieces = _WIDE.findall(text)
    covered = sum(map(len, pieces))
    return (
        covered >= LEAST_CHARACTERS and not _WIDE_SUBJECT.isdisjoint(pieces) and covered >= CHARACTERS_SHARE * len(text)
    )


# ---------------------------------------------------------------------------------------------
# Names of errors
# ---------------------------------------------------------------------------------------------


def _folded(table: str) -> tuple[str, ...]:
    """Return the phrases of *table*, one a line or between bars, as tokens between blanks."""
    return tuple(f" {' '.join(tokens(phrase))} " for phrase in table.strip().replace("\n", "|").split("|"))


_OPENING = _folded(ERRORS)
_STATUS = frozenset("error http 400 401 403 404 410 429 451 500 502 503 504".split())
_OPENERS = _STATUS | {phrase.split()[0] for phrase in _OPENING}


def _is_named_error(words: Sequence[str]) -> bool:
    if words[0] not in _OPENERS:
        return False
    status = next((at for at, word in enumerate(words) if word not in _STATUS), len(words))
    rest = f" {' '.join(words[status : status + 12])} "
    if rest.isspace():
        return any(word.isdigit() for word in words)
    opening = max((phrase.count(" ") - 1 for phrase in _OPENING if rest.startswith(phrase)), default=0)
    slack = SLACK if opening > 1 or status else 0
    return bool(opening) and len(words) - status <= opening + slack
