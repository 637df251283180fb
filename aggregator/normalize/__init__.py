"""An entry as published → an article in our schema. Start reading here: a line for each field, a file for each noun.

Pure: the time is an argument, nothing is logged; every guess, repair and assumption is in the article's `repairs`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.model import (
    Article,
    Byline,
    Category,
    Dateline,
    FeedContext,
    Found,
    Geo,
    Moment,
    RawEntry,
    Repair,
    Source,
)
from aggregator.normalize.agencies import agency
from aggregator.normalize.bylines import byline
from aggregator.normalize.categories import categories
from aggregator.normalize.comments import comments_count, comments_url
from aggregator.normalize.content import Content, content
from aggregator.normalize.counts import reading_minutes, word_count
from aggregator.normalize.datelines import dateline, dateline_agency
from aggregator.normalize.dates import published, updated
from aggregator.normalize.geo import geo
from aggregator.normalize.guid import article_id
from aggregator.normalize.ignored import without_ignored
from aggregator.normalize.language import Language, language
from aggregator.normalize.links import canonical_url, url
from aggregator.normalize.media import media
from aggregator.normalize.rights import license_id, rights
from aggregator.normalize.sources import source
from aggregator.normalize.titles import title

NORMALIZER = "1"
"""Version of the rules: an article that an older one made can be made again from its raw entry."""
_SKEW = timedelta(hours=1)
"""How far a publisher's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Title and content of an entry: half of the work, and what other fields are read with."""

    title: Found[str]
    body: Content


def texts(entry: RawEntry, feed: FeedContext) -> Texts:
    """Return the first part of `normalize`, for whoever reads many entries part by part."""
    entry, feed = without_ignored(entry, feed)
    titled = title(entry, feed)
    return Texts(title=titled, body=content(entry, feed, titled.value))


def normalize(
    entry: RawEntry, feed: FeedContext, *, guid: Found[str], now: datetime, told: Texts | None = None
) -> Article:
    """Return the article that *entry* is. Never raises, whatever strings the entry holds.

    *guid* is what `guids` found for it among its document's entries, *now* is when the poll began, *told* is what
    `texts` found if it was asked before. Fields that the feed's operator ignores are taken as if the feed did not have
    them.
    """
    told = told or texts(entry, feed)
    entry, feed = without_ignored(entry, feed)
    found = _findings(entry, feed, now, told)
    text, by, at = found.body.text.value, found.byline.value or Byline(), found.published.value
    origin = source(entry, feed, found.title.value)
    return Article(
        id=article_id(feed.feed, guid.value or ""),
        feed=feed.feed,
        guid=guid.value or "",
        url=found.url.value,
        canonical_url=canonical_url(found.url.value) if found.url.value else None,
        title=found.title.value,
        summary=found.body.summary.value,
        text=text,
        html=found.body.html.value,
        truncated=found.body.truncated,
        language=found.language.value.tag if found.language.value else None,
        language_source=found.language.value.source if found.language.value else None,
        byline=by.printed,
        authors=by.authors,
        agencies=_agencies(by, dateline_agency(text or ""), origin),
        staff=by.staff,
        dateline=found.dateline.value,
        published_at=at.at if at else None,
        updated_at=found.updated.value.at if found.updated.value else None,
        effective_at=at.at if at and at.at <= now + _SKEW else now,
        date_source=at.source if at else None,
        categories=found.categories.value or (),
        media=media(entry, feed, found.body.pictures, found.body.base),
        source=origin,
        comments_url=comments_url(entry, feed),
        comments_count=comments_count(entry),
        rights=rights(entry, feed),
        license=license_id(entry, feed),
        geo=found.geo.value,
        word_count=word_count(text),
        reading_minutes=reading_minutes(text),
        first_seen_at=now,
        last_seen_at=now,
        repairs=(*guid.repairs, *found.repairs()),
        normalizer=NORMALIZER,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Findings:
    """The fields that assume something, or that others are read with."""

    url: Found[str]
    title: Found[str]
    body: Content
    language: Found[Language]
    byline: Found[Byline]
    dateline: Found[Dateline]
    published: Found[Moment]
    updated: Found[Moment]
    categories: Found[tuple[Category, ...]]
    geo: Found[Geo]

    def repairs(self) -> Iterator[Repair]:
        """Yield what was assumed, in the order of the schema."""
        for found in (self.url, self.title, self.body.summary, self.body.text, self.body.html, self.language):
            yield from found.repairs
        for told in (self.byline, self.dateline, self.published, self.updated, self.categories, self.geo):
            yield from told.repairs


def _findings(entry: RawEntry, feed: FeedContext, now: datetime, told: Texts) -> _Findings:
    words = told.body.text.value or ""
    spoken = language(entry, feed, f"{told.title.value or ''}\n{words}")
    first = published(entry, feed, now)
    return _Findings(
        url=url(entry, feed),
        title=told.title,
        body=told.body,
        language=spoken,
        byline=byline(entry, feed),
        dateline=dateline(words, spoken.value.tag if spoken.value else None),
        published=first,
        updated=updated(entry, feed, now, first),
        categories=categories(entry, feed),
        geo=geo(entry),
    )


def _agencies(by: Byline, wire: str | None, origin: Source | None) -> tuple[str, ...]:
    """The wire services of byline, dateline and source, in this order, each once."""
    named = (*by.agencies, wire, agency(origin.title) if origin and origin.title else None)
    return tuple(dict.fromkeys(name for name in named if name))
