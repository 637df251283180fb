"""One entry's element → RawEntry: which element feeds which field is the table FIELDS in `names`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from aggregator.model import Problem, RawCategory, RawEntry, RawLink, RawMedia, RawPerson, RawSource, RawText
from aggregator.parse.limits import MAX_PER_FIELD
from aggregator.parse.names import FIELDS, GROUPS
from aggregator.parse.node import Node
from aggregator.parse.text import constructs, plain

FIELD_OF = {name: field for field, names in FIELDS.items() for name in names}


def raw_entry(node: Node, *, position: int, base: str) -> tuple[RawEntry, list[Problem]]:
    """Return an entry as published, and what was wrong with it. *base* is the document's base URL.

    Only elements directly inside count, and those of a media:group: nested authors, links and titles are not its own.
    """
    nodes, problems = _by_field(node, position)
    links = tuple(_links(node, nodes["links"], base))
    rights = (*_rights(nodes["rights"], base), *_license_links(links))
    return RawEntry(
        position=position,
        guid=_guid(node, nodes["guids"]),
        guid_is_permalink=_is_permalink(nodes["guids"]),
        titles=tuple(constructs(nodes["titles"], base)),
        links=links + tuple(_content_links(nodes["contents"], base)),
        summaries=tuple(constructs(nodes["summaries"], base)),
        contents=tuple(constructs(_inline(nodes["contents"]), base)),
        authors=tuple(persons(nodes["authors"])) or tuple(_source_authors(nodes["sources"])),
        dates=(*plain(nodes["dates"]), *_attribute(node, "lastmod", "cdf:lastmod")),
        categories=tuple(_categories(nodes["categories"])),
        media=tuple(_media(nodes, base)),
        source=next(_sources(nodes["sources"]), None),
        comments=tuple(constructs(nodes["comments"], base)),
        rights=rights,
        geo=tuple(_geo(nodes["geo"], nodes["places"])),
        language=node.language or next((text.value for text in plain(nodes["languages"])), None),
        base=node.base if node.base != base else None,
    ), problems


def _by_field(node: Node, position: int) -> tuple[defaultdict[str, list[Node]], list[Problem]]:
    nodes: defaultdict[str, list[Node]] = defaultdict(list)
    cut = set()
    for child in _own(node):
        field = FIELD_OF.get(child.name)
        if field is None:
            continue
        found = nodes[field]
        if len(found) < MAX_PER_FIELD:
            found.append(child)
        else:
            cut.add(field)
    detail = "only the first {} elements of {} were read"
    return nodes, [
        Problem(code="too_many_elements", detail=detail.format(MAX_PER_FIELD, field), position=position)
        for field in sorted(cut)
    ]


def _own(node: Node) -> Iterator[Node]:
    """Yield an entry's own elements. A group's count too, but for its title: that is the picture's, not the entry's."""
    for child in node.children():
        yield child
        if child.name in GROUPS:
            yield from (inner for inner in child.children() if inner.name != "media:title")


def _attribute(node: Node, name: str, element: str) -> Iterator[RawText]:
    value = node.get(name)
    if value:
        yield RawText(element=element, value=value)


def _guid(node: Node, nodes: list[Node]) -> RawText | None:
    """Return `<guid>`, else atom:id, else `<id>`, else the item's rdf:about (RSS 1.0 §5.5)."""
    found = min(plain(nodes), key=lambda text: FIELDS["guids"].index(text.element), default=None)
    return found or next(_attribute(node, "rdf:about", "rdf:about"), None)


def _is_permalink(nodes: list[Node]) -> bool | None:
    """Return what `isPermaLink` says (RSS 2.0); None when it is missing or says neither true nor false."""
    said = next((node.get("ispermalink") for node in nodes if node.name == "guid"), None)
    return {"true": True, "false": False}.get((said or "").lower())


def _links(entry: Node, nodes: list[Node], base: str) -> Iterator[RawLink]:
    """Yield an entry's links: text in RSS, attributes in Atom, which RSS borrows under either name."""
    for node in nodes:
        href = node.get("href")
        if href:
            yield _atom_link(node, href, base)
        elif text := node.text():
            yield RawLink(element=node.name, href=text, base=_base(node, base))
    href = entry.get("href")
    if href:
        yield RawLink(element="cdf:href", href=href)


_RELATIONS = "http://www.iana.org/assignments/relation/"


def _atom_link(node: Node, href: str, base: str) -> RawLink:
    """Return a link with its relation; without one it is the alternate (RFC 4287 §4.2.7.2)."""
    return RawLink(
        element="atom:link",
        href=href,
        rel=(node.get("rel") or "alternate").lower().removeprefix(_RELATIONS),
        type=node.get("type"),
        title=node.get("title"),
        language=node.get("hreflang"),
        base=_base(node, base),
    )


def _base(node: Node, base: str) -> str | None:
    return node.base if node.base != base else None


def _content_links(nodes: list[Node], base: str) -> Iterator[RawLink]:
    """Yield the address of content that lies elsewhere (`<content src>`, RFC 4287 §4.1.3.2), pictures and sound not."""
    for node in nodes:
        src = node.get("src")
        if src and not _is_media(node):
            yield RawLink(element=node.name, href=src, type=node.get("type"), base=_base(node, base))


def _is_media(node: Node) -> bool:
    return (node.get("type") or "").lower().startswith(("audio/", "image/", "video/"))


