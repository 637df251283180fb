"""Has this feed brought this entry before? By guid, then its alias, then page, then title and day. Pure.

Guids are trusted as long as they deserve it. RSS 2.0 wants them unique and RFC 4287 §4.2.6 permanent, but feeds change
them with the scheme of their site, write the visit's number into them, make them anew on every request, number the
places of the document with them, or leave them out: then the page says which entry it is, where a page has one entry
only.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from aggregator.dedupe.tokens import tokens
from aggregator.model import (
    DIGESTED,
    Article,
    Candidate,
    Digests,
    EntryKeys,
    New,
    Problem,
    Revision,
    Unchanged,
    Verdict,
)

STORM = 24
"""Revisions in 24 hours from which on an entry's changes are no longer stored."""
UNSTABLE_GUIDS, UNSTABLE_SHARE = 3, 0.5
"""Known pages under unknown guids, as a number and as a share of the entries, that say a feed makes up its guids."""

REUSED_GUIDS, REUSED_SHARE = 3, 0.5
"""Known guids under which other entries came, as a number and as a share, that say they number places, not entries."""

K = TypeVar("K", bound=Hashable)
Matches = Mapping[int, Candidate]
"""Position of an article among those judged → the stored article it is."""

_WEB = re.compile(r"https?://", re.IGNORECASE)
_COUNTED = re.compile(r"#\d{1,2}$")
"""BBC counts the revisions of an entry at the end of its guid."""


class Entry(Protocol):
    """An article with its keys and digests: made by a worker, so that the service never loads normalizing."""

    @property
    def article(self) -> Article: ...

    @property
    def keys(self) -> EntryKeys: ...

    @property
    def digests(self) -> Digests: ...


def keys(article: Article) -> EntryKeys:
    """Return the questions to ask the store about *article*."""
    from aggregator.normalize.links import url_key

    folded = " ".join(tokens(article.title or ""))
    day = article.published_at.date().isoformat() if article.published_at else None
    address = _COUNTED.sub("", article.guid) if _WEB.match(article.guid) else None
    return EntryKeys(
        guid=_digest(article.guid),
        alias=_digest(url_key(address)) if address else None,
        url=_digest(url_key(article.canonical_url)) if article.canonical_url else None,
        title=_digest(f"{day} {folded}") if day and folded else None,
    )


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


# ---------------------------------------------------------------------------------------------
# Which stored article is it?
# ---------------------------------------------------------------------------------------------


def judge(entries: Sequence[Entry], candidates: Sequence[Candidate]) -> tuple[Verdict, ...]:
    """Return for each of a document's *entries* whether it is new to its feed, a revision, or stored already.

    All of a document at once, because only together do its entries show whether its guids and pages name one entry
    each. No two of them become the same stored article.
    """
    named = _named(entries, candidates)
    reused = _reused(entries, named, candidates)
    matches = _matches(entries, candidates, named, reused=reused)
    taken = {known.keys.guid for known in candidates} if reused else set()
    return tuple(
        _verdict(entry, matches[at]) if at in matches else _new(entry, taken=entry.keys.guid in taken)
        for at, entry in enumerate(entries)
    )


def _new(entry: Entry, *, taken: bool) -> New:
    """Return that *entry* is new, under a guid of its own where another article has it."""
    if not taken:
        return New()
    article = entry.article
    return New(guid=f"{article.guid}|{article.canonical_url or _digest(repr(entry.digests)).hex()}")


def _named(entries: Sequence[Entry], candidates: Sequence[Candidate]) -> Matches:
    """Return the entries whose guid is stored, in whatever spelling."""
    asked = [entry.keys for entry in entries]
    matches = _by_guid(asked, candidates)
    return matches | _by(lambda key: key.alias, asked, candidates, matches)


def _matches(entries: Sequence[Entry], candidates: Sequence[Candidate], named: Matches, *, reused: bool) -> Matches:
    asked = [entry.keys for entry in entries]
    matches = {at: known for at, known in named.items() if not (reused and _is_another(entries[at], known))}
    pages = _by(lambda key: key.url, asked, candidates, matches)
    if not reused and not _unstable(entries, matches, pages):
        pages = {at: known for at, known in pages.items() if _derived(entries[at]) or _agrees(entries[at], known)}
    matches |= pages
    titles = _by(lambda key: key.title, asked, candidates, matches)
    return matches | {at: known for at, known in titles.items() if reused or _derived(entries[at])}


def _by_guid(asked: Sequence[EntryKeys], candidates: Sequence[Candidate]) -> dict[int, Candidate]:
    """Return the articles whose guid is stored: of two entries that one stored article was listed under, the first."""
    stored = {known.keys.guid: known for known in reversed(candidates)}
    found: dict[int, Candidate] = {}
    taken: set[str] = set()
    for at, key in enumerate(asked):
        known = stored.get(key.guid)
        if known is not None and known.article_id not in taken:
            found[at] = known
            taken.add(known.article_id)
    return found


