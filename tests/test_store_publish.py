"""Publishing: verdicts, groups, and a change log without gaps."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, event
from stored import (
    DAY,
    HOUR,
    NOW,
    ORIGINAL,
    StorePlace,
    article,
    claim,
    configure,
    entry,
    features,
    outcome,
    publish,
    revised,
    spec,
    stored,
)

from aggregator.errors import StoreError
from aggregator.model import ArticleQuery, Duplicate, DuplicateRecord, Evidence, Features, Pending, Sighting
from aggregator.pipeline import publishing, store_thread
from aggregator.pipeline.publishing import take_in
from aggregator.pipeline.store_thread import StoreThread
from storage import Store

FEEDS = ("herald", "times", "post")


@pytest.fixture
def store(place: StorePlace) -> Store:
    """A store that knows three feeds."""
    opened = place.open()
    configure(opened, *(spec(feed) for feed in FEEDS))
    return opened


def copy_of(uid: str) -> Duplicate:
    """A verdict."""
    return Duplicate(of=uid, method="same_text", score=0.75, evidence=(Evidence(name="jaccard", value="0.75"),))


def carried(store: Store, feed: str, verdict: Duplicate | None = None, guid: str = "a") -> str:
    """Publish one article of *feed* with *verdict*; return its id."""
    store.commit(outcome(entry(article(guid, feed)), feed=feed))
    publish(store, verdict or ORIGINAL)
    return f"{feed}-{guid}"


def found(store: Store, asked: Features) -> list[str]:
    """Ids of the candidates for *asked*."""
    with store.publishing() as publication:
        return sorted(candidate.article_id for candidate in publication.candidates(asked))


def published(store: Store, guid: str, **given: object) -> None:
    """Publish an original of `herald` with the given features."""
    stored(store, entry(article(guid), features=given))


def asking(**given: object) -> Features:
    """The features of an article that is not stored."""
    return features(article("new", "times"), **given)


def kinds(store: Store) -> list[tuple[str, str]]:
    """The change log as pairs of kind and article."""
    return [(change.kind, change.article_id) for change in store.changes(0, limit=99)]


# Order and gaps


def test_publishing_makes_visible_in_commit_order(store: Store) -> None:
    """Articles become visible in the order they were stored, each with the next seq."""
    store.commit(outcome(entry(article("b")), entry(article("a"))))
    store.commit(outcome(entry(article("c", "times")), feed="times"))

    changes = publish(store)

    assert [(1, "herald-b"), (2, "herald-a"), (3, "times-c")] == [(one.seq, one.article_id) for one in changes]
    assert changes == list(store.changes(0, limit=99))
    assert {"herald-a", "herald-b", "times-c"} == {one.id for one in store.articles(ArticleQuery())}
    assert 0 == store.stats(NOW).pending


def test_changes_after_a_seq(store: Store) -> None:
    """Reading on from a seq gives what comes after it, as much as is asked for."""
    stored(store, *(entry(article(guid)) for guid in "abcde"))

    assert [3, 4] == [change.seq for change in store.changes(2, limit=2)]
    assert [] == list(store.changes(5, limit=2))


def test_publishing_in_parts(store: Store) -> None:
    """A limit publishes the first; the others wait."""
    store.commit(outcome(*(entry(article(guid)) for guid in "abc")))

    with store.publishing(limit=2) as publication:
        assert ["herald-a", "herald-b"] == [pending.features.article_id for pending in publication.pending()]


def test_what_is_not_published_waits(store: Store) -> None:
    """Articles looked at but not published are pending again next time."""
    store.commit(outcome(*(entry(article(guid)) for guid in "ab")))

    with store.publishing() as publication:
        publication.publish(publication.pending()[0], ORIGINAL)

    assert ["herald-b"] == [change.article_id for change in publish(store)]


def test_failed_publishing_publishes_nothing(store: Store) -> None:
    """An error while publishing leaves everything pending and uses up no seq."""
    store.commit(outcome(*(entry(article(guid)) for guid in "ab")))

    with pytest.raises(RuntimeError), store.publishing() as publication:
        publication.publish(publication.pending()[0], ORIGINAL)
        raise RuntimeError

    assert [] == list(store.changes(0, limit=9))
    assert [1, 2] == [change.seq for change in publish(store)]


def test_publishing_what_is_not_pending(store: Store) -> None:
    """An article that does not wait cannot be published."""
    with pytest.raises(StoreError, match="not waiting"), store.publishing() as publication:
        publication.publish(Pending(kind="created", features=asking()), ORIGINAL)


def test_seq_has_no_gaps_with_many_writers(store: Store) -> None:
    """Eight threads that commit and publish at once leave a change log without gaps, in commit order per feed."""
    configure(store, *(spec(f"f{number}") for number in range(8)))

    def crawl(number: int) -> None:
        feed = f"f{number}"
        for guid in range(6):
            store.commit(outcome(entry(article(f"{guid}", feed)), entry(article(f"{guid}x", feed)), feed=feed))
            publish(store)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(crawl, range(8)))
    changes = list(store.changes(0, limit=999))

    assert list(range(1, 97)) == [change.seq for change in changes]
    guids = [f"{guid}{half}" for guid in range(6) for half in ("", "x")]
    for number in range(8):
        assert [f"f{number}-{guid}" for guid in guids] == [
            change.article_id for change in changes if change.feed == f"f{number}"
        ]


# Verdicts


def test_original(store: Store) -> None:
    """An original is visible, with one change and no verdict kept."""
    uid = carried(store, "herald")

    assert [("article.created", uid)] == kinds(store)
    assert () == store.duplicates(uid)
    assert store.article(uid).duplicate_of is None  # type: ignore[union-attr]


def test_duplicate(store: Store) -> None:
    """A duplicate names its original and the evidence, and a second change says so."""
    original = carried(store, "herald")
    copy = carried(store, "times", copy_of(original))

    record = DuplicateRecord(
        member=copy,
        of=original,
        method="same_text",
        score=0.75,
        evidence=(Evidence(name="jaccard", value="0.75"),),
        at=NOW,
    )
    assert (record,) == store.duplicates(copy) == store.duplicates(original)
    assert original == store.article(copy).duplicate_of  # type: ignore[union-attr]
    assert [("article.created", original), ("article.created", copy), ("article.duplicate", copy)] == kinds(store)
    assert [1, 2, 3] == [change.seq for change in store.changes(0, limit=9)]
    assert [original] == [one.id for one in store.articles(ArticleQuery(originals=True))]


def test_groups_are_flat(store: Store) -> None:
    """A copy of a copy is a copy of the original."""
    original = carried(store, "herald")
    copy = carried(store, "times", copy_of(original))
    second = carried(store, "post", copy_of(copy))

    assert original == store.article(second).duplicate_of  # type: ignore[union-attr]


def test_original_that_becomes_a_copy_takes_its_copies_along(store: Store) -> None:
    """When a revision makes an original a copy, its own copies move to the new original."""
    first, old = carried(store, "herald"), carried(store, "times")
    copy = carried(store, "post", copy_of(old))
    store.commit(outcome(revised(article("a", "times"), title="new"), feed="times"))
    publish(store, copy_of(first))

    assert {first} == {store.article(uid).duplicate_of for uid in (old, copy)}  # type: ignore[union-attr]


def test_copy_of_its_own_copy(store: Store) -> None:
    """An original is never made a copy of one of its own copies."""
    original = carried(store, "herald")
    copy = carried(store, "times", copy_of(original))
    store.commit(outcome(revised(article("a"), title="new")))
    publish(store, copy_of(copy))

    assert store.article(original).duplicate_of is None  # type: ignore[union-attr]
    assert original == store.article(copy).duplicate_of  # type: ignore[union-attr]


def test_revision_ends_a_duplicate(store: Store) -> None:
    """A copy that is rewritten and resembles nothing any more stands by itself."""
    original = carried(store, "herald")
    copy = carried(store, "times", copy_of(original))
    store.commit(outcome(revised(article("a", "times"), title="new"), feed="times"))
    publish(store, ORIGINAL)

    assert () == store.duplicates(copy)
    assert [("article.revised", copy), ("article.original", copy)] == kinds(store)[-2:]


def test_duplicate_of_nothing(store: Store) -> None:
    """A verdict that names an article the store does not have is refused, and everything stays pending."""
    store.commit(outcome(entry(article("a"))))

    with pytest.raises(StoreError, match="nothing"):
        publish(store, copy_of("nothing"))
    assert 1 == store.stats(NOW).pending


def test_sources(store: Store) -> None:
    """An original's sources are its own feed and those of its copies, with first and last sight."""
    original = carried(store, "herald")
    store.commit(outcome(entry(article("a", "times", first_seen_at=NOW + HOUR)), feed="times", at=NOW + HOUR))
    publish(store, copy_of(original))
    store.commit(outcome(known=(entry(article("a")).fingerprint,), at=NOW + DAY))

    expected = (
        Sighting(feed="herald", article_id=original, first_seen_at=NOW, last_seen_at=NOW + DAY),
        Sighting(feed="times", article_id="times-a", first_seen_at=NOW + HOUR, last_seen_at=NOW + HOUR),
    )
    assert expected == store.sources(original)
    assert expected[1:] == store.sources("times-a")


