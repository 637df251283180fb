"""The near-duplicate index inside one transaction: what is put into it is found at once and written in batches."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence

from sqlalchemy import Connection, and_, bindparam, delete, insert, select

from aggregator.model import Features
from storage import rows
from storage.articles import JOINED
from storage.candidates import BY_SKETCH, CANDIDATES, KEYS, SHORT, TAKEN_HASHES, TAKEN_KEYS, TAKEN_NUMBERS, WINDOW
from storage.codec import features_of, features_values, sketch_of
from storage.tables import article, duplicate, feed, fingerprint, sketch

BATCH = 50
"""Articles put in before they are written: single statements for each were two thirds of what publishing costs."""

OLD_SKETCH = select(fingerprint.c.sketch).where(fingerprint.c.article_id == bindparam("id"))
DROP_FINGERPRINT = delete(fingerprint).where(fingerprint.c.article_id == bindparam("id"))
DROP_SKETCH = delete(sketch).where(sketch.c.h == bindparam("h_"), sketch.c.article_id == bindparam("id"))
PUT_FINGERPRINTS, PUT_SKETCHES = insert(fingerprint), insert(sketch)

COPIES = (
    select(fingerprint, article.c.uid, feed.c.key.label("feed"))
    .join(duplicate, and_(duplicate.c.member_id == fingerprint.c.article_id, JOINED))
    .join(article, article.c.id == fingerprint.c.article_id)
    .join(feed, feed.c.id == article.c.feed_id)
    .where(duplicate.c.of_id == bindparam("id"), duplicate.c.decided_by == "rule", article.c.removed_at.is_(None))
    .order_by(fingerprint.c.article_id.desc())
    .limit(20)
)
"""The newest copies of an original, as far as they can still be compared with."""
IN_WINDOW = select(fingerprint.c.article_id).where(fingerprint.c.article_id == bindparam("id"))


class Index:
    """The index as a transaction sees it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._statement = CANDIDATES[connection.dialect.name]
        self._fresh: dict[int, Features] = {}
        """Put in, not yet written: by the article's number."""
        self._having: dict[Hashable, list[int]] = defaultdict(list)
        """Keys and hashes of these → their numbers."""
        self._looked: dict[int, Features] = {}
        """What `look` was given, by identity."""
        self._taken: set[Hashable] = set()
        """Those of their keys and hashes that are written."""

    def look(self, batch: Sequence[Features]) -> None:
        """Note which keys and hashes of *batch* the index has, in at most three questions for all of it."""
        self._looked = {id(features): features for features in batch}
        hashes = list({value for features in batch for value in features.sketch})
        if hashes:
            statement = TAKEN_HASHES[self._connection.dialect.name]
            self._taken.update(self._connection.execute(statement, {"hashes": hashes}).scalars())
        named = {name: [key for one in batch if (key := getattr(one, name)) is not None] for name in KEYS}
        if any(named.values()):
            self._taken.update((name, bytes(key)) for name, key in self._connection.execute(TAKEN_KEYS, named))
        numbers = [(one.site, one.url_number) for one in batch if None not in (one.site, one.url_number)]
        if numbers:
            statement = TAKEN_NUMBERS[self._connection.dialect.name]
            self._taken.update(map(tuple, self._connection.execute(statement, {"numbers": numbers})))

    def put(self, number: int, features: Features, *, replacing: bool) -> None:
        """Let later articles find this one by its features; *replacing*: and no longer by its old ones."""
        if replacing:
            self._forget(number)
        if len(self._fresh) >= BATCH:
            self.flush()
        self._fresh[number] = features
        for key in _keys(features):
            self._having[key].append(number)

    def candidates(self, features: Features, number: int) -> Sequence[Features]:
        """Return published articles inside the window that may be what *features* is a copy of; never itself.

        *number*: the article's own; 0: it is not stored.
        """
        if id(features) in self._looked and not self._is_shared(features):
            return list(self._unwritten(features))
        asked = {
            "uid": features.article_id,
            "self": number,
            "floor": features.seen_at - WINDOW,
            "hashes": features.sketch,
            "least": _least(features),
            "url_key": features.url_key,
            "content_key": features.content_key,
            "title_key": features.title_key,
            "site": features.site,
            "url_number": features.url_number,
        }
        found = [features_of(row) for row in self._connection.execute(self._statement, asked).mappings()]
        return [*found, *self._unwritten(features)]

    def copies(self, number: int) -> Sequence[Features]:
        """Return the copies of an article that rules found and that can still be compared with."""
        self.flush()
        return [features_of(row) for row in self._connection.execute(COPIES, {"id": number}).mappings()]

    def holds(self, number: int) -> bool:
        """Whether an article can be compared with. That one that has left was no candidate says nothing about it."""
        return number in self._fresh or self._connection.execute(IN_WINDOW, {"id": number}).scalar() is not None

    def flush(self) -> None:
        """Write what was put in."""
        if not self._fresh:
            return
        fingerprints = [{"article_id": number, **features_values(one)} for number, one in self._fresh.items()]
        rows.write(self._connection, PUT_FINGERPRINTS, fingerprints)
        # In the order of the index: neighbours land on one page.
        hashes = sorted({(h, number) for number, one in self._fresh.items() for h in one.sketch})
        rows.write(self._connection, PUT_SKETCHES, [{"h": h, "article_id": number} for h, number in hashes])
        self._taken.update(self._having)
        self._fresh.clear()
        self._having.clear()

    def _is_shared(self, features: Features) -> bool:
        """Whether what is written can hold a candidate: a key in common, or enough hashes."""
        common = [key for key in _keys(features) if key in self._taken]
        return len(common) >= _least(features) or any(not isinstance(key, int) for key in common)

    def _forget(self, number: int) -> None:
        if number in self._fresh:
            self.flush()
        drop_fingerprint(self._connection, number)

    def _unwritten(self, features: Features) -> Iterator[Features]:
        """Yield the articles that were put in and not yet written, and share a key or enough hashes."""
        shared: Counter[int] = Counter()
        for key in _keys(features):
            weight = 1 if isinstance(key, int) else SHORT
            for number in self._having.get(key, ()):
                shared[number] += weight
        least = _least(features)
        for number, count in shared.most_common(BY_SKETCH):
            one = self._fresh[number]
            if count >= least and one.article_id != features.article_id and one.seen_at >= features.seen_at - WINDOW:
                yield one


def _least(features: Features) -> int:
    """Return how many hashes an article must share."""
    return 1 if len(features.sketch) < SHORT else 2


def _keys(features: Features) -> Iterator[Hashable]:
    """Yield the hashes of the sketch, and each key by which articles are looked for, with its name."""
    yield from set(features.sketch)
    for name in KEYS:
        value = getattr(features, name)
        if value is not None:
            yield name, value
    if features.site is not None and features.url_number is not None:
        yield features.site, features.url_number


def drop_fingerprint(connection: Connection, number: int) -> None:
    """Take an article out of the near-duplicate index."""
    packed = connection.execute(OLD_SKETCH, {"id": number}).scalar()
    if packed:
        connection.execute(DROP_SKETCH, [{"h_": h, "id": number} for h in sketch_of(packed)])
    connection.execute(DROP_FINGERPRINT, {"id": number})
