"""What a command and its descendants cost: wall time, CPU, memory. Linux only: it reads /proc."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One measured run of a command and its children."""

    wall: float
    cpu: float
    """Seconds, user and system, of all processes."""
    peak: int
    """Bytes; the sum over its processes, shared pages counted once."""


def measured(command: Sequence[str], *, stdin: str = "", seconds: float = 3_600) -> Run:
    """Run *command* to its end, at most *seconds*, and return what it and its descendants cost.

    Raises SystemExit when it fails.
    """
    start = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        watch = Watch(process.pid)
        try:
            process.communicate(stdin, timeout=seconds)
        except subprocess.TimeoutExpired:
            process.terminate()
        code = process.wait()
    watch.stop()
    if code > 0:
        raise SystemExit(f"{command[0]} … ended with {code}: what it cost says nothing")
    return Run(wall=time.perf_counter() - start, cpu=watch.cpu, peak=watch.peak)


class Watch:
    """Watches memory and CPU of a process and its descendants ten times a second: nobody waits for all of them."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid, self._seconds, self._over = pid, dict[int, float](), threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    @property
    def cpu(self) -> float:
        """Seconds of CPU, user and system, of all processes seen."""
        return sum(self._seconds.values())

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            pids = family(self._pid)
            self.peak = max(self.peak, sum(map(memory, pids)))
            self._seconds.update({pid: spent for pid in pids if (spent := cpu(pid)) is not None})

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()


def cpu(pid: int) -> float | None:
    """Return the CPU seconds of one process; None: it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return *pid* and all its descendants."""
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
    return [pid, *(one for child in children for one in family(child))]


def memory(pid: int) -> int:
    """Return a process' proportional set size in bytes: pages shared with others count in part."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
