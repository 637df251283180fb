"""Dates of an entry: published and updated. A wrong date is worse than none, and a missing one is never "now"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from aggregator.model import DateSource, FeedContext, Found, FutureDates, Moment, RawEntry, RawText, Repair
from aggregator.normalize.date_grammar import Stamp, stamp
from aggregator.normalize.date_words import Unreadable
from aggregator.normalize.zones import zone_info

# RSS 2.0, RFC 4287 §4.2.9, JSON Feed, Atom 0.3 and DCMI Terms, Dublin Core, the rest; first row that can be read wins.
PUBLISHED: tuple[frozenset[str], ...] = (
    frozenset({"pubdate"}),
    frozenset({"published", "date_published"}),
    frozenset({"issued"}),
    frozenset({"date"}),
    frozenset({"created", "datesubmitted"}),
    frozenset({"publicationdate", "dateposted", "available"}),
)
UPDATED = frozenset({"updated", "modified", "date_modified", "modificationdate"})

SKEW = timedelta(hours=1)
"""Clocks differ: up to this far ahead is not the future."""
EARLIEST = 1800
"""Archives do put explicit old dates into feeds; before this year stand only the zero dates of computers."""
YEARS_AHEAD = 100
# Zero dates of software: Unix (also seen from the west), OLE and SQL Server, old Macs, the end of 32-bit time.
SENTINELS = frozenset(
    {
        date(1970, 1, 1),
        date(1969, 12, 31),
        date(1899, 12, 30),
        date(1899, 12, 31),
        date(1900, 1, 1),
        date(1904, 1, 1),
        date(2038, 1, 19),
    }
)
_DOS_ZERO = datetime(1980, 1, 1)  # noqa: DTZ001 - as printed
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:/|-|$)")
_URL_TOLERANCE = timedelta(days=7)


def published(entry: RawEntry, feed: FeedContext, now: datetime) -> Found[Moment]:
    """Return when *entry* was first published, in UTC.

    Reads pubDate, atom:published, dcterms:issued, dc:date, created; the first kind that can be read, and of several
    of one kind the oldest. None: the entry names no readable date. Repairs tell every assumption; `url_disagrees`
    says that the link names a day more than a week away (a stamp of the export, not of the article).
    """
    if "published_at" in feed.repairs.ignore:
        return Found()
    repairs: tuple[Repair, ...] = ()
    for kinds in PUBLISHED:
        readings = [_read(text, entry, feed, now, "published_at") for text in _of_kind(entry.dates, kinds)]
        dated = [found for found in readings if found.value is not None]
        if dated:
            oldest = min(dated, key=_instant) if len(dated) > 1 else dated[0]
            told = (*repairs, *oldest.repairs, *_against_url(oldest, entry))
            return Found(value=oldest.value, repairs=told) if told != oldest.repairs else oldest
        repairs += tuple(repair for found in readings for repair in found.repairs)
    return Found(repairs=repairs)


def updated(entry: RawEntry, feed: FeedContext, now: datetime, told: Found[Moment] | None = None) -> Found[Moment]:
    """Return when *entry* was last changed, in UTC: the newest of updated, modified, dcterms:modified.

    *told* is what `published` found, if it was asked before. None: the entry does not say; it is never taken from the
    publication date. A change before the publication is kept, with the repair `before_published`.
    """
    if "updated_at" in feed.repairs.ignore:
        return Found()
    readings = [_read(text, entry, feed, now, "updated_at") for text in _of_kind(entry.dates, UPDATED)]
    dated = [found for found in readings if found.value is not None]
    if not dated:
        return Found(repairs=tuple(repair for found in readings for repair in found.repairs))
    newest = max(dated, key=_instant)
    first = (told or published(entry, feed, now)).value
    if first is None or _instant(newest) >= first.at:
        return newest
    early = Repair(field="updated_at", code="before_published", detail=first.source.raw)
    return Found(value=newest.value, repairs=(*newest.repairs, early))


def read(
    raw: str,
    *,
    timezone: str | None,
    language: str | None,
    now: datetime,
    element: str = "",
    field: str = "published_at",
) -> Found[Moment]:
    """Return the instant that *raw* names, in UTC whole seconds, read in full or not at all.

    Without a zone it is read in *timezone* (IANA), else in UTC. None, with the repair that says why: `unreadable`,
    `impossible` (30 February), `ambiguous` (3/4/2011 of nobody knows where), `sentinel` (a computer's zero),
    `out_of_range` (before 1800, a century ahead). Later than *now*: kept, with `future`.
    """
    raw = raw.strip()
    if not raw:
        return Found()
    found = stamp(raw, language=language, timezone=timezone, today=now.date())
    trouble = found.code if isinstance(found, Unreadable) else _trouble(found, now)
    if trouble is not None or isinstance(found, Unreadable):
        return Found(repairs=(Repair(field=field, code=trouble or "unreadable", detail=raw[:80]),))
    moment, assumed = _moment(found, timezone, raw, element)
    notes = [Repair(field=field, code=code, detail=detail) for code, detail in found.repairs]
    if assumed is not None:
        notes.append(Repair(field=field, code="zone_assumed", detail=assumed))
    if moment.at > now + SKEW:
        notes.append(Repair(field=field, code="future", detail=moment.at.isoformat()))
    return Found(value=moment, repairs=tuple(notes))


def _trouble(found: Stamp, now: datetime) -> str | None:
    """Why a date that could be read is none all the same; None: it is one."""
    local = found.local
    if not EARLIEST <= local.year < now.year + YEARS_AHEAD:
        return "out_of_range"
    if found.precision in ("year", "month"):
        return None if local.year <= now.year + 1 else "out_of_range"
    return "sentinel" if local.date() in SENTINELS or local == _DOS_ZERO else None


def _moment(found: Stamp, timezone: str | None, raw: str, element: str) -> tuple[Moment, str | None]:
    """The instant, and the name of the zone that had to be assumed (None: the string names its own)."""
    if found.zone is not None:
        source = DateSource(raw=raw, element=element, precision=found.precision, zone=found.zone.source)
        return Moment(at=found.zone.utc(found.local), source=source), None
    there = zone_info(timezone) if timezone else None
    at = found.local.replace(tzinfo=there or UTC).astimezone(UTC)
    source = DateSource(raw=raw, element=element, precision=found.precision, zone="assumed")
    return Moment(at=at, source=source), timezone if there and timezone else "UTC"


def _read(text: RawText, entry: RawEntry, feed: FeedContext, now: datetime, field: str) -> Found[Moment]:
    """One element, read with what entry and feed say about language and zone."""
    language = entry.language or feed.language or feed.default_language
    found = read(text.value, timezone=feed.timezone, language=language, now=now, element=text.element, field=field)
    if feed.repairs.future_dates is not FutureDates.IGNORE_DATE:
        return found
    return Found(repairs=found.repairs) if any(each.code == "future" for each in found.repairs) else found


def _of_kind(dates: Sequence[RawText], kinds: frozenset[str]) -> Iterable[RawText]:
    """The date elements whose local name is one of *kinds*, whatever their prefix and case."""
    return (text for text in dates if text.element.rpartition(":")[2].lower() in kinds)


def _instant(found: Found[Moment]) -> datetime:
    assert found.value is not None
    return found.value.at


def _against_url(found: Found[Moment], entry: RawEntry) -> tuple[Repair, ...]:
    """`url_disagrees` when the first link names another day, more than a week away."""
    shown = _URL_DAY.search(entry.links[0].href[:300]) if entry.links else None
    if shown is None or found.value is None:
        return ()
    try:
        day = datetime(int(shown[1]), int(shown[2]), int(shown[3]), tzinfo=UTC)
    except ValueError:
        return ()
    if abs(found.value.at - day) <= _URL_TOLERANCE:
        return ()
    return (Repair(field="published_at", code="url_disagrees", detail=day.date().isoformat()),)
