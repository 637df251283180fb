"""Rights, licences, places, comments, sources and counts."""

from __future__ import annotations

import pytest

from aggregator.model import FeedContext, Geo, GeoPoint, GeoShape, RawEntry, RawLink, RawSource, RawText, Repair, Source
from aggregator.normalize.comments import comments_count, comments_url
from aggregator.normalize.counts import reading_minutes, word_count
from aggregator.normalize.geo import geo
from aggregator.normalize.rights import license_id, rights, spdx
from aggregator.normalize.sources import source

FEED = FeedContext(feed="f", url="https://example.com/feed", link="https://example.com/")


def texts(*pairs: tuple[str, str]) -> tuple[RawText, ...]:
    """Elements as (name, value)."""
    return tuple(RawText(element=element, value=value) for element, value in pairs)


def test_rights() -> None:
    """dc:rights comes first; an entry without rights has its feed's."""
    own = RawEntry(position=0, rights=texts(("copyright", "B"), ("dc:rights", "&#169; <b>A</b>")))
    feed = FeedContext(feed="f", url="https://example.com/feed", rights=texts(("copyright", "Feed")))

    assert "© A" == rights(own, feed)
    assert "Feed" == rights(RawEntry(position=0), feed)
    assert rights(RawEntry(position=0), FEED) is None


LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "CC-BY-4.0",
    "http://creativecommons.org/licenses/by-nc-sa/2.5/": "CC-BY-NC-SA-2.5",
    "https://creativecommons.org/licenses/by-sa/4.0/deed.de": "CC-BY-SA-4.0",
    "http://creativecommons.org/licenses/by/3.0/us/": "CC-BY-3.0-US",
    "http://creativecommons.org/licenses/by/3.0/br/": None,
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0-1.0",
    "https://www.gnu.org/licenses/fdl-1.3.html": "GFDL-1.3-only",
    "CC BY-SA 4.0": "CC-BY-SA-4.0",
    "MIT": "MIT",
    "creativecommons.org/licenses/by/4.0": "CC-BY-4.0",
    "//creativecommons.org/licenses/by/4.0/": "CC-BY-4.0",
    "https://spdx.org/licenses/CC-BY-4.0.html": "CC-BY-4.0",
    "Creative Commons Attribution-ShareAlike 4.0 International": "CC-BY-SA-4.0",
    "Creative Commons - Attribution, Noncommercial, No Derivative Works 3.0 License.": "CC-BY-NC-ND-3.0",
    "This work is licensed under a Creative Commons Attribution 4.0 International License.": "CC-BY-4.0",
    "Open Government Licence v3.0": "OGL-UK-3.0",
    "gpl-3.0-only": "GPL-3.0-only",
    "CC BY-ND-SA 4.0": None,
    "creative commons attribution": None,
    "Licensed under CC BY-NC-SA 4.0, photos excluded": None,
    "all rights reserved": None,
    "http://creativecommons.org/licenses/by/9.9/": None,
}


@pytest.mark.parametrize(("value", "known"), LICENCES.items())
def test_spdx(value: str, known: str | None) -> None:
    """Known licences have their SPDX id; versions that SPDX does not list have none."""
    assert known == spdx(value)


def test_license() -> None:
    """An unknown licence is its address; a statement of rights is a licence only when it is nothing else."""
    unknown = RawEntry(position=0, rights=texts(("cc:license", "https://example.com/terms")))
    stated = RawEntry(position=0, rights=texts(("dc:rights", "https://creativecommons.org/licenses/by/4.0/")))
    prose = RawEntry(position=0, rights=texts(("dc:rights", "see https://creativecommons.org/licenses/by/4.0/")))

    assert "https://example.com/terms" == license_id(unknown, FEED)
    assert "CC-BY-4.0" == license_id(stated, FEED)
    assert license_id(prose, FEED) is None


