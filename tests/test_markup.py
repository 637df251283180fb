"""What is markup, what its text is, and what feed software added to it."""

from __future__ import annotations

import pytest

from aggregator.normalize.blocks import page
from aggregator.normalize.boilerplate import ends_cut, ends_open, without_boilerplate
from aggregator.normalize.markup import layers, with_literals

LITERAL = (
    ("1 < 2 and 3 > 2", None),
    ("use the <vector> header", None),
    ("<b>literal</b>", "text"),
    ("mail <me@example.com> or <http://example.com>", None),
    ("how to use the <p> tag", "text"),
)


@pytest.mark.parametrize(("value", "declared"), LITERAL)
def test_plain_text(value: str, declared: str | None) -> None:
    """Plain text is not eaten as HTML."""
    found = layers(value, declared)

    assert found is not None
    assert (value, False) == (found.value, found.html)


HTML = {
    ("<p>one</p>", None): "<p>one</p>",
    ("&lt;p&gt;one &amp;amp; two&lt;/p&gt;", None): "<p>one &amp; two</p>",
    ("<p>C++ <vector>, 1 < 2</p>", "html"): "<p>C++ &lt;vector>, 1 &lt; 2</p>",
    ("<p>whole HTML under Atom's default type</p>", "text"): "<p>whole HTML under Atom's default type</p>",
    ("<p>a &amp;nbsp; b <code>&amp;nbsp;</code></p>", "html"): "<p>a &nbsp; b <code>&amp;nbsp;</code></p>",
    ('<b>x</b> &lt;a href="/y"&gt;z&lt;/a&gt;', "html"): '<b>x</b> <a href="/y">z</a>',
    ("<img src='a.jpg'> &lt;p&gt;cut off", "html"): "<img src='a.jpg'> <p>cut off",
    ("<code>&lt;p&gt;x&lt;/p&gt;</code>", "html"): "<code>&lt;p&gt;x&lt;/p&gt;</code>",
    ("<p>the &lt;h1&gt; element</p>", "html"): "<p>the &lt;h1&gt; element</p>",
    ("<?xml version='1.0'?><p>x</p>", "xhtml"): "<p>x</p>",
    ("<o:p>office</o:p> <my-tag>x</my-tag>", "text/html"): "<o:p>office</o:p> <my-tag>x</my-tag>",
}


@pytest.mark.parametrize(("raw", "value"), HTML.items())
def test_html_layers(raw: tuple[str, str | None], value: str) -> None:
    """HTML is taken out of as many layers of escaping as it was put in; examples of code keep theirs."""
    found = layers(*raw)

    assert found is not None
    assert (value, True) == (with_literals(found.value), found.html)


def test_double_escaped_is_told() -> None:
    """A layer of escaping too many is noted."""
    once, twice = layers("<p>a &amp; b</p>", "html"), layers("<p>a &amp;amp; b</p>", "html")

    assert once is not None
    assert twice is not None
    assert (False, True) == (once.double_escaped, twice.double_escaped)


def test_no_text() -> None:
    """A picture or a PDF inside an Atom content is no text."""
    assert layers("aGVsbG8=", "image/png") is None


