"""From the YAML tree to the feeds: layers laid over one another, and the checks that need more than one value.

The nearest layer wins: service defaults < `defaults` < group < feed. `headers` and `repairs` are merged key by key.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from aggregator.config.addresses import same_page, url
from aggregator.config.checks import Checker
from aggregator.config.complaint import Complaint, described
from aggregator.config.hosts import host_key, politest
from aggregator.config.names import feed_id
from aggregator.config.shape import Defaults, Feed, File, Group, Hook, Service
from aggregator.config.values import duration_text, label
from aggregator.config.yaml_tree import Path, line_of
from aggregator.model import Config, FeedRepairs, FeedSpec, Settings, Wants, Webhook

Layer = dict[str, Any]
MERGED = ("headers", "repairs")
WANTED = {"feeds": "only", "languages": "languages", "categories": "categories"}
SECTIONS = ("service", "defaults", "groups", "feeds", "webhooks")
DEFAULT = FeedSpec(id="", url="")


@dataclass(frozen=True, slots=True)
class Entry:
    """One feed as written, with the layers under it; None where those are wrong."""

    id: str
    key: Path
    group: str | None
    under: Layer | None
    value: Any


def configuration(checker: Checker) -> Config:
    """Return what can be read of the whole tree; complaints go to *checker*."""
    if not isinstance(checker.tree, dict):
        checker.complain((), "a mapping expected", f"write one or more of {', '.join(f'{name}:' for name in SECTIONS)}")
        return Config(feeds=())
    found = feeds(checker)
    return Config(feeds=found, settings=settings(checker), webhooks=webhooks(checker, {spec.id for spec in found}))


def settings(checker: Checker) -> Settings:
    """Return the service's settings; the default ones where the block is wrong."""
    value = checker.tree.get("service")
    found = checker.checked(Service, {} if value is None else value, ("service",))
    return Settings(**(found or {}))


def webhooks(checker: Checker, known: Container[str]) -> tuple[Webhook, ...]:
    """Return every webhook that can be read, in file order; *known*: the ids of feeds it can ask for."""
    found = []
    for name, value in mapping(checker, checker.tree.get("webhooks"), ("webhooks",)).items():
        key: Path = ("webhooks", name)
        if checker.read(feed_id, name, key) is None or (fields := checker.checked(Hook, value, key)) is None:
            continue
        for feed in fields.get("only", ()):
            if feed not in known:
                checker.complain((*key, "only"), f"there is no feed {feed}", "write ids of feeds of this file")
        wants = {field: fields.get(written, ()) for field, written in WANTED.items()}
        found.append(
            Webhook(
                name=name,
                url=fields["url"],
                secret=fields["secret"],
                events=fields.get("events", ()),
                wants=Wants(**wants, originals=fields.get("originals", False)),
            )
        )
    return tuple(found)


def feeds(checker: Checker) -> tuple[FeedSpec, ...]:
    """Return every feed of the tree that can be read, in file order; complaints go to *checker*."""
    tree = checker.tree
    checker.checked(File, {key: value for key, value in tree.items() if key not in SECTIONS}, ())
    if "feeds" not in tree and "groups" not in tree:
        checker.complain((), "no feeds", "write feeds: and under it a line such as bbc: https://example.org/feed.xml")
    defaults = layer(checker, Defaults, tree.get("defaults"), ("defaults",), {})
    entries = [*entries_of(checker, tree.get("feeds"), ("feeds",), None, defaults), *grouped(checker, defaults)]
    entries.sort(key=lambda entry: line_of(tree, entry.key))
    unique(checker, entries)
    found = [spec for entry in entries if (spec := feed(checker, entry)) is not None]
    return politest(tuple(found))


def layer(checker: Checker, model: type, value: Any, key: Path, under: Layer | None) -> Layer | None:
    """Return the settings of *value* laid over *under*. None: one of them is wrong."""
    return laid_over(checker, under, checker.checked(model, {} if value is None else value, key), key)


def laid_over(checker: Checker, under: Layer | None, found: Layer | None, key: Path) -> Layer | None:
    """Return *found* over *under*, and complain where the two together make no sense. None: one of them is wrong."""
    if under is None or found is None:
        return None
    if found.get("categories_map") is not None:
        found = found | {"categories_map": checker.taxonomy(found["categories_map"], (*key, "categories_map"))}
    merged = under | found
    for name in MERGED:
        if name in under and name in found:
            merged[name] = under[name] | found[name]
    check_intervals(checker, found, merged, key)
    check_credentials(checker, found, merged, key)
    return merged


