"""Readers of single values: what the YAML says → what the model holds, or a `Complaint`.

Each `Annotated` type carries its reader for pydantic and its JSON Schema for editors: one truth, two uses.
pydantic's own conversions are not used: it would read `"yes"` as true and 90 as a duration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import lru_cache
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from aggregator.config.complaint import Complaint, described, did_you_mean, quoting_hint
from aggregator.config.yaml_scalars import Disputed

MAX_TEXT = 1_000
"""Characters of a title or a label."""


def text(value: Any, *, wanted: str = "text", limit: int = MAX_TEXT, secret: bool = False) -> str:
    """Return *value* if it is text on one line; complain otherwise, without repeating a *secret*."""
    if type(value) is not str:
        message = f"{wanted} expected, got {described(value, secret=secret)}"
        raise Complaint(message, quoting_hint(value, secret=secret))
    if not value.strip():
        raise Complaint(f"{wanted} expected, got an empty text")
    if len(value) > limit:
        raise Complaint(f"longer than {limit} characters")
    if not (value.isascii() and value.isprintable()) and unprintable(value):
        raise Complaint("line breaks, control characters and broken characters are not allowed", "write it on one line")
    return value


def unprintable(value: str) -> bool:
    """Return whether *value* holds a character that XML, HTTP or a terminal cannot carry: C0, C1, halves, U+FFFE/F."""
    return any(
        char < " " or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff" or char in "\u2028\u2029\ufffe\uffff"
        for char in value
    )


def label(value: Any) -> str:
    """Return *value* as a name for people: text without blanks around it."""
    return text(value).strip()


def boolean(value: Any) -> bool:
    """Return *value* as a claim; where one is due, YAML 1.1's `yes`, `no`, `on` and `off` are clear."""
    match value:
        case bool():
            return value
        case Disputed(reading="true"):
            return True
        case Disputed(reading="false"):
            return False
        case _:
            raise Complaint(f"true or false expected, got {described(value)}")


class Reads:
    """Metadata of an `Annotated` type: *reader* makes the value, *schema* tells editors of it (text by default)."""

    def __init__(self, reader: Callable[..., Any], **schema: Any) -> None:
        self.reader, self.schema = reader, {"type": "string", **schema}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.reader)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.schema)


def whole(minimum: int, maximum: int) -> Reads:
    """Return the reader of a whole number between the two, both included."""

    def reader(value: Any) -> int:
        if type(value) is not int:
            hint = "remove the quotes" if isinstance(value, str) and value.isdecimal() else None
            raise Complaint(f"a whole number expected, got {described(value)}", hint)
        if not minimum <= value <= maximum:
            raise Complaint(f"a number from {minimum} to {maximum} expected, got {value}")
        return value

    return Reads(reader, type="integer", minimum=minimum, maximum=maximum)


def choice(words: Iterable[str], result: Callable[[str], Any] = str) -> Reads:
    """Return the reader of one of *words*, kept as *result* makes it."""
    known = tuple(str(word) for word in words)

    def reader(value: Any) -> Any:
        # `duplicates: off`: YAML 1.1 reads false, but where `off` is one of the words nothing else can be meant.
        word = value.text if isinstance(value, Disputed) else value
        if word not in known:
            hint = did_you_mean(word, known) if isinstance(word, str) else None
            raise Complaint(f"no such word here: {described(value)}", hint or f"write {any_of(known)}")
        return result(word)

    return Reads(reader, enum=list(known))


def any_of(words: tuple[str, ...]) -> str:
    """Return *words* as a sentence lists them."""
    return f"{', '.join(words[:-1])} or {words[-1]}"


UNITS = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
    "ms": timedelta(milliseconds=1),
}
DURATION = re.compile(r"(?:[0-9]{1,9}(?:ms|[wdhms])){1,6}")
PART = re.compile(r"([0-9]+)(ms|[wdhms])")
LONGEST = timedelta(days=36_500)


