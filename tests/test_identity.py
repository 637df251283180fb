"""Is it an entry this feed has brought before, and has it changed?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from identities import DAY, LOCAL, NOW, OWN_GUID, entry, judge, judged, page, stored

from aggregator.dedupe import identity
from aggregator.model import (
    Author,
    Category,
    EntryKeys,
    Media,
    New,
    Revision,
    Unchanged,
    Verdict,
)

# ---------------------------------------------------------------------------------------------
# Which entry is it?
# ---------------------------------------------------------------------------------------------


def test_unknown_guid_is_new() -> None:
    """An entry whose guid the feed has not used before is new, whatever else it shares."""
    before = stored(entry("tag:0", title="Another piece", published_at=NOW - DAY))

    assert New() == judged(entry(), before)


def test_known_guid_is_unchanged() -> None:
    """An entry that comes again as it was is not new."""
    assert Unchanged(of="stored tag:1", reason="same") == judged(entry(), stored(entry()))


def test_guid_decides_over_url() -> None:
    """An entry keeps its identity by its guid when its page moves."""
    moved = entry(url="https://a.test/moved", canonical_url="https://a.test/moved")

    assert Revision(of="stored tag:1", changed=("url",)) == judged(moved, stored(entry()))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("http://a.test/1", "https://a.test/1"),
        ("https://www.a.test/1", "https://a.test/1"),
        ("https://a.test/1/", "https://a.test/1"),
        ("http://WWW.A.test/1/", "https://a.test/1"),
        ("https://a.test/1?PHPSESSID=0a1b2c3d4e5f6071", "https://a.test/1?PHPSESSID=f9e8d7c6b5a49382"),
        ("https://a.test/1;jsessionid=0A1B2C", "https://a.test/1;jsessionid=9F8E7D"),
        ("https://a.test/1?sid=0a1b2c3d4e5f60718293", "https://a.test/1"),
        ("https://a.test/1?utm_source=rss", "https://a.test/1?utm_source=atom"),
        ("https://a.test/1#0", "https://a.test/1#3"),
    ],
)
def test_guid_address_may_change_its_spelling(before: str, after: str) -> None:
    """A site that moves to https, drops `www.` or a trailing slash in its guids does not publish everything anew."""
    assert Unchanged(of=f"stored {before}") == judged(page(1, after), stored(page(1, before)))


def test_guid_path_keeps_its_case() -> None:
    """Paths are case-sensitive: lower-casing whole addresses would make one entry of two."""
    assert identity.keys(page(1, "https://a.test/Ab")).alias != identity.keys(page(1, "https://a.test/ab")).alias


def test_guid_that_is_no_address_has_no_alias() -> None:
    """Only web addresses have another spelling."""
    assert identity.keys(entry("tag:a.test,2026:1")).alias is None


def test_missing_guid_falls_back_to_the_page() -> None:
    """Where the guid is ours (the entry has none), the entry is the one stored for its page."""
    was = page(1, "https://a.test/old-guid")
    comes = page(1, "hash:9", title="Another headline", published_at=NOW + DAY, repairs=OWN_GUID)
    got = judged(comes, stored(was))

    assert Revision(of="stored https://a.test/old-guid", changed=("title", "published_at")) == got


def test_missing_guid_and_page_fall_back_to_title_and_day() -> None:
    """Where neither guid nor page say it, the title on its day does."""
    bare = {"url": None, "canonical_url": None, "repairs": OWN_GUID}
    was = entry("hash:1", text="The harbour reopened.", **bare)
    comes = entry("hash:2", text="The harbour reopened on Monday.", **bare)

    assert Revision(of="stored hash:1", changed=("text",)) == judged(comes, stored(was))


def test_good_guid_is_not_overruled_by_its_title() -> None:
    """A daily title under a new guid is a new entry, however often it comes."""
    bare = {"url": None, "canonical_url": None, "title": "Morning briefing"}

    assert New() == judged(entry("tag:2", **bare), stored(entry("tag:1", **bare)))


def test_home_page_links_name_no_entry() -> None:
    """A feed whose entries all link to one page has as many entries as it has guids."""
    home = {"url": "https://a.test/", "canonical_url": "https://a.test/", "repairs": OWN_GUID}
    known = [stored(entry(f"old:{n}", title=f"Old {n}", **home)) for n in range(3)]
    fresh = [entry(f"new:{n}", title=f"New {n}", **home) for n in range(3)]

    assert (New(), New(), New()) == judge(fresh, known)


def test_page_of_two_entries_in_the_document_names_none() -> None:
    """A page is not asked when two entries of the document link to it."""
    known = stored(page(1, "hash:0"))
    fresh = [page(1, f"hash:{n}", title=f"Part {n} of the night", repairs=OWN_GUID) for n in (1, 2)]

    assert (New(), New()) == judge(fresh, [known])


def test_two_entries_never_become_one() -> None:
    """Two entries of one document are never the same stored article; the first with the guid is it."""
    same = entry()
    got = judge([same, same], [stored(same)])

    assert (Unchanged(of="stored tag:1"), New()) == got


def test_two_guids_of_one_stored_article() -> None:
    """An article that was once listed under two guids is the first of them; the other entry is new."""
    known = stored(entry("tag:1"))
    alias = replace(known, keys=identity.keys(entry("tag:2")))
    got = judge([entry("tag:1"), page(2, "tag:2")], [known, alias])

    assert (Unchanged(of="stored tag:1"), New()) == got


def test_new_guid_for_the_same_words_at_the_same_time() -> None:
    """One entry that comes back under a new guid, with its page, time and title, is the same entry."""
    assert Unchanged(of="stored tag:1") == judged(page(1, "tag:new"), stored(page(1, "tag:1")))


def test_new_guid_on_a_known_page_with_other_words_is_new() -> None:
    """A show's page that every episode links to is not an entry."""
    episode = page(1, "tag:new", title="Episode 2", text="Other words.", published_at=NOW + DAY)

    assert New() == judged(episode, stored(page(1, "tag:1")))


