"""Webhooks: signed, in order, again and again until taken, and through the same guard as feeds."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from fake_server import FakeServer, answer, hang, redirect
from standardwebhooks.webhooks import Webhook as Verifier
from stored import DAY, HOUR, MINUTE, NOW, SECOND, StorePlace, article, configure, entry, revised, spec, stored

from aggregator import config
from aggregator.delivery import webhooks
from aggregator.delivery.webhooks import PATIENCE, TRIES, WAITS, Webhooks, next_attempt
from aggregator.errors import ConfigError
from aggregator.model import Cursor, Delivery, FailureKind, FetchFailed, Wants, Webhook
from storage import Store

SECRET = "whsec_" + b64encode(bytes(range(32))).decode()
OK, BROKEN = answer(status=204), answer(status=500)


class Clock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def hook(url: str, name: str = "desk", **fields: Any) -> Webhook:
    return Webhook(**{"name": name, "url": url, "secret": SECRET, **fields})


@pytest.fixture
def store(place: StorePlace) -> Store:
    opened = place.open()
    configure(opened, spec(), spec("times"))
    return opened


async def told(
    store: Store, hooks: Sequence[Webhook], clock: Clock, *, ticks: int = 1, allow: Sequence[str] = ("127.0.0.0/8",)
) -> None:
    """Let the clock tick, and everything it began end."""

    async def in_store(call: Any, *args: Any, **kwargs: Any) -> Any:
        return call(*args, **kwargs)

    made = Webhooks(store, in_store, user_agent="test/1", allow_addresses=allow, clock=clock)
    made.configure(hooks)
    async with made:
        for _ in range(ticks):
            await made.tick()
            await made.finish()


def tell(store: Store, server: FakeServer, *, clock: Clock | None = None, **fields: Any) -> Any:
    return told(store, [hook(server.url("/hook"), **fields)], clock or Clock())


def bodies(server: FakeServer, path: str = "/hook") -> list[Any]:
    return [json.loads(request.body) for request in server.to(path)]


async def begun(store: Store, server: FakeServer, **fields: Any) -> None:
    """A webhook begins with what comes after its first tick."""
    await tell(store, server, **fields)


def run(work: Any) -> None:
    asyncio.run(work)


def test_message_is_signed(store: Store) -> None:
    """A change is told as Standard Webhooks 1.0 asks: its reference library verifies it, and nobody else's secret."""

    async def work() -> None:
        async with FakeServer() as server:
            server.on("/hook", OK)
            await begun(store, server)
            stored(store, entry(article("1", title="Ferry")))
            at = datetime.now(NOW.tzinfo)
            clock = Clock()
            clock.now = at
            await tell(store, server, clock=clock)
            (request,) = server.to("/hook")
            headers = {name: value.decode() for name, value in request.headers}
            message = Verifier(SECRET).verify(request.body, headers)

            assert ("article.created", "herald-1", "Ferry") == (
                message["type"],
                message["data"]["article_id"],
                message["data"]["article"]["title"],
            )
            assert f"{store.epoch()}.1" == message["data"]["cursor"]
            assert ("POST", "application/json", "test/1") == (
                request.method,
                headers["content-type"],
                headers["user-agent"],
            )
            with pytest.raises(Exception, match="signature"):
                Verifier("whsec_" + b64encode(bytes(32)).decode()).verify(request.body, headers)

    run(work())


def test_a_new_webhook_begins_with_the_next_change(store: Store) -> None:
    """What was there before a webhook was configured is not told."""

    async def work() -> None:
        async with FakeServer() as server:
            server.on("/hook", OK)
            stored(store, entry(article("old")))
            await begun(store, server)
            stored(store, entry(article("new")))
            await tell(store, server)

            assert ["herald-new"] == [body["data"]["article_id"] for body in bodies(server)]

    run(work())


