"""Articles as Parquet: a folder by days that follows the store."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from stored import DAY, HOUR, NOW, StorePlace, article, configure, entry, revised, spec, stored

from aggregator.model import (
    Article,
    ArticleQuery,
    Author,
    Category,
    Dateline,
    DateSource,
    GeoPoint,
    GeoShape,
    Media,
    Repair,
    Source,
)
from storage import Store

pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
parquet = pytest.importorskip("aggregator.export.parquet", reason="pyarrow is not installed")

EVERYTHING = ArticleQuery()
DAYS = ("2024-05-06", "2024-05-07", "2024-05-08")


@pytest.fixture
def store(place: StorePlace) -> Store:
    """A store with one article a day over three days."""
    opened = place.open()
    configure(opened, spec())
    for number in range(3):
        at = NOW + number * DAY
        given = article(f"g{number}", title=f"day {number}", first_seen_at=at, effective_at=at, last_seen_at=at)
        stored(opened, entry(given), at=at)
    return opened


def export(store: Store, folder: Path, query: ArticleQuery = EVERYTHING) -> int:
    """Bring the folder up to date; return how many days were written."""
    *_, (done, total) = parquet.export(store, folder, query, "lake")
    assert done == total
    return int(total)


def rows(folder: Path) -> list[dict[str, Any]]:
    return [row for file in sorted(folder.glob("day=*/*.parquet")) for row in pq.ParquetFile(file).read().to_pylist()]


def manifest(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_one_file_a_day_with_a_manifest(store: Store, tmp_path: Path) -> None:
    """Every day of first sight is a file; the manifest names them with their rows, bytes and span of changes."""
    export(store, tmp_path)
    told = manifest(tmp_path)

    assert [f"day={day}/articles.parquet" for day in DAYS] == [one["path"] for one in told["days"]]
    assert [(1, 1, 3)] * 3 == [(one["rows"], one["first_seq"], one["last_seq"]) for one in told["days"]]
    assert [(tmp_path / one["path"]).stat().st_size for one in told["days"]] == [one["bytes"] for one in told["days"]]
    assert (3, store.epoch()) == (told["seq"], told["epoch"])
    assert ["day 0", "day 1", "day 2"] == [row["title"] for row in rows(tmp_path)]
    assert 3 == store.consumer("lake").cursor.seq  # type: ignore[union-attr]


def test_second_run_writes_only_what_changed(store: Store, tmp_path: Path) -> None:
    """Run again, only the days of new, edited and removed articles are written; the folder equals the store."""
    export(store, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("day=*/*")}
    first = article("g0", title="day 0", first_seen_at=NOW)
    stored(store, revised(first, title="edited"), at=NOW + 3 * DAY)
    written = export(store, tmp_path)
    untouched = [path.parent.name for path, at in before.items() if path.exists() and path.stat().st_mtime_ns == at]

    assert (1, ["day=2024-05-07", "day=2024-05-08"]) == (written, sorted(untouched))
    assert ["edited", "day 1", "day 2"] == [row["title"] for row in rows(tmp_path)]
    assert [(4, 4), (1, 3), (1, 3)] == [(one["first_seq"], one["last_seq"]) for one in manifest(tmp_path)["days"]]
    assert 0 == export(store, tmp_path)


def test_removed_articles_leave(store: Store, tmp_path: Path) -> None:
    """A day whose last article was removed is gone."""
    export(store, tmp_path)
    stored(store, entry(article("new", first_seen_at=NOW + 9 * DAY)), at=NOW + 9 * DAY)
    store.retain([spec(keep=timedelta(days=1))], NOW + 9 * DAY + HOUR, poll_history=30 * DAY)
    export(store, tmp_path)

    assert ["title of new"] == [row["title"] for row in rows(tmp_path)]
    assert ["day=2024-05-15"] == [path.name for path in sorted(tmp_path.glob("day=*"))]


def test_stopped_run_is_made_good(store: Store, tmp_path: Path) -> None:
    """A run that is stopped in the middle leaves whole files and the old manifest; the next run does the rest."""
    for done, _ in parquet.export(store, tmp_path, EVERYTHING, "lake"):
        if done == 1:
            break
    half = len(rows(tmp_path)), (tmp_path / "manifest.json").exists()
    export(store, tmp_path)

    assert ((1, False), 3) == (half, len(rows(tmp_path)))
    assert [] == list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("change", ["manifest lost", "manifest torn", "other filter", "consumer lost"])
def test_folder_that_cannot_be_relied_on_is_written_anew(store: Store, tmp_path: Path, change: str) -> None:
    """Without manifest or consumer, or with another filter, every day is written again."""
    export(store, tmp_path)
    match change:
        case "manifest lost":
            (tmp_path / "manifest.json").unlink()
        case "manifest torn":
            (tmp_path / "manifest.json").write_text('{"epoch":', encoding="utf-8")
        case "consumer lost":
            store.forget_consumer("lake")
    query = ArticleQuery(text="2") if change == "other filter" else EVERYTHING

    assert 3 == export(store, tmp_path, query)
    assert (["day 2"] if change == "other filter" else ["day 0", "day 1", "day 2"]) == [
        row["title"] for row in rows(tmp_path)
    ]


def test_columns_are_typed_and_nested(place: StorePlace, tmp_path: Path) -> None:
    """Every field of the article is a column of its type: times in UTC, lists of structs, shapes as JSON."""
    store = place.open()
    configure(store, spec())
    whole = article(
        "g",
        published_at=NOW,
        staff=True,
        truncated=False,
        authors=(Author(name="Ann", role="editor"), Author(name="Bo")),
        agencies=("AP",),
        dateline=Dateline(place="Oslo"),
        date_source=DateSource(raw="x", element="pubDate", precision="day", zone="explicit"),
        categories=(Category(label="World", term="w"),),
        media=(Media(url="https://a.example/1.mp3", length=5, role="enclosure"),),
        source=Source(title="S"),
        comments_count=3,
        geo=GeoShape(type="LineString", coordinates=((1.0, 2.0), (3.0, 4.0))),
        repairs=(Repair(field="title", code="x"),),
    )
    stored(store, entry(whole), entry(article("point", geo=GeoPoint(lat=1.5, lon=2.5))), entry(article("bare")))
    export(store, tmp_path)
    found = {row["guid"]: row for row in rows(tmp_path)}

    assert [one.name for one in fields(Article)] == list(found["g"])
    assert (NOW, True, False, 3) == tuple(
        found["g"][name] for name in ("published_at", "staff", "truncated", "comments_count")
    )
    assert ["editor", None] == [one["role"] for one in found["g"]["authors"]]
    assert {"place": "Oslo", "agency": None, "date": None} == found["g"]["dateline"]
    assert "enclosure" == found["g"]["media"][0]["role"]
    assert ([[1.0, 2.0], [3.0, 4.0]], {"lat": 1.5, "lon": 2.5}, None) == (
        json.loads(found["g"]["geo"])["coordinates"],
        json.loads(found["point"]["geo"]),
        found["bare"]["geo"],
    )
    assert (None, []) == (found["bare"]["published_at"], found["bare"]["authors"])


def test_command(sqlite_place: StorePlace, tmp_path: Path) -> None:
    """`export --format parquet --to DIR` writes the folder and says how many days it wrote."""
    store = sqlite_place.open()
    configure(store, spec())
    stored(store, entry(article("1")))
    store.close()
    words = [sys.executable, "-m", "aggregator", "export", f"--store={sqlite_place.url}", "--format=parquet"]
    got = [
        subprocess.run([*words, *more], cwd=tmp_path, capture_output=True, timeout=60, check=False)
        for more in (["--to=lake"], ["--to=lake"], [])
    ]

    assert [(0, b"1 days written"), (0, b"0 days written")] == [(one.returncode, one.stderr.strip()) for one in got[:2]]
    assert (1, True) == (got[2].returncode, b"hint: --format parquet --to" in got[2].stderr)
    assert 1 == len(rows(tmp_path / "lake"))
