"""What an answer's headers say about validators, freshness and patience; every number in them is capped.

Nothing here raises for what a server sends: a header that makes no sense is as good as none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

from aggregator.model import Validators

RETRY_AFTER_CAP = timedelta(days=7)
"""Nobody silences a feed for longer with one header (cf. FreshRSS CVE-2025-68148)."""
FRESHNESS_CAP = timedelta(days=365)
"""RFC 9111 takes a year for "never expires"; larger numbers are mistakes."""
MAX_VALIDATOR = 2_048
"""Bytes. A longer one would make our next request too large for most servers: better no validator than no feed."""
MAX_DATE = 64
MAX_TEXT = 1_000

NUMBER = re.compile(r"[0-9]+")
MAX_AGE = re.compile(r'max-age\s*=\s*"?([0-9]+)"?')
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


class Headers(Protocol):
    """Headers by name, in any case; several lines of one name come from `getall`."""

    def get(self, name: str, /) -> str | None: ...

    def getall(self, name: str, default: Sequence[str], /) -> Sequence[str]: ...


def validators(raw: Iterable[tuple[bytes, bytes]]) -> Validators:
    """Return ETag and Last-Modified of the answer's *raw* headers, byte for byte; the first line of each counts.

    Empty ones, ones too long to send back and ones with control characters are as good as none.
    """
    found: dict[bytes, bytes] = {}
    for name, value in raw:
        if value and len(value) <= MAX_VALIDATOR and not CONTROL_BYTES.search(value):
            found.setdefault(name.lower(), value)
    return Validators(etag=found.get(b"etag"), last_modified=found.get(b"last-modified"))


def merged(new: Validators, old: Validators) -> Validators:
    """Return the validators to keep after a 304: what it sent replaces what we held (RFC 9111 §3.2, §4.3.4)."""
    return Validators(etag=new.etag or old.etag, last_modified=new.last_modified or old.last_modified)


def text(value: str | None) -> str | None:
    """Return a header as text that every store takes: no control characters, no undecodable bytes. None: not sent."""
    return (CONTROL.sub("", value)[:MAX_TEXT].strip() or None) if value else None


def http_date(value: str | None) -> datetime | None:
    """Return an HTTP date in one of its three forms (RFC 9110 §5.6.7), in UTC. None: it is not one."""
    if not value or len(value) > MAX_DATE:
        return None
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    # The asctime form has no zone, and HTTP means GMT.
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def retry_after(headers: Headers, now: datetime) -> timedelta | None:
    """Return how long Retry-After asks us to stay away: seconds, or a date (RFC 9110 §10.2.3), at most a week.

    A date is counted from the server's own Date, because its clock may be wrong, else from *now*. None: not asked,
    or asked with something that is neither, or with a moment that has passed.
    """
    value = (headers.get("Retry-After") or "").strip()
    if NUMBER.fullmatch(value):
        wait = _seconds(value, RETRY_AFTER_CAP)
    else:
        until = http_date(value)
        wait = until - (http_date(headers.get("Date")) or now) if until else timedelta(0)
    return min(wait, RETRY_AFTER_CAP) if wait > timedelta(0) else None


def freshness(headers: Headers, now: datetime) -> timedelta | None:
    """Return how much longer the server calls this answer fresh: max-age less Age, else Expires less Date.

    RFC 9111 §4.2.1, for a private cache: s-maxage is not for us. Zero: no-store, no-cache, max-age=0, an Expires that
    has passed or is no date (§5.3). None: the headers do not say.
    """
    directives = ",".join(headers.getall("Cache-Control", ())).lower().split(",")
    names = {directive.partition("=")[0].strip() for directive in directives}
    if names & {"no-store", "no-cache"}:
        return timedelta(0)
    lifetime = _max_age(directives)
    if lifetime is None:
        lifetime = _until_expires(headers, now)
    if lifetime is None:
        return None
    age = (headers.get("Age") or "").strip()
    spent = _seconds(age, FRESHNESS_CAP) if NUMBER.fullmatch(age) else timedelta(0)
    return min(max(lifetime - spent, timedelta(0)), FRESHNESS_CAP)


def _max_age(directives: Sequence[str]) -> timedelta | None:
    """Return the first max-age; RFC 9111 §4.2.1 lets us choose among several."""
    for directive in directives:
        match = MAX_AGE.fullmatch(directive.strip())
        if match:
            return _seconds(match[1], FRESHNESS_CAP)
    return None


def _until_expires(headers: Headers, now: datetime) -> timedelta | None:
    value = headers.get("Expires")
    if value is None:
        return None
    expires = http_date(value)
    # "Expires: 0" and "-1" mean "already expired" (RFC 9111 §5.3).
    return expires - (http_date(headers.get("Date")) or now) if expires else timedelta(0)


def _seconds(digits: str, cap: timedelta) -> timedelta:
    """Return *digits* as a span, *cap* at most: a thousand digits are a large number too."""
    significant = digits.lstrip("0")
    return cap if len(significant) > 9 else min(timedelta(seconds=int(significant or "0")), cap)
