"""Addresses that only send on, and where to, as far as the address itself says so. Nothing is asked of the network."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, unquote

# Host (and what ends in it after a point) → start of the path, parameters that may hold the target.
_BY_PARAMETER: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("news.url.google.com", "/", ("url", "q")),
    ("news.google.com", "/news/url", ("url",)),
    ("l.facebook.com", "/", ("u",)),
    ("lm.facebook.com", "/", ("u",)),
    ("facebook.com", "/l.php", ("u",)),
    ("l.instagram.com", "/", ("u",)),
    ("l.messenger.com", "/", ("u",)),
    ("l.threads.net", "/", ("u",)),
    ("l.threads.com", "/", ("u",)),
    ("out.reddit.com", "/", ("url",)),
    ("bing.com", "/news/apiclick.aspx", ("url",)),
    ("duckduckgo.com", "/l/", ("uddg",)),
    ("youtube.com", "/redirect", ("q",)),
    ("linkedin.com", "/redir/redirect", ("url",)),
    ("vk.com", "/away.php", ("to",)),
    ("t.umblr.com", "/redirect", ("z",)),
    ("slack-redir.net", "/link", ("url",)),
    ("getpocket.com", "/redirect", ("url",)),
    ("medium.com", "/m/global-identity", ("redirecturl",)),
    ("medium.com", "/r/", ("url",)),
    ("steamcommunity.com", "/linkfilter", ("u", "url")),
    ("safelinks.protection.outlook.com", "/", ("url",)),
    ("exit.sc", "/", ("url",)),
    ("disq.us", "/url", ("url",)),
)
_GOOGLE = re.compile(r"(?:[a-z0-9]+\.)*google\.[a-z]{2,3}(?:\.[a-z]{2})?", re.ASCII)
_QUERY_MARK = re.compile("%3f", re.IGNORECASE)
_AMP_VIEWER = re.compile(r"/amp/(s/)?([^/]+\.[^/]+(?:/.*)?)$")
_AMP_CACHE = re.compile(r"/(?:c|v|wp/c)/(s/)?([^/]+\.[^/]+(?:/.*)?)$")
_WAYBACK = re.compile(r"/web/\d{1,14}(?:[a-z]{2}_)?/(https?:/{1,2}.+)$")
_STARRED = re.compile(r"/\*(https?(?:%3a|:)/.+)$", re.IGNORECASE)
_REGISTER = re.compile(r"/feed/(?:https?:/{1,2})?((?:www\.|m\.)?(?:the|el)reg(?:ister)?\.(?:com|co\.uk)/.+)$")
_BBC = re.compile(r"/go/(?:rss|toolbar|homepage|em)/(?:.{0,80}?/)?-/(.+\.stm)$")
# Any site's own script that sends on: `example.org/redirect?url=https%3A%2F%2Fother.example%2F`. Login pages and the
# like name their way back too: only these names, and only to another site.
_WEB_HOST = re.compile(r"https?://(?:[^/?#@]{0,200}@)?([^/?#:]{1,255})", re.IGNORECASE)
_SENDING = frozenset(
    "go redirect redirect.php redir redir.php out out.php away away.php exit exit.php click goto track".split()
)
_SENT = ("url", "u", "to", "target", "dest", "destination", "link", "href", "redirect_to", "q", "r", "goto")
_FEEDSPORTAL = re.compile(r"/l/(0L[^/]+)/(?:story|ia)\d+\.htm")
# `0L0Swww` … : feedsportal.com wrote every sign of the target as 0 and a letter; letters we do not know spoil it.
_FEEDSPORTAL_SIGNS = dict(
    sign.split("=", 1)
    for sign in "0A=0 0B=. 0C=/ 0D=? 0E=- 0F== 0G=& 0H=, 0I=_ 0J=% 0K=+ 0L=http:// 0N=.com 0O=.co.uk 0S=www.".split()
)
_FEEDSPORTAL_SIGN = re.compile(r"0[A-Z]")
_NEWS_ID = re.compile(r"/(?:__i/)?(?:rss/)?articles/(CBMi[\w-]+)")
_NEWS_TARGET = re.compile(rb"https?://[\x21-\x7e]+")


def target(parts: SplitResult) -> str | None:
    """The URL that *parts* send their reader on to. None: they send nowhere, or do not say where."""
    host = parts.hostname or ""
    found = None if _KNOWN.isdisjoint(_endings(host)) else _by_host(host, parts)
    if found is None and _GOOGLE.fullmatch(host):
        found = _google(parts)
    if found is None:
        found = _sent_on(host, parts)
    return found if found and found.lower().startswith(("http://", "https://")) else None


@lru_cache(maxsize=1_024)
def is_redirector(host: str) -> bool:
    """Whether *host*, in lower case, is one whose paths may hold the address of another site."""
    return not _KNOWN.isdisjoint(_endings(host)) or _GOOGLE.fullmatch(host) is not None


def _endings(host: str) -> Iterator[str]:
    """The names that *host* ends in, itself first."""
    while host:
        yield host
        host = host.partition(".")[2]


def _by_host(host: str, parts: SplitResult) -> str | None:
    found = _parameter(host, parts)
    for ending, unwrap in _BY_PATH:
        if found is None and (host == ending or host.endswith(f".{ending}")):
            found = unwrap(parts)
    return found


def _parameter(host: str, parts: SplitResult) -> str | None:
    for ending, path, names in _BY_PARAMETER:
        if (host == ending or host.endswith(f".{ending}")) and parts.path.startswith(path):
            return _value(parts.query, names)
    return None


def _value(query: str, names: tuple[str, ...]) -> str | None:
    given = {name.lower(): value for name, value in reversed(parse_qsl(query))}
    return next((given[name] for name in names if name in given), None)


def _google(parts: SplitResult) -> str | None:
    """`google.com/url?q=`, `google.com/amp/s/host/path`."""
    if parts.path == "/url":
        return _value(parts.query, ("url", "q"))
    return _with_scheme(_AMP_VIEWER.match(parts.path), parts.query)


def _sent_on(host: str, parts: SplitResult) -> str | None:
    """The other site's address in the query of a path that says it sends on, or being all of that query."""
    last = parts.path.rstrip("/").rpartition("/")[2].lower()
    if last not in _SENDING and not last.startswith("redirect.") and parts.path not in ("", "/"):
        return None
    whole = (
        unquote(parts.query) if parts.query[:8].lower().startswith(("http:", "https:", "http%3a", "https%3a")) else None
    )
    found = whole or (_value(parts.query, _SENT) if last else None)
    other = _WEB_HOST.match(found) if found else None
    return found if other and _site(other.group(1).lower()) != _site(host) else None


