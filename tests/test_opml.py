"""OPML in and out, and feeds as the text of a feeds.yaml."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import config
from aggregator.config.hosts import host_key
from aggregator.errors import ConfigError
from aggregator.model import (
    BasicAuth,
    DuplicateMode,
    FeedRepairs,
    FeedSpec,
    FutureDates,
    Header,
)

LIST = """<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.1">
  <head><title>Mine</title></head>
  <body>
    <outline text="Nouvelles &amp; caf\xe9">
      <outline text="Le Caf\xe9" type="rss" xmlUrl="https://cafe.test/rss"/>
      <outline text="Europe" title="Europe">
        <outline text="x" title="Wire  One" xmlURL=" feed://wire.test/rss "/>
      </outline>
      <outline text="Again" xmlUrl="https://CAFE.test:443/rss#top"/>
    </outline>
    <outline text="Wire one" xmlUrl="https://two.test/rss" type="atom"><outline text="no feed"/></outline>
    <outline text="\u041b\u0435\u043d\u0442\u0430" xmlUrl="https://www.lenta.test/rss"/>
    <outline text="A link" type="link" url="https://link.test"/>
  </body>
</opml>""".encode("utf-8").replace(b"ISO-8859-1", b"UTF-8")


def test_outlines_become_feeds() -> None:
    """Outlines with an xmlUrl are feeds, those around them groups; ids come of titles, a URL is taken once."""
    expected = [
        ("le-cafe", "https://cafe.test/rss", "Le Café", "Nouvelles & café"),
        ("wire-one", "http://wire.test/rss", "Wire One", "Nouvelles & café / Europe"),
        ("wire-one-2", "https://two.test/rss", "Wire one", None),
        ("lenta.test", "https://www.lenta.test/rss", "Лента", None),
    ]

    assert expected == [(feed.id, feed.url, feed.title, feed.group) for feed in config.from_opml(LIST)]


def test_an_imported_list_loads() -> None:
    """What is imported, written as feeds.yaml and loaded is the same feeds."""
    feeds = config.from_opml(LIST)

    assert by_id(feeds) == by_id(config.load(config.feeds_yaml(feeds)).feeds)


def test_opml_document() -> None:
    """OPML 2.0, with feeds inside their groups, and without credentials."""
    feeds = (
        FeedSpec(id="a", url="https://a.test/?x=1&y=2", title="A & B", group="News"),
        FeedSpec(id="b", url="https://b.test", auth=BasicAuth(username="u", password="hush")),
    )
    expected = """<?xml version='1.0' encoding='utf-8'?>
<opml version="2.0">
  <head>
    <title>Feeds</title>
  </head>
  <body>
    <outline text="News">
      <outline type="rss" text="A &amp; B" title="A &amp; B" xmlUrl="https://a.test/?x=1&amp;y=2" />
    </outline>
    <outline type="rss" text="b" xmlUrl="https://b.test" />
  </body>
</opml>
"""

    assert expected.encode() == config.opml(feeds)


PAIRS = zip(b"abcdefgh", b"bcdefghi", strict=True)
BOMB = (
    b'<!DOCTYPE opml [<!ENTITY a "xxxxxxxxxx">'
    + b"".join(b'<!ENTITY %c "%s">' % (name, b"&%c;" % before * 10) for before, name in PAIRS)
    + b']><opml><body><outline text="&i;" xmlUrl="https://a.test"/></body></opml>'
)
BROKEN = [
    (b"", 1, "no well-formed XML: no element found"),
    (b"feeds:\n  a: b", 1, "no well-formed XML"),
    (b"<opml>\n<body>\n<outline></body>", 3, "no well-formed XML: mismatched tag"),
    (b"<html><body/></html>", 1, "no OPML: the document is <html>"),
    (b'<?xml version="1.0" encoding="klingon"?><opml/>', 1, "no well-formed XML"),
    (b'<?xml version="1.0" encoding="utf-8"?><opml>\xff</opml>', 1, "no well-formed XML"),
    (b"<opml>" + b"<outline>" * 100_000, 1, "outlines nest more than 50 deep"),
    (BOMB, 1, "the document declares entities"),
    (b'<!DOCTYPE o [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml>&a;</opml>', 1, "the document declares entities"),
    (b'<opml>\n<outline text="A" xmlUrl="ftp://a.test"/></opml>', 2, "an http or https URL expected"),
    (b'<opml>\n<outline text="A" xmlUrl="http://u:p@a.test"/></opml>', 2, "a URL must not hold credentials"),
]


@pytest.mark.parametrize(("document", "line", "message"), BROKEN)
def test_broken_lists(document: bytes, line: int, message: str) -> None:
    """A document that is no OPML, or made to do harm, is a complaint with its line."""
    with pytest.raises(ConfigError) as caught:
        config.from_opml(document)

    assert ("opml", line) == (caught.value.problems[0].path, caught.value.problems[0].line)
    assert message in caught.value.problems[0].message


def test_every_bad_url_is_told() -> None:
    """All feeds of a list that cannot be polled are told at once, by their titles."""
    with pytest.raises(ConfigError) as caught:
        config.from_opml(b'<opml><outline text="A" xmlUrl="x"/><outline text="B" xmlUrl="y"/></opml>')

    assert ["A", "B"] == [problem.key for problem in caught.value.problems]


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list beyond the limit is not read."""
    monkeypatch.setattr("aggregator.config.outlines.MAX_BYTES", 10)
    with pytest.raises(ConfigError, match="larger than 10 bytes"):
        config.from_opml(LIST)


