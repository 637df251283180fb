"""Where each field of an article comes from: the rule, the raw elements it reads, and the repairs made on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from aggregator.explanation.repairs import in_words
from aggregator.model import (
    Article,
    FeedContext,
    KeptEntry,
    RawCategory,
    RawEntry,
    RawLink,
    RawMedia,
    RawPerson,
    RawSource,
    RawText,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a field is made."""

    words: str
    parts: tuple[str, ...] = ()
    """Attributes of RawEntry that it reads."""
    inherited: str | None = None
    """Attribute of FeedContext that stands in for them."""
    only: str | None = None
    """Read elements of this kind only: a key of KINDS."""


RULES = {
    "id": Rule("a function of the feed's id and the guid the entry came under first"),
    "schema": Rule("version of the article schema"),
    "feed": Rule("the feed's key in feeds.yaml"),
    "guid": Rule("atom:id, guid, rdf:about, JSON id; else the link; else a digest of title, date and text", ("guid",)),
    "url": Rule("feedburner:origLink, link, atom alternate, permalink guid; absolute, http(s) only", ("links", "guid")),
    "canonical_url": Rule("url without tracking, default port and fragment", ("links", "guid")),
    "title": Rule("the first title with words in it, as plain text", ("titles",)),
    "summary": Rule("the first summary that says more than the title, as plain text", ("summaries",)),
    "text": Rule("the longest of contents and summaries, as plain text without boilerplate", ("contents", "summaries")),
    "html": Rule("the same element as allow-list HTML, links absolute", ("contents", "summaries")),
    "truncated": Rule("whether the text breaks off or asks to read on", ("contents", "summaries")),
    "language": Rule("xml:lang, dc:language, the feed's, the configured one, else detected", ("language",), "language"),
    "language_source": Rule("declared, or detected in title and text"),
    "byline": Rule("author elements as printed; the document's where there is none", ("authors",), "authors"),
    "authors": Rule("the persons of the author elements, in printed order", ("authors",), "authors"),
    "agencies": Rule("the wire services of byline, dateline and source", ("authors", "source"), "authors"),
    "staff": Rule("whether the byline names the newsroom", ("authors",), "authors"),
    "dateline": Rule("the head of the text", ("contents", "summaries")),
    "published_at": Rule("pubDate, published, issued, dc:date, created: first readable", ("dates",), None, "published"),
    "updated_at": Rule("updated, modified: the newest readable", ("dates",), None, "updated"),
    "effective_at": Rule("published_at unless it is missing or in the future, then first_seen_at"),
    "date_source": Rule("where published_at was read"),
    "categories": Rule("each once, placeholders left out; then the configured ones", ("categories",), "categories"),
    "media": Rule("enclosures, media elements and pictures of the content, each once", ("media",)),
    "source": Rule("source, atom:source", ("source",)),
    "comments_url": Rule("comments, atom link rel=replies", ("comments",), None, "page"),
    "comments_count": Rule("thr:total, slash:comments", ("comments",), None, "count"),
    "rights": Rule("dc:rights, atom:rights, copyright, media:copyright; the feed's", ("rights",), "rights"),
    "license": Rule("cc:license, link rel=license, rights that name one; the feed's", ("rights",), "rights"),
    "geo": Rule("georss, geo:lat and geo:long", ("geo",)),
    "word_count": Rule("words of the text; characters in scripts without spaces"),
    "reading_minutes": Rule("word_count at the pace of the script"),
    "first_seen_at": Rule("the first poll that brought it"),
    "last_seen_at": Rule("the last poll that brought it"),
    "revision": Rule("1, then one more for every change that is not noise"),
    "duplicate_of": Rule("the verdict of duplicate detection"),
    "normalizer": Rule("version of the rules that made it"),
}  # fmt: skip
"""In the schema's order; `repairs` are told with the fields they belong to."""
COUNTS = ("thr:total", "slash:comments")


def _is_of_update(element: str) -> bool:
    from aggregator.normalize.dates import UPDATED  # loads all of normalizing, which the service does without

    return element.rpartition(":")[2].lower() in UPDATED


KINDS: dict[str, Callable[[str], bool]] = {
    "published": lambda element: not _is_of_update(element),
    "updated": _is_of_update,
    "page": lambda element: element not in COUNTS,
    "count": lambda element: element in COUNTS,
}

RawPart = RawText | RawLink | RawPerson | RawCategory | RawMedia | RawSource


@dataclass(frozen=True, slots=True, kw_only=True)
class RawValue:
    """One raw value that a field was read from."""

    element: str
    value: str
    inherited: bool = False
    """The document's or the configuration's, not the entry's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One field of an article: what it holds, how it came about."""

    field: str
    value: object
    raw: tuple[RawValue, ...]
    rule: str
    repairs: tuple[str, ...]
    """In words."""


def origins(article: Article, kept: KeptEntry | None) -> Iterator[Origin]:
    """Yield every field that has a value, a repair or something raw: why a field is empty is a question too.

    *kept* None: the raw entry is not there any more.
    """
    for field, rule in RULES.items():
        value = getattr(article, field)
        repairs = tuple(in_words(repair) for repair in article.repairs if repair.field == field)
        raw = tuple(raw_values(kept, rule)) if kept else ()
        if value not in (None, ()) or repairs or raw:
            yield Origin(field=field, value=value, raw=raw, rule=rule.words, repairs=repairs)


def raw_values(kept: KeptEntry, rule: Rule) -> Iterator[RawValue]:
    """Yield what *rule* reads: the entry's own elements; where there is none, what it inherits."""
    own = [raw for part in rule.parts for raw in _values(kept.raw, part) if _wanted(raw, rule)]
    yield from own
    if rule.inherited and (not own or rule.inherited == "categories"):
        for raw in _values(kept.context, rule.inherited):
            yield RawValue(element=raw.element, value=raw.value, inherited=True)


def _wanted(raw: RawValue, rule: Rule) -> bool:
    return rule.only is None or KINDS[rule.only](raw.element)


def _values(holder: RawEntry | FeedContext, part: str) -> Iterator[RawValue]:
    held = getattr(holder, part)
    for raw in held if isinstance(held, tuple) else (held,):
        if isinstance(raw, str):
            yield RawValue(element=part, value=raw)
        elif raw is not None:
            yield RawValue(element=raw.element, value=printed(raw))


def printed(raw: RawPart) -> str:
    """Return what an element says: its text, or those of its parts that say something."""
    parts: tuple[str | None, ...]
    match raw:
        case RawText(value=value) | RawLink(href=value, rel=None) | RawMedia(url=value):
            return value
        case RawLink(href=href, rel=rel):
            return f"{href} (rel {rel})"
        case RawPerson():
            parts = (raw.name, raw.email, raw.uri, raw.role)
        case RawCategory():
            parts = (raw.label, raw.term, raw.scheme)
        case RawSource():
            parts = (raw.title, raw.url, raw.id)
    return ", ".join(dict.fromkeys(part for part in parts if part))
