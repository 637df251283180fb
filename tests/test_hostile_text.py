"""Worst cases for every pattern that reads text: none may cost more than its length."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aggregator.model import FeedContext, Found, RawEntry, RawText
from aggregator.normalize import normalize

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
