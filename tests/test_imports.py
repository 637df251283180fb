"""What a command loads: a start costs what it needs, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

READING = {"feedparser", "lxml", "bs4", "nh3", "py3langid", "aggregator.normalize", "aggregator.parse"}
SERVING = {"fastapi", "uvicorn", "starlette", "apscheduler", "aggregator.daemon", "aggregator.web"}
NETWORK = {"aiohttp", "aiodns", "pebble", "aggregator.fetch", "aggregator.pipeline"}
STORE = {"sqlalchemy", "alembic", "pydantic", "storage"}
CONFIGURATION = {"yaml", "publicsuffixlist", "babel", "aggregator.config"}


def loaded(*arguments: str) -> set[str]:
    """Return the modules that `aggregator ARGUMENTS` has loaded when it ends."""
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sorted(sys.modules), sep='\\n', file=sys.__stderr__))\n"
        "from aggregator.cli import main\n"
        "main()\n"
    )
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return set(done.stderr.split())


def test_help_loads_no_library_but_its_own() -> None:
    """`aggregator --help` loads neither store, network, parsers nor configuration."""
    heavy = READING | SERVING | NETWORK | STORE | CONFIGURATION | {"asyncio", "importlib.metadata"}

    assert set() == loaded("--help") & heavy


def test_articles_loads_the_store_alone(tmp_path: Path) -> None:
    """`aggregator articles` loads the store, and nothing that polls, reads documents or serves."""
    url = f"sqlite:///{tmp_path}/store.db"
    loaded("articles", "--store", url)  # makes the store: that takes Alembic
    heavy = READING | SERVING | NETWORK | CONFIGURATION | {"alembic"}

    assert set() == loaded("articles", "--store", url) & heavy


@pytest.mark.parametrize("module", ["aggregator.pipeline.crawler", "aggregator.pipeline.decide", "aggregator.daemon"])
def test_service_leaves_reading_to_its_workers(module: str) -> None:
    """The process that polls loads neither parsers nor normalizing: worker processes do."""
    command = [sys.executable, "-c", f"import sys, {module}; print(*sys.modules, sep='\\n')"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)

    assert set() == set(done.stdout.split()) & (READING | {"numpy"})


def test_workers_fork_from_one_thread_with_the_language_model() -> None:
    """What workers are forked from has loaded all they need, and has one thread: others would not survive the fork."""
    code = (
        "import aggregator.pipeline.preloaded, gc, sys, threading\n"
        "print(threading.active_count(), 'py3langid' in sys.modules, gc.get_freeze_count() > 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)

    assert ["1", "True", "True"] == done.stdout.split()