PLACES: dict[tuple[tuple[str, str], ...], Geo | None] = {
    (("geo:lat", "52,5"), ("geo:long", "13,4")): GeoPoint(lat=52.5, lon=13.4),
    (("geo:lat", "52.5 13.4"), ("geo:long", "1 2")): None,
    (("georss:box", "43 -71 42 -72"),): GeoShape(
        type="Polygon", coordinates=(((-72.0, 42.0), (-71.0, 42.0), (-71.0, 43.0), (-72.0, 43.0), (-72.0, 42.0)),)
    ),
    (("georss:point", "45.256 -71.92"),): GeoPoint(lat=45.256, lon=-71.92),
    (("georss:point", "45.256,-71.92"),): GeoPoint(lat=45.256, lon=-71.92),
    (("geo:long", "-71.92"), ("geo:lat", "45.256")): GeoPoint(lat=45.256, lon=-71.92),
    (("geo:lat", "45.256"),): None,
    (("georss:point", "95 10"),): None,
    (("georss:point", "45.256"),): None,
    (("georss:point", "nan inf"),): None,
    (("georss:line", "1 2 3 4"),): GeoShape(type="LineString", coordinates=((2.0, 1.0), (4.0, 3.0))),
    (("georss:polygon", "1 2 3 4 5 0"),): GeoShape(
        type="Polygon", coordinates=(((2.0, 1.0), (4.0, 3.0), (0.0, 5.0), (2.0, 1.0)),)
    ),
    (("georss:box", "1 2 3 4"),): GeoShape(
        type="Polygon", coordinates=(((2.0, 1.0), (4.0, 1.0), (4.0, 3.0), (2.0, 3.0), (2.0, 1.0)),)
    ),
    (("gml:lowerCorner", "1 2"), ("gml:upperCorner", "3 4")): GeoShape(
        type="Polygon", coordinates=(((2.0, 1.0), (4.0, 1.0), (4.0, 3.0), (2.0, 3.0), (2.0, 1.0)),)
    ),
    (("gml:posList", "1 2 3 4"),): GeoShape(type="LineString", coordinates=((2.0, 1.0), (4.0, 3.0))),
    (): None,
}


@pytest.mark.parametrize(("raw", "place"), PLACES.items())
def test_geo(raw: tuple[tuple[str, str], ...], place: Geo | None) -> None:
    """Points are latitude and longitude, shapes GeoJSON with longitude first; half a pair is nothing."""
    assert place == geo(RawEntry(position=0, geo=texts(*raw))).value


def test_null_island() -> None:
    """0 0 is what software writes that knows no place."""
    got = geo(RawEntry(position=0, geo=texts(("georss:point", "0 0"))))

    assert (None, (Repair(field="geo", code="placeholder", detail="0 0"),)) == (got.value, got.repairs)


def test_comments() -> None:
    """The comments' page is <comments> or a link rel=replies to HTML, not their feed."""
    rss = RawEntry(position=0, comments=texts(("wfw:commentRss", "/feed"), ("comments", "/post#comments")))
    replies = RawLink(element="atom:link", href="/replies", rel="replies", type="text/html")
    feed_only = RawLink(element="atom:link", href="/replies.xml", rel="replies", type="application/atom+xml")

    assert "https://example.com/post#comments" == comments_url(rss, FEED)
    assert "https://example.com/replies" == comments_url(RawEntry(position=0, links=(feed_only, replies)), FEED)
    assert comments_url(RawEntry(position=0, links=(feed_only,)), FEED) is None


def test_comments_count() -> None:
    """The number of comments is a count or nothing; 0 is a count."""
    assert 0 == comments_count(RawEntry(position=0, comments=texts(("slash:comments", "0"))))
    assert 7 == comments_count(RawEntry(position=0, comments=texts(("slash:comments", "x"), ("thr:total", "7"))))
    assert comments_count(RawEntry(position=0, comments=texts(("slash:comments", "-3")))) is None


def test_source_that_is_the_entry() -> None:
    """A source with the entry's own title is no publisher."""
    raw = RawSource(element="source", title="Ferries stop", url="https://forum.example.com/t/5")

    assert source(RawEntry(position=0, source=raw), FEED, "Ferries stop") is None


def test_rights_in_mojibake() -> None:
    """Rights are mended like any text."""
    statement = RawText(element="copyright", value="Droits rÃ©servÃ©s &amp; plus")

    assert "Droits réservés & plus" == rights(RawEntry(position=0, rights=(statement,)), FEED)


def test_source() -> None:
    """The publisher is title and address; an id stands for the address when it is one."""
    named = RawSource(element="source", title="A &amp; B", url="https://a.example/rss")
    by_id = RawSource(element="atom:source", title=" ", id="https://b.example/")
    nothing = RawSource(element="atom:source", id="urn:uuid:1")

    assert Source(title="A & B", url="https://a.example/rss") == source(RawEntry(position=0, source=named), FEED)
    assert Source(title=None, url="https://b.example/") == source(RawEntry(position=0, source=by_id), FEED)
    assert source(RawEntry(position=0, source=nothing), FEED) is None


COUNTS = {
    None: (0, 0),
    "one two – three": (3, 1),
    "word " * 221: (221, 2),
    "日本語の文章です。": (8, 1),
    "iPhone を買った": (5, 1),
    "字" * 501: (501, 2),
}


@pytest.mark.parametrize(("text", "numbers"), COUNTS.items())
def test_counts(text: str | None, numbers: tuple[int, int]) -> None:
    """Words are runs with a letter or digit, Chinese and Japanese count by character; a minute begun is a minute."""
    assert numbers == (word_count(text), reading_minutes(text))
