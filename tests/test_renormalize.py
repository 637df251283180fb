"""Articles made again from their kept entries: the same rules make the same article, other rules a revision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from intake import HEIR, LATER, NOW, SAMPLES, Here, aggregator

from aggregator.cli.excerpts import SHOWN, excerpts
from aggregator.cli.renormalize import diff
from aggregator.errors import StoreError
from aggregator.model import Article, Category, Taxonomy, Topic
from aggregator.normalize import normalize
from aggregator.pipeline import reading, renormalizing
from storage import open_store


@pytest.fixture
def here() -> Iterator[Here]:
    store = open_store("sqlite://")
    yield Here(store)
    store.close()


@pytest.fixture
def loud_titles(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let titles be written in capitals from now on."""

    def loud(*args: object, **named: object) -> Article:
        article = normalize(*args, **named)  # type: ignore[arg-type]
        return replace(article, title=(article.title or "").upper() or None)

    return lambda: monkeypatch.setattr(reading, "normalize", loud)


# ---------------------------------------------------------------------------------------------
# The same rules
# ---------------------------------------------------------------------------------------------


def test_same_rules_make_the_same_articles(here: Here) -> None:
    """Whatever the samples hold, making them again differs in nothing and writes nothing."""
    here.take_samples()
    before = here.articles()

    assert ([], 0) == (here.differing(), here.run())
    assert before == here.articles()
    assert 8 == len(before)


def test_inherited_values_are_kept(here: Here) -> None:
    """An entry is made again with its document's language, base, authors and rights, and with the time of its poll."""
    here.configure("feeds: {heir: https://heir.example/feed}\n")
    here.take("heir", HEIR.encode())
    article = next(article for article in here.articles().values() if article.guid == "tag:1")

    assert ("de", "https://heir.example/sub/eins", ["Jana Erb"], "© 2026 Der Erbe") == (
        article.language,
        article.url,
        [author.name for author in article.authors],
        article.rights,
    )
    assert [] == here.differing()


def test_edited_entry_is_made_again_as_edited(here: Here) -> None:
    """What is kept is the entry as it came last."""
    here.configure("feeds: {heir: https://heir.example/feed}\n")
    here.take("heir", HEIR.encode())
    here.take("heir", HEIR.replace("friert zu", "taut auf").encode(), NOW + timedelta(days=2))

    assert [] == here.differing()
    assert "Der Hafen taut auf" in {article.title for article in here.articles().values()}


