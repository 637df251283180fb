"""Reading articles, and the SQL views that other programs read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any

import orjson
import pytest
from stored import (
    DAY,
    HOUR,
    NOW,
    SECOND,
    StorePlace,
    article,
    configure,
    entry,
    outcome,
    publish,
    revised,
    spec,
    stored,
)

from aggregator.errors import UsageError
from aggregator.model import ArticleQuery, Author, Category, Duplicate, FailureKind, FeedState
from storage import Store


@pytest.fixture
def store(place: StorePlace) -> Store:
    """A store that knows two feeds, and searches texts too."""
    opened = place.open(search="text")
    configure(opened, spec(), spec("times"))
    return opened


def ids(store: Store, **query: Any) -> list[str]:
    """The ids of the articles that a query finds."""
    return [one.id for one in store.articles(ArticleQuery(**query))]


def test_newest_first(store: Store) -> None:
    """Articles come by their effective time, newest first; at one moment the later stored first."""
    times = {"old": NOW - DAY, "new": NOW, "same": NOW}
    stored(store, *(entry(article(guid, effective_at=at)) for guid, at in times.items()))

    assert ["herald-same", "herald-new", "herald-old"] == ids(store)


CONDITIONS = (
    ("feeds", {"feeds": ("times",)}),
    ("several feeds", {"feeds": ("times", "nobody")}),
    ("since", {"since": NOW}),
    ("until", {"until": NOW + SECOND, "since": NOW}),
    ("language", {"language": "EN"}),
    ("category label", {"category": "WORLD"}),
    ("category term", {"category": "w1"}),
    ("author", {"author": "ann writer"}),
    ("agency", {"agency": "reuters"}),
    ("domain", {"domain": "News.Times.example"}),
    ("domain above", {"domain": "times.example"}),
    ("published", {"published_since": NOW - HOUR, "published_until": NOW}),
    ("first seen", {"first_seen_since": NOW + HOUR, "first_seen_until": NOW + DAY}),
    ("word of the title", {"text": "HEADLINE"}),
    ("word of the summary", {"text": "brief"}),
    ("word of the text", {"text": "body"}),
    ("words of several fields", {"text": "body headline"}),
    ("part of a word, percent", {"text": "100%"}),
    ("quotes", {"text": 'it\'s "c++"'}),
    ("all at once", {"feeds": ("times",), "language": "en", "author": "Ann Writer", "text": "body", "originals": True}),
)


@pytest.mark.parametrize("query", [query for _, query in CONDITIONS], ids=[name for name, _ in CONDITIONS])
def test_conditions(store: Store, query: dict[str, Any]) -> None:
    """Each condition finds the article that meets it and not the other."""
    wanted = article(
        "yes",
        "times",
        title="A headline",
        summary="in brief",
        text='the body, 100% it\'s "c++"',
        language="en-GB",
        authors=(Author(name="Other"), Author(name="Ann Writer")),
        categories=(Category(label="World", term="w1"),),
        agencies=("Reuters",),
        canonical_url="https://news.times.example:8080/xn--bcher-kva.example?a=notimes.example",
        published_at=NOW - HOUR,
        first_seen_at=NOW + HOUR,
    )
    other = {"canonical_url": "https://notimes.example/times.example", "published_at": NOW, "first_seen_at": NOW}
    stored(store, entry(article("no", effective_at=NOW - DAY, language="eng", authors=(Author(name="Ann"),), **other)))
    stored(store, entry(wanted), feed="times")

    assert ["times-yes"] == ids(store, **query)


@pytest.mark.parametrize(
    "query",
    [{"text": "body absent"}, {"category": "Wor"}, {"author": "Writer"}, {"language": "e"}, {"until": NOW}],
    ids=["one word of two", "part of a category", "part of a name", "part of a language", "until is exclusive"],
)
def test_conditions_not_met(store: Store, query: dict[str, Any]) -> None:
    """Names are whole, every word counts, and the end of a span lies outside."""
    given = article(
        "a", text="the body", language="en", authors=(Author(name="Ann Writer"),), categories=(Category(label="World"),)
    )
    stored(store, entry(given))

    assert [] == ids(store, **query)


def test_any_case_in_any_script(store: Store) -> None:
    """Words are found in any case, not in ASCII alone."""
    stored(store, entry(article("a", text="ЖЁЛТЫЙ Ärger", authors=(Author(name="ÉMILE"),))))

    assert ["herald-a"] == ids(store, text="жёлтый äRGER", author="émile")


def test_pages_meet_exactly(store: Store) -> None:
    """Reading page by page gives every article once, in order, also where many share one moment."""
    many = [entry(article(f"{number:03}", effective_at=NOW - (number // 7) * SECOND)) for number in range(450)]
    stored(store, *many)
    whole = ids(store)
    pages: list[str] = []
    page, after = None, None
    while page is None or after:
        page = store.article_lines(ArticleQuery(limit=40, after=after))
        pages += [orjson.loads(line)["id"] for line in page.lines]
        after = page.next

    assert 450 == len(set(whole))
    assert whole == pages


def test_paging_while_articles_come_in(store: Store) -> None:
    """Articles that are published while a reader pages through neither shift nor double what it reads."""
    stored(store, *(entry(article(f"{number:03}", effective_at=NOW - number * SECOND)) for number in range(250)))
    reading = store.articles(ArticleQuery())
    got = [next(reading).id for _ in range(200)]
    stored(store, *(entry(article(f"late {number}", effective_at=NOW + HOUR)) for number in range(30)))
    got += [one.id for one in reading]

    assert [f"herald-{number:03}" for number in range(250)] == got


def test_reading_on_after_a_removed_article(store: Store) -> None:
    """A page's last article may be removed meanwhile; reading on from it still works."""
    stored(store, *(entry(article(guid, effective_at=NOW - DAY * number)) for number, guid in enumerate("abc")))
    after = store.article_lines(ArticleQuery(limit=2)).next
    store.commit(outcome(known=(entry(article("c")).fingerprint, entry(article("a")).fingerprint)))
    store.retain([spec(keep=HOUR)], NOW + DAY, poll_history=DAY)

    assert ["herald-a", "herald-c"] == ids(store)
    assert ["herald-c"] == ids(store, after=after)


