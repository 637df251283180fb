"""Articles → Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1: any reader of feeds becomes a reader of the store.

Written as they come, so a feed may be of any length. What a format asks for and an article lacks is taken from the
nearest thing the article has (a title: the beginning of its text); dates it lacks are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from tempfile import SpooledTemporaryFile
from xml.sax.saxutils import escape, quoteattr

import orjson

from aggregator.export import Form
from aggregator.model import Article, Category, Media

TITLE = 80
"""Characters of a text that stand for a missing title."""
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters XML 1.0 cannot hold, escaped or not."""
IN_MEMORY, CHUNK = 16 * 2**20, 2**20
"""Bytes of the entries of an Atom feed that are held in memory, and that are passed on at once."""
MEDIA_TYPE = re.compile(r"[^/\s]+/[^/\s]+")
IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+')
MARK = "urn:feed-aggregator:article:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a feed says of itself."""

    title: str
    url: str
    """Where it is to be found: its own link, and the id of an Atom feed."""
    home: str
    now: datetime
    """The date of a feed without entries."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of feeds by their ids: who stands for an article without a byline."""


def atom(frame: Frame, articles: Iterable[Article]) -> Iterator[bytes]:
    """Yield an Atom feed; `updated` is the newest of its entries'.

    What is said of a feed stands before its entries (RFC 4287, appendix B), so those wait in a file if they are many.
    """
    newest: datetime | None = None
    with SpooledTemporaryFile(max_size=IN_MEMORY) as entries:
        for article in articles:
            at = _changed(article)
            newest = at if newest is None else max(at, newest)
            entries.write(_bytes(_atom_entry(frame, article, at)))
        yield _bytes(
            '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n',
            _tag("id", frame.url),
            _tag("title", frame.title),
            _tag("updated", _rfc3339(newest or frame.now)),
            _empty("link", rel="self", type="application/atom+xml", href=frame.url),
            _empty("link", rel="alternate", type="text/html", href=frame.home),
            _tag("generator", "feed-aggregator"),
            "\n",
        )
        entries.seek(0)
        yield from iter(lambda: entries.read(CHUNK), b"")
    yield b"</feed>\n"


def _atom_entry(frame: Frame, article: Article, at: datetime) -> str:
    parts = [
        _tag("id", MARK + article.id),
        _tag("title", _title(article)),
        _tag("updated", _rfc3339(at)),
        _tag("published", _rfc3339(article.published_at) if article.published_at else None),
        _empty("link", rel="alternate", href=article.url) if article.url else "",
        *(f"<author>{_tag('name', name)}</author>" for name in _authors(frame, article)),
        *(
            _empty("category", term=_shown(one.term) or one.label, scheme=_address(one.scheme), label=one.label)
            for one in _categories(article)
        ),
        *(_empty("link", rel="enclosure", href=one.url, type=one.type, length=one.length) for one in _files(article)),
    ]
    # §4.1.1.1: an entry that leads nowhere has a content, be it empty.
    content = article.html or article.text or (None if article.url else "")
    parts += [
        _tag("summary", article.summary),
        _tag("content", content, type="html" if article.html else "text"),
        _tag("rights", article.rights),
    ]
    language = f" xml:lang={_quoted(article.language)}" if article.language else ""
    return f"<entry{language}>{''.join(parts)}</entry>\n"


def rss(frame: Frame, articles: Iterable[Article]) -> Iterator[bytes]:
    """Yield an RSS 2.0 document, with Dublin Core for names and content:encoded for whole texts."""
    yield _bytes(
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>',
        _tag("title", frame.title),
        _tag("link", frame.home),
        _tag("description", f"{frame.title}: articles of several feeds in one"),
        _empty("atom:link", rel="self", type="application/rss+xml", href=frame.url),
        _tag("generator", "feed-aggregator"),
        "\n",
    )
    for article in articles:
        yield _bytes(_rss_item(frame, article))
    yield b"</channel>\n</rss>\n"


def _rss_item(frame: Frame, article: Article) -> str:
    parts = [
        _tag("title", _title(article)),
        _tag("link", article.url),
        _tag("guid", MARK + article.id, isPermaLink="false"),
        _tag("pubDate", _rfc822(article.published_at) if article.published_at else None),
        *(_tag("dc:creator", name) for name in _authors(frame, article)),
        *(_tag("category", one.label, domain=one.scheme) for one in _categories(article)),
        # RSS has one enclosure, and asks for all three of its attributes.
        *(
            _empty("enclosure", url=one.url, length=one.length or 0, type=one.type or "application/octet-stream")
            for one in _files(article)[:1]
        ),
    ]
    if article.source and article.source.url:
        parts.append(_tag("source", article.source.title or article.source.url, url=article.source.url))
    if short := article.summary or article.html or article.text:
        parts.append(_tag("description", short if short is article.html else escape(short)))
    if article.summary and (content := article.html or article.text):
        parts.append(_tag("content:encoded", content if article.html else escape(content)))
    return f"<item>{''.join(parts)}</item>\n"