# ---------------------------------------------------------------------------------------------
# Has it changed?
# ---------------------------------------------------------------------------------------------

EDITS: list[tuple[dict[str, object], str]] = [
    ({"title": "Harbour reopens after the storm"}, "title"),
    ({"summary": "Ferries run again on Tuesday."}, "summary"),
    ({"summary": None}, "summary"),
    ({"text": "The harbour reopened on Tuesday.\n\nFerries run again."}, "text"),
    ({"canonical_url": "https://a.test/2026/harbour-reopens"}, "url"),
    ({"authors": (Author(name="Ines Moreau"), Author(name="Tom Reyes"))}, "byline"),
    ({"agencies": ("Reuters",)}, "byline"),
    ({"published_at": NOW + DAY}, "published_at"),
    ({"categories": (LOCAL,)}, "categories"),
    ({"media": (Media(url="https://a.test/img/ferry.jpg"),)}, "media"),
]


@pytest.mark.parametrize(("changed", "field"), EDITS)
def test_edit_is_a_revision(changed: dict[str, object], field: str) -> None:
    """An edited entry is a revision that names the fields that changed."""
    assert Revision(of="stored tag:1", changed=(field,)) == judged(entry(**changed), stored(entry()))


NOISE: list[tuple[dict[str, object], dict[str, object]]] = [
    ({"text": "The harbour  reopened.\n\nFerries run."}, {"text": "The harbour reopened.\nFerries run. "}),
    ({"summary": "Ferries run. 12 comments"}, {"summary": "Ferries run. 1,340 comments"}),
    ({"summary": "3 min read · Ferries run"}, {"summary": "4 min read · Ferries run"}),
    ({"summary": "Points: 12 # Comments: 3"}, {"summary": "Points: 57 # Comments: 41"}),
    ({"summary": "5 hours ago – Ferries run"}, {"summary": "6 hours ago – Ferries run"}),
    ({"summary": "vor 5 Minuten: Fähren fahren"}, {"summary": "vor 12 Minuten: Fähren fahren"}),
    ({"summary": "il y a 2 heures, les ferrys"}, {"summary": "il y a 3 heures, les ferrys"}),
    ({"summary": "5 小时前 港口"}, {"summary": "6 小时前 港口"}),
    ({"title": "Harbour’s “new” quay – open"}, {"title": "Harbour's \"new\" quay - open"}),
    ({"text": "See https://b.test/x?utm_source=rss now"}, {"text": "See https://b.test/x?utm_source=mail now"}),
    ({"updated_at": NOW}, {"updated_at": NOW + DAY}),
    ({"comments_count": 3}, {"comments_count": 4}),
    ({"categories": (LOCAL, Category(label="Sea"))}, {"categories": (Category(label="sea"), LOCAL)}),
    ({"media": (Media(url="https://a.test/i/h-300x200.jpg?v=1"),)}, {"media": (Media(url="https://a.test/i/h-1200x800.jpg?v=2"),)}),
    ({"media": (Media(url="https://a.test/w_640/h.jpg"),)}, {"media": (Media(url="https://a.test/w_1280/h.jpg"),)}),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), NOISE)
