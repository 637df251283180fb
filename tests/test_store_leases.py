"""Host slots and leases: one holder at a time, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from stored import DAY, HOUR, MINUTE, NOW, SECOND, article, claim, configure, entry, outcome, spec

from aggregator.errors import Fenced
from aggregator.model import ArticleQuery, FeedState
from storage import Store, open_store


def test_claim_hands_out_due_feeds(store: Store) -> None:
    """A claim gives each ready slot with its due feeds and their state."""
    configure(store, spec("a"), spec("b", host="a.example"), spec("c"))

    leases = claim(store)

    assert [{"a", "b"}, {"c"}] == sorted(({due.feed for due in lease.feeds} for lease in leases), key=len, reverse=True)
    assert {NOW + MINUTE} == {lease.until for lease in leases}
    assert {NOW} == {due.state.due_at for lease in leases for due in lease.feeds}


def test_claimed_slots_are_taken(store: Store) -> None:
    """A slot that somebody holds is not claimed again before its lease expires."""
    configure(store, spec("a"))
    (first,) = claim(store)

    assert () == claim(store, NOW + MINUTE - SECOND)
    (second,) = claim(store, NOW + MINUTE)
    assert (first.slot, first.token + 1) == (second.slot, second.token)


def test_not_due_is_not_claimed(store: Store) -> None:
    """A slot without a due feed is not claimed."""
    configure(store, spec("a"), spread=DAY)

    assert () == claim(store, NOW)
    assert 1 == len(claim(store, NOW + DAY))


def test_claim_is_limited(store: Store) -> None:
    """A claim takes no more slots than asked for, the longest ready first."""
    configure(store, *(spec(f"f{number}") for number in range(5)))

    first, second = claim(store, limit=2), claim(store, limit=10)

    assert (2, 3) == (len(first), len(second))


def test_lease_holds_a_batch_of_feeds(store: Store) -> None:
    """A lease holds at most 50 due feeds; the others stay due for the next one."""
    configure(store, *(spec(f"f{number}", host="big.example") for number in range(60)))

    (lease,) = claim(store)

    assert 50 == len(lease.feeds)


def test_claim_only(store: Store) -> None:
    """A claim for named feeds leaves every other feed alone."""
    configure(store, spec("a"), spec("b"), spec("c", host="a.example"))

    (lease,) = claim(store, only=["a"])

    assert ["a"] == [due.feed for due in lease.feeds]


def test_concurrent_claims_are_disjoint(store: Store) -> None:
    """Claims at the same moment never share a slot, and together take every slot."""
    configure(store, *(spec(f"f{number}") for number in range(120)))

    with ThreadPoolExecutor(6) as pool:
        batches = list(pool.map(lambda number: claim(store, limit=20, owner=f"w{number}"), range(6)))

    slots = [lease.slot for batch in batches for lease in batch]
    assert 120 == len(slots) == len(set(slots))


def test_lost_lease_is_fenced(store: Store) -> None:
    """A commit under a lease that another worker has taken over raises Fenced and writes nothing."""
    configure(store, spec())
    (late,) = claim(store)
    (taken,) = claim(store, NOW + HOUR)
    before = store.feed("herald")

    with pytest.raises(Fenced):
        store.commit(outcome(entry(article("a")), lease=late, at=NOW + HOUR, pause_host_until=NOW + DAY))

    assert before == store.feed("herald")
    assert () == store.polls(None, limit=9)
    assert 0 == store.stats(NOW).pending
    assert 1 == store.commit(outcome(entry(article("a")), lease=taken, at=NOW + HOUR)).new


def test_expired_but_untaken_lease_still_writes(store: Store) -> None:
    """A lease that ran out but that nobody took over is no reason to throw a poll away."""
    configure(store, spec())
    (lease,) = claim(store)

    assert 1 == store.commit(outcome(entry(article("a")), lease=lease, at=NOW + HOUR)).new


def test_finished_lease_is_fenced(store: Store) -> None:
    """A poll committed twice under one lease is refused the second time."""
    configure(store, spec())
    (lease,) = claim(store)
    store.commit(outcome(lease=lease))

    with pytest.raises(Fenced):
        store.commit(outcome(lease=lease))


def test_last_poll_ends_the_lease(store: Store) -> None:
    """After the last poll of a lease the slot is ready when its earliest feed is due."""
    configure(store, spec("a"), spec("b", host="a.example"))
    (lease,) = claim(store)
    state = FeedState(due_at=NOW + 2 * HOUR)
    store.commit(outcome(feed="a", lease=lease, last_of_lease=False, state=state))
    store.commit(outcome(feed="b", lease=lease, state=FeedState(due_at=NOW + HOUR)))

    assert () == claim(store, NOW + HOUR - SECOND)
    assert ["b"] == [due.feed for due in claim(store, NOW + HOUR)[0].feeds]


def test_host_rests_between_leases(store: Store) -> None:
    """A slot is not ready before the host's delay after the last poll, whatever is due."""
    configure(store, spec("a", host_delay=10 * SECOND))
    (lease,) = claim(store)
    store.commit(outcome(feed="a", lease=lease, state=FeedState(due_at=NOW)))

    assert () == claim(store, NOW + 9 * SECOND)
    assert 1 == len(claim(store, NOW + 10 * SECOND))


def test_poll_prolongs_the_lease(store: Store) -> None:
    """A poll that is not the lease's last gives it its full time again."""
    configure(store, spec("a"), spec("b", host="a.example"))
    (lease,) = claim(store)
    store.commit(outcome(feed="a", lease=lease, last_of_lease=False, at=NOW + 50 * SECOND))

    assert () == claim(store, NOW + 109 * SECOND)
    assert 1 == len(claim(store, NOW + 110 * SECOND))


