"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.model import (
    ParsedFeed,
    Problem,
    RawCategory,
    RawEntry,
    RawLink,
    RawMedia,
    RawPerson,
    RawText,
)
from aggregator.parse.limits import MAX_ENTRIES, MAX_PER_FIELD
from aggregator.parse.node import web_address

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
Object = dict[str, Json]

_FORBIDDEN = re.compile("[\0\ud800-\udfff]")
_FORMATS = {"1": "json10", "1.0": "json10", "1.1": "json11"}


def is_json_feed(top: Object) -> bool:
    """Return whether *top* is a JSON Feed: it says so in `version`, or it has items and something of a feed's head."""
    version = top.get("version")
    if isinstance(version, str) and "jsonfeed.org" in version:
        return True
    return isinstance(top.get("items"), list) and any(key in top for key in ("title", "home_page_url", "feed_url"))


def json_feed(top: Object, *, base: str, language: str | None) -> ParsedFeed:
    """Return a JSON Feed. An item that is no object is skipped with a problem; extensions (`_…`) are left out."""
    items = _list(top.get("items"))
    problems = [
        Problem(code="bad_entry", detail=f"an item must be an object, not {type(item).__name__}", position=position)
        for position, item in enumerate(items[:MAX_ENTRIES])
        if not isinstance(item, dict)
    ]
    if len(items) > MAX_ENTRIES:
        problems.append(Problem(code="too_many_entries", detail=f"only the first {MAX_ENTRIES:,} entries were read"))
    return ParsedFeed(
        format=_FORMATS.get((string(top.get("version")) or "").rstrip("/").rpartition("/")[2], "json"),
        title=string(top.get("title")),
        link=web_address(base, string(top.get("home_page_url"))),
        language=string(top.get("language")) or language,
        base=base,
        authors=tuple(_authors(top)),
        entries=tuple(
            _entry(item, position) for position, item in enumerate(items[:MAX_ENTRIES]) if isinstance(item, dict)
        ),
        problems=tuple(problems),
    )


def string(value: Json) -> str | None:
    """Return a JSON string or number as text, without what no text may hold (NUL, lone surrogates); None when empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return _FORBIDDEN.sub("", str(value)).strip() or None


def _list(value: Json) -> list[Json]:
    """Return a list; anything else that says something is taken for a list of one (`"tags": "news"`)."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _entry(item: Object, position: int) -> RawEntry:
    return RawEntry(
        position=position,
        guid=next(_texts(item, "id"), None),
        titles=tuple(_texts(item, "title", type_="text")),
        links=tuple(
            RawLink(element=f"json:{key}", href=href)
            for key in ("url", "external_url")
            if (href := string(item.get(key)))
        ),
        summaries=tuple(_texts(item, "summary", type_="text")),
        contents=(*_texts(item, "content_html", type_="html"), *_texts(item, "content_text", type_="text")),
        authors=tuple(_authors(item)),
        dates=tuple(_texts(item, "date_published", "date_modified")),
        categories=tuple(_categories(item)),
        media=tuple(_media(item)),
        language=string(item.get("language")),
    )


def _texts(item: Object, *keys: str, type_: str | None = None) -> Iterator[RawText]:
    for key in keys:
        if value := string(item.get(key)):
            yield RawText(element=f"json:{key}", value=value, type=type_)


def _authors(holder: Object) -> Iterator[RawPerson]:
    """Yield `authors` (1.1) and `author` (1.0); feeds write either as object, list or plain name."""
    for key in ("authors", "author"):
        for author in _list(holder.get(key))[:MAX_PER_FIELD]:
            person = author if isinstance(author, dict) else {"name": author}
            name, uri = string(person.get("name")), string(person.get("url"))
            if name or uri:
                yield RawPerson(element=f"json:{key}", name=name, email=string(person.get("email")), uri=uri)


def _categories(item: Object) -> Iterator[RawCategory]:
    for tag in _list(item.get("tags"))[:MAX_PER_FIELD]:
        if term := string(tag):
            yield RawCategory(element="json:tags", term=term)


def _media(item: Object) -> Iterator[RawMedia]:
    for attachment in _list(item.get("attachments"))[:MAX_PER_FIELD]:
        if isinstance(attachment, dict) and (url := string(attachment.get("url"))):
            yield RawMedia(
                element="json:attachments",
                url=url,
                type=string(attachment.get("mime_type")),
                length=string(attachment.get("size_in_bytes")),
                duration=string(attachment.get("duration_in_seconds")),
            )
    for key in ("image", "banner_image"):
        if url := string(item.get(key)):
            yield RawMedia(element=f"json:{key}", url=url)
