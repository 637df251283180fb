"""Rows written many at once: the statement compiled once, values made column by column.

SQLAlchemy looks at every value of every row by itself: half of what it cost to store an article.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

from aggregator.errors import StoreError
from storage.types import Json, Time, Words, as_text, storable, to_json

Row = Mapping[str, Any]
Maker = Callable[[Any], Any]
"""From a value to what the driver is given."""


def write(connection: Connection, statement: UpdateBase, rows: Sequence[Row]) -> None:
    """Run *statement*, a constant of its module, for each of *rows*, which have the same names.

    Raises StoreError for a value that cannot be held.
    """
    if not rows:
        return
    text, values = _compiled(statement, connection.dialect, tuple(rows[0]))
    try:
        parameters: list[Any] = list(zip(*(one.made(rows) for one in values), strict=True))
    except ValueError as error:
        raise StoreError(f"the store cannot hold this: {error}") from error
    if not connection.dialect.positional:
        names = [one.name for one in values]
        parameters = [dict(zip(names, made, strict=True)) for made in parameters]
    connection.exec_driver_sql(text, parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A parameter of a statement."""

    name: str
    maker: Maker | None
    given: bool
    """The rows have it; else it is part of the statement."""
    constant: object = None

    def made(self, rows: Sequence[Row]) -> list[Any]:
        """Return the value of each row."""
        values = [row[self.name] for row in rows] if self.given else [self.constant] * len(rows)
        return values if self.maker is None else [self.maker(value) for value in values]


@lru_cache(maxsize=512)
def _compiled(statement: UpdateBase, dialect: Dialect, names: tuple[str, ...]) -> tuple[str, list[Value]]:
    """Return the SQL and its parameters in their order."""
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(names), for_executemany=True)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    values = [
        Value(name=name, maker=_maker(binds[name].type, dialect), given=name in names, constant=binds[name].value)
        for name in compiled.positiontup or binds
    ]
    return str(compiled), values


def _maker(type_: TypeEngine[Any], dialect: Dialect) -> Maker | None:
    if isinstance(type_, Json):
        return _json  # text on both: PostgreSQL reads it as the column's type
    if isinstance(type_, Words):
        return _words
    if isinstance(type_, Time) and dialect.name == "sqlite":
        return _time
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _words(value: str | None) -> str | None:
    return value if value is None else storable(value if type(value) is str else str(value))


def _json(value: object) -> str | None:
    if value == ():
        return "[]"  # most lists of most articles
    return None if value is None else to_json(value)


@lru_cache(maxsize=1024)
def _time(value: datetime | None) -> Any:
    # The entries of a document share most of their times.
    return None if value is None else as_text(value)
