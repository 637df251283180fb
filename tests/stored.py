"""Small words for store tests: feeds, entries and polls with everything but the point of the test filled in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aggregator.kept import packed
from aggregator.model import (
    Article,
    Change,
    Digests,
    DuplicateVerdict,
    EntryKeys,
    Features,
    FeedContext,
    FeedSpec,
    FeedState,
    Kept,
    Lease,
    New,
    Original,
    PollOutcome,
    RawEntry,
    RawText,
    Revision,
    SearchScope,
    SeenEntry,
    StoredEntry,
)
from storage import Store, open_store

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)
ORIGINAL = Original()
UNCHANGED = ("first_seen_at", "effective_at")


@dataclass
class StorePlace:
    """One empty database, to be opened as often as a test likes; the test's end closes every store."""

    url: str
    dialect: str
    opened: list[Store] = field(default_factory=list)

    def open(self, *, daemon: bool = False, search: SearchScope | None = None) -> Store:
        """Open the store once more."""
        store = open_store(self.url, daemon=daemon, search=search)
        self.opened.append(store)
        return store

    def close(self) -> None:
        """Close every store that was opened."""
        for store in self.opened:
            store.close()

    @property
    def path(self) -> Path:
        """The file of a SQLite store."""
        return Path(self.url.removeprefix("sqlite:///"))


def digest(*parts: object) -> bytes:
    """A 16-byte key of *parts*."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).digest()


def spec(feed: str = "herald", **settings: Any) -> FeedSpec:
    """A feed whose host is its own name."""
    return FeedSpec(**{"id": feed, "url": f"https://{feed}.example/feed", "host": f"{feed}.example", **settings})


def configure(store: Store, *specs: FeedSpec, now: datetime = NOW, spread: timedelta = timedelta(0)) -> None:
    """Make the store's feeds those given."""
    store.reconcile([(given, f'{{"url":"{given.url}"}}') for given in specs], now, spread=spread)


def article(guid: str, feed: str = "herald", **fields: Any) -> Article:
    """An article; its id is a function of feed and guid."""
    given = {
        "id": f"{feed}-{guid}",
        "feed": feed,
        "guid": guid,
        "title": f"title of {guid}",
        "text": f"text of {guid}",
        "effective_at": NOW,
        "first_seen_at": NOW,
        "last_seen_at": NOW,
        "normalizer": "1",
        **fields,
    }
    return Article(**given)


def features(of: Article, **fields: Any) -> Features:
    """The features of an article, unlike those of any other."""
    given = {
        "article_id": of.id,
        "feed": of.feed,
        "site": None,
        "language": None,
        "published_at": of.published_at,
        "seen_at": of.first_seen_at,
        "url_key": None,
        "url_number": None,
        "title_key": None,
        "title": None,
        "head": "",
        "content_key": None,
        "tokens": 0,
        "shingles": b"",
        "sketch": (),
        **fields,
    }
    return Features(**given)


def entry(of: Article, verdict: New | Revision = New(), **fields: Any) -> StoredEntry:  # noqa: B008 - frozen
    """A new or revised entry of *of*, made from `raw` in `context`; `features` and `keys` as fields of theirs."""
    keys = {"guid": digest(of.guid), "alias": digest("alias", of.guid), **fields.pop("keys", {})}
    raw = fields.pop("raw", RawEntry(position=0, guid=RawText(element="guid", value=of.guid)))
    context = fields.pop("context", FeedContext(feed=of.feed, url=f"https://{of.feed}.example/feed"))
    return StoredEntry(
        article=of,
        kept=packed(Kept(raw=raw, context=context, at=of.last_seen_at)),
        fingerprint=fields.pop("fingerprint", digest("print", of.guid, of.title, of.text)),
        keys=EntryKeys(**keys),
        digests=Digests(title=digest(of.title)),
        features=features(of, **fields.pop("features", {})),
        verdict=verdict,
    )


def revised(of: Article, **fields: Any) -> StoredEntry:
    """The next revision of *of*, with the same guid."""
    after = replace(of, revision=of.revision + 1, **fields)
    return entry(after, Revision(of=of.id, changed=tuple(name for name in fields if name not in UNCHANGED)))


def seen(of: StoredEntry) -> SeenEntry:
    """The same entry, read again."""
    return SeenEntry(article_id=of.article.id, fingerprint=of.fingerprint, keys=of.keys)


def outcome(*entries: StoredEntry, feed: str = "herald", at: datetime = NOW, **fields: Any) -> PollOutcome:
    """A poll that brought *entries*; without a lease unless one is given."""
    given = {
        "feed": feed,
        "lease": None,
        "started_at": at,
        "finished_at": at,
        "code": "new" if entries else "same_entries",
        "entries": entries,
        "state": FeedState(due_at=at + HOUR, last_polled_at=at, polls=1),
        **fields,
    }
    return PollOutcome(**given)


def publish(store: Store, *verdicts: DuplicateVerdict) -> list[Change]:
    """Publish what is pending, with the given verdicts in order and `Original` after them."""
    with store.publishing() as publication:
        pending = publication.pending()
        decided = [*verdicts, *[ORIGINAL] * len(pending)]
        return [publication.publish(one, verdict) for one, verdict in zip(pending, decided, strict=False)]


def stored(store: Store, *entries: StoredEntry, feed: str = "herald", at: datetime = NOW) -> list[Change]:
    """Commit a poll that brought *entries*, and publish them."""
    store.commit(outcome(*entries, feed=feed, at=at))
    return publish(store)


def claim(store: Store, now: datetime = NOW, **fields: Any) -> Sequence[Lease]:
    """Claim up to 10 slots for a minute."""
    return store.claim(now, **{"limit": 10, "ttl": MINUTE, "owner": "tester", **fields})
