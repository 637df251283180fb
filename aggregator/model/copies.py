"""Identity and duplicates: is it the same entry, is it the same piece?"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal

from aggregator.model.article import DateSource
from aggregator.model.configuration import DuplicateMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """Digest of each field's meaning: noise (blanks, counters, tracking) does not move it.

    None: the rules of the time kept none of this field, or retention has removed the article.
    """

    title: bytes | None = None
    summary: bytes | None = None
    text: bytes | None = None
    url: bytes | None = None
    byline: bytes | None = None
    published_at: bytes | None = None
    categories: bytes | None = None
    media: bytes | None = None
    exact: bytes | None = None
    """Of all fields with their noise: tells `same` from `noise`."""


DIGESTED = tuple(field.name for field in fields(Digests))
"""The fields that have a digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryKeys:
    """The questions identity asks the store about one article. 16-byte digests; None: the article has no such key."""

    guid: bytes
    alias: bytes | None = None
    """The guid without scheme, `www.` and trailing slash: a move to https is not a new article."""
    url: bytes | None = None
    """The canonical URL's key."""
    title: bytes | None = None
    """Folded title and publication day: the last resort."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stored article of the same feed that shares a key with a new one."""

    article_id: str
    keys: EntryKeys
    revision: int
    revisions_today: int
    """Revisions stored in the last 24 hours: the measure of an update storm."""
    digests: Digests
    purged: bool = False
    """Retention has removed the article; its key remains so that it does not come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """Never seen in this feed."""

    guid: str | None = None
    """The guid to store it under, where its own is another article's. None: its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The same entry or page with new content."""

    of: str
    changed: tuple[str, ...]
    kind: Literal["edit", "renormalized"] = "edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The same entry, at most with noise; `reason` says which (`same`, `noise`, `purged`, `storm`)."""

    of: str
    reason: str = "same"


Verdict = New | Revision | Unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What duplicate detection keeps of one article (`anchors`: bottom-k sketch of 3-word shingles)."""

    article_id: str
    feed: str
    site: str | None
    """Registrable domain of the canonical URL."""
    language: str | None
    published_at: datetime | None
    seen_at: datetime
    url_key: bytes | None
    url_number: str | None
    """The article's number inside its URL on one site."""
    title_key: bytes | None
    title: str | None
    """The title, folded and without labels and site names."""
    head: str
    """The first 60 tokens of the body, folded, separated by blanks, dateline and boilerplate cut."""
    content_key: bytes | None
    """Digest of the folded body. None: too short to say anything."""
    tokens: int
    shingles: bytes
    """32-bit shingle hashes in text order, little endian."""
    sketch: tuple[int, ...]
    """The index rows: smallest shingle hashes of body and lead, unsigned 32 bit."""
    words: bytes = b""
    """16-bit hashes of the body's distinct words, ascending, little endian: does the other text know this word?"""
    agencies: tuple[str, ...] = ()
    mode: DuplicateMode = DuplicateMode.DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One measured fact behind a duplicate verdict, e.g. `jaccard` `0.83`."""

    name: str
    value: str


Role = Literal["original", "syndicated", "revised copy"]
"""What a member is in its group. `syndicated`: the piece as the original has it, under whatever headline, at most cut
off by its feed. `revised copy`: its text was cut, extended or reworded.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """No earlier copy is known; `reason` names the rule that said so, for the nearest candidate."""

    reason: str = "no_candidate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """Another entry, same piece."""

    of: str
    method: str
    """The rule that decided: `same_url`, `same_content`, `same_text`, `same_title`, …"""
    score: float
    evidence: tuple[Evidence, ...] = ()
    role: Role = "syndicated"


DuplicateVerdict = Original | Duplicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What of a group's member says whether it is the original (`dedupe.original`)."""

    article_id: str
    url: str | None
    """The canonical URL."""
    source_url: str | None
    """Where the entry says that it comes from."""
    feed_url: str
    feed_link: str | None
    published_at: datetime | None
    date_source: DateSource | None
    effective_at: datetime
    first_seen_at: datetime
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """Two articles of one group, of which one is the original."""

    challenger: Standing
    original: Standing
    """The original so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A person's word: this article is no copy of anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A person's word: this article is a copy of *of*."""

    of: str
    role: Role = "syndicated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A person takes back what he said; the rules decide again, by these features."""

    features: Features


Correction = Split | Pin | Release


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejudged:
    """A verdict of today's rules that differs from the stored one."""

    article_id: str
    before: str | None
    """The original that it is stored as a copy of. None: it stands by itself."""
    after: Duplicate | None
    """None: it is no copy."""
