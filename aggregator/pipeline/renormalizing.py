"""Articles made again from their kept entries by today's rules. What differs is told first, then written, page by page.

Nothing remembers how far a run came: what a killed one has written no longer differs, so the next goes on behind it.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import islice

from aggregator.dedupe import fingerprint, identity
from aggregator.dedupe.digests import digests
from aggregator.kept import packed
from aggregator.model import Article, DuplicateMode, FeedSpec, Found, Kept, KeptEntry, Revision, StoredEntry
from aggregator.parse import fingerprint as raw_fingerprint
from aggregator.pipeline.publishing import publish
from aggregator.pipeline.reading import configured, made
from storage import Store

PAGE = 50
"""Articles made again between two transactions of writing."""
STAYS = frozenset(
    ("id", "schema", "feed", "guid", "effective_at", "first_seen_at", "last_seen_at", "revision", "duplicate_of")
)
"""Fields that no rule makes, or that follow from others."""
MADE = tuple(field.name for field in fields(Article) if field.name not in STAYS | {"normalizer"})
"""Fields to compare: a new version of the rules that makes the same article is no revision of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that today's rules make otherwise."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Remade:
    """An article that today's rules make otherwise, ready to be stored."""

    before: Article
    differences: tuple[Difference, ...]
    entry: StoredEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """An article that today's rules cannot make: a fault of ours. The stored one stays."""

    article_id: str
    detail: str
    """The traceback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What became of some articles; those not named are made the same."""

    looked_at: int
    remade: tuple[Remade, ...]
    failed: tuple[Failed, ...]


def pages(
    store: Store, specs: Mapping[str, FeedSpec], *, feeds: Sequence[str], since: datetime | None
) -> Iterator[Page]:
    """Yield what today's rules make of articles, a page at a time, in the order of storing.

    Originals were stored before their copies, so they are written before them, too: a copy is then compared with what
    its original has become. *specs*: the configured feeds by id; what an unconfigured one said last holds, its taxonomy
    apart. *feeds* (empty: all) and *since* (None: ever) say which articles.
    """
    kept = store.kept_entries(feeds=feeds, since=since)
    while page := tuple(islice(kept, PAGE)):
        found = [remade_or_failed(entry, specs.get(entry.article.feed)) for entry in page]
        yield Page(
            looked_at=len(page),
            remade=tuple(one for one in found if isinstance(one, Remade)),
            failed=tuple(one for one in found if isinstance(one, Failed)),
        )


def remade_or_failed(kept: KeptEntry, spec: FeedSpec | None) -> Remade | Failed | None:
    """Return `remade`, or that it failed."""
    try:
        return remade(kept, spec)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 — one bad entry never costs the others; the shell tells the traceback
        return Failed(article_id=kept.article.id, detail=traceback.format_exc(limit=-3))


def remade(kept: KeptEntry, spec: FeedSpec | None) -> Remade | None:
    """Return what today's rules make of *kept*; None: the article that is stored.

    *spec* is its feed as configured today (None: it is not). Id, guid and times of sight stay. The time is that of the
    poll which brought the entry: what was dated ahead then is dated ahead still.
    """
    before = kept.article
    context = kept.context if spec is None else configured(kept.context, spec)
    guid = Found(value=before.guid, repairs=tuple(repair for repair in before.repairs if repair.field == "guid"))
    after = made(kept.raw, context, spec, guid=guid, now=kept.at)
    found = differences(before, after)
    if not found:
        return None
    after = replace(after, id=before.id, revision=before.revision + 1)
    entry = StoredEntry(
        article=after,
        kept=packed(Kept(raw=kept.raw, context=context, at=kept.at)),
        fingerprint=raw_fingerprint(kept.raw),
        keys=identity.keys(after),
        digests=digests(after),
        features=fingerprint.features(after, spec.duplicates if spec else DuplicateMode.DEFAULT),
        verdict=Revision(of=before.id, changed=tuple(one.field for one in found), kind="renormalized"),
    )
    return Remade(before=before, differences=found, entry=entry)


def differences(before: Article, after: Article) -> tuple[Difference, ...]:
    """Return the fields made by rules in which the two differ, in the schema's order."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in MADE)
    return tuple(Difference(field=name, before=old, after=new) for name, old, new in pairs if old != new)


def write(store: Store, remade: Sequence[Remade], now: datetime) -> int:
    """Store the revisions of one page in one transaction and publish them; count them.

    An article that a poll has revised since it was read is left as the poll made it.
    """
    if not remade:
        return 0
    written = store.rewrite([one.entry for one in remade], now)
    publish(store)
    return written
