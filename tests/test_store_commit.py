"""One poll, one transaction: what is stored, and how it comes back."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import orjson
import pytest
from stored import (
    DAY,
    HOUR,
    NOW,
    SECOND,
    StorePlace,
    article,
    claim,
    configure,
    digest,
    entry,
    features,
    outcome,
    publish,
    revised,
    seen,
    spec,
    stored,
)

from aggregator.errors import StoreError
from aggregator.export import json_bytes
from aggregator.model import (
    Article,
    ArticleQuery,
    Author,
    Category,
    Committed,
    Dateline,
    DateSource,
    Digests,
    Duplicate,
    DuplicateMode,
    EntryKeys,
    Features,
    GeoPoint,
    GeoShape,
    Media,
    OldValue,
    PollRecord,
    RawCategory,
    RawEntry,
    RawText,
    Repair,
    Revision,
    SeenEntry,
    Source,
)
from storage import Store

FULL = Article(
    id="herald-full",
    feed="herald",
    guid="tag:herald.example,2024:1",
    url="https://herald.example/1?utm_source=x",
    canonical_url="https://herald.example/1",
    title="Минск — 東京 — كاظم",
    summary="a summary",
    text="first block\n\nsecond block",
    html="<p>first block</p>",
    truncated=True,
    language="ru",
    language_source="declared",
    byline="By Ann Writer; Bob",
    authors=(Author(name="Ann Writer", role="editor", email="a@b.example", uri="https://a.example", place="Minsk"),),
    agencies=("Reuters", "dpa"),
    staff=True,
    dateline=Dateline(place="MINSK", agency="Reuters", date="June 3"),
    published_at=NOW - HOUR,
    updated_at=NOW,
    effective_at=NOW - HOUR,
    date_source=DateSource(raw="yesterday", element="pubDate", precision="day", zone="assumed"),
    categories=(Category(label="World", term="w", scheme="urn:x"), Category(label="Мир")),
    media=(Media(url="https://m.example/1.mp3", type="audio/mpeg", length=2**40, duration_s=61, role="enclosure"),),
    source=Source(title="Wire", url="https://wire.example/"),
    comments_url="https://herald.example/1#c",
    comments_count=0,
    rights="(c)",
    license="CC-BY-4.0",
    geo=GeoPoint(lat=53.9, lon=27.56),
    word_count=4,
    reading_minutes=1,
    first_seen_at=NOW,
    last_seen_at=NOW,
    repairs=(Repair(field="published_at", code="zone_assumed", detail="Europe/Minsk"),),
    normalizer="7",
)
SHAPES = (
    None,
    GeoShape(type="LineString", coordinates=((1.5, 2.5), (3.5, 4.5))),
    GeoShape(type="Polygon", coordinates=(((1.5, 2.5), (3.5, 4.5), (1.5, 2.5)),)),
)


@pytest.fixture
def store(place: StorePlace) -> Store:
    """A store that knows two feeds."""
    opened = place.open()
    configure(opened, spec(), spec("times"))
    return opened


def test_article_comes_back_whole(store: Store) -> None:
    """Every field of an article comes back as it was stored."""
    assert all(getattr(FULL, field.name) is not None for field in fields(Article) if field.name != "duplicate_of")

    stored(store, entry(FULL))

    assert FULL == store.article("herald-full")


@pytest.mark.parametrize("shape", SHAPES)
def test_lines_say_what_articles_say(store: Store, shape: GeoShape | None) -> None:
    """The JSON that bulk readers get is the JSON of the article: every field, in the schema's order."""
    given = replace(FULL, geo=shape, last_seen_at=NOW + SECOND / 2)
    stored(store, entry(given), entry(article("sparse", title=None, text=None)), at=NOW + SECOND / 2)
    store.commit(outcome(entry(article("a", "times")), feed="times"))
    publish(store, Duplicate(of=FULL.id, method="m", score=1.0))
    articles = [orjson.loads(json_bytes(one)) for one in store.articles()]
    lines = [orjson.loads(line) for line in store.article_lines(ArticleQuery(limit=9)).lines]

    assert [list(one) for one in articles] == [list(line) for line in lines]
    assert articles == [line | {"last_seen_at": line["last_seen_at"].replace(".500Z", ".500000Z")} for line in lines]


def test_sparse_article_comes_back_whole(store: Store) -> None:
    """What the source did not say is None again, and empty lists are empty."""
    sparse = article("a", title=None, text=None)

    stored(store, entry(sparse))

    assert sparse == store.article(sparse.id)


@pytest.mark.parametrize("shape", SHAPES, ids=["none", "line", "polygon"])
def test_geo(store: Store, shape: GeoShape | None) -> None:
    """Points, lines and polygons come back as what they were."""
    stored(store, entry(replace(FULL, geo=shape)))

    assert replace(FULL, geo=shape) == store.article("herald-full")


