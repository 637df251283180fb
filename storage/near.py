"""The near-duplicate index inside one transaction: what is put into it is found at once and written in batches."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select

from aggregator.model import Features
from storage import rows
from storage.articles import JOINED
from storage.candidates import (
    ALIKE,
    BY_SKETCH,
    CANDIDATES,
    HOT,
    KEYS,
    SHARING,
    SHORT,
    SKETCHES,
    TAKEN_KEYS,
    TAKEN_NUMBERS,
    WINDOW,
    asked_by,
    least,
)
from storage.codec import features_of, features_values, sketch_of
from storage.tables import article, duplicate, feed, fingerprint, sketch, sketch_recent

OLD_SKETCH = select(fingerprint.c.sketch).where(fingerprint.c.article_id == bindparam("id"))
DROP_FINGERPRINT = delete(fingerprint).where(fingerprint.c.article_id == bindparam("id"))
DROP_SKETCHES = tuple(
    delete(rows).where(rows.c.h == bindparam("h_"), rows.c.article_id == bindparam("id")) for rows in SKETCHES
)
PUT_FINGERPRINTS, PUT_SKETCHES = insert(fingerprint), insert(sketch_recent)

COUNT_RECENT = select(func.count()).select_from(sketch_recent)
CARRY_OVER = insert(sketch).from_select(["h", "article_id"], select(sketch_recent).order_by(*sketch_recent.primary_key))
EMPTY_RECENT = delete(sketch_recent)
RECENT = 32_768
"""Rows that are kept apart. Hashes lie all over an index: in a large one each writes a page of its own."""
COUNTED_EVERY = 256
"""Articles between two looks at how many there are."""

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
        self._dialect = connection.dialect.name
        self._held: dict[int, Features] = {}
        """What this transaction has put in, by the article's number."""
        self._unwritten: set[int] = set()
        """Those not written yet: single statements for each were two thirds of what publishing costs."""
        self._having: dict[Hashable, list[int]] = defaultdict(list)
        """Their keys and hashes → their numbers."""
        self._looked: dict[int, Features] = {}
        """What `look` was given, by identity."""
        self._alike: dict[int, list[tuple[int, int]]] = defaultdict(list)
        """These → how many hashes they share, and the number of the article that had them before this transaction."""
        self._taken: set[Hashable] = set()
        """Keys of these that an article had before this transaction."""

    def look(self, batch: Sequence[Features]) -> None:
        """Note who has the hashes of *batch*, and which of its keys are taken, in at most three questions for all."""
        self._looked = {id(features): features for features in batch}
        hashes = [one for place, features in enumerate(batch) for one in asked_by(place, features.sketch)]
        if hashes:
            for asker, number, shared in self._connection.execute(ALIKE[self._dialect], {"hashes": hashes}).all():
                self._alike[id(batch[asker >> 1])].append((shared, number))
        named = {name: [key for one in batch if (key := getattr(one, name)) is not None] for name in KEYS}
        if any(named.values()):
            self._taken.update((name, bytes(key)) for name, key in self._connection.execute(TAKEN_KEYS, named))
        numbers = [(one.site, one.url_number) for one in batch if None not in (one.site, one.url_number)]
        if numbers:
            asked = self._connection.execute(TAKEN_NUMBERS[self._dialect], {"numbers": numbers})
            self._taken.update(map(tuple, asked))

    def put(self, number: int, features: Features, *, replacing: bool) -> None:
        """Let later articles find this one by its features; *replacing*: and no longer by its old ones."""
        if replacing:
            self._forget(number)
        self._held[number] = features
        self._unwritten.add(number)
        for key in _keys(features):
            self._having[key].append(number)

    def candidates(self, features: Features, number: int) -> Sequence[Features]:
        """Return published articles inside the window that may be what *features* is a copy of; never itself.

        *number*: the article's own; 0: it is not stored.
        """
        asked = {"uid": features.article_id, "self": number, "floor": features.seen_at - WINDOW}
        if id(features) in self._looked and not any(key in self._taken for key in _keys(features)):
            return [*self._sharing(features, asked), *self._of_this_transaction(features)]
        asked["hashes"] = asked_by(0, features.sketch)
        asked |= {name: getattr(features, name) for name in (*KEYS, "site", "url_number")}
        return [*self._found(CANDIDATES[self._dialect], asked), *self._of_this_transaction(features)]

    def _sharing(self, features: Features, asked: dict[str, Any]) -> Iterator[Features]:
        """Yield written articles that share enough hashes: for most there is none, and nothing to ask."""
        alike = [(shared, one) for shared, one in self._alike.get(id(features), ()) if one != asked["self"]]
        if alike:
            nearest = [one for _, one in sorted(alike, reverse=True)[:BY_SKETCH]]
            yield from self._found(SHARING, {"ids": nearest, **asked})

    def _found(self, statement: Any, asked: dict[str, Any]) -> Iterator[Features]:
        """Yield what *statement* finds and this transaction has not put in, maybe with other features."""
        for row in self._connection.execute(statement, asked).mappings():
            if row["article_id"] not in self._held:
                yield features_of(row)

    def copies(self, number: int) -> Sequence[Features]:
        """Return the copies of an article that rules found and that can still be compared with."""
        self.flush()
        return [features_of(row) for row in self._connection.execute(COPIES, {"id": number}).mappings()]

    def holds(self, number: int) -> bool:
        """Whether an article can be compared with. That one that has left was no candidate says nothing about it."""
        return number in self._held or self._connection.execute(IN_WINDOW, {"id": number}).scalar() is not None

    def flush(self) -> None:
        """Write what was put in."""
        fresh = {number: self._held[number] for number in self._unwritten}
        fingerprints = [{"article_id": number, **features_values(one)} for number, one in sorted(fresh.items())]
        rows.write(self._connection, PUT_FINGERPRINTS, fingerprints)
        # In the order of the index: neighbours land on one page.
        hashes = sorted({(h, number) for number, one in fresh.items() for h in one.sketch})
        rows.write(self._connection, PUT_SKETCHES, [{"h": h, "article_id": number} for h, number in hashes])
        self._unwritten.clear()
        if any(number % COUNTED_EVERY == 0 for number in fresh):
            self._carry_over()

    def _carry_over(self) -> None:
        """Put the recent rows to the others where they are many: in their order, so that each page is written once."""
        if self._connection.execute(COUNT_RECENT).scalar_one() >= RECENT:
            self._connection.execute(CARRY_OVER)
            self._connection.execute(EMPTY_RECENT)

    def _forget(self, number: int) -> None:
        if number in self._unwritten:
            self.flush()
        drop_fingerprint(self._connection, number)
        if number in self._held:
            for key in _keys(self._held.pop(number)):
                self._having[key].remove(number)

    def _of_this_transaction(self, features: Features) -> Iterator[Features]:
        """Yield the articles that this transaction has put in and that share a key or enough hashes."""
        shared: Counter[int] = Counter()
        having = self._having
        for key in [key for key in _keys(features) if key in having]:
            numbers, is_hash = having[key], isinstance(key, int)
            if not is_hash or len(numbers) < HOT:
                for number in numbers:
                    shared[number] += 1 if is_hash else SHORT
        if not shared:
            return
        enough = least(features.sketch)
        for number, count in shared.most_common(BY_SKETCH):
            one = self._held[number]
            if count >= enough and one.article_id != features.article_id and one.seen_at >= features.seen_at - WINDOW:
                yield one


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
        for drop in DROP_SKETCHES:
            connection.execute(drop, [{"h_": h, "id": number} for h in sketch_of(packed)])
    connection.execute(DROP_FINGERPRINT, {"id": number})
