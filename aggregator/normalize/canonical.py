"""The canonical form of a URL, which a browser can open, and the key by which two URLs of one page are known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, unquote_plus, urlsplit

from aggregator.normalize.link_parameters import is_amp, is_session, is_tracking
from aggregator.normalize.redirectors import is_redirector, target

WEB = ("http", "https")
_PORTS = {"http": 80, "https": 443}
_LONGEST = 8_192
_UNWRAPPED = 4
"""So many redirectors may wrap one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Address:
    """A URL taken apart and cleaned."""

    scheme: str
    host: str
    port: int | None
    path: str
    parameters: tuple[str, ...]
    """`name=value` in their order, tracking and sessions gone."""
    fragment: str

    @property
    def place(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"


# ---------------------------------------------------------------------------------------------
# Canonical form
# ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=4_096)
def canonical_url(url: str) -> str | None:
    """Return *url* without what says nothing about the page: still an address that a browser opens to the same page.

    Lower-case scheme and host (IDNA), no default port, no user, dots and percent signs as RFC 3986 §6.2.2 wants them,
    no tracking parameters, no session ids, no fragment that is noise; redirectors that name their target unwrapped.
    Path and parameters keep their case and order. None: *url* is no absolute http(s) URL.
    """
    found = _address(url)
    if found is None:
        return None
    query = "?" + "&".join(found.parameters) if found.parameters else ""
    fragment = f"#{found.fragment}" if found.fragment else ""
    return f"{found.scheme}://{found.place}{found.path}{query}{fragment}"


# Lower-case host, path and parameters of signs that have one spelling, no port, no fragment; in a query without `:` and
# `%` no other address can be wrapped.
_ORDINARY = re.compile(
    r"(https?)://([a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,8})(/[A-Za-z0-9._~!$&'()*+,;=:@/-]*)?"
    r"(?:\?([A-Za-z0-9._~!$&'()*+,;=@/?-]*))?"
)


def _address(url: str) -> _Address | None:
    """*url* unwrapped and cleaned. None: it is no absolute http(s) URL."""
    if len(url) > _LONGEST:
        return None
    found = _ORDINARY.fullmatch(url)
    if found is None or is_redirector(found[2]):
        return address_at_length(url)
    scheme, host, path, query = found.groups()
    parameters = tuple(_kept(query, host)) if query else ()
    path = _without_dots(path or "") or "/"
    return _Address(scheme=scheme, host=host, port=None, path=path, parameters=parameters, fragment="")


def address_at_length(url: str) -> _Address | None:
    """Return what `_address` does of any URL that is not too long, taken apart by the library."""
    try:
        parts = urlsplit(url.strip())
        for _ in range(_UNWRAPPED):
            inner = target(parts) if parts.scheme in WEB else None
            if inner is None or not urlsplit(inner).hostname:
                break
            parts = urlsplit(inner)
        return _cleaned(parts) if is_web(parts) else None
    except ValueError:
        return None


_HOST = re.compile(r"(?![-.])[^\s/\\?#@:<>\"'{}|^`%\[\],;()!$&*+=]+")


def is_web(parts: SplitResult) -> bool:
    """Whether *parts* are an address a browser could open. Raises ValueError for a port that is no number."""
    host = parts.hostname or ""
    named = ":" in host or (_HOST.fullmatch(host) is not None and ".." not in host and host.strip(".") != "")
    return parts.scheme in WEB and named and parts.port != 0


def _cleaned(parts: SplitResult) -> _Address:
    host = _host(parts.hostname or "")
    port = parts.port
    return _Address(
        scheme=parts.scheme,
        host=host,
        port=port if port != _PORTS[parts.scheme] else None,
        path=_without_dots(_escaped(parts.path)) or "/",
        parameters=tuple(_kept(parts.query, host)),
        fragment=_fragment(_escaped(parts.fragment), host),
    )


def _host(host: str) -> str:
    """*host* as the network knows it: lower case, IDNA, no final point."""
    host = host.rstrip(".").lower()
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host


# Not visible ASCII, or one of <>"{}|^`\ and %; it begins with a set, so that `re` looks for it at its best speed.
_TO_ESCAPE = re.compile(r"[^!#-$&-;=?-\[\]_a-z~](?:(?<=%)[0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def _escaped(text: str) -> str:
    """*text* with the one spelling of every sign: escaped where it must be, and nowhere else (RFC 3986 §6.2.2.2)."""
    return _TO_ESCAPE.sub(_one_spelling, text)


def _one_spelling(found: re.Match[str]) -> str:
    sign = found.group()
    if len(sign) == 3:
        plain = chr(int(sign[1:], 16))
        return plain if plain in _UNRESERVED else sign.upper()
    return "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "surrogatepass"))


def _without_dots(path: str) -> str:
    """*path* without `.` and `..` (RFC 3986 §5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == ".." and len(kept) > 1:
            kept.pop()
        elif segment not in (".", ".."):
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _kept(query: str, host: str) -> Iterator[str]:
    """The parameters that belong to the page, each in its one spelling."""
    for given in filter(None, query.split("&")):
        name, _, value = given.partition("=")
        name, value = unquote_plus(name), unquote_plus(value)
        if not is_tracking(name, value, host) and not is_session(name, value):
            yield _escaped(given)


_ROUTES = ("!", "/")
_NOISE = re.compile(
    r"(?:comments?|respond|comment-?form|add-?comment|post-?comment|reply|disqus_thread|comments-area|reader-comments|top"
    r"|main|content|main-content|more|more-\d+|rss|xtor|ref|share|_=_|tk\.\w+|axzz\w+|\.[\w-]{6,40}|:~:.*)",
    re.ASCII | re.IGNORECASE,
)


def _fragment(fragment: str, host: str) -> str:
    """*fragment*, unless it is noise (`comments`, `xtor=RSS-1`): where a page lists entries it tells them apart."""
    if fragment.startswith(_ROUTES):
        return fragment
    fragment = fragment.partition(":~:")[0]
    if not fragment or _NOISE.fullmatch(fragment):
        return ""
    pairs = [pair.partition("=") for pair in fragment.split("&")]
    tracking = all(mark and is_tracking(name.lstrip("?"), value, host) for name, mark, value in pairs)
    return "" if tracking else fragment


# ---------------------------------------------------------------------------------------------
# Key
# ---------------------------------------------------------------------------------------------

_WEB_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_FORMS = frozenset({"www", "www1", "www2", "www3", "m", "mobile", "amp", "edition", "touch"})
"""First labels of a host that name another form of the same site."""
# Sites with several names for one page.
_SAME_SITE = {
    "bbc.co.uk": "bbc.com",
    "x.com": "twitter.com",
    "old.reddit.com": "reddit.com",
    "np.reddit.com": "reddit.com",
    "uk.reuters.com": "reuters.com",
    "in.reuters.com": "reuters.com",
    "ca.reuters.com": "reuters.com",
    "af.reuters.com": "reuters.com",
}
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_ASP_SESSION = re.compile(r"/\([A-Z]\([a-z0-9]{20,30}\)\)(?=/)")
_INDEX = re.compile(r"/(?:index|default)\.(?:s?html?|php\d?|aspx?|jsp|cfm|xhtml)$", re.IGNORECASE)
_SLASHES = re.compile(r"/{2,}")
_AMP_FILE = re.compile(r"\.amp(?=$|\.html?$)")
_VIDEO = re.compile(r"/(?:(?:embed|shorts|live|v|e)/)?([\w-]{6,20})", re.ASCII)
_REFERRER = re.compile(r"/ref=[^/]{0,200}$")
_VIDEOS = frozenset({"youtu.be", "youtube.com", "youtube-nocookie.com"})
_PAGE_PART = re.compile(
    r"(?:section|slide|page|gallery|photo|image|img|fn|footnote|cite|link|toc|anchor|video|player|story|article|body"
    r"|intro|introduction|start|read-?more|continue|header|footer|nav|h)s?(?:[-_]?\w*\d\w*)?",
    re.ASCII | re.IGNORECASE,
)


@lru_cache(maxsize=4_096)
def url_key(url: str) -> str:
    """Return the key under which all addresses of the page at *url* fall together; for comparing, not for opening.

    The canonical form without scheme, `www.`, `m.`, `mobile.`, `amp.`, `edition.`, port 80 or 443, trailing slash,
    `index.html`, AMP marks and session ids in the path; parameters sorted. Of fragments those go that name a part of an
    article (`section-2`); others stay: by them change logs, days of a weblog and pages of comics tell their entries
    apart. Pages that differ keep different keys. Anything that is no web address is its own key.
    """
    whole = url.strip()
    if not _WEB_SCHEME.match(whole):
        # A key is its own key, and an address without scheme is taken for a web address.
        whole = f"http://{whole}"
    found = _address(whole)
    if found is None:
        return url.strip()
    host, path, parameters = _key_host(found.host), _key_path(found.path), found.parameters
    if (host == "youtu.be" or path.count("/") == 2) and host in _VIDEOS and (video := _VIDEO.fullmatch(path)):
        host, path, parameters = "youtube.com", "/watch", (f"v={video.group(1)}", *parameters)
    place = f"[{host}]" if ":" in host else host
    place += f":{found.port}" if found.port not in (None, 80, 443) else ""
    query = "&".join(sorted(filter(None, (_one_form(each) for each in parameters if not is_amp(*_pair(each))))))
    fragment = "" if _PAGE_PART.fullmatch(found.fragment) else found.fragment
    return place + path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def _pair(parameter: str) -> tuple[str, str]:
    name, _, value = parameter.partition("=")
    return name, value


def _one_form(parameter: str) -> str:
    """`a=` is `a`, and a blank is `%20` however it was written."""
    name, value = _pair(parameter.replace("+", "%20"))
    return f"{name}={value}" if value else name


def _key_host(host: str) -> str:
    """*host* without the labels that name a form of its site, also the second one: `de.m.wikipedia.org`."""
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in _FORMS:
        del labels[0]
    while len(labels) > 3 and labels[1] in ("m", "mobile"):
        del labels[1]
    plain = ".".join(labels)
    return _SAME_SITE.get(plain, plain)


def _key_path(path: str) -> str:
    """*path* without what the same page may also be called by; repeated until nothing changes."""
    while (shorter := _shorter(path)) != path:
        path = shorter
    return path


def _shorter(path: str) -> str:
    path = _without_dots(_ASP_SESSION.sub("", _SESSION_IN_PATH.sub("", _SLASHES.sub("/", path))))
    path = _AMP_FILE.sub("", _INDEX.sub("", _REFERRER.sub("", path.rstrip("/"))))
    return _without_amp(path).rstrip("/")


def _without_amp(path: str) -> str:
    """*path* without a first or last segment `amp` beside an article: `/guitars/amp` is a page of its own."""
    segments = path.split("/")
    if segments[-1] == "amp" and len(segments) > 2 and _is_article(segments[-2]):
        segments.pop()
    if segments[1:2] == ["amp"] and _is_article(segments[-1]):
        del segments[1]
    return "/".join(segments)


def _is_article(segment: str) -> bool:
    """Whether *segment* looks like the name of an article: longer than a section's, with a hyphen or a digit."""
    return len(segment) > 6 and any(sign == "-" or sign.isdigit() for sign in segment)