NO_PLACES = ("", "nobody", "AAAA", "*" * 22, "A" * 5_000, "é", "f" * 22)


@pytest.mark.parametrize("text", NO_PLACES, ids=range(len(NO_PLACES)))
def test_reading_on_after_nothing(store: Store, text: str) -> None:
    """What is no place in a list is the caller's mistake."""
    with pytest.raises(UsageError, match="no place in a list"):
        ids(store, after=text)


def test_limit(store: Store) -> None:
    """A limit of more than a page is kept exactly."""
    stored(store, *(entry(article(f"{number}")) for number in range(230)))

    assert 215 == len(ids(store, limit=215))
    assert [] == ids(store, limit=0)


def test_unknown_article(store: Store) -> None:
    """What the store does not have is None or empty."""
    assert (None, (), (), ()) == (
        store.article("x"),
        store.revisions("x"),
        store.sources("x"),
        store.duplicates("x"),
    )


def test_stats(store: Store) -> None:
    """Everything is counted, as of the given moment."""
    configure(store, spec(), spec("times"), spec("off", enabled=False))
    failing = FeedState(due_at=NOW + HOUR, failures=2, last_failure=FailureKind.DNS, overflows=3)
    stored(store, entry(article("a")))
    store.commit(outcome(entry(article("b", "times")), feed="times", state=failing))
    publish(store, Duplicate(of="herald-a", method="m", score=1.0))
    store.commit(outcome(revised(article("a"), title="new"), state=FeedState(due_at=NOW - HOUR)))
    got = store.stats(NOW)

    assert got.size is not None
    assert got.size > 10_000
    assert int is type(got.overflows)
    counted = replace(got, size=None)
    expected = {
        "feeds": 3,
        "enabled": 2,
        "failing": 1,
        "due": 1,
        "articles": 2,
        "originals": 1,
        "duplicates": 1,
        "revisions": 1,
        "changes": 3,
        "overflows": 3,
        "oldest_due_at": NOW - HOUR,
        "pending": 1,
        "size": None,
    }
    assert expected == {name: getattr(counted, name) for name in expected}


