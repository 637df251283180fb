"""Kept entries: read with what they were made from, written back as revisions that no poll brought."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from stored import (
    DAY,
    HOUR,
    NOW,
    StorePlace,
    article,
    configure,
    digest,
    entry,
    outcome,
    publish,
    revised,
    spec,
    stored,
)

from aggregator.model import (
    Article,
    Duplicate,
    FeedContext,
    FeedRepairs,
    KeptEntry,
    RawEntry,
    RawPerson,
    RawText,
    Revision,
    StoredEntry,
)
from storage import Store, kept

LATER = NOW + 40 * DAY
CONTEXT = FeedContext(
    feed="herald",
    url="https://herald.example/feed",
    title="The Herald",
    language="en",
    authors=(RawPerson(element="atom:author", name="Ann", email="ann@herald.example"),),
    rights=(RawText(element="copyright", value="© Herald\0"),),
    base="https://herald.example/",
    timezone="Europe/London",
    categories=("news",),
    repairs=FeedRepairs(ignore=("summary",)),
)


@pytest.fixture
def store(place: StorePlace) -> Store:
    """A store that knows two feeds."""
    opened = place.open()
    configure(opened, spec("herald"), spec("times"))
    return opened


def remade(of: Article, **moved: object) -> StoredEntry:
    """The revision that other rules make of *of*."""
    after = replace(of, revision=of.revision + 1, **moved)  # type: ignore[arg-type]
    return entry(after, Revision(of=of.id, changed=tuple(moved), kind="renormalized"))


def kept_entry(store: Store, uid: str) -> KeptEntry:
    found = store.kept(uid)
    assert found is not None
    return found


def test_kept_entry_is_whole(store: Store) -> None:
    """An article comes with its raw entry, what that inherited, and when its poll began."""
    raw = RawEntry(position=3, titles=(RawText(element="title", value="T", type="html"),), language="de")
    at = NOW - timedelta(seconds=7)
    given = article("a", first_seen_at=at, last_seen_at=at, effective_at=at)
    stored(store, entry(given, raw=raw, context=CONTEXT))

    assert KeptEntry(article=store.article("herald-a"), raw=raw, context=CONTEXT, at=at) == store.kept("herald-a")  # type: ignore[arg-type]
    assert raw == store.raw("herald-a")


def test_nothing_is_kept_of_what_is_not_there(store: Store) -> None:
    """An unknown or unpublished article has no kept entry."""
    store.commit(outcome(entry(article("a"))))

    assert (None, None) == (store.kept("herald-a"), store.kept("nobody"))
    assert ([], 0) == (list(store.kept_entries()), store.count_kept())


def test_kept_entries_come_in_the_order_of_storing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them, whatever the size of a page; feed and day narrow them down."""
    monkeypatch.setattr(kept, "PAGE", 2)
    for number, feed in enumerate(("times", "herald", "herald", "times", "herald")):
        stored(store, entry(article(str(number), feed, effective_at=NOW - number * HOUR)), feed=feed)

    def ids(**chosen: object) -> list[str]:
        found = [one.article.guid for one in store.kept_entries(**chosen)]  # type: ignore[arg-type]
        assert len(found) == store.count_kept(**chosen)  # type: ignore[arg-type]
        return found

    assert ["0", "1", "2", "3", "4"] == ids()
    assert ["1", "2", "4"] == ids(feeds=("herald",))
    assert ["0", "1", "2"] == ids(since=NOW - 2 * HOUR)


def test_rewriting_is_a_revision_of_its_own_kind(store: Store) -> None:
    """The article moves on, its old values are kept, and downstream is told."""
    stored(store, entry(article("a")))
    before = store.article("herald-a")
    assert before is not None

    assert 1 == store.rewrite([remade(article("a"), title="other", language="en")], LATER)

    publish(store)
    record = store.revisions("herald-a")[0]
    assert replace(before, title="other", language="en", revision=2) == store.article("herald-a")
    assert (2, LATER, "renormalized", ("title", "language")) == (
        record.revision,
        record.at,
        record.kind,
        record.changed,
    )
    assert {"title": '"title of a"', "language": "null"} == {old.field: old.value for old in record.before}
    assert ["article.created", "article.revised"] == [change.kind for change in store.changes(0, limit=9)]


def test_rewriting_leaves_the_feed_alone(store: Store) -> None:
    """What a feed lists, its state and the history of its polls stay: no poll was made."""
    stored(store, entry(article("a")), entry(article("b")))
    before = store.feed("herald"), store.known("herald"), store.polls("herald", limit=9), store.sources("herald-b")
    store.rewrite([remade(article("a"), title="other")], LATER)
    publish(store)

    assert before == (
        store.feed("herald"),
        store.known("herald"),
        store.polls("herald", limit=9),
        store.sources("herald-b"),
    )


def test_keys_follow(store: Store) -> None:
    """The next poll finds the article by the keys that today's rules give it."""
    given = entry(article("a"))
    stored(store, given)
    fresh = remade(article("a"), url="https://herald.example/clean")
    store.rewrite([replace(fresh, keys=replace(fresh.keys, url=digest("clean"), title=digest("day")))], LATER)

    candidate = store.candidates("herald", [replace(fresh.keys, guid=digest("other"), alias=None, url=digest("clean"))])
    assert ["herald-a"] == [one.article_id for one in candidate]
    assert (digest("clean"), digest("day"), 2) == (
        candidate[0].keys.url,
        candidate[0].keys.title,
        candidate[0].revision,
    )


def test_what_moved_on_meanwhile_stays(store: Store) -> None:
    """An entry made of an older revision, of a removed or of an unknown article is not written."""
    stored(store, entry(article("a")), entry(article("b")))
    first = remade(article("a"), title="other")
    stored(store, revised(article("a"), title="edited"))

    assert 0 == store.rewrite([first, remade(article("nobody"), title="x")], LATER)
    assert 1 == store.rewrite([first, remade(article("b"), title="x")], LATER)
    assert (2, 2) == tuple(kept_entry(store, uid).article.revision for uid in ("herald-a", "herald-b"))


def test_rewriting_nothing(store: Store) -> None:
    """No entries, no revisions."""
    assert 0 == store.rewrite([], LATER)


def test_feeds_are_rewritten_together(store: Store) -> None:
    """A page may hold articles of several feeds."""
    stored(store, entry(article("a")))
    stored(store, entry(article("b", "times")), feed="times")

    assert 2 == store.rewrite([remade(article(*of), title="x") for of in (("a",), ("b", "times"))], LATER)


def test_verdict_against_an_original_outside_the_window_stands(store: Store) -> None:
    """A copy is not parted from an original that is too old to be compared: nobody has said that they differ."""
    stored(store, entry(article("a")))
    store.commit(outcome(entry(article("b", "times")), feed="times"))
    publish(store, Duplicate(of="herald-a", method="same_text", score=0.9))
    store.retain((), LATER, poll_history=DAY)
    store.rewrite([remade(article("b", "times"), title="other")], LATER)
    publish(store)

    assert "herald-a" == kept_entry(store, "times-b").article.duplicate_of
