"""HTML by the allow-list: what stays, what goes, and that it stays so."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.normalize.blocks import page
from aggregator.normalize.sanitized import from_blocks, sanitized, settled

BASE = "https://example.com/blog/"
LINK = 'rel="noopener noreferrer nofollow"'

CASES = {
    '<a href="/x">y</a>': f'<a href="https://example.com/x" {LINK}>y</a>',
    '<a href="mailto:a@example.com">y</a>': f'<a href="mailto:a@example.com" {LINK}>y</a>',
    '<a href="javascript:alert(1)">y</a>': f"<a {LINK}>y</a>",
    '<a href="java&#1;script:alert(1)">y</a>': f"<a {LINK}>y</a>",
    '<a href="JaVaScRiPt&colon;alert(1)">y</a>': f"<a {LINK}>y</a>",
    '<img src="pic.jpg" onerror="x()" class="big" style="a:b">': '<img src="https://example.com/blog/pic.jpg">',
    '<img src="data:image/png;base64,AA" alt="x">': "",
    '<blockquote cite="javascript:x()">q</blockquote>': "<blockquote>q</blockquote>",
    "<p onclick=x() id=y>z</p><script>a</script><iframe src=//b></iframe>": "<p>z</p>",
    "<noscript><!--</noscript><img src=x onerror=alert(1)>": '<img src="https://example.com/blog/x">',
    "<p title='a&#1;b&#x202e;c'>d&#8203;e</p>": '<p title="abc">de</p>',
    "<b>x</b>&#x338;": "<b>x</b>\u0338",
    "<form action=/logout><input name=x><button>go</button></form>": "",
    "<xmp><img src=x onerror=1></xmp>": "&lt;img src=x onerror=1&gt;",
}


@pytest.mark.parametrize(("raw", "clean"), CASES.items())
def test_sanitized(raw: str, clean: str) -> None:
    """Only allow-listed elements and attributes stay; links are absolute, http, https or mailto."""
    assert clean == sanitized(raw, BASE)


def test_text_as_html() -> None:
    """Plain text becomes paragraphs, and its marks stay marks."""
    assert "<p>1 &lt; 2<br>3 &amp; 4</p><p>b</p>" == from_blocks(("1 < 2\n3 & 4", "b"))


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<b>", "<div>", "</div>", "<a href=", "'javascript:x'", '"', ">", "<", "&lt;", "&amp;"),
        *("<svg>", "<math>", "<style>", "</style>", "<noscript>", "<!--", "-->", "<img src=x onerror=y>", "<table>"),
        *("<td>", "<textarea>", "</textarea>", "<title>", "<mtext>", "<mglyph>", "text", " ", "\u0338", "\u200b"),
        *("<form>", "<select>", "<option>", "<li>", "<pre>", "\n", "<![CDATA[", "]]>", "<xmp>", "<plaintext>", "/x'"),
        *("\x01", "&#1;", "&nbsp;", "<br>"),
    ]
)
LIVE = re.compile(
    r"<[a-z][^>]* (?:on[a-z]+|style|srcdoc)=|(?:href|src)=\"(?!https?:|mailto:)|<(?:script|style|svg|form)"
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_safe_and_stable(raw: str) -> None:
    """No fragment leaves anything live, and cleaning it again changes nothing."""
    once = sanitized(page(raw).kept or raw, BASE)

    assert not LIVE.search(once)
    assert once == sanitized(once, BASE)


PLAIN = "<p> </p> <b> </b> <i> </i> <h1> </h1> <ul> <ol> </ul> </ol> <li> </li> <blockquote> </blockquote> <div> </div>"
ORDINARY = st.sampled_from(
    [
        *PLAIN.split(),
        *("<a href='http://a.test/x'>", "</a>", "<a href='http://a.test/x&quot;&amp;amp;'>", "<a href=/y>", "one", " "),
        *(
            "<img alt='<p>' src='https://a.test/i.png?a=1&amp;b=2'>",
            "<a title='</p><p>'>",
            "<img alt=q>",
            "<hr>",
            "<br>",
        ),
        *(
            "<hr>",
            "<br>",
            "<figure>",
            "</figure>",
            "<abbr title='a&#8203;b=\"c'>",
            "<table><tr><td>",
            "</td><td>",
            "</td></tr></table>",
            "<pre>",
            "\n",
            "</pre>",
            "<img src='pic.jpg' title=' href=\"z\"'>",
            'href="text"',
            "&lt;p&gt;",
            "<a href='mailto:a@b.test'>",
            "<q>",
        ),
    ]
)


@settings(deadline=None)
@given(st.lists(ORDINARY, max_size=25).map("".join))
def test_one_pass_where_it_is_enough(raw: str) -> None:
    """Plain HTML is cleaned once, and comes out as if every attribute had been asked about in pass after pass."""
    assert settled(raw, BASE) == sanitized(raw, BASE)
