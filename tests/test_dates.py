"""Dates: which element counts, how a string is read, and what is never guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import (
    FeedContext,
    FeedRepairs,
    Found,
    FutureDates,
    Moment,
    RawEntry,
    RawLink,
    RawText,
    Repair,
)
from aggregator.normalize.dates import published, read, updated

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
FEED = FeedContext(feed="daily", url="https://daily.example/feed")


def entry(*dates: tuple[str, str], link: str | None = None, language: str | None = None) -> RawEntry:
    """An entry with these (element, value) dates."""
    return RawEntry(
        position=0,
        dates=tuple(RawText(element=element, value=value) for element, value in dates),
        links=(RawLink(element="link", href=link),) if link else (),
        language=language,
    )


def at(raw: str, *, timezone: str | None = None, language: str | None = None) -> datetime | None:
    """The instant *raw* names."""
    found = read(raw, timezone=timezone, language=language, now=NOW)
    return found.value.at if found.value else None


def codes(found: Found[Moment]) -> list[str]:
    """The codes of its repairs."""
    return [repair.code for repair in found.repairs]


# ---------------------------------------------------------------------------------------------
# Which element counts
# ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("pubDate", "atom:published"),
        ("atom:published", "dcterms:issued"),
        ("dcterms:issued", "dc:date"),
        ("dc:date", "dcterms:created"),
        ("json:date_published", "dc:date"),
    ],
)
def test_precedence_of_elements(first: str, second: str) -> None:
    """pubDate comes before published, issued, dc:date and created, wherever they stand."""
    found = published(entry((second, "2023-01-01T00:00:00Z"), (first, "2023-02-02T00:00:00Z")), FEED, NOW)

    assert found.value is not None
    assert (first, datetime(2023, 2, 2, tzinfo=UTC)) == (found.value.source.element, found.value.at)


def test_unreadable_date_gives_way_to_the_next_element() -> None:
    """The first element that can be read counts; what could not be read is told."""
    found = published(entry(("pubDate", "-0300"), ("dc:date", "2023-02-02")), FEED, NOW)

    assert found.value is not None
    assert datetime(2023, 2, 2, tzinfo=UTC) == found.value.at
    assert Repair(field="published_at", code="unreadable", detail="-0300") in found.repairs


def test_oldest_of_several_publications() -> None:
    """Of several dates of one kind the oldest is the publication."""
    found = published(entry(("pubDate", "2023-02-03T00:00:00Z"), ("pubDate", "2023-02-02T00:00:00Z")), FEED, NOW)

    assert found.value is not None
    assert datetime(2023, 2, 2, tzinfo=UTC) == found.value.at


def test_newest_of_several_updates() -> None:
    """Of several changes the newest counts, whatever they are called."""
    found = updated(
        entry(("atom:updated", "2023-02-02T00:00:00Z"), ("dcterms:modified", "2023-02-03T00:00:00Z")), FEED, NOW
    )

    assert found.value is not None
    assert datetime(2023, 2, 3, tzinfo=UTC) == found.value.at


def test_updated_is_never_taken_from_published() -> None:
    """An entry without a date of change has none, and one without a publication has none either."""
    assert Found() == updated(entry(("pubDate", "2023-02-02T00:00:00Z")), FEED, NOW)
    assert Found() == published(entry(("atom:updated", "2023-02-02T00:00:00Z")), FEED, NOW)


def test_missing_date_is_not_now() -> None:
    """An entry without dates has no date and nothing to tell."""
    assert Found() == published(entry(), FEED, NOW)
    assert Found() == published(entry(("pubDate", "  ")), FEED, NOW)


def test_change_before_publication_is_kept_and_told() -> None:
    """An update that is older than the publication stays as it is, with a repair."""
    found = updated(entry(("pubDate", "2023-02-02T00:00:00Z"), ("atom:updated", "2023-02-01T00:00:00Z")), FEED, NOW)

    assert found.value is not None
    assert datetime(2023, 2, 1, tzinfo=UTC) == found.value.at
    assert (Repair(field="updated_at", code="before_published", detail="2023-02-02T00:00:00Z"),) == found.repairs


def test_last_build_date_is_nothing_of_an_entry() -> None:
    """lastBuildDate is the document's and counts for no entry."""
    assert Found() == published(entry(("lastBuildDate", "2023-02-02T00:00:00Z")), FEED, NOW)


