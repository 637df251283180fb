"""Where an entry is: points, and lines and areas as GeoJSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aggregator.model import Found, Geo, GeoPoint, GeoShape, RawEntry, RawText, Repair

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})")
_POINTS = frozenset({"georss:point", "gml:pos"})
_LINES = frozenset({"georss:line", "gml:posList"})
_AREAS = frozenset({"georss:polygon", "gml:posList"})
_VERTICES = 2_000

Position = tuple[float, float]
"""(lat, lon) as GeoRSS writes them; GeoJSON has them the other way round."""


def geo(entry: RawEntry) -> Found[Geo]:
    """Return the first point of an entry (georss:point, gml:pos, geo:lat with geo:long), else its line, polygon or box.

    GeoRSS and GML write "lat lon" in WGS 84. Half a pair, an odd number of numbers or a value off the globe is nothing;
    `0 0` is a placeholder in all feeds that have it: a repair, and None.
    """
    if not entry.geo:
        return Found()
    repairs: list[Repair] = []
    for point in _points(entry.geo):
        if point != (0.0, 0.0):
            return Found(value=GeoPoint(lat=point[0], lon=point[1]), repairs=tuple(repairs))
        repairs = [Repair(field="geo", code="placeholder", detail="0 0")]
    shapes = (shape for raw in (*entry.geo, *_envelope(entry.geo)) if (shape := _shape(raw)) is not None)
    return Found(value=next(shapes, None), repairs=tuple(repairs))


def _points(raws: Sequence[RawText]) -> list[Position]:
    points = [found[0] for raw in raws if raw.element in _POINTS and len(found := positions(raw.value)) == 1]
    lat, lon = (_first(raws, element) for element in ("geo:lat", "geo:long"))
    # Each is one number: a comma in it is a decimal comma, not a second number.
    pair = positions(f"{lat.strip()} {lon.strip()}".replace(",", ".")) if lat and lon else ()
    pair = pair if len(pair) == 1 else ()
    return [*points, *pair]


def _first(raws: Sequence[RawText], element: str) -> str | None:
    return next((raw.value for raw in raws if raw.element == element), None)


def positions(value: str) -> tuple[Position, ...]:
    """Return the positions in `lat lon lat lon …`; empty when one of them cannot be."""
    parts = value.replace(",", " ").split(None, 2 * _VERTICES)
    if not parts or len(parts) % 2 or not all(_NUMBER.fullmatch(part) for part in parts):
        return ()
    numbers = [float(part) for part in parts]
    found = tuple(zip(numbers[::2], numbers[1::2], strict=True))
    return found if all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in found) else ()


def _envelope(raws: Sequence[RawText]) -> Iterator[RawText]:
    """The box that GML writes in two corners."""
    lower, upper = _first(raws, "gml:lowerCorner"), _first(raws, "gml:upperCorner")
    if lower and upper:
        yield RawText(element="georss:box", value=f"{lower} {upper}")


def _shape(raw: RawText) -> GeoShape | None:
    """A ring that is not closed is closed when it is called a polygon; a gml:posList is what it looks like."""
    found = positions(raw.value)
    ring = found[0] == found[-1] if found else False
    if raw.element in _AREAS and len(set(found)) > 2 and (ring or raw.element not in _LINES):
        return GeoShape(type="Polygon", coordinates=(_turned(found if ring else (*found, found[0])),))
    if raw.element in _LINES and len(found) > 1:
        return GeoShape(type="LineString", coordinates=_turned(found))
    if raw.element == "georss:box" and len(found) == 2:
        (south, west), (north, east) = sorted(found) if found[0][0] > found[1][0] else found
        corners = ((south, west), (south, east), (north, east), (north, west), (south, west))
        return GeoShape(type="Polygon", coordinates=(_turned(corners),))
    return None


def _turned(found: Sequence[Position]) -> tuple[Position, ...]:
    return tuple((lon, lat) for lat, lon in found)
