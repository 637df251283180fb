"""How the command line speaks: tables and JSON on stdout, words on stderr, NO_COLOR honoured (rich does)."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from rich.console import Console
from rich.table import Table
from rich.text import Text

from aggregator.errors import AggregatorError, ConfigError
from aggregator.schedule import words

if TYPE_CHECKING:
    from rich.progress import Progress

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(error: AggregatorError) -> NoReturn:
    """Tell *error* in clear lines and exit: 2 for a configuration that cannot be used, else 1."""
    for line in str(error).splitlines():
        hint = line.lstrip().startswith("hint:")
        err.print(Text(line if hint else f"error: {line}", style="dim" if hint else "red"))
    sys.exit(2 if isinstance(error, ConfigError) else 1)


def say(line: str) -> None:
    """Tell the user something that is no data."""
    err.print(Text(line))


def json_lines(values: Iterable[object]) -> None:
    """Print one JSON object per line."""
    from aggregator.export import json_bytes

    for value in values:
        sys.stdout.buffer.write(json_bytes(value) + b"\n")
    sys.stdout.buffer.flush()


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print *rows* as a table, into a pipe or file as one line a row, cells parted by tabs, for `cut` and `awk`.

    Text of feeds is printed as it is, never as markup.
    """
    cells = ([printable("" if cell is None else str(cell)) for cell in row] for row in rows)
    if not sys.stdout.isatty():
        # No width is known there, and a row folded to a guessed one is of no use to any program.
        sys.stdout.buffer.writelines("\t".join(row).encode() + b"\n" for row in (columns, *cells))
        sys.stdout.buffer.flush()
        return
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        grid.add_column(column, overflow="fold", no_wrap=column == "id")
    for row in cells:
        grid.add_row(*map(Text, row))
    Console(highlight=False).print(grid)


def printable(text: str) -> str:
    """Return *text* without what could move a terminal's cursor."""
    return "".join(char if char.isprintable() else " " for char in text)


def ago(at: datetime | None) -> str:
    """Return how long ago *at* is, for people."""
    return f"{words(datetime.now(UTC) - at)} ago" if at else "never"


def ahead(at: datetime | None) -> str:
    """Return in how long *at* will be, for people."""
    left = at - datetime.now(UTC) if at else None
    return "now" if left is None or left.total_seconds() <= 0 else f"in {words(left)}"


def progress(doing: str) -> Progress:
    """Return a progress bar on stderr; none where that is no terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # On a terminal what is printed is written above the bar; into a pipe or file it goes as it is.
    return Progress(
        *columns, console=err, transient=True, disable=not err.is_terminal, redirect_stdout=sys.stdout.isatty()
    )
