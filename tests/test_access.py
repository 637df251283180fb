"""Who may use the HTTP API: keys, their scopes, and what is open without one."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import pytest
from fastapi import Depends
from fastapi.testclient import TestClient
from stored import NOW, StorePlace

from aggregator.errors import UsageError
from aggregator.web import Status, access, create_app
from aggregator.web.access import admin, listen_address
from aggregator.web.metrics import Metrics
from storage import Store


@contextmanager
def serving(store: Store, *, public: bool = False, bootstrap: str | None = None) -> Iterator[TestClient]:
    """The service with one route that changes something."""
    status = Status(clock=lambda: NOW, started_at=NOW, ticked_at=NOW)
    app = create_app(store, status, Metrics(), api_key=bootstrap, public=public)

    @app.put("/change")
    def change(allowed: Annotated[None, Depends(admin)]) -> str:
        return "changed"

    with TestClient(app) as client:
        yield client


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def test_only_the_digest_of_a_key_is_stored(place: StorePlace) -> None:
    """A key is returned once; afterwards the store knows its first characters, its scope and its digest."""
    store = place.open()
    key = store.add_key("read", NOW, label="the newsroom")
    (kept,) = store.api_keys()

    assert (key[:12], "read", "the newsroom", NOW, None) == (
        kept.prefix,
        kept.scope,
        kept.label,
        kept.created_at,
        kept.revoked_at,
    )
    assert key[12:] not in repr(kept)
    assert 32 == len(kept.digest)


def test_keys_differ(store: Store) -> None:
    """No two keys are alike."""
    assert 9 == len({store.add_key("read", NOW) for _ in range(9)})


def test_revoking_ends_a_key_once(store: Store) -> None:
    """A key is revoked by its first characters, or whole; a second time there is nothing to revoke."""
    first, second = store.add_key("read", NOW), store.add_key("read", NOW)
    ended = [store.revoke_key(first[:12], NOW), store.revoke_key(first[:12], NOW), store.revoke_key(second, NOW)]

    assert [True, False, True] == ended
    assert [NOW, NOW] == [key.revoked_at for key in store.api_keys()]


def test_loopback_is_open_for_reading_without_keys(store: Store) -> None:
    """On loopback without any key everybody reads, and nobody changes anything."""
    with serving(store) as client:
        answers = [client.get("/v1/feeds"), client.put("/change")]

    assert [200, 401] == [answer.status_code for answer in answers]


def test_keys_are_asked_for_where_there_is_one(store: Store) -> None:
    """With one key in the store, all but the health checks asks for it."""
    key = store.add_key("read", NOW)
    with serving(store) as client:
        asked = {
            "no key": client.get("/v1/feeds"),
            "no key, the page": client.get("/"),
            "no key, metrics": client.get("/metrics"),
            "wrong key": client.get("/v1/feeds", headers=bearer("agg_wrong")),
            "key in the address": client.get("/v1/feeds", params={"api_key": key, "key": key}),
            "health": client.get("/healthz"),
            "readiness": client.get("/readyz"),
            "key": client.get("/v1/feeds", headers=bearer(key)),
            "as a password": client.get("/", auth=("any", key)),
        }

    assert {
        "no key": 401,
        "no key, the page": 401,
        "no key, metrics": 401,
        "wrong key": 401,
        "key in the address": 401,
        "health": 200,
        "readiness": 200,
        "key": 200,
        "as a password": 200,
    } == {name: answer.status_code for name, answer in asked.items()}


@pytest.mark.parametrize(
    "authorization",
    ["Bearer", "Bearer ", "Basic !!", "Basic /w==", "Basic", "Digest x", "bearer \xff", "Bearer a b", "é"],
)
def test_unreadable_credentials_are_refused(store: Store, authorization: str) -> None:
    """Whatever stands in the header, the answer is a problem document that says which key is asked for."""
    with serving(store) as client:
        answer = client.get("/v1/feeds", headers={"authorization": authorization.encode("latin-1")})

    assert (401, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert 'realm="feed-aggregator"' in answer.headers["www-authenticate"]


def test_scopes(store: Store) -> None:
    """A reading key changes nothing (403); an admin key reads and changes."""
    reading, changing = store.add_key("read", NOW), store.add_key("admin", NOW)
    with serving(store) as client:
        answers = [
            client.get("/v1/feeds", headers=bearer(changing)),
            client.put("/change", headers=bearer(changing)),
            client.put("/change", headers=bearer(reading)),
            client.put("/change"),
        ]

    assert [200, 200, 403, 401] == [answer.status_code for answer in answers]
    assert 'error="insufficient_scope", scope="admin"' in answers[2].headers["www-authenticate"]
    assert "admin" in answers[2].json()["detail"]


def test_passwords_only_read(store: Store) -> None:
    """A browser sends a remembered password along wherever a site makes it go: it never changes anything."""
    key = store.add_key("admin", NOW)
    password = base64.b64encode(f"me:{key}".encode()).decode()
    with serving(store) as client:
        answer = client.put("/change", headers={"authorization": f"Basic {password}"})

    assert 403 == answer.status_code


def test_revoked_key_ends_within_seconds(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A running service refuses a revoked key, and takes a new one, as soon as it has read the keys again."""
    first = store.add_key("read", NOW)
    with serving(store) as client:
        before = client.get("/v1/feeds", headers=bearer(first)).status_code
        store.revoke_key(first, NOW)
        second = store.add_key("read", NOW)
        monkeypatch.setattr(access, "FRESH", -1.0)
        after = [client.get("/v1/feeds", headers=bearer(key)).status_code for key in (first, second)]

    assert (200, [401, 200]) == (before, after)