def test_release_gives_the_slot_back(store: Store) -> None:
    """A released slot is ready at once, or when the caller says."""
    configure(store, spec())
    store.release(claim(store)[0])
    store.release(claim(store)[0], ready_at=NOW + HOUR)

    assert () == claim(store, NOW + HOUR - SECOND)
    assert 1 == len(claim(store, NOW + HOUR))


def test_release_after_a_poll_keeps_the_delay(store: Store) -> None:
    """A slot released between two polls is not ready before the host's delay."""
    configure(store, spec("a", host_delay=10 * SECOND), spec("b", host="a.example"))
    (lease,) = claim(store)
    store.commit(outcome(feed="a", lease=lease, last_of_lease=False))
    store.release(lease)

    assert () == claim(store, NOW + 9 * SECOND)
    assert 1 == len(claim(store, NOW + 10 * SECOND))


def test_release_of_a_lost_lease_does_nothing(store: Store) -> None:
    """Whoever lost a lease cannot give away the slot of the one who has it now."""
    configure(store, spec())
    (late,) = claim(store)
    claim(store, NOW + HOUR)

    store.release(late)

    assert () == claim(store, NOW + HOUR)


def test_pause_holds_every_slot_of_the_host(store: Store) -> None:
    """A host that asks for a pause gets it in all its slots, held or not, and keeps it when leases end."""
    feeds = [spec(f"f{number}", host="h.example", host_connections=4) for number in range(20)]
    configure(store, *feeds, spec("other"))
    first, second, *_ = (lease for lease in claim(store, limit=3) if lease.host == "h.example")
    until = NOW + HOUR
    store.commit(outcome(feed=first.feeds[0].feed, lease=first, state=FeedState(due_at=NOW), pause_host_until=until))
    store.commit(outcome(feed=second.feeds[0].feed, lease=second, state=FeedState(due_at=NOW)))

    assert {"other.example"} >= {lease.host for lease in claim(store, until - SECOND)}
    assert 4 == len([lease for lease in claim(store, until) if lease.host == "h.example"])


def test_slots_follow_the_host_connections(store: Store) -> None:
    """A host with several connections has several slots, and a feed stays in its own."""
    feeds = [spec(f"f{number}", host="h.example", host_connections=3) for number in range(40)]
    configure(store, *feeds)
    places = {frozenset(due.feed for due in lease.feeds) for lease in claim(store)}

    configure(store, *feeds)

    assert 3 == len(places)
    assert places == {frozenset(due.feed for due in lease.feeds) for lease in claim(store, NOW + HOUR)}


def test_make_due(store: Store) -> None:
    """Feeds asked for are due at once; the others keep their time."""
    configure(store, spec("a"), spec("b"), spread=DAY)
    due_at = store.feed("b").state.due_at  # type: ignore[union-attr]

    assert 1 == store.make_due(["a", "nobody"], NOW)

    assert ["a"] == [due.feed for lease in claim(store) for due in lease.feeds]
    assert due_at == store.feed("b").state.due_at  # type: ignore[union-attr]


def test_make_all_due(store: Store) -> None:
    """Without names every enabled feed is due, and nothing else."""
    configure(store, spec("a"), spec("b", enabled=False), spec("c"), spread=DAY)

    assert 2 == store.make_due(None, NOW)
    assert {"a", "c"} == {due.feed for lease in claim(store) for due in lease.feeds}


def test_make_due_respects_a_pause(store: Store) -> None:
    """A host that asked for a pause is left alone even when a person asks."""
    configure(store, spec("a"), spec("b"))
    (lease,) = claim(store, only=["a"])
    store.commit(outcome(feed="a", lease=lease, pause_host_until=NOW + HOUR))

    assert 1 == store.make_due(None, NOW + MINUTE)
    assert ["b"] == [due.feed for held in claim(store, NOW + MINUTE) for due in held.feeds]


def test_make_due_keeps_the_host_delay(store: Store) -> None:
    """A feed asked for waits for its host's delay."""
    configure(store, spec("a", host_delay=10 * SECOND))
    (lease,) = claim(store)
    store.commit(outcome(feed="a", lease=lease))

    assert 1 == store.make_due(["a"], NOW + SECOND)
    assert () == claim(store, NOW + 9 * SECOND)
    assert 1 == len(claim(store, NOW + 10 * SECOND))


def test_make_due_reaches_a_held_slot(store: Store) -> None:
    """A feed asked for while its slot is held is due as soon as the lease ends."""
    configure(store, spec("a"), spec("b", host="a.example"))
    (lease,) = claim(store, only=["a"])
    store.commit(outcome(feed="b", state=FeedState(due_at=NOW + DAY)))

    assert 1 == store.make_due(["b"], NOW)
    store.commit(outcome(feed="a", lease=lease))

    assert ["b"] == [due.feed for due in claim(store, NOW + SECOND)[0].feeds]


def test_clock_running_backwards_starts_no_storm(store: Store) -> None:
    """When the clock jumps back a day, nothing becomes due and nothing is lost."""
    configure(store, spec())
    store.commit(outcome(entry(article("a")), lease=claim(store)[0]))

    assert () == claim(store, NOW - DAY)
    assert 1 == len(claim(store, NOW + HOUR))
    assert [] == list(store.articles(ArticleQuery()))


def test_daemon_ends_the_leases_of_the_dead(tmp_path: Path) -> None:
    """On SQLite there is one daemon: at its start nobody alive holds a lease, whatever `kill -9` left behind."""
    url = f"sqlite:///{tmp_path}/a.db"
    with closing(open_store(url)) as dead:
        configure(dead, spec("a"))
        (lease,) = claim(dead)
    with closing(open_store(url, daemon=True)) as alive:
        (again,) = claim(alive)

    assert lease.slot == again.slot
    assert lease.token < again.token
