"""The number by which a site knows an article, and what follows from two articles that have it in common."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from aggregator.dedupe.duplicate import judge
from aggregator.dedupe.fingerprint import features
from aggregator.dedupe.numbers import article_number
from aggregator.model import Article, Duplicate, DuplicateMode, DuplicateVerdict, Features

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
NUMBERS = [
    ("https://a.test/news/some-words-99852437", "99852437"),
    ("https://a.test/story?id=97860428", "97860428"),
    ("https://a.test/?p=4711", "4711"),
    ("https://a.test/artykuly/8680665,slowa.html", "8680665"),
    ("https://a.test/wiadomosci/7,114883,29854334,slowa.html", "29854334"),
    ("https://a.test/slowa,nId,6822740", "6822740"),
    ("https://a.test/news/article-12173591/Some-Words.html", "12173591"),
    ("https://a.test/2026/03/02/1181412650/some-words", "1181412650"),
    ("https://a.test/some-words_6030681_114.html", "6030681"),
    ("https://a.test/world/some-words-rcna88305", "88305"),
    ("https://a.test/articles/some-words-55d94653", "55d94653"),
    ("https://a.test/content/0e5324a3-928f-4b27-aa57-f840dd31b7c6", "f840dd31b7c6"),
    ("https://a.test/artykuly/8734324,zysk-w-kwartale-20252026.html", "8734324"),
]
NO_NUMBERS = [
    "https://a.test/2026/03/02/words",
    "https://a.test/20260302/words",
    "https://a.test/weather-20260302.html",
    "https://a.test/weather-02032026.html",
    "https://a.test/weather-260302.html",
    "https://a.test/profit-in-20252026.html",
    "https://a.test/report-feb2026",
    "https://a.test/id/1234",
    "https://a.test/?page=12345",
    "https://a.test/i-booted-it-292612-times/",
    "https://a.test/words/",
    "https://a.test/",
]


def number(url: str) -> str | None:
    parts = urlsplit(url)
    return article_number(parts.path, parts.query)


@pytest.mark.parametrize(("url", "expected"), NUMBERS)
def test_article_number(url: str, expected: str) -> None:
    """The article's number is found in `id=`, or at the edge of one of the path's last two segments."""
    assert expected == number(url)


@pytest.mark.parametrize("url", NO_NUMBERS)
def test_what_is_no_article_number(url: str) -> None:
    """Dates, years, numbers of pages and numbers that the headline speaks of name no article."""
    assert number(url) is None


# ---------------------------------------------------------------------------------------------
# Two articles with one number
# ---------------------------------------------------------------------------------------------

WAS = Article(
    id="was",
    feed="a",
    guid="was",
    canonical_url="https://a.test/council-votes-4711471",
    title="Council of Port Elra votes to rebuild its lighthouse",
    text="The lighthouse of Elra is to be rebuilt.",
    published_at=NOW,
    effective_at=NOW,
    first_seen_at=NOW,
    last_seen_at=NOW,
)


def kept(at: datetime = NOW, **changed: object) -> Features:
    """Features of an article published at that time."""
    times = {"published_at": at, "effective_at": at, "first_seen_at": at}
    return features(replace(WAS, **{**times, **changed}), DuplicateMode.DEFAULT)  # type: ignore[arg-type]


def method(verdict: DuplicateVerdict) -> str:
    return verdict.method if isinstance(verdict, Duplicate) else "original"


@pytest.mark.parametrize(
    ("expected", "changed"),
    [
        ("same_number", {}),
        ("original", {"title": "Bread prices rise", "text": "By a tenth."}),
        ("original", {"language": "de"}),
        ("same_number", {"language": "en-GB"}),
    ],
    ids=["re-headed", "number of a section", "translation", "another spelling of one language"],
)
def test_same_number_on_one_site(expected: str, changed: dict[str, object]) -> None:
    """An article whose headline, text and path were changed keeps its number; a translation is another article."""
    url = "https://a.test/saved-4711471"
    words = {"title": "Skerry lighthouse of Elra saved", "text": "Elra lighthouse", "language": "en"}
    now = kept(NOW, **{"id": "now", "canonical_url": url, **words, **changed})

    assert expected == method(judge(now, [kept(language="en")]))


def test_page_with_a_new_instalment_every_day() -> None:
    """A page that a site fills anew every day, under one number, brings another instalment."""
    cases = "https://a.test/1458115,cases-in-elra.html"
    monday = kept(canonical_url=cases, title="Cases in Elra: 16 [numbers of 2.03.2026]", text="Sixteen, two again.")
    tuesday = kept(
        NOW + timedelta(hours=25),
        id="now",
        canonical_url="https://a.test/1458115,cases-in-elra-rise.html",
        title="Cases in Elra: 54 [numbers of 3.03.2026]",
        text="Fifty-four, thirteen again.",
    )

    assert "original" == method(judge(tuesday, [monday]))
