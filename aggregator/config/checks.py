"""Checking one mapping of feeds.yaml against its model: what pydantic finds, in the words of this project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from aggregator.config.complaint import Complaint, described, did_you_mean
from aggregator.config.headers import Auth
from aggregator.config.shape import Defaults, Feed, File, Group, Hook, Repairs, Service
from aggregator.config.taxonomies import TaxonomyReader
from aggregator.config.yaml_tree import Path, dotted, line_of
from aggregator.model import ConfigProblem, Taxonomy

ADAPTERS: dict[type, TypeAdapter[Any]] = {
    model: TypeAdapter(model) for model in (Defaults, Feed, File, Group, Hook, Service)
}
PARTS: dict[str, type] = {"auth": Auth, "repairs": Repairs}
"""Models inside models, by their key."""
PLACES: tuple[tuple[type, str], ...] = (
    (File, "at the top of the file"),
    (Service, "under service:"),
    (Repairs, "under repairs:"),
    (Auth, "under auth:"),
    (Defaults, "in defaults, a group or a feed"),
    (Group, "in a group or a feed"),
    (Feed, "in a feed"),
    (Hook, "in a webhook"),
)
"""Where a key that is unknown here would be known."""
OTHER_WORDS = {
    "group": "groups hold their feeds: move it to groups.<name>.feeds",
    "href": "write url",
    "interval": "write every",
    "lang": "write language",
    "link": "write url",
    "max_size": "write max_bytes",
    "name": "write title",
    "refresh": "write every",
    "retention": "write keep",
    "tags": "write categories",
    "ttl": "write every",
    "tz": "write timezone",
    "xmlurl": "write url",
}
"""What the same thing is called elsewhere."""
KINDS = {
    "dict_type": ("a mapping", "write its keys below it, indented"),
    "list_type": ("a list", "write it in brackets: [a, b]"),
}
"""pydantic's errors about the kind of a value → what was wanted, and how it is written."""


class Checker:
    """Reads values out of *tree* and gathers every complaint about them.

    *beside* returns the text of a file that the tree names; it raises OSError or ValueError where there is none.
    """

    def __init__(self, tree: Any, path: str, env: Mapping[str, str], beside: Callable[[str], str]) -> None:
        self.tree, self.path, self.env = tree, path, env
        self.problems: list[ConfigProblem] = []
        self._beside = beside
        self._taxonomies: dict[str, Taxonomy | None] = {}

    def complain(self, key: Path, message: str, hint: str | None = None) -> None:
        """Note a complaint about the value at *key*."""
        line = line_of(self.tree, key)
        self.problems.append(ConfigProblem(path=self.path, line=line, key=dotted(key), message=message, hint=hint))

    def checked(self, model: type, value: Any, key: Path) -> dict[str, Any] | None:
        """Return *value* as *model* reads it. None: something in it is wrong, and was complained about."""
        try:
            found: dict[str, Any] = ADAPTERS[model].validate_python(value, context=self.env)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=True):
                self.complain(*fault(model, detail, key))
            return None
        return found

    def read(self, reader: Callable[[Any], Any], value: Any, key: Path) -> Any:
        """Return *value* as *reader* reads it. None: it is wrong, and was complained about."""
        try:
            return reader(value)
        except Complaint as error:
            self.complain(key, error.message, error.hint)
            return None

    def taxonomy(self, name: str, key: Path) -> Taxonomy | None:
        """Return the taxonomy in the file *name*, which is read once. None: it cannot be read, and that was told."""
        if name not in self._taxonomies:
            self._taxonomies[name] = None
            try:
                reader = TaxonomyReader(self._beside(name), name)
            except (OSError, ValueError) as error:
                reason = error.strerror if isinstance(error, OSError) else None
                self.complain(
                    key, f"{name}: {reason or 'cannot be read as UTF-8'}", "the path starts at this file's folder"
                )
            else:
                self._taxonomies[name] = reader.taxonomy()
                self.problems += reader.problems
        return self._taxonomies[name]


def fault(model: type, detail: ErrorDetails, key: Path) -> tuple[Path, str, str | None]:
    """Return where, what and the hint of one of pydantic's errors in a *model* at *key*."""
    where = (*key, *(part for part in detail["loc"] if part != "[key]"))
    kind = detail["type"]
    if kind == "value_error":
        complaint = detail["ctx"]["error"]
        return where, complaint.message, complaint.hint
    if kind == "extra_forbidden":
        return where, "unknown key", unknown_key_hint(part_of(model, detail["loc"]), str(where[-1]))
    if kind == "missing":
        return where[:-1], f"the key {where[-1]} is missing", None
    # Never the value itself: it may be a header's or a password.
    wanted, hint = KINDS[kind]
    return where, f"{wanted} expected, got {described(detail['input'], secret=True)}", hint


def part_of(model: type, location: tuple[int | str, ...]) -> type:
    """Return the model whose key *location* names: *model*, or one inside it."""
    return PARTS.get(str(location[0]), model) if len(location) > 1 else model


@lru_cache(maxsize=256)
def unknown_key_hint(model: type, key: str) -> str:
    """Return what to write instead of *key*: another place, another word or another spelling."""
    known = model.__annotations__
    for other, place in PLACES:
        if key in other.__annotations__:
            return f"it belongs {place}"
    if key.lower() in OTHER_WORDS:
        return OTHER_WORDS[key.lower()]
    return did_you_mean(key.replace("-", "_"), known) or f"known here are {', '.join(known)}"