BLOCKS = {
    "<p>One <b>bold</b>.</p>\n<p>Two<br>lines<br><br>three</p>": ("One bold.", "Two\nlines", "three"),
    "<ul><li>a<li><p>b</p><ul><li>c</li></ul></li><li></li></ul>d": ("- a\n- b\n- c", "d"),
    "<table><tr><th>A</th><th>B</th></tr><tr><td><p>1</p></td><td></td><td>2</td></tr></table>": ("A | B\n1 | 2",),
    "<table><tr><td>menu</td><td><p>first</p><p>second</p></td></tr></table>": ("menu | first", "second"),
    "<pre>def f():\n    return 1\n\nf()</pre>": ("def f():\n    return 1\n\nf()",),
    "<p>He said <q>no</q>.</p><blockquote>Cited.</blockquote>": ("He said “no”.", "Cited."),
    "<dl><dt>term<dd>meaning</dl>": ("term\nmeaning",),
    "a<script>x()</script><style>p{}</style><!-- c --><noscript>n</noscript>b": ("ab",),
    "a<p hidden>x</p><p style='Display : None'>y</p><span class='sr-only'>z</span>b": ("ab",),
    "<figure><img src=a.jpg alt='not text'><figcaption>Caption</figcaption></figure>": ("Caption",),
    "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>字": ("漢字",),
    "in<wbr>ter<b>nal</b>&shy;ized&nbsp;&nbsp;x&#8203;y": ("internalized xy",),
    "<p>text <a href='https://www.facebook.com/sharer.php?u=x'>Share</a></p>": ("text",),
    "<div class='feedflare'><a href='x'>Digg</a></div>": (),
    "<td>loose cell</td></tr><li>loose entry": ("loose cell\n- loose entry",),
}


@pytest.mark.parametrize(("html", "blocks"), BLOCKS.items())
def test_blocks(html: str, blocks: tuple[str, ...]) -> None:
    """Blocks, lines, lists, tables and preformatted text are told apart; what is not text is left out."""
    assert blocks == page(html).blocks


PICTURES = {
    "<img src='a.jpg' width='640' height='480px'>": [("a.jpg", 640, 480)],
    "<img src=x.gif width=1 height=1><img src=y.gif height=0><img src=z.gif style='width: 1px'>": [],
    "<img src='data:image/gif;base64,R0'><img src='data:x' data-src='/real.jpg'>": [("/real.jpg", None, None)],
    "<img srcset='small.jpg 300w, big.jpg 900w'>": [("small.jpg", None, None)],
    "<img src='https://feeds.feedburner.com/~r/x/~4/abc'><img src='//pixel.wp.com/b.gif?x=1'>": [],
    "<img src='https://blogger.googleusercontent.com/tracker/1-2?l=x'><img alt='none'>": [],
    "<img src='https://example.com/images/tracking/rss-pixel.png?story=1'>": [],
    "<img src='https://example.com/wp-content/plugins/sociable/images/digg.png'>": [],
    "<img src='/wp-content/plugins/gallery/show.php?pid=1'>": [
        ("/wp-content/plugins/gallery/show.php?pid=1", None, None)
    ],
}


@pytest.mark.parametrize(("html", "pictures"), PICTURES.items())
def test_pictures(html: str, pictures: list[tuple[str, int | None, int | None]]) -> None:
    """Pictures are found where scripts would load them from; pixels and trackers are no pictures."""
    assert pictures == [(picture.src, picture.width, picture.height) for picture in page(html).pictures]


def test_kept_html() -> None:
    """The HTML is kept as it is, unless something had to go."""
    assert page("<p>fine</p>").kept is None
    assert "<p>a</p>" == page("<p>a</p><img src=x width=1><i hidden>b</i>").kept


