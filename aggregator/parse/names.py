"""What elements are called: one spelling per element, whatever prefix, case or variant of a namespace a feed uses.

An element of RSS itself has a bare name (`pubDate`); every other has the usual prefix of its namespace
(`dc:creator`, `atom:updated`). FIELDS is the whole list of what is read from an entry.
"""

from __future__ import annotations

from feedparser.api import StrictFeedParser

FIELDS: dict[str, tuple[str, ...]] = {
    "guids": ("guid", "atom:id", "id"),
    "titles": ("title", "atom:title", "media:title", "dc:title", "itunes:title"),
    "links": ("link", "atom:link", "feedburner:origLink", "pheedo:origLink"),
    "summaries": (
        "description",
        "summary",
        "abstract",
        "atom:summary",
        "itunes:summary",
        "itunes:subtitle",
        "media:description",
        "dc:description",
        "dcterms:abstract",
    ),
    "contents": ("content:encoded", "atom:content", "xhtml:body", "body", "content", "fullitem", "yandex:full-text"),
    "authors": (
        "author",
        "dc:creator",
        "dcterms:creator",
        "dc:contributor",
        "atom:author",
        "atom:contributor",
        "itunes:author",
        "googleplay:author",
        "media:credit",
    ),
    "dates": (
        "pubDate",
        "published",
        "issued",
        "created",
        "updated",
        "modified",
        "date",
        "atom:published",
        "atom:updated",
        "atom:issued",
        "atom:created",
        "atom:modified",
        "dc:date",
        "dcterms:issued",
        "dcterms:created",
        "dcterms:modified",
        "dcterms:available",
        "dcterms:date",
        "prism:publicationDate",
    ),
    "categories": (
        "category",
        "keywords",
        "tags",
        "atom:category",
        "dc:subject",
        "dcterms:subject",
        "media:category",
        "media:keywords",
        "itunes:category",
        "itunes:keywords",
        "slash:section",
    ),
    "media": (
        "enclosure",
        "image",
        "thumbnail",
        "media:content",
        "media:thumbnail",
        "media:player",
        "itunes:image",
        "googleplay:image",
    ),
    "durations": ("itunes:duration",),
    "sources": ("source", "atom:source"),
    "comments": ("comments", "wfw:commentRss", "slash:comments", "thr:total"),
    "rights": (
        "copyright",
        "rights",
        "atom:rights",
        "atom:copyright",
        "dc:rights",
        "dcterms:rights",
        "dcterms:license",
        "media:copyright",
        "media:license",
        "cc:license",
        "creativeCommons:license",
    ),
    "geo": ("georss:point", "georss:line", "georss:polygon", "georss:box", "geo:lat", "geo:long"),
    "places": ("georss:where", "geo:Point", "gml:Point"),
    "languages": ("language", "dc:language", "dcterms:language"),
}
"""Field of an entry → the elements it is read from."""

GROUPS = frozenset({"media:group", "categories"})
"""Wrappers whose elements count as the entry's own."""
_PARTS = (
    *("media:group", "categories", "item", "entry", "channel", "rss", "rdf:RDF", "atom:feed", "atom:entry"),
    *("atom:name", "atom:email", "atom:uri", "atom:url", "gml:pos", "gml:posList", "gml:lowerCorner"),
    *("gml:upperCorner", "ttl", "skipHours", "skipDays", "hour", "day", "sy:updatePeriod", "sy:updateFrequency"),
)
SPELLING = {name.lower(): name for names in (*FIELDS.values(), _PARTS) for name in names}
"""Lower-case name → usual spelling: the loose parser knows no case, and publishers write `pubdate` and `commentRSS`."""

ENTRIES = frozenset({"item", "entry", "atom:entry", "atom:item"})
CHANNELS = frozenset({"channel", "atom:feed"})

