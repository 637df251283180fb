"""Whatever markup a feed puts around its words, an article's plain fields hold the words only."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Article, FeedContext, Found, NotAFeed, RawEntry, RawPerson, RawText
from aggregator.normalize import normalize
from aggregator.normalize.guid import guids
from aggregator.normalize.markup import NAMES
from aggregator.parse import parse

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
FEED = FeedContext(feed="f", url="https://example.com/feed", language="en")
CORPUS = sorted(path for path in (Path(__file__).parent / "corpus").glob("*/*") if path.suffix != ".json")
TAG = re.compile(rf"</?(?:{'|'.join(sorted(NAMES))})(?:\s[^<>]*)?/?>|<!--|<!\[CDATA|\]\]>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|(?:amp|lt|gt|quot|apos|nbsp|eacute|hellip));")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufdd0-\ufdef]")
SPOKEN_OF = {"atom.xml": ["<b>"] * 3, "json_feed.feed": ["<b>"], "atom10_text_types.xml": ["<b>"]}
"""Documents whose texts, declared to be plain, speak of a tag."""
WRAPS = (
    *("<p>{}</p>", "<b>{}</b>", "<a href='https://example.com/a?b=1&amp;c=2'>{}</a>", "<div class='c'>{}</div>"),
    *("{}<br/>", "{}<!-- note -->", "<script>v()</script>{}", "<span style='display:none'>x</span>{}", "<h2>{}</h2>"),
    *(
        "<ul><li>{}</li></ul>",
        "<table><tr><td>{}</td></tr></table>",
        "<img src='/x.png' alt='y'/>{}",
        "<P CLASS=c>{}</P>",
    ),
    *("{}&nbsp;", "&#8217;{}", "{}&eacute;", "{} &amp; so", "{}\x07", "\u202e{}\u202c", "{}\u200b", "{}\x93"),
)


def unclean(article: Article) -> list[str]:
    """The tags, entities and control characters in an article's plain fields."""
    fields = (article.title, article.summary, article.text, article.byline, article.rights)
    return [found[0] for words in fields if words for mark in (TAG, ENTITY, CONTROL) for found in mark.finditer(words)]


@st.composite
def values(draw: st.DrawFn) -> str:
    """Words in up to four wraps, two such in a row, and the whole escaped once more than a feed should, or not."""
    parts = []
    for _ in range(draw(st.integers(1, 2))):
        part = draw(st.sampled_from(("Ferries stop", "Quay 1", "Øre & pund", "港")))
        for wrap in draw(st.lists(st.sampled_from(WRAPS), max_size=4)):
            part = wrap.format(part)
        parts.append(f"<p>{part}</p>")
    value = "\n".join(parts)
    return escape(value) if draw(st.booleans()) else value


@given(values())
def test_plain_fields_are_plain(value: str) -> None:
    """No markup, in one layer of escaping or two, leaves a tag, an entity or a control character behind."""
    raw = RawText(element="content:encoded", value=value)
    person = RawPerson(element="dc:creator", name=value)
    entry = RawEntry(position=0, titles=(raw,), contents=(raw,), summaries=(raw,), authors=(person,), rights=(raw,))

    assert [] == unclean(normalize(entry, FEED, guid=Found(value="g"), now=NOW))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_documents_are_plain(path: Path) -> None:
    """The articles of whole documents are plain; only texts that speak of a tag hold one."""
    parsed = parse(path.read_bytes(), url="https://example.com/feed")
    entries = () if isinstance(parsed, NotAFeed) else parsed.entries
    articles = [
        normalize(entry, FEED, guid=guid, now=NOW) for entry, guid in zip(entries, guids(entries, FEED), strict=True)
    ]

    assert SPOKEN_OF.get(path.name, []) == [found for article in articles for found in unclean(article)]
