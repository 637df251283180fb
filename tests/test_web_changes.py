"""The feed of changes over HTTP: parts, waiting, streams, consumers; clients that go away leave nothing behind."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient
from stored import DAY, HOUR, NOW, StorePlace, article, configure, entry, spec, stored

from aggregator.web import Status, create_app, following
from aggregator.web.following import EVENTS, NDJSON
from aggregator.web.metrics import Metrics
from storage import Store

Answer = dict[str, Any]


@pytest.fixture
def store(place: StorePlace) -> Store:
    """A store on each kind of database, with three changes in it."""
    opened = place.open()
    configure(opened, spec(), spec("times"))
    stored(opened, entry(article("a", language="en")), entry(article("b", language="fr")))
    stored(opened, entry(article("c", "times", language="en")), feed="times")
    return opened


def application(store: Store) -> Any:
    return create_app(store, Status(clock=lambda: NOW, started_at=NOW, ticked_at=NOW), Metrics())


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    with TestClient(application(store)) as client:
        yield client


def changes(client: TestClient, **asked: Any) -> Answer:
    """A part of the feed of changes."""
    got = client.get("/v1/changes", params=asked)
    assert 200 == got.status_code, got.text
    return dict(got.json())


def seqs(part: Answer) -> list[int]:
    return [change["seq"] for change in part["changes"]]


def test_part_says_where_to_read_on(client: TestClient) -> None:
    """`next` leads on; `more` says whether something is there right now."""
    first = changes(client, limit=2)
    rest = changes(client, after=first["next"])
    last = changes(client, after=rest["next"])

    assert [([1, 2], True), ([3], False), ([], False)] == [(seqs(part), part["more"]) for part in (first, rest, last)]
    assert rest["next"] == last["next"] == rest["changes"][0]["cursor"]


def test_change_is_told_whole(client: TestClient) -> None:
    """A change names its article, its feed and its time."""
    got = changes(client, limit=1)["changes"][0]

    assert {"seq": 1, "kind": "article.created", "article_id": "herald-a", "feed": "herald", "gone": False} == {
        name: got[name] for name in ("seq", "kind", "article_id", "feed", "gone")
    }
    assert "article" not in got


def test_articles_come_along(client: TestClient) -> None:
    """With `articles` each change has its article, as /v1/articles/ID gives it."""
    got = changes(client, articles=True)["changes"]

    assert [client.get(f"/v1/articles/{one['article_id']}").json()["article"] for one in got] == [
        one["article"] for one in got
    ]


def test_filters(client: TestClient) -> None:
    """A reader of some sees those, and moves on over the others."""
    for asked, expected in (
        ({"feed": "times"}, [3]),
        ({"feed": ["times", "herald"]}, [1, 2, 3]),
        ({"language": "fr"}, [2]),
        ({"originals": True, "language": ["en"]}, [1, 3]),
    ):
        part = changes(client, **asked)

        assert expected == seqs(part)
        assert part["next"].endswith(".3")


def test_now_and_beginning(client: TestClient, store: Store) -> None:
    """A reader may begin with what comes next, or with the oldest change that is kept."""
    now = changes(client, after="now")
    stored(store, entry(article("d")))

    assert [] == seqs(now)
    assert [4] == seqs(changes(client, after=now["next"]))
    assert [1, 2, 3, 4] == seqs(changes(client, after="beginning"))


def test_ndjson(client: TestClient) -> None:
    """One change per line; the cursor to read on from stands in a header."""
    got = client.get("/v1/changes", params={"feed": "herald"}, headers={"accept": NDJSON})

    assert [1, 2] == [json.loads(line)["seq"] for line in got.text.splitlines()]
    assert NDJSON == got.headers["content-type"].partition(";")[0]
    assert [] == seqs(changes(client, after=got.headers["next-cursor"]))


def test_cursors_that_do_not_fit(client: TestClient, store: Store) -> None:
    """Another history is 409, a past that is no longer kept 410; both say what to do, in words and for programs."""
    cursor = changes(client, limit=1)["next"]
    store.retain([], NOW + DAY, poll_history=DAY, change_history=HOUR)

    for after, status, kind in (("other.1", 409, "wrong-epoch"), (cursor, 410, "cursor-too-old")):
        got = client.get("/v1/changes", params={"after": after})

        assert (status, f"urn:feed-aggregator:problem:{kind}") == (got.status_code, got.json()["type"])
        assert "follow from `now`" in got.json()["detail"]


# Waiting


def test_waiting_ends_with_what_comes(client: TestClient, store: Store) -> None:
    """A reader who waits is answered as soon as something has come."""
    now = changes(client, after="now")["next"]
    later = threading.Timer(0.3, lambda: stored(store, entry(article("d"))))
    later.start()
    got = changes(client, after=now, wait=30)
    later.join()

    assert [4] == seqs(got)


def test_waiting_ends(client: TestClient) -> None:
    """A wait for nothing ends with nothing."""
    assert [] == seqs(changes(client, after="now", wait=1))


def test_what_is_not_wanted_ends_no_wait(client: TestClient, store: Store) -> None:
    """A reader of some waits on when others come, and moves on over them."""
    now = changes(client, after="now")["next"]
    stored(store, entry(article("d")))
    got = changes(client, after=now, wait=1, feed="times")

    assert ([], True) == (seqs(got), got["next"].endswith(".4"))


def test_too_many_wait(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many may wait and no more; the others are asked to come back."""
    monkeypatch.setattr(following, "MOST_WAITING", 0)

    assert 503 == client.get("/v1/changes?after=now&wait=1").status_code


