"""What went wrong, as one of the closed list of kinds and one line for people. Never raises; never shows a secret."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus

import aiohttp

from aggregator.fetch.addresses import ForbiddenAddress
from aggregator.model import FailureKind

MAX_DETAIL = 300

STATUS: Mapping[int, FailureKind] = {
    206: FailureKind.INCOMPLETE,  # a part, though none was asked for
    401: FailureKind.UNAUTHORIZED,
    403: FailureKind.FORBIDDEN,
    404: FailureKind.NOT_FOUND,
    410: FailureKind.GONE,
    429: FailureKind.THROTTLED,
    503: FailureKind.UNAVAILABLE,
}
STATUS_CLASS: Mapping[int, FailureKind] = {
    # 202 and 204 too: bot walls answer with them, and neither carries the document (RFC 9110 §15.3.3, §15.3.5).
    2: FailureKind.HTTP_ERROR,
    3: FailureKind.HTTP_ERROR,
    4: FailureKind.HTTP_ERROR,
    5: FailureKind.SERVER_ERROR,
}

# The first match counts: subclasses stand before their bases.
EXCEPTIONS: Sequence[tuple[type[Exception], FailureKind, str]] = (
    (aiohttp.ClientConnectorDNSError, FailureKind.DNS, "the name cannot be resolved"),
    (aiohttp.ClientSSLError, FailureKind.TLS, "no trusted connection"),
    (TimeoutError, FailureKind.TIMEOUT, "no connection in time"),
    (aiohttp.ClientConnectorError, FailureKind.CONNECT, "no connection"),
    (aiohttp.ClientPayloadError, FailureKind.INCOMPLETE, "the body broke off"),
    (aiohttp.ClientConnectionError, FailureKind.INCOMPLETE, "the connection broke off before the answer was whole"),
    (aiohttp.ClientResponseError, FailureKind.PROTOCOL, "the answer is not HTTP"),
    (aiohttp.InvalidURL, FailureKind.BAD_URL, "the url cannot be polled"),
    (aiohttp.ClientError, FailureKind.PROTOCOL, "the answer is not HTTP"),
    (OSError, FailureKind.CONNECT, "no connection"),
)
CAUGHT = tuple(error for error, _, _ in EXCEPTIONS)
"""All that a server, the DNS or the network can make aiohttp raise."""

UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


class Refused(Exception):
    """A fetch ends here, for a reason of ours; `Fetcher.fetch` makes a FetchFailed of it. It leaves this room never."""

    def __init__(self, kind: FailureKind, detail: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.retry_after = retry_after


def one_line(text: str) -> str:
    """Return *text* as one printable line: servers choose parts of what we show and log."""
    line = UNPRINTABLE.sub(" ", text).strip()
    return line if len(line) <= MAX_DETAIL else line[: MAX_DETAIL - 1] + "…"


def of_status(status: int) -> FailureKind:
    """Return the kind of failure that an answer with *status* is; PROTOCOL for a status HTTP does not have."""
    return STATUS.get(status) or STATUS_CLASS.get(status // 100, FailureKind.PROTOCOL)


def status_words(status: int) -> str:
    """Return *status* with its standard phrase: the server's own is not shown."""
    try:
        return f"{status} {HTTPStatus(status).phrase.lower()}"
    except ValueError:
        return str(status)


def late(deadline: float) -> Refused:
    """Return what running over the *deadline* (seconds) means."""
    return Refused(FailureKind.TIMEOUT, f"no whole answer within {deadline:g} s")


def of_exception(error: Exception) -> Refused:
    """Return what *error*, one of CAUGHT, means."""
    reason = _reason(error)
    if _forbidden(error):
        return Refused(FailureKind.FORBIDDEN_ADDRESS, reason)
    kind, words = next((kind, words) for caught, kind, words in EXCEPTIONS if isinstance(error, caught))
    return Refused(kind, f"{words}: {reason}" if reason else words)


def _forbidden(error: Exception) -> bool:
    return isinstance(error, aiohttp.ClientConnectorError) and error.os_error.errno == ForbiddenAddress.NUMBER


def _reason(error: Exception) -> str:
    """Return the words of the cause. Not str(error): aiohttp puts the whole URL in some, query included."""
    match error:
        case aiohttp.ClientConnectorCertificateError():
            return str(error.certificate_error)
        case aiohttp.ClientConnectorError():
            return _system_words(error.os_error)
        case aiohttp.ClientPayloadError() | aiohttp.InvalidURL() | TimeoutError():
            return ""
        case aiohttp.ClientResponseError():
            return error.message.partition("\n")[0].rstrip(": ")
        case OSError():
            return _system_words(error)
        case _:
            return ""


def _system_words(error: OSError) -> str:
    """Return the system's words for an errno of its own, else the error's."""
    if error.errno is not None and error.errno > 0:
        return os.strerror(error.errno).lower()
    return error.strerror or str(error)
