"""The feed of changes and those who follow it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from aggregator.errors import UsageError
from aggregator.model.article import Article

ChangeKind = Literal["article.created", "article.revised", "article.duplicate", "article.original", "article.removed"]
"""`article.duplicate`: it is a copy of another article from now on, or of another one than before (its original moved).
`article.original`: the undoing of that: it is no copy of anything any more, or its group's copies are its own.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in the feed of changes: everything up to `seq` has been read. Written `epoch.seq`."""

    epoch: str
    """The history it belongs to; a restored backup has another one."""
    seq: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.seq}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Return the cursor that *text* writes. Raises UsageError for anything else."""
        epoch, _, seq = text.rpartition(".")
        # 18 digits: what both databases hold as an integer.
        if epoch and len(text) < 100 and seq.isascii() and seq.isdigit() and len(seq) <= 18:
            return cls(epoch=epoch, seq=int(seq))
        raise UsageError(f"expected a cursor such as 5f0c3a91d2b4.1234, got {text[:100]!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wants:
    """Which articles a reader of changes follows. Empty: all."""

    feeds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """BCP 47; `en` stands for `en-GB` too."""
    categories: tuple[str, ...] = ()
    """Labels or terms, in any case."""
    originals: bool = False
    """No copies of other articles."""


EVERYTHING = Wants()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of what downstream reads: `seq` is gap-free and in commit order."""

    seq: int
    kind: ChangeKind
    article_id: str
    feed: str
    at: datetime
    gone: bool = False
    """As of this reading, the article is removed, or no longer what the reader wants: who has it drops it."""
    article: Article | None = None
    """As of this reading, where it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """A part of the feed of changes. A reader that wants only some moves on over the others."""

    changes: tuple[Change, ...]
    next: Cursor
    """Where to read on; the same as before when nothing has happened."""
    head: int
    """The seq of the newest change: nothing is left to read when `next` is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A change as every output writes it: one JSON object."""

    seq: int
    kind: ChangeKind
    line: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLinePage:
    """A part of the feed of changes, written."""

    lines: tuple[ChangeLine, ...]
    next: Cursor
    """Where to read on; the same as before when nothing has happened."""
    more: bool
    """There is more to read right now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """A named reader of changes whose place the store remembers."""

    name: str
    cursor: Cursor
    """Everything up to here is done."""
    wants: Wants
    lag: int
    """Changes after the cursor, wanted or not."""
    waiting_since: datetime | None
    """When the first of them happened."""
    created_at: datetime
    updated_at: datetime
    """When it last moved."""
