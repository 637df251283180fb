"""Fetching: what headers say, and what is made of headers that say nonsense."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from aggregator.fetch.headers import (
    FRESHNESS_CAP,
    MAX_VALIDATOR,
    RETRY_AFTER_CAP,
    freshness,
    http_date,
    merged,
    retry_after,
    text,
    validators,
)
from aggregator.model import Validators

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ZERO = timedelta(0)
LATER, EARLIER, SERVER_NOW = (
    "Thu, 15 Jan 2026 13:00:00 GMT",
    "Thu, 15 Jan 2026 11:00:00 GMT",
    "Thu, 15 Jan 2026 12:30:00 GMT",
)


def headers(*pairs: tuple[str, str]) -> CIMultiDict[str]:
    return CIMultiDict(pairs)


# -- Retry-After --


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", timedelta(minutes=2)),
        (" 120 ", timedelta(minutes=2)),
        ("0000000000000120", timedelta(minutes=2)),
        (LATER, HOUR),
        ("Thursday, 15-Jan-26 13:00:00 GMT", HOUR),
        ("Thu Jan 15 13:00:00 2026", HOUR),
        ("604801", RETRY_AFTER_CAP),
        ("9" * 5_000, RETRY_AFTER_CAP),
        ("Fri, 31 Dec 9999 23:59:59 GMT", RETRY_AFTER_CAP),
        ("0", None),
        ("-5", None),
        ("1.5", None),
        ("1e3", None),
        ("٣", None),
        ("soon", None),
        ("", None),
        (EARLIER, None),
        ("Thu, 32 Jan 2026 13:00:00 GMT", None),
        ("Thu, 15 Jan 99999999999 13:00:00 GMT", None),
        ("Thu, 15 Jan 2026 13:00:00 GMT" + " " * 100, HOUR),
        ("Thu, 15 Jan 2026 13:00:00 " + "x" * 100, None),
    ],
)
def test_retry_after(value: str, expected: timedelta | None) -> None:
    """Retry-After is seconds or a date, a week at most; what is neither, or past, is not there."""
    assert expected == retry_after(headers(("Retry-After", value)), NOW)


def test_no_retry_after() -> None:
    """Without Retry-After nothing is asked."""
    assert None is retry_after(headers(), NOW)


@pytest.mark.parametrize(("date", "expected"), [(SERVER_NOW, HOUR / 2), ("nonsense", HOUR)])
def test_retry_after_by_the_servers_clock(date: str, expected: timedelta) -> None:
    """A date is counted from the server's Date where it has one: its clock may be wrong."""
    assert expected == retry_after(headers(("Retry-After", LATER), ("Date", date)), NOW)


# -- freshness --


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        ("max-age=600", timedelta(minutes=10)),
        ("public, MAX-AGE=600, must-revalidate", timedelta(minutes=10)),
        ('max-age="600"', timedelta(minutes=10)),
        ("max-age = 600", timedelta(minutes=10)),
        ("max-age=600, max-age=60", timedelta(minutes=10)),
        ("max-age=nonsense, max-age=60", timedelta(minutes=1)),
        ("max-age=0", ZERO),
        ("no-cache", ZERO),
        ("no-store, max-age=600", ZERO),
        ('no-cache="Set-Cookie", max-age=600', ZERO),
        ("max-age=99999999999999999999", FRESHNESS_CAP),
        ("s-maxage=600", None),
        ("max-age=-1", None),
        ("max-age=", None),
        ("x-max-age=600", None),
        ("private", None),
        ("", None),
    ],
)
def test_cache_control(control: str, expected: timedelta | None) -> None:
    """max-age says how long an answer is fresh; no-cache and no-store say not at all; s-maxage is for others."""
    assert expected == freshness(headers(("Cache-Control", control)), NOW)


