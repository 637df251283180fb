"""Feeds → feeds.yaml text, as short as it can be said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import timedelta
from enum import Enum
from typing import Any

import yaml

from aggregator.config.headers import escaped
from aggregator.config.hosts import host_key
from aggregator.config.shape import SCHEMA_PATH
from aggregator.config.values import duration_text, size_text
from aggregator.config.yaml_scalars import plain
from aggregator.model import BasicAuth, FeedRepairs, FeedSpec, Header, Taxonomy

HEAD = f"# yaml-language-server: $schema={SCHEMA_PATH}\n"
PLACED = {"id", "group", "url"}
"""Fields that the place of a feed says, and the one that comes first."""
DEFAULT = FeedSpec(id="", url="")
SIZES = {"max_bytes"}


class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Puts text in quotes wherever any reader of YAML could take it for something else; writes no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def text_node(dumper: Dumper, text: str) -> yaml.ScalarNode:
    """Return *text* as a scalar that reads back as text."""
    style = None if plain(text) == text else '"'
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)
    return node


Dumper.add_representer(str, text_node)


def feeds_yaml(feeds: Sequence[FeedSpec]) -> str:
    """Return *feeds* as the text of a feeds.yaml that `load` reads back as the same feeds.

    What a feed has by default is left out. Credentials and headers are written out: keep such a file to yourself.
    """
    groups: dict[str, dict[str, Any]] = {}
    for feed in feeds:
        if feed.group is not None:
            groups.setdefault(feed.group, {"feeds": {}})["feeds"][feed.id] = written(feed)
    tree: dict[str, Any] = {"feeds": {feed.id: written(feed) for feed in feeds if feed.group is None}}
    if groups:
        tree = {key: value for key, value in tree.items() if value} | {"groups": groups}
    return HEAD + yaml.dump(tree, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=10_000)


def written(feed: FeedSpec) -> str | dict[str, Any]:
    """Return *feed* as feeds.yaml says it: in the short form where the URL is all there is."""
    own = differences(feed, PLACED)
    if feed.host == host_key(feed.url):
        own.pop("host", None)
    return {"url": feed.url, **own} if own else feed.url


def differences(value: FeedSpec | FeedRepairs, without: Iterable[str] = ()) -> dict[str, Any]:
    """Return the fields of *value* that differ from the service's defaults."""
    default = DEFAULT if isinstance(value, FeedSpec) else DEFAULT.repairs
    return {
        field.name: size_text(own) if field.name in SIZES else said(own)
        for field in fields(value)
        if field.name not in without and (own := getattr(value, field.name)) != getattr(default, field.name)
    }


def said(value: Any) -> Any:
    """Return one value of a feed as YAML says it."""
    match value:
        case timedelta():
            return duration_text(value)
        case Enum():
            return str(value)
        case FeedRepairs():
            return differences(value)
        case Taxonomy(path=path):
            return path
        case BasicAuth():
            return {"username": escaped(value.username), "password": escaped(value.password)}
        case (Header(), *_):
            return {header.name: escaped(header.value) for header in value}
        case tuple():
            return list(value)
        case _:
            return value
