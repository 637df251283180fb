"""The quick way through lxml's tree gives the page that BeautifulSoup's tree gives, or refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.normalize.blocks import _quick_page, page, soup_page

PIECES = [
    *("<p>", "</p>", "<div>", "</div>", "<br>", "<ul>", "</ul>", "<li>", "</li>", "<pre>", "</pre>", "<q>", "</q>"),
    *("<table><tr><td>", "</td><td>", "</td></tr></table>", "<b>", "</b>", "<a href='http://a.test/x'>", "</a>"),
    *("<!-- c -->", "<script>f()</script>", "<ruby>字<rt>じ</rt></ruby>", "<o:p>", "</o:p>", "<h2 id='x'>", "</h2>"),
    *(
        "<blockquote>",
        "</blockquote>",
        "<img src='http://a.test/i.jpg' width='600' height='400'>",
        "one",
        " two ",
        "\n",
    ),
    *("&amp;", "&#8217;", "<?x y?>", "<![CDATA[z]]>", "<p", "</", "<span hidden>", "</span>"),
    "<img src='http://a.test/t.gif' width='1' height='1'>",
    *("<div style='display: none' title=\"a'b\">", "<a href=https://x.com/share?u=1>", "<p class='sharedaddy x'>"),
    "<img data-src='http://a.test/lazy.jpg' alt='1 < 2 & \"3\" > '4''>",
    *(
        "<textarea> \n ",
        "</textarea>",
        " \n\t ",
        "&nbsp;",
        "\x02",
        "&#3;",
        "&#x05;",
        "&#133;",
        "&#28;",
        "\x85",
        "&#8203;",
    ),
    *(
        "e\u0301",
        "&#x301;",
        "<style>a > b</style>",
        "<svg/>",
        "<wbr>",
        "</br>",
        "<body class=c>",
        "<frameset>",
        "<title>",
    ),
    *("\ufe0e", " &#65038;", "&amp;#55357;&amp;#56832;", "&#55357;&#56832;", "\u0627&zwj;", "&#13;"),
    *("<ol start=3>", "</ol>", "<li value='7'>", "<img src='http://a.test/emoji/x.png' class='emoji' alt=' 😉 '>"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_quick_page_is_the_page(html: str) -> None:
    """Whatever the markup, the quick way agrees with the reference wherever it does not refuse."""
    quick = _quick_page(html)

    assert quick is None or soup_page(html) == quick


@pytest.mark.parametrize(
    "html",
    [
        "<p>a</p><span hidden>b</span>",
        "<p>a<img src='http://a.test/t.gif' width='1' height='1'></p>",
        "<p>a</p><a href='https://www.facebook.com/sharer.php?u=x'>Share</a>",
    ],
)
def test_what_has_to_go_goes_from_the_quick_tree(html: str) -> None:
    """Hidden parts, trackers and share links go from the HTML without a second tree."""
    quick = _quick_page(html)

    assert quick is not None
    assert "<p>a</p>" == quick.kept


def test_quick_page_refuses_framesets() -> None:
    """A document without a body is left to the reference."""
    assert _quick_page("<frameset><frame src=a></frameset>") is None


def test_quick_page_refuses_what_nests_too_deep() -> None:
    """lxml drops what lies 256 levels deep; the reference does not."""
    html = "<div>" * 300 + "deep words" + "</div>" * 300

    assert _quick_page(html) is None
    assert ("deep words",) == page(html).blocks


def test_quick_page_takes_ordinary_markup() -> None:
    """Paragraphs, links, lists, tables and pictures need no second tree."""
    html = "<h2>T</h2><p>One <a href='http://a.test/'>two</a>.</p><ul><li>x<li>y</ul><img src='http://a.test/i.jpg'>"
    quick = _quick_page(html)

    assert quick is not None
    assert ("T", "One two.", "- x\n- y") == quick.blocks