def test_raw_entry_comes_back_whole(store: Store) -> None:
    """The entry as published is kept to the letter."""
    raw = RawEntry(
        position=4,
        guid=RawText(element="guid", value="1", type=None),
        guid_is_permalink=False,
        contents=(RawText(element="content:encoded", value="<p>é</p>" * 500, language="fr", base="https://b/"),),
        categories=(RawCategory(element="category", term="t"),),
    )

    stored(store, entry(article("a"), raw=raw))

    assert raw == store.raw("herald-a")
    assert store.raw("nobody") is None


@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b", "\0\udfff"], ids=["nul", "surrogate", "both"])
def test_text_that_no_database_holds(store: Store, bad: str) -> None:
    """NUL and lone surrogates cost the article nothing but themselves."""
    given = article("a", title=bad, text=bad, authors=(Author(name=bad),), categories=(Category(label=bad),))
    clean = bad.replace("\0", "").replace("\ud800", "\ufffd").replace("\udfff", "\ufffd")

    stored(store, entry(given, features={"title": bad, "head": bad}))
    got = store.article("herald-a")

    assert got is not None
    assert (clean, clean, clean, clean) == (got.title, got.text, got.authors[0].name, got.categories[0].label)


def test_nothing_is_visible_before_publishing(store: Store) -> None:
    """A stored article is not read before it is published, and waits across a restart."""
    store.commit(outcome(entry(article("a"))))

    assert store.article("herald-a") is None
    assert 1 == store.stats(NOW).pending


def test_death_between_commit_and_publish_loses_nothing(place: StorePlace) -> None:
    """What was committed when the process died is published by the next one."""
    first = place.open()
    configure(first, spec())
    first.commit(outcome(entry(article("a")), entry(article("b"))))
    first.close()

    second = place.open()

    assert ["herald-a", "herald-b"] == [change.article_id for change in publish(second)]
    assert second.article("herald-b") is not None


def test_known_fingerprints(store: Store) -> None:
    """The fingerprints known are those of the entries that the last document listed, as last seen."""
    a, b = entry(article("a")), entry(article("b"))
    store.commit(outcome(a, b))
    changed = replace(a, fingerprint=b"moved")
    store.commit(outcome(seen=(seen(changed),), known=(b.fingerprint,), at=NOW + HOUR))

    assert {b"moved", b.fingerprint} == store.known("herald")
    assert frozenset() == store.known("times")


def test_entries_that_left_the_document_are_not_known(store: Store) -> None:
    """An entry that the last document does not list is not known: should it come back, it is read again."""
    a, b = entry(article("a")), entry(article("b"))
    store.commit(outcome(a))
    store.commit(outcome(b, at=NOW + HOUR))

    assert {b.fingerprint} == store.known("herald")


@pytest.mark.parametrize("code", ["not_modified", "same_body", "timeout", "same_entries"])
def test_polls_without_entries_leave_what_is_listed(store: Store, code: str) -> None:
    """A 304, a failure or an emptied document says nothing about what the feed lists."""
    a = entry(article("a"))
    store.commit(outcome(a))
    store.commit(outcome(code=code, at=NOW + HOUR))

    assert {a.fingerprint} == store.known("herald")


def test_last_seen_moves(store: Store) -> None:
    """An article is last seen by the last poll whose document listed it, read or unread."""
    a, b, c = (entry(article(guid)) for guid in "abc")
    stored(store, a, b, c)
    store.commit(outcome(seen=(seen(a),), known=(b.fingerprint,), at=NOW + HOUR))

    times = {name: store.article(f"herald-{name}").last_seen_at for name in "abc"}  # type: ignore[union-attr]
    assert {"a": NOW + HOUR, "b": NOW + HOUR, "c": NOW} == times


def test_candidates_by_any_key(store: Store) -> None:
    """An entry is a candidate when it shares guid, alias, URL or title key, and tells what identity needs."""
    a = article("a")
    keys = {"guid": b"g" * 16, "alias": b"a" * 16, "url": b"u" * 16, "title": b"t" * 16}
    stored(store, entry(a, keys=keys), entry(article("other")))
    other = b"x" * 16

    for name, key in keys.items():
        (got,) = store.candidates("herald", [EntryKeys(**{"guid": other, name: key})])
        assert (a.id, EntryKeys(**keys), 1, 0, False) == (
            got.article_id,
            got.keys,
            got.revision,
            got.revisions_today,
            got.purged,
        )
        assert Digests(title=digest(a.title)) == got.digests
    assert () == store.candidates("herald", [EntryKeys(guid=other)])
    assert () == store.candidates("herald", [])