def test_created_and_revised_before_publishing(store: Store) -> None:
    """An article stored and revised before it is published gives two changes, each with its own features."""
    store.commit(outcome(entry(article("a"), features={"title": "old"})))
    after = revised(article("a"), title="new")
    store.commit(outcome(replace(after, features=replace(after.features, title="new"))))

    with store.publishing() as publication:
        pending = publication.pending()
        assert [("created", "old"), ("revised", "new")] == [(one.kind, one.features.title) for one in pending]
        for one in pending:
            publication.publish(one, ORIGINAL)
    assert ["article.created", "article.revised"] == [kind for kind, _ in kinds(store)]


# Candidates

NEAR = (
    ("url_key", {"url_key": b"u" * 16}),
    ("content_key", {"content_key": b"c" * 16}),
    ("title_key", {"title_key": b"t" * 16}),
    ("site and number", {"site": "herald.example", "url_number": "77"}),
    ("two of many hashes", {"sketch": (1, 2, 11, 12, 13, 14)}),
)


@pytest.mark.parametrize("given", [given for _, given in NEAR], ids=[name for name, _ in NEAR])
def test_candidates(store: Store, given: dict[str, object]) -> None:
    """What shares a key, or enough of the sketch, is a candidate; what shares nothing is none."""
    asked = asking(**(given | ({"sketch": (1, 2, 21, 22, 23, 24)} if "sketch" in given else {})))
    published(store, "near", **given)
    published(store, "far", url_key=b"x" * 16, site="herald.example", url_number="78", sketch=(91, 92, 93, 94, 95, 96))

    assert ["herald-near"] == found(store, asked)


