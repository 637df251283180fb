"""What a reader asks, in the words of the index: `harbour "last ferry" sail* -reuters`. Every string is a question.

Words must all be there; "…" is a phrase; a leading minus leaves out; a trailing star is a beginning. All else is space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, bindparam, column, false, func, not_, select, table

from aggregator.errors import UsageError
from storage.search.words import is_paired, words
from storage.tables import article
from storage.types import Words

MOST = 1_000
"""Characters of a question."""
TERM = re.compile(r'(-?)(?:"([^"]*)"?(\*?)|(\S+))')

fts = table("search_words", column("rowid"), column("search_words"))
entries = table("search_entry", column("article_id"), column("words"))


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand one behind the other, or must not."""

    words: tuple[str, ...]
    beginning: bool
    """The last word is only the beginning of one."""
    absent: bool


def terms(question: str) -> tuple[Term, ...]:
    """Return the terms of *question*, without repeats."""
    return tuple(dict.fromkeys(_terms(question)))


def _terms(question: str) -> Iterator[Term]:
    for minus, phrase, star, bare in TERM.findall(question):
        found = words(bare or phrase)
        if not found:
            continue
        beginning = bool(star) or bare.endswith("*")
        if is_paired(found[-1]):
            # The last character of a run is asked for by the pair before it; alone it is the beginning of any pair.
            tail = len(found) > 1 and found[-2][1:] == found[-1]
            found, beginning = (found[:-1], False) if tail else (found, True)
        yield Term(tuple(found), beginning, bool(minus))


def holds(question: str, dialect: str) -> Iterator[ColumnElement[bool]]:
    """Yield what *question* asks of an article; nothing for a blank one. Raises UsageError for an endless one."""
    if len(question) > MOST:
        raise UsageError(f"expected at most {MOST:,} characters to search for, got {len(question):,}")
    if not question.strip():
        return
    asked = terms(question)
    if not asked:
        yield false()  # nothing but punctuation, which is nowhere in the index
    said, together = (_fts, " AND ") if dialect == "sqlite" else (_tsquery, " & ")
    present = [said(term) for term in asked if not term.absent]
    if present:
        yield article.c.id.in_(_having(together.join(present), dialect))
    for term in asked:
        if term.absent:
            yield not_(article.c.id.in_(_having(said(term), dialect)))


def _fts(term: Term) -> str:
    """Return *term* in FTS5's language. Its words are letters, marks and digits only: nothing in them can be syntax."""
    return f'"{" ".join(term.words)}"' + (" *" if term.beginning else "")


def _tsquery(term: Term) -> str:
    """Return *term* in the language of `to_tsquery`."""
    return " <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.beginning else "")


def _having(asked: str, dialect: str) -> Select[tuple[int]]:
    question = bindparam(None, asked, type_=Words())
    if dialect == "sqlite":
        return select(fts.c.rowid).where(fts.c.search_words.op("MATCH")(question))
    return select(entries.c.article_id).where(entries.c.words.op("@@")(func.to_tsquery("simple", question)))
