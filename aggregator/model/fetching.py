"""What a request brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """ETag and Last-Modified byte for byte as the server sent them (RFC 9110 §8.8): opaque, echoed, never parsed."""

    etag: bytes | None = None
    last_modified: bytes | None = None


class FailureKind(StrEnum):
    """Why a poll brought nothing. A closed list: these are metric labels and stored words."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    INCOMPLETE = "incomplete"
    TOO_LARGE = "too_large"
    BAD_ENCODING = "bad_encoding"
    PROTOCOL = "protocol"
    REDIRECTS = "redirects"
    FORBIDDEN_ADDRESS = "forbidden_address"
    BAD_URL = "bad_url"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    GONE = "gone"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    SERVER_ERROR = "server_error"
    HTTP_ERROR = "http_error"
    NOT_A_FEED = "not_a_feed"
    MALFORMED = "malformed"
    PARSE_LIMIT = "parse_limit"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A complete document."""

    url: str
    """Where the document came from, after redirects."""
    permanent_url: str | None = None
    """Where an unbroken chain of permanent redirects (301, 308) led. None: there was none."""
    status: int
    body: bytes
    content_type: str | None = None
    """The Content-Type header as sent."""
    content_location: str | None = None
    content_language: str | None = None
    validators: Validators = Validators()
    freshness: timedelta | None = None
    """How long the server calls this answer fresh (Cache-Control max-age, Expires; RFC 9111 §4.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """304: nothing new. New validators in it replace the old ones (RFC 9111 §4.3.4)."""

    url: str
    permanent_url: str | None = None
    validators: Validators = Validators()
    freshness: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailed:
    """No document, and why."""

    kind: FailureKind
    detail: str
    """One line for people: where, what was wanted, what came."""
    status: int | None = None
    retry_after: timedelta | None = None
    """What Retry-After asks for (RFC 9110 §10.2.3), capped."""
    permanent_url: str | None = None


FetchResult = Fetched | NotModified | FetchFailed