def test_candidates_are_of_the_same_feed(store: Store) -> None:
    """A feed cannot claim another feed's article by its guid or link."""
    a = entry(article("a"))
    stored(store, a)

    assert () == store.candidates("times", [a.keys])
    with pytest.raises(StoreError, match="not an article of this feed"):
        store.commit(outcome(revised(a.article, title="mine now"), feed="times"))
    assert "title of a" == store.article("herald-a").title  # type: ignore[union-attr]


def test_many_candidates_at_once(store: Store) -> None:
    """Thousands of keys are looked up in one call."""
    a = entry(article("a"))
    stored(store, a)
    keys = [EntryKeys(guid=digest(n), alias=digest(n), url=digest(n), title=digest(n)) for n in range(9_000)]

    assert ["herald-a"] == [found.article_id for found in store.candidates("herald", [*keys, a.keys])]


def test_moved_guid_is_remembered(store: Store) -> None:
    """An article seen under another guid is found by either."""
    a = entry(article("a"))
    stored(store, a)
    moved = SeenEntry(article_id=a.article.id, fingerprint=b"print", keys=EntryKeys(guid=digest("https a")))
    store.commit(outcome(seen=(moved,), at=NOW + HOUR))

    for guid in (a.keys.guid, moved.keys.guid):
        assert {"herald-a"} == {found.article_id for found in store.candidates("herald", [EntryKeys(guid=guid)])}
    assert {b"print"} == store.known("herald")


def test_guid_that_moves_on_takes_its_keys_along(store: Store) -> None:
    """A guid that a feed gives to another entry leads to that one, and so does its page."""
    a = entry(article("a"), keys={"url": b"a" * 16})
    b = entry(article("b"), keys={"url": b"b" * 16})
    stored(store, a, b)
    store.commit(outcome(seen=(replace(seen(a), keys=replace(a.keys, guid=b.keys.guid)),), at=NOW + HOUR))
    asked = [EntryKeys(guid=digest("unknown"), url=a.keys.url), EntryKeys(guid=b.keys.guid)]

    assert {"herald-a"} == {found.article_id for found in store.candidates("herald", asked)}


def test_guids_do_not_pile_up(store: Store) -> None:
    """A feed with a new guid at every poll does not fill the store: the latest guids of an article are kept."""
    a = entry(article("a"), keys={"url": b"u" * 16})
    stored(store, a)
    for number in range(40):
        keys = EntryKeys(guid=digest("guid", number))
        again = SeenEntry(article_id=a.article.id, fingerprint=digest(number), keys=keys)
        store.commit(outcome(seen=(again,), at=NOW + (number + 1) * HOUR))
    asked = [EntryKeys(guid=digest("guid", number)) for number in range(40)]

    kept = {found.keys.guid for found in store.candidates("herald", asked)}
    assert kept == {digest("guid", number) for number in range(32, 40)}


def test_revision_moves_the_article_on(store: Store) -> None:
    """A revision changes the article, counts it, and keeps every old value."""
    a = article("a", authors=(Author(name="Ann"),))
    stored(store, entry(a))
    after = revised(a, title="new title", authors=(Author(name="Bob"),), first_seen_at=NOW + DAY)

    got = store.commit(outcome(after, at=NOW + DAY))

    assert Committed(new=0, revised=1) == got
    publish(store)
    article_now = store.article("herald-a")
    assert replace(after.article, first_seen_at=NOW, last_seen_at=NOW + DAY) == article_now
    (revision,) = store.revisions("herald-a")
    assert (2, NOW + DAY, "edit", ("title", "authors")) == (
        revision.revision,
        revision.at,
        revision.kind,
        revision.changed,
    )
    assert {"title", "authors"} == {old.field for old in revision.before}
    assert OldValue(field="title", value='"title of a"') in revision.before


def test_revision_keeps_the_order_by_first_sight(store: Store) -> None:
    """An undated article stays where its first sight put it, however late it is revised."""
    a = article("a")
    stored(store, entry(a))
    store.commit(outcome(revised(a, title="new", first_seen_at=NOW + DAY, effective_at=NOW + DAY), at=NOW + DAY))

    assert NOW == store.article("herald-a").effective_at  # type: ignore[union-attr]


def test_revision_under_another_guid(store: Store) -> None:
    """A revision found by its URL keeps the article's id, and both guids lead to it."""
    a = article("a")
    stored(store, entry(a))
    moved = replace(a, guid="b", title="new")
    store.commit(
        outcome(entry(moved, Revision(of=a.id, changed=("title",)), keys={"guid": digest("b")}), at=NOW + HOUR)
    )

    assert "b" == store.article("herald-a").guid  # type: ignore[union-attr]
    found = store.candidates("herald", [EntryKeys(guid=digest("a")), EntryKeys(guid=digest("b"))])
    assert [("herald-a", 2), ("herald-a", 2)] == [(one.article_id, one.revision) for one in found]


