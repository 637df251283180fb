"""The publisher's id of every entry of a document, and our stable id of an article."""

from __future__ import annotations

from base64 import b32encode
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from aggregator.model import FeedContext, Found, RawEntry, Repair
from aggregator.normalize.links import url


def guids(entries: Sequence[RawEntry], feed: FeedContext) -> tuple[Found[str], ...]:
    """Return the guid of each of *entries*, which are a whole document: no two get the same.

    Reads guid, atom:id, rdf:about, JSON id, trimmed and in their own case; else the link, unless others without a
    guid have the same; else a hash of title, date and text (`guid_missing`). Of entries that share a guid the first
    keeps it, the others get guid and link, or guid and hash (`guid_repeated`); one that names most of a document names
    none of it. An entry's place in the document counts only among verbatim copies: a feed that moves on makes no new
    articles.
    """
    links = tuple(url(entry, feed).value for entry in entries)
    shared = {link for link, count in Counter(_stand_ins(entries, links)).items() if count > 1}
    # Were the first to keep a guid that all share, the feed's next entry would take its place as an edit of it.
    taken = _junk(entries)
    found = []
    for entry, link in zip(entries, links, strict=True):
        named, missing = _named(entry, link, shared)
        unique, repeated = _unique(named, entry, link, taken)
        taken.add(unique)
        found.append(Found(value=unique, repairs=missing + repeated))
    return tuple(found)


def _own(entry: RawEntry) -> str:
    return entry.guid.value.strip() if entry.guid else ""


def _junk(entries: Sequence[RawEntry]) -> set[str]:
    """The guids that more than half of the entries, and more than two, have in common."""
    counts = Counter(own for entry in entries if (own := _own(entry)))
    return {own for own, count in counts.items() if count > 2 and 2 * count > len(entries)}


def _stand_ins(entries: Sequence[RawEntry], links: Sequence[str | None]) -> Iterator[str]:
    """The links of the entries that have no guid."""
    return (link for entry, link in zip(entries, links, strict=True) if link and not _own(entry))


def _named(entry: RawEntry, link: str | None, shared: set[str]) -> tuple[str, tuple[Repair, ...]]:
    """What names *entry*, and the repair when that is not its own guid."""
    if own := _own(entry):
        return own, ()
    if link and link not in shared:
        return link, (Repair(field="guid", code="guid_missing", detail="link"),)
    # Many feeds without guids link all their entries to the home page.
    return _hash(entry), (Repair(field="guid", code="guid_missing", detail="hash"),)


def _unique(named: str, entry: RawEntry, link: str | None, taken: set[str]) -> tuple[str, tuple[Repair, ...]]:
    """*named*, or something longer when an entry before has it."""
    if named not in taken:
        return named, ()
    longer = f"{named}|{link}"
    if link in (None, named) or longer in taken:
        longer = f"{named}|{_hash(entry)}"
    candidate, copies = longer, 1
    while candidate in taken:
        copies += 1
        candidate = f"{longer}|{copies}"
    return candidate, (Repair(field="guid", code="guid_repeated", detail=named[:200]),)


def _hash(entry: RawEntry) -> str:
    """A digest of title, date and text as published."""
    digest = blake2b(digest_size=16)
    for texts in (entry.titles, entry.dates, entry.contents or entry.summaries):
        for text in texts:
            digest.update(" ".join(text.value.split()).encode("utf-8", "surrogatepass") + b"\0")
        digest.update(b"\1")
    return digest.hexdigest()


def article_id(feed: str, guid: str) -> str:
    """Return the id of the article *guid* of *feed*: 26 characters of base32 in lower case, the same in every store."""
    digest = blake2b(f"{feed}\0{guid}".encode("utf-8", "surrogatepass"), digest_size=16, person=b"article-1")
    return b32encode(digest.digest()).decode("ascii").rstrip("=").lower()