def test_order_is_kept_and_failures_are_tried_again(store: Store) -> None:
    """The first message holds up the next ones; when its time has come it goes first, under the same id."""

    async def work() -> None:
        async with FakeServer() as server:
            server.on("/hook", BROKEN, OK)
            clock = Clock()
            await begun(store, server, clock=clock)
            stored(store, entry(article("1")))
            stored(store, entry(article("2")))
            await tell(store, server, clock=clock)
            await tell(store, server, clock=clock)
            waiting = store.outbox.states()[0]
            clock.now += MINUTE
            await tell(store, server, clock=clock)
            ids = [request.header("webhook-id") for request in server.to("/hook")]

            assert (2, 0, 1) == (waiting.waiting, waiting.dead, waiting.attempts)
            assert "500" in (waiting.detail or "")
            assert ["herald-1", "herald-1", "herald-2"] == [body["data"]["article_id"] for body in bodies(server)]
            assert (True, 2) == (ids[0] == ids[1], len(set(ids)))
            assert 0 == store.outbox.states()[0].waiting

    run(work())


def test_outbox_survives_a_restart(place: StorePlace) -> None:
    """What was taken and not delivered is delivered by the next process, after the lease of the one that died."""

    async def work() -> None:
        async with FakeServer() as server:
            server.on("/hook", OK)
            first = place.open()
            configure(first, spec())
            await begun(first, server)
            stored(first, entry(article("1")))
            dying = hook(server.url("/hook"))
            assert first.outbox.take(dying, NOW, lease=webhooks.LEASE) is not None
            first.close()
            second, clock = place.open(), Clock()
            await tell(second, server, clock=clock)
            before = len(bodies(server))
            clock.now += webhooks.LEASE
            await tell(second, server, clock=clock)

            assert (0, ["herald-1"]) == (before, [body["data"]["article_id"] for body in bodies(server)])

    run(work())


def test_retry_after_is_honoured(store: Store) -> None:
    """A receiver that asks for patience gets it."""

    async def work() -> None:
        async with FakeServer() as server:
            server.on("/hook", answer(status=503, headers=[("Retry-After", "7200")]), OK)
            clock = Clock()
            await begun(store, server, clock=clock)
            stored(store, entry(article("1")))
            await tell(store, server, clock=clock)
            clock.now += HOUR
            await tell(store, server, clock=clock)
            early = len(bodies(server))
            clock.now += HOUR
            await tell(store, server, clock=clock)

            assert (1, 2) == (early, len(bodies(server)))

    run(work())


def test_message_is_given_up_after_days_and_replayed(store: Store) -> None:
    """After five days a message is given up and the next ones go on; a replay delivers it after all."""

    async def work() -> None:
        async with FakeServer() as server:
            server.on("/hook", BROKEN, BROKEN, OK)
            clock = Clock()
            await begun(store, server, clock=clock)
            stored(store, entry(article("1")))
            await tell(store, server, clock=clock)
            clock.now += PATIENCE
            stored(store, entry(article("2")))
            await tell(store, server, clock=clock)
            state = store.outbox.states()[0]
            replayed = store.outbox.replay("desk", clock.now)
            await tell(store, server, clock=clock)

            assert (0, 1, 1) == (state.waiting, state.dead, replayed)
            assert ["herald-1", "herald-1", "herald-2", "herald-1"] == [
                body["data"]["article_id"] for body in bodies(server)
            ]
            assert (0, 0) == (store.outbox.states()[0].waiting, store.outbox.states()[0].dead)

    run(work())


def test_everything_after_a_cursor_is_told_again(store: Store) -> None:
    """A webhook that is put back to a place is told everything after it."""

    async def work() -> None:
        async with FakeServer() as server:
            server.on("/hook", OK)
            await begun(store, server)
            stored(store, *(entry(article(guid)) for guid in "123"))
            await tell(store, server)
            store.outbox.restart("desk", Cursor(epoch=store.epoch(), seq=1))
            await tell(store, server)

            assert ["1", "2", "3", "2", "3"] == [body["data"]["article"]["guid"] for body in bodies(server)]

    run(work())


