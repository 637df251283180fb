"""feeds.yaml: what it says, which layer holds, and the files beside it."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from aggregator import config
from aggregator.config import shape, yaml_tree
from aggregator.model import (
    Article,
    BasicAuth,
    Config,
    DuplicateMode,
    FeedRepairs,
    FeedSpec,
    FutureDates,
    Header,
    Settings,
)

ROOT = Path(__file__).parent.parent
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(params=["libyaml", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test under both parsers: PyYAML's own stands in where libyaml is missing."""
    if request.param == "python":
        monkeypatch.setattr(yaml_tree, "LOADER", yaml.SafeLoader)
    elif not hasattr(yaml, "CSafeLoader"):
        pytest.skip("this PyYAML came without libyaml")


def one(settings: str, **env: str) -> FeedSpec:
    """The feed `a` with *settings* in flow style."""
    (feed,) = config.load(f"feeds: {{a: {{url: 'https://a.test/feed', {settings}}}}}", env=env).feeds
    return feed


# What the file says ------------------------------------------------------------------------------


@pytest.mark.usefixtures("parser")
def test_short_form() -> None:
    """A feed is an id and a URL; all else is the service's default."""
    expected = FeedSpec(id="bbc", url="https://feeds.bbci.co.uk/news/rss.xml", host="bbci.co.uk")

    assert Config(feeds=(expected,)) == config.load("feeds:\n  bbc: https://feeds.bbci.co.uk/news/rss.xml\n")


@pytest.mark.usefixtures("parser")
def test_long_form() -> None:
    """Every key of a feed arrives in the model."""
    text = """
feeds:
  a:
    {url: http://a.test/f, title: A, enabled: false, every: 15m, at_most: 6h, full_every: 1d, timezone: Europe/Paris,
     language: PT-br, categories: [x, y, x], user_agent: me/1, headers: {X-Key: "${KEY}-$${KEY}"},
     auth: {username: u, password: "${KEY}"}, duplicates: off, host: shared, host_delay: 500ms, host_connections: 2,
     timeout: 1m30s, max_bytes: 512kB, keep: 2w, keep_entries: 10,
     repairs: {ignore: [authors], title_type: html, future_dates: ignore_date, xml_base: http://a.test/}}
"""
    expected = FeedSpec(
        id="a",
        url="http://a.test/f",
        title="A",
        enabled=False,
        every=15 * MINUTE,
        at_most=6 * HOUR,
        full_every=DAY,
        timezone="Europe/Paris",
        language="pt-BR",
        categories=("x", "y"),
        user_agent="me/1",
        headers=(Header(name="X-Key", value="s3-${KEY}"),),
        auth=BasicAuth(username="u", password="s3"),
        repairs=FeedRepairs(
            ignore=("authors",), title_type="html", future_dates=FutureDates.IGNORE_DATE, xml_base="http://a.test/"
        ),
        duplicates=DuplicateMode.OFF,
        host="shared",
        host_delay=timedelta(milliseconds=500),
        host_connections=2,
        timeout=90 * timedelta(seconds=1),
        max_bytes=512_000,
        keep=14 * DAY,
        keep_entries=10,
    )

    assert (expected,) == config.load(text, env={"KEY": "s3"}).feeds


def test_service() -> None:
    """The service block gives the settings."""
    text = """
service:
  {store: "postgresql://u:${PW}@db/x", listen: "[::1]:80", contact: me@a.test, allow_addresses: [10.0.0.0/8, "::1"],
   connections: 8, workers: 1, log: json, poll_history: 7d,
   change_history: 90d, cors: ["https://App.test:443/", "http://b.test:81"], search: text, url: "https://news.test/"}
feeds:
"""
    expected = Settings(
        store="postgresql://u:s3@db/x",
        listen="[::1]:80",
        contact="me@a.test",
        allow_addresses=("10.0.0.0/8", "::1/128"),
        connections=8,
        workers=1,
        log="json",
        poll_history=7 * DAY,
        change_history=90 * DAY,
        cors=("https://app.test", "http://b.test:81"),
        search="text",
        url="https://news.test/",
    )

    assert Config(feeds=(), settings=expected) == config.load(text, env={"PW": "s3"})


LAYERS = """
defaults: {every: 2h, language: en, categories: [all], headers: {X-A: "1", X-B: "1"}, repairs: {title_type: html}}
groups:
  News:
    {every: 30m, categories: [news], headers: {x-b: "2"}, repairs: {name_type: text}, feeds: {
      plain: https://a.test, own: {url: https://b.test, every: 5m, language: null, repairs: {title_type: text}}}}
feeds: {alone: https://c.test}
"""


def test_nearest_layer_wins() -> None:
    """Service default, defaults, group, feed: the nearest wins; lists are replaced."""
    found = {feed.id: feed for feed in config.load(LAYERS).feeds}

    assert [30 * MINUTE, 5 * MINUTE, 2 * HOUR] == [found[name].every for name in ("plain", "own", "alone")]
    assert ["en", None, "en"] == [found[name].language for name in ("plain", "own", "alone")]
    assert [("news",), ("news",), ("all",)] == [found[name].categories for name in ("plain", "own", "alone")]
    assert ["News", "News", None] == [found[name].group for name in ("plain", "own", "alone")]