def test_link_that_names_another_day() -> None:
    """A link with a day more than a week away is told: the stamp may be that of an export."""
    found = published(
        entry(("pubDate", "2023-06-20T00:00:00Z"), link="https://daily.example/2023/01/20/river"), FEED, NOW
    )

    assert (Repair(field="published_at", code="url_disagrees", detail="2023-01-20"),) == found.repairs


def test_ignored_fields() -> None:
    """A feed's operator can have its dates ignored."""
    both = entry(("pubDate", "2023-02-02T00:00:00Z"), ("atom:updated", "2023-02-03T00:00:00Z"))
    feed = FeedContext(feed="a", url="https://a.example/", repairs=FeedRepairs(ignore=("published_at", "updated_at")))

    assert Found() == published(both, feed, NOW)
    assert Found() == updated(both, feed, NOW)


# ---------------------------------------------------------------------------------------------
# Zones
# ---------------------------------------------------------------------------------------------


def test_offsetless_date() -> None:
    """A date without an offset is read in the feed's time zone, and says so."""
    feed = FeedContext(feed="a", url="https://a.example/", timezone="Europe/Paris")
    found = published(entry(("pubDate", "2003-06-10T04:00:00")), feed, NOW)

    assert found.value is not None
    assert datetime(2003, 6, 10, 2, tzinfo=UTC) == found.value.at
    assert "assumed" == found.value.source.zone
    assert (Repair(field="published_at", code="zone_assumed", detail="Europe/Paris"),) == found.repairs


def test_offsetless_date_without_configuration_is_utc() -> None:
    """Without a configured zone UTC is assumed, and told."""
    found = read("2003-06-10T04:00:00", timezone=None, language=None, now=NOW)

    assert found.value is not None
    assert datetime(2003, 6, 10, 4, tzinfo=UTC) == found.value.at
    assert (Repair(field="published_at", code="zone_assumed", detail="UTC"),) == found.repairs


def test_abbreviation_keeps_its_offset_in_summer() -> None:
    """EST in July is five hours behind, ET four: the one is an offset, the other a place."""
    assert datetime(2023, 7, 1, 17, tzinfo=UTC) == at("Sat, 01 Jul 2023 12:00:00 EST")
    assert datetime(2023, 7, 1, 16, tzinfo=UTC) == at("Sat, 01 Jul 2023 12:00:00 ET")


def test_zone_sources() -> None:
    """A number is explicit, an abbreviation named, a missing zone assumed."""
    sources = []
    for raw in ("2023-07-01T12:00:00+02:00", "Sat, 01 Jul 2023 12:00:00 CEST", "2023-07-01T12:00:00"):
        found = read(raw, timezone=None, language=None, now=NOW)
        assert found.value is not None
        sources.append(found.value.source.zone)

    assert ["explicit", "named", "assumed"] == sources


def test_abbreviation_of_many_countries_follows_configuration_then_language() -> None:
    """IST is India's without a sign, Ireland's for an Irish feed, Israel's where the feed's zone is there."""
    assert datetime(2023, 7, 1, 6, 30, tzinfo=UTC) == at("Sat, 01 Jul 2023 12:00:00 IST", language="en-IN")
    assert datetime(2023, 7, 1, 11, tzinfo=UTC) == at("Sat, 01 Jul 2023 12:00:00 IST", language="en-IE")
    assert datetime(2023, 7, 1, 10, tzinfo=UTC) == at("Sat, 01 Jul 2023 12:00:00 IST", timezone="Asia/Jerusalem")


def test_guessed_abbreviation_is_told() -> None:
    """An abbreviation that nothing decides is read as its commonest meaning, and told."""
    found = read("Sat, 01 Jul 2023 12:00:00 IST", timezone=None, language=None, now=NOW)

    assert (Repair(field="published_at", code="zone_guessed", detail="IST"),) == found.repairs


def test_unknown_abbreviation() -> None:
    """An abbreviation that nobody knows is told, and the date read as if it had none."""
    found = read("Sat, 01 Jul 2023 12:00:00 XQZT", timezone="Europe/Paris", language=None, now=NOW)

    assert found.value is not None
    assert datetime(2023, 7, 1, 10, tzinfo=UTC) == found.value.at
    assert ["zone_unknown", "zone_assumed"] == codes(found)