def test_revisions_today(store: Store) -> None:
    """Revisions of the last 24 hours are counted, older ones are not."""
    a = article("a")
    stored(store, entry(a))
    for number, at in enumerate((NOW + HOUR, NOW + 30 * HOUR, NOW + 31 * HOUR)):
        store.commit(outcome(revised(a, title=f"title {number}"), at=at))

    (got,) = store.candidates("herald", [EntryKeys(guid=digest("a"))])
    assert (4, 2) == (got.revision, got.revisions_today)


def test_replays_change_nothing(store: Store) -> None:
    """The same poll committed twice leaves one article, one revision and one line in the change log each."""
    a = article("a")
    first, second = outcome(entry(a)), outcome(revised(a, title="new", text="new\0"), at=NOW + HOUR)

    counts = [store.commit(poll) for poll in (first, first, second, second)]
    publish(store)

    assert [(1, 0), (0, 0), (0, 1), (0, 0)] == [(got.new, got.revised) for got in counts]
    assert ["article.created", "article.revised"] == [change.kind for change in store.changes(0, limit=9)]
    assert 2 == store.article("herald-a").revision  # type: ignore[union-attr]


def test_same_guid_in_two_feeds(store: Store) -> None:
    """Two feeds may use the same guid for different articles."""
    guid = {"guid": b"g" * 16}
    stored(store, entry(article("a"), keys=guid))
    stored(store, entry(article("a", "times"), keys=guid), feed="times")

    assert [store.article("herald-a"), store.article("times-a")] != [None, None]
    assert ["times-a"] == [found.article_id for found in store.candidates("times", [EntryKeys(**guid)])]


def test_history_has_a_row_for_what_happened(store: Store) -> None:
    """A poll leaves a row with its code and counts; a plain 304 or the same body leaves none."""
    late = NOW + timedelta(milliseconds=250)
    store.commit(outcome(entry(article("a")), started_at=NOW, finished_at=late, status=200, size=1_234))
    store.commit(outcome(code="not_modified", status=304, at=NOW + SECOND))
    store.commit(outcome(code="same_body", at=NOW + 2 * SECOND))
    store.commit(outcome(code="timeout", detail="no answer in 30 s", feed="times", at=NOW + 3 * SECOND))

    zero = {"duration": timedelta(0), "status": None, "size": 0, "new": 0, "revised": 0}
    failed = PollRecord(feed="times", started_at=NOW + 3 * SECOND, code="timeout", detail="no answer in 30 s", **zero)
    brought = PollRecord(
        feed="herald",
        started_at=NOW,
        duration=timedelta(milliseconds=250),
        code="new",
        detail=None,
        status=200,
        size=1_234,
        new=1,
        revised=0,
    )
    assert (failed, brought) == store.polls(None, limit=9)
    assert (brought,) == store.polls("herald", limit=9)
    assert (failed,) == store.polls(None, limit=1)


def test_poll_of_an_unknown_feed(store: Store) -> None:
    """A poll of a feed that was never configured is refused."""
    with pytest.raises(StoreError, match="nobody"):
        store.commit(outcome(feed="nobody"))


def test_failed_transaction_writes_nothing(store: Store) -> None:
    """When one entry cannot be stored, neither validators nor other entries are."""
    (lease,) = claim(store, only=["herald"])
    bad = entry(article("b"), keys={"guid": None})
    before = store.feed("herald")

    with pytest.raises(StoreError):
        store.commit(outcome(entry(article("a")), bad, lease=lease))

    assert before == store.feed("herald")
    assert 0 == store.stats(NOW).pending
    assert 1 == store.commit(outcome(entry(article("a")), lease=lease)).new


def test_features_come_back_whole(store: Store) -> None:
    """What waits to be published carries every feature its verdict needs."""
    given = features(
        FULL,
        site="herald.example",
        language="ru",
        url_key=b"u" * 16,
        url_number="1",
        title_key=b"t" * 16,
        title="минск",
        head="first block",
        content_key=b"c" * 16,
        tokens=4,
        shingles=bytes(range(16)),
        sketch=(1, 2, 4_294_967_295),
        words=b"\1\2",
        agencies=("Reuters",),
        mode=DuplicateMode.STRICT,
    )
    assert all(getattr(given, field.name) for field in fields(Features))

    store.commit(outcome(replace(entry(FULL), features=given)))

    with store.publishing() as publication:
        assert [given] == [pending.features for pending in publication.pending()]