ATOM = {
    "http://www.w3.org/2005/Atom": "atom10",
    "http://purl.org/atom/ns#": "atom03",
    "http://purl.org/pie/": "atom",
    "http://purl.org/echo/": "atom",
    "http://example.com/necho": "atom",
    "http://example.com/newformat#": "atom",
    "uri/of/echo/namespace#": "atom",
}
"""Atom's namespaces over the years → format. feedparser's table gives them the same prefix as RSS: none."""
RDF_FORMATS = {
    "http://purl.org/rss/1.0/": "rss10",
    "http://my.netscape.com/rdf/simple/0.9/": "rss090",
    "http://channel.netscape.com/rdf/simple/0.9/": "rss090",
    "http://purl.org/net/rss1.1#": "rss11",
}
"""Namespace of an RDF document's channel → format."""
_MORE = {
    **dict.fromkeys(ATOM, "atom"),
    **dict.fromkeys(RDF_FORMATS, ""),
    "http://purl.org/syndication/thread/1.0": "thr",
    "http://www.rssboard.org/media-rss": "media",
    "http://tools.search.yahoo.com/mrss/": "media",
    "http://video.search.yahoo.com/mrss/": "media",
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/rss/1.0/modules/prism/": "prism",
    "http://prismstandard.org/namespaces/basic/2.0/": "prism",
    "http://prismstandard.org/namespaces/basic/2.1/": "prism",
    "http://www.google.com/schemas/play-podcasts/1.0": "googleplay",
    "http://www.pheedo.com/namespace/pheedo": "pheedo",
    "http://news.yandex.ru": "yandex",
    "http://creativecommons.org/ns#": "cc",
    "http://www.opengis.net/gml/3.2": "gml",
    "http://purl.oclc.org/net/rss_2.0/enc#": "",  # RDF feeds' way to write RSS 2.0's enclosure
}


def namespace(uri: str) -> str:
    """Return *uri* without what publishers vary: case, https, the last slash or hash."""
    folded = uri.strip().lower().rstrip("/#")
    return f"http{folded[5:]}" if folded.startswith("https:") else folded


_TABLE = {namespace(uri): prefix for uri, prefix in (*StrictFeedParser.namespaces.items(), *_MORE.items())}
_FORMATS = {namespace(uri): format_ for uri, format_ in (*ATOM.items(), *RDF_FORMATS.items())}
_PREFIXES = frozenset(_TABLE.values())
_FAMILY = {"rss": "", "channel": "", "item": "", "feed": "atom", "entry": "atom"}
_FOREIGN = "foreign"
_BARE = {"rss": "", "rss2": ""}
"""Prefixes that some feeds give RSS itself, undeclared."""


def prefix_of(uri: str | None) -> str | None:
    """Return the usual prefix of a namespace; None when it has none."""
    return _TABLE.get(namespace(uri)) if uri else ""


def format_of(uri: str | None) -> str | None:
    """Return the format that a namespace stands for (`atom10`, `rss10`); None when it stands for none."""
    return _FORMATS.get(namespace(uri)) if uri else None


class Names:
    """The names of one document's elements and attributes."""

    def __init__(self) -> None:
        self._family: str | None = None
        self._own: dict[str | None, str] = {}
        self._elements: dict[tuple[str | None, str, str], str] = {}
        self._attributes: dict[tuple[str | None, str], str] = {}

    def adopt(self, uri: str | None, local: str) -> bool:
        """Take the namespace of a `<rss>`, `<channel>`, `<item>`, `<feed>` or `<entry>` as the format's own.

        Return whether that changes what elements are called. Feeds declare all sorts of URIs on their root,
        `<rss xmlns="http://www.w3.org/2005/Atom">` among them.
        """
        family = _FAMILY.get(local.lower())
        if family is None:
            return False
        if self._family is None:
            self._family = family
            self._own[uri] = family
            self._elements.clear()
        elif uri not in self._own and prefix_of(uri) is None:
            self._own[uri] = self._family
            self._elements.clear()
        else:
            return False
        return True

    def element(self, uri: str | None, prefix: str, local: str) -> str:
        """Return the usual name of an element; a default namespace nobody knows becomes `foreign:`."""
        key = (uri, prefix, local)
        name = self._elements.get(key)
        if name is None:
            usual = self._own[uri] if uri in self._own and (uri or not prefix) else prefix_of(uri)
            if usual is None or (prefix and not uri):
                # A prefix is believed whatever it is bound to, if anything; dc: bound to a page about DC is still dc:.
                usual = _BARE.get(prefix.lower(), prefix.lower()) if prefix else _FOREIGN
            name = f"{usual}:{local}" if usual else local
            name = self._elements[key] = SPELLING.get(name.lower(), name)
        return name

    def attribute(self, uri: str | None, local: str) -> str:
        """Return the usual name of an attribute, in lower case: `ispermalink`, `rdf:about`, `xml:base`."""
        key = (uri, local)
        name = self._attributes.get(key)
        if name is None:
            usual = prefix_of(uri)
            name = self._attributes[key] = (f"{usual}:{local}" if usual else local).lower()
        return name
