"""Taking over a feeds.yaml."""

from __future__ import annotations

from dataclasses import replace

import pytest
from stored import DAY, HOUR, NOW, article, claim, configure, entry, outcome, publish, spec, stored

from aggregator.model import FailureKind, FeedHints, FeedRecord, FeedState, Problem, Validators
from storage import Store

STATE = FeedState(
    due_at=NOW + HOUR,
    reason="every 1 h",
    interval=HOUR,
    validators=Validators(etag=b'W/"\xff"', last_modified=b"Mon, 06 May 2024 07:08:09 GMT"),
    body_hash=b"0123456789abcdef",
    hints=FeedHints(ttl=HOUR, skip_hours=(1, 2)),
    polls=7,
    failures=2,
    failure_weight=0.1,
    last_failure=FailureKind.NOT_FOUND,
    last_failure_detail="not there",
    last_polled_at=NOW,
    last_success_at=NOW - HOUR,
    last_new_at=NOW - DAY,
    last_full_at=NOW - 2 * DAY,
    moved_to="https://new.example/",
    moved_since=NOW,
    adopted_url="https://adopted.example/",
    overflows=3,
)


def state(store: Store, feed: str = "herald") -> FeedState:
    """The remembered state of a feed."""
    record = store.feed(feed)
    assert record is not None
    return record.state


def test_feed_state_comes_back_whole(store: Store) -> None:
    """Every field of a feed's state is remembered exactly, validators byte for byte."""
    configure(store, spec())

    store.commit(outcome(state=STATE))

    assert STATE == state(store)


def test_feed_record(store: Store) -> None:
    """A feed tells its configuration, what its last document said, and how many published articles it has."""
    configure(store, spec(group="press"))
    problem = Problem(code="bad_date", detail="no date", position=3)
    described = {"title": "The Herald", "link": "https://h.example/", "format": "rss20", "problems": (problem,)}
    store.commit(outcome(entry(article("a")), state=STATE, **described))
    publish(store)
    store.commit(outcome(entry(article("pending")), state=STATE, **described))

    expected = FeedRecord(
        feed="herald",
        url="https://herald.example/feed",
        title="The Herald",
        link="https://h.example/",
        format="rss20",
        group="press",
        status="enabled",
        host="herald.example",
        settings='{"url":"https://herald.example/feed"}',
        state=STATE,
        articles=1,
        problems=(problem,),
    )
    assert expected == store.feed("herald")


def test_configured_title_comes_first(store: Store) -> None:
    """The title in feeds.yaml goes before the document's; without one the document's is told."""
    configure(store, spec("a", title="Mine"), spec("b"))
    for feed in ("a", "b"):
        store.commit(outcome(feed=feed, title="Theirs", problems=(Problem(code="c", detail="d"),)))

    assert ["Mine", "Theirs"] == [record.title for record in store.feeds()]
    assert {(Problem(code="c", detail="d"),)} == {record.problems for record in store.feeds()}


def test_unread_polls_keep_the_description(store: Store) -> None:
    """A 304 or a failure takes nothing away from what the last document said of the feed."""
    configure(store, spec())
    store.commit(outcome(title="The Herald", link="https://h.example/"))
    store.commit(outcome(code="not_modified"))
    store.commit(outcome(code="timeout"))
    record = store.feed("herald")

    assert record is not None
    assert ("The Herald", "https://h.example/") == (record.title, record.link)


def test_unknown_feed(store: Store) -> None:
    """A feed nobody configured is None."""
    assert store.feed("nobody") is None


def test_reconcile_keeps_state_and_timers(store: Store) -> None:
    """Reading feeds.yaml again, or with other settings, resets nothing."""
    configure(store, spec())
    store.commit(outcome(state=STATE))

    configure(store, replace(spec(), title="new title"), now=NOW + DAY, spread=HOUR)

    assert STATE == state(store)


def test_new_url_forgets_what_belonged_to_the_old_one(store: Store) -> None:
    """A changed URL clears validators, body hash and redirects, and keeps the rest."""
    configure(store, spec())
    store.commit(outcome(state=STATE))

    configure(store, spec(url="https://elsewhere.example/"))

    assert state(store) == replace(
        STATE, validators=Validators(), body_hash=None, adopted_url=None, moved_to=None, moved_since=None
    )


def test_new_feeds_are_spread(store: Store) -> None:
    """New feeds are due at moments spread evenly over the span, the same ones every time."""
    configure(store, *(spec(f"f{number}") for number in range(200)), spread=HOUR)
    offsets = [(record.state.due_at - NOW) / HOUR for record in store.feeds() if record.state.due_at]

    assert all(0 <= offset < 1 for offset in offsets)
    assert all(35 <= sum(low <= offset < low + 0.25 for offset in offsets) <= 65 for low in (0, 0.25, 0.5, 0.75))


def test_a_feed_that_joins_others_is_polled_soon(store: Store) -> None:
    """The span is shared: who adds one feed to a hundred does not wait for the hundred."""
    known = [spec(f"f{number}") for number in range(99)]
    configure(store, *known, spread=HOUR)

    configure(store, *known, spec("new"), spread=HOUR)
    added = store.feed("new")

    assert added is not None
    assert added.state.due_at is not None
    assert added.state.due_at < NOW + HOUR / 100


def test_removed_feeds_keep_their_articles(store: Store) -> None:
    """A feed no longer named is not polled; it and its articles stay."""
    configure(store, spec("a"), spec("b"))
    stored(store, entry(article("1", "a")), feed="a")

    configure(store, spec("b"))

    assert [("a", "removed", 1), ("b", "enabled", 0)] == [(r.feed, r.status, r.articles) for r in store.feeds()]
    assert ["b"] == [due.feed for lease in claim(store, NOW + DAY) for due in lease.feeds]
    assert store.article("a-1") is not None


@pytest.mark.parametrize("away", [(), (spec(enabled=False),)], ids=["removed", "disabled"])
def test_feeds_that_come_back_keep_their_timers(store: Store, away: tuple) -> None:  # type: ignore[type-arg]
    """A feed that was removed or disabled and comes back goes on where it was."""
    configure(store, spec(), spec("other"))
    store.commit(outcome(state=STATE))
    configure(store, *away, spec("other"))

    assert {"other"} == {due.feed for lease in claim(store, NOW + DAY) for due in lease.feeds}
    configure(store, spec(), spec("other"))

    assert STATE == state(store)
    assert {"herald"} == {due.feed for lease in claim(store, NOW + DAY) for due in lease.feeds}


def test_feed_that_moves_to_another_host(store: Store) -> None:
    """A feed whose host changed is claimed under the new host."""
    configure(store, spec())
    configure(store, spec(host="cdn.example"))

    assert ["cdn.example"] == [lease.host for lease in claim(store)]


def test_reconcile_during_a_lease(store: Store) -> None:
    """A slot that is held stays held while feeds.yaml is read again."""
    configure(store, spec("a"))
    (lease,) = claim(store)

    configure(store, spec("a"), spec("b", host="a.example"))

    assert () == claim(store)
    store.commit(outcome(feed="a", lease=lease))
    assert ["b"] == [due.feed for due in claim(store, NOW + HOUR / 2)[0].feeds]


def test_five_thousand_feeds(store: Store) -> None:
    """Thousands of feeds are taken over at once, and again without a change."""
    specs = [spec(f"f{number}", host=f"h{number % 900}.example") for number in range(5_000)]
    configure(store, *specs)
    configure(store, *specs, spec("one more"))

    assert 5_001 == store.stats(NOW).enabled
    assert 901 == len(claim(store, limit=2_000))
