"""The command line: data on stdout, words on stderr, a mistake is one clear line and an exit code."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from aggregator import cli

SAMPLES = Path(cli.__file__).parent / "samples"
FEEDS = """\
service: {workers: 1}
feeds:
  wire: https://wire.example/feed
  gazette: {url: https://gazette.example/feed, enabled: false}
"""


def aggregator(*words: str, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a user would."""
    return subprocess.run(
        [sys.executable, "-m", "aggregator", *words],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200"},
    )


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "feeds.yaml").write_text(FEEDS, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose store has the wire's sample in it."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "feeds.yaml").write_text(FEEDS, encoding="utf-8")
    got = aggregator("ingest", "--feed", "wire", str(SAMPLES / "wire.xml"), cwd=folder)

    assert (0, b"wire.xml: 3 new, 0 revised") == (got.returncode, got.stderr.strip().rpartition(b"/")[2])
    return folder


def test_normalize_prints_articles_in_document_order(tmp_path: Path) -> None:
    """`normalize -` reads a document from standard input and needs no feeds.yaml."""
    got = aggregator(
        "normalize", "-", "--now", "2026-03-03T00:00:00Z", cwd=tmp_path, stdin=(SAMPLES / "wire.xml").read_bytes()
    )
    articles = [json.loads(line) for line in got.stdout.splitlines()]

    assert (0, b"") == (got.returncode, got.stderr)
    assert ["wire-20260302-0001", "wire-20260302-0002", "wire-20260301-0007"] == [
        article["guid"] for article in articles
    ]
    assert {"2026-03-03T00:00:00Z"} == {article["first_seen_at"] for article in articles}


def test_normalize_takes_context(tmp_path: Path) -> None:
    """Address, zone and language can be given as a feed's configuration would."""
    document = (
        b"<rss version='2.0'><channel><item><title>x</title><link>/a</link>"
        b"<pubDate>2026-03-01 12:00</pubDate></item></channel></rss>"
    )
    got = aggregator(
        "normalize", "-", "--feed-url", "https://a.example/f", "--timezone", "Europe/Paris", "--language", "fr",
        cwd=tmp_path, stdin=document,
    )  # fmt: skip
    article = json.loads(got.stdout)

    assert ("https://a.example/a", "2026-03-01T11:00:00Z", "fr") == (
        article["url"],
        article["published_at"],
        article["language"],
    )


@pytest.mark.parametrize("document", [b"", b"<html><body>no feed</body></html>", b"\x00\xff", b"{}"])
def test_normalize_says_what_it_cannot_read(tmp_path: Path, document: bytes) -> None:
    """A document that is no feed is one clear line on stderr and exit code 1."""
    got = aggregator("normalize", "-", cwd=tmp_path, stdin=document)

    assert (1, b"") == (got.returncode, got.stdout)
    assert got.stderr.startswith(b"error: -: ")
    assert b"Traceback" not in got.stderr


def test_check_is_quiet_data_and_clear_words(place: Path) -> None:
    """A good file is said to be good, on stderr."""
    got = aggregator("check", cwd=place)

    assert (0, b"", b"feeds.yaml is good: 2 feeds, 1 enabled\n") == (got.returncode, got.stdout, got.stderr)


def test_check_names_every_problem(tmp_path: Path) -> None:
    """All complaints at once, each with its line, and exit code 2."""
    (tmp_path / "feeds.yaml").write_text("feeds:\n  a: {url: https://a.example/, evry: 1h}\n  b: 7\n", encoding="utf-8")
    got = aggregator("check", cwd=tmp_path)

    assert 2 == got.returncode
    assert b"feeds.yaml:2: " in got.stderr
    assert b"every" in got.stderr
    assert b"feeds.yaml:3: " in got.stderr


@pytest.mark.parametrize("words", [("run",), ("poll",), ("check",), ("plan",), ("articles",), ("feeds",), ("stats",)])
def test_missing_configuration_is_one_clear_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    """No feeds.yaml: a line that names it, a hint, no traceback."""
    got = aggregator(*words, cwd=tmp_path)

    assert 1 == got.returncode
    assert got.stderr.startswith(b"error: feeds.yaml: No such file or directory\n  hint: ")
    assert b"Traceback" not in got.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("poll", "nobody"), b"no feed 'nobody'"),
        (("poll", "gazette"), b"is disabled"),
        (("show", "nobody"), b"no article 'nobody'"),
        (("explain", "nobody"), b"no article 'nobody'"),
        (("ingest", "--feed", "nobody", "x.xml"), b"no feed 'nobody'"),
        (("ingest", "--feed", "wire", "missing.xml"), b"missing.xml: No such file"),
        (("normalize", "missing.xml"), b"missing.xml: No such file"),
        (("normalize", "-", "--timezone", "Paris"), b"expected an IANA zone"),
        (("normalize", "-", "--now", "today"), b"expected a day or time"),
        (("export", "--format", "parquet"), b"Parquet goes to a folder"),
        (("articles", "--since", "soon"), b"expected a day or time"),
        (("articles", "--store", "nosuch://x"), b"store"),
    ],
)
def test_mistakes_are_told(place: Path, words: tuple[str, ...], told: bytes) -> None:
    """A user's mistake is one clear line, never a traceback."""
    got = aggregator(*words, cwd=place)

    assert 1 == got.returncode
    assert told in got.stderr
    assert b"Traceback" not in got.stderr


