"""The floors of the house: imports go down, or sideways without a cycle (docs/decisions.md names the rooms)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FLOORS = {
    "model": 0,
    "errors": 0,
    "kept": 1,
    "config": 1,
    "parse": 1,
    "normalize": 1,
    "dedupe": 1,
    "schedule": 1,
    "storage": 1,
    "fetch": 2,
    "feeds_file": 2,
    "export": 2,
    "delivery": 2,
    "explanation": 2,
    "pipeline": 3,
    "daemon": 4,
    "web": 4,
    "fleet": 4,
    "cli": 5,
    "__main__": 6,
}
CORE = {"config", "parse", "normalize", "dedupe", "schedule"}
ONLY_IN = {
    "feedparser": "parse",
    "sqlalchemy": "storage",
    "alembic": "storage",
    "aiohttp": "fetch",
    "bs4": "normalize",
    "celery": "fleet",
    "pyarrow": "export",
    "redis": "delivery",
    "nats": "delivery",
}
IMPURE = {
    "aiohttp",
    "asyncio",
    "httpx",
    "logging",
    "multiprocessing",
    "os",
    "random",
    "requests",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "structlog",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib.request",
    "uuid",
}
CLOCKS = {"now", "utcnow", "today"}


def room(module: str) -> str | None:
    """The room a dotted module name lies in; None outside the house."""
    parts = module.split(".")
    if parts[0] == "storage":
        return "storage"
    if parts[0] == "aggregator" and len(parts) > 1:
        return parts[1]
    return None


def modules() -> dict[str, Path]:
    """Every module of the two packages, by dotted name."""
    found = {}
    for package in ("aggregator", "storage"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


MODULES = modules()


def imports(name: str) -> Iterator[tuple[str, bool]]:
    """Every module imported in *name*: (dotted name, at run time and at the top level)."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    typing_only = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for child in ast.walk(node)
    }
    lazy = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        top = node not in typing_only and node not in lazy
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, top
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative import"
            assert node.module is not None
            yield node.module, top
            for alias in node.names:
                if f"{node.module}.{alias.name}" in MODULES:
                    yield f"{node.module}.{alias.name}", top


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_module_has_a_floor(name: str) -> None:
    """A module lies in a room that has a floor."""
    here = room(name)

    assert here is None or here in FLOORS


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_go_down(name: str) -> None:
    """A room imports its own floor or a lower one, and the core and the storage never see each other."""
    here = room(name)
    for target, _ in imports(name):
        there = room(target)
        if here is None or there is None or here == there:
            continue
        assert FLOORS[there] <= FLOORS[here], f"{name} imports {target} upwards"
        assert not (here in CORE and there == "storage"), f"{name} sees the storage"
        assert not (here == "storage" and there in CORE), f"{name} sees the core"


@pytest.mark.parametrize("name", sorted(MODULES))
def test_libraries_have_one_room(name: str) -> None:
    """feedparser, SQLAlchemy, aiohttp and BeautifulSoup are each imported in one room only."""
    for target, _ in imports(name):
        owner = ONLY_IN.get(target.split(".")[0])
        assert owner is None or room(name) == owner, f"{name} imports {target}"


@pytest.mark.parametrize("name", sorted(name for name in MODULES if room(name) in CORE))
def test_core_is_pure(name: str) -> None:
    """The core has no clock, disk, network, log or randomness."""
    for target, _ in imports(name):
        assert target not in IMPURE, f"{name} imports {target}"
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            assert not (isinstance(called, ast.Name) and called.id in {"open", "print", "input"}), (
                f"{name}: {called.id}()"
            )
            assert not (isinstance(called, ast.Attribute) and called.attr in CLOCKS), f"{name}: .{called.attr}()"


def test_model_and_errors_use_the_standard_library_only() -> None:
    """The words depend on nothing but each other."""
    words = [name for name in MODULES if room(name) in {"model", "errors"}]
    found = {target for name in words for target, _ in imports(name) if room(target) not in {"model", "errors"}}

    assert {"__future__", "dataclasses", "datetime", "enum", "operator", "typing"} >= found


def test_no_cycles() -> None:
    """No import cycle at module level."""
    graph = {
        name: {target for target, top in imports(name) if top and target in MODULES and target != name}
        for name in MODULES
    }
    # A package's __init__ is imported before its modules anyway: an edge module -> own package is not a cycle of ours.
    graph = {name: {t for t in targets if not name.startswith(f"{t}.")} for name, targets in graph.items()}
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise AssertionError(f"import cycle: {error.args[1]}") from None
