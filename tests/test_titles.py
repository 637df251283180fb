"""Titles: which element, and how many layers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import FeedContext, FeedRepairs, RawEntry, RawSource, RawText, Repair
from aggregator.normalize.titles import at_length, plain, title

FEED = FeedContext(feed="f", url="https://example.com/feed")


def entry(*titles: tuple[str, str], kind: str | None = None, source: str | None = None) -> RawEntry:
    """An entry with titles as (element, value)."""
    return RawEntry(
        position=0,
        titles=tuple(RawText(element=element, value=value, type=kind) for element, value in titles),
        source=RawSource(element="source", title=source) if source else None,
    )


def test_precedence() -> None:
    """RSS <title> comes before media:title, whatever their order; an empty one is passed over."""
    assert "Main" == title(entry(("media:title", "Picture"), ("title", "Main")), FEED).value
    assert "Picture" == title(entry(("title", " "), ("media:title", "Picture")), FEED).value


def test_no_title() -> None:
    """A title is never made from the text."""
    assert title(entry(("title", "<br/>")), FEED).value is None
    assert title(RawEntry(position=0), FEED).value is None


def test_literal() -> None:
    """Atom's type text is literal, a tag in it is words."""
    assert "Use <b>bold</b>" == title(entry(("title", "Use <b>bold</b>"), kind="text"), FEED).value
    assert "Use bold" == title(entry(("title", "Use <b>bold</b>"), kind="html"), FEED).value


def test_configured_type() -> None:
    """The operator's word on the type overrides the feed's."""
    feed = FeedContext(feed="f", url="https://example.com/feed", repairs=FeedRepairs(title_type="text"))

    assert "Use <b>bold</b>" == title(entry(("title", "Use <b>bold</b>"), kind="html"), feed).value


def test_publisher_cut() -> None:
    """Google News' suffix goes when it is the name of the source, and only then."""
    raw = ("title", "Ship sails - Example Times - The Daily - Example Times")

    assert "Ship sails - Example Times - The Daily" == title(entry(raw, source="Example Times"), FEED).value
    assert raw[1] == title(entry(raw, source="Other Paper"), FEED).value
    assert raw[1] == title(entry(raw), FEED).value


@pytest.mark.parametrize(
    ("raw", "repair"),
    [
        ("AT&amp;amp;T", Repair(field="title", code="double_escaped")),
        ("donâ€™t", Repair(field="title", code="mojibake")),
        ("x" * 2000, Repair(field="title", code="cut", detail="1000")),
    ],
)
def test_repairs(raw: str, repair: Repair) -> None:
    """What was mended is told."""
    assert (repair,) == title(entry(("title", raw)), FEED).repairs


@given(
    st.text("aB 1<>&;#[]!-CDAT\x01\t\n\xe9", max_size=20)
    | st.sampled_from(["<![CDATA[a]]>", "a  b ", "&amp;", "x" * 1001]),
    st.sampled_from([None, "text", "html"]),
)
def test_bare_titles(value: str, kind: str | None) -> None:
    """A title of plain words is taken as it is: unwrapping it would change nothing."""
    raw = RawText(element="title", value=value, type=kind)

    assert at_length(raw, None, "title") == plain(raw)