def test_number_wins_over_abbreviation() -> None:
    """Of an offset and an abbreviation that differ the number counts, and the conflict is told."""
    found = read("Sat, 01 Jul 2023 12:00:00 -0700 PST", timezone=None, language=None, now=NOW)

    assert found.value is not None
    assert datetime(2023, 7, 1, 19, tzinfo=UTC) == found.value.at
    assert ["zone_conflict"] == codes(found)


def test_moscow_had_another_offset_under_the_same_name() -> None:
    """MSK was +0400 from 2011 to 2014 and is +0300 before and after."""
    assert datetime(2012, 7, 1, 8, tzinfo=UTC) == at("Sun, 01 Jul 2012 12:00:00 MSK")
    assert datetime(2023, 7, 1, 9, tzinfo=UTC) == at("Sat, 01 Jul 2023 12:00:00 MSK")


# ---------------------------------------------------------------------------------------------
# Reading
# ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "precision"),
    [
        ("2023", "year"),
        ("2023-07", "month"),
        ("July 2023", "month"),
        ("2023-07-01", "day"),
        ("1 July 2023", "day"),
        ("2023-07-01T12:00Z", "minute"),
        ("2023-07-01T12:00:00Z", "second"),
    ],
)
def test_precision(raw: str, precision: str) -> None:
    """The source says how fine the printed date is."""
    found = read(raw, timezone=None, language=None, now=NOW)

    assert found.value is not None
    assert precision == found.value.source.precision


def test_end_of_day_and_leap_second() -> None:
    """24:00 is the next day's midnight, second 60 the next minute."""
    assert datetime(2023, 7, 2, tzinfo=UTC) == at("2023-07-01T24:00:00Z")
    assert datetime(2017, 1, 1, tzinfo=UTC) == at("2016-12-31T23:59:60Z")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("30 Feb 2023", "impossible"),
        ("2023-13-07", "impossible"),
        ("2023-07-01T25:61:00Z", "impossible"),
        ("03/04/2023", "ambiguous"),
        ("1970-01-01T00:00:00Z", "sentinel"),
        ("Wed, 31 Dec 1969 19:00:00 EST", "sentinel"),
        ("0001-01-01T00:00:00Z", "out_of_range"),
        ("9999-12-31T23:59:59Z", "out_of_range"),
        ("-0001-11-30T00:00:00+00:00", "out_of_range"),
        ("7 March 2023 or later", "unreadable"),
        ("yesterday", "unreadable"),
        ("12:30", "unreadable"),
    ],
)
def test_no_date_and_why(raw: str, code: str) -> None:
    """What cannot be a date is none, and the repair says why."""
    assert Found(repairs=(Repair(field="published_at", code=code, detail=raw),)) == read(
        raw, timezone=None, language=None, now=NOW
    )


@pytest.mark.parametrize(
    ("raw", "context", "by"),
    [
        ("Mon, 03/10/2022", {}, "weekday"),
        ("03/12/2024", {}, "not in the future"),
        ("03/04/2023", {"language": "fr"}, "custom"),
        ("03/04/2023", {"language": "en-US"}, "custom"),
        ("03/04/2023", {"timezone": "Europe/London"}, "custom"),
    ],
)
def test_day_and_month_are_told_apart_and_how(raw: str, context: dict[str, str], by: str) -> None:
    """Weekday, the present and the feed's customs decide which number is the day; the repair names which did."""
    found = read(raw, timezone=context.get("timezone"), language=context.get("language"), now=NOW)

    assert Repair(field="published_at", code="day_month_order", detail=by) in found.repairs


def test_customs_that_contradict_each_other_decide_nothing() -> None:
    """An American language in a European zone leaves 3/4 undecided."""
    assert at("03/04/2023", language="en-US", timezone="Europe/Berlin") is None


def test_english_dates_in_a_feed_of_another_language() -> None:
    """RFC 822 is English whatever the feed's language: `Mar` is no November in a Finnish feed."""
    assert datetime(2019, 3, 5, 10, tzinfo=UTC) == at("Tue, 05 Mar 2019 10:00:00 GMT", language="fi")


def test_one_word_may_be_weekday_and_month() -> None:
    """French `mar.` is Tuesday before the day and March behind it."""
    assert datetime(2019, 3, 5, tzinfo=UTC) == at("mar. 5 mar. 2019", language="fr")


