"""OPML 2.0 (opml.org/spec2.opml): the list of feeds as every feed reader writes and reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.parsers import expat

from aggregator.config.addresses import same_page, url
from aggregator.config.complaint import Complaint
from aggregator.config.hosts import host_key
from aggregator.config.names import MAX_ID, slug
from aggregator.config.values import MAX_TEXT, unprintable
from aggregator.errors import ConfigError
from aggregator.model import ConfigProblem, FeedSpec

MAX_BYTES = 32_000_000
MAX_DEPTH = 50
NESTED = " / "
"""Between the names of a group inside a group."""


def opml(feeds: Sequence[FeedSpec]) -> bytes:
    """Return *feeds* as OPML 2.0, groups as outlines around them; without credentials and headers."""
    root = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = "Feeds"
    body = ElementTree.SubElement(root, "body")
    groups: dict[str | None, ElementTree.Element] = {None: body}
    for feed in feeds:
        if feed.group not in groups:
            groups[feed.group] = ElementTree.SubElement(body, "outline", text=feed.group or "")
        title = {} if feed.title is None else {"title": feed.title}
        attributes = {"type": "rss", "text": feed.title or feed.id, **title, "xmlUrl": feed.url}
        ElementTree.SubElement(groups[feed.group], "outline", attributes)
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def from_opml(document: bytes) -> tuple[FeedSpec, ...]:
    """Return the feeds of an OPML document (1.0 to 2.0), in its order, each URL once.

    A feed's title is `title`, else `text`; its id is made of the title, else of the host. Outlines around it name
    its group. Raises ConfigError when the document is no OPML, declares entities, or a feed's URL cannot be polled.
    """
    outlines = Outlines()
    outlines.read(document)
    if outlines.problems:
        raise ConfigError(tuple(outlines.problems))
    return with_ids(outlines.feeds)


class Stop(Exception):
    """The document is not read any further; what is wrong was said."""


class Outlines:
    """Takes what expat finds: no entity, no network and no recursion; the document is never held as a tree."""

    def __init__(self) -> None:
        self.feeds: list[FeedSpec] = []
        self.problems: list[ConfigProblem] = []
        self.pages: set[str] = set()
        self.stack: list[str | None] = []
        """Per open element, the group of what is inside it."""
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.EntityDeclHandler = self.entity

    def read(self, document: bytes) -> None:
        """Read the whole of *document*; *feeds* and *problems* then hold what was found."""
        try:
            if len(document) > MAX_BYTES:
                self.stop(f"larger than {MAX_BYTES} bytes")
            self.parser.Parse(document, True)
        except Stop:
            return
        except (expat.ExpatError, ValueError, LookupError) as error:  # an unknown encoding is one of the latter two
            self.complain(f"no well-formed XML: {error}", "export the list again, or mend the file by hand")

    def complain(self, message: str, hint: str | None = None, key: str = "") -> None:
        """Note a complaint about the line that is being read."""
        line = max(self.parser.CurrentLineNumber, 1)
        self.problems.append(ConfigProblem(path="opml", line=line, key=key, message=message, hint=hint))

    def stop(self, message: str, hint: str | None = None) -> None:
        """Complain, and read no further."""
        self.complain(message, hint)
        raise Stop

    def entity(self, *_: object) -> None:
        """OPML needs no entities of its own; they are how XML is made to explode."""
        self.stop("the document declares entities", "remove the DOCTYPE")

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """An element begins: an outline is a feed where it has an xmlUrl, else a group."""
        name = element.lower()
        if not self.stack and name != "opml":
            self.stop(f"no OPML: the document is <{element[:40]}>", "export the feeds of your reader as OPML")
        if len(self.stack) >= MAX_DEPTH:
            self.stop(f"outlines nest more than {MAX_DEPTH} deep")
        group = self.stack[-1] if self.stack else None
        if name == "outline":
            said = {name.lower(): value for name, value in attributes.items()}
            title = one_line(said.get("title", "")) or one_line(said.get("text", ""))
            if address := said.get("xmlurl", "").strip():
                self.feed(address, title, group)
            elif title:
                group = title if group is None else one_line(f"{group}{NESTED}{title}")
        self.stack.append(group)

    def end(self, _: str) -> None:
        """An element is complete."""
        self.stack.pop()

    def feed(self, address: str, title: str, group: str | None) -> None:
        """Note a feed, unless its URL was there before."""
        try:
            address = url(polled(address))
        except Complaint as error:
            self.complain(error.message, error.hint, key=title)
            return
        if same_page(address) not in self.pages:
            self.pages.add(same_page(address))
            self.feeds.append(FeedSpec(id="", url=address, title=title or None, group=group, host=host_key(address)))


def polled(address: str) -> str:
    """Return *address* without the pseudo-schemes of feed readers: `feed:https://…` and `feed://…`."""
    if address[:5].lower() != "feed:":
        return address
    rest = address[5:]
    return f"http:{rest}" if rest.startswith("//") else rest


def one_line(words: str) -> str:
    """Return *words* on one line, without what feeds.yaml does not allow in a name."""
    visible = "".join(" " if unprintable(char) else char for char in words[: 2 * MAX_TEXT])
    return " ".join(visible.split())[:MAX_TEXT].rstrip()


def with_ids(feeds: Sequence[FeedSpec]) -> tuple[FeedSpec, ...]:
    """Return *feeds* with an id each: of the title or the host, numbered where it is there already."""
    taken: set[str] = set()
    numbers: Counter[str] = Counter()
    found = []
    for feed in feeds:
        stem = slug(feed.title or "") or slug((urlsplit(feed.url).hostname or "").removeprefix("www.")) or "feed"
        name = stem
        while name in taken:
            numbers[stem] += 1
            name = f"{stem[: MAX_ID - 8]}-{numbers[stem] + 1}"
        taken.add(name)
        found.append(replace(feed, id=name))
    return tuple(found)