def test_noise_is_no_revision(before: dict[str, object], after: dict[str, object]) -> None:
    """Blanks, counters, ages, tracking, spelling and picture sizes come and go without making a revision."""
    assert Unchanged(of="stored tag:1", reason="noise") == judged(entry(**after), stored(entry(**before)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The firm sold 12,000 shares", "The firm sold 15,000 shares"),
        ("The bridge is 5 hours away", "The bridge is 6 hours away"),
        ("He scored 12 points", "He scored 21 points"),
        ("Room 12", "Room 13"),
    ],
)
def test_number_in_a_sentence_is_no_counter(before: str, after: str) -> None:
    """A number that is not a counter is content."""
    got = judged(entry(text=after), stored(entry(text=before)))

    assert Revision(of="stored tag:1", changed=("text",)) == got


def test_picture_named_by_its_query_is_kept_apart() -> None:
    """A picture whose path names no file is told by its query."""
    before, after = ((Media(url=f"https://a.test/image?id={n}"),) for n in (1, 2))
    got = judged(entry(media=after), stored(entry(media=before)))

    assert Revision(of="stored tag:1", changed=("media",)) == got


def test_purged_entry_does_not_come_back() -> None:
    """What retention removed stays removed, edited or not."""
    got = judged(entry(title="Harbour closes again"), stored(entry(), purged=True))

    assert Unchanged(of="stored tag:1", reason="purged") == got


@pytest.mark.parametrize(
    ("today", "expected"),
    [(23, Revision(of="stored tag:1", changed=("title",))), (24, Unchanged(of="stored tag:1", reason="storm"))],
)
def test_update_storm_is_capped(today: int, expected: Verdict) -> None:
    """From 24 revisions in a day on, an entry's further edits are not stored."""
    assert expected == judged(entry(title="Harbour opens"), stored(entry(), revisions_today=today))


def test_field_without_stored_digest_has_not_changed() -> None:
    """A field that older rules kept no digest of is not called changed."""
    known = stored(entry())
    older = replace(known, digests=replace(known.digests, media=None))

    assert Unchanged(of="stored tag:1", reason="noise") != judged(entry(media=()), known)
    assert Unchanged(of="stored tag:1", reason="noise") == judged(entry(media=()), older)


def test_keys_are_sixteen_bytes() -> None:
    """Every key is a 16-byte digest; what the article does not have is None."""
    full = identity.keys(entry("https://a.test/1"))
    bare = identity.keys(entry("x", canonical_url=None, published_at=None))

    assert {16} == {len(key) for key in (full.guid, full.alias, full.url, full.title) if key is not None}
    assert EntryKeys(guid=bare.guid) == bare


def test_page_key_ignores_scheme_and_tracking() -> None:
    """http or https, a trailing slash and tracking parameters do not make another page."""
    plain = identity.keys(entry(canonical_url="https://a.test/x"))
    noisy = identity.keys(entry(canonical_url="http://www.a.test/x/?utm_source=rss"))

    assert plain.url == noisy.url