def json_feed(frame: Frame, articles: Iterable[Article]) -> Iterator[bytes]:
    """Yield a JSON Feed 1.1."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": frame.title,
        "home_page_url": frame.home,
        "feed_url": frame.url,
    }
    yield orjson.dumps(head)[:-1] + b',"items":['
    between = b"\n"
    for article in articles:
        yield between + orjson.dumps(_json_item(frame, article), option=orjson.OPT_UTC_Z)
        between = b",\n"
    yield b"\n]}\n"


def _json_item(frame: Frame, article: Article) -> dict[str, object]:
    addresses = {one.name: one.uri for one in article.authors}
    found = {
        "id": MARK + article.id,
        "url": article.url,
        "title": article.title,
        "summary": article.summary,
        "content_html": article.html,
        # One of the two contents must be there, be it empty.
        "content_text": article.text or (None if article.html else article.summary or ""),
        "image": next((one.url for one in article.media if one.role in ("image", "thumbnail")), None),
        "date_published": article.published_at,
        "date_modified": article.updated_at,
        "authors": [
            {"name": name, "url": addresses[name]} if addresses.get(name) else {"name": name}
            for name in _authors(frame, article)
        ],
        "tags": [one.label for one in _categories(article)],
        "language": article.language,
        "attachments": [_attachment(one) for one in _files(article)],
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def _attachment(file: Media) -> dict[str, object]:
    named = {"size_in_bytes": file.length, "duration_in_seconds": file.duration_s}
    return {"url": file.url, "mime_type": file.type or "application/octet-stream"} | {
        name: value for name, value in named.items() if value is not None
    }


FORMS = {Form.ATOM: atom, Form.RSS: rss, Form.JSON_FEED: json_feed}
"""Each writes the whole of one feed."""


def _title(article: Article) -> str:
    """Return the title, else the beginning of what else there is."""
    if title := _shown(article.title):
        return title
    rest = (_shown(text) for text in (article.summary, article.text, article.url))
    return " ".join((next(filter(None, rest), None) or article.id)[:TITLE].split())


def _changed(article: Article) -> datetime:
    return article.updated_at or article.effective_at


def _authors(frame: Frame, article: Article) -> list[str]:
    """Return who wrote an article: persons, else agencies, else the byline, else the publication itself."""
    if named := [name for name in (one.name for one in article.authors) if _shown(name)] or list(article.agencies):
        return named
    return [_shown(article.byline) or frame.names.get(article.feed) or article.feed]


def _categories(article: Article) -> list[Category]:
    """Return the categories that say something: an empty one is valid in no format."""
    return [one for one in article.categories if _shown(one.label)]


def _files(article: Article) -> list[Media]:
    """Return the enclosures, their types and lengths only where they are some."""
    return [
        replace(
            one,
            type=one.type if one.type and MEDIA_TYPE.fullmatch(one.type) else None,
            length=one.length if one.length is not None and one.length >= 0 else None,
        )
        for one in article.media
        if one.role == "enclosure"
    ]


def _shown(text: str | None) -> str | None:
    """Return *text* as it will be seen; None for nothing."""
    return NOT_XML.sub("", text).strip() or None if text else None


def _address(scheme: str | None) -> str | None:
    """Return *scheme* where it is an IRI, as Atom wants it."""
    return scheme if scheme and IRI.fullmatch(scheme) else None


def _rfc3339(at: datetime) -> str:
    # Not strftime: its years have no leading zeros on Linux.
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _rfc822(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)


def _tag(name: str, text: str | None, **attributes: object) -> str:
    """Return one element; nothing for None."""
    return "" if text is None else f"<{name}{_attributes(attributes)}>{escape(text)}</{name}>"


def _empty(name: str, **attributes: object) -> str:
    return f"<{name}{_attributes(attributes)}/>"


def _attributes(attributes: Mapping[str, object]) -> str:
    return "".join(f" {name}={_quoted(value)}" for name, value in attributes.items() if value is not None)


def _quoted(value: object) -> str:
    return quoteattr(str(value))


def _bytes(*parts: str) -> bytes:
    return NOT_XML.sub("", "".join(parts)).encode()
