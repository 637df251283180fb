"""Processes that read documents: killed past their time or memory, so that no document can stop the service."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from concurrent.futures import TimeoutError as OutOfTime
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessPool

from aggregator.model import FailureKind, Job, NotAFeed, Read

SECONDS = 20
"""Longest time one document may take to read."""
MEMORY = 1 << 30
"""Most bytes of data one worker may hold."""
DOCUMENTS = 2_000
"""Documents after which a worker is replaced: what a C library leaks is given back."""


class Readers:
    """A pool of worker processes. An asynchronous context manager."""

    def __init__(self, workers: int) -> None:
        # forkserver: workers share the read-only pages of the libraries, and fork from a process without threads.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["aggregator.pipeline.preloaded"])
        self._pool = ProcessPool(
            max_workers=workers, max_tasks=DOCUMENTS, initializer=_limit_memory, initargs=(MEMORY,), context=context
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.stop()
        await asyncio.to_thread(self._pool.join, 5)

    async def read(self, job: Job) -> Read | NotAFeed:
        """Return what *job*'s document holds; a NotAFeed of kind `parse_limit` when reading it cost too much."""
        try:
            return await asyncio.wrap_future(self._pool.schedule(_read, args=(job,), timeout=SECONDS))
        except OutOfTime:
            return _too_costly(f"reading the document took more than {SECONDS} s")
        except MemoryError:
            return _too_costly(f"reading the document took more than {MEMORY >> 20} MB")
        except ProcessExpired as error:
            return _too_costly(f"the process that read the document died (exit code {error.exitcode})")


def _read(job: Job) -> Read | NotAFeed:
    """Run in a worker: the service itself never loads what reading needs."""
    from aggregator.pipeline.reading import read

    return read(job)


def _too_costly(detail: str) -> NotAFeed:
    return NotAFeed(kind=FailureKind.PARSE_LIMIT, detail=detail)


def _limit_memory(size: int) -> None:
    """Run once in each worker: a memory limit where the system has one, and no Ctrl-C of the terminal's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