def test_public_address_stays_closed_without_keys(store: Store) -> None:
    """When the last key is revoked, an address that others can reach opens to nobody."""
    with serving(store, public=True) as client:
        assert 401 == client.get("/v1/feeds").status_code


def test_key_of_the_environment(store: Store) -> None:
    """AGGREGATOR_API_KEY is an admin key beside those of the store."""
    stored = store.add_key("read", NOW)
    with serving(store, public=True, bootstrap="s3cret") as client:
        codes = [client.get("/v1/feeds", headers=bearer(key)).status_code for key in ("s3cret", stored, "s3cre")]
        changed = client.put("/change", headers=bearer("s3cret")).status_code

    assert ([200, 200, 401], 200) == (codes, changed)


def test_requests_do_not_read_the_keys_one_by_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred requests within two seconds read the store's keys once."""
    key = store.add_key("read", NOW)
    reads: list[None] = []
    kept = Store.api_keys
    monkeypatch.setattr(access, "FRESH", 3600.0)
    monkeypatch.setattr(Store, "api_keys", lambda self: reads.append(None) or kept(self))
    with serving(store) as client:
        codes = {client.get("/v1/feeds", headers=bearer(key)).status_code for _ in range(100)}

    assert ({200}, 1) == (codes, len(reads))


def test_wrong_keys_lock_nobody_out(store: Store) -> None:
    """After a thousand wrong tries the right key still opens."""
    key = store.add_key("read", NOW)
    with serving(store) as client:
        wrong = {client.get("/v1/feeds", headers=bearer(f"agg_{guess}")).status_code for guess in range(1_000)}
        right = client.get("/v1/feeds", headers=bearer(key)).status_code

    assert ({401}, 200) == (wrong, right)


@pytest.mark.parametrize(
    ("listen", "expected"),
    [
        ("127.0.0.1:8080", ("127.0.0.1", 8080)),
        ("[::1]:80", ("::1", 80)),
        ("localhost:9", ("localhost", 9)),
        (":8080", ("127.0.0.1", 8080)),
    ],
)
def test_loopback_needs_no_key(listen: str, expected: tuple[str, int]) -> None:
    """Loopback addresses are open without a key."""
    assert expected == listen_address(listen, has_key=False)


@pytest.mark.parametrize("listen", ["0.0.0.0:8080", "[::]:8080", "192.0.2.1:80", "example.org:80"])
def test_public_address_needs_a_key(listen: str) -> None:
    """An address that others can reach is refused without a key, and taken with one."""
    with pytest.raises(UsageError, match="aggregator keys add"):
        listen_address(listen, has_key=False)

    assert listen_address(listen, has_key=True)
