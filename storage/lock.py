"""The OS lock beside a SQLite file: one daemon per store, and a second one learns who holds it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from aggregator.errors import StoreBusy


class DaemonLock:
    """An exclusive flock on `<file>.lock`, with our pid inside. The kernel lets go of it when the process ends."""

    def __init__(self, database: Path) -> None:
        """Take the lock. Raises StoreBusy naming the pid of the process that holds it."""
        path = Path(f"{database}.lock")
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._file, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(self._file)
            raise StoreBusy(
                f"{database}: expected to be the only daemon on this store, process {holder} holds it\n"
                "  hint: stop that one first"
            ) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let go. The file stays: removing it would let two daemons lock two different files of one name."""
        os.ftruncate(self._file, 0)
        os.close(self._file)
