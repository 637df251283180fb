"""Where an entry points: absolute URLs, their canonical form, and the key by which two URLs of one page are known."""

from __future__ import annotations

import re
from operator import itemgetter
from urllib.parse import quote, urljoin, urlsplit

from aggregator.model import FeedContext, Found, RawEntry, RawLink, Repair
from aggregator.normalize.bases import base
from aggregator.normalize.canonical import canonical_url, is_web, url_key

__all__ = ["absolute", "canonical_url", "url", "url_key"]

LONGEST = 8_192
"""Longer addresses are data, not links; no browser or server takes them."""

# ---------------------------------------------------------------------------------------------
# Of an entry
# ---------------------------------------------------------------------------------------------

_RANKS = {
    "feedburner:origlink": 0,
    "pheedo:origlink": 0,
    "link": 1,
    "json:url": 1,
    "cdf:href": 1,
    "atom:link": 2,
    "json:external_url": 4,
    "atom:content": 5,
}
_PAGE_TYPES = (None, "", "text/html", "application/xhtml+xml")
_PERMALINKS = frozenset({"guid", "rdf:about"})


def url(entry: RawEntry, feed: FeedContext) -> Found[str]:
    """Return where *entry* points, absolute, http or https.

    Reads feedburner:origLink, RSS link or JSON url, Atom's alternate link (a web page before other types, RFC 4287
    §4.2.7.2), JSON external_url, Atom content that lies elsewhere, and a guid that is a permalink (RSS 2.0: unless
    isPermaLink says no). None: it points nowhere. Never rel=self, replies, enclosure, related or via.
    """
    if "url" in feed.repairs.ignore:
        return Found()
    ranked = [(rank, link) for link in entry.links if (rank := _rank(link)) is not None]
    for _, link in sorted(ranked, key=itemgetter(0)):
        if found := absolute(link.href, base(entry, feed, link.base)):
            return Found(value=found, repairs=_told(link.href, found))
    if entry.guid and entry.guid.element in _PERMALINKS and entry.guid_is_permalink is not False:
        # Only a whole URL: a relative one is an id that nobody meant as a link.
        value = entry.guid.value.strip()
        found = absolute(value, None) if value.lower().startswith(("http:", "https:")) else None
        if found:
            return Found(value=found, repairs=(Repair(field="url", code="from_guid"),))
    return Found()


def _rank(link: RawLink) -> int | None:
    """The place of *link* in the order of precedence. None: it does not point to the entry's page."""
    rank = _RANKS.get(link.element.lower())
    if rank is None or link.rel not in (None, "", "alternate"):
        return None
    return rank if rank != 2 or (link.type or "").lower() in _PAGE_TYPES else 3


def _told(href: str, found: str) -> tuple[Repair, ...]:
    """`resolved` for a relative link, `mended` for a broken one; nothing when the feed had it right."""
    given = href.strip()
    if given == found:
        return ()
    code = "mended" if given.lower().startswith(("http:", "https:")) else "resolved"
    return (Repair(field="url", code=code, detail=given[:200]),)


# ---------------------------------------------------------------------------------------------
# Absolute
# ---------------------------------------------------------------------------------------------

_CLEAN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9._~!$'()*+,;=:@/%?&#-]*)?", re.ASCII)
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\u2060\ufeff\t\n]+"
)
_EDGES = '<>" \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000'
"""What people quote an address with, and every blank of Unicode."""
_UNSAFE = {ord(sign): quote(sign) for sign in _EDGES}
_DOUBLED = re.compile(r"^(?:https?:?[/ ]*(?:www\.)?)+(?=https?:?/)", re.IGNORECASE)
_SCHEMED = re.compile(r"/*https?(?::|//)", re.IGNORECASE)
_SLASHES = re.compile(r"^(https?)(?::[/ ]*|//)(?=[^/ ])", re.IGNORECASE)
_SCHEME_ONLY = re.compile(r"https?:?/*", re.IGNORECASE)
_LATIN_AMPERSAND = re.compile(r"&(?:amp;)+|&#0*38;|&#x0*26;", re.IGNORECASE)
_FEED_SCHEME = re.compile(r"feed:(?://)?(?=https?:)|feed:(?=//)", re.IGNORECASE)
_BARE_WWW = re.compile(r"www\d?\.[^\s/]+\.[^\s/]+", re.IGNORECASE)


def absolute(href: str, base: str | None) -> str | None:
    """Return *href* as an absolute http(s) URL, resolved against *base* (RFC 3986 §5), its usual slips mended.

    Mended are `http://http://`, `http:/x`, `http:x`, `//x`, `\\`, blanks, `&amp;`, `feed://`, a `www.` without scheme.
    None: no web address (mailto, javascript, urn, …), no base to resolve against, or beyond repair.
    """
    if _CLEAN.fullmatch(href) and len(href) <= LONGEST:
        return href if "&" not in href or not _LATIN_AMPERSAND.search(href) else _LATIN_AMPERSAND.sub("&", href)
    text = _mended(href[: LONGEST + 1])
    if not text or len(text) > LONGEST or _SCHEME_ONLY.fullmatch(text):
        return None
    try:
        whole = urljoin(base or "https:", _with_host(text, base))
        parts = urlsplit(whole)
        return whole.translate(_UNSAFE) if is_web(parts) else None
    except ValueError:  # brackets that hold no IPv6 address, a port that is no number
        return None


def _mended(href: str) -> str:
    """*href* with its slips put right, still relative where it was."""
    text = _CONTROLS.sub("", href).strip(_EDGES)
    if text[:1] == text[-1:] == "'":
        text = text.strip("'")
    if "&" in text:
        text = _LATIN_AMPERSAND.sub("&", text)
    text = _FEED_SCHEME.sub(
        lambda found: "" if "http" in text[found.end() : found.end() + 5].lower() else "http:", text
    )
    head, mark, tail = _before_query(text)
    text = head.replace("\\", "/") + mark + tail
    if _SCHEMED.match(text):
        text = _DOUBLED.sub("", text.lstrip("/"), count=1)
        text = _SLASHES.sub(lambda found: f"{found.group(1).lower()}://", text, count=1)
    return f"http://{text}" if _BARE_WWW.match(text) else text


def _with_host(text: str, base: str | None) -> str:
    """*text* with a scheme, where it begins with the host of *base*: `example.org/a` in a feed of example.org."""
    first = text.partition("/")[0].lower()
    if base is None or "." not in first:
        return text
    home = urlsplit(base)
    same = first.removeprefix("www.") == (home.hostname or "").removeprefix("www.")
    return f"{home.scheme}://{text}" if same else text


def _before_query(text: str) -> tuple[str, str, str]:
    """*text* up to its first `?` or `#`, that mark, and the rest: only before it a backslash is a slash."""
    found = re.search(r"[?#]", text)
    return (text[: found.start()], found.group(), text[found.end() :]) if found else (text, "", "")