def test_slow_receiver_holds_up_nobody(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one receiver lets us wait, the others are told."""
    monkeypatch.setattr(webhooks, "TIMEOUT", timedelta(seconds=1))

    async def work() -> None:
        async with FakeServer() as server:
            server.on("/slow", hang())
            server.on("/quick", OK)
            hooks = [hook(server.url("/slow"), "slow"), hook(server.url("/quick"), "quick")]
            await told(store, hooks, Clock())
            stored(store, entry(article("1")), entry(article("2")))
            await told(store, hooks, Clock())
            states = {one.webhook: one for one in store.outbox.states()}

            assert 2 == len(server.to("/quick"))
            assert (2, 0) == (states["slow"].waiting, states["quick"].waiting)
            assert "1 s" in (states["slow"].detail or "")

    run(work())


def test_only_what_is_wanted_is_told(store: Store) -> None:
    """Kinds of changes and feeds that a webhook does not want are passed over."""

    async def work() -> None:
        async with FakeServer() as server:
            server.on("/hook", OK)
            wanted = {"events": ("article.revised",), "wants": Wants(feeds=("times",))}
            await begun(store, server, **wanted)
            ours, other = article("1", "times"), article("2")
            stored(store, entry(ours), feed="times")
            stored(store, entry(other))
            stored(store, revised(ours, title="new"), feed="times")
            stored(store, revised(other, title="new"))
            await tell(store, server, **wanted)

            assert [("article.revised", "times-1", "new")] == [
                (body["type"], body["data"]["article_id"], body["data"]["article"]["title"]) for body in bodies(server)
            ]

    run(work())


def test_removed_article_is_told_without_it(store: Store) -> None:
    """A removal says which article is gone; there is none to show."""

    async def work() -> None:
        async with FakeServer() as server:
            server.on("/hook", OK)
            stored(store, entry(article("1")))
            await begun(store, server)
            stored(store, entry(article("2")), at=NOW + HOUR)
            store.retain([spec(keep=timedelta(hours=1))], NOW + 9 * HOUR, poll_history=30 * DAY)
            clock = Clock()
            clock.now = NOW + 9 * HOUR
            await tell(store, server, clock=clock)
            last = bodies(server)[-1]

            assert ("article.removed", "herald-1", True, None) == (
                last["type"],
                last["data"]["article_id"],
                last["data"]["gone"],
                last["data"]["article"],
            )

    run(work())


def test_private_addresses_are_refused(store: Store) -> None:
    """A webhook inside the network is refused as a feed would be, redirects are not followed."""

    async def work() -> None:
        async with FakeServer() as server:
            server.on("/hook", redirect("/elsewhere"))
            hooks = [hook(server.url("/hook"))]
            await told(store, hooks, Clock(), allow=())
            stored(store, entry(article("1")))
            clock = Clock()
            await told(store, hooks, clock, allow=())
            refused = (len(server.requests), store.outbox.states()[0].detail)
            clock.now += MINUTE
            await told(store, hooks, clock)

            assert 0 == refused[0]
            assert "127.0.0.1" in (refused[1] or "")
            assert (1, 0) == (len(server.to("/hook")), len(server.to("/elsewhere")))

    run(work())


def test_two_daemons_do_not_tell_twice(place: StorePlace) -> None:
    """A message that one daemon has taken is not due for another."""
    store, other = place.open(), place.open()
    configure(store, spec())
    given = hook("http://x.example/")
    store.outbox.take(given, NOW, lease=MINUTE)
    stored(store, entry(article("1")))
    stored(store, entry(article("2")))

    assert store.outbox.take(given, NOW, lease=MINUTE) is not None
    assert other.outbox.take(given, NOW + SECOND, lease=MINUTE) is None


def test_forgotten_webhook_leaves_nothing(store: Store) -> None:
    """A webhook that feeds.yaml no longer has can be forgotten with all that waited for it."""
    given = hook("http://x.example/")
    store.outbox.take(given, NOW, lease=MINUTE)
    stored(store, entry(article("1")))
    store.outbox.take(given, NOW, lease=MINUTE)

    assert 1 == store.outbox.forget("desk")
    assert ((), ()) == (store.outbox.states(), store.consumers())


def taken(attempts: int, first_at: datetime = NOW) -> Delivery:
    return Delivery(
        id=1,
        webhook="desk",
        cursor=Cursor(epoch="e", seq=1),
        kind="article.created",
        article_id="a",
        feed="f",
        at=NOW,
        gone=False,
        article=None,
        attempts=attempts,
        first_at=first_at,
    )


def failure(status: int | None = None, retry_after: timedelta | None = None) -> FetchFailed:
    return FetchFailed(kind=FailureKind.HTTP_ERROR, detail="", status=status, retry_after=retry_after)


@pytest.mark.parametrize(
    ("given", "why", "expected"),
    [
        (taken(1), failure(500), WAITS[0]),
        (taken(3), failure(), WAITS[2]),
        (taken(99), failure(404), WAITS[-1]),
        (taken(1), failure(429, HOUR), HOUR),
        (taken(1), failure(410), None),
        (taken(TRIES - 1), failure(400), WAITS[TRIES - 2]),
        (taken(TRIES), failure(422), None),
        (taken(9, NOW - PATIENCE), failure(500), None),
    ],
)
def test_next_attempt(given: Delivery, why: FetchFailed, expected: timedelta | None) -> None:
    """Attempts come at growing intervals for days; what a receiver can never take is given up soon."""
    at = next_attempt(given, why, NOW, 1.0)

    assert expected == (None if at is None else at - NOW)


def test_configuration() -> None:
    """`webhooks:` names each with its address and secret, and what it wants."""
    text = """
feeds: {wire: "https://w.test/f"}
webhooks:
  desk: {url: "https://d.test/hook", secret: "${KEY}", events: [article.created], only: [wire], originals: true}
"""
    expected = Webhook(
        name="desk",
        url="https://d.test/hook",
        secret=SECRET,
        events=("article.created",),
        wants=Wants(feeds=("wire",), originals=True),
    )

    assert (expected,) == config.load(text, env={"KEY": SECRET}).webhooks
    assert SECRET not in repr(expected)


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("{url: 'https://d.test/'}", "feeds.yaml:3: webhooks.desk: the key secret is missing"),
        ("{url: 'https://d.test/', secret: hunter2}", "feeds.yaml:3: webhooks.desk.secret: no secret of Standard"),
        ("{url: 'https://d.test/', secret: whsec_AAAA}", "feeds.yaml:3: webhooks.desk.secret: no secret of Standard"),
        ("{url: 'ftp://d.test/', secret: '${KEY}'}", "feeds.yaml:3: webhooks.desk.url: "),
        (
            "{url: 'https://d.test/', secret: '${KEY}', only: [b]}",
            "feeds.yaml:3: webhooks.desk.only: there is no feed b",
        ),
        ("{url: 'https://d.test/', secret: '${KEY}', event: [x]}", "feeds.yaml:3: webhooks.desk.event: unknown key"),
        ("{url: 'https://d.test/', secret: '${KEY}', events: [x]}", "feeds.yaml:3: webhooks.desk.events"),
        ("https://d.test/", "feeds.yaml:3: webhooks.desk: a mapping expected"),
    ],
)
def test_complaints(written: str, complaint: str) -> None:
    """What is wrong with a webhook is told with its line and key, never with its secret."""
    text = f"feeds: {{a: 'https://a.test/f'}}\nwebhooks:\n  desk: {written}\n"
    with pytest.raises(ConfigError) as raised:
        config.load(text, env={"KEY": SECRET})

    assert str(raised.value).startswith(complaint)
    assert "hunter2" not in str(raised.value)
    assert SECRET not in str(raised.value)
