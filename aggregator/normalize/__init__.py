"""An entry as published → an article in our schema. Start reading here: a line for each field, a file for each noun.

Pure: the time is an argument, nothing is logged; every guess, repair and assumption is in the article's `repairs`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from aggregator.model import Article, Byline, Dateline, FeedContext, Found, RawEntry, Source
from aggregator.normalize.agencies import agency
from aggregator.normalize.bylines import byline
from aggregator.normalize.categories import categories
from aggregator.normalize.comments import comments_count, comments_url
from aggregator.normalize.content import content
from aggregator.normalize.counts import reading_minutes, word_count
from aggregator.normalize.datelines import dateline
from aggregator.normalize.dates import published, updated
from aggregator.normalize.geo import geo
from aggregator.normalize.guid import article_id
from aggregator.normalize.ignored import without_ignored
from aggregator.normalize.language import language
from aggregator.normalize.links import canonical_url, url
from aggregator.normalize.media import media
from aggregator.normalize.rights import license_id, rights
from aggregator.normalize.sources import source
from aggregator.normalize.titles import title

NORMALIZER = "1"
"""Version of the rules: an article that an older one made can be made again from its raw entry."""
_SKEW = timedelta(hours=1)
"""How far a publisher's clock may be ahead of ours."""


def normalize(entry: RawEntry, feed: FeedContext, *, guid: Found[str], now: datetime) -> Article:
    """Return the article that *entry* is. Never raises, whatever strings the entry holds.

    *guid* is what `guids` found for it among its document's entries, *now* is when the poll began. Fields that the
    feed's operator ignores are taken as if the feed did not have them.
    """
    entry, feed = without_ignored(entry, feed)
    # What others build on comes first, in the order of need.
    titled = title(entry, feed)
    body = content(entry, feed, titled.value)
    spoken = language(entry, feed, f"{titled.value or ''}\n{body.text.value or ''}")
    tag = spoken.value.tag if spoken.value else None
    linked = url(entry, feed)
    signed = byline(entry, feed)
    by = signed.value or Byline()
    placed = dateline(body.text.value or "", tag)
    origin = source(entry, feed)
    dated = published(entry, feed, now)
    moment = dated.value
    changed = updated(entry, feed, now)
    filed = categories(entry, feed)
    where = geo(entry)
    told: tuple[Found[Any], ...] = (guid, linked, titled, body.summary, body.text, body.html, spoken)
    told += (signed, placed, dated, changed, filed, where)
    return Article(
        id=article_id(feed.feed, guid.value or ""),
        feed=feed.feed,
        guid=guid.value or "",
        url=linked.value,
        canonical_url=canonical_url(linked.value) if linked.value else None,
        title=titled.value,
        summary=body.summary.value,
        text=body.text.value,
        html=body.html.value,
        truncated=body.truncated,
        language=tag,
        language_source=spoken.value.source if spoken.value else None,
        byline=by.printed,
        authors=by.authors,
        agencies=_agencies(by, placed.value, origin),
        staff=by.staff,
        dateline=placed.value,
        published_at=moment.at if moment else None,
        updated_at=changed.value.at if changed.value else None,
        effective_at=moment.at if moment and moment.at <= now + _SKEW else now,
        date_source=moment.source if moment else None,
        categories=filed.value or (),
        media=media(entry, feed, body.pictures, body.base),
        source=origin,
        comments_url=comments_url(entry, feed),
        comments_count=comments_count(entry),
        rights=rights(entry, feed),
        license=license_id(entry, feed),
        geo=where.value,
        word_count=word_count(body.text.value),
        reading_minutes=reading_minutes(body.text.value),
        first_seen_at=now,
        last_seen_at=now,
        repairs=tuple(repair for found in told for repair in found.repairs),
        normalizer=NORMALIZER,
    )


def _agencies(by: Byline, placed: Dateline | None, origin: Source | None) -> tuple[str, ...]:
    """The wire services of byline, dateline and source, in this order, each once."""
    named = (*by.agencies, placed.agency if placed else None, agency(origin.title) if origin and origin.title else None)
    return tuple(dict.fromkeys(name for name in named if name))