def span(value: Any) -> timedelta:
    """Return *value* (`30s`, `15m`, `6h`, `1d`, `1h30m`) as a span of at most a century."""
    if type(value) is not str or not DURATION.fullmatch(value):
        raise Complaint(f"a duration expected, got {described(value)}", duration_hint(value))
    total = length(value)
    if total > LONGEST:
        raise Complaint(f"longer than {LONGEST.days}d")
    return total


@lru_cache(maxsize=1024)
def length(written: str) -> timedelta:
    """Return the sum of the parts of a duration, or the longest span there is."""
    try:
        return sum((int(number) * UNITS[unit] for number, unit in PART.findall(written)), timedelta())
    except OverflowError:
        return timedelta.max


def duration_hint(value: Any) -> str:
    """Return what to write instead of *value*."""
    match value:
        case int() if not isinstance(value, bool) and 0 < value < 10**9:
            return f"a number needs a unit: {value}s, {value}m, {value}h or {value}d"
        case Disputed(text=written) if re.fullmatch(r"[0-9]{1,4}:[0-9]{2}", written):
            large, small = written.split(":")
            return f"write {int(large)}h{int(small)}m or {int(large)}m{int(small)}s"
        case _:
            return "write a number and a unit, such as 30s, 15m, 6h, 1d or 1h30m"


def positive_span(value: Any) -> timedelta:
    """Return *value* as a span longer than nothing."""
    found = span(value)
    if not found:
        raise Complaint(f"a duration longer than {value} expected")
    return found


def duration_text(value: timedelta) -> str:
    """Return *value* as feeds.yaml writes it: in the largest unit that divides it."""
    for unit, one in UNITS.items():
        if value and not value % one:
            return f"{value // one}{unit}"
    return "0s"


SIZES = {
    "B": 1,
    "kB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "KiB": 2**10,
    "MiB": 2**20,
    "GiB": 2**30,
}
SIZE = re.compile(r"([0-9]{1,12}) ?(B|kB|KB|MB|GB|KiB|MiB|GiB)")
LARGEST = 10**9


def size(value: Any) -> int:
    """Return *value* (`10MB`, `512kB`, `4MiB`) in bytes, at most a gigabyte."""
    found = SIZE.fullmatch(value) if type(value) is str else None
    if found is None:
        raise Complaint(f"a size expected, got {described(value)}", size_hint(value))
    total = int(found[1]) * SIZES[found[2].replace("KB", "kB")]
    if not 0 < total <= LARGEST:
        raise Complaint(f"a size from 1B to 1GB expected, got {value}")
    return total


def size_hint(value: Any) -> str:
    """Return what to write instead of *value*."""
    if type(value) is int and 0 < value < 10**12:
        return f"a number needs a unit: {value}B, {value}kB or {value}MB"
    return "write a number and a unit, such as 512kB, 10MB or 4MiB"


def size_text(value: int) -> str:
    """Return *value* bytes as feeds.yaml writes them: in the largest unit that divides them."""
    units = ("GB", "MB", "kB", "B")
    unit = next(unit for unit in units if not value % SIZES[unit])
    return f"{value // SIZES[unit]}{unit}"


Label = Annotated[str, Reads(label, minLength=1, maxLength=MAX_TEXT)]
Boolean = Annotated[bool, Reads(boolean, type="boolean")]
DURATION_SCHEMA = {"pattern": "^([0-9]+(ms|[wdhms]))+$", "examples": ["30s", "15m", "6h", "1d"]}
Duration = Annotated[timedelta, Reads(positive_span, **DURATION_SCHEMA)]
DurationOrZero = Annotated[timedelta, Reads(span, **DURATION_SCHEMA)]
Size = Annotated[int, Reads(size, pattern="^[0-9]+ ?(B|[kKMG]B|[KMG]iB)$", examples=["10MB", "512kB"])]
