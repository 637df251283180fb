"""Pictures, sounds and films of an article: one list, without repeats."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

from aggregator.model import FeedContext, Media, MediaRole, RawEntry, RawMedia
from aggregator.normalize.bases import base
from aggregator.normalize.links import absolute
from aggregator.normalize.pictures import Picture, size
from aggregator.normalize.titles import words
from aggregator.normalize.trackers import is_avatar, is_tracker

_LIMIT = 40
"""Media of one article."""
_PICTURES = 10
"""Of them, pictures found in the text."""
_ICON = 20
"""Pixels in width and height up to which a picture in a text is a sign, not a picture."""
_ROLES: dict[str, MediaRole] = {
    "enclosure": "enclosure",
    "link": "enclosure",
    "atom:link": "enclosure",
    "json:attachment": "enclosure",
    "json:attachments": "enclosure",
    "media:content": "content",
    "media:player": "content",
    "media:thumbnail": "thumbnail",
    "thumbnail": "thumbnail",
    "itunes:image": "thumbnail",
    "googleplay:image": "thumbnail",
    "image": "image",
    "json:image": "image",
    "json:banner_image": "image",
}
_STRENGTH: tuple[MediaRole, ...] = ("enclosure", "content", "thumbnail", "image")
"""Of a medium that is named in several roles, the first of these counts."""
_MEDIUMS = frozenset({"image", "audio", "video", "document", "executable"})
_MIME = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,100}")
_INTEGER = re.compile(r"\+?([0-9]{1,18})")
_CLOCK = re.compile(
    r"(?:npt:)?(?:(?:([0-9]{1,4}):)?([0-9]{1,5}):)?([0-9]{1,9})(?:\.[0-9]{0,9}|(?<=:[0-9]{2}),[0-9]{1,9})?"
    r"(?: ?(?:min|minutes?|h|hours?))?",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"P(?:([0-9]{1,3})D)?T(?:([0-9]{1,4})H)?(?:([0-9]{1,5})M)?(?:([0-9]{1,9})(?:\.[0-9]{1,9})?S)?", re.IGNORECASE
)
_HOURS = "h|hrs?|hours?|std|stunden?|heures?|horas?|or[ae]|uur|uren|tim|timmar|timer|час(?:а|ов)?|ч|時間|小时|小時"
_MINUTES = "m|mins?|minutes?|minuten?|minutos?|minut[oi]|minuter|мин(?:ут[аы]?)?|分|分钟|分鐘|′|'"
_SECONDS = 's|secs?|seconds?|sek|sekunden?|segundos?|secondes?|secondi|сек(?:унд[аы]?)?|秒|″|"'
_SPOKEN = re.compile(
    rf"(?:([0-9]{{1,3}}) ?(?:{_HOURS})\.?)?,? ?"
    rf"(?:([0-9]{{1,5}}) ?(?:{_MINUTES})\.?)?,? ?(?:([0-9]{{1,6}}) ?(?:{_SECONDS})\.?)?",
    re.IGNORECASE,
)
_PICTURED = ("image", "thumbnail")
"""Roles of a picture alone: where its address is the entry's page, it is none. A player may well be on that page."""
_LONGEST = 31 * 86_400
"""Seconds; what lasts longer is counted in something else."""


def media(entry: RawEntry, feed: FeedContext, pictures: Iterable[Picture], pictures_base: str) -> tuple[Media, ...]:
    """Return the media of an entry: enclosures, Media RSS, iTunes and JSON attachments, then the pictures of its text.

    In document order, one per URL: what a later mention adds (size, type) is added to the first. Addresses are absolute
    http(s); numbers that are none, and lengths and durations of 0 (RSS for "unknown"), are None; trackers are left out.
    """
    found: dict[str, Media] = {}
    pages = {link.href for link in entry.links if link.rel in (None, "", "alternate")}
    raws = (raw for raw in entry.media if _ROLES.get(raw.element) not in _PICTURED or raw.url not in pages)
    declared = (media for raw in raws if (media := _declared(raw, base(entry, feed, raw.base))) is not None)
    for one in (*declared, *_pictures(pictures, pictures_base)):
        key = one.url.partition("://")[2]
        found[key] = _merged(found[key], one) if key in found else one
    return tuple(found.values())[:_LIMIT]


