"""What a person says about copies, put into effect at once."""

from __future__ import annotations

from datetime import datetime

import orjson

from aggregator.dedupe.original import role
from aggregator.errors import UsageError
from aggregator.model import DuplicateMode, Features, Pin, Release, Split
from aggregator.pipeline.publishing import publish
from storage import Store


def split(store: Store, article_id: str, now: datetime) -> None:
    """Say that an article is no copy of anything. Raises UsageError for an unknown one."""
    store.correct(article_id, Split(), now)


def pin(store: Store, article_id: str, of: str, now: datetime) -> None:
    """Say that an article is a copy of *of*. Raises UsageError for unknown ones."""
    store.correct(article_id, Pin(of=of, role=role(features(store, article_id), features(store, of))), now)


def release(store: Store, article_id: str, now: datetime) -> None:
    """Take back what a person said of an article and let the rules judge it. Raises UsageError where nobody said it."""
    store.correct(article_id, Release(features=features(store, article_id)), now)
    publish(store)


def features(store: Store, article_id: str) -> Features:
    """Return the features of a stored article as today's rules make them. Raises UsageError for an unknown one."""
    article = store.article(article_id)
    if article is None:
        raise UsageError(f"no article {article_id!r} in the store\n  hint: `aggregator articles` lists ids")
    from aggregator.dedupe import fingerprint  # loads numpy, which the service does without

    return fingerprint.features(article, mode(store, article.feed))


def mode(store: Store, feed: str) -> DuplicateMode:
    """Return how boldly a feed's copies are joined."""
    record = store.feed(feed)
    assert record is not None, f"article of the unknown feed {feed}"
    return DuplicateMode(orjson.loads(record.settings)["duplicates"])
