"""What duplicate detection keeps of an article: keys for equality, a sketch for lookup, shingles to measure. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from aggregator.dedupe.address import Address
from aggregator.dedupe.boilerplate import without_boilerplate
from aggregator.dedupe.hashes import Hashes, packed, shingles, single_spaced, smallest, word_hashes, word_set
from aggregator.dedupe.titles import folded_title, key_words
from aggregator.dedupe.tokens import (
    CHARACTERS_PER_SHINGLE,
    WORDS_PER_SHINGLE,
    encoded_tokens,
    spaceless,
    tokens,
    weight,
)
from aggregator.dedupe.walls import LONGEST_CHARACTERS, is_wall, is_wall_title
from aggregator.model import Article, DuplicateMode, Features
from aggregator.normalize.datelines import without_dateline

BODY_ROWS, LEAD_ROWS, TITLE_ROWS = 12, 6, 3
LEAD_WORDS, LEAD_CHARACTERS = 60, 120
"""How far the lead reaches, in words or in characters of a script without spaces."""
MIN_CONTENT = 8
"""Words below which equal bodies say nothing (`Watch the video`)."""
MIN_TITLE = 3
"""Words below which equal titles say nothing (`Letters`)."""


def features(article: Article, mode: DuplicateMode) -> Features:
    """Return the features of *article*, to be stored and compared with those of others.

    The body is the longer of text and summary, its dateline and boilerplate cut. A cookie wall or error page in its
    place has no features but its URL: it must never become anyone's duplicate.
    """
    url = Address(article.canonical_url)
    raw = max(article.text or "", article.summary or "", key=len)
    body = single_spaced(encoded_tokens(without_boilerplate(without_dateline(raw)))) if raw else b""
    words = word_hashes(body)
    # All that is asked about words as strings is asked about a beginning, or about a short text.
    head = _first(body, len(words) if len(words) <= LONGEST_CHARACTERS else LEAD_CHARACTERS)
    title = folded_title(article.title, _names(article, url)) if article.title else None
    looked_up = key_words(article.title, title) if article.title else None
    if (len(head) == len(words) and is_wall(head)) or (title and is_wall_title(title.split())):
        body, words, head, title, looked_up = b"", words[:0], [], None, None
    wide = spaceless(head)
    hashes = shingles(words, CHARACTERS_PER_SHINGLE if wide else WORDS_PER_SHINGLE)
    lead = LEAD_CHARACTERS if wide else LEAD_WORDS
    return Features(
        article_id=article.id,
        feed=article.feed,
        site=url.site,
        language=article.language,
        published_at=article.published_at if article.published_at == article.effective_at else None,
        seen_at=article.first_seen_at,
        url_key=url.page_key,
        url_number=url.number,
        title_key=_digest(key.encode()) if _says_enough((key := looked_up or "").split(), least=MIN_TITLE) else None,
        title=title,
        head=" ".join(head[:lead]),
        content_key=_digest(body) if _says_enough(head, least=MIN_CONTENT) else None,
        tokens=len(words),
        shingles=packed(hashes),
        sketch=sketch(hashes, lead=lead, title=_title_shingles(looked_up)),
        words=word_set(words),
        agencies=article.agencies,
        mode=mode,
    )


def sketch(hashes: Hashes, *, lead: int, title: Hashes) -> tuple[int, ...]:
    """Return the index rows: the smallest 12 shingle hashes of the body, 6 of its first *lead* tokens, 3 of the title.

    Copies are cut or wrapped: containment is high where Jaccard is low, so bands of MinHash or SimHash miss them, while
    two shared rows of these find 99.9 % of what the rules accept. The title's are for portals that copy nothing else.
    """
    parts = (hashes, BODY_ROWS), (hashes[:lead], LEAD_ROWS), (title, TITLE_ROWS)
    return tuple(sorted({row for values, rows in parts for row in smallest(values, rows)}))


def _title_shingles(title: str | None) -> Hashes:
    title = title or ""
    size = CHARACTERS_PER_SHINGLE if spaceless(title.split()) else WORDS_PER_SHINGLE
    return shingles(word_hashes(title.encode()), size)


def _first(words: bytes, count: int) -> list[str]:
    """Return the first *count* of *words*, which have one blank between two."""
    return words.decode().split(" ", count)[:count] if words else []


def _digest(text: bytes) -> bytes:
    return hashlib.blake2b(text, digest_size=16).digest()


def _says_enough(words: Sequence[str], *, least: int) -> bool:
    """Return whether *words* are *least* or more: of fewer equality says nothing."""
    return weight(words[: 2 * least]) >= least


# ---------------------------------------------------------------------------------------------
# URLs
# ---------------------------------------------------------------------------------------------


def _names(article: Article, url: Address) -> tuple[str, ...]:
    """Return the names under which the site may sign its titles: its domain's labels and the feed's source."""
    source = article.source.title if article.source else None
    names = (*url.host.split("."), "".join(tokens(source or "")))
    return tuple(name for name in names if len(name) > 1)