def test_several_lines_of_cache_control() -> None:
    """Several Cache-Control lines are one list."""
    assert ZERO == freshness(headers(("Cache-Control", "max-age=600"), ("Cache-Control", "no-store")), NOW)


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        ("60", timedelta(minutes=9)),
        ("601", ZERO),
        ("9" * 100, ZERO),
        ("-60", timedelta(minutes=10)),
        ("old", timedelta(minutes=10)),
    ],
)
def test_age(age: str, expected: timedelta) -> None:
    """The time an answer has spent in caches is taken off."""
    assert expected == freshness(headers(("Cache-Control", "max-age=600"), ("Age", age)), NOW)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("Expires", LATER)], HOUR),
        ([("Expires", LATER), ("Date", SERVER_NOW)], HOUR / 2),
        ([("Expires", LATER), ("Cache-Control", "max-age=60")], timedelta(minutes=1)),
        ([("Expires", LATER), ("Cache-Control", "no-cache")], ZERO),
        ([("Expires", LATER), ("Cache-Control", "public")], HOUR),
        ([("Expires", LATER), ("Age", "600")], timedelta(minutes=50)),
        ([("Expires", EARLIER)], ZERO),
        ([("Expires", "0")], ZERO),
        ([("Expires", "-1")], ZERO),
        ([("Expires", "Fri, 31 Dec 9999 23:59:59 GMT")], FRESHNESS_CAP),
        ([], None),
    ],
)
def test_expires(pairs: list[tuple[str, str]], expected: timedelta | None) -> None:
    """Expires counts from the server's Date where there is no max-age; one that is no date has passed."""
    assert expected == freshness(headers(*pairs), NOW)


@given(st.dictionaries(st.sampled_from(["Cache-Control", "Expires", "Age", "Date", "Retry-After"]), st.text()))
def test_any_headers(found: dict[str, str]) -> None:
    """Whatever the headers say, the answers stay in their bounds."""
    given_headers = headers(*found.items())
    fresh, wait = freshness(given_headers, NOW), retry_after(given_headers, NOW)

    assert fresh is None or ZERO <= fresh <= FRESHNESS_CAP
    assert wait is None or ZERO < wait <= RETRY_AFTER_CAP


# -- dates, validators, text --


@pytest.mark.parametrize(
    "value",
    ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"],
)
def test_http_dates(value: str) -> None:
    """A date comes in one of the three forms of RFC 9110 §5.6.7."""
    assert datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC) == http_date(value)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ([(b"ETag", b'"1"')], Validators(etag=b'"1"')),
        ([(b"etag", b'W/"\xe9"'), (b"LAST-MODIFIED", b"x")], Validators(etag=b'W/"\xe9"', last_modified=b"x")),
        ([(b"ETag", b'"1"'), (b"ETag", b'"2"')], Validators(etag=b'"1"')),
        ([(b"ETag", b"")], Validators()),
        ([(b"ETag", b'"a\rb"')], Validators()),
        ([(b"ETag", b'"a\x00b"')], Validators()),
        ([(b"ETag", b"x" * MAX_VALIDATOR)], Validators(etag=b"x" * MAX_VALIDATOR)),
        ([(b"ETag", b"x" * (MAX_VALIDATOR + 1))], Validators()),
        ([(b"X-ETag", b"1")], Validators()),
    ],
)
def test_validators(raw: list[tuple[bytes, bytes]], expected: Validators) -> None:
    """Validators are kept byte for byte, unless they could not be sent back."""
    assert expected == validators(raw)


def test_merged_validators() -> None:
    """New validators replace old ones one by one."""
    old = Validators(etag=b'"1"', last_modified=b"x")

    assert Validators(etag=b'"2"', last_modified=b"x") == merged(Validators(etag=b'"2"'), old)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text/xml", "text/xml"),
        ("a\x1b[31m\x00\udce9b", "a[31mb"),
        ("x" * 2_000, "x" * 1_000),
        ("", None),
        (" ", None),
        (None, None),
    ],
)
def test_text(value: str | None, expected: str | None) -> None:
    """A header that is kept is clean and short."""
    assert expected == text(value)
