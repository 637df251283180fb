"""Guids: every entry of a document gets one of its own, and ids are stable."""

from __future__ import annotations

from dataclasses import replace

from aggregator.model import FeedContext, Found, RawEntry, RawLink, RawText, Repair
from aggregator.normalize.guid import article_id, guids

FEED = FeedContext(feed="daily", url="https://daily.example/feed.xml")


def entry(guid: str | None = None, link: str | None = None, title: str = "River") -> RawEntry:
    """An entry with these elements."""
    return RawEntry(
        position=0,
        guid=RawText(element="guid", value=guid) if guid is not None else None,
        guid_is_permalink=False,
        titles=(RawText(element="title", value=title),),
        links=(RawLink(element="link", href=link),) if link else (),
    )


def values(*entries: RawEntry) -> list[str | None]:
    """The guids of a document."""
    return [found.value for found in guids(entries, FEED)]


def test_own_guid() -> None:
    """The publisher's guid is kept, trimmed, in its own case."""
    assert (Found(value="Ab-1"),) == guids([entry(" Ab-1\n", "https://daily.example/1")], FEED)


def test_link_stands_in() -> None:
    """Without a guid the link stands in, and that is told."""
    repair = Repair(field="guid", code="guid_missing", detail="link")

    assert (Found(value="https://daily.example/1", repairs=(repair,)),) == guids(
        [entry(None, "https://daily.example/1")], FEED
    )


def test_hash_stands_in() -> None:
    """Without guid and link a hash of title, date and text stands in; other words, other hash."""
    (first,), (second,), (other,) = (guids([entry("", title=title)], FEED) for title in ("River", "River", "Sea"))

    assert (Repair(field="guid", code="guid_missing", detail="hash"),) == first.repairs
    assert first.value == second.value
    assert first.value != other.value


def test_shared_home_page_is_no_guid() -> None:
    """Entries without guids that all link to one page are told apart by their words, the first like the others."""
    home = "https://daily.example/"
    found = values(entry(None, home, "River"), entry(None, home, "Sea"))

    assert 2 == len(set(found))
    assert home not in found


def test_repeated_guid() -> None:
    """Of entries with one guid the first keeps it, the next has guid and link."""
    found = guids([entry("1", "https://daily.example/a"), entry("1", "https://daily.example/b", "Sea")], FEED)

    assert "1" == found[0].value
    assert (
        Found(value="1|https://daily.example/b", repairs=(Repair(field="guid", code="guid_repeated", detail="1"),))
        == found[1]
    )


def test_repeated_guid_and_link() -> None:
    """Where the link repeats too, the words tell the entries apart, wherever they stand."""
    link = "https://daily.example/a"
    first, second, third = entry("1", link, "River"), entry("1", link, "Sea"), entry("1", link, "Hill")

    assert values(first, second, third)[2] != values(first, second, third)[1]
    assert values(first, entry("2"), second, third)[2:] == values(first, second, third)[1:]


def test_verbatim_copies_still_differ() -> None:
    """No two entries of a document have the same guid, not even verbatim copies."""
    copies = [replace(entry("1", "https://daily.example/a"), position=position) for position in range(5)]

    assert 5 == len(set(values(*copies)))


def test_article_id() -> None:
    """An id depends on feed and guid alone, is 26 characters long and fit for URLs."""
    found = article_id("daily", "1")

    assert "bflgub7mbx2xnbxbafrz7o2hl4" == found
    assert 26 == len(found)
    assert len({found, article_id("daily", "2"), article_id("weekly", "1"), article_id("dail", "y1")}) == 4


def test_guid_of_all_names_nobody() -> None:
    """A guid that most entries share names none of them: a new entry on top is no edit of the one below."""
    before = [entry("0", f"https://daily.example/{number}") for number in (1, 2, 3)]
    after = [entry("0", "https://daily.example/4"), *before]

    assert [f"0|https://daily.example/{number}" for number in (1, 2, 3)] == values(*before)
    assert values(*before) == values(*after)[1:]