def test_headers_and_repairs_are_merged() -> None:
    """Headers are merged by name in any case, repairs by key."""
    found = {feed.id: feed for feed in config.load(LAYERS).feeds}

    assert (Header(name="X-A", value="1"), Header(name="x-b", value="2")) == found["plain"].headers
    assert FeedRepairs(title_type="text", name_type="text") == found["own"].repairs


def test_feeds_are_in_file_order() -> None:
    """Feeds come in the order of the file, wherever groups stand."""
    text = "feeds:\n  c: https://c.test\ngroups:\n  g:\n    feeds:\n      b: https://b.test\n      a: https://a.test\n"

    assert ["c", "b", "a"] == [feed.id for feed in config.load(text).feeds]


def test_longer_every_lifts_at_most() -> None:
    """Who asks for a longer interval than the default's longest gets it."""
    assert (7 * DAY, 7 * DAY) == (one("every: 7d").every, one("every: 7d").at_most)


@pytest.mark.usefixtures("parser")
def test_keys_are_text() -> None:
    """A feed may be called no, 1 or null: keys are always text."""
    text = "feeds: {no: 'https://a.test', 1: 'https://b.test', null: 'https://c.test'}"

    assert ["no", "1", "null"] == [feed.id for feed in config.load(text).feeds]


@pytest.mark.usefixtures("parser")
def test_merge_keys() -> None:
    """`<<` gives the keys that a mapping has not itself; of several sources the first wins."""
    text = """
feeds:
  a: &a {url: https://a.test, every: 2h, language: de}
  b: &b {url: https://b.test, every: 3h, timeout: 5s}
  c: {<<: [*a, *b], url: https://c.test, language: fr}
"""
    found = config.load(text).feeds[2]

    assert ("https://c.test", 2 * HOUR, "fr", timedelta(seconds=5)) == (
        found.url,
        found.every,
        found.language,
        found.timeout,
    )


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://feeds.bbci.co.uk/a", "bbci.co.uk"),
        ("https://A.GitHub.io./a", "a.github.io"),
        ("http://127.0.0.1:8080/a", "127.0.0.1"),
        ("http://[2001:db8::1]/a", "2001:db8::1"),
        ("http://localhost:8080/a", "localhost"),
        ("https://www.bücher.example.de/a", "example.de"),
        ("https://bücher.de/a", "xn--bcher-kva.de"),
    ],
)
def test_host_is_the_registrable_domain(url: str, host: str) -> None:
    """Feeds are polled politely per registrable domain; an address or a local name is its own."""
    assert host == config.load(f"feeds: {{a: '{url}'}}").feeds[0].host


def test_politest_holds_for_the_host() -> None:
    """Feeds of one host share the longest delay and the fewest connections."""
    text = """
feeds:
  a: {url: https://x.test/a, host_delay: 5s, host_connections: 4}
  b: {url: https://x.test/b, host_delay: 2s, host_connections: 2}
  c: {url: https://y.test/c, host_connections: 3}
"""
    found = [(feed.host_delay / timedelta(seconds=1), feed.host_connections) for feed in config.load(text).feeds]

    assert [(5, 2), (5, 2), (1, 3)] == found


# The schema and the files beside it --------------------------------------------------------------


def test_published_schema_is_the_code_s() -> None:
    """docs/feeds.schema.json is what the code says."""
    published = json.loads((ROOT / "docs/feeds.schema.json").read_text(encoding="utf-8"))

    assert config.json_schema() == published


def test_schema_knows_every_setting() -> None:
    """Every field of the model that a file can set is a key of the file, and the other way round."""
    assert {field.name for field in fields(FeedSpec)} - {"id", "group"} == set(shape.Feed.__annotations__)
    assert {field.name for field in fields(Settings)} == set(shape.Service.__annotations__)
    assert {field.name for field in fields(FeedRepairs)} == set(shape.Repairs.__annotations__)
    assert set(shape.IGNORABLE) <= {field.name for field in fields(Article)}


def test_starter_file() -> None:
    """The feeds.yaml of the project loads, names its schema, and shows groups, formats and languages."""
    text = (ROOT / "feeds.yaml").read_text(encoding="utf-8")
    feeds = config.load(text).feeds

    assert text.startswith("# yaml-language-server: $schema=docs/feeds.schema.json\n")
    assert 20 <= len(feeds) <= 30
    assert len({feed.language for feed in feeds}) >= 6


def test_documented_example() -> None:
    """The example of docs/feeds.md loads."""
    document = (ROOT / "docs/feeds.md").read_text(encoding="utf-8")
    example = document.split("```yaml\n")[1].split("```")[0]

    assert 3 == len(config.load(example, env={"MEMBERS_PASSWORD": "x"}).feeds)


@pytest.mark.parametrize("model", [shape.Feed, shape.Service, shape.Repairs])
def test_every_key_is_documented(model: type) -> None:
    """docs/feeds.md names every key."""
    document = (ROOT / "docs/feeds.md").read_text(encoding="utf-8")

    assert [] == [key for key in model.__annotations__ if f"`{key}`" not in document]
