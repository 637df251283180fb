"""HTML that is safe to show: an allow-list, absolute links, nothing that runs, tracks or reaches our own API."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape

import nh3

from aggregator.normalize.blocks import SILENT
from aggregator.normalize.links import absolute
from aggregator.normalize.text import visible

_TAGS = frozenset(
    "a abbr b bdi bdo blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption"
    " figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp small span strike strong"
    " sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr".split()
)
# No `cite`: sanitizers do not check its scheme. No `id`, `class`, `style`: they act on the page around.
_ATTRIBUTES = {
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
_REL = "noopener noreferrer nofollow"
_PASSES = 5
"""Parsers mend some markup in steps (a line end after `<pre>`, an `<li>` inside `<b>`): one pass more settles it."""
_MAILTO = re.compile(r"mailto:[^\x00-\x20\x7f-\xa0<>\"']{1,500}$", re.IGNORECASE)
_EMPTY_IMAGE = re.compile(r'<img(?: (?:alt|width|height|title|dir|lang)="[^"]*")*>')


def sanitized(html: str, base: str) -> str:
    """Return *html* by the allow-list, links absolute against *base*. Idempotent; stable when parsed again.

    Only http, https and mailto stay, links carry rel="noopener noreferrer nofollow"; a URL that cannot be made absolute
    is dropped with its attribute, so no relative reference can reach the page that shows it (cf. CVE-2025-31482).
    """
    cleaner = _cleaner(base)
    once = _clean(cleaner, html)
    for _ in range(_PASSES):
        if (again := _clean(cleaner, once)) == once:
            break
        once = again
    return once


def _clean(cleaner: nh3.Cleaner, html: str) -> str:
    # Invisible characters go at the end too: references hid them. No NFC here: it would make one of `>` and U+0338.
    return _EMPTY_IMAGE.sub("", visible(cleaner.clean(html))).strip()


def from_blocks(blocks: tuple[str, ...]) -> str:
    """Return plain text as HTML: a paragraph for each block, `<br>` for line ends."""
    return "".join(f"<p>{escape(block, quote=False).replace(chr(10), '<br>')}</p>" for block in blocks)


@lru_cache(maxsize=64)
def _cleaner(base: str) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags=set(SILENT),
        attributes=_ATTRIBUTES,
        attribute_filter=_attributes(base),
        url_schemes=_SCHEMES,
        url_relative=lambda url: absolute(url, base),
        link_rel=_REL,
        strip_comments=True,
    )


def _attributes(base: str) -> Callable[[str, str, str], str | None]:
    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "href":
            return value if _MAILTO.match(value) else absolute(value, base)
        return absolute(value, base) if name == "src" else visible(value)

    return attribute
