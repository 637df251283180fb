"""What a changed feeds.yaml does to the feeds that the store knows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import timedelta
from functools import cache, lru_cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any

import orjson

from aggregator.config.values import duration_text, size_text
from aggregator.model import BasicAuth, FeedRecord, FeedRepairs, FeedSpec, Header, PlannedChange, Taxonomy

TOLD_APART = {"id", "url", "host", "enabled"}
"""Settings whose change is an action of its own."""
SECRETS = {"auth", "headers"}
DIGEST_BYTES = 4
"""Enough to see that a secret has changed; too few to find a good one by trying."""


def settings_json(spec: FeedSpec) -> str:
    """Return *spec* as canonical JSON: sorted keys, no blanks, durations as feeds.yaml writes them.

    A password or a header's value is replaced by a digest, salted with the feed's id.
    """
    # Most feeds of a large file differ in few settings: the others are written once for all of them.
    shared = _plain(_shared(spec), spec.id if spec.auth or spec.headers else "")
    own = {name: getattr(spec, name) for name in OWN}
    return orjson.dumps(shared | own, option=orjson.OPT_SORT_KEYS).decode()


OWN = ("id", "url", "host", "title")
"""Settings that feeds do not share."""
SHARED = tuple(field.name for field in fields(FeedSpec) if field.name not in OWN)
_shared = attrgetter(*SHARED)


@lru_cache(maxsize=256)
def _plain(shared: tuple[Any, ...], salt: str) -> dict[str, Any]:
    plain = {name: plain_value(value, salt) for name, value in zip(SHARED, shared, strict=True)}
    return plain | {"max_bytes": size_text(plain["max_bytes"])}


def plain_value(value: Any, salt: str) -> Any:
    """Return *value* as JSON can hold it, without its secrets."""
    match value:
        case BasicAuth(username=username, password=password):
            return {"username": username, "password": digest(password, salt)}
        case Header(name=name, value=text):
            return {"name": name, "value": digest(text, salt)}
        case tuple():
            return [plain_value(part, salt) for part in value]
        case timedelta():
            return duration_text(value)
        case Taxonomy(path=path, topics=topics):
            return f"{path} ({digest(repr(topics), path)})"
        case FeedRepairs():
            return {field.name: plain_value(getattr(value, field.name), salt) for field in fields(value)}
        case _:
            return value


def digest(secret: str, salt: str) -> str:
    """Return what stands for *secret* where it must not be shown."""
    return blake2b(f"{salt}\n{secret}".encode(), digest_size=DIGEST_BYTES).hexdigest()


def plan(old: Sequence[FeedRecord], new: Sequence[FeedSpec]) -> tuple[PlannedChange, ...]:
    """Return what *new* does to the feeds in *old*: in the order of *new*, removed feeds last. Empty: nothing."""
    known = {record.feed: record for record in old if record.status != "removed"}
    gone = {record.feed: record for record in old if record.status == "removed"}
    wanted = {spec.id for spec in new}
    left = {record.url: record for record in known.values() if record.feed not in wanted}
    changes: list[PlannedChange] = []
    for spec in new:
        record = known.get(spec.id)
        changes += [added(spec, gone, left)] if record is None else changed(record, spec)
    changes += [
        PlannedChange(feed=record.feed, action="remove", detail=f"articles stay ({record.articles})")
        for record in known.values()
        if record.feed not in wanted
    ]
    return tuple(changes)


def added(spec: FeedSpec, gone: dict[str, FeedRecord], left: dict[str, FeedRecord]) -> PlannedChange:
    """Return the line of a feed that is not polled yet; it may be an old one that comes back or has a new id."""
    detail = spec.url
    if spec.id in gone:
        detail += f"; it comes back: {gone[spec.id].articles} articles are still here"
    elif spec.url in left:
        detail += f"; same URL as {left[spec.url].feed}, whose articles keep the old id"
    return PlannedChange(feed=spec.id, action="add", detail=detail)


def changed(record: FeedRecord, spec: FeedSpec) -> Iterator[PlannedChange]:
    """Yield the lines of a feed that is known: moved, changed, enabled or disabled."""
    places = (("url", record.url, spec.url), ("host", record.host, spec.host))
    if moves := [f"{name}: {before} → {after}" for name, before, after in places if before != after]:
        yield PlannedChange(feed=spec.id, action="move", detail="; ".join(moves))
    if settings := differences(record, spec):
        yield PlannedChange(feed=spec.id, action="change", detail="; ".join(settings))
    if spec.enabled and record.status == "disabled":
        yield PlannedChange(feed=spec.id, action="enable", detail="polled again")
    if not spec.enabled and record.status == "enabled":
        yield PlannedChange(feed=spec.id, action="disable", detail="no longer polled; articles stay")


def differences(record: FeedRecord, spec: FeedSpec) -> list[str]:
    """Return every setting that differs, in words."""
    before = default_settings() | settings_of(record.settings)
    after = settings_of(settings_json(spec))
    return [difference(name, before[name], value) for name, value in after.items() if before[name] != value]


def settings_of(written: str) -> dict[str, Any]:
    """Return the settings that `settings_json` wrote, without those told apart; repairs as `repairs.ignore`."""
    found: dict[str, Any] = json.loads(written)
    repairs: dict[str, Any] = found.pop("repairs", {})
    return {name: value for name, value in found.items() if name not in TOLD_APART} | {
        f"repairs.{name}": value for name, value in repairs.items()
    }


@cache
def default_settings() -> dict[str, Any]:
    """Return what a feed has by default: an older version wrote no line for a setting it did not know."""
    return settings_of(settings_json(FeedSpec(id="", url="")))


def difference(name: str, before: Any, after: Any) -> str:
    """Return one changed setting in words; secrets only that they changed."""
    return f"{name} changed" if name in SECRETS else f"{name}: {words(before)} → {words(after)}"


def words(value: Any) -> str:
    """Return a setting's value for people."""
    if value in (None, []):
        return "none"
    return ", ".join(value) if isinstance(value, list) else str(value)
