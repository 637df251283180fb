"""History judged again: the same rules decide the same, other rules what they decide today; a person's word stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from intake import Here, aggregator
from stored import StorePlace
from test_copies import SCRAPE, SEEN, TWO_FEEDS, WIRE
from test_corrections import ECHO, LATER, THREE_FEEDS, copies, ids, seq, told

from aggregator.dedupe import duplicate
from aggregator.model import Original, Rejudged
from aggregator.pipeline import correcting, rejudging
from aggregator.pipeline.rejudging import Rejudging, write
from storage import Store, open_store


@pytest.fixture
def scratch() -> Iterator[Store]:
    store = open_store("sqlite://")
    yield store
    store.close()


@pytest.fixture
def here(place: StorePlace) -> Here:
    """A wire's piece, and two papers' copies of it; the wire was polled last."""
    filled = Here(place.open(), THREE_FEEDS)
    for feed, document in (("gazette", SCRAPE), ("echo", ECHO), ("wire", WIRE)):
        filled.take(feed, document.encode(), SEEN)
    return filled


def differing(here: Here, scratch: Store, since: object = None) -> tuple[Rejudged, ...]:
    """What a dry run tells."""
    run = Rejudging(here.store, scratch, since)  # type: ignore[arg-type]
    assert sum(run.pages()) == here.store.count_kept(since=run.from_)
    return run.differences()


def refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no rule make a copy from now on."""
    monkeypatch.setattr(duplicate, "judge", lambda features, candidates: Original(reason="asked to"))


def test_same_rules_decide_the_same(here: Here, scratch: Store) -> None:
    """Judging again by the same rules differs in nothing, in whatever order the copies came."""
    before = seq(here)

    assert () == differing(here, scratch)
    assert before == seq(here)


def test_other_rules(here: Here, scratch: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What today's rules refuse is no copy any more; looking changes nothing, writing tells downstream."""
    refuse(monkeypatch)
    found = differing(here, scratch)
    before = seq(here)
    uid = ids(here)

    assert {(uid["gazette"], uid["wire"], None), (uid["echo"], uid["wire"], None)} == {
        (one.article_id, one.before, one.after) for one in found
    }
    assert 2 == sum(write(here.store, found, LATER))
    assert {} == copies(here)
    assert {("original", "gazette"), ("original", "echo")} == set(told(here, before))


def test_rules_that_find_more(here: Here, scratch: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies that were missed are found, under the original that streaming would have given them."""
    with monkeypatch.context() as patched:
        refuse(patched)
        run = Rejudging(here.store, scratch, None)
        list(run.pages())
        assert 2 == sum(write(here.store, run.differences(), LATER))
    again = open_store("sqlite://")
    found = differing(here, again)
    again.close()

    assert 2 == sum(write(here.store, found, LATER))
    assert {"gazette": "wire", "echo": "wire"} == copies(here)


def test_long_ago(place: StorePlace, scratch: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles that left the index long ago are judged as well."""
    here = Here(place.open(), TWO_FEEDS)
    with monkeypatch.context() as patched:
        refuse(patched)
        here.take("wire", WIRE.encode(), SEEN)
        here.take("gazette", SCRAPE.encode(), SEEN)
    here.store.retain(here.config.feeds, SEEN + timedelta(days=400), poll_history=timedelta(days=1))
    found = differing(here, scratch)

    assert 1 == sum(write(here.store, found, LATER))
    assert {"gazette": "wire"} == copies(here)


def test_since(here: Here, scratch: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only articles from a time on are judged."""
    refuse(monkeypatch)

    assert () == differing(here, scratch, SEEN + timedelta(days=1))


def test_a_persons_word_stands(here: Here, scratch: Store) -> None:
    """What a person split or pinned is as he said, and no difference."""
    correcting.split(here.store, ids(here)["gazette"], LATER)
    correcting.pin(here.store, ids(here)["wire"], ids(here)["echo"], LATER)
    before = copies(here)
    found = differing(here, scratch)
    list(write(here.store, found, LATER))

    assert before == copies(here)


def test_killed_run_goes_on(here: Here, scratch: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that dies between two pages leaves whole verdicts behind; the next writes the rest."""
    monkeypatch.setattr(rejudging, "PAGE", 1)
    refuse(monkeypatch)
    found = differing(here, scratch)
    assert 1 == next(write(here.store, found, LATER))
    again = open_store("sqlite://")
    rest = differing(here, again)
    again.close()

    assert 1 == len(rest)
    assert 1 == sum(write(here.store, rest, LATER))
    assert {} == copies(here)


def test_command(tmp_path: Path) -> None:
    """The difference is printed; a dry run writes nothing, a run once."""
    off = "{url: https://gazette.example/feed, duplicates: off}"
    (tmp_path / "feeds.yaml").write_text(f"feeds: {{wire: https://wire.example/rss, gazette: {off}}}\n", "utf-8")
    store = open_store(f"sqlite:///{tmp_path}/var/aggregator.db")
    here = Here(store, TWO_FEEDS)
    for feed, document in (("wire", WIRE), ("gazette", SCRAPE)):
        here.take(feed, document.encode(), SEEN)
    here.configure((tmp_path / "feeds.yaml").read_text(encoding="utf-8"))
    store.close()
    dry, run, again = (aggregator("duplicates", "rejudge", *words, cwd=tmp_path) for words in (["--dry-run"], [], []))

    assert "1 verdicts differ, nothing was written\n" == dry.stderr
    assert "→ no copy" in dry.stdout
    assert dry.stdout == run.stdout
    assert "1 verdicts differ, 1 were written\n" == run.stderr
    assert ("", "0 verdicts differ, 0 were written\n") == (again.stdout, again.stderr)
