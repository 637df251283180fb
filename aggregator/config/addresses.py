"""Readers of what names a place on the network: feed URLs, networks, the address to listen on."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from aggregator.config.complaint import Complaint, quoted
from aggregator.config.hosts import ascii_host
from aggregator.config.values import Reads, text

MAX_URL = 4_000
PLAIN_URL = re.compile(
    r"https?://[a-z0-9][a-z0-9-]{0,61}(?:\.[a-z0-9-]{1,62}){0,3}(:[1-9][0-9]{0,3})?(?:/[A-Za-z0-9._~/%?=&+-]*)?"
)
"""What nearly every URL looks like: nothing in it can be wrong. All others are looked at closely."""
READERS_SCHEME = re.compile(r"(?:feed|rss|pcast|itpc|podcast):")
"""Feed readers register these to be opened by the browser; behind them is http."""
DEFAULT_PORTS = {"http": 80, "https": 443}
DEFAULT_PORT_WORDS = tuple(f":{port}" for port in DEFAULT_PORTS.values())
AUTH_HINT = "write auth: {username: …, password: …} under the feed"


def url(value: Any) -> str:
    """Return *value* if it is an absolute http or https URL with a host and without credentials."""
    if type(value) is str and len(value) <= MAX_URL and PLAIN_URL.fullmatch(value):
        return value
    written = str_of_url(value)
    parts = split(written)
    if parts.scheme not in DEFAULT_PORTS:
        raise Complaint("an http or https URL expected", url_hint(written))
    if "@" in parts.netloc:
        raise Complaint("a URL must not hold credentials: it is shown, logged and exported", AUTH_HINT)
    check_host(parts)
    return written


def str_of_url(value: Any) -> str:
    """Return *value* if it is text that could be a URL."""
    written = text(value, wanted="a URL", limit=MAX_URL)
    if any(char.isspace() or not char.isprintable() for char in written):
        raise Complaint("a URL cannot hold blanks or invisible characters", "write a blank as %20")
    return written


def split(written: str) -> SplitResult:
    """Return the parts of a URL (RFC 3986), its port known to be one."""
    try:
        parts = urlsplit(written)
        _ = parts.port  # read for its check: 0 to 65535
    except ValueError as error:
        raise Complaint(f"no URL: {str(error).lower()}", "check the brackets and the port") from error
    return parts


def check_host(parts: SplitResult) -> None:
    """Complain about a URL whose host no resolver could be asked for."""
    written = parts.hostname or ""
    if not written:
        raise Complaint("a URL needs a host", "write https://example.org/feed.xml")
    try:
        name = ascii_host(written)
    except UnicodeError as error:
        raise Complaint("the host is no valid name (RFC 5891)") from error
    labels = name.split(".")
    if len(name) > 253 or not all(0 < len(one) < 64 for one in labels):
        raise Complaint("the host is no valid name: a label has 1 to 63 characters, the name at most 253")
    if ":" not in name and not re.fullmatch(r"[a-z0-9._-]+", name):
        raise Complaint("the host is no valid name", "letters, digits, hyphens and dots are allowed")


def url_hint(written: str) -> str:
    """Return what to write instead of something that is no http URL."""
    if found := READERS_SCHEME.match(written):
        rest = written[found.end() :].lstrip("/")
        return "remove what stands before http" if rest.startswith("http") else f"write https: in place of {found[0]}"
    return "only http and https are polled" if "://" in written else "put https:// before it"


def same_page(written: str) -> str:
    """Return the key under which two spellings of one URL are the same: case, default port and fragment are noise."""
    if (plain := PLAIN_URL.fullmatch(written)) and plain[1] not in DEFAULT_PORT_WORDS:
        return written if written.count("/") > 2 else f"{written}/"
    parts = urlsplit(written)
    port = "" if parts.port in {None, DEFAULT_PORTS.get(parts.scheme)} else f":{parts.port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{(parts.hostname or '').lower()}{port}{parts.path or '/'}{query}"


def network(value: Any) -> str:
    """Return *value* as a network in CIDR notation (RFC 4632)."""
    written = text(value, wanted="a network")
    try:
        return str(ip_network(written))
    except ValueError as error:
        hint = f"write {loose}" if (loose := loose_network(written)) else "write 192.168.0.0/16 or fd00::/8"
        raise Complaint(f"no network: {quoted(written)}", hint) from error


def loose_network(written: str) -> str | None:
    """Return the network that *written* is an address of (`10.1.2.3/8`). None: it is none."""
    try:
        return str(ip_network(written, strict=False))
    except ValueError:
        return None


HOST = re.compile(r"[a-z0-9][a-z0-9._:-]{0,252}")


def host(value: Any) -> str:
    """Return *value* if it can name a politeness group: a domain, an address or any one word."""
    name = text(value, wanted="a host or a word")
    if not HOST.fullmatch(name):
        raise Complaint(f"no host: {quoted(name)}", "small letters, digits and . _ : - are allowed")
    return name


LISTEN = re.compile(r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253}):([0-9]{1,5})")


def listen(value: Any) -> str:
    """Return *value* if it is `host:port`, an IPv6 address in brackets."""
    written = text(value, wanted="host:port") if not isinstance(value, int) else str(value)
    found = LISTEN.fullmatch(written)
    if found is None or int(found[1]) > 65_535:
        raise Complaint(f"host:port expected, got {quoted(written)}", "write 127.0.0.1:8080 or [::1]:8080")
    return written


def origin(value: Any) -> str:
    """Return *value* if it is an origin (RFC 6454): scheme, host and port, as a browser sends it."""
    parts = split(url(value).lower())
    port = "" if parts.port in {None, DEFAULT_PORTS[parts.scheme]} else f":{parts.port}"
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise Complaint("an origin has no path", f"write {parts.scheme}://{parts.netloc}")
    return f"{parts.scheme}://{parts.hostname}{port}"


Url = Annotated[str, Reads(url, format="uri", pattern="^https?://")]
Network = Annotated[str, Reads(network, examples=["192.168.0.0/16", "fd00::/8"])]
Host = Annotated[str, Reads(host, pattern="^[a-z0-9][a-z0-9._:-]*$")]
Origin = Annotated[str, Reads(origin, format="uri", examples=["https://app.example"])]
Listen = Annotated[str, Reads(listen, pattern="^.+:[0-9]+$", examples=["127.0.0.1:8080"])]
