"""Groups of copies: who is the original, how that moves, and that every change of standing is told."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from stored import (
    DAY,
    NOW,
    ORIGINAL,
    StorePlace,
    article,
    configure,
    entry,
    outcome,
    revised,
    spec,
)

from aggregator.model import Duplicate, DuplicateVerdict
from storage import Store

FEEDS = ("herald", "times", "post", "echo")
LATER = NOW + DAY


@pytest.fixture
def store(place: StorePlace) -> Store:
    """A store that knows four feeds."""
    opened = place.open()
    configure(opened, *(spec(feed) for feed in FEEDS))
    return opened


def copy_of(uid: str, **fields: object) -> Duplicate:
    """A verdict."""
    return Duplicate(**{"of": uid, "method": "same_text", "score": 0.75, **fields})  # type: ignore[arg-type]


def put(store: Store, verdict: DuplicateVerdict, original: str | None = None) -> None:
    """Publish the one article that waits."""
    with store.publishing() as publication:
        (pending,) = publication.pending()
        publication.publish(pending, verdict, original=original)


def carried(store: Store, feed: str, verdict: DuplicateVerdict = ORIGINAL, original: str | None = None) -> str:
    """Publish one article of *feed*; return its id."""
    store.commit(outcome(entry(article("a", feed)), feed=feed))
    put(store, verdict, original)
    return f"{feed}-a"


def rewritten(store: Store, feed: str, verdict: DuplicateVerdict, original: str | None = None) -> None:
    """Publish a revision of *feed*'s article."""
    store.commit(outcome(revised(article("a", feed), title="new"), feed=feed, at=LATER))
    put(store, verdict, original)


def copies(store: Store) -> dict[str, str]:
    """Every copy and its original."""
    found = {f"{feed}-a": store.article(f"{feed}-a") for feed in FEEDS}
    return {uid: one.duplicate_of for uid, one in found.items() if one and one.duplicate_of}


def told(store: Store, after: int = 0) -> list[tuple[str, str]]:
    """The change log from a seq on."""
    return [(change.kind.removeprefix("article."), change.article_id) for change in store.changes(after, limit=99)]


def test_newcomer_that_is_the_original(store: Store) -> None:
    """A copy that comes after but is the original takes over the group: every member points to it and is told of."""
    carried(store, "herald")
    carried(store, "times", copy_of("herald-a"))
    seq = len(told(store))
    carried(store, "post", copy_of("times-a"), original="post-a")

    assert {"herald-a": "post-a", "times-a": "post-a"} == copies(store)
    assert [
        ("created", "post-a"),
        ("original", "post-a"),
        ("duplicate", "herald-a"),
        ("duplicate", "times-a"),
    ] == told(store, seq)


def test_copy_that_becomes_the_original(store: Store) -> None:
    """A revision may make a copy the original of its own group."""
    carried(store, "herald")
    carried(store, "times", copy_of("herald-a"))
    carried(store, "post", copy_of("herald-a"))
    seq = len(told(store))
    rewritten(store, "times", copy_of("herald-a"), original="times-a")

    assert {"herald-a": "times-a", "post-a": "times-a"} == copies(store)
    assert [("revised", "times-a"), ("original", "times-a"), ("duplicate", "herald-a"), ("duplicate", "post-a")] == (
        told(store, seq)
    )


def test_revised_copy_that_stays_one(store: Store) -> None:
    """A revision that leaves a copy where it is changes no standing, but the role and the measures that are kept."""
    carried(store, "herald")
    carried(store, "times", copy_of("herald-a"))
    seq = len(told(store))
    rewritten(store, "times", copy_of("herald-a", score=0.5, role="revised copy"))
    (record,) = store.duplicates("times-a")

    assert [("revised", "times-a")] == told(store, seq)
    assert (0.5, "revised copy") == (record.score, record.role)


