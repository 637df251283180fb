"""A document's way from bytes to articles: what a worker process does. No store, no network, no clock."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from aggregator.dedupe import fingerprint, identity
from aggregator.dedupe.digests import digests
from aggregator.model import (
    Article,
    FeedContext,
    FeedSpec,
    Found,
    FreshEntry,
    FutureDates,
    Job,
    NotAFeed,
    ParsedFeed,
    Problem,
    RawEntry,
    Read,
)
from aggregator.normalize import normalize
from aggregator.normalize.guid import guids
from aggregator.normalize.taxonomies import with_topics
from aggregator.normalize.titles import words
from aggregator.parse import parse


def read(job: Job) -> Read | NotAFeed:
    """Return the articles of a document whose raw entries are not in `job.known`."""
    match parse(
        job.document,
        url=job.url,
        content_type=job.content_type,
        content_location=job.content_location,
        content_language=job.content_language,
        known=job.known,
    ):
        case NotAFeed() as refusal:
            return refusal
        case ParsedFeed() as parsed:
            return _read_entries(job, parsed)


def _read_entries(job: Job, parsed: ParsedFeed) -> Read:
    context = feed_context(job.spec, parsed, url=job.url)
    pairs = zip(reversed(parsed.fingerprints), reversed(parsed.entries), strict=True)
    prints = dict(pairs)  # the first of equal entries stays
    guid_at = dict(zip((entry.position for entry in parsed.entries), guids(parsed.entries, context), strict=True))
    fresh: list[FreshEntry] = []
    problems = list(parsed.problems)
    for print_, entry in reversed(prints.items()):
        if print_ not in job.known:
            for got in _read_entry(job, context, entry, guid_at[entry.position], print_):
                if isinstance(got, Problem):
                    problems.append(got)
                else:
                    fresh.append(got)
    return Read(
        context=context,
        format=parsed.format,
        title=job.spec.title or context.title,
        link=parsed.link,
        hints=parsed.hints,
        problems=tuple(problems),
        fresh=tuple(fresh),
        known=(*parsed.known, *(print_ for print_ in prints if print_ in job.known)),
        whole=parsed.whole,
    )


def _read_entry(
    job: Job, context: FeedContext, entry: RawEntry, guid: Found[str], print_: bytes
) -> Iterator[FreshEntry | Problem]:
    """Yield the entry's article; a Problem when reading it failed; nothing when the configuration ignores it."""
    try:
        article = made(entry, context, job.spec, guid=guid, now=job.now)
        if ignored(article, job.spec.repairs.future_dates, job.now):
            return
        yield FreshEntry(
            article=article,
            raw=entry,
            fingerprint=print_,
            keys=identity.keys(article),
            digests=digests(article),
            features=fingerprint.features(article, job.spec.duplicates),
        )
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 — one bad entry never costs the document; the shell logs the traceback
        yield Problem(code="entry_failed", detail=traceback.format_exc(limit=-3), position=entry.position)


def made(entry: RawEntry, context: FeedContext, spec: FeedSpec | None, *, guid: Found[str], now: datetime) -> Article:
    """Return the article that *entry* is, its categories also in the vocabulary of *spec*."""
    article = normalize(entry, context, guid=guid, now=now)
    taxonomy = spec.categories_map if spec else None
    return replace(article, categories=with_topics(article.categories, taxonomy)) if taxonomy else article


def ignored(article: Article, future_dates: FutureDates, now: datetime) -> bool:
    """Return whether the configuration wants this article left out: dated in the future (`ignore_entry`)."""
    published = article.published_at
    # An hour of skew is nobody's fault: such an article keeps its own date as effective_at.
    dated_ahead = published is not None and published > now and article.effective_at != published
    return future_dates is FutureDates.IGNORE_ENTRY and dated_ahead


def feed_context(spec: FeedSpec, parsed: ParsedFeed, *, url: str) -> FeedContext:
    """Return what the entries of a document inherit from it and from the configuration."""
    inherited = FeedContext(
        feed=spec.id,
        url=url,
        title=words(parsed.title) or None if parsed.title else None,
        link=parsed.link,
        language=parsed.language,
        authors=parsed.authors,
        rights=parsed.rights,
        base=parsed.base,
    )
    return configured(inherited, spec)


def configured(context: FeedContext, spec: FeedSpec) -> FeedContext:
    """Return *context* with the configuration's part as *spec* has it."""
    return replace(
        context,
        timezone=spec.timezone,
        default_language=spec.language,
        categories=spec.categories,
        repairs=spec.repairs,
    )