def _inline(nodes: list[Node]) -> list[Node]:
    return [node for node in nodes if not node.get("src")]


def persons(nodes: Iterable[Node]) -> Iterator[RawPerson]:
    """Yield who is named: by parts in Atom (RFC 4287 §3.2), else by the element's whole text."""
    for node in nodes:
        named = email = uri = None
        if not node.is_leaf():
            named, email = _part(node, "name"), _part(node, "email")
            uri = _part(node, "uri") or _part(node, "url")
        name = named or (None if email or uri else node.text() or None)
        if name or email or uri:
            yield RawPerson(element=node.name, name=name, email=email, uri=uri, role=_role(node))


def _part(node: Node, part: str) -> str | None:
    found = node.child(part, f"atom:{part}")
    return (found.text() or None) if found else None


def _role(node: Node) -> str | None:
    return "contributor" if node.name.endswith(":contributor") else node.get("role")


def _source_authors(nodes: list[Node]) -> Iterator[RawPerson]:
    """Yield the authors of an atom:source: they stand for an entry that names none (RFC 4287 §4.2.1)."""
    for node in nodes:
        yield from persons(child for child in node.children() if child.name == "atom:author")


def _categories(nodes: Iterable[Node]) -> Iterator[RawCategory]:
    for node in nodes:
        text = node.text() or None
        if node.name == "itunes:category":
            term, label = node.get("text") or text, None
        elif node.get("term"):
            term, label = node.get("term"), node.get("label") or text
        else:
            term, label = text, node.get("label")
        if term or label:
            yield RawCategory(element=node.name, term=term, label=label, scheme=node.get("scheme", "domain"))
        if not node.is_leaf():
            yield from _categories(child for child in node.children() if child.name == "itunes:category")


def _media(nodes: dict[str, list[Node]], base: str) -> Iterator[RawMedia]:
    """Yield enclosures, pictures and players. itunes:duration is that of the enclosure."""
    duration = next((node.text() for node in nodes["durations"] if node.text()), None)
    for node in nodes["media"]:
        for medium in (node, *(child for child in node.children() if child.name in _NESTED)):
            media = _medium(medium, base)
            if media and media.element == "enclosure" and not media.duration:
                media = replace(media, duration=duration)
            if media:
                yield media
    for node in nodes["links"]:
        if node.get("href") and (node.get("rel") or "").lower().removeprefix(_RELATIONS) == "enclosure":
            yield from filter(None, [_medium(node, base, element="atom:link")])
    for node in nodes["contents"]:
        if node.get("src") and _is_media(node):
            yield from filter(None, [_medium(node, base)])


_NESTED = ("media:thumbnail", "media:player")


def _medium(node: Node, base: str, element: str | None = None) -> RawMedia | None:
    """Return one medium; None without an address. Where attributes hold none, a `<url>` or the text itself does."""
    url = node.get("url", "href", "src", "rdf:resource")
    if not url:
        inner = node.child("url", "atom:url")
        url = inner.text() if inner else node.text() if node.is_leaf() else ""
    if not url:
        return None
    credit = node.child("media:credit")
    return RawMedia(
        element=element or node.name,
        url=url,
        type=node.get("type"),
        medium=node.get("medium"),
        width=node.get("width"),
        height=node.get("height"),
        length=node.get("length", "filesize"),
        duration=node.get("duration"),
        credit=(credit.text() or None) if credit else None,
        base=_base(node, base),
    )


def _sources(nodes: list[Node]) -> Iterator[RawSource]:
    """Yield RSS `<source url>Title</source>` and atom:source, a container (RFC 4287 §4.2.11)."""
    for node in nodes:
        if node.name == "source":
            title, url, id_ = node.text() or None, node.get("url"), None
        else:
            title, url, id_ = _part(node, "title"), _source_url(node), _part(node, "id")
        if title or url or id_:
            yield RawSource(element=node.name, title=title, url=url, id=id_)


def _source_url(node: Node) -> str | None:
    links = [link for link in node.children() if link.name == "atom:link" and link.get("href")]
    links.sort(key=lambda link: (link.get("rel") or "alternate").lower() != "alternate")
    return links[0].get("href") if links else None


def _rights(nodes: list[Node], base: str) -> Iterator[RawText]:
    """Yield rights and licences; a licence may be an address in an attribute (Creative Commons RDF)."""
    for node in nodes:
        if text := next(constructs([node], base), None):
            yield text
        else:
            yield from _attribute_of(node, "rdf:resource", "href", "url")


def _attribute_of(node: Node, *names: str) -> Iterator[RawText]:
    value = node.get(*names)
    if value:
        yield RawText(element=node.name, value=value)


def _license_links(links: Iterable[RawLink]) -> Iterator[RawText]:
    """Yield the licences named by rel="license" (RFC 4946)."""
    return (RawText(element=link.element, value=link.href, base=link.base) for link in links if link.rel == "license")


_POSITIONS = frozenset(
    {*FIELDS["geo"], "gml:pos", "gml:posList", "gml:lowerCorner", "gml:upperCorner"},
)


def _geo(nodes: list[Node], places: list[Node]) -> Iterator[RawText]:
    """Yield positions: GeoRSS Simple, W3C geo, and the GML inside a georss:where."""
    yield from plain(nodes)
    for place in places:
        yield from plain(part for part in place.walk() if isinstance(part, Node) and part.name in _POSITIONS)
