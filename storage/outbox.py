"""What webhooks have still to be told: taken from the feed of changes in order, kept until it arrived or is given up.

One webhook's messages leave in order, one at a time: the first holds up those behind it, and nobody else's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from aggregator.model import Article, Cursor, Delivery, OutboxState, Webhook
from storage import articles, changes, consumers
from storage.database import Database
from storage.tables import article, delivery, feed
from storage.types import Time

PREFIX = "webhook."
"""Of a webhook's consumer: its backlog shows among the consumers' lags."""
FULL = 100
"""Messages that wait in the outbox at most; what is behind them waits in the change log, where it costs nothing."""

NOW = bindparam("now", type_=Time())
_this = delivery.c.webhook == bindparam("webhook_")
WAITING = select(func.count()).select_from(delivery).where(_this, delivery.c.due_at.is_not(None))
FIRST = (
    select(delivery, article.c.uid, feed.c.key.label("feed"))
    .join(article, article.c.id == delivery.c.article_id)
    .join(feed, feed.c.id == article.c.feed_id)
    .where(_this, delivery.c.due_at.is_not(None))
    .order_by(delivery.c.id)
    .limit(1)
)
CLAIM = (
    update(delivery)
    .where(delivery.c.id == bindparam("id_"), delivery.c.due_at == bindparam("was", type_=Time()))
    .values(
        due_at=bindparam("until", type_=Time()),
        attempts=delivery.c.attempts + 1,
        first_at=func.coalesce(delivery.c.first_at, NOW),
    )
)
NUMBER = select(article.c.id).where(article.c.uid == bindparam("uid")).scalar_subquery()
DONE = delete(delivery).where(delivery.c.id == bindparam("id_"))
FAIL = update(delivery).where(delivery.c.id == bindparam("id_"))
REPLAY = update(delivery).where(_this, delivery.c.due_at.is_(None)).values(due_at=NOW, attempts=0, first_at=None)
FORGET = delete(delivery).where(_this)
COUNTS = select(
    delivery.c.webhook,
    func.count().filter(delivery.c.due_at.is_not(None)).label("waiting"),
    func.count().filter(delivery.c.due_at.is_(None)).label("dead"),
    func.min(delivery.c.due_at).label("due_at"),
    func.max(delivery.c.attempts).filter(delivery.c.due_at.is_not(None)).label("attempts"),
    func.max(delivery.c.detail).label("detail"),
).group_by(delivery.c.webhook)
OLD_DEAD = delete(delivery).where(delivery.c.due_at.is_(None), delivery.c.at < bindparam("before", type_=Time()))


class Outbox:
    """The messages of all webhooks; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, webhook: Webhook, now: datetime, *, lease: timedelta) -> Delivery | None:
        """Return the webhook's next message, which is ours for *lease*. None: nothing is due.

        A webhook that is new begins with the next change. Raises CursorError when its place in the changes is lost.
        """
        if self._database.read(lambda connection: _idle(connection, webhook, now)):
            return None
        return self._database.write(lambda connection: _take(connection, webhook, now, lease))

    def done(self, taken: Delivery) -> None:
        """Forget a message that has arrived."""
        self._database.write(lambda connection: connection.execute(DONE, {"id_": taken.id}))

    def failed(self, taken: Delivery, detail: str, *, due_at: datetime | None) -> None:
        """Note why a message has not arrived, and when to try again. None: never, unless it is replayed."""
        values = {"detail": detail, "due_at": due_at}
        self._database.write(lambda connection: connection.execute(FAIL.values(**values), {"id_": taken.id}))

    def replay(self, webhook: str, now: datetime) -> int:
        """Let what was given up be delivered again; return how much that is."""
        return self._count(lambda connection: connection.execute(REPLAY, {"webhook_": webhook, "now": now}))

    def restart(self, webhook: str, cursor: Cursor) -> None:
        """Deliver everything after *cursor* (again); what waited is dropped, since it comes again or lies before it."""

        def work(connection: Connection) -> None:
            consumers.put(connection, PREFIX + webhook, None, cursor)
            consumers.reset(connection, PREFIX + webhook, cursor)
            connection.execute(FORGET, {"webhook_": webhook})

        self._database.write(work)

    def forget(self, webhook: str) -> int:
        """Drop the messages and the place of a webhook that is no more; return how many messages."""

        def work(connection: Connection) -> Any:
            consumers.forget(connection, PREFIX + webhook)
            return connection.execute(FORGET, {"webhook_": webhook})

        return self._count(work)

    def drop_dead(self, before: datetime) -> int:
        """Drop what was given up and happened before *before*; return how much that was."""
        return self._count(lambda connection: connection.execute(OLD_DEAD, {"before": before}))

    def states(self) -> tuple[OutboxState, ...]:
        """Return how it stands with every webhook that has messages or a place in the changes."""
        return self._database.read(_states)

    def _count(self, work: Callable[[Connection], Any]) -> int:
        return self._database.write(lambda connection: int(work(connection).rowcount))


