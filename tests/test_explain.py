"""`explain`: every field with its raw value, rule and repairs; whether two articles are copies, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest
from intake import FEEDS, HEIR, NOW, SAMPLES, Here, aggregator

from aggregator.explanation.origins import RULES, origins
from aggregator.explanation.repairs import in_words
from aggregator.model import Article, Repair
from storage import open_store


@pytest.fixture
def here() -> Iterator[Here]:
    store = open_store("sqlite://")
    yield Here(store)
    store.close()


def test_every_field_has_a_rule() -> None:
    """`explain` knows where each field of an article comes from."""
    assert {field.name for field in fields(Article)} - {"repairs"} == set(RULES)


@pytest.mark.parametrize(
    ("repair", "told"),
    [
        (Repair(field="published_at", code="zone_assumed", detail="UTC"), "it names no zone; read in UTC"),
        (Repair(field="authors", code="clutter_cut"), "dates, reading times or counts were cut"),
        (Repair(field="text", code="mojibake"), "UTF-8 that was read as another encoding was put right"),
        (Repair(field="text", code="brand_new", detail="x"), "brand new: x"),
    ],
)
def test_repairs_in_words(repair: Repair, told: str) -> None:
    """A repair is a sentence; one without a sentence is told by its code."""
    assert told == in_words(repair)


def test_origins_of_fields(here: Here) -> None:
    """Each field names the raw elements it was read from, its own or inherited, and its repairs."""
    here.configure("feeds: {heir: https://heir.example/feed}\n")
    here.take("heir", HEIR.encode())
    article = next(article for article in here.articles().values() if article.guid == "tag:1")
    found = {origin.field: origin for origin in origins(article, here.store.kept(article.id))}

    assert [("atom:title", "Der Hafen friert zu", False)] == [
        (raw.element, raw.value, raw.inherited) for raw in found["title"].raw
    ]
    assert [("Jana Erb", True)] == [(raw.value, raw.inherited) for raw in found["authors"].raw]
    assert ("the entry names nobody; the document's own authors stand in",) == found["authors"].repairs
    assert ["2026-03-02T00:00:00Z"] == [raw.value for raw in found["updated_at"].raw]
    assert "published_at" not in found


REPEATING = """<rss version="2.0"><channel><title>Times</title><link>https://times.example/</link>
<item><guid isPermaLink="false">1</guid><title>Ferries stop</title><description>Ferries stop</description></item>
</channel></rss>"""


def test_empty_fields_are_explained(tmp_path: Path) -> None:
    """A field that is empty although the document has something for it is told with its rule; the rest in one line."""
    (tmp_path / "feeds.yaml").write_text(FEEDS, encoding="utf-8")
    store = open_store(f"sqlite:///{tmp_path}/var/aggregator.db")
    here = Here(store)
    here.take("wire", REPEATING.encode())
    article = next(iter(here.articles().values()))
    store.close()
    told = aggregator("explain", article.id, cwd=tmp_path).stdout

    assert 'summary  null\n  from  description "Ferries stop"\n  rule  the first summary that says more' in told
    assert "comments_url, comments_count, rights, license, geo: the document names none" in told


def test_explain_two_articles(tmp_path: Path) -> None:
    """`explain A B` tells rule by rule whether the later is a copy of the earlier; `--json` gives the same."""
    (tmp_path / "feeds.yaml").write_text(FEEDS, encoding="utf-8")
    store = open_store(f"sqlite:///{tmp_path}/var/aggregator.db")
    here = Here(store)
    here.take("wire", (SAMPLES / "wire.xml").read_bytes())
    here.take("gazette", (SAMPLES / "gazette.xml").read_bytes(), NOW + timedelta(minutes=1))
    copy = next(article for article in here.articles().values() if article.duplicate_of)
    store.close()
    told = aggregator("explain", str(copy.duplicate_of), copy.id, cwd=tmp_path).stdout

    assert f"is {copy.id}, seen 2026-03-03T06:31:00+00:00, a copy of {copy.duplicate_of}" in told
    assert f"{copy.id} is a copy of {copy.duplicate_of} by" in told
    assert "holds: copy" in told
    assert '"holds: copy"' in aggregator("explain", copy.id, str(copy.duplicate_of), "--json", cwd=tmp_path).stdout
