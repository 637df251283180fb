"""Making stored articles visible: in commit order, each after its duplicate verdict, one holder at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, assert_never

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    column,
    delete,
    exists,
    func,
    insert,
    select,
    union_all,
    update,
)

from aggregator.errors import StoreError
from aggregator.model import Change, ChangeKind, Duplicate, DuplicateVerdict, Features, Original, Pending
from storage.articles import JOINED
from storage.codec import features_of, features_values, sketch_of
from storage.tables import article, change_log, change_outbox, duplicate, feed, fingerprint, meta, sketch
from storage.types import Big, Ints, Time, among

LOCK = 0x7075626C  # "publ"
"""Key of the PostgreSQL advisory lock under which one process publishes."""
WINDOW = timedelta(days=14)
"""How far apart two copies of one piece are looked for."""
HOT = 64
"""A shingle that this many articles share says nothing about any of them."""
SHORT = 6
"""A sketch smaller than this is content with one hash in common; others need two."""
BY_SKETCH, BY_TITLE, BY_KEY = 20, 10, 20
"""Candidates taken by each way of looking."""

PENDING = (
    select(change_outbox, article.c.uid, feed.c.key.label("feed"))
    .join(article, article.c.id == change_outbox.c.article_id)
    .join(feed, feed.c.id == article.c.feed_id)
    .order_by(change_outbox.c.id)
    .limit(bindparam("limit"))
)
SEQ = select(meta.c.value).where(meta.c.key == "seq")
SET_SEQ = update(meta).where(meta.c.key == "seq").values(value=bindparam("seq"))
SHOW = update(article).where(among(article.c.id, bindparam("ids", type_=Ints()))).values(visible=1)
DONE = delete(change_outbox).where(among(change_outbox.c.id, bindparam("ids", type_=Ints())))

OLD_SKETCH = select(fingerprint.c.sketch).where(fingerprint.c.article_id == bindparam("id"))
DROP_FINGERPRINT = delete(fingerprint).where(fingerprint.c.article_id == bindparam("id"))
DROP_SKETCH = delete(sketch).where(sketch.c.h == bindparam("h_"), sketch.c.article_id == bindparam("id"))

GROUP = (
    select(article.c.id, duplicate.c.of_id)
    .outerjoin(duplicate, and_(duplicate.c.member_id == article.c.id, JOINED))
    .where(article.c.uid == bindparam("uid"))
)
BY_RULE = duplicate.c.decided_by == "rule"
DECIDED = select(duplicate.c.decided_by, duplicate.c.of_id).where(duplicate.c.member_id == bindparam("id"))
UNJOIN = delete(duplicate).where(duplicate.c.member_id == bindparam("id"), BY_RULE)
_comparable = exists().where(fingerprint.c.article_id == duplicate.c.of_id)
UNJOIN_COMPARABLE = UNJOIN.where(_comparable)
"""An original that has left the window was no candidate: that none was found says nothing about it."""
REJOIN = update(duplicate).where(duplicate.c.of_id == bindparam("id")).values(of_id=bindparam("of"))


def candidates_statement(dialect: str) -> Select[Any]:
    """Return the one statement that looks for candidates in every way at once."""
    earliest, newest = fingerprint.c.article_id.asc(), fingerprint.c.article_id.desc()
    ways = (
        _sharing(dialect),
        _same(fingerprint.c.url_key == bindparam("url_key"), earliest, BY_KEY),
        _same(fingerprint.c.content_key == bindparam("content_key"), earliest, BY_KEY),
        _same(fingerprint.c.title_key == bindparam("title_key"), newest, BY_TITLE),
        _same(
            (fingerprint.c.site == bindparam("site")) & (fingerprint.c.url_number == bindparam("url_number")),
            newest,
            BY_KEY,
        ),
    )
    found = union_all(*(select(way.c.article_id) for way in ways))
    # A copy of this very article is no candidate to be its original.
    own = exists().where(duplicate.c.member_id == fingerprint.c.article_id, duplicate.c.of_id == bindparam("self"))
    return (
        select(fingerprint, article.c.uid, feed.c.key.label("feed"))
        .join(article, article.c.id == fingerprint.c.article_id)
        .join(feed, feed.c.id == article.c.feed_id)
        .where(fingerprint.c.article_id.in_(found), article.c.uid != bindparam("uid"), ~own)
    )


def _inside() -> tuple[ColumnElement[bool], ...]:
    """Conditions on a fingerprint: another article's, and inside the window."""
    return (fingerprint.c.seen_at >= bindparam("floor", type_=Time()), fingerprint.c.article_id != bindparam("self"))


