"""What a URL asks for: one server, one request target, and the credentials in it. Our reading, before any library's.

A URL is sent as it is configured: only what cannot stand in a request (spaces, non-ASCII) is percent-encoded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin

from yarl import URL

from aggregator.model import BasicAuth

MAX_URL = 8_000
"""Characters; longer ones are refused by most servers (RFC 9110 §4.1 asks for 8000 octets)."""

URL_PARTS = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#\\]*)(?P<target>(?:[/?][^#]*)?)(?:#.*)?", re.IGNORECASE | re.DOTALL
)
HOST_PORT = re.compile(r"(?P<host>\[[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*\]|[^:\[\]]+)(?::(?P<port>[0-9]{0,5}))?")
LABEL = re.compile(r"[A-Za-z0-9_-]{1,63}")
NUMBER = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")
CANONICAL_V4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One thing to ask one server for."""

    url: URL
    """As sent: without credentials and fragment, the host in ASCII."""
    credentials: BasicAuth | None = None
    """From the URL's userinfo."""

    @property
    def origin(self) -> URL:
        """Scheme, host and port: what credentials are bound to (RFC 9110 §4.3.1)."""
        return self.url.origin()

    @property
    def shown(self) -> str:
        """The URL for people and logs: a query may be a secret, so it is left out."""
        return f"{self.origin}{self.url.raw_path}" + ("?…" if self.url.raw_query_string else "")


def target(url: str) -> Target:
    """Return what *url* asks for. Raises ValueError, with words for people, when it is no http(s) URL we can send."""
    if len(url) > MAX_URL:
        raise ValueError(f"the url is longer than {MAX_URL} characters")
    if CONTROL.search(url):
        raise ValueError("the url holds control characters")
    parts = URL_PARTS.fullmatch(url)
    if parts is None:
        raise ValueError("the url does not begin with http:// or https:// and a host")
    userinfo, _, server = parts["authority"].rpartition("@")
    path = parts["target"]
    sent = quote(path, safe=PRINTABLE, errors="surrogateescape")
    origin = _origin(parts["scheme"].lower(), server)
    return Target(
        url=URL(f"{origin}{'' if path.startswith('/') else '/'}{sent}", encoded=True),
        credentials=_credentials(userinfo),
    )


def _origin(scheme: str, server: str) -> str:
    parts = HOST_PORT.fullmatch(server)
    if parts is None:
        raise ValueError("the url names no host, or not one host and port")
    port = int(parts["port"]) if parts["port"] else None
    # yarl gives the host in ASCII (IDNA 2008 with the mapping of UTS 46) and refuses ports beyond 65535.
    url = URL.build(scheme=scheme, host=parts["host"].strip("[]"), port=port)
    if ":" not in (url.raw_host or ""):
        _check_name(url.raw_host or "")
    return str(url.origin())


def _check_name(host: str) -> None:
    labels = host.removesuffix(".").split(".")
    if len(host) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise ValueError("the url's host is not a host name")
    # Resolvers read 0, 127.1, 0x7f000001 and 0177.0.0.1 as addresses; people and guards do not (WHATWG URL §3.5).
    if NUMBER.fullmatch(labels[-1]) and not CANONICAL_V4.fullmatch(host):
        raise ValueError("the url's host is a number, but not an address written as four decimal numbers")


def _credentials(userinfo: str) -> BasicAuth | None:
    if not userinfo:
        return None
    username, _, password = userinfo.partition(":")
    return BasicAuth(username=unquote(username), password=unquote(password))


def redirected(here: Target, location: str) -> Target:
    """Return where *location* leads from *here* (RFC 9110 §10.2.2). Raises ValueError like `target`.

    Credentials in it are dropped: a server does not choose what we log in with.
    """
    if len(location) > MAX_URL or CONTROL.search(location.strip()):
        raise ValueError("the redirect's location holds control characters or is too long")
    return Target(url=target(urljoin(str(here.url), location.strip())).url)