CUTS = {
    ("Text.", "The post A title appeared first on A site."): ("Text.",),
    ("Text. The post A title appeared first on A site.",): ("Text.",),
    ("Text.", "Der Beitrag Titel erschien zuerst auf Seite."): ("Text.",),
    ("Text.", "L'article Titre est apparu en premier sur Site."): ("Text.",),
    ("Texto.", "La entrada Título se publicó primero en Sitio."): ("Texto.",),
    ("Text […] Read more",): ("Text […]",),
    ("Text ... Weiterlesen »",): ("Text ...",),
    ("Text.", "Continue reading →"): ("Text.",),
    ("本文", "続きを読む"): ("本文",),
    ("Text.", "Advertisement"): ("Text.",),
    ("Text.", "Share this:", "Comments"): ("Text.",),
    ("Text.", "Permalink | 3 comments | Email this"): ("Text.",),
    ("Text.", "Filed under: Rivers Tagged: floods"): ("Text.",),
    ("Metin.", "Sel yazısı ilk önce Site üzerinde ortaya çıktı."): ("Metin.",),
    ("Metin. Sel yazısı ilk önce Site üzerinde ortaya çıktı.",): ("Metin.",),
    ("本文。", "洪水最先出现在网站。"): ("本文。",),
    ("Text … (Read more)",): ("Text …",),
    ("Text.", "[1,551 more words]"): ("Text.",),
    ("Text.", "Anzeige: https://ads.example.com/t?a=1"): ("Text.",),
    ("Text.", "6 posts - 6 participants", "Read full topic"): ("Text.",),
}
NO_CUTS = (
    ("I like to read more",),
    ("There was more", "to say"),
    ("The song first appeared on a record of 1969.",),
    ("The post office burned down.",),
    ("She will continue",),
    ("He said: read more books…",),
    ("Text.", "The comments were kind | she said"),
    ("Text.", "Share and enjoy."),
    ("Text.", "Filed under: " + "a report of some length, " * 20),
)


@pytest.mark.parametrize(("blocks", "kept"), CUTS.items())
def test_boilerplate(blocks: tuple[str, ...], kept: tuple[str, ...]) -> None:
    """What feed software adds to the end of a text is cut, in many languages."""
    assert kept == without_boilerplate(blocks, None).blocks


@pytest.mark.parametrize("blocks", NO_CUTS)
def test_no_boilerplate(blocks: tuple[str, ...]) -> None:
    """Sentences of the text's own are not cut."""
    assert blocks == without_boilerplate(blocks, None).blocks


def test_read_more_link() -> None:
    """A link's text may be a single word, or go on with the title; the text is then a beginning."""
    one = page("<p>Text. <a href=x>More</a></p>")
    title = page("<p>Text. <a href=x>Continue reading <span>A title</span> →</a></p>")

    assert ("Text.",) == without_boilerplate(one.blocks, one.tail_link).blocks
    assert ("Text.",) == without_boilerplate(title.blocks, title.tail_link).blocks
    assert without_boilerplate(one.blocks, one.tail_link).read_more


def test_credits_in_any_language() -> None:
    """A last line of title, a few words and the feed's name says where it was published, whatever the language."""
    names = ("River floods town", "Example Times » News")

    assert ("Tekst.",) == without_boilerplate(
        ("Tekst.", "Xyz River floods town abc def Example Times."), None, names
    ).blocks
    for kept in ("River floods town", "River floods town. Example Times", "Example Times: River floods town again"):
        assert ("Tekst.", kept) == without_boilerplate(("Tekst.", kept), None, names).blocks


def test_labelled_link() -> None:
    """`Read more: A title` leads on from a text that is whole."""
    found = page("<p>Text.</p><p>→ Read more: <a href=x>Another title</a></p>")

    assert (("Text.",), False) == ((cut := without_boilerplate(found.blocks, found.tail_link)).blocks, cut.read_more)


def test_drawn_characters() -> None:
    """A picture that draws a character is that character, and no picture."""
    found = page("<p>Nice <img class='emoji' src='/e/1f609.png' alt='😉'> day <img src='/smilies/x.gif' alt=':)'></p>")

    assert (("Nice 😉 day :)",), ()) == (found.blocks, found.pictures)


def test_numbered_lists() -> None:
    """Items of an ordered list have their numbers."""
    html = "<ol start=3><li>c<ul><li>x</li></ul></li><li>d</li><li value=9>i</li><li>j</li></ol>"

    assert ("3. c\n- x\n4. d\n9. i\n10. j",) == page(html).blocks


def test_ends() -> None:
    """An ellipsis leaves a text open; in brackets it says that software cut it."""
    assert (True, True) == (ends_open("and then […]"), ends_cut("and then […]"))
    assert (True, False) == (ends_open("and then..."), ends_cut("and then..."))
    assert (False, False) == (ends_open("The end."), ends_cut("The end."))
