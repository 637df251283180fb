"""Rows to words and back: what a dataclass looks like in the tables."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import orjson
from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from aggregator.model import (
    DIGESTED,
    Article,
    DateSource,
    Digests,
    DuplicateMode,
    Evidence,
    FailureKind,
    Features,
    FeedHints,
    FeedState,
    Problem,
    Standing,
    Validators,
)
from storage.types import storable

ARTICLE = TypeAdapter(Article)
HINTS = TypeAdapter(FeedHints)
PROBLEMS = TypeAdapter(tuple[Problem, ...])
EVIDENCE = TypeAdapter(tuple[Evidence, ...])

CONTENT_FIELDS = ("summary", "text", "html")
"""Article fields that live in article_content."""
DERIVED_FIELDS = ("id", "feed", "last_seen_at", "duplicate_of")
"""Article fields that other tables answer."""
ARTICLE_FIELDS = tuple(field.name for field in fields(Article) if field.name not in (*CONTENT_FIELDS, *DERIVED_FIELDS))
"""Article fields that are columns of article, by the same name."""
BOOKKEEPING = (*DERIVED_FIELDS, "schema", "effective_at", "first_seen_at", "revision")
"""Article fields whose move makes no revision."""
REVISED_FIELDS = tuple(field.name for field in fields(Article) if field.name not in BOOKKEEPING)

STATE_FIELDS = tuple(field.name for field in fields(FeedState) if field.name not in ("validators", "hints"))
"""FeedState fields that are columns of feed_state, by the same name."""
FEATURE_FIELDS = tuple(field.name for field in fields(Features) if field.name not in ("article_id", "feed", "sketch"))
"""Features fields that are columns of fingerprint and change_outbox, by the same name."""

NO_HINTS = FeedHints()


def article_values(article: Article) -> dict[str, Any]:
    """Return the columns of `article` that an Article fills."""
    return {name: getattr(article, name) for name in ARTICLE_FIELDS}


def content_values(article: Article) -> dict[str, Any]:
    """Return the columns of `article_content`."""
    return {name: getattr(article, name) for name in CONTENT_FIELDS}


def article_of(row: RowMapping) -> Article:
    """Return the Article in *row*, which has every field by its name."""
    return ARTICLE.validate_python(dict(row))


def digest_values(digests: Digests) -> list[list[str]]:
    """Return the JSON of an article's field digests."""
    pairs = ((name, getattr(digests, name)) for name in DIGESTED)
    return [[name, digest.hex()] for name, digest in pairs if digest is not None]


def digests_of(value: Sequence[Sequence[str]] | None) -> Digests:
    """Return the field digests; none are left of a removed article."""
    return Digests(**{name: bytes.fromhex(digest) for name, digest in value or () if name in DIGESTED})


def state_values(state: FeedState) -> dict[str, Any]:
    """Return the columns of `feed_state` that a FeedState fills."""
    values: dict[str, Any] = {name: getattr(state, name) for name in STATE_FIELDS}
    values["etag"] = state.validators.etag
    values["last_modified"] = state.validators.last_modified
    values["hints"] = None if state.hints == NO_HINTS else state.hints
    return values


def state_of(row: RowMapping) -> FeedState:
    """Return the FeedState in *row*."""
    values = {name: row[name] for name in STATE_FIELDS}
    if values["last_failure"] is not None:
        values["last_failure"] = FailureKind(values["last_failure"])
    return FeedState(
        **values,
        validators=Validators(etag=row["etag"], last_modified=row["last_modified"]),
        hints=NO_HINTS if row["hints"] is None else HINTS.validate_python(row["hints"]),
    )


def features_values(features: Features) -> dict[str, Any]:
    """Return the columns that Features fill in `fingerprint` and `change_outbox`."""
    values: dict[str, Any] = {name: getattr(features, name) for name in FEATURE_FIELDS}
    values["sketch"] = struct.pack(f"<{len(features.sketch)}I", *features.sketch)
    return values


def sketch_of(packed: bytes) -> tuple[int, ...]:
    """Return the hashes of a packed sketch."""
    return struct.unpack(f"<{len(packed) // 4}I", packed)


def features_of(row: RowMapping) -> Features:
    """Return the Features in *row*, with `uid` and `feed` beside their own columns."""
    values = {name: row[name] for name in FEATURE_FIELDS}
    values["agencies"] = tuple(row["agencies"])
    values["mode"] = DuplicateMode(row["mode"])
    return Features(article_id=row["uid"], feed=row["feed"], sketch=sketch_of(row["sketch"]), **values)


def standing_of(row: RowMapping) -> Standing:
    """Return what says whether the article in *row* is the original of its group."""
    source, dated = row["source"], row["date_source"]
    return Standing(
        article_id=row["uid"],
        url=row["canonical_url"],
        source_url=source["url"] if source else None,
        feed_url=row["feed_url"],
        feed_link=row["feed_link"],
        published_at=row["published_at"],
        date_source=DateSource(**dated) if dated else None,
        effective_at=row["effective_at"],
        first_seen_at=row["first_seen_at"],
        words=row["word_count"],
    )


def moved(before: Article, after: Article) -> dict[str, Any]:
    """Return the old value of every field in which *after* differs from *before*, bookkeeping apart."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in REVISED_FIELDS)
    return {name: old for name, old, new in pairs if old != (storable(new) if isinstance(new, str) else new)}


def old_value(value: object) -> str:
    """Return a stored old value as JSON text."""
    return orjson.dumps(value).decode()
