"""Version 1 of the article: what was promised is kept. `article.v1.schema.json` is frozen: never write it anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from aggregator.export import article_schema

FROZEN = json.loads((Path(__file__).parent / "article.v1.schema.json").read_text(encoding="utf-8"))


def broken(old: Any, new: Any) -> list[str]:
    """What a reader of *old* could not rely on any more under *new*: every value of *new* must be one of *old*."""
    return list(_broken(old, new, old, new, "article"))


def _broken(old: Any, new: Any, olds: Any, news: Any, where: str) -> Iterator[str]:
    old, new = _kinds(old, olds), _kinds(new, news)
    for kind in new:
        if kind not in old:
            yield f"{where}: may be {kind} now"
            continue
        yield from _narrower(old[kind], new[kind], where)
        if kind == "object":
            yield from _fields(old[kind], new[kind], olds, news, where)
        if kind == "array" and "items" in old[kind]:
            yield from _broken(old[kind]["items"], new[kind].get("items", {}), olds, news, f"{where}[]")


def _kinds(schema: Any, whole: Any) -> dict[str, Any]:
    """The alternatives of a schema by their type; references followed."""
    if "$ref" in schema:
        schema = {**whole["$defs"][schema["$ref"].rpartition("/")[2]]}
    found: dict[str, Any] = {}
    for number, one in enumerate(schema.get("anyOf", ())):
        for kind, inner in _kinds(one, whole).items():
            found[kind if kind not in found else f"{kind} {number}"] = inner
    if not found:
        found[schema.get("type", "anything")] = schema
    return found


def _narrower(old: Any, new: Any, where: str) -> Iterator[str]:
    if old.get("format") != new.get("format"):
        yield f"{where}: format {new.get('format')} instead of {old.get('format')}"
    words = {"enum": old.get("enum") or ([old["const"]] if "const" in old else None)}["enum"]
    given = new.get("enum") or ([new["const"]] if "const" in new else None)
    if words is not None and (given is None or not set(given) <= set(words)):
        yield f"{where}: other words than {words}"


def _fields(old: Any, new: Any, olds: Any, news: Any, where: str) -> Iterator[str]:
    before, after = list(old.get("properties", {})), list(new.get("properties", {}))
    if after[: len(before)] != before:
        yield f"{where}: fields are gone, renamed or in another order"
    yield from (f"{where}.{name}: not always there" for name in old.get("required", ()) if name not in new["required"])
    for name in before:
        if name in after:
            yield from _broken(old["properties"][name], new["properties"][name], olds, news, f"{where}.{name}")


def test_version_1_is_kept() -> None:
    """No field of version 1 is gone, renamed, moved, of another type, or with other words; new ones stand behind."""
    assert [] == broken(FROZEN, article_schema())


def _without(schema: Any) -> None:
    del schema["properties"]["byline"]


def _moved(schema: Any) -> None:
    schema["properties"] = dict(sorted(schema["properties"].items()))


def _nullable(schema: Any) -> None:
    schema["properties"]["guid"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def _number(schema: Any) -> None:
    schema["properties"]["revision"]["type"] = "string"


def _optional(schema: Any) -> None:
    schema["required"].remove("title")


def _word(schema: Any) -> None:
    schema["$defs"]["DateSource"]["properties"]["precision"]["enum"].append("hour")


def _inside(schema: Any) -> None:
    del schema["$defs"]["Author"]["properties"]["role"]


def _format(schema: Any) -> None:
    del schema["properties"]["effective_at"]["format"]


def _item(schema: Any) -> None:
    schema["properties"]["agencies"]["items"] = {"type": "integer"}


@pytest.mark.parametrize(
    "change",
    [_without, _moved, _nullable, _number, _optional, _word, _inside, _format, _item],
    ids=lambda it: it.__name__,
)
def test_breaking_change_is_refused(change: Callable[[Any], None]) -> None:
    """A field removed, moved, widened, retyped, made optional, or with a new word is told."""
    changed = deepcopy(FROZEN)
    change(changed)

    assert broken(FROZEN, changed)


def test_new_field_is_allowed() -> None:
    """A field that is added behind the others breaks nobody."""
    changed = deepcopy(FROZEN)
    changed["properties"]["mood"] = {"type": "string"}
    changed["$defs"]["Author"]["properties"]["award"] = {"type": "string"}

    assert [] == broken(FROZEN, changed)
