"""HTML that is safe to show: an allow-list, absolute links, nothing that runs, tracks or reaches our own API."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache, partial
from html import escape, unescape
from typing import Any

import nh3

from aggregator.normalize.links import absolute
from aggregator.normalize.plain_html import is_plain
from aggregator.normalize.text import visible
from aggregator.normalize.walk import SILENT

_TAGS = frozenset(
    "a abbr b bdi bdo blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption"
    " figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp small span strike strong"
    " sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr".split()
)
# No `cite`: sanitizers do not check its scheme. No `id`, `class`, `style`: they act on the page around.
ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "hreflang"},
    "bdo": {"dir"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"datetime"},
    "img": {"src", "alt", "width", "height"},
    "ins": {"datetime"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_SCHEMES = {"http", "https", "mailto"}
REL = "noopener noreferrer nofollow"
_RULES: dict[str, Any] = {
    "tags": set(_TAGS),
    "clean_content_tags": set(SILENT),
    "attributes": ATTRIBUTES,
    "url_schemes": _SCHEMES,
    "link_rel": REL,
    "strip_comments": True,
}
_PASSES = 5
"""Parsers mend some markup in steps (a line end after `<pre>`, an `<li>` inside `<b>`): one pass more settles it."""
_MAILTO = re.compile(r"mailto:[^\x00-\x20\x7f-\xa0<>\"']{1,500}$", re.IGNORECASE)
_LINKING = re.compile(r"<(?:a|img) [^<>]*>")
_ADDRESS = re.compile(r' (href|src)="([^"]*)"')
_EMPTY_IMAGE = re.compile(r'<img(?: (?:alt|width|height|title|dir|lang)="[^"]*")*>')


def sanitized(html: str, base: str) -> str:
    """Return *html* by the allow-list, links absolute against *base*. Idempotent; stable when parsed again.

    Only http, https and mailto stay, links carry rel="noopener noreferrer nofollow"; a URL that cannot be made absolute
    is dropped with its attribute, so no relative reference can reach the page that shows it (cf. CVE-2025-31482).
    """
    # Most HTML needs no callback for an attribute and no second pass: what came out shows whether this one did.
    cleaned = _plain_cleaner().clean(html)
    if is_plain(cleaned) or is_plain(cleaned := _LINKING.sub(partial(_resolved, base=base), cleaned)):
        return _trimmed(cleaned)
    return settled(html, base)


def _resolved(tag: re.Match[str], *, base: str) -> str:
    """Return the tag with its address absolute, or without it."""
    return _ADDRESS.sub(lambda found: _written(found[1], _allowed(unescape(found[2]), found[1], base)), tag[0])


def _written(name: str, value: str | None) -> str:
    return "" if value is None else f' {name}="{escape(value)}"'


def _allowed(value: str, name: str, base: str) -> str | None:
    return value if name == "href" and _MAILTO.match(value) else absolute(value, base)


def settled(html: str, base: str) -> str:
    """Return what `sanitized` returns, the long way: every attribute asked about, and passes until nothing changes."""
    cleaner = _cleaner(base)
    once = _trimmed(visible(cleaner.clean(html)))
    for _ in range(_PASSES):
        if (again := _trimmed(visible(cleaner.clean(once)))) == once:
            break
        once = again
    return once


def _trimmed(html: str) -> str:
    return _EMPTY_IMAGE.sub("", html).strip()


def from_blocks(blocks: tuple[str, ...]) -> str:
    """Return plain text as HTML: a paragraph for each block, `<br>` for line ends."""
    return "".join(f"<p>{escape(block, quote=False).replace(chr(10), '<br>')}</p>" for block in blocks)


@lru_cache(maxsize=64)
def _cleaner(base: str) -> nh3.Cleaner:
    return nh3.Cleaner(**_RULES, attribute_filter=_attributes(base), url_relative=lambda url: absolute(url, base))


@cache
def _plain_cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(**_RULES, url_relative="pass_through")


def _attributes(base: str) -> Callable[[str, str, str], str | None]:
    def attribute(tag: str, name: str, value: str) -> str | None:
        return _allowed(value, name, base) if name in ("href", "src") else visible(value)

    return attribute
