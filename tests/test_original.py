"""Which copy is the original, and what role that leaves to the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedupe.fingerprint import features
from aggregator.dedupe.original import original, precedes, role
from aggregator.model import Article, DateSource, DuplicateMode, Features, Standing

NOW = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
TO_THE_SECOND = DateSource(raw="2026-03-02T09:15:07Z", element="published", precision="second", zone="explicit")
TO_THE_DAY = DateSource(raw="March 2, 2026", element="pubDate", precision="day", zone="assumed")
MIDNIGHT = DateSource(raw="Mon, 02 Mar 2026 00:00:00 GMT", element="pubDate", precision="second", zone="explicit")


def member(name: str, *, hours: float = 0, seen: float = 9, **fields: object) -> Standing:
    """A member of a group: an entry of a site of its own, published *hours* and seen *seen* after nine."""
    at = NOW + hours * HOUR
    plain = Standing(
        article_id=name, url=f"https://{name}.test/pages/1", source_url=None, feed_url=f"https://feeds.{name}.test/rss",
        feed_link=f"https://{name}.test/", published_at=at, date_source=TO_THE_SECOND, effective_at=at,
        first_seen_at=NOW + seen * HOUR, words=500,
    )  # fmt: skip
    return replace(plain, **fields)  # type: ignore[arg-type]


WIRE = member("wire")
DATELESS = {"published_at": None, "date_source": None, "effective_at": NOW}
CASES: list[tuple[str, Standing, Standing, str]] = [
    ("named as source", WIRE, member("planet", hours=-2, source_url="https://wire.test/feed"), "own_site"),
    ("linked from elsewhere", WIRE, member("links", hours=-2, url="https://wire.test/pages/1"), "own_site"),
    ("source nobody polls", WIRE, member("planet", hours=-2, source_url="https://far.test/"), "no_foreign_source"),
    ("earlier", WIRE, member("gazette", hours=1), "earlier"),
    ("seen before the other's date", member("wire", seen=1, **DATELESS), member("gazette", hours=2), "earlier"),
    ("day before", replace(WIRE, date_source=TO_THE_DAY), member("gazette", hours=15, seen=20), "earlier"),
    ("longer", replace(WIRE, words=600), member("gazette"), "longer"),
    ("day alone: longer", replace(WIRE, words=600), member("gazette", hours=-9, date_source=TO_THE_DAY), "longer"),
    ("midnight: longer", replace(WIRE, words=600), member("gazette", hours=-9, date_source=MIDNIGHT), "longer"),
    ("dated ahead of its poll", WIRE, member("gazette", hours=2, seen=1), "earlier"),
]


@pytest.mark.parametrize(("first", "second", "reason"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_original(first: Standing, second: Standing, reason: str) -> None:
    """The original is told by site, then date, then length; the other way round nothing moves."""
    assert (reason, None) == (precedes(first, second), precedes(second, first))


def test_equals() -> None:
    """Of two that nothing tells apart the one that was the original stays it."""
    assert None is precedes(WIRE, member("gazette"))
    assert None is precedes(member("gazette"), WIRE)


def test_publisher_of_two_domains() -> None:
    """A publisher whose pages stand on another domain than his feed does not yield to a later copy for that."""
    broadcaster = member("bbci", url="https://bbc.test/news/1")

    assert "earlier" == precedes(broadcaster, member("portal", hours=3))


def test_original_of_many() -> None:
    """Among many the best one wins, whatever their order."""
    members = [member("a", hours=3), member("b", hours=1), WIRE, member("c", source_url="https://far.test/")]

    assert {"wire"} == {original(order).article_id for order in (members, members[::-1], members[2:] + members[:2])}


sites = st.sampled_from(["https://a.test/1", "https://b.test/1", "https://c.test/1", None])
standings = st.builds(
    member,
    st.sampled_from("abc"),
    hours=st.integers(-30, 30),
    url=sites,
    source_url=sites,
    words=st.integers(0, 3),
    date_source=st.sampled_from([TO_THE_SECOND, TO_THE_DAY, MIDNIGHT, None]),
)


@given(standings, standings)
def test_never_both(first: Standing, second: Standing) -> None:
    """Of two articles at most one precedes the other: an original never moves back and forth between them."""
    assert not (precedes(first, second) and precedes(second, first))


# ---------------------------------------------------------------------------------------------
# Roles
# ---------------------------------------------------------------------------------------------

TEXT = " ".join(f"The {ordinal} sentence of the piece tells of boat {ordinal} and of the weather on its way home."
                for ordinal in "first second third fourth fifth sixth seventh eighth ninth tenth".split())  # fmt: skip


def piece(text: str | None, title: str = "Ten boats came home") -> Features:
    """The features of an article with this text."""
    article = Article(
        id="x", feed="f", guid="x", title=title, text=text, effective_at=NOW, first_seen_at=NOW, last_seen_at=NOW
    )
    return features(article, DuplicateMode.DEFAULT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEXT, "syndicated"),
        (TEXT.replace("boat", "BOAT").replace(" - ", " — "), "syndicated"),
        (TEXT[:120], "syndicated"),
        (None, "syndicated"),
        (TEXT[:600], "revised copy"),
        (f"{TEXT} Our own reporter adds that the eleventh boat is still out at sea and nobody has heard of it.",
         "revised copy"),
        (TEXT.replace("weather", "storm").replace("tells", "speaks"), "revised copy"),
    ],
)  # fmt: skip
def test_roles(text: str | None, expected: str) -> None:
    """A copy is syndicated where it has the text word for word, and revised where an editor had a hand in it."""
    assert expected == role(piece(text, "Another headline"), piece(TEXT))
