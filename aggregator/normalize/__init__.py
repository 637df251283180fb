"""An entry as published → an article in our schema. Start reading here: a line for each field, a file for each noun.

Pure: the time is an argument, nothing is logged; every guess, repair and assumption is in the article's `repairs`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The fields that assume something, or that others are read with."""

    url: Found[str]
    title: Found[str]
    body: Content
    language: Found[Language]
    byline: Found[Byline]
    dateline: Found[Dateline]
    wire: str | None
    """The wire service that opens the text."""
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


def findings(entries: Sequence[RawEntry], feed: FeedContext, now: datetime, told: Sequence[Texts]) -> list[Findings]:
    """Return the second part of `normalize`, for all *entries* of a document: field after field, which is quicker."""
    pairs = [without_ignored(entry, feed) for entry in entries]
    words = [each.body.text.value or "" for each in told]
    spoken = [
        language(*pair, f"{each.title.value or ''}\n{text}")
        for pair, each, text in zip(pairs, told, words, strict=True)
    ]
    tags = [each.value.tag if each.value else None for each in spoken]
    first = [published(*pair, now) for pair in pairs]
    columns = zip(
        told,
        spoken,
        first,
        [updated(*pair, now, at) for pair, at in zip(pairs, first, strict=True)],
        [byline(*pair) for pair in pairs],
        [categories(*pair) for pair in pairs],
        [(dateline(text, tag), dateline_agency(text)) for text, tag in zip(words, tags, strict=True)],
        [url(*pair) for pair in pairs],
        [geo(entry) for entry, _ in pairs],
        strict=True,
    )
    return [
        Findings(
            url=address,
            title=texts.title,
            body=texts.body,
            language=tag,
            byline=by,
            dateline=opening,
            wire=wire,
            published=at,
            updated=later,
            categories=subjects,
            geo=place,
        )
        for texts, tag, at, later, by, subjects, (opening, wire), address, place in columns
    ]


def normalize(
    entry: RawEntry, feed: FeedContext, *, guid: Found[str], now: datetime, found: Findings | None = None
) -> Article:
    """Return the article that *entry* is. Never raises, whatever strings the entry holds.

    *guid* is what `guids` found for it among its document's entries, *now* is when the poll began, *found* is what
    `findings` gave if it was asked before. Fields that the feed's operator ignores are taken as if the feed did not
    have them.
    """
    found = found or findings([entry], feed, now, [texts(entry, feed)])[0]
    entry, feed = without_ignored(entry, feed)
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
        agencies=_agencies(by, found.wire, origin),
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


def _agencies(by: Byline, wire: str | None, origin: Source | None) -> tuple[str, ...]:
    """The wire services of byline, dateline and source, in this order, each once."""
    if not (by.agencies or wire or origin):
        return ()
    named = (*by.agencies, wire, agency(origin.title) if origin and origin.title else None)
    return tuple(dict.fromkeys(name for name in named if name))