# The views

COLUMNS = {
    "v1_article": {"id": "herald-a", "feed": "herald", "duplicate_of": None, "revision": 2, "last_seen_at": None},
    "v1_content": {"article": "herald-a", "text": "text of a", "html": None, "summary": None},
    "v1_author": {"article": "herald-a", "position": 1, "name": "Ann", "email": "a@b.example", "role": None},
    "v1_category": {"article": "herald-a", "position": 1, "label": "World", "term": None, "scheme": None},
    "v1_duplicate": {"member": "times-a", "original": "herald-a", "method": "m", "score": 0.5, "role": "syndicated"},
    "v1_group": {"article": "times-a", "original": "herald-a", "role": "syndicated", "day": "2024-05-06"},
    "v1_revision": {"article": "herald-a", "revision": 2, "kind": "edit"},
    "v1_source": {"article": "herald-a", "feed": "herald", "entry": "herald-a"},
    "v1_feed": {"feed": "herald", "status": "enabled", "host": "herald.example", "failures": 0},
    "v1_change": {"seq": 1, "kind": "article.created", "article": "herald-a", "feed": "herald"},
}


def fill(store: Store) -> None:
    """Put one row into every view."""
    a = article("a", authors=(Author(name="Ann", email="a@b.example"),), categories=(Category(label="World"),))
    stored(store, entry(a))
    store.commit(outcome(entry(article("a", "times")), feed="times"))
    publish(store, Duplicate(of="herald-a", method="m", score=0.5))
    stored(store, revised(a, title="new"))


def rows(place: StorePlace, view: str) -> list[dict[str, Any]]:
    """Read a view with the database's plain driver."""
    if place.dialect == "sqlite":
        with closing(sqlite3.connect(place.path)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(f"SELECT * FROM {view}")]
    import psycopg
    from psycopg.rows import dict_row

    with psycopg.connect(place.url) as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(f"SELECT * FROM {view}").fetchall()


@pytest.mark.parametrize("view", COLUMNS)
def test_views_answer(store: Store, place: StorePlace, view: str) -> None:
    """Every view answers the database's plain driver, beside an open store."""
    fill(store)
    expected = {name: value for name, value in COLUMNS[view].items() if name != "last_seen_at"}

    assert expected in [{name: row[name] for name in expected} for row in rows(place, view)]


def test_views_show_published_articles_only(store: Store, place: StorePlace) -> None:
    """What waits to be published is in no view."""
    store.commit(outcome(entry(article("a", authors=(Author(name="Ann"),), categories=(Category(label="World"),)))))

    assert [] == [row for view in COLUMNS if view != "v1_feed" for row in rows(place, view)]


def test_view_of_sources_joins_copies(store: Store, place: StorePlace) -> None:
    """The sources of an original include the feeds of its copies."""
    fill(store)

    got = {(row["article"], row["feed"], row["entry"]) for row in rows(place, "v1_source")}
    assert {("herald-a", "herald", "herald-a"), ("herald-a", "times", "times-a")} == got


def test_times_in_sqlite_are_text_that_sorts(sqlite_place: StorePlace) -> None:
    """Times read by other programs are RFC 3339 in UTC, fixed width."""
    opened = sqlite_place.open()
    configure(opened, spec(), spec("times"))
    fill(opened)

    assert {"2024-05-06T07:08:09.000Z"} == {row["first_seen_at"] for row in rows(sqlite_place, "v1_article")}