def test_future_date_is_kept_and_told() -> None:
    """A date in the future is what the source says, with a repair; an hour of skew is nobody's fault."""
    ahead = read("2024-07-01T00:00:00Z", timezone=None, language=None, now=NOW)

    assert ahead.value is not None
    assert ["future"] == codes(ahead)
    assert [] == codes(read("2024-06-01T12:59:00Z", timezone=None, language=None, now=NOW))


def test_future_dates_can_be_ignored() -> None:
    """With `future_dates: ignore_date` such a date is dropped, and the repair still tells it."""
    feed = FeedContext(feed="a", url="https://a.example/", repairs=FeedRepairs(future_dates=FutureDates.IGNORE_DATE))
    found = published(entry(("pubDate", "2024-07-01T00:00:00Z")), feed, NOW)

    assert found.value is None
    assert ["future"] == codes(found)


def test_old_archives_keep_their_dates() -> None:
    """An explicit date of long ago is a date: archives publish feeds too."""
    assert datetime(1987, 2, 26, 15, 1, 1, tzinfo=UTC) == at("Thu, 26 Feb 1987 15:01:01 GMT")
    assert datetime(1865, 4, 15, tzinfo=UTC) == at("1865-04-15")


def test_raw_string_is_kept() -> None:
    """The source keeps the string as published, but for blanks around it, and the element it came from."""
    found = published(entry(("pubDate", " Sat, 01 Jul 2023 12:00:00 GMT ")), FEED, NOW)

    assert found.value is not None
    assert ("Sat, 01 Jul 2023 12:00:00 GMT", "pubDate") == (found.value.source.raw, found.value.source.element)


def test_long_string_is_no_date() -> None:
    """A string far longer than a date is not searched for one."""
    assert at("2023-07-01 " * 10_000) is None


@pytest.mark.parametrize("piece", ["1", "1.", "1 ", "Mon ", "mai ", "年1", "+", "(", "12:", "A ", "1月", "&lt;", "ﷺ"])
def test_hostile_strings_end(piece: str) -> None:
    """Repetitive strings up to the longest that is read are no dates, and cost little."""
    for length in (100, 190, 100_000):
        assert at(piece * (length // len(piece))) is None


# ---------------------------------------------------------------------------------------------
# Anything at all
# ---------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    "2019 19 03 7 119 0001 9999 99 Mar mars mar. Thu jeudi , - / . : 16 05 T Z W10 + GMT +01:00 -0800 PM 年 月 日 三月"
    " 24:00 23:59:60 16:05:09 EST XYZ (PST) 令和 at de Q".split()
)
STRINGS = (
    st.text(max_size=60) | st.lists(PIECES, max_size=12).map(" ".join) | st.lists(PIECES, max_size=12).map("".join)
)


@settings(max_examples=300, deadline=None)
@given(
    raw=STRINGS, language=st.sampled_from([None, "en-US", "fi", "ja"]), timezone=st.sampled_from([None, "Asia/Tokyo"])
)
def test_any_string(raw: str, language: str | None, timezone: str | None) -> None:
    """No string raises, and no date lies before 1800 or a century ahead (give or take a zone)."""
    found = at(raw, language=language, timezone=timezone)

    assert found is None or datetime(1799, 12, 31, tzinfo=UTC) <= found < NOW.replace(year=2125)


@settings(max_examples=200, deadline=None)
@given(moment=st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2024, 5, 1)), hours=st.integers(-12, 14))  # noqa: DTZ001 - the zone is the other argument
def test_every_spelling_of_an_instant_is_the_same_instant(moment: datetime, hours: int) -> None:
    """RFC 822, ISO 8601 and epoch seconds of one instant are read alike."""
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    local = (moment + timedelta(hours=hours)).replace(tzinfo=None)
    sign, size = "-" if hours < 0 else "+", abs(hours)

    assert moment == at(f"{local:%a, %d %b %Y %H:%M:%S} {sign}{size:02}00")
    assert moment == at(f"{local:%Y-%m-%dT%H:%M:%S}{sign}{size:02}:00")
    assert moment == at(f"{local:%A, %B %d, %Y %I:%M:%S %p} GMT{sign}{size}")
    assert moment == at(str(int(moment.timestamp())))