@given(st.binary(max_size=60) | st.binary(max_size=60).map(lambda body: b"<opml><body>" + body + b"</body></opml>"))
def test_any_bytes_are_feeds_or_complaints(document: bytes) -> None:
    """Whatever the bytes: feeds, or complaints; nothing else."""
    try:
        assert isinstance(config.from_opml(document), tuple)
    except ConfigError as error:
        assert error.problems


# Round trips -------------------------------------------------------------------------------------


def by_id(feeds: tuple[FeedSpec, ...]) -> dict[str, FeedSpec]:
    return {feed.id: feed for feed in feeds}


VISIBLE = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufffe\uffff")
TRAPS = st.sampled_from(
    [
        "no",
        "1:30",
        "012",
        "1e3",
        "2024-01-01",
        "null",
        "~",
        "<<",
        "=",
        "${A}",
        "$${A}",
        "a: b",
        "# x",
        "'",
        "-",
        "[",
        "*a",
    ]
)
NAMES = (st.text(VISIBLE, min_size=1, max_size=12) | TRAPS).map(lambda name: " ".join(name.split())).filter(bool)
ASCII = (st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=9) | TRAPS).filter(str.strip)
USERS = ASCII.map(lambda name: name.replace(":", "")).filter(str.strip)
SECONDS = st.integers(1, 86_400).map(lambda seconds: timedelta(seconds=seconds))
TEXT_TYPES = st.sampled_from([None, "text", "html"])


def repairs() -> st.SearchStrategy[FeedRepairs]:
    return st.builds(
        FeedRepairs,
        ignore=st.lists(st.sampled_from(["title", "authors", "geo"]), unique=True).map(tuple),
        title_type=TEXT_TYPES,
        future_dates=st.sampled_from(FutureDates),
        xml_base=st.sampled_from([None, "https://base.test/x"]),
    )


def feed(number: int) -> st.SearchStrategy[FeedSpec]:
    """Any feed that a feeds.yaml can describe, on a host of its own."""
    headers = st.builds(Header, name=st.just("X-Key"), value=ASCII.map(str.strip))
    return st.builds(
        FeedSpec,
        id=st.sampled_from(["no", "1e3", "012", "a.b-c_d"]).map(lambda stem: f"{stem}{number}"),
        url=st.sampled_from(["", "/x?a=1&b=%20", ":8080/#f"]).map(lambda path: f"https://host{number}.test{path}"),
        title=st.none() | NAMES,
        group=st.none() | NAMES,
        enabled=st.booleans(),
        every=SECONDS,
        at_most=SECONDS.map(lambda span: span + timedelta(days=1)),
        full_every=st.none() | SECONDS,
        timezone=st.sampled_from([None, "Europe/Berlin", "UTC"]),
        language=st.sampled_from([None, "no", "zh-Hant-TW"]),
        categories=st.lists(NAMES, unique=True, max_size=3).map(tuple),
        user_agent=st.none() | ASCII.map(str.strip),
        headers=st.just(()) | headers.map(lambda header: (header,)),
        auth=st.none() | st.builds(BasicAuth, username=USERS, password=ASCII),
        repairs=repairs(),
        duplicates=st.sampled_from(DuplicateMode),
        host=st.sampled_from(["", "1e3", "shared"]).map(lambda host: host and f"{host}-{number}"),
        host_delay=st.just(timedelta()) | SECONDS,
        host_connections=st.integers(1, 16),
        timeout=SECONDS,
        max_bytes=st.integers(1, 10**9),
        keep=st.none() | SECONDS,
        keep_entries=st.none() | st.integers(1, 10**9),
    ).map(lambda found: replace(found, host=found.host or host_key(found.url)))


FEEDS: Any = st.integers(0, 3).flatmap(lambda count: st.tuples(*(feed(number) for number in range(count))))


@given(FEEDS)
def test_feeds_yaml_round_trip(feeds: tuple[FeedSpec, ...]) -> None:
    """Feeds written as feeds.yaml and loaded are the same feeds, traps and all."""
    assert by_id(feeds) == by_id(config.load(config.feeds_yaml(feeds)).feeds)


@given(FEEDS)
def test_opml_round_trip(feeds: tuple[FeedSpec, ...]) -> None:
    """URL, group and name of feeds survive OPML, in any order of groups."""
    found = config.from_opml(config.opml(feeds))

    assert {(feed.url, feed.group, feed.title or feed.id) for feed in feeds} == {
        (feed.url, feed.group, feed.title) for feed in found
    }


def test_short_form_where_the_url_is_all() -> None:
    """A feed with nothing but a URL is written in the short form, and the file names its schema."""
    expected = "# yaml-language-server: $schema=docs/feeds.schema.json\nfeeds:\n  a: https://a.test/f\n"

    assert expected == config.feeds_yaml([FeedSpec(id="a", url="https://a.test/f", host="a.test")])


def test_no_feeds() -> None:
    """No feeds are a file that loads, and a list that loads."""
    assert () == config.load(config.feeds_yaml([])).feeds
    assert () == config.from_opml(config.opml([]))
