"""feeds.yaml on disk: the only reader of it and of the environment it may name."""

from __future__ import annotations

import os
from pathlib import Path

from aggregator import config
from aggregator.errors import UsageError
from aggregator.model import Config


def read(path: Path) -> Config:
    """Return the configuration in *path*. Raises ConfigError, or UsageError when there is no such file."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: expected UTF-8, found a byte that is none at offset {error.start}") from error
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror or error}\n  hint: name the file with --config, or start in its folder"
        ) from error
    return config.load(
        text, path=str(path), env=os.environ, beside=lambda name: (path.parent / name).read_text(encoding="utf-8")
    )


def stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what moves when a file is written or replaced; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
