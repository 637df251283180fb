"""The page, the health checks, the metrics and the read API."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from aggregator import config as configuration
from aggregator.model import Config
from aggregator.pipeline.crawler import Crawler, clock, reconcile
from aggregator.web import Status, create_app
from aggregator.web.layers import SECURITY_HEADERS
from aggregator.web.metrics import Metrics
from storage import Store, open_store

SAMPLES = Path(configuration.__file__).parent.parent / "cli" / "samples"
FEEDS = {"wire": "wire.xml", "gazette": "gazette.xml", "notes": "notes.json"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with the sample feeds in it."""
    feeds = "".join(f"  {feed}: http://{feed}.example/{name}\n" for feed, name in FEEDS.items())
    config = configuration.load("service: {workers: 1}\nfeeds:\n" + feeds)
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('web')}/a.db")
    reconcile(opened, config)
    asyncio.run(ingest(config, opened))
    yield opened
    opened.close()


async def ingest(config: Config, store: Store) -> None:
    async with Crawler(config, store, user_agent="test", owner="test") as crawler:
        for spec in config.feeds:
            await crawler.ingest(spec, (SAMPLES / FEEDS[spec.id]).read_bytes())


@pytest.fixture
def status() -> Status:
    now = clock()
    return Status(clock=lambda: now, started_at=now, ticked_at=now)


@pytest.fixture
def client(store: Store, status: Status) -> Iterator[TestClient]:
    with TestClient(create_app(store, status, Metrics())) as client:
        yield client


def test_page_shows_articles_and_feeds(client: TestClient) -> None:
    """The page names what came in and every feed with its next poll."""
    page = client.get("/").text

    assert "Last ferry to Skerry island leaves after 140 years" in page
    assert all(f"/v1/feeds/{feed}" in page for feed in FEEDS)


def test_page_shows_two_hundred_feeds_and_counts_the_rest(tmp_path: Path, status: Status) -> None:
    """With thousands of feeds the page stays a page."""
    feeds = "".join(f"  f{number:03}: http://f.example/{number}\n" for number in range(203))
    with contextlib.closing(open_store(f"sqlite:///{tmp_path}/a.db")) as many:
        reconcile(many, configuration.load("feeds:\n" + feeds))
        page = TestClient(create_app(many, status, Metrics())).get("/").text

    assert 200 == page.count('href="/v1/feeds/')
    assert "and 3 more" in page


@pytest.mark.parametrize("path", ["/", "/v1/articles", "/nowhere", "/v1/changes?after=x", "/healthz"])
def test_every_answer_has_the_security_headers(client: TestClient, path: str) -> None:
    """No answer, not even an error, may run scripts or be framed."""
    headers = client.get(path).headers

    assert SECURITY_HEADERS == {name: headers[name] for name in SECURITY_HEADERS}


def test_health_tells_a_dead_clock(client: TestClient, status: Status) -> None:
    """A scheduler that stands still for a minute is unhealthy."""
    assert 200 == client.get("/healthz").status_code

    status.ticked_at -= timedelta(minutes=2)

    assert (503, "the scheduler has not ticked for 120 s") == (
        client.get("/healthz").status_code,
        client.get("/healthz").json()["detail"],
    )


def test_ready_names_a_broken_configuration(client: TestClient, status: Status) -> None:
    """A broken feeds.yaml is told; the service stays ready on the last good one."""
    status.config_error = "feeds.yaml:3: feeds.a: unknown key"

    assert {"status": "ready", "config_error": "feeds.yaml:3: feeds.a: unknown key"} == client.get("/readyz").json()
    assert "unknown key" in client.get("/").text


def test_metrics(client: TestClient) -> None:
    """Prometheus reads the counts of the store."""
    lines = client.get("/metrics").text.splitlines()

    assert "aggregator_articles 7.0" in lines
    assert "aggregator_duplicates 1.0" in lines
    assert "aggregator_pending 0.0" in lines