def test_one_hash_is_enough_for_short_texts_only(store: Store) -> None:
    """One hash in common counts when the new sketch has fewer than six."""
    published(store, "a", sketch=(1, 12, 13, 14, 15, 16))

    assert ["herald-a"] == found(store, asking(sketch=(1, 2, 3, 4, 5)))
    assert [] == found(store, asking(sketch=(1, 2, 3, 4, 5, 6)))


def test_pending_articles_are_no_candidates(store: Store) -> None:
    """Only what is published is compared with; two copies stored at the same moment are told apart by their order."""
    twin = {"url_key": b"u" * 16}
    store.commit(outcome(entry(article("a"), features=twin), entry(article("b"), features=twin)))

    with store.publishing() as publication:
        first, second = publication.pending()
        assert [] == list(publication.candidates(first.features))
        publication.publish(first, ORIGINAL)
        assert ["herald-a"] == [one.article_id for one in publication.candidates(second.features)]


@pytest.mark.parametrize("published_before", [True, False])
@pytest.mark.parametrize(
    "twin",
    [
        {"content_key": b"c" * 16},
        {"title_key": b"t" * 16},
        {"site": "x.example", "url_number": "4711"},
        {"sketch": (1, 2, 3, 4, 5, 6)},
    ],
)
def test_only_those_with_something_in_common_are_asked_about(
    store: Store, twin: dict[str, object], published_before: bool
) -> None:
    """Whatever two articles share, the later one finds the earlier, in the same batch or a later one; others nobody."""
    committed = [entry(article("a"), features=twin), entry(article("other"), features={"url_key": b"o" * 16})]
    if published_before:
        store.commit(outcome(*committed))
        publish(store)
        committed = []
    store.commit(outcome(*committed, entry(article("b"), features=twin)))

    found_for = {}
    with store.publishing() as publication:
        for pending in publication.pending():
            found_for[pending.features.article_id] = [
                one.article_id for one in publication.candidates(pending.features)
            ]
            publication.publish(pending, ORIGINAL)
    assert ["herald-a"] == found_for.pop("herald-b")
    assert not any(found_for.values())


