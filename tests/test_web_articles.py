"""Articles over HTTP: filters, pages, the parts of an article, and what saves work: ETag, 304, gzip."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter
from stored import DAY, HOUR, NOW, StorePlace, article, configure, entry, outcome, publish, revised, spec, stored

from aggregator.export import json_bytes
from aggregator.model import Author, Category, Duplicate
from aggregator.web import Status, create_app, examples
from aggregator.web.answers import ArticleList, ChangeList, ConsumerAnswer
from aggregator.web.metrics import Metrics
from aggregator.web.problems import ProblemDocument
from storage import Store

A = article(
    "a",
    title="Herring & chips",
    language="en",
    authors=(Author(name="Ann"),),
    categories=(Category(label="Fisheries"),),
    agencies=("Reuters",),
    canonical_url="https://news.wire.example/a",
    published_at=NOW - DAY,
    effective_at=NOW - DAY,
)


@pytest.fixture
def store(place: StorePlace) -> Store:
    """A store on each kind of database: an original that was edited, its copy, and one more."""
    opened = place.open()
    configure(opened, spec(auth=None), spec("times"))
    stored(opened, entry(A), entry(article("b", first_seen_at=NOW - HOUR)))
    opened.commit(outcome(entry(article("c", "times")), feed="times"))
    publish(opened, Duplicate(of="herald-a", method="same_text", score=0.5))
    stored(opened, revised(A, title="Herring and chips"))
    return opened


def application(store: Store, **options: Any) -> Any:
    return create_app(store, Status(clock=lambda: NOW, started_at=NOW, ticked_at=NOW), Metrics(), **options)


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    with TestClient(application(store)) as client:
        yield client


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"feed": "herald"}, ["herald-b", "herald-a"]),
        ({"domain": "wire.example"}, ["herald-a"]),
        ({"published_since": "2024-05-05", "published_until": "2024-05-06T00:00:00Z"}, ["herald-a"]),
        ({"first_seen_until": "2024-05-06T08:08:09+02:00"}, []),
        ({"first_seen_until": "2024-05-06T08:08:10+02:00"}, ["herald-b"]),
        ({"since": "2024-05-06", "originals": "true"}, ["herald-b"]),
        ({"language": "en", "category": "fisheries", "author": "ANN", "agency": "reuters"}, ["herald-a"]),
        ({"q": "herring"}, ["herald-a"]),
    ],
)
def test_filters(client: TestClient, asked: dict[str, str], expected: list[str]) -> None:
    """Each filter narrows the list; a day is its midnight in UTC, other times have their zone."""
    got = client.get("/v1/articles", params=asked).json()

    assert (expected, None) == ([one["id"] for one in got["articles"]], got["next"])


def test_list_gives_articles_of_the_schema(client: TestClient, store: Store) -> None:
    """Articles in a list are what the store, JSON Lines and Python give."""
    got = client.get("/v1/articles").json()["articles"]

    assert [orjson.loads(json_bytes(one)) for one in store.articles()] == got


def test_pages(client: TestClient) -> None:
    """`next` leads through the list; the last page has none."""
    first = client.get("/v1/articles?limit=2").json()
    second = client.get("/v1/articles", params={"limit": 2, "after": first["next"]}).json()

    assert ["times-c", "herald-b"] == [one["id"] for one in first["articles"]]
    assert (["herald-a"], None) == ([one["id"] for one in second["articles"]], second["next"])


def test_filter_with_a_typing_mistake(client: TestClient) -> None:
    """A parameter that does not exist is told instead of passed over."""
    got = client.get("/v1/articles?langauge=en")

    assert 422 == got.status_code
    assert got.json()["detail"].startswith("langauge: ")


def test_parts_of_an_article(client: TestClient) -> None:
    """All that is known about an article can be asked for, together and part by part."""
    whole = client.get("/v1/articles/herald-a").json()
    parts = {
        name: client.get(f"/v1/articles/herald-a/{name}").json() for name in ("revisions", "sources", "duplicates")
    }

    assert parts == {name: whole[name] for name in parts}
    assert [(2, ["title"], '"Herring & chips"')] == [
        (one["revision"], one["changed"], one["before"][0]["value"]) for one in parts["revisions"]
    ]
    assert ["herald", "times"] == [one["feed"] for one in parts["sources"]]
    assert [("times-c", "herald-a", "same_text")] == [
        (one["member"], one["of"], one["method"]) for one in parts["duplicates"]
    ]


def test_raw_entry_and_explanation(client: TestClient) -> None:
    """The entry as published, and for each field its rule and what it was read from."""
    raw = client.get("/v1/articles/herald-a/raw").json()
    explained = client.get("/v1/articles/herald-a/explanation").json()
    guid = next(field for field in explained["fields"] if field["field"] == "guid")

    assert "a" == raw["guid"]["value"]
    assert ("a", [{"element": "guid", "value": "a", "inherited": False}]) == (guid["value"], guid["raw"])


@pytest.mark.parametrize("part", ["", "/revisions", "/sources", "/duplicates", "/raw", "/explanation"])
def test_unknown_article(client: TestClient, part: str) -> None:
    """Of an article that is not there, nothing is told."""
    assert 404 == client.get(f"/v1/articles/nobody{part}").status_code


def test_feeds_keep_their_settings(client: TestClient) -> None:
    """Of a feed its health is told, never its settings: they may hold passwords."""
    got = client.get("/v1/feeds").json()["feeds"]

    assert [("herald", 2), ("times", 1)] == [(one["feed"], one["articles"]) for one in got]
    assert not {"settings", "state", "validators"} & set(got[0])


def test_polls(client: TestClient) -> None:
    """The latest polls of all feeds or of one, newest first."""
    every = client.get("/v1/polls").json()["polls"]
    some = client.get("/v1/polls?feed=times&limit=1").json()["polls"]

    assert (3, ["times"]) == (len(every), [one["feed"] for one in some])
    assert 0.0 == some[0]["duration_s"]


# What saves work


def test_unchanged_answer(client: TestClient, store: Store) -> None:
    """Who has an answer already is told 304 until something in it changes, be it a last sight."""
    tag = client.get("/v1/articles").headers["etag"]
    again = client.get("/v1/articles", headers={"if-none-match": f'"x", {tag}'})
    strong = client.get("/v1/articles", headers={"if-none-match": tag.removeprefix("W/")})
    store.commit(outcome(known=(revised(A, title="Herring and chips").fingerprint,), at=NOW + HOUR))
    moved = client.get("/v1/articles", headers={"if-none-match": tag})

    assert [(304, b""), (304, b""), 200] == [
        (again.status_code, again.content),
        (strong.status_code, strong.content),
        moved.status_code,
    ]
    assert tag == again.headers["etag"] != moved.headers["etag"]
    assert "private, no-cache" == moved.headers["cache-control"]


def test_errors_have_no_tag(client: TestClient) -> None:
    """Only answers that are what was asked for are kept."""
    got = client.get("/v1/articles/nobody", headers={"if-none-match": "*"})

    assert (404, None) == (got.status_code, got.headers.get("etag"))


def test_compression(client: TestClient) -> None:
    """Who can read gzip is given it; the tag is the same."""
    plain = client.get("/v1/articles", headers={"accept-encoding": "identity"})
    packed = client.get("/v1/articles", headers={"accept-encoding": "gzip"})

    assert (None, "gzip") == (plain.headers.get("content-encoding"), packed.headers.get("content-encoding"))
    assert (plain.json(), plain.headers["etag"]) == (packed.json(), packed.headers["etag"])


def test_other_sites_read_nothing_unless_told(store: Store) -> None:
    """No page of another origin may read the API in a browser, but those that are configured."""
    asked = {"origin": "https://app.example", "access-control-request-method": "GET"}
    with (
        TestClient(application(store)) as closed,
        TestClient(application(store, cors=["https://app.example"])) as open_,
    ):
        allowed = [client.get("/v1/feeds", headers=asked).headers for client in (closed, open_)]
        preflight = open_.options("/v1/feeds", headers={**asked, "access-control-request-headers": "authorization"})
        stranger = open_.get("/v1/feeds", headers={"origin": "https://evil.example"}).headers

    name = "access-control-allow-origin"
    assert [None, "https://app.example", None] == [headers.get(name) for headers in (*allowed, stranger)]
    assert 200 == preflight.status_code


# The description


def test_examples_have_the_shape_they_show() -> None:
    """The examples of the description are answers that could come."""
    for shape, value in (
        (ArticleList, examples.ARTICLE_LIST),
        (ChangeList, examples.CHANGE_LIST),
        (ConsumerAnswer, examples.CONSUMER),
        (ProblemDocument, examples.PROBLEM),
    ):
        TypeAdapter(shape).validate_python(value)
    assert list(TypeAdapter(ArticleList).json_schema()["$defs"]["Article"]["properties"]) == list(examples.ARTICLE)


def test_description_explains_itself(client: TestClient) -> None:
    """Every operation has a summary, a sentence, a shape of its answer and problem documents."""
    paths = client.get("/openapi.json").json()["paths"]
    operations = [(path, verb, told) for path, verbs in paths.items() for verb, told in verbs.items()]

    assert {"/v1/articles", "/v1/changes", "/v1/consumers/{name}", "/v1/feeds", "/v1/polls"} <= set(paths)
    for path, verb, told in operations:
        assert told["description"], (path, verb)
        assert "application/problem+json" in told["responses"]["422"]["content"], (path, verb)
