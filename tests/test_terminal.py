"""What the command line shows on a terminal, and what into a pipe: seen through a real pseudo-terminal."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from stored import ORIGINAL, article, configure, entry, outcome, publish, spec

from aggregator.model import Duplicate
from storage import open_store

pty = pytest.importorskip("pty", reason="the system has no pseudo-terminals")
LONG = "Harbour closed for a week while divers look for what the storm of Sunday night has left on the bottom of it"
COPIES = 3


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose store has an original and copies of it, with a headline longer than a terminal is wide."""
    folder = tmp_path_factory.mktemp("place")
    (folder / "feeds.yaml").write_text("feeds: {herald: https://herald.example/feed}\n", encoding="utf-8")
    (folder / "var").mkdir()
    store = open_store(f"sqlite:///{folder}/var/aggregator.db")
    configure(store, spec())
    articles = [article(f"{number:024}", title=f"{LONG}\tfor {number}") for number in range(COPIES + 1)]
    store.commit(outcome(*map(entry, articles)))
    publish(store, ORIGINAL, *[Duplicate(of=articles[0].id, method="same_text", score=0.9)] * COPIES)
    store.close()
    return folder


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What came out of a command: in the terminal, and beside it."""

    terminal: str
    stdout: bytes
    stderr: bytes


def run(folder: Path, *words: str, stdout: bool = False, stderr: bool = False) -> Seen:
    """Run the command line with *stdout* and *stderr* each on a terminal of 80 columns, or into a pipe."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("FORCE_", "TTY_"))}
    with subprocess.Popen(
        [sys.executable, "-m", "aggregator", *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=theirs if stdout else subprocess.PIPE,
        stderr=theirs if stderr else subprocess.PIPE,
        env={**environment, "TERM": "xterm", "COLUMNS": "80", "LINES": "24"},
    ) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b""))
        piped = process.communicate(timeout=60)
    os.close(ours)
    assert 0 == process.returncode, (shown, piped)
    return Seen(terminal=shown.decode(), stdout=piped[0] or b"", stderr=piped[1] or b"")


def _read(terminal: int) -> bytes:
    """Return what is to be read; nothing once its last writer has left (Linux says so with an error)."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def test_piped_rows_are_one_line_each(place: Path) -> None:
    """Into a pipe a table is one line a row, its cells parted by tabs, whatever their length."""
    header, *rows = run(place, "duplicates", "list").stdout.decode().splitlines()
    listed = run(place, "duplicates", "list", "--json").stdout.splitlines()
    cells = [dict(zip(header.split("\t"), row.split("\t"), strict=True)) for row in rows]

    assert COPIES == len(listed)
    assert [json.loads(line)["article_id"] for line in listed] == [row["id"] for row in cells]
    assert {f"{LONG} for {number}" for number in range(1, COPIES + 1)} == {row["title"] for row in cells}


def test_rows_fit_a_terminal(place: Path) -> None:
    """On a terminal a table keeps to its width."""
    lines = re.sub(r"\x1b\[\d*m", "", run(place, "articles", stdout=True).terminal).splitlines()

    assert len(lines) > COPIES + 2
    assert 80 >= max(map(len, lines))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("export", "--to", "a.jsonl"), "4/4"),
        (("export",), "4/4"),
        (("export", "--format", "csv", "--to", "a.csv", "--limit", "2"), "exporting"),
        (("export", "--format", "parquet", "--to", "lake"), "exporting days"),
    ],
)
def test_exports_show_how_far_they_are(place: Path, words: tuple[str, ...], told: str) -> None:
    """An export shows a bar on the terminal of stderr, which it takes away again; what it writes is without it."""
    if "parquet" in words:
        pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    seen = run(place, *words, stderr=True)

    assert told in seen.terminal
    assert "\x1b[?25h" in seen.terminal  # the cursor is back
    assert [] == [line for line in seen.stdout.splitlines() if not line.startswith(b"{")]


def test_no_bar_where_nobody_looks(place: Path) -> None:
    """Without a terminal an export says nothing on stderr."""
    for words in (("export",), ("export", "--to", "b.jsonl"), ("export", "--format", "atom", "--to", "b.atom")):
        assert b"" == run(place, *words).stderr


def test_no_bar_among_articles(place: Path) -> None:
    """With stdout on the terminal too, the lines are all that is shown."""
    seen = run(place, "export", stdout=True, stderr=True)

    assert COPIES + 1 == len([json.loads(line) for line in seen.terminal.splitlines()])