def _by(
    key: Callable[[EntryKeys], K | None],
    asked: Sequence[EntryKeys],
    candidates: Sequence[Candidate],
    matches: Matches,
) -> dict[int, Candidate]:
    """Return the articles not in *matches* that share *key* with one stored article, where it is unique on both sides.

    A key that two entries of the document or two stored articles have (every entry links to the home page) names none.
    """
    taken = {known.article_id for known in matches.values()}
    stored = _grouped((key(known.keys), known) for known in candidates)
    asking = Counter(key(one) for one in asked)
    found = {}
    for at, one in enumerate(asked):
        value = key(one)
        same = stored.get(value, []) if value is not None and at not in matches else []
        if len(same) == 1 and asking[value] == 1 and same[0].article_id not in taken:
            found[at] = same[0]
    return found


def _grouped(pairs: Iterator[tuple[K | None, Candidate]]) -> dict[K | None, list[Candidate]]:
    grouped: dict[K | None, dict[str, Candidate]] = defaultdict(dict)
    for value, known in pairs:
        grouped[value][known.article_id] = known
    return {value: list(found.values()) for value, found in grouped.items()}


def _unstable(entries: Sequence[Entry], matches: Matches, pages: Matches) -> bool:
    """Return whether the feed makes its guids anew: many entries have an unknown guid and a known page of their own."""
    unknown = len(entries) - len(matches)
    moved = sum(not _derived(entries[at]) for at in pages)
    return moved >= UNSTABLE_GUIDS and moved >= UNSTABLE_SHARE * unknown


def _reused(entries: Sequence[Entry], matches: Matches, candidates: Sequence[Candidate]) -> bool:
    """Return whether the feed's guids number places (1, 2, 3 …), so that another entry comes under a known one.

    Many known guids have other entries, and all of them have, or the pages of some are stored under other guids.
    """
    others = {at for at, known in matches.items() if _is_another(entries[at], known)}
    if len(others) < REUSED_GUIDS or len(others) < REUSED_SHARE * len(matches):
        return False
    pages = {known.keys.url for known in candidates} - {None}
    return len(others) == len(matches) or any(entries[at].keys.url in pages for at in others)


def _is_another(entry: Entry, known: Candidate) -> bool:
    """Return whether *entry* has nothing of the stored article: another page, time, title and text."""
    article = entry.article
    told = ["title", "published_at", "text" if article.text else "summary"]
    told += ["url"] if article.canonical_url else []
    return set(told) <= set(_moved(entry, known))


def _derived(entry: Entry) -> bool:
    """Return whether *entry*'s guid is ours: it has none, or one that another entry has too."""
    return any(repair.field == "guid" for repair in entry.article.repairs)


def _agrees(entry: Entry, known: Candidate) -> bool:
    """Return whether the two say the same at the same time: one entry under a new guid, on a page of its own."""
    told, held = entry.digests, known.digests
    timely = entry.article.published_at is not None and told.published_at == held.published_at
    return timely and (told.title == held.title or told.text == held.text)


# ---------------------------------------------------------------------------------------------
# Has it changed?
# ---------------------------------------------------------------------------------------------


def _verdict(entry: Entry, known: Candidate) -> Revision | Unchanged:
    """Return what became of a stored article. What retention removed stays removed, whatever the feed says now."""
    if known.purged:
        return Unchanged(of=known.article_id, reason="purged")
    moved = _moved(entry, known)
    changed = tuple(field for field in moved if field != "exact")
    if not changed:
        return Unchanged(of=known.article_id, reason="noise" if moved else "same")
    if known.revisions_today >= STORM:
        return Unchanged(of=known.article_id, reason="storm")
    return Revision(of=known.article_id, changed=changed)


def _moved(entry: Entry, known: Candidate) -> list[str]:
    """Return the fields whose digests differ. One that older rules kept no digest of cannot be called changed."""
    pairs = ((name, getattr(known.digests, name), getattr(entry.digests, name)) for name in DIGESTED)
    return [name for name, held, told in pairs if held is not None and held != told]


# ---------------------------------------------------------------------------------------------
# What is wrong with a feed's guids
# ---------------------------------------------------------------------------------------------


def guid_problems(entries: Sequence[Entry], candidates: Sequence[Candidate]) -> tuple[Problem, ...]:
    """Return what is wrong with a document's guids, for `aggregator feeds`, and what was done about it."""
    asked = [entry.keys for entry in entries]
    named = _named(entries, candidates)
    respelled = len(named) - len(_by_guid(asked, candidates))
    pages = _by(lambda key: key.url, asked, candidates, named)
    derived = sum(map(_derived, entries))
    told = (
        (
            "guids_unstable",
            _unstable(entries, named, pages),
            f"{len(pages)} known pages came under new guids; entries are told apart by their pages",
        ),
        (
            "guids_reused",
            _reused(entries, named, candidates),
            "known guids came with other entries: they number places; entries are told apart by their pages",
        ),
        (
            "guids_respelled",
            respelled > 0,
            f"{respelled} known guids came with another scheme, host, session or counter; entries are known without it",
        ),
        (
            "guids_repeated",
            derived > 0,
            f"{derived} of {len(entries)} entries have no guid of their own; their pages stand in for it",
        ),
    )
    return tuple(Problem(code=code, detail=detail) for code, holds, detail in told if holds)
