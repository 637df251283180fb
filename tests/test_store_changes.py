"""The feed of changes and its consumers: nothing missed, nothing twice, a place that is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from stored import (
    DAY,
    HOUR,
    NOW,
    ORIGINAL,
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

from aggregator.errors import ConsumerMoved, CursorTooOld, UsageError, WrongEpoch
from aggregator.model import Category, Change, Cursor, Duplicate, Wants
from storage import Store, following


@pytest.fixture
def store(place: StorePlace) -> Store:
    """A store that knows two feeds."""
    opened = place.open()
    configure(opened, spec(), spec("times"))
    return opened


def fill(store: Store, guids: str = "abcde") -> None:
    """Publish originals of `herald`."""
    stored(store, *(entry(article(guid)) for guid in guids))


def copy_of(store: Store, original: str, guid: str = "a") -> None:
    """Publish a copy in `times`."""
    store.commit(outcome(entry(article(guid, "times")), feed="times"))
    publish(store, Duplicate(of=original, method="m", score=1.0))


def seqs(store: Store, **asked: Any) -> list[int]:
    """The seqs that a reader is given."""
    return [change.seq for change in store.changes(**asked)]


def lines(store: Store, **wants: Any) -> list[tuple[str, str, bool]]:
    """What a reader who wants only some is given: kind, article, whether it is gone."""
    return [(one.kind, one.article_id, one.gone) for one in store.changes(wants=Wants(**wants))]


# Cursors


def test_cursor_is_written_and_read(store: Store) -> None:
    """A cursor comes back from its writing."""
    fill(store)

    assert Cursor(epoch=store.epoch(), seq=5) == store.now() == Cursor.parse(str(store.now()))
    assert Cursor(epoch=store.epoch(), seq=0) == store.beginning()


NO_CURSORS = ("", "7", ".7", "x.", "x.-1", "x.1e3", "x.٣", "x." + "9" * 19, "x" * 99 + ".1", "x.1\n")


@pytest.mark.parametrize("text", NO_CURSORS)
def test_text_that_is_no_cursor(text: str) -> None:
    """Anything but `epoch.seq` is the reader's mistake."""
    with pytest.raises(UsageError, match="expected a cursor"):
        Cursor.parse(text)


def test_cursor_of_another_store(store: Store) -> None:
    """A cursor of another epoch, or of what has not happened yet, does not fit."""
    fill(store)

    for cursor in (Cursor(epoch="other", seq=1), Cursor(epoch=store.epoch(), seq=6)):
        with pytest.raises(WrongEpoch, match="follow from `now`"):
            store.change_page(cursor, limit=9)


def test_page_says_where_to_read_on(store: Store) -> None:
    """Pages of any size join without gap or repeat; the last one says that nothing is left."""
    fill(store)
    cursor, got = store.beginning(), []
    for _ in range(4):
        page = store.change_page(cursor, limit=2)
        got.append([change.seq for change in page.changes])
        cursor = page.next

    assert [[1, 2], [3, 4], [5], []] == got
    assert (5, 5) == (cursor.seq, page.head)


# Pruning


def test_old_changes_are_forgotten_from_the_front(store: Store) -> None:
    """What is too old goes from the front, so that what is left has no gap; numbers go on where they were."""
    fill(store, "abc")
    stored(store, entry(article("d")), at=NOW + DAY)
    stored(store, entry(article("e")), at=NOW)  # stored late, of an older poll
    store.retain([], NOW + 2 * DAY, poll_history=DAY, change_history=DAY + HOUR)
    fill(store, "f")

    assert 3 == store.beginning().seq
    assert [4, 5, 6] == seqs(store, after=store.beginning())


def test_everything_may_be_forgotten(store: Store) -> None:
    """A store whose changes are all forgotten has a present, and goes on from there."""
    fill(store)
    store.retain([], NOW + DAY, poll_history=DAY, change_history=HOUR)
    now = store.now()
    fill(store, "f")

    assert 5 == now.seq == store.beginning().seq
    assert [6] == seqs(store, after=now)


def test_cursor_that_is_too_old(store: Store) -> None:
    """A reader who missed changes that are forgotten is told, whatever it wants."""
    fill(store)
    store.retain([], NOW + DAY, poll_history=DAY, change_history=HOUR)

    for wants in (Wants(), Wants(originals=True)):
        with pytest.raises(CursorTooOld, match="no longer kept"):
            store.change_page(Cursor(epoch=store.epoch(), seq=4), limit=9, wants=wants)


# Filters


def test_reader_of_some_feeds(store: Store) -> None:
    """A reader is given the changes of the feeds it wants; its place moves on over the others."""
    fill(store, "a")
    stored(store, entry(article("b", "times")), feed="times")
    fill(store, "c")
    page = store.change_page(store.beginning(), limit=9, wants=Wants(feeds=("times",)))

    assert [2] == [change.seq for change in page.changes]
    assert (3, 3) == (page.next.seq, page.head)