def check_intervals(checker: Checker, found: Layer, merged: Layer, key: Path) -> None:
    """Complain where the longest time between two polls is shorter than the shortest."""
    every, at_most = merged.get("every", DEFAULT.every), merged.get("at_most")
    name = next((name for name in ("at_most", "every") if name in found), None)
    if name is None or at_most is None or at_most >= every:
        return
    message = f"at_most ({duration_text(at_most)}) is shorter than every ({duration_text(every)})"
    checker.complain((*key, name), message, "at_most is the longest time between two polls, every the shortest")


def check_credentials(checker: Checker, found: Layer, merged: Layer, key: Path) -> None:
    """Complain where a feed would send two kinds of credentials in one header."""
    name = next((name for name in ("auth", "headers") if name in found), None)
    if name is not None and merged.get("auth") is not None and "authorization" in merged.get("headers", {}):
        checker.complain((*key, name), "auth and the header Authorization exclude each other", "keep one of them")


def grouped(checker: Checker, defaults: Layer | None) -> Iterator[Entry]:
    """Yield the feeds of every group."""
    for name, value in mapping(checker, checker.tree.get("groups"), ("groups",)).items():
        key: Path = ("groups", name)
        group = checker.read(label, name, key)
        own = dict(value) if isinstance(value, dict) else value
        inside = own.pop("feeds", None) if isinstance(own, dict) else None
        yield from entries_of(checker, inside, (*key, "feeds"), group, layer(checker, Group, own, key, defaults))


def entries_of(checker: Checker, value: Any, key: Path, group: str | None, under: Layer | None) -> Iterator[Entry]:
    """Yield the feeds of the mapping at *key*."""
    for name, written in mapping(checker, value, key).items():
        if checker.read(feed_id, name, (*key, name)) is not None:
            yield Entry(name, (*key, name), group, under, written)


def mapping(checker: Checker, value: Any, key: Path) -> dict[str, Any]:
    """Return *value* if it is a mapping; nothing counts as an empty one."""
    if value is None or isinstance(value, dict):
        return value or {}
    hint = "write each feed as id: URL" if key[-1] == "feeds" else "write each group as a name with its feeds: below"
    checker.complain(key, f"a mapping expected, got {described(value, secret=True)}", hint)
    return {}


def unique(checker: Checker, entries: list[Entry]) -> None:
    """Complain about ids and URLs that two feeds share."""
    ids: dict[str, Entry] = {}
    pages: dict[str, Entry] = {}
    for entry in entries:
        first = ids.setdefault(entry.id, entry)
        if first is not entry:
            line = line_of(checker.tree, first.key)
            checker.complain(entry.key, "the id is there twice", f"the first is in line {line}; rename one of them")
            continue
        same = pages.setdefault(page(entry), entry)
        if same is not entry:
            line = line_of(checker.tree, same.key)
            hint = f"it is in line {line} already, as {same.id}; keep one of them"
            checker.complain(url_key(entry), "two feeds have the same URL", hint)


def url_key(entry: Entry) -> Path:
    """Return where the URL of *entry* stands."""
    return (*entry.key, "url") if isinstance(entry.value, dict) else entry.key


def page(entry: Entry) -> str:
    """Return what two feeds must not share: the URL without its noise; of a broken one, the feed's id."""
    try:
        return same_page(url(entry.value.get("url") if isinstance(entry.value, dict) else entry.value))
    except Complaint:
        return entry.id


def feed(checker: Checker, entry: Entry) -> FeedSpec | None:
    """Return the feed of *entry* with all layers applied. None: something in it is wrong."""
    match entry.value:
        case dict():
            found = checker.checked(Feed, entry.value, entry.key)
        case str():
            short = checker.read(url, entry.value, entry.key)
            found = None if short is None else {"url": short}
        case _:
            message = f"a URL or a mapping expected, got {described(entry.value, secret=True)}"
            checker.complain(entry.key, message, f"write {entry.id}: https://example.org/feed.xml")
            return None
    merged = laid_over(checker, entry.under, found, entry.key)
    return None if merged is None else spec(entry, merged)


def spec(entry: Entry, merged: Layer) -> FeedSpec:
    """Return *merged* as the feed it describes."""
    fields = dict(merged)
    fields.setdefault("host", host_key(fields["url"]))
    # Who asks for `every: 2d` alone means it: only an at_most that was written can contradict it.
    fields.setdefault("at_most", max(DEFAULT.at_most, fields.get("every", DEFAULT.every)))
    if "headers" in fields:
        fields["headers"] = tuple(fields["headers"].values())
    if "repairs" in fields:
        fields["repairs"] = FeedRepairs(**fields["repairs"])
    return FeedSpec(id=entry.id, group=entry.group, **fields)