def test_ingested_twice_is_nothing_new(filled: Path) -> None:
    """The same document from disk again brings nothing."""
    got = aggregator("ingest", "--feed", "wire", str(SAMPLES / "wire.xml"), cwd=filled)

    assert got.stderr.strip().endswith(b"0 new, 0 revised")


def test_articles_as_table_and_json(filled: Path) -> None:
    """`articles` lists newest first, as a table for people and as JSON lines for programs."""
    lines = aggregator("articles", "--json", cwd=filled).stdout.splitlines()
    table = aggregator("articles", "--limit", "1", cwd=filled).stdout.decode()

    assert ["Herring quota cut by a fifth", "Last ferry to Skerry island leaves after 140 years"] == [
        json.loads(line)["title"] for line in lines[:2]
    ]
    assert "Herring quota cut by a fifth" in table
    assert "Last ferry" not in table


def test_show_and_explain(filled: Path) -> None:
    """`show` gives an article whole, `explain` its reasons; both of a feed too."""
    article = json.loads(aggregator("articles", "--json", "--q", "ferry", cwd=filled).stdout.splitlines()[0])
    shown = json.loads(aggregator("show", "--json", article["id"], cwd=filled).stdout)
    why = aggregator("explain", article["id"], cwd=filled).stdout.decode()
    feed = aggregator("explain", "wire", cwd=filled).stdout.decode()

    assert article == shown
    assert "from pubDate 'Mon, 02 Mar 2026 09:15:00 +0100', to the second, zone explicit" in why
    assert "no earlier copy of it is known" in why
    assert "https://wire.example/feed" in feed


def test_export_to_file_is_whole_or_not_at_all(filled: Path, tmp_path: Path) -> None:
    """An export to a file leaves no half-written one behind."""
    target = tmp_path / "out.csv"
    got = aggregator("export", "--format", "csv", "--to", str(target), cwd=filled)

    with target.open(encoding="utf-8", newline="") as file:
        titles = [row["title"] for row in csv.DictReader(file)]

    assert (0, 3) == (got.returncode, len(titles))
    assert [target] == list(tmp_path.iterdir())


def test_export_lines_equal_articles(filled: Path) -> None:
    """`export` and `articles --json` give the same objects."""
    assert aggregator("articles", "--json", cwd=filled).stdout == aggregator("export", cwd=filled).stdout


def test_feeds_and_stats(filled: Path) -> None:
    """Health and counts, for people and programs."""
    feeds = [json.loads(line) for line in aggregator("feeds", "--json", cwd=filled).stdout.splitlines()]
    stats = json.loads(aggregator("stats", "--json", cwd=filled).stdout)

    assert [("gazette", "disabled", 0), ("wire", "enabled", 3)] == sorted(
        (feed["feed"], feed["status"], feed["articles"]) for feed in feeds
    )
    assert (2, 1, 3, 0) == (stats["feeds"], stats["enabled"], stats["articles"], stats["duplicates"])