def test_reader_of_a_rare_feed_moves_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page looks through so many changes and no more; one without changes says where to read on."""
    monkeypatch.setattr("storage.changes.SPAN", 3)
    fill(store)
    stored(store, entry(article("b", "times")), feed="times")
    page = store.change_page(store.beginning(), limit=9, wants=Wants(feeds=("times",)))

    assert ((), 3, 6) == (page.changes, page.next.seq, page.head)
    assert [6] == seqs(store, wants=Wants(feeds=("times",)))


def test_reader_of_a_language(store: Store) -> None:
    """`en` stands for `en-GB`; languages that are not wanted are passed over."""
    for guid, language in (("a", "en-GB"), ("b", "fr"), ("c", None), ("d", "eng")):
        stored(store, entry(article(guid, language=language)))

    assert [1] == seqs(store, wants=Wants(languages=("EN",)))
    assert [1, 2] == seqs(store, wants=Wants(languages=("fr", "en")))


def test_article_that_leaves_a_category(store: Store) -> None:
    """An article that is revised out of what a reader wants is told once more, as gone."""
    a = article("a", categories=(Category(label="World"),))
    stored(store, entry(a), entry(article("b")))
    stored(store, revised(a, categories=(Category(label="Sports"),)))

    assert [("article.revised", "herald-a", True)] == lines(store, categories=("world",))
    assert ["herald-a"] * 2 == [uid for _, uid, gone in lines(store, categories=("sports",)) if not gone]


def test_reader_of_originals(store: Store) -> None:
    """Copies are passed over from the start; an original that becomes a copy is told as gone."""
    fill(store, "a")
    copy_of(store, "herald-a")
    stored(store, entry(article("b", "times")), feed="times")
    store.commit(outcome(revised(article("b", "times"), title="new"), feed="times"))
    publish(store, Duplicate(of="herald-a", method="m", score=1.0))
    kinds = [change.kind for change in store.changes(after=4)]

    assert ["article.revised", "article.duplicate"] == kinds
    assert [("article.created", "herald-a", False), ("article.duplicate", "times-b", True)] == lines(
        store, originals=True
    )


def test_removed_articles_are_told_to_all(store: Store) -> None:
    """Nobody knows any more what a removed article was: every reader of its feed is told."""
    fill(store, "a")
    store.commit(outcome(entry(article("b")), at=NOW + HOUR))  # no longer lists the first
    store.retain([spec(keep=HOUR)], NOW + DAY, poll_history=DAY)

    assert [("article.removed", "herald-a", True)] == lines(store, languages=("en",))
    assert [] == lines(store, feeds=("times",), languages=("en",))


def test_articles_come_along(store: Store) -> None:
    """Where asked for, each change has its article as it is now; none where it is gone."""
    a = article("a")
    stored(store, entry(a), entry(article("b")))
    stored(store, revised(a, title="new"))
    got = list(store.changes(articles=True))

    assert ["new", "title of b", "new"] == [change.article.title for change in got if change.article]
    assert [store.article("herald-a"), store.article("herald-b")] == [change.article for change in got[:2]]


# Consumers


def test_consumer_goes_on_where_it_was(store: Store, place: StorePlace) -> None:
    """A consumer is given each change once, also over several runs and programs."""
    fill(store, "abc")
    first = seqs(store, consumer="mirror")
    fill(store, "de")

    assert [1, 2, 3] == first
    assert [4, 5] == seqs(place.open(), consumer="mirror")
    assert [] == seqs(store, consumer="mirror")


def test_change_is_done_when_the_next_is_asked_for(store: Store) -> None:
    """A reader that stops in the middle of a change is given that change again."""
    fill(store)
    reading = store.changes(consumer="mirror")
    assert [1, 2, 3] == [next(reading).seq for _ in range(3)]
    reading.close()  # type: ignore[attr-defined]

    assert [3, 4, 5] == seqs(store, consumer="mirror")


def test_reader_that_fails(store: Store) -> None:
    """A reader that fails on a change is given it again."""
    fill(store)

    with pytest.raises(ZeroDivisionError):
        for change in store.changes(consumer="mirror"):
            1 // (change.seq - 4)

    assert [4, 5] == seqs(store, consumer="mirror")


def test_reader_that_dies(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that dies without a word is given again at most one page of changes."""
    monkeypatch.setattr(following, "PAGE", 2)
    fill(store)
    reading = store.changes(consumer="mirror")
    got = [next(reading).seq for _ in range(4)]

    # As another program sees it, while the first hangs in its fourth change.
    assert [1, 2, 3, 4] == got
    assert [3, 4, 5] == seqs(store, consumer="mirror")


def test_consumer_from_now(store: Store) -> None:
    """A new consumer may begin with what comes next."""
    fill(store, "abc")
    store.put_consumer("mirror", after=store.now())
    fill(store, "d")

    assert [4] == seqs(store, consumer="mirror")