# Streams, on a real server


@contextmanager
def serving(store: Store) -> Iterator[int]:
    """Serve the API on a port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(application(store), log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(30)


def ask(port: int, path: str, *headers: str) -> socket.socket:
    """Send a request; leave the answer to be read."""
    asking = socket.create_connection(("127.0.0.1", port), timeout=30)
    asking.sendall("\r\n".join((f"GET {path} HTTP/1.1", "Host: a", *headers, "", "")).encode())
    return asking


def read_until(answering: socket.socket, sign: bytes) -> bytes:
    """Return what came up to and with *sign*."""
    got = b""
    for _ in range(1_000):
        if sign in got:
            break
        got += answering.recv(65_536)
    return got


def test_stream_of_events(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream gives what there is, then what comes, each with its cursor as id, and heartbeats in between."""
    monkeypatch.setattr(following, "HEARTBEAT", 0.1)
    with serving(store) as port, ask(port, "/v1/changes?feed=herald", f"Accept: {EVENTS}") as stream:
        first = read_until(stream, b"still here").decode()
        stored(store, entry(article("d")))
        later = read_until(stream, b"herald-d").decode()

    epoch = store.epoch()
    assert "text/event-stream" in first
    assert f"id: {epoch}.1\nevent: article.created\ndata: {{" in first
    assert f"id: {epoch}.3\n\n" in first  # over what the reader does not want
    assert f"id: {epoch}.4\nevent: article.created\ndata: {{" in later


def test_stream_goes_on_where_it_broke(store: Store) -> None:
    """A client that comes back with the last id it has seen is given what came after."""
    headers = (f"Accept: {EVENTS}", f"Last-Event-ID: {store.epoch()}.2")
    with serving(store) as port, ask(port, "/v1/changes?after=beginning", *headers) as stream:
        got = read_until(stream, b"times-c").decode()

    assert "herald" not in got


