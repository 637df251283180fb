"""Worst cases for every pattern that reads text: none may cost more than its length."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from aggregator.model import FeedContext, Found, RawEntry, RawLink, RawMedia, RawSource, RawText
from aggregator.normalize import normalize
from aggregator.parse import parse

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
FEED = FeedContext(feed="f", url="https://example.com/feed", language="en")
SIZE = 200_000
UNITS = [
    *("<", "<a ", "<a b", "</", "<!--", "<![CDATA[", "<?", "]]>", "<img src=", "<x>", "<b>", "<p>", "<td>"),
    *("&", "&#", "&amp;", "&lt;", "&lt;a ", "&lt;a &quot;", "&amp;lt;", "&#x", "&a", "&amp;amp;", "<code>"),
    *("“", '"', "Â", "Â©", "â€", "ðŸ", "é “", "\u200d", "ا\u200c", "👩\u200d", "\U000e0041", "e\u0301", "\x00"),
    *("…", "[", "[…]", "...", "read more ", "The post ", " appeared first on ", "L'", " | ", "- ", "\n", "\n\n", " "),
    *("http://", "www.", "@a", "#", "a@", "a", "A ", "日", "1", "1 ", "(", "LONDON ", "LONDON (", ", ", "/", "By "),
    *("<br>", "<q>", "<li><p>", "<pre>\n", "\u00a0", "\ufeff", "<div style='", "<table><tr><td>", "<font><p></font>"),
    "<a href='https://www.facebook.com/sharer",
    "<img src='https://feeds.",
    *("Р’", "Р’С‚ ", "√©", "‚Ä", "Ã¢â‚¬", "&#55357;", "&#55357;&#56832;", "☀\ufe0f", " \ufe0f", "<script>", "<ol><li>"),
    *(
        "1 more words ",
        "1,",
        "3 comments | ",
        "→ Read more: ",
        "Filed under: ",
        "最先出现在",
        "<img class='emoji' alt='",
    ),
    *(
        "creative commons by ",
        "cc-",
        "licensed under ",
        "1:",
        "1h ",
        "P1T",
        "45 -71 ",
        "-",
        "en-",
        "en (",
        "x@",
        "Latn-",
    ),
    *("https://a.example/redirect?url=", "/amp/", "?a=1&", "%3f", "/..", "//", ";jsessionid=", "www."),
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_linear(unit: str) -> None:
    """200,000 characters of any one sequence are read in time that grows with their length only."""
    value = unit * (SIZE // len(unit))
    plain, html = RawText(element="description", value=value), RawText(element="x", value=value, type="html")
    # A description of tags is read as HTML, as the content is: once is enough.
    summaries = () if "<" in unit else (plain,)
    entry = RawEntry(position=0, titles=(plain,), summaries=summaries, contents=(html,), rights=(plain,))

    got = normalize(entry, FEED, guid=Found(value="g"), now=NOW)

    assert "en" == got.language


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_linear_in_small_fields(unit: str) -> None:
    """Addresses, numbers, languages, licences and positions of any length cost no more than theirs."""
    value = unit * (SIZE // 4 // len(unit))
    everywhere = {
        element: RawText(element=element, value=value) for element in ("cc:license", "georss:line", "comments")
    }
    medium = RawMedia(element="enclosure", url=value, type=value, length=value, duration=value, credit=value)
    entry = RawEntry(
        position=0,
        guid=RawText(element="guid", value=value),
        links=(RawLink(element="link", href=value), RawLink(element="atom:link", href=f"https://example.com/{value}")),
        media=(medium, replace(medium, url="https://example.com/a.jpg", width=value, height=value)),
        source=RawSource(element="source", title=value, url=value),
        comments=(everywhere["comments"], RawText(element="slash:comments", value=value)),
        rights=(everywhere["cc:license"],),
        geo=(
            everywhere["georss:line"],
            RawText(element="geo:lat", value=value),
            RawText(element="geo:long", value=value),
        ),
        language=value,
    )

    got = normalize(entry, FEED, guid=Found(value="g"), now=NOW)

    assert got.comments_count is None


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_linear_documents(unit: str) -> None:
    """A document of one sequence, whole or inside an element, is read or refused in time that grows with its length."""
    value = unit * (SIZE // 4 // len(unit))
    inside = f"<rss version='2.0'><channel><title>t</title><item><title>x</title><description>{value}"

    for document in (value, inside, f"{inside}</description></item></channel></rss>"):
        assert parse(document.encode("utf-8", "surrogatepass"), url=FEED.url) is not None


@pytest.mark.timeout(20)
def test_deep_nesting() -> None:
    """HTML nested 20,000 deep keeps its words; its structure is given up, and that is told."""
    value = "<div>" * 20_000 + "deep words" + "</div>" * 20_000
    entry = RawEntry(position=0, contents=(RawText(element="content:encoded", value=value),))

    got = normalize(entry, FEED, guid=Found(value="g"), now=NOW)

    assert "<p>deep words</p>" == got.html
    assert "deep words" == got.text
    assert ("html", "flattened") in [(repair.field, repair.code) for repair in got.repairs]


@pytest.mark.timeout(20)
def test_long_text() -> None:
    """Half a million characters are read of a longer text, and that is told."""
    value = "<p>some words of a long text</p>\n" * 40_000
    entry = RawEntry(position=0, contents=(RawText(element="content:encoded", value=value),))

    got = normalize(entry, FEED, guid=Found(value="g"), now=NOW)

    assert got.text is not None
    assert 400_000 < len(got.text) < 524_288
    assert ("text", "cut") in [(repair.field, repair.code) for repair in got.repairs]