def _site(host: str) -> str:
    return ".".join(host.split(".")[-2:])


def _with_scheme(found: re.Match[str] | None, query: str) -> str | None:
    if found is None:
        return None
    scheme = "https" if found.group(1) else "http"
    return f"{scheme}://{_QUERY_MARK.sub('?', found.group(2))}" + (f"?{query}" if query else "")


def _amp_cache(parts: SplitResult) -> str | None:
    return _with_scheme(_AMP_CACHE.match(parts.path), parts.query)


def _wayback(parts: SplitResult) -> str | None:
    """The archived page; archive.org writes its scheme with one slash or two."""
    found = _WAYBACK.match(parts.path)
    if found is None:
        return None
    whole = re.sub(r"^(https?):/{1,2}", r"\1://", found.group(1))
    return whole + (f"?{parts.query}" if parts.query else "")


def _yahoo(parts: SplitResult) -> str | None:
    """`us.rd.yahoo.com/…/*http%3A//target`."""
    found = _STARRED.search(parts.path)
    return unquote(found.group(1)) + (f"?{parts.query}" if parts.query else "") if found else None


def _register(parts: SplitResult) -> str | None:
    found = _REGISTER.match(parts.path)
    return f"https://{found.group(1)}" if found else None


def _bbc(parts: SplitResult) -> str | None:
    """`news.bbc.co.uk/go/rss/-/2/hi/technology/5003852.stm`."""
    found = _BBC.match(parts.path)
    return f"http://news.bbc.co.uk/{found.group(1)}" if found else None


def _feedsportal(parts: SplitResult) -> str | None:
    found = _FEEDSPORTAL.search(parts.path)
    if found is None or any(sign not in _FEEDSPORTAL_SIGNS for sign in _FEEDSPORTAL_SIGN.findall(found.group(1))):
        return None
    return _FEEDSPORTAL_SIGN.sub(lambda sign: _FEEDSPORTAL_SIGNS[sign.group()], found.group(1))


def _google_news(parts: SplitResult) -> str | None:
    """Article ids until 2024 hold the target in base64; the newer ones hold only a token."""
    found = _NEWS_ID.match(parts.path)
    if found is None:
        return None
    try:
        decoded = urlsafe_b64decode(found.group(1) + "=" * (-len(found.group(1)) % 4))
    except (Error, ValueError):
        return None
    # Protocol buffer: 08 13 22, the length (one byte, two from 128 on), then the URL.
    start, length = (4, decoded[3]) if len(decoded) > 4 and decoded[3] < 128 else (5, _two_bytes(decoded))
    address = decoded[start : start + length]
    return address.decode("ascii") if _NEWS_TARGET.fullmatch(address) else None


def _two_bytes(decoded: bytes) -> int:
    return (decoded[3] & 0x7F) | decoded[4] << 7 if len(decoded) > 5 else 0


_BY_PATH: tuple[tuple[str, Callable[[SplitResult], str | None]], ...] = (
    ("cdn.ampproject.org", _amp_cache),
    ("web.archive.org", _wayback),
    ("rd.yahoo.com", _yahoo),
    ("go.theregister.com", _register),
    ("go.theregister.co.uk", _register),
    ("feedsportal.com", _feedsportal),
    ("news.bbc.co.uk", _bbc),
    ("news.google.com", _google_news),
)
_KNOWN = frozenset(row[0] for row in (*_BY_PARAMETER, *_BY_PATH))