def _same(condition: ColumnElement[bool], order: ColumnElement[Any], limit: int) -> Any:
    return select(fingerprint.c.article_id).where(condition, *_inside()).order_by(order).limit(limit).subquery()


def _sharing(dialect: str) -> Any:
    """Articles that share enough hashes, the most alike first; hot hashes do not count."""
    hashes = bindparam("hashes", type_=Ints())
    value = column("value", Big)
    each = (
        func.json_each(hashes).table_valued(value, name="each")
        if dialect == "sqlite"
        else func.unnest(hashes).table_valued(value, name="each").render_derived()
    )
    hot = select(sketch.c.article_id).where(sketch.c.h == each.c.value).limit(1).offset(HOT - 1).scalar_subquery()
    shared = func.count()
    return (
        select(sketch.c.article_id)
        .join_from(each, sketch, sketch.c.h == each.c.value)
        .join(fingerprint, fingerprint.c.article_id == sketch.c.article_id)
        .where(hot.correlate(each).is_(None), *_inside())
        .group_by(sketch.c.article_id)
        .having(shared >= bindparam("least"))
        .order_by(shared.desc(), sketch.c.article_id.desc())
        .limit(BY_SKETCH)
        .subquery()
    )


CANDIDATES = {dialect: candidates_statement(dialect) for dialect in ("sqlite", "postgresql")}


