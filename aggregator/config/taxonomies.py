"""Taxonomies: files beside feeds.yaml that say what feeds' categories are called in a vocabulary of one's own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from aggregator.config import yaml_tree
from aggregator.config.complaint import Complaint, described
from aggregator.config.values import label
from aggregator.config.yaml_tree import Path
from aggregator.model import Category, ConfigProblem, Taxonomy, Topic

KEYS = ("scheme", "topics")
PARTS = ("label", "term")
HINT = "write Politik: politics, or Politik: {label: politics, term: \"11000000\"}"  # fmt: skip


class TaxonomyReader:
    """Reads one file; then *problems* holds every complaint about it."""

    def __init__(self, text: str, path: str) -> None:
        document = yaml_tree.read(text, path=path)
        self._path = path
        self._tree = document.value
        self.problems = list(document.problems)

    def taxonomy(self) -> Taxonomy:
        """Return what can be read of the file."""
        if not isinstance(self._tree, dict) or not isinstance(self._tree.get("topics"), dict):
            if not self.problems:
                self._complain(("topics",), f"a mapping expected, got {described(self._tree)}", f"topics: {HINT}")
            return Taxonomy(path=self._path, topics=())
        for key in self._tree.keys() - set(KEYS):
            self._complain((key,), "unknown key", f"known here are {', '.join(KEYS)}")
        scheme = self._text(self._tree.get("scheme"), ("scheme",))
        topics = {
            folded(raw): Topic(raw=folded(raw), categories=tuple(self._categories(value, ("topics", raw), scheme)))
            for raw, value in self._tree["topics"].items()
        }
        return Taxonomy(path=self._path, topics=tuple(topics[raw] for raw in sorted(topics)))

    def _categories(self, value: Any, key: Path, scheme: str | None) -> Iterator[Category]:
        """Yield what one label is mapped to: a name, a mapping with name and code, or a list of those."""
        for number, part in enumerate(value) if isinstance(value, list) else ((None, value),):
            where = key if number is None else (*key, number)
            said = part if isinstance(part, dict) else {"label": part}
            if not said.keys() <= set(PARTS) or "label" not in said:
                self._complain(where, f"label and term expected, got {', '.join(said)}", HINT)
            elif name := self._text(said["label"], where, required=True):
                yield Category(label=name, term=self._text(said.get("term"), where), scheme=scheme)

    def _text(self, value: Any, key: Path, *, required: bool = False) -> str | None:
        if value is None and not required:
            return None
        try:
            return label(value)
        except Complaint as error:
            self._complain(key, error.message, error.hint)
            return None

    def _complain(self, key: Path, message: str, hint: str | None) -> None:
        line = yaml_tree.line_of(self._tree, key)
        problem = ConfigProblem(path=self._path, line=line, key=yaml_tree.dotted(key), message=message, hint=hint)
        self.problems.append(problem)


def folded(raw: str) -> str:
    """Return a label as it is looked up: case does not count."""
    return unicodedata.normalize("NFC", raw).strip().casefold()
