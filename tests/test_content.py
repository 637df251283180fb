"""Which element is text, which summary, and whether the feed gives all of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from aggregator.model import FeedContext, FeedRepairs, RawEntry, RawSource, RawText, Repair
from aggregator.normalize.content import LIMIT, Content, content

FEED = FeedContext(feed="f", url="https://example.com/feed", link="https://example.com/")
LONG = "Many words of a whole piece. " * 40


def read(title: str | None = None, feed: FeedContext = FEED, **fields: Any) -> Content:
    """The content of an entry."""
    return content(RawEntry(position=0, **fields), feed, title)


def raw(element: str, value: str, kind: str | None = None, base: str | None = None) -> RawText:
    """One text element."""
    return RawText(element=element, value=value, type=kind, base=base)


def test_longest_content() -> None:
    """The text is the longest content element, the summary the description."""
    got = read(
        contents=(raw("content:encoded", "<p>Long words here.</p>"), raw("atom:content", "Short.")),
        summaries=(raw("description", "A summary."),),
    )

    assert ("Long words here.", "A summary.", False) == (got.text.value, got.summary.value, got.truncated)


def test_description_only() -> None:
    """A feed that has only a description says all it says there: text and summary are the same."""
    got = read(summaries=(raw("description", "<p>All there is.</p>"),))

    assert ("All there is.", "All there is.", None) == (got.text.value, got.summary.value, got.truncated)


def test_long_description() -> None:
    """A description that is a whole piece is the text and no summary of it."""
    got = read(summaries=(raw("description", LONG),))

    assert (LONG.strip(), None) == (got.text.value, got.summary.value)


def test_summary_precedence() -> None:
    """The description sums up, whatever stands first; the longest element is the text."""
    got = read(summaries=(raw("itunes:summary", "The longer words of the episode."), raw("description", "Short.")))

    assert ("The longer words of the episode.", "Short.") == (got.text.value, got.summary.value)


def test_longest_by_words() -> None:
    """The longest text counts, not the longest markup; of two about as long the one with more markup is taken."""
    markup = "<p>One <b>two</b> three</p>"
    short, long = (
        f"<div class='{'x' * 300}'>Few words.</div>",
        "Many more words of the thing itself, that nobody else has.",
    )

    assert long == read(summaries=(raw("description", short), raw("media:description", long))).text.value
    assert markup == read(contents=(raw("content:encoded", markup), raw("content", "One two three !"))).html.value


def test_summary_that_is_the_piece() -> None:
    """A long summary that is most of the text once more is none."""
    body = "".join(f"<p>Paragraph {n} has words of its own.</p>" for n in range(60))
    plain = body.replace("<p>", "").replace("</p>", "\n")[:-200]

    assert read(contents=(raw("content:encoded", body),), summaries=(raw("description", plain),)).summary.value is None


def test_summary_without_words() -> None:
    """A summary of dots is none."""
    assert (
        read(contents=(raw("content:encoded", "Words."),), summaries=(raw("description", "[...]"),)).summary.value
        is None
    )


def test_empty_content() -> None:
    """A content element without words leaves the text to the summary, and pictures count only with their own text."""
    got = read(contents=(raw("content:encoded", "<p> </p>"),), summaries=(raw("description", "Words."),))

    assert "Words." == got.text.value


def test_picture_only() -> None:
    """A content of pictures has no text, but HTML and pictures."""
    got = read(contents=(raw("content:encoded", "<img src='/a.jpg' alt='words'>"),))

    assert (None, '<img src="https://example.com/a.jpg" alt="words">') == (got.text.value, got.html.value)
    assert ["/a.jpg"] == [picture.src for picture in got.pictures]


REPEATS = [
    "Two lines close",
    "<p>Two lines close!</p>",
    "TWO LINES CLOSE",
    "<a>Two lines close</a>&nbsp;<font>Times</font>",
]


@pytest.mark.parametrize("value", REPEATS)
def test_summary_repeats_title(value: str) -> None:
    """A summary that only repeats the title, or title and publisher, is none."""
    source = RawSource(element="source", title="Times")
    got = read("Two lines close", summaries=(raw("description", value),), source=source)

    assert got.summary.value is None
    assert got.text.value is not None


TRUNCATED = {
    ("content:encoded", "<p>All of it.</p>"): False,
    ("content:encoded", "<p>The beginning […]</p>"): True,
    ("content:encoded", "<p>The beginning</p><a href=x>Read more</a>"): True,
    ("content:encoded", "<p>And so on…</p>"): None,
    ("description", "The beginning..."): True,
    ("description", "The beginning [&#8230;]"): True,
    ("description", "Perhaps all of it."): None,
}


@pytest.mark.parametrize(("element", "truncated"), TRUNCATED.items())
def test_truncated(element: tuple[str, str], truncated: bool | None) -> None:
    """A beginning says so by its end; a content element is whole, a summary may be either."""
    place = "contents" if element[0] == "content:encoded" else "summaries"

    assert truncated == read(**{place: (raw(*element),)}).truncated


BASES = [
    (FEED, None, "https://example.com/a"),
    (FEED, "https://example.org/text/", "https://example.org/text/a"),
    (
        replace(FEED, repairs=FeedRepairs(xml_base="https://fixed.example/")),
        "https://x.example/",
        "https://fixed.example/a",
    ),
    (replace(FEED, link=None), None, "https://example.com/a"),
    (replace(FEED, link=None, base="https://base.example/"), None, "https://base.example/a"),
]


@pytest.mark.parametrize(("feed", "base", "url"), BASES)
def test_base(feed: FeedContext, base: str | None, url: str) -> None:
    """Links are relative to what the operator says, the xml:base, the feed's page, the document."""
    got = read(feed=feed, contents=(raw("content:encoded", "<a href=a>x</a>", base=base),))

    assert f'<a href="{url}" rel="noopener noreferrer nofollow">x</a>' == got.html.value


