"""Column types that mean the same on SQLite (STRICT) and PostgreSQL, and the few SQL words the two spell differently.

This is the border where text is made storable: PostgreSQL holds neither NUL nor lone surrogates, nor does SQLite.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import (
    BigInteger,
    BindParameter,
    Boolean,
    ColumnElement,
    Dialect,
    Double,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import REAL, TypeDecorator, TypeEngine

Big = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit integer."""
Whole = Integer()
Small = SmallInteger().with_variant(Integer(), "sqlite")
Real: TypeEngine[Any] = Double().with_variant(REAL(), "sqlite")
Bytes = LargeBinary()

MILLISECOND = timedelta(milliseconds=1)
HOST = "^[a-zA-Z]+://([^/:?#]+)"
"""The host of a URL, in both databases' regular expressions. Canonical URLs hold no credentials."""


def storable(text: str) -> str:
    """Return *text* without NUL, lone surrogates replaced by U+FFFD: what both databases can hold."""
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        # A pair of surrogates is one character written as UTF-16; a lone one is nothing.
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def to_json(value: object) -> str:
    """Return *value* (dataclasses, times and spans included) as compact JSON that both databases can hold."""
    try:
        text = orjson.dumps(value, _jsonable).decode()
    except orjson.JSONEncodeError:
        text = orjson.dumps(_storable_deep(value), _jsonable).decode()
    if "\\u0000" in text:
        text = orjson.dumps(_storable_deep(orjson.loads(text))).decode()
    return text


def _jsonable(value: object) -> object:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, str):
        return storable(value)
    raise TypeError(f"{type(value).__name__} is not for JSON columns")


def _storable_deep(value: object) -> object:
    match value:
        case str():
            return storable(value)
        case dict():
            return {storable(key): _storable_deep(held) for key, held in value.items()}
        case list() | tuple():
            return [_storable_deep(held) for held in value]
        case _ if hasattr(value, "__dataclass_fields__"):
            return {name: _storable_deep(getattr(value, name)) for name in value.__dataclass_fields__}
        case _:
            return value


class Words(TypeDecorator[str]):
    """Text, made storable on its way in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return *value* as it can be held."""
        # str(): an enum's member is a str that a driver may write by its name.
        return None if value is None else storable(str(value))


class Time(TypeDecorator[datetime]):
    """An aware time in whole milliseconds: timestamptz, or TEXT `YYYY-MM-DDTHH:MM:SS.mmmZ` that sorts by itself."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return timestamptz on PostgreSQL, text elsewhere."""
        return TIMESTAMP(timezone=True) if dialect.name == "postgresql" else Text()

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Return *value* cut to milliseconds. Raises ValueError for a time without a zone."""
        if value is None:
            return None
        if dialect.name != "postgresql":
            return as_text(value)
        return _aware(value).replace(microsecond=value.microsecond // 1000 * 1000)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the time in UTC."""
        if value is None:
            return None
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
        return at.astimezone(UTC)


def as_text(value: datetime) -> str:
    """Return *value* as SQLite holds it. Raises ValueError for a time without a zone."""
    return _aware(value).astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"{value} has no zone")
    return value


class Span(TypeDecorator[timedelta]):
    """A span in whole milliseconds."""

    impl = Big
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        """Return the milliseconds."""
        return None if value is None else value // MILLISECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        """Return the span."""
        return None if value is None else timedelta(milliseconds=value)


class Flag(TypeDecorator[bool]):
    """A boolean: 0 and 1 on SQLite, whose STRICT tables know no BOOLEAN."""

    impl = Integer
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return PostgreSQL's own boolean where there is one."""
        return Boolean() if dialect.name == "postgresql" else Integer()

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        """Return a bool on both databases."""
        return None if value is None else bool(value)


