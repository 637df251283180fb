"""Every exception of the project.

    AggregatorError
    ├── ConfigError        feeds.yaml cannot be used; carries every complaint at once
    ├── StoreError         the store cannot do what it promised
    │   ├── StoreBusy      another daemon holds this store
    │   ├── StoreDamaged   what lies on the disk cannot be read
    │   ├── SchemaTooNew   the store was written by a newer version
    │   └── Fenced         the lease was lost; nothing of this poll was written
    ├── CursorError        a reader of changes cannot read on from where it is
    │   ├── WrongEpoch     its cursor is of another history
    │   ├── CursorTooOld   what comes after its cursor is no longer kept
    │   └── ConsumerMoved  somebody else has moved this consumer
    ├── SinkDown           a stream of another program has not taken a message
    └── UsageError         the user asked for something that cannot be; the message says what instead

Expected trouble (a dead server, a bad date) is a value, never one of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aggregator.model import ConfigProblem


class AggregatorError(Exception):
    """The root: catch it to show a user one clear line instead of a traceback."""


class ConfigError(AggregatorError):
    """feeds.yaml cannot be used. *problems* holds every complaint, in file order."""

    def __init__(self, problems: tuple[ConfigProblem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class StoreError(AggregatorError):
    """The store cannot do what it promised; the cause is chained."""


class StoreBusy(StoreError):
    """Another daemon holds this store."""


class StoreDamaged(StoreError):
    """What lies on the disk cannot be read as a store."""


class SchemaTooNew(StoreError):
    """The store was written by a newer version of this program."""


class Fenced(StoreError):
    """The lease was lost to another worker; nothing of this poll was written."""


class CursorError(AggregatorError):
    """A reader of changes cannot read on from where it is; the message says what to do."""


class WrongEpoch(CursorError):
    """The cursor is of another store, or from before a backup was put back."""


class CursorTooOld(CursorError):
    """What comes after the cursor is no longer kept."""


class ConsumerMoved(CursorError):
    """Somebody else has moved this consumer: a second reader of the same name, or a reset."""


class SinkDown(AggregatorError):
    """A stream of another program has not taken a message; it may take it later."""


class UsageError(AggregatorError):
    """The user asked for something that cannot be; the message says what instead."""