def test_new_version_of_the_rules_alone_is_no_revision(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """An article that newer rules make the same is left alone."""
    here.take("wire", (SAMPLES / "wire.xml").read_bytes())
    monkeypatch.setattr("aggregator.normalize.NORMALIZER", "2")

    assert [] == here.differing()


# ---------------------------------------------------------------------------------------------
# Other rules
# ---------------------------------------------------------------------------------------------


def test_dry_run_tells_and_writes_nothing(here: Here, loud_titles: Callable[[], None]) -> None:
    """The difference names field, old and new value; looking changes nothing."""
    here.take("wire", (SAMPLES / "wire.xml").read_bytes())
    before, seq = here.articles(), len(list(here.store.changes()))
    loud_titles()
    told = {line for one in here.differing() for line in diff(one)}

    assert 'title  "Herring quota cut by a fifth" → "HERRING QUOTA CUT BY A FIFTH"' in told
    assert (before, seq) == (here.articles(), len(list(here.store.changes())))


def test_run_writes_revisions(here: Here, loud_titles: Callable[[], None]) -> None:
    """A run stores revisions of kind `renormalized` and tells downstream; id, guid and times of sight stay."""
    here.take("wire", (SAMPLES / "wire.xml").read_bytes())
    before, seq = here.articles(), len(list(here.store.changes()))
    loud_titles()

    assert 3 == here.run()

    after = here.articles()
    assert {
        id_: replace(article, title=(article.title or "").upper(), revision=2) for id_, article in before.items()
    } == after
    assert {(2, "renormalized", ("title",))} == {
        (record.revision, record.kind, record.changed) for id_ in after for record in here.store.revisions(id_)
    }
    assert ["article.revised"] * 3 == [change.kind for change in here.store.changes(seq, limit=99)]


def test_second_run_has_nothing_to_do(here: Here, loud_titles: Callable[[], None]) -> None:
    """What is written no longer differs."""
    here.take_samples()
    loud_titles()
    first = here.run()

    assert first == len(here.articles())
    assert ([], 0) == (here.differing(), here.run())


def test_killed_run_goes_on(here: Here, loud_titles: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that dies between two pages leaves whole articles behind; the next does the rest, each once."""
    here.take_samples()
    total = len(here.articles())
    loud_titles()
    monkeypatch.setattr(renormalizing, "PAGE", 3)
    written, rewrite = [], here.store.rewrite

    def dying(*args: object) -> int:
        if len(written) == 2:
            raise StoreError("killed")
        written.append(rewrite(*args))  # type: ignore[arg-type]
        return written[-1]

    with monkeypatch.context() as patch:
        patch.setattr(here.store, "rewrite", dying)
        with pytest.raises(StoreError, match="killed"):
            here.run()

    assert [3, 3] == written
    assert total - 6 == here.run()
    assert {2} == {article.revision for article in here.articles().values()}


def test_poll_after_a_run_brings_nothing(here: Here, loud_titles: Callable[[], None]) -> None:
    """The entries are still known, and read anew they are no edit of what the run wrote."""
    document = (SAMPLES / "wire.xml").read_bytes()
    here.take("wire", document)
    known = here.store.known("wire")
    loud_titles()
    here.run()

    assert known == here.store.known("wire")

    here.take("wire", document, LATER)
    assert {2} == {article.revision for article in here.articles().values()}


def test_configuration_of_today_counts(here: Here) -> None:
    """A timezone that feeds.yaml names only now moves dates that had none."""
    here.configure("feeds: {cote: https://cote.example/feed}\n")
    here.take("cote", (SAMPLES / "cote.xml").read_bytes())
    here.configure("feeds: {cote: {url: https://cote.example/feed, timezone: America/New_York}}\n")
    changed = {one.field for remade in here.differing() for one in remade.differences}

    assert {"published_at", "repairs"} <= changed


def test_taxonomy_reaches_stored_articles(here: Here) -> None:
    """A map of categories that feeds.yaml names only now adds its topics behind what the feed says."""
    here.take("cote", (SAMPLES / "cote.xml").read_bytes())
    spec = next(spec for spec in here.config.feeds if spec.id == "cote")
    kept = next(here.store.kept_entries())
    topic = Category(label="heritage", scheme="urn:ours")
    found = renormalizing.remade(
        kept,
        replace(spec, categories_map=Taxonomy(path="t.yaml", topics=(Topic(raw="patrimoine", categories=(topic,)),))),
    )

    assert found is not None
    assert ((Category(label="Patrimoine"), topic),) == tuple(one.after for one in found.differences)


def test_feed_that_left_the_configuration(here: Here) -> None:
    """What its configuration said last holds."""
    here.take("cote", (SAMPLES / "cote.xml").read_bytes())
    here.configure("feeds: {wire: https://wire.example/feed}\n")

    assert [] == here.differing()


def test_feeds_and_days_narrow_it_down(here: Here, loud_titles: Callable[[], None]) -> None:
    """`--feed` and `--since` choose which articles are looked at."""
    here.take_samples()
    loud_titles()

    assert {"wire"} == {one.before.feed for one in here.differing(feeds=("wire",))}
    since = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert {article.id for article in here.articles().values() if article.effective_at >= since} == {
        one.before.id for one in here.differing(since=since)
    }


def test_article_that_cannot_be_made_costs_no_other(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules that fail on one entry are told; the stored article stays."""
    here.take("wire", (SAMPLES / "wire.xml").read_bytes())

    def failing(entry: object, *args: object, **named: object) -> Article:
        article = normalize(entry, *args, **named)  # type: ignore[arg-type]
        assert article.guid != "wire-20260302-0002", "cannot"
        return article

    monkeypatch.setattr(reading, "normalize", failing)
    page = next(renormalizing.pages(here.store, {}, feeds=(), since=None))

    assert (3, 0, 1) == (page.looked_at, len(page.remade), len(page.failed))
    assert "AssertionError: cannot" in page.failed[0].detail


# ---------------------------------------------------------------------------------------------
# Copies
# ---------------------------------------------------------------------------------------------


def test_copies_stay_copies(here: Here, loud_titles: Callable[[], None]) -> None:
    """Original and copy are compared again with what both have become."""
    here.take_samples()
    before = {article.id: article.duplicate_of for article in here.articles().values()}
    loud_titles()
    here.run()

    assert before == {article.id: article.duplicate_of for article in here.articles().values()}
    assert any(before.values())


def test_old_copies_stay_copies(here: Here, loud_titles: Callable[[], None]) -> None:
    """A copy whose original has left the window of comparison keeps its verdict: nobody has said otherwise."""
    here.take_samples()
    before = {article.id: article.duplicate_of for article in here.articles().values()}
    here.store.retain(here.config.feeds, LATER, poll_history=timedelta(days=365))
    loud_titles()
    specs = {spec.id: spec for spec in here.config.feeds}
    for page in renormalizing.pages(here.store, specs, feeds=("gazette",), since=None):
        renormalizing.write(here.store, page.remade, LATER)

    assert before == {article.id: article.duplicate_of for article in here.articles().values()}
    assert any(before.values())


def test_rules_that_part_two_articles(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that today's rules read as another text is an original from then on."""
    here.take_samples()
    copies = {article.id for article in here.articles().values() if article.duplicate_of}

    def other(*args: object, **named: object) -> Article:
        article = normalize(*args, **named)  # type: ignore[arg-type]
        if article.id not in copies:
            return article
        return replace(article, title="Nothing", text="of the kind", canonical_url="https://x.example/n", summary=None)

    monkeypatch.setattr(reading, "normalize", other)
    here.run()

    assert copies
    assert set() == {article.id for article in here.articles().values() if article.duplicate_of}


# ---------------------------------------------------------------------------------------------
# What is told
# ---------------------------------------------------------------------------------------------


def test_excerpts_show_where_two_differ() -> None:
    """Long values are cut to the place where they begin to differ."""
    same = "the same words " * 40
    old, new = excerpts(f"{same}end", f"{same}START and more {same}")

    assert "…ords the same words end" == old
    assert new.startswith("…ords the same words START and more the same")
    assert SHOWN + 2 == len(new)


def test_command(tmp_path: Path) -> None:
    """The difference goes to stdout, the count to stderr; a dry run writes nothing, a run once."""
    (tmp_path / "feeds.yaml").write_text("feeds: {cote: https://cote.example/feed}\n", encoding="utf-8")
    store = open_store(f"sqlite:///{tmp_path}/var/aggregator.db")
    here = Here(store, (tmp_path / "feeds.yaml").read_text(encoding="utf-8"))
    here.take("cote", (SAMPLES / "cote.xml").read_bytes())
    count = len(here.articles())
    store.close()
    (tmp_path / "feeds.yaml").write_text(
        "feeds: {cote: {url: https://cote.example/feed, categories: [coast]}}\n", encoding="utf-8"
    )
    dry, run, again = (
        aggregator("renormalize", *words, cwd=tmp_path) for words in (["--dry-run"], [], ["--feed", "cote"])
    )

    assert f"{count} articles differ, nothing was written\n" == dry.stderr
    assert f"{count} articles differ, {count} revisions were written\n" == run.stderr
    assert dry.stdout == run.stdout
    assert '{"label":"coast"}]' in run.stdout
    assert ("", "0 articles differ, 0 revisions were written\n", 0) == (again.stdout, again.stderr, again.returncode)
    assert "no feed 'nobody'" in aggregator("renormalize", "--feed", "nobody", cwd=tmp_path).stderr