def take_lock(connection: Connection) -> None:
    """Become the one that publishes, until the transaction ends. SQLite's writer is that already."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))


class ChangeLog:
    """The next lines of the change log, written together when the transaction ends."""

    def __init__(self, connection: Connection) -> None:
        """Begin after the last change; the lock must be held."""
        self._connection = connection
        self._seq = int(connection.execute(SEQ).scalar_one())
        self._rows: list[dict[str, Any]] = []

    def append(self, kind: ChangeKind, number: int, uid: str, feed_key: str, at: Any) -> Change:
        """Return the next change, of article *number*."""
        self._seq += 1
        self._rows.append({"seq": self._seq, "kind": kind, "article_id": number, "at": at})
        return Change(seq=self._seq, kind=kind, article_id=uid, feed=feed_key, at=at)

    def flush(self) -> None:
        """Write what was appended."""
        if self._rows:
            self._connection.execute(insert(change_log), self._rows)
            self._connection.execute(SET_SEQ, {"seq": str(self._seq)})


class Publication:
    """One transaction of publishing: take what is pending, look for copies, give each its verdict and its `seq`."""

    def __init__(self, connection: Connection, limit: int) -> None:
        """Begin on a connection whose transaction holds the lock (`take_lock`)."""
        self._connection = connection
        self._limit = limit
        self._candidates = CANDIDATES[connection.dialect.name]
        self._log = ChangeLog(connection)
        self._waiting: dict[str, deque[Any]] = {}
        self._published: list[Any] = []

    def pending(self) -> Sequence[Pending]:
        """Return what is stored but not yet visible, in commit order."""
        rows = self._connection.execute(PENDING, {"limit": self._limit}).mappings().all()
        for row in rows:
            self._waiting.setdefault(row["uid"], deque()).append(row)
        return [Pending(kind=row["kind"], features=features_of(row)) for row in rows]

    def candidates(self, features: Features) -> Sequence[Features]:
        """Return published articles inside the window that may be what *features* is a copy of; never itself."""
        waiting = self._waiting.get(features.article_id)
        asked = {
            "uid": features.article_id,
            "self": waiting[0]["article_id"] if waiting else 0,
            "floor": features.seen_at - WINDOW,
            "hashes": features.sketch,
            "least": 1 if len(features.sketch) < SHORT else 2,
            "url_key": features.url_key,
            "content_key": features.content_key,
            "title_key": features.title_key,
            "site": features.site,
            "url_number": features.url_number,
        }
        return [features_of(row) for row in self._connection.execute(self._candidates, asked).mappings()]

    def publish(self, pending: Pending, verdict: DuplicateVerdict) -> Change:
        """Make *pending* visible with its verdict; return its change. Raises StoreError for what is not pending."""
        waiting = self._waiting.get(pending.features.article_id)
        if not waiting:
            raise StoreError(f"article {pending.features.article_id} is not waiting to be published")
        row = waiting.popleft()
        self._index(row, pending.features)
        joined = self._decide(row, verdict)
        self._published.append(row)
        named = (row["article_id"], row["uid"], row["feed"], row["at"])
        kind: ChangeKind = "article.created" if row["kind"] == "created" else "article.revised"
        change = self._log.append(kind, *named)
        if joined:
            self._log.append("article.duplicate", *named)
        return change

    def flush(self) -> None:
        """Write what can be written together: visibility, the change log, and that nothing waits any more."""
        if not self._published:
            return
        created = [row["article_id"] for row in self._published if row["kind"] == "created"]
        self._connection.execute(SHOW, {"ids": created})
        self._connection.execute(DONE, {"ids": [row["id"] for row in self._published]})
        self._log.flush()

    def _index(self, row: Any, features: Features) -> None:
        """Let later articles find this one by its new features, and no longer by its old ones."""
        number = row["article_id"]
        if row["kind"] == "revised":
            drop_fingerprint(self._connection, number)
        self._connection.execute(insert(fingerprint), {"article_id": number, **features_values(features)})
        if features.sketch:
            hashes = dict.fromkeys(features.sketch)
            self._connection.execute(insert(sketch), [{"h": h, "article_id": number} for h in hashes])

    def _decide(self, row: Any, verdict: DuplicateVerdict) -> bool:
        """Write the verdict; return whether the article is a duplicate now. What a person decided stands."""
        match verdict:
            case Original():
                if row["kind"] == "revised":
                    self._connection.execute(UNJOIN_COMPARABLE, {"id": row["article_id"]})
                return False
            case Duplicate():
                return self._join(row, verdict)
            case _:
                assert_never(verdict)

    def _join(self, row: Any, verdict: Duplicate) -> bool:
        number = row["article_id"]
        group = self._connection.execute(GROUP, {"uid": verdict.of}).one_or_none()
        if group is None:
            raise StoreError(f"article {row['uid']}: its original {verdict.of} is not in the store")
        original = group.of_id or group.id
        if original == number:
            return False  # a copy of its own copy: it stays the original
        decided = self._connection.execute(DECIDED, {"id": number}).one_or_none()
        if decided is not None and decided.decided_by == "person":
            return False
        self._connection.execute(UNJOIN, {"id": number})
        self._connection.execute(REJOIN, {"id": number, "of": original})
        values = {name: getattr(verdict, name) for name in ("method", "score", "evidence")}
        fixed = {"at": row["at"], "decided_by": "rule", "split": False}
        self._connection.execute(insert(duplicate), {"member_id": number, "of_id": original, **values, **fixed})
        return True


def drop_fingerprint(connection: Connection, number: int) -> None:
    """Take an article out of the near-duplicate index."""
    packed = connection.execute(OLD_SKETCH, {"id": number}).scalar()
    if packed:
        connection.execute(DROP_SKETCH, [{"h_": h, "id": number} for h in sketch_of(packed)])
    connection.execute(DROP_FINGERPRINT, {"id": number})
