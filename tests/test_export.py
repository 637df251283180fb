"""Articles as JSON Lines, CSV and JSON Schema."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.export import CSV_COLUMNS, article_schema, csv_lines, json_bytes, jsonl
from aggregator.model import Article, Author, Category

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def article(**fields: object) -> Article:
    given = {"id": "a1", "feed": "f", "guid": "g", "effective_at": NOW, "first_seen_at": NOW, "last_seen_at": NOW}
    return Article(**(given | fields))  # type: ignore[arg-type]


def test_json_has_every_field_in_order() -> None:
    """A line of JSON has every field of the schema, in its order, null where the source is silent."""
    line = json.loads(json_bytes(article()))

    assert list(article_schema()["properties"]) == list(line)
    assert (None, [], "2026-03-02T10:00:00Z") == (line["title"], line["authors"], line["first_seen_at"])


def test_jsonl_is_one_line_an_article() -> None:
    """Line breaks inside a text stay inside its line."""
    lines = list(jsonl([article(text="a\n\nb"), article()]))

    assert [1, 1] == [line.count(b"\n") for line in lines]


def test_csv_joins_lists() -> None:
    """Lists are joined by their names and labels."""
    got = rows(article(authors=(Author(name="Ann Lee"), Author(name="Bo Ek")), categories=(Category(label="Sea"),)))

    assert ("Ann Lee; Bo Ek", "Sea") == (got[0]["authors"], got[0]["categories"])


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@sum", "\t=1"])
def test_csv_formulas_are_text(title: str) -> None:
    """What a spreadsheet would run as a formula is text."""
    assert "'" + title == rows(article(title=title))[0]["title"]


def test_csv_quotes() -> None:
    """Commas, quotes and line breaks survive the way through CSV."""
    text = 'He said "no", twice\nand left'

    assert text == rows(article(text=text))[0]["text"]


def rows(*articles: Article) -> list[dict[str, str]]:
    text = b"".join(csv_lines(articles)).decode()
    got = list(csv.DictReader(io.StringIO(text, newline="")))

    assert all(tuple(row) == CSV_COLUMNS for row in got)
    return got


def test_published_schema_is_the_code_s() -> None:
    """docs/article.schema.json is what `article_schema()` gives."""
    published = json.loads((Path(__file__).parent.parent / "docs" / "article.schema.json").read_text(encoding="utf-8"))

    assert article_schema() == published


def test_schema_only_grows() -> None:
    """Within version 1 no field goes away or changes its place."""
    first = (
        "id schema feed guid url canonical_url title summary text html truncated language language_source byline "
        "authors agencies staff dateline published_at updated_at effective_at date_source categories media source "
        "comments_url comments_count rights license geo word_count reading_minutes first_seen_at last_seen_at "
        "revision duplicate_of repairs normalizer"
    ).split()

    assert first == list(article_schema()["properties"])[: len(first)]