def _idle(connection: Connection, webhook: Webhook, now: datetime) -> bool:
    """Return whether there is nothing to write for this webhook: asked every second, so it must cost little."""
    place = consumers.one(connection, PREFIX + webhook.name)
    first = connection.execute(FIRST, {"webhook_": webhook.name}).mappings().one_or_none()
    if first is not None:
        return bool(first["due_at"] > now)
    return place is not None and place.lag == 0 and place.wants == webhook.wants


def _take(connection: Connection, webhook: Webhook, now: datetime, lease: timedelta) -> Delivery | None:
    _fill(connection, webhook)
    first = connection.execute(FIRST, {"webhook_": webhook.name}).mappings().one_or_none()
    if first is None or first["due_at"] > now:
        return None
    claim = {"id_": first["id"], "was": first["due_at"], "until": now + lease, "now": now}
    if connection.execute(CLAIM, claim).rowcount == 0:
        return None  # another daemon has it
    return _delivery(first, articles.one(connection, first["uid"]), now)


def _fill(connection: Connection, webhook: Webhook) -> None:
    """Take the next changes into the outbox and move the webhook's place behind them, in one stroke."""
    room = FULL - int(connection.execute(WAITING, {"webhook_": webhook.name}).scalar_one())
    name = PREFIX + webhook.name
    known = consumers.one(connection, name)
    after = None if known else changes.now(connection)
    place = consumers.put(connection, name, webhook.wants, after)
    if room <= 0 or place.lag == 0:
        return
    page = changes.page(connection, place.cursor, limit=room, wants=webhook.wants)
    for change in page.changes:
        if webhook.events and change.kind not in webhook.events:
            continue
        values = {"webhook": webhook.name, "epoch": page.next.epoch, "seq": change.seq, "kind": change.kind}
        made = insert(delivery).values(article_id=NUMBER, at=change.at, due_at=change.at, attempts=0, gone=change.gone)
        connection.execute(made.values(**values), {"uid": change.article_id})
    consumers.acknowledge(connection, name, page.next)


def _delivery(row: RowMapping, now_article: Article | None, now: datetime) -> Delivery:
    return Delivery(
        id=row["id"],
        webhook=row["webhook"],
        cursor=Cursor(epoch=row["epoch"], seq=row["seq"]),
        kind=row["kind"],
        article_id=row["uid"],
        feed=row["feed"],
        at=row["at"],
        gone=row["gone"] or now_article is None,
        article=None if row["gone"] else now_article,
        attempts=row["attempts"] + 1,
        first_at=row["first_at"] or now,
    )


def _states(connection: Connection) -> tuple[OutboxState, ...]:
    places = {
        place.name.removeprefix(PREFIX): place.lag
        for place in consumers.every(connection)
        if place.name.startswith(PREFIX)
    }
    found = {
        row["webhook"]: OutboxState(**row, lag=places.get(row["webhook"], 0))
        for row in connection.execute(COUNTS).mappings()
    }
    for name, lag in places.items():
        if name not in found:
            found[name] = OutboxState(webhook=name, waiting=0, dead=0, due_at=None, attempts=0, detail=None, lag=lag)
    return tuple(found[name] for name in sorted(found))