def test_consumer_that_wants_some(store: Store) -> None:
    """What a consumer wants is kept with it, and its place moves on over the rest."""
    store.put_consumer("mirror", wants=Wants(feeds=("times",)))
    fill(store)
    stored(store, entry(article("b", "times")), feed="times")
    fill(store, "f")

    assert [6] == seqs(store, consumer="mirror")
    got = store.consumer("mirror")
    assert got is not None
    assert (Wants(feeds=("times",)), 7, 0, None) == (got.wants, got.cursor.seq, got.lag, got.waiting_since)


def test_lag(store: Store) -> None:
    """A consumer's lag is what came after its place, and since when the first of it waits."""
    fill(store, "ab")
    store.put_consumer("mirror", after=store.now())
    stored(store, entry(article("c")), at=NOW + HOUR)
    stored(store, entry(article("d")), at=NOW + DAY)

    assert [("mirror", 2, NOW + HOUR)] == [(one.name, one.lag, one.waiting_since) for one in store.consumers()]


def test_second_reader_of_one_name(store: Store) -> None:
    """Two readers under one name are told, before they share what each should have whole."""
    fill(store)
    reading = store.changes(consumer="mirror")
    next(reading)
    store.acknowledge("mirror", replace(store.now(), seq=3))

    with pytest.raises(ConsumerMoved, match="no longer where this reader left it"):
        list(reading)


def test_acknowledging(store: Store) -> None:
    """What is done is done: a late or repeated call moves nothing back."""
    fill(store)
    store.put_consumer("mirror")
    places = [store.acknowledge("mirror", replace(store.now(), seq=seq)).cursor.seq for seq in (3, 3, 2, 5)]

    assert [3, 3, 3, 5] == places


def test_acknowledging_what_was_never_handed_out(store: Store) -> None:
    """A cursor beyond the last change, or of another epoch, is not taken; nor is an unknown consumer."""
    fill(store)
    store.put_consumer("mirror")

    for cursor in (replace(store.now(), seq=6), Cursor(epoch="other", seq=1)):
        with pytest.raises(WrongEpoch):
            store.acknowledge("mirror", cursor)
    with pytest.raises(UsageError, match="no consumer"):
        store.acknowledge("nobody", store.now())


def test_reset(store: Store) -> None:
    """A consumer can be put back to read again, or forward to pass over."""
    fill(store)
    seqs(store, consumer="mirror")
    store.reset_consumer("mirror", replace(store.now(), seq=3))

    assert [4, 5] == seqs(store, consumer="mirror")


def test_forgotten_consumer(store: Store) -> None:
    """A consumer that is removed is gone; one of the same name begins anew."""
    fill(store)
    seqs(store, consumer="mirror")

    assert [True, False] == [store.forget_consumer("mirror") for _ in range(2)]
    assert store.consumer("mirror") is None
    assert [1, 2, 3, 4, 5] == seqs(store, consumer="mirror")


@pytest.mark.parametrize("name", ["", "Mirror", "a b", "-a", "a" * 65, "a\n", "ä", "a/b"])
def test_name_of_no_consumer(store: Store, name: str) -> None:
    """A consumer's name fits into a path, a metric and a shell."""
    with pytest.raises(UsageError, match="consumer's name"):
        store.put_consumer(name)


def test_consumer_left_behind(store: Store) -> None:
    """A consumer that has not read what is forgotten is told so, and can be put to the beginning."""
    fill(store)
    store.put_consumer("mirror")
    store.retain([], NOW + DAY, poll_history=DAY, change_history=HOUR)

    with pytest.raises(CursorTooOld):
        seqs(store, consumer="mirror")
    store.reset_consumer("mirror", store.beginning())
    assert [] == seqs(store, consumer="mirror")


def test_waiting_for_more(store: Store) -> None:
    """A reader that waits is given what comes in meanwhile."""
    fill(store, "a")
    got: list[Change] = []
    for change in store.changes(wait=timedelta(seconds=0.01), limit=3):
        got.append(change)
        if change.seq < 3:
            fill(store, "bc"[change.seq - 1])

    assert [1, 2, 3] == [change.seq for change in got]


def test_article_appears_after_its_verdict(store: Store) -> None:
    """Whoever reads that a copy was created sees at once that it is one, also where a page ends in between."""
    fill(store, "a")
    copy_of(store, "herald-a")
    (change,) = store.changes(after=1, limit=1, articles=True)

    assert change.article is not None
    assert ("article.created", "herald-a") == (change.kind, change.article.duplicate_of)


def test_unpublished_articles_are_not_told(store: Store) -> None:
    """What waits for its verdict is in no change."""
    store.commit(outcome(entry(article("a"))))

    assert [] == seqs(store)
    publish(store, ORIGINAL)
    assert [1] == seqs(store)