def test_configured_type() -> None:
    """The operator's word on a type overrides the feed's."""
    feed = replace(FEED, repairs=FeedRepairs(content_type="text", summary_type="html"))
    got = read(
        feed=feed,
        contents=(raw("atom:content", "use <b>this</b>", "html"),),
        summaries=(raw("atom:summary", "and <b>this</b>", "text"),),
    )

    assert ("use <b>this</b>", "and this") == (got.text.value, got.summary.value)


def test_plain_lines() -> None:
    """Text that is declared plain keeps its lines, text of unknown type does not."""
    plain, unknown = raw("atom:content", "one\ntwo", "text"), raw("content:encoded", "one\ntwo")

    assert ("one\ntwo", "<p>one<br>two</p>") == (read(contents=(plain,)).text.value, read(contents=(plain,)).html.value)
    assert "one two" == read(contents=(unknown,)).text.value


def test_no_text_types() -> None:
    """What is declared as a picture is not read."""
    assert read(contents=(raw("atom:content", "aGVsbG8=", "image/png"),)).text.value is None


TOLD = {
    "<p>donâ€™t</p>": "mojibake",
    "&lt;p&gt;twice&lt;/p&gt;": "double_escaped",
    "<p>He left. “</p>": "stray_mark",
    "x" * (LIMIT + 1): "cut",
}


@pytest.mark.parametrize(("value", "code"), TOLD.items(), ids=TOLD.values())
def test_repairs(value: str, code: str) -> None:
    """What was mended in a text is told once, although it is the summary too."""
    got = read(summaries=(raw("description", value),))

    assert (Repair(field="text", code=code),) == got.text.repairs
    assert () == got.summary.repairs


def test_boilerplate_is_told() -> None:
    """What was cut from a text can be read in its repairs."""
    got = read(contents=(raw("content:encoded", "<p>Words.</p><p>The post A appeared first on B.</p>"),))

    want = Repair(field="text", code="boilerplate_cut", detail="The post A appeared first on B.")
    assert ("Words.", (want,)) == (got.text.value, got.text.repairs)
