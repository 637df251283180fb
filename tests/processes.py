"""Processes of their own for tests that kill: writers of a store, and programs that read it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from stored import NOW, ORIGINAL, article, entry, outcome

from aggregator.model import Duplicate
from storage import open_store

CONTEXT = multiprocessing.get_context("forkserver")
# A new process costs a fork, not the imports. Only what is installed can be named: the server's path lacks the tests'.
CONTEXT.set_forkserver_preload(["storage", "psycopg", "sqlalchemy.dialects.postgresql.psycopg"])


def start(work: Callable[..., None], *given: Any) -> BaseProcess:
    """Start *work* in a process of its own."""
    process = CONTEXT.Process(target=work, args=given, daemon=True)
    process.start()
    return process


def kill(process: BaseProcess) -> None:
    """Kill a process in the middle of whatever it does."""
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join(30)
    process.close()


def write(url: str, feed: str, life: int) -> None:
    """Commit and publish articles of *feed*, three at a time, until killed; *life* keeps their guids apart.

    Every third article is a copy of the first of its poll.
    """
    store = open_store(url)
    for number in count():
        guids = [f"{life:03}-{number:05}-{part}" for part in range(3)]
        store.commit(outcome(*(entry(article(guid, feed)) for guid in guids), feed=feed, at=NOW))
        with store.publishing() as publication:
            for pending in publication.pending():
                uid = pending.features.article_id
                copy = uid.endswith("-2") and Duplicate(of=uid[:-1] + "0", method="m", score=1.0)
                publication.publish(pending, copy or ORIGINAL)


def run_script(text: str, folder: Path) -> None:
    """Run a Python program in *folder*."""
    os.chdir(folder)
    exec(compile(text, "script.py", "exec"), {"__name__": "__main__"})
