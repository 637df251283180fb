"""Plain HTML is read tag by tag: what comes out is what the trees and the sanitizer make of it, or nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.normalize.blocks import _plain_page, soup_page
from aggregator.normalize.sanitized import sanitized

BASE = "https://example.com/blog/"
NAMES = "p div h2 blockquote figure section aside em b span q a ul ol li i sub center code pre".split()
ATTRIBUTES = [
    *("", "", "", "", ' class="x"', ' title="a &gt; b"', " lang='de'", ' hidden="hidden"', ' start="4"', ' value="9"'),
    *(' href="https://a.test/x?a=1&amp;b=2"', ' href="http://a.test/y"', ' href="/relative"', ' href="https://a.test"'),
    *(
        ' style="display: none"',
        " id=x",
        ' title="&quot;q&quot;" dir="rtl"',
        ' href="#top"',
        ' href="http://a.test/?a=1&b=2&section=3"',
        ' href="https://x.com/share?u=1"',
        " ",
    ),
]
TEXTS = [
    *(
        "one",
        " two ",
        "\n",
        " ",
        "R&amp;D",
        "&lt;p&gt;",
        "a > b",
        "&#8217;",
        "&nbsp;",
        "\xa0",
        "&#769;",
        "e\u0301",
        "AT&T",
    ),
    *(
        "&amp;amp;",
        "&#x05;",
        "\u200b",
        "&hellip;",
        "&apos;",
        "&zwj;",
        "1 < 2",
        "<!-- c -->",
        "<iframe src='x'></iframe>",
    ),
    *(
        "<br>",
        "<br />",
        "<hr/>",
        "<wbr>",
        "<br clear='all'>",
        '<img src="http://a.test/i.jpg" alt="x">',
        "</p>",
        "<p>",
        "<em>",
    ),
    *(
        '<img src="http://a.test/t.gif" width="1" height="1">',
        '<img src="i.jpg">',
        "<pre>\n x</pre>",
        "<P>",
        "<td>x</td>",
    ),
    *('<img src="" data-src="http://a.test/lazy.jpg">', '<img class="emoji" src="http://a.test/e.png" alt="😉"/>'),
    *(
        "❤\ufe0f",
        "\ufe0f",
        "x\ufe0e",
        "❤\ufe0f\ufe0f",
        "<pre>\nx\n</pre>",
        "<pre>\n\nx</pre>",
        "<pre>\n</pre>",
        "R & D",
        "&y=1",
        "&copy=1",
    ),
    *(
        "&copy",
        "<script>f()</script>",
        "<custom-tag>",
        "𝄞",
        "字",
        "&#55357;&#56832;",
        "&#133;",
        "\t",
        "<a name='x'></a>",
    ),
]


def nested(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Elements around some of what is *inside*, each of them closed."""
    element = st.tuples(st.sampled_from(NAMES), st.sampled_from(ATTRIBUTES), st.lists(inside, max_size=4))
    return element.map(lambda parts: f"<{parts[0]}{parts[1]}>{''.join(parts[2])}</{parts[0]}>")


TREES = st.lists(st.recursive(st.sampled_from(TEXTS), nested, max_leaves=12), max_size=5).map("".join)


@given(TREES)
def test_a_plain_page_is_the_page(html: str) -> None:
    """Text, pictures and clean HTML are those of the reference and the sanitizer, wherever it does not refuse."""
    plain = _plain_page(html, BASE)

    if plain is not None:
        page = soup_page(html)

        assert replace(page, kept=None) == replace(plain, clean=None)
        assert sanitized(html if page.kept is None else page.kept, BASE) == plain.clean


def test_ordinary_markup_is_plain() -> None:
    """What editors write needs no tree."""
    html = (
        '<h2>T</h2>\n<p class="lead">R&amp;D: <em>&#8220;one&#8221;</em> <a href="http://a.test/?a=1&#038;b=2">two</a>.</p>'
        '<ul><li>x</li><li>y</li></ul><figure><img src="https://a.test/i.jpg" width="640" alt="z" /></figure>'
    )
    plain = _plain_page(html)

    assert plain is not None
    assert ("T", "R&D: “one” two.", "- x\n- y") == plain.blocks
    assert sanitized(html, BASE) == plain.clean
    assert ["https://a.test/i.jpg"] == [picture.src for picture in plain.pictures]


PLAIN = {
    '<a href="/x?a=1&b=2">R & D</a>': '<a href="https://example.com/x?a=1&amp;b=2" rel="noopener noreferrer nofollow">'
    "R &amp; D</a>",
    "<pre><code><span><span><span><span>x</span></span></span></span></code></pre>": (
        "<pre><code><span><span><span><span>x</span></span></span></span></code></pre>"
    ),
    "<pre>\n one</pre>": "<pre> one</pre>",
    "<p>❤\ufe0f</p>": "<p>❤\ufe0f</p>",
    '<img src="/i.jpg"></img> one': '<img src="https://example.com/i.jpg"> one',
}


@pytest.mark.parametrize(("html", "clean"), PLAIN.items())
def test_plain_html_is_written_as_a_sanitizer_writes_it(html: str, clean: str) -> None:
    """Relative addresses, nested spans, a line end after `<pre>` and the look of a sign need no tree either."""
    plain = _plain_page(html, BASE)

    assert plain is not None
    assert clean == plain.clean == sanitized(html, BASE)


CUT = {
    '<p>a</p>\n\n<img src="http://a.test/t.gif" width="1" height="1">\n<p>b</p>': "<p>a</p>\n\n<p>b</p>",
    'a <a href="https://x.com/share?u=1"><b>Share</b></a> b': "a  b",
    '<ol><li>a</li><li hidden=""><i hidden="">b</i></li><li>c</li></ol>': "<ol><li>a</li><li>c</li></ol>",
    '<img title="b" src="" alt="a" data-src="/i.jpg">': '<img alt="a" src="https://example.com/i.jpg" title="b">',
}


@pytest.mark.parametrize(("html", "clean"), CUT.items())
def test_what_has_to_go_is_cut_out_of_plain_html(html: str, clean: str) -> None:
    """Counters, share links and hidden parts are left out as they would be left out of a tree."""
    plain, page = _plain_page(html, BASE), soup_page(html)

    assert page.kept is not None
    assert replace(page, kept=None, clean=clean) == plain
    assert clean == sanitized(page.kept, BASE)


@pytest.mark.parametrize(
    "html",
    [
        "<p>a<p>b",  # parsers close what is open
        "<b><p>a</p></b>",  # and part what overlaps
        "<p><div>a</div></p>",
        "<a href='https://a.test/'><a href='https://b.test/'>a</a></a>",
        "<p>a</p></div>",
        "<ul><p>a</p></ul>",
        "<table><tr><td>a</td></tr></table>",
        "<p>AT&T &copy now</p>",
        "<p>1 < 2</p>",
        "<p title=a>b</p>",
        "<p/>a",
        '<p lang="de" lang="fr">a</p>',
        '<a href="mailto:a@a.test">a</a>',
        "<P>a</P>",
        "<p>a</img>b</p>",  # one text, not two
        "<p>a</p><script>f()</script>",
        "<p>a</p",  # a tag that does not end
        "<&#112;>a</p>",  # a reference is no tag
        "<p &#233;=''>a</p>",
        "<p>&#101;\u0301</p>",  # two characters that are one
        "<pre>\n\na</pre>",
    ],
)
def test_what_parsers_mend_is_not_plain(html: str) -> None:
    """Whatever a parser closes, moves or drops, or a base is needed for, is left to them."""
    assert _plain_page(html) is None
