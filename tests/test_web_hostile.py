"""Whatever is asked of the API, the answer is what its description says, and never a fault of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, assume, given, settings
from hypothesis.errors import Unsatisfiable
from stored import NOW, article, configure, entry, outcome, publish, revised, spec, stored

from aggregator.model import Author, Category, Duplicate
from aggregator.web import Status, create_app
from aggregator.web.changes import Asked
from aggregator.web.filters import ArticleFilter
from aggregator.web.metrics import Metrics
from aggregator.web.problems import MEDIA_TYPE
from storage import Store, open_store

EXAMPLES = 8
"""For each operation and mode."""
KEY = {"Authorization": "Bearer key"}

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with something of everything."""
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('web')}/a.db")
    configure(opened, spec(), spec("times"))
    a = article("a", authors=(Author(name="Ann"),), categories=(Category(label="World"),), language="en")
    stored(opened, entry(a), entry(article("b")))
    opened.commit(outcome(entry(article("a", "times")), feed="times"))
    publish(opened, Duplicate(of="herald-a", method="m", score=0.5))
    stored(opened, revised(a, title="new"))
    opened.put_consumer("mirror")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def app(store: Store) -> Any:
    status = Status(clock=lambda: NOW, started_at=NOW, ticked_at=NOW)
    return create_app(store, status, Metrics(), api_key="key")


schemathesis.checks.load_all_checks()
EXCLUDED = schemathesis.checks.CHECKS.get_by_names(["positive_data_acceptance"])
"""A cursor of the right shape may still be none: no description can say which are."""
MODES = tuple(schemathesis.GenerationMode)


@pytest.mark.timeout(400)  # 8 examples of 30 operations, on a machine that may be busy
@pytest.mark.parametrize("mode", MODES)
def test_api_keeps_its_word(app: Any, mode: Any) -> None:
    """Every answer has a status, a type and a shape that the description names; none is a 500.

    What is asked follows the description (positive) or breaks it (negative), one part at a time.
    """
    for found in schemathesis.openapi.from_asgi("/openapi.json", app, headers=KEY).get_all_operations():
        operation = found.ok()

        @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def call(case: Any) -> None:
            if isinstance(case.query, dict):
                case.query.pop("wait", None)  # no test waits a minute
                # In a URL null is nothing and true is a word: what was broken so may be good again when it is sent.
                assume(not any(value is None or isinstance(value, bool) for value in case.query.values()))
            case.call_and_validate(headers=KEY, excluded_checks=EXCLUDED)

        with suppress(Unsatisfiable):  # nothing to get wrong where nothing is asked
            call()


HOSTILE = (
    *("%00", "a%00b", "%FF%FE", "%ED%A0%80", "%F0%9F%92%A9", "9" * 400, "-1", "1e400", "x" * 9_000, "*", "٣", "nan"),
    *("%22'%3B--", "%25_%5C", "..%2F..", "null", "2026-02-30", "0001-01-01T00:00:00%2B23:59", "5f.9223372036854775808"),
)
PLACES = (
    *(f"/v1/articles?{name}=" for name in (*ArticleFilter.model_fields, "limit", "after")),
    *(f"/v1/changes?{name}=" for name in Asked.model_fields),
    *("/v1/polls?feed=", "/v1/polls?limit=", "/v1/articles/", "/v1/feeds/", "/v1/consumers/", "/v1/articles?x=", "/"),
)


@pytest.fixture
def client(app: Any) -> Iterator[TestClient]:
    with TestClient(app, headers=KEY, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("place", PLACES)
def test_no_text_is_too_bad(client: TestClient, place: str) -> None:
    """NUL, broken UTF-8, numbers without end, other scripts, other people's syntax: what was meant, or a sentence."""
    for text in HOSTILE:
        got = client.get(place + quote(text, safe="%*'")[:9_000])

        assert got.status_code in {200, 307, 400, 404, 409, 410, 422}, (place, text, got.text)
        if got.status_code >= 400:
            assert MEDIA_TYPE == got.headers["content-type"]
            assert got.json()["detail"]


BODIES = (
    *(b"", b"{", b"[]", b"null", b'"x"', b"{}", b"\xff", b"[" * 5_000, b'{"unknown": 1}', b'{"to": "\\u0000"}'),
    *(b'{"cursor": 1}', b'{"cursor": "x"}', b'{"cursor": "\\ud800.1"}', b'{"cursor": 1' + b"0" * 5_000 + b"}"),
    *(b'{"categories": ["\\ud800", "\\u0000"]}', b'{"feeds": "a"}', b'{"originals": 2}', b'{"after": "x", "after": 1}'),
    b'{"feeds": [' + b'"a",' * 600 + b'"a"]}',
)


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_no_body_is_too_bad(client: TestClient, body: bytes) -> None:
    """A body that is no JSON, or not the JSON that was asked for, is answered with a sentence."""
    for method, path in (("PUT", ""), ("POST", "/acknowledge"), ("POST", "/reset")):
        got = client.request(
            method, f"/v1/consumers/mirror{path}", content=body, headers={"content-type": "application/json"}
        )

        assert got.status_code in {200, 400, 409, 410, 422}, (method, path, got.text)
        if got.status_code >= 400:
            assert MEDIA_TYPE == got.headers["content-type"]
            assert got.json()["detail"]


def test_body_of_another_type(client: TestClient) -> None:
    """A form of another site, which needs no permission to be sent, changes nothing."""
    got = client.post("/v1/consumers/mirror/reset", content=b'{"to": "now"}', headers={"content-type": "text/plain"})

    assert 422 == got.status_code


def test_methods(client: TestClient) -> None:
    """A method that an address does not take is answered with those that it does."""
    got = client.patch("/v1/articles")

    assert (405, "GET") == (got.status_code, got.headers["allow"])
    assert "does not take this method" in got.json()["detail"]