def test_stream_ends_by_itself(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream ends after a time, so that nothing hangs for ever; its client comes back."""
    monkeypatch.setattr(following, "STREAM", 0.3)
    with serving(store) as port, ask(port, "/v1/changes?after=now", f"Accept: {EVENTS}") as stream:
        got = read_until(stream, b"0\r\n\r\n")

    assert got.endswith(b"0\r\n\r\n")


def test_stream_whose_past_is_forgotten(store: Store) -> None:
    """A stream that cannot begin is answered with a problem document."""
    with serving(store) as port, ask(port, "/v1/changes?after=other.1", f"Accept: {EVENTS}") as stream:
        got = read_until(stream, b"wrong-epoch")

    assert got.startswith(b"HTTP/1.1 409")


def test_clients_that_go_away(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty clients that wait or stream and go away leave no thread, no connection and no place taken."""
    monkeypatch.setattr(following, "HEARTBEAT", 0.1)
    held: list[int] = []
    watches: list[following.Watch] = []
    monkeypatch.setattr(following.Watch, "__init__", remembering(following.Watch.__init__, watches))
    with serving(store) as port:
        asking = [ask(port, "/v1/changes?after=now&wait=60") for _ in range(25)]
        asking += [ask(port, "/v1/changes?after=now", f"Accept: {EVENTS}") for _ in range(25)]
        (watch,) = watches
        held.append(settled(lambda: watch._waiting, 50))
        for one in asking:
            one.close()
        held.append(settled(lambda: watch._waiting, 0))
        threads = threading.active_count()

    assert [50, 0] == held
    assert threads < 50 + 10  # anyio keeps at most 40 for later
    assert 0 == store._database.engine.pool.checkedout()  # type: ignore[attr-defined]


def remembering(made: Any, into: list[following.Watch]) -> Any:
    """Return an `__init__` that also remembers what it made."""

    def init(self: following.Watch, store: Store) -> None:
        made(self, store)
        into.append(self)

    return init


def settled(counted: Any, expected: int) -> int:
    """Return the count once it is what is expected, or what it is after half a minute."""
    for _ in range(300):
        if counted() == expected:
            break
        time.sleep(0.1)
    return int(counted())


# Consumers


def test_life_of_a_consumer(client: TestClient, store: Store) -> None:
    """A consumer is made, reads, acknowledges, is put back, and removed."""
    made = client.put("/v1/consumers/mirror", json={"feeds": ["herald"]})
    part = changes(client, consumer="mirror")
    done = client.post("/v1/consumers/mirror/acknowledge", json={"cursor": part["next"]}).json()
    again = client.post("/v1/consumers/mirror/reset", json={"to": "beginning"}).json()
    listed = client.get("/v1/consumers").json()["consumers"]
    removed = client.delete("/v1/consumers/mirror")

    assert (201, [1, 2]) == (made.status_code, seqs(part))
    assert (part["next"], 0, None) == (done["cursor"], done["lag"], done["waiting_since"])
    assert (3, "2024-05-06T07:08:09Z") == (again["lag"], again["waiting_since"])
    assert [again] == listed
    assert (204, 404) == (removed.status_code, client.get("/v1/consumers/mirror").status_code)


def test_consumer_changes_its_mind(client: TestClient) -> None:
    """PUT changes what is given and leaves the rest: the place, too."""
    client.put("/v1/consumers/mirror", json={"feeds": ["herald"], "after": "now"})
    got = client.put("/v1/consumers/mirror", json={"originals": True, "after": "beginning"})
    same = client.put("/v1/consumers/mirror")

    assert 200 == got.status_code == same.status_code
    assert {"feeds": ["herald"], "languages": [], "categories": [], "originals": True} == got.json()["wants"]
    assert (0, got.json()) == (got.json()["lag"], same.json())


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("GET", "", None, 404),
        ("DELETE", "", None, 404),
        ("POST", "/acknowledge", {"cursor": "x.1"}, 404),
        ("POST", "/reset", {"to": "now"}, 404),
        ("PUT", "", {"after": "other.1"}, 409),
    ],
)
def test_consumer_that_is_not_there(
    client: TestClient, method: str, path: str, body: Answer | None, expected: int
) -> None:
    """An unknown consumer is 404, and one cannot begin where nothing is."""
    got = client.request(method, f"/v1/consumers/nobody{path}", json=body)

    assert expected == got.status_code


def test_consumer_with_filters_of_the_request(client: TestClient) -> None:
    """A request names a consumer, or says itself what it wants."""
    client.put("/v1/consumers/mirror")

    assert 422 == client.get("/v1/changes?consumer=mirror&after=now").status_code
    assert 404 == client.get("/v1/changes?consumer=nobody").status_code


def test_lag_is_a_metric(client: TestClient, store: Store) -> None:
    """How far each consumer is behind can be watched."""
    client.put("/v1/consumers/mirror")

    assert 'aggregator_consumer_lag{consumer="mirror"} 3.0' in client.get("/metrics").text
