"""What is asked: the headers of one request, and which of them may go to which origin."""

from __future__ import annotations

from base64 import b64encode

from multidict import CIMultiDict

from aggregator.fetch.codings import ACCEPT_ENCODING
from aggregator.fetch.targets import Target
from aggregator.model import BasicAuth, FeedSpec, Validators

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)


def request_headers(
    spec: FeedSpec, *, user_agent: str, validators: Validators, target: Target, home: Target
) -> CIMultiDict[str]:
    """Return the headers for *target*. *home* is the configured address.

    Credentials and configured headers go to *home*'s origin (scheme, host, port) only, and replace our own of the same
    name. No cookie, no referrer, and no Cache-Control: a request is what the operator and the last answer made it.
    """
    headers = CIMultiDict(
        {
            "User-Agent": spec.user_agent or user_agent,
            "Accept": ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
        }
    )
    if target.origin == home.origin:
        for name in {header.name for header in spec.headers}:
            headers.popall(name, None)
        headers.extend((header.name, header.value) for header in spec.headers)
        login = credentials(spec, home)
        if login is not None:
            headers["Authorization"] = basic(login)
    if validators.etag is not None:
        headers["If-None-Match"] = _text(validators.etag)
    if validators.last_modified is not None:
        headers["If-Modified-Since"] = _text(validators.last_modified)
    return headers


def credentials(spec: FeedSpec, home: Target) -> BasicAuth | None:
    """Return what to log in with: the configured pair, else the userinfo of the configured URL. None: no login."""
    return spec.auth or home.credentials


def basic(login: BasicAuth) -> str:
    """Return the Authorization header of *login* (RFC 7617, charset UTF-8)."""
    return "Basic " + b64encode(f"{login.username}:{login.password}".encode()).decode("ascii")


def _text(value: bytes) -> str:
    """Return *value* as `RawRequest` takes it: no byte is lost on the way."""
    return value.decode("utf-8", "surrogateescape")