def _declared(raw: RawMedia, own: str) -> Media | None:
    url = absolute(raw.url, own)
    width, height = size(raw.width), size(raw.height)
    if url is None or (raw.element != "enclosure" and _is_lint(url, width, height)):
        return None
    kind = _type(raw.type)
    role = _ROLES.get(raw.element, "content")
    return Media(
        url=url,
        type=kind,
        medium=_medium(raw.medium, kind, role),
        length=integer(raw.length) or None,
        width=width or None,
        height=height or None,
        duration_s=duration(raw.duration),
        credit=words(raw.credit) or None if raw.credit else None,
        role=role,
    )


def _is_lint(url: str, width: int | None, height: int | None) -> bool:
    return is_tracker(url) or is_avatar(url) or {width, height} & {0, 1} == {1}


def _pictures(pictures: Iterable[Picture], own: str) -> Iterator[Media]:
    shown = (each for each in pictures if max(each.width or _ICON + 1, each.height or _ICON + 1) > _ICON)
    for picture, _ in zip(shown, range(_PICTURES), strict=False):
        url = absolute(picture.src, own)
        if url is not None and not is_avatar(url):
            yield Media(url=url, medium="image", width=picture.width, height=picture.height, role="image")


def _merged(first: Media, later: Media) -> Media:
    """*first* with what only *later* knows, in the stronger role of the two."""
    news: dict[str, Any] = {f.name: getattr(later, f.name) for f in fields(Media) if getattr(first, f.name) is None}
    return replace(first, **news, role=min(first.role, later.role, key=_STRENGTH.index))


def _type(raw: str | None) -> str | None:
    kind = (raw or "").partition(";")[0].strip().lower()
    return kind if _MIME.fullmatch(kind) else None


def _medium(raw: str | None, kind: str | None, role: MediaRole) -> str | None:
    """The medium as Media RSS names it; else what the MIME type says; a thumbnail is an image by definition."""
    said = (raw or "").strip().lower()
    if said in _MEDIUMS:
        return said
    by_type = (kind or "").partition("/")[0]
    if by_type in ("image", "audio", "video"):
        return by_type
    return "image" if role in ("thumbnail", "image") else None


def integer(raw: str | None) -> int | None:
    """Return a count as an int of at least 0; None when it is not one (`12,345`, `unknown`, `-1`)."""
    match = _INTEGER.fullmatch((raw or "").strip())
    return int(match[1]) if match else None


def duration(raw: str | None) -> int | None:
    """Return a duration in whole seconds: `1:02:03`, `62:30`, `3723`, `3723.5`, NPT, ISO 8601 (`PT1H2M`), `1h 2m`.

    None: not readable, 0, or longer than a month. Seconds, and minutes after hours, above 59 are not read: nobody knows
    what was meant.
    """
    value = (raw or "").strip()[:60]
    seconds = _by_clock(value) or _by_units(_ISO.fullmatch(value)) or _by_units(_SPOKEN.fullmatch(value))
    return seconds if seconds and seconds <= _LONGEST else None


def _by_clock(value: str) -> int | None:
    match = _CLOCK.fullmatch(value)
    if match is None or (match[2] is None and not value[-1].isdigit() and value[-1] != "."):
        return None
    hours, minutes, seconds = (int(part) if part else 0 for part in match.groups())
    if (match[2] and seconds > 59) or (match[1] and minutes > 59):
        return None
    return hours * 3600 + minutes * 60 + seconds


def _by_units(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    numbers = [int(part) if part else 0 for part in match.groups()]
    return sum(number * length for number, length in zip(reversed(numbers), (1, 60, 3600, 86_400), strict=False))