class Json(TypeDecorator[Any]):
    """JSON: TEXT on SQLite, JSONB on PostgreSQL (whose engine is told to write with `to_json`)."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return JSONB on PostgreSQL, text elsewhere."""
        return JSONB(none_as_null=True) if dialect.name == "postgresql" else Text()

    def process_bind_param(self, value: object, dialect: Dialect) -> object:
        """Return JSON text for SQLite; JSONB writes by itself."""
        return value if value is None or dialect.name == "postgresql" else to_json(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return lists, dicts and scalars."""
        return orjson.loads(value) if isinstance(value, str) and dialect.name == "sqlite" else value


class Ints(TypeDecorator[Sequence[Any]]):
    """A parameter that holds a list of integers; see `among`."""

    impl = Text
    cache_ok = True
    _item: type[TypeEngine[Any]] = BigInteger

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return an array on PostgreSQL, JSON text elsewhere."""
        return ARRAY(self._item) if dialect.name == "postgresql" else Text()

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:
        """Return the list as the database takes it."""
        listed = list(value or ())
        return listed if dialect.name == "postgresql" else orjson.dumps(listed).decode()


class Strings(Ints):
    """A parameter that holds a list of texts; see `among`."""

    cache_ok = True
    _item = Text

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        """Return the list as the database takes it, each text storable."""
        return super().process_bind_param([storable(text) for text in value or ()], dialect)


def among(column: ColumnElement[Any], members: BindParameter[Any]) -> ColumnElement[bool]:
    """Return "the column is in the list that *members* (Ints or Strings) holds": one text for lists of any length."""
    return column.in_(select(elements(members)))


class elements(FunctionElement[Any]):  # noqa: N801 - reads as SQL
    """What a SELECT selects to get the elements of a list parameter as rows."""

    inherit_cache = True
    name = "elements"


@compiles(elements, "sqlite")
def _elements_sqlite(element: elements, compiler: SQLCompiler, **kw: Any) -> str:
    return f"value FROM json_each({compiler.process(element.clauses, **kw)})"


@compiles(elements, "postgresql")
def _elements_postgresql(element: elements, compiler: SQLCompiler, **kw: Any) -> str:
    return f"unnest({compiler.process(element.clauses, **kw)})"


class latest(FunctionElement[datetime]):  # noqa: N801 - reads as SQL
    """The latest of several times, none of them NULL."""

    type = Time()
    inherit_cache = True
    name = "latest"


@compiles(latest, "sqlite")
def _latest_sqlite(element: latest, compiler: SQLCompiler, **kw: Any) -> str:
    return f"max({compiler.process(element.clauses, **kw)})"


@compiles(latest, "postgresql")
def _latest_postgresql(element: latest, compiler: SQLCompiler, **kw: Any) -> str:
    return f"greatest({compiler.process(element.clauses, **kw)})"


class fold(FunctionElement[str]):  # noqa: N801 - reads as SQL
    """Text for comparing in any case: `str.casefold` on SQLite (whose own lower() knows ASCII only)."""

    type = Text()
    inherit_cache = True
    name = "fold"


@compiles(fold, "postgresql")
def _fold_postgresql(element: fold, compiler: SQLCompiler, **kw: Any) -> str:
    return f"lower({compiler.process(element.clauses, **kw)})"


@compiles(fold, "sqlite")
def _fold_sqlite(element: fold, compiler: SQLCompiler, **kw: Any) -> str:
    return f"fold({compiler.process(element.clauses, **kw)})"


class host(FunctionElement[str]):  # noqa: N801 - reads as SQL
    """The host of a URL, in small letters; NULL where it has none."""

    type = Text()
    inherit_cache = True
    name = "host"


@compiles(host, "sqlite")
def _host_sqlite(element: host, compiler: SQLCompiler, **kw: Any) -> str:
    return f"host({compiler.process(element.clauses, **kw)})"


@compiles(host, "postgresql")
def _host_postgresql(element: host, compiler: SQLCompiler, **kw: Any) -> str:
    return f"lower(substring({compiler.process(element.clauses, **kw)} from '{HOST}'))"


class written(FunctionElement[str]):  # noqa: N801 - reads as SQL
    """A value as it stands in an article's JSON. What is JSON already goes on without being read."""

    type = Text()
    inherit_cache = True
    name = "written"


@compiles(written, "sqlite")
def _written_sqlite(element: written, compiler: SQLCompiler, **kw: Any) -> str:
    (part,) = element.clauses
    text = compiler.process(part, **kw)
    match part.type:
        case Flag():
            return f"CASE {text} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END"
        case Time():
            return f"json_quote(replace({text}, '.000Z', 'Z'))"
        case Words():
            return f"json_quote({text})"
        case _:
            return f"coalesce({text}, 'null')"


@compiles(written, "postgresql")
def _written_postgresql(element: written, compiler: SQLCompiler, **kw: Any) -> str:
    (part,) = element.clauses
    text = compiler.process(part, **kw)
    match part.type:
        case Time():
            zulu = f"""to_char({text} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""
            text = f"to_json(replace({zulu}, '.000Z', 'Z'))"
        case Words():
            text = f"to_json({text})"
    return f"coalesce(CAST({text} AS TEXT), 'null')"


class filled(FunctionElement[str]):  # noqa: N801 - reads as SQL
    """A text with `%s` in it, each replaced by one of the values that follow."""

    type = Text()
    inherit_cache = True
    name = "filled"


@compiles(filled, "sqlite")
def _filled_sqlite(element: filled, compiler: SQLCompiler, **kw: Any) -> str:
    return f"printf({compiler.process(element.clauses, **kw)})"


@compiles(filled, "postgresql")
def _filled_postgresql(element: filled, compiler: SQLCompiler, **kw: Any) -> str:
    return f"format({compiler.process(element.clauses, **kw)})"