def test_candidates_carry_their_features(store: Store) -> None:
    """A candidate's features are those it was published with."""
    given = {"url_key": b"u" * 16, "title": "a title", "sketch": (5, 6), "shingles": b"1234"}
    published(store, "a", **given)

    with store.publishing() as publication:
        assert [features(article("a"), **given)] == list(publication.candidates(asking(url_key=b"u" * 16)))


def test_article_is_no_candidate_of_itself(store: Store) -> None:
    """A revision is compared neither with its own old text nor with its copies."""
    twin = {"url_key": b"u" * 16}
    published(store, "a", **twin)
    store.commit(outcome(entry(article("c", "times"), features=twin), feed="times"))
    publish(store, copy_of("herald-a"))
    after = revised(article("a"), title="new")
    store.commit(outcome(replace(after, features=features(article("a"), **twin))))

    with store.publishing() as publication:
        (pending,) = publication.pending()
        assert [] == list(publication.candidates(pending.features))


def test_revision_is_found_by_its_new_text_only(store: Store) -> None:
    """After a revision is published, the old sketch leads nowhere and the new one to it."""
    published(store, "a", sketch=(1, 2, 3, 4, 5, 6))
    after = revised(article("a"), title="new")
    store.commit(outcome(replace(after, features=features(article("a"), sketch=(7, 8, 9, 10, 11, 12)))))
    publish(store)

    assert [] == found(store, asking(sketch=(1, 2, 3, 4, 5, 6)))
    assert ["herald-a"] == found(store, asking(sketch=(7, 8, 9, 10, 11, 12)))


def test_window(store: Store) -> None:
    """Copies are looked for among what was seen within 14 days."""
    published(store, "a", url_key=b"u" * 16, sketch=(1, 2))

    assert ["herald-a"] == found(store, asking(url_key=b"u" * 16, seen_at=NOW + 14 * DAY))
    assert [] == found(store, asking(url_key=b"u" * 16, sketch=(1, 2), seen_at=NOW + 15 * DAY))


def many(store: Store, total: int, shared: Sequence[int], **given: object) -> None:
    """Publish *total* articles whose sketches share *shared*."""
    stored(
        store,
        *(
            entry(article(f"{number:03}"), features={"sketch": (*shared, 1_000 + number), **given})
            for number in range(total)
        ),
    )


def test_hot_hashes_do_not_count(store: Store) -> None:
    """A hash that 64 articles share says nothing; with one article fewer it does."""
    many(store, 63, (1, 2))
    assert 20 == len(found(store, asking(sketch=(1, 2, 3, 4, 5, 6))))

    stored(store, entry(article("one more"), features={"sketch": (1, 2)}))
    assert [] == found(store, asking(sketch=(1, 2, 3, 4, 5, 6)))


def test_best_candidates_come_first(store: Store) -> None:
    """Of many articles that share hashes the twenty most alike are taken, and ten more by their title."""
    many(store, 30, (1, 2), title_key=b"t" * 16)
    published(store, "best", sketch=(1, 2, 3, 4))

    got = found(store, asking(sketch=(1, 2, 3, 4, 5, 6), title_key=b"t" * 16))

    assert "herald-best" in got
    assert 20 <= len(got) <= 30


def test_repeated_hashes(store: Store) -> None:
    """A sketch that names a hash twice is stored all the same."""
    published(store, "a", sketch=(1, 1, 2))

    assert ["herald-a"] == found(store, asking(sketch=(1, 2, 3, 4, 5, 6)))


def test_key_that_is_missing_matches_nothing(store: Store) -> None:
    """Articles without a key are not alike for it."""
    published(store, "a")

    assert [] == found(store, asking())


# Written and published at once


