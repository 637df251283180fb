"""feeds.yaml text → feeds and settings; every complaint names its line and key. OPML in and out, and the plan.

Pure: the text and the environment are arguments. Start reading at `load`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from errno import ENOENT
from types import MappingProxyType

from aggregator.config import layers, yaml_tree
from aggregator.config.changes import plan, settings_json
from aggregator.config.checks import Checker
from aggregator.config.outlines import from_opml, opml
from aggregator.config.rendering import feeds_yaml
from aggregator.config.shape import json_schema
from aggregator.errors import ConfigError
from aggregator.model import Config

__all__ = ["feeds_yaml", "from_opml", "json_schema", "load", "opml", "plan", "settings_json"]

NO_ENVIRONMENT: Mapping[str, str] = MappingProxyType({})


def nothing_beside(name: str) -> str:
    """Refuse every file: a text has no folder."""
    raise FileNotFoundError(ENOENT, "no such file", name)


def load(
    text: str,
    *,
    path: str = "feeds.yaml",
    env: Mapping[str, str] = NO_ENVIRONMENT,
    beside: Callable[[str], str] = nothing_beside,
) -> Config:
    """Return the configuration that *text* describes; `${NAME}` is replaced out of *env*.

    *beside* returns the text of a file that it names (`categories_map`), or raises OSError. Raises ConfigError with
    every complaint at once, in file order; *path* is what they call the file.
    """
    document = yaml_tree.read(text, path=path)
    if not document.readable:
        raise ConfigError(document.problems)
    checker = Checker(document.value, path, env, beside)
    config = layers.configuration(checker)
    if problems := (*document.problems, *checker.problems):
        raise ConfigError(
            tuple(sorted(problems, key=lambda problem: (problem.path != path, problem.path, problem.line)))
        )
    return config