def test_plan_shows_what_a_changed_file_would_do(filled: Path, tmp_path: Path) -> None:
    """`plan` compares the file with the store and changes nothing."""
    changed = tmp_path / "feeds.yaml"
    changed.write_text("feeds: {wire: https://wire.example/moved, fresh: https://fresh.example/}\n", encoding="utf-8")
    store = f"sqlite:///{filled}/var/aggregator.db"
    lines = aggregator("plan", "--json", "--config", str(changed), "--store", store, cwd=tmp_path).stdout.splitlines()

    assert {("fresh", "add"), ("wire", "move"), ("gazette", "remove")} == {
        (change["feed"], change["action"]) for change in map(json.loads, lines)
    }


def test_opml_there_and_back(place: Path) -> None:
    """Exported feeds come back from OPML as a feeds.yaml that checks."""
    outlines = aggregator("feeds", "export", cwd=place).stdout
    text = aggregator("feeds", "import", "-", cwd=place, stdin=outlines).stdout
    (place / "back.yaml").write_bytes(text)

    assert b"https://wire.example/feed" in text
    assert 0 == aggregator("check", "--config", "back.yaml", cwd=place).returncode


def test_backup_is_a_store(filled: Path, tmp_path: Path) -> None:
    """A backup answers like the store it came from."""
    assert 0 == aggregator("backup", str(tmp_path / "copy.db"), cwd=filled).returncode

    copied = aggregator("articles", "--json", "--store", f"sqlite:///{tmp_path}/copy.db", cwd=filled).stdout

    assert aggregator("articles", "--json", cwd=filled).stdout == copied


def test_vacuum_keeps_everything(filled: Path) -> None:
    """`vacuum` changes the size and nothing else."""
    before = aggregator("export", cwd=filled).stdout

    assert 0 == aggregator("vacuum", cwd=filled).returncode
    assert before == aggregator("export", cwd=filled).stdout


def test_reader_that_leaves_is_no_error(filled: Path) -> None:
    """`aggregator export | head` ends quietly."""
    command = f"{sys.executable} -m aggregator export | head -c 1 >/dev/null"
    got = subprocess.run(["bash", "-c", command], cwd=filled, capture_output=True, timeout=60, check=False)

    assert b"" == got.stderr


def test_help_and_version(tmp_path: Path) -> None:
    """Every command has help; the version is one line."""
    for command in (
        "run",
        "poll",
        "check",
        "plan",
        "ingest",
        "normalize",
        "articles",
        "show",
        "explain",
        "feeds",
        "export",
        "stats",
        "demo",
    ):
        assert 0 == aggregator(command, "--help", cwd=tmp_path).returncode
    assert 1 == aggregator("--version", cwd=tmp_path).stdout.count(b"\n")


def test_keys_are_shown_once(tmp_path: Path) -> None:
    """`keys add` prints the key and nothing else; `keys list` shows its first characters; `keys revoke` ends it."""
    store = f"--store=sqlite:///{tmp_path}/a.db"
    key = aggregator("keys", "add", store, "--scope=admin", "--label=me", cwd=tmp_path).stdout.decode().strip()
    listed = json.loads(aggregator("keys", "list", store, "--json", cwd=tmp_path).stdout)
    revoked = [aggregator("keys", "revoke", key[:12], store, cwd=tmp_path).returncode for _ in range(2)]

    assert (key[:12], "admin", "me", None) == tuple(listed[name] for name in ("prefix", "scope", "label", "revoked_at"))
    assert {"prefix", "scope", "label", "created_at", "revoked_at"} == set(listed)
    assert [0, 1] == revoked


def test_consumers(filled: Path) -> None:
    """`consumers` lists who follows the changes and how far each has come; one can be put back, and removed."""
    mirror = (
        "from storage import open_store\n"
        "print([c.seq for c in open_store('sqlite:///var/aggregator.db').changes(consumer='mirror')])"
    )
    read = subprocess.run([sys.executable, "-c", mirror], cwd=filled, capture_output=True, check=True).stdout
    listed = json.loads(aggregator("consumers", "--json", cwd=filled).stdout)
    moved = aggregator("consumers", "reset", "mirror", "--to", "beginning", cwd=filled)
    table = aggregator("consumers", cwd=filled).stdout.decode()
    removed = [aggregator("consumers", "remove", "mirror", cwd=filled).returncode for _ in range(2)]

    assert (b"[1, 2, 3]\n", "mirror", ".3", 0) == (read, listed["name"], listed["cursor"][-2:], listed["lag"])
    assert (0, True) == (moved.returncode, moved.stderr.strip().endswith(b".0, 3 changes to read"))
    assert "everything" in table
    assert [0, 1] == removed
