"""An entry as a poll brings it, and as the store knows it: for tests of identity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from aggregator.dedupe import identity
from aggregator.dedupe.digests import digests
from aggregator.model import (
    Article,
    Author,
    Candidate,
    Category,
    Digests,
    EntryKeys,
    Media,
    Problem,
    Repair,
    Verdict,
)

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LOCAL = Category(label="Local")
OWN_GUID = (Repair(field="guid", code="guid_missing", detail="link"),)


@dataclass(frozen=True, slots=True)
class Told:
    """An article as a worker tells of it."""

    article: Article

    @property
    def keys(self) -> EntryKeys:
        return identity.keys(self.article)

    @property
    def digests(self) -> Digests:
        return digests(self.article)


def entry(guid: str = "tag:1", **changed: object) -> Article:
    """An article as a poll brings it."""
    plain = Article(
        id=guid,
        feed="a",
        guid=guid,
        url="https://a.test/2026/harbour",
        canonical_url="https://a.test/2026/harbour",
        title="Harbour reopens after storm",
        summary="Ferries run again.",
        text="The harbour reopened on Monday.\n\nFerries run again.",
        authors=(Author(name="Ines Moreau"),),
        categories=(LOCAL, Category(label="Weather")),
        media=(Media(url="https://a.test/img/harbour-300x200.jpg"),),
        published_at=NOW,
        effective_at=NOW,
        first_seen_at=NOW,
        last_seen_at=NOW,
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def page(number: int, guid: str | None = None, **changed: object) -> Article:
    """An article with a page of its own."""
    url = f"https://a.test/{number}"
    article = entry(guid or f"tag:{number}", title=f"Report number {number} of the council", url=url, canonical_url=url)
    return replace(article, **changed)  # type: ignore[arg-type]


def stored(article: Article, **changed: object) -> Candidate:
    """*article* as the store knows it."""
    known = Candidate(
        article_id=f"stored {article.id}",
        keys=identity.keys(article),
        revision=1,
        revisions_today=0,
        digests=digests(article),
    )
    return replace(known, **changed)  # type: ignore[arg-type]


def judged(article: Article, *candidates: Candidate) -> Verdict:
    return judge([article], candidates)[0]


def problems(articles: Sequence[Article], candidates: Sequence[Candidate]) -> tuple[Problem, ...]:
    return identity.guid_problems([Told(article) for article in articles], candidates)


def judge(articles: Sequence[Article], candidates: Sequence[Candidate]) -> tuple[Verdict, ...]:
    return identity.judge([Told(article) for article in articles], candidates)