def test_copy_of_another(store: Store) -> None:
    """A revision may make a copy one of another original."""
    carried(store, "herald")
    carried(store, "post")
    carried(store, "times", copy_of("herald-a"))
    seq = len(told(store))
    rewritten(store, "times", copy_of("post-a"))

    assert {"times-a": "post-a"} == copies(store)
    assert [("revised", "times-a"), ("duplicate", "times-a")] == told(store, seq)


def test_groups_meet(store: Store) -> None:
    """When an original turns out to be a copy its own copies are copies of the other original, and are told of."""
    carried(store, "herald")
    carried(store, "times")
    carried(store, "post", copy_of("times-a"))
    seq = len(told(store))
    rewritten(store, "times", copy_of("herald-a"))

    assert {"times-a": "herald-a", "post-a": "herald-a"} == copies(store)
    assert [("revised", "times-a"), ("duplicate", "times-a"), ("duplicate", "post-a")] == told(store, seq)


def test_rewritten_original(store: Store) -> None:
    """An original that no longer resembles its copies leaves them; one of them is their original from then on."""
    carried(store, "herald")
    for feed in ("times", "post"):
        carried(store, feed, copy_of("herald-a"))
    seq = len(told(store))
    rewritten(store, "herald", ORIGINAL, original="post-a")

    assert {"times-a": "post-a"} == copies(store)
    assert [("revised", "herald-a"), ("original", "post-a"), ("duplicate", "times-a")] == told(store, seq)


def test_contest(store: Store) -> None:
    """Who is the original is asked of the newcomer and the original of the group, not of the copy it resembles."""
    carried(store, "herald")
    carried(store, "times", copy_of("herald-a"))
    store.commit(outcome(entry(article("a", "post")), feed="post"))

    with store.publishing() as publication:
        (pending,) = publication.pending()
        contest = publication.contest(pending, copy_of("times-a"))

    assert contest is not None
    assert ("post-a", "herald-a") == (contest.challenger.article_id, contest.original.article_id)
    assert ("https://post.example/feed", NOW) == (contest.challenger.feed_url, contest.challenger.first_seen_at)


# ---------------------------------------------------------------------------------------------
# Questions that readers ask
# ---------------------------------------------------------------------------------------------

DOCS = Path(__file__).parent.parent / "docs" / "duplicates.md"
CARRIED, UNIQUE = re.findall(r"```sql\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)


def asked(place: StorePlace, query: str) -> list[tuple[object, ...]]:
    """What the database's plain driver answers."""
    if place.dialect == "sqlite":
        with closing(sqlite3.connect(place.path)) as connection:
            return connection.execute(query).fetchall()
    import psycopg

    with psycopg.connect(place.url) as connection:
        return connection.execute(query).fetchall()


def test_who_carried_a_piece(store: Store, place: StorePlace) -> None:
    """One query tells who carried which piece of AP, also where only a copy names the agency."""
    carried(store, "herald")
    store.commit(outcome(entry(article("a", "times", agencies=("AP", "AFP"))), feed="times"))
    put(store, copy_of("herald-a", role="revised copy"))
    store.commit(outcome(entry(article("a", "post", agencies=("Reuters",))), feed="post"))
    put(store, ORIGINAL)
    carried(store, "echo", copy_of("herald-a"))

    assert [
        ("herald-a", "echo", "syndicated"),
        ("herald-a", "herald", "original"),
        ("herald-a", "times", "revised copy"),
    ] == sorted((row[0], row[1], row[3]) for row in asked(place, CARRIED))


def test_unique_pieces_per_day(store: Store, place: StorePlace) -> None:
    """One query counts the pieces of each day, copies left out."""
    for feed, at in (("herald", NOW), ("times", NOW), ("post", NOW + DAY), ("echo", NOW + DAY)):
        store.commit(outcome(entry(article("a", feed, effective_at=at, first_seen_at=at)), feed=feed))
        put(store, copy_of("post-a") if feed == "echo" else ORIGINAL)

    assert [("2024-05-06", 2), ("2024-05-07", 1)] == [tuple(row) for row in asked(place, UNIQUE)]
