"""Media: one list, numbers that are numbers, no trackers."""

from __future__ import annotations

from typing import Any

import pytest

from aggregator.model import FeedContext, Media, RawEntry, RawLink, RawMedia
from aggregator.normalize.media import duration, integer, media
from aggregator.normalize.pictures import Picture

FEED = FeedContext(feed="f", url="https://example.com/feed", link="https://example.com/")


def found(*raws: RawMedia, pictures: tuple[Picture, ...] = ()) -> tuple[Media, ...]:
    """The media of an entry with these elements and pictures."""
    return media(RawEntry(position=0, media=raws), FEED, pictures, "https://example.com/post/")


def raw(element: str, url: str, **fields: Any) -> RawMedia:
    """One media element."""
    return RawMedia(element=element, url=url, **fields)


def test_enclosure() -> None:
    """An enclosure's numbers become ints, its duration seconds."""
    got = found(raw("enclosure", "/a.mp3", type="Audio/MPEG; x=1", length="1234", duration="1:02:03"))

    assert (
        Media(
            url="https://example.com/a.mp3",
            type="audio/mpeg",
            medium="audio",
            length=1234,
            duration_s=3723,
            role="enclosure",
        ),
    ) == got


def test_no_repeats() -> None:
    """One address is one medium; a later mention adds what the first did not say."""
    got = found(
        raw("enclosure", "https://example.com/a.jpg", type="image/jpeg"),
        raw("media:content", "http://example.com/a.jpg", width="640", type="image/png", credit="A &amp; B"),
        pictures=(Picture(src="/a.jpg", height=480),),
    )

    want = Media(
        url="https://example.com/a.jpg",
        type="image/jpeg",
        medium="image",
        width=640,
        height=480,
        credit="A & B",
        role="enclosure",
    )
    assert (want,) == got


def test_roles() -> None:
    """Each element has its role; a thumbnail is an image by definition, a player what it says."""
    got = found(
        raw("media:content", "/v.mp4", medium="video"),
        raw("media:thumbnail", "/t.jpg"),
        raw("itunes:image", "/i.jpg"),
        raw("json:image", "/j.jpg"),
        raw("media:player", "/player"),
    )

    assert ["content", "thumbnail", "thumbnail", "image", "content"] == [one.role for one in got]
    assert ["video", "image", "image", "image", None] == [one.medium for one in got]


def test_pictures_of_the_text() -> None:
    """The first ten pictures of a text are media; their addresses are relative to the text's base."""
    got = found(pictures=tuple(Picture(src=f"{n}.jpg") for n in range(15)))

    assert [f"https://example.com/post/{n}.jpg" for n in range(10)] == [one.url for one in got]
    assert {"image"} == {one.role for one in got}


def test_signs_and_avatars() -> None:
    """Stars and bullets of a text, and the picture of its author, are no media of the entry."""
    signs = (Picture(src="star.gif", width=11, height=11), Picture(src="https://0.gravatar.com/avatar/ab?s=50"))

    assert () == found(raw("media:content", "https://1.gravatar.com/avatar/cd?d=identicon"), pictures=signs)


def test_page_as_picture() -> None:
    """An `<image>` that names the entry's page is no picture; a player may be on that page."""
    page = "https://example.com/watch?v=1"
    raws = (raw("image", page), raw("media:player", page))
    entry = RawEntry(position=0, links=(RawLink(href=page, element="link"),), media=raws)

    assert [("content", page)] == [(one.role, one.url) for one in media(entry, FEED, (), FEED.url)]


def test_stronger_role() -> None:
    """A medium named as thumbnail and as enclosure is an enclosure."""
    got = found(raw("media:thumbnail", "/a.jpg", width="75"), raw("enclosure", "/a.jpg", type="image/jpeg"))

    assert [("enclosure", 75, "image/jpeg")] == [(one.role, one.width, one.type) for one in got]


def test_no_media() -> None:
    """Trackers, pixels and addresses that are not http(s) are no media."""
    assert () == found(
        raw("media:content", "https://ad.doubleclick.net/x.gif"),
        raw("media:content", "https://example.com/p.gif", width="1", height="1"),
        raw("enclosure", "javascript:alert(1)"),
        raw("enclosure", ""),
    )


INTEGERS = {"62": 62, " 7 ": 7, "0": 0, "12,345": None, "-1": None, "1.5": None, "many": None, "": None, None: None}


@pytest.mark.parametrize(("value", "number"), INTEGERS.items())
def test_integer(value: str | None, number: int | None) -> None:
    """A count is a count or nothing."""
    assert number == integer(value)


DURATIONS = {
    "62": 62,
    "62.9": 62,
    "62:30": 3750,
    "1:02:03": 3723,
    "00:05:09": 309,
    "npt:1:02:03.5": 3723,
    "PT1H2M3S": 3723,
    "PT45M": 2700,
    "1h 5m": 3900,
    "28 min": 1680,
    "45:00 min": 2700,
    "1 Std. 5 Min.": 3900,
    "3'20\"": 200,
    "1時間5分": 3900,
    "P0DT0H5M0S": 300,
    "12:34,5": 754,
    "1,234": None,
    "5 min 30": None,
    "1:30 PM": None,
    "1:02:03:04": None,
    "90000000": None,
    "0": None,
    "00:00": None,
    "1:75": None,
    "1:75:00": None,
    "PT": None,
    "soon": None,
    "": None,
    None: None,
}


@pytest.mark.parametrize(("value", "seconds"), DURATIONS.items())
def test_duration(value: str | None, seconds: int | None) -> None:
    """Durations of every spelling are seconds; 0 and nonsense are unknown."""
    assert seconds == duration(value)