def test_articles_in_pages(client: TestClient) -> None:
    """Pages of any size join to the same list, newest first."""
    whole = [article["id"] for article in client.get("/v1/articles").json()["articles"]]
    paged: list[str] = []
    after: str | None = None
    for _ in range(len(whole)):
        page = client.get("/v1/articles", params={"limit": 3} | ({"after": after} if after else {})).json()
        paged += [article["id"] for article in page["articles"]]
        after = page["next"]
        if after is None:
            break

    assert 7 == len(whole)
    assert whole == paged


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"feed": "notes"}, 2),
        ({"feed": ["notes", "wire"]}, 5),
        ({"originals": "true"}, 6),
        ({"agency": "Reuters"}, 2),
        ({"author": "Maeve O'Connor"}, 1),
        ({"category": "Fisheries"}, 1),
        ({"language": "en"}, 7),
        ({"since": "2026-03-02T10:00:00Z", "until": "2026-03-02T12:00:00Z"}, 1),
        ({"q": "herring"}, 1),
        ({"feed": "none"}, 0),
    ],
)
def test_articles_are_filtered(client: TestClient, params: dict[str, str], expected: int) -> None:
    """Each filter narrows the list."""
    assert expected == len(client.get("/v1/articles", params=params).json()["articles"])


def test_article_with_its_copies(client: TestClient) -> None:
    """The wire's article names both feeds that carried it, and its copy by rule and score."""
    copies = [a for a in client.get("/v1/articles").json()["articles"] if a["duplicate_of"]]
    original = client.get(f"/v1/articles/{copies[0]['duplicate_of']}").json()

    assert ["gazette"] == [copy["feed"] for copy in copies]
    assert "wire" == original["article"]["feed"]
    assert {"wire", "gazette"} == {sighting["feed"] for sighting in original["sources"]}
    assert copies[0]["id"] == original["duplicates"][0]["member"]


def test_changes_are_replayed_from_a_cursor(client: TestClient) -> None:
    """The change feed goes on where the cursor stands, without gaps."""
    first = client.get("/v1/changes", params={"limit": 3}).json()
    rest = client.get("/v1/changes", params={"after": first["next"]}).json()
    seqs = [change["seq"] for change in first["changes"] + rest["changes"]]

    assert list(range(1, len(seqs) + 1)) == seqs
    assert [] == client.get("/v1/changes", params={"after": rest["next"]}).json()["changes"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/changes?after=other.3", 409),
        ("/v1/changes?after=3", 400),
        ("/v1/changes?after=x", 400),
        ("/v1/changes?limit=0", 422),
        ("/v1/articles?limit=1001", 422),
        ("/v1/articles?since=yesterday", 422),
        ("/v1/articles?since=2026-01-01T00:00:00", 422),
        ("/v1/articles?q=%22%27%20OR%201%3D1%20--%20%25_%5C", 200),
        ("/v1/articles?q=%00", 200),
        ("/v1/articles?after=nobody", 400),
        ("/v1/articles/nobody", 404),
        ("/v1/feeds/nobody", 404),
        ("/nowhere", 404),
    ],
)
def test_bad_input_is_a_sentence(client: TestClient, path: str, expected: int) -> None:
    """Whatever is asked, the answer is what was meant or a problem document with a sentence, never a 500."""
    got = client.get(path)

    assert expected == got.status_code
    if expected >= 400:
        assert "application/problem+json" == got.headers["content-type"]
        problem = got.json()
        assert {"type", "title", "status", "detail", "instance"} == set(problem)
        assert (expected, got.request.url.path) == (problem["status"], problem["instance"])
        assert problem["detail"]


def test_feed_with_its_polls(client: TestClient) -> None:
    """A feed is told with its state and last polls."""
    got = client.get("/v1/feeds/wire").json()

    assert ("wire", 3) == (got["feed"]["feed"], got["feed"]["articles"])
    assert ["new"] == [poll["code"] for poll in got["polls"]]


def test_hostile_text_stays_text(tmp_path: Path, status: Status) -> None:
    """Markup in titles and names is shown, not run."""
    document = (
        b"<rss version='2.0'><channel><title>&lt;script&gt;f()&lt;/script&gt;</title><item><guid>1</guid>"
        b"<title>a &amp;lt;img src=x onerror=f()&amp;gt; b</title><link>javascript:f()</link></item></channel></rss>"
    )
    config = configuration.load("service: {workers: 1}\nfeeds: {evil: 'http://evil.example/'}\n")
    opened = open_store(f"sqlite:///{tmp_path}/a.db")
    reconcile(opened, config)

    async def work() -> None:
        async with Crawler(config, opened, user_agent="test", owner="test") as crawler:
            await crawler.ingest(config.feeds[0], document)

    asyncio.run(work())
    with TestClient(create_app(opened, status, Metrics())) as client:
        page = client.get("/").text
    opened.close()

    assert "<script" not in page
    assert "<img" not in page
    assert "javascript:" not in page