def test_poll_is_written_and_published_at_once(store: Store) -> None:
    """A poll's articles are visible when its one transaction ends, after what waited before them."""
    store.commit(outcome(entry(article("a"))))

    assert {} == take_in(store, [outcome(entry(article("b", "times")), feed="times"), outcome(entry(article("c")))])

    assert [(1, "herald-a"), (2, "times-b"), (3, "herald-c")] == [(one.seq, one.article_id) for one in store.changes()]
    assert {"herald-a", "times-b", "herald-c"} == {one.id for one in store.articles(ArticleQuery())}
    assert 0 == store.stats(NOW).pending


def test_more_waits_than_one_transaction_publishes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a poll brings is published behind all that waits, however much that is."""
    monkeypatch.setattr(publishing, "BATCH", 2)
    store.commit(outcome(*(entry(article(guid)) for guid in "abcde")))

    take_in(store, [outcome(entry(article("f", "times")), feed="times")])

    assert [f"herald-{guid}" for guid in "abcde"] + ["times-f"] == [one.article_id for one in store.changes()]


def test_poll_that_spoils_the_transaction_writes_nothing(store: Store) -> None:
    """When one poll cannot be written, nothing of those beside it is, and no seq is used up."""
    with pytest.raises(StoreError, match="feed nobody"):
        take_in(store, [outcome(entry(article("a"))), outcome(entry(article("b", "nobody")), feed="nobody")])

    assert ([], 0) == (list(store.changes()), store.stats(NOW).pending)
    assert 1 == stored(store, entry(article("a")))[0].seq


def test_lost_lease_costs_the_polls_beside_it_nothing(store: Store) -> None:
    """Of a poll whose lease was lost nothing is written, and the polls beside it are."""
    (late,) = claim(store, only=["herald"])
    claim(store, NOW + HOUR, only=["herald"])

    lost = take_in(
        store, [outcome(entry(article("a")), lease=late), outcome(entry(article("b", "times")), feed="times")]
    )

    assert ["herald"] == list(lost)
    assert ["times-b"] == [one.article_id for one in store.changes()]


def test_stored_and_left_unpublished(store: Store) -> None:
    """Whoever stores and publishes in one transaction publishes all of it, or writes nothing."""
    with pytest.raises(StoreError, match="expected all"), store.publishing() as publication:
        publication.commit(outcome(entry(article("a"))))

    assert ([], 0) == (list(store.changes()), store.stats(NOW).pending)


def test_many_writers_at_once(store: Store) -> None:
    """Programs that write and publish at once leave a change log without gaps: who finds another publishing waits."""
    configure(store, *(spec(f"f{number}") for number in range(6)))

    def crawl(number: int) -> None:
        asyncio.run(polls(f"f{number}"))

    async def polls(feed: str) -> None:
        thread = StoreThread(store)
        for guid in range(4):
            await thread.commit(outcome(entry(article(f"{guid}", feed)), entry(article(f"{guid}x", feed)), feed=feed))
        thread.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(crawl, range(6)))

    changes = list(store.changes(0, limit=999))
    assert list(range(1, 49)) == [change.seq for change in changes]
    assert 48 == len({change.article_id for change in changes})
    assert 0 == store.stats(NOW).pending


def test_polls_wait_for_one_another(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Polls that end within a moment of one another are written in one transaction, and each is over when that is."""
    monkeypatch.setattr(store_thread, "TOGETHER", 0.3)
    feeds = [f"f{number}" for number in range(3)]
    configure(store, *map(spec, feeds))
    ends: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("UPDATE meta"):  # the last change's number, once a transaction
            ends.append(statement)

    async def work() -> None:
        thread = StoreThread(store)
        polls = []
        for feed in feeds:
            polls.append(asyncio.create_task(thread.commit(outcome(entry(article("a", feed)), feed=feed))))
            await asyncio.sleep(0.01)
        await asyncio.gather(*polls)
        thread.close()

    event.listen(Engine, "before_cursor_execute", note)
    try:
        asyncio.run(work())
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    assert (1, 3) == (len(ends), store.stats(NOW).articles)


def test_nobody_waits_with_a_poll_to_write(postgresql_place: StorePlace) -> None:
    """While another process publishes, no poll is written together with its verdicts."""
    store = postgresql_place.open()
    configure(store, spec())

    with store.publishing(), pytest.raises(StoreError, match="another process"):
        take_in(store, [outcome(entry(article("a")))])
    assert {} == take_in(store, [outcome(entry(article("a")))])
