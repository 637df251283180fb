"""Sinks against real servers: every change in order, at least once, over restarts of both sides."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from stored import StorePlace, article, configure, entry, spec, stored

from aggregator.delivery import sinks
from aggregator.delivery.sinks import Sink, open_sink, pour
from aggregator.errors import SinkDown, UsageError
from storage import Store


class Memory:
    """A sink that is down as often as it is told to be, and stops the reader after so many messages."""

    def __init__(self, stop: threading.Event, *, after: int, down: int = 0) -> None:
        self.taken: list[tuple[str, str]] = []
        self._stop, self._after, self._down = stop, after, down

    def send(self, kind: str, cursor: str, message: bytes) -> None:
        if self._down:
            self._down -= 1
            raise SinkDown("down")
        self.taken.append((kind, json.loads(message)["data"]["article_id"]))
        if len(self.taken) == self._after:
            self._stop.set()

    def close(self) -> None:
        pass


@pytest.fixture
def store(place: StorePlace) -> Store:
    opened = place.open()
    configure(opened, spec())
    stored(opened, *(entry(article(str(number))) for number in range(5)))
    return opened


def poured(store: Store, *, after: int, down: int = 0) -> list[str]:
    stop = threading.Event()
    sink = Memory(stop, after=after, down=down)
    pour(store, sink, "stream", stop)
    return [article_id for _, article_id in sink.taken]


def test_every_change_once_over_restarts(store: Store) -> None:
    """A reader that is stopped in good order goes on where it was."""
    assert ["herald-0", "herald-1"] == poured(store, after=2)
    assert ["herald-2", "herald-3", "herald-4"] == poured(store, after=3)


def test_sink_that_is_down_loses_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the sink is down the same change is tried again."""
    monkeypatch.setattr(sinks, "LONGEST", 0.01)
    monkeypatch.setattr(threading.Event, "wait", lambda self, timeout=None: self.is_set())

    assert [f"herald-{number}" for number in range(5)] == poured(store, after=5, down=3)


def test_stopping_while_the_sink_is_down_acknowledges_nothing(store: Store) -> None:
    """A change that the sink did not take is sent by the next reader."""
    stop = threading.Event()
    stop.set()
    sink = Memory(stop, after=9, down=99)
    for change in store.changes(consumer="stream", articles=True):
        assert not sinks._sent(sink, change, "c", stop)
        break

    assert "herald-0" == poured(store, after=1)[0]


@pytest.mark.parametrize(
    "url",
    [
        "http://x/",
        "redis",
        "",
        "redis://h/0?stream=a&maxlen=x",
        "redis://h/0?other=a",
        "redis://h:port/0",
        "kafka://h/t",
    ],
)
def test_urls_that_are_no_sink(url: str) -> None:
    """What is no sink is told with an example of one."""
    pytest.importorskip("redis", reason="redis is not installed")
    with pytest.raises(UsageError, match="expected"):
        open_sink(url)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def server(program: str, port: int, *words: str) -> Iterator[None]:
    """A real server on loopback; the test is skipped where the program is missing."""
    found = shutil.which(program) or shutil.which(f"/usr/sbin/{program}")
    if found is None:
        pytest.skip(f"{program} is not installed")
    process = subprocess.Popen([found, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: _answers(port))
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(claim: Callable[[], object]) -> None:
    over = time.monotonic() + 30
    while not claim():
        assert time.monotonic() < over, "waited in vain"
        time.sleep(0.02)


def drained(store: Store, sink: Sink) -> None:
    """Send what there is, then stop."""
    stop = threading.Event()
    thread = threading.Thread(target=pour, args=(store, sink, "stream", stop))
    thread.start()
    try:
        until(lambda: (known := store.consumer("stream")) is not None and known.lag == 0)
    finally:
        stop.set()
        thread.join(timeout=30)


def test_redis_stream(store: Store, tmp_path: Path) -> None:
    """A Redis stream gets every change in order; a server that goes and comes back gets the rest."""
    redis = pytest.importorskip("redis", reason="redis is not installed")
    port = free_port()
    words = ("--port", str(port), "--bind", "127.0.0.1", "--dir", str(tmp_path), "--appendonly", "yes")
    sink = open_sink(f"redis://127.0.0.1:{port}/0?stream=news")

    def held() -> list[Any]:
        with redis.Redis(port=port) as client:
            return [
                (fields[b"type"].decode(), json.loads(fields[b"body"])["data"]["article"]["guid"])
                for _, fields in client.xrange("news")
            ]

    with server("redis-server", port, *words):
        drained(store, sink)
        first = held()
    with pytest.raises(SinkDown):
        sink.send("article.created", "e.1", b"{}")
    stored(store, entry(article("new")))
    with server("redis-server", port, *words):
        drained(store, sink)
        second = held()
    sink.close()

    assert [("article.created", str(number)) for number in range(5)] == first
    assert [*first, ("article.created", "new")] == second


def test_nats_jetstream(store: Store, tmp_path: Path) -> None:
    """A JetStream gets every change in order, and drops repeats; a server that comes back gets the rest."""
    nats = pytest.importorskip("nats", reason="nats-py is not installed")
    port = free_port()
    words = ("-js", "-a", "127.0.0.1", "-p", str(port), "-sd", str(tmp_path))
    sink = open_sink(f"nats://127.0.0.1:{port}/news")

    async def read() -> list[Any]:
        client = await nats.connect(f"nats://127.0.0.1:{port}")
        stream = client.jetstream()
        reader = await stream.subscribe("news.>", ordered_consumer=True)
        count = (await stream.stream_info("news")).state.messages
        found = [await reader.next_msg(timeout=10) for _ in range(count)]
        await client.close()
        return [(one.subject, json.loads(one.data)["data"]["article"]["guid"]) for one in found]

    with server("nats-server", port, *words):
        drained(store, sink)
        store.reset_consumer("stream", store.beginning())
        drained(store, sink)
        first = asyncio.run(read())
    with pytest.raises(SinkDown):
        sink.send("article.created", "e.1", b"{}")
    stored(store, entry(article("new")))
    with server("nats-server", port, *words):
        drained(store, sink)
        second = asyncio.run(read())
    sink.close()

    assert [("news.article.created", str(number)) for number in range(5)] == first
    assert [*first, ("news.article.created", "new")] == second


@pytest.mark.parametrize("module", ["redis_streams", "nats_jetstream"])
def test_a_sink_is_sixty_lines(module: str) -> None:
    """A sink stays small: what is common to all lies in sinks.py."""
    source = Path(sinks.__file__).with_name(f"{module}.py").read_text(encoding="utf-8")

    assert 60 >= len(source.splitlines())
