"""What only looks like a copy: instalments, forms, round-ups, background, reports of one event, walls."""

from __future__ import annotations

import pytest
from pieces import HOUR, NOW, SENTENCES, TEXT, TITLE, method, piece

from aggregator.dedupe.duplicate import judge
from aggregator.model import Original

FORM = (
    "{} said its net profit was {} million crowns in the quarter after {} million a year earlier, sales were "
    "{} million and the board proposes a dividend of {} crowns."
)
HINTS = "Stuck on today's puzzle? Here are hints, clues and the answer."
FORECAST = "Clouds in the morning, sun in the afternoon, light wind from the west."
NEWS = (
    "Good evening. The trains between Dorn and Lower Dorn stand still until Thursday, the railway said. The price of "
    "bread rises by a tenth. Pilots end their strike after eleven days and two rounds of talks. The zoo has a bear."
)
OLD = ". ".join(SENTENCES[4:7])
RESIGNED = (
    "Tom Reyes, who has led the Skerry museum for nine years, resigned on Friday in a quarrel over its till. "
    "He will stay until a successor is found. Visitors should notice nothing of it, he wrote to the museum's friends."
)
BLOWN = (
    "A gale tore the lantern away on Saturday night and threw it on the quay, where it sank a boat. No one was hurt. "
    "The museum stays closed for a week, and the coast guard asks Skerry fishermen to keep off the mole."
)

KEEPER = "keeper of the old Skerry lighthouse museum says she"

LOOKALIKES: list[tuple[str, dict[str, object], dict[str, object], str]] = [
    (
        "series by number",
        {"title": "Wordsmith puzzle #712: hints and answer", "text": HINTS},
        {"title": "Wordsmith puzzle #713: hints and answer", "text": HINTS},
        "series",
    ),
    (
        "series by weekday",
        {"title": "Weather in Elra for Monday", "text": FORECAST},
        {"title": "Weather in Elra for Tuesday", "text": FORECAST},
        "series",
    ),
    (
        "series by day",
        {"title": "Dispute over the straits, day 40: what we know", "text": TEXT},
        {
            "title": "Dispute over the straits, day 41: what we know",
            "text": f"{'. '.join(SENTENCES[4:])} Talks failed.",
        },
        "series",
    ),
    (
        "two firms, one form",
        {
            "title": "Dornbach Mills raises quarterly profit",
            "text": FORM.format("Dornbach Mills", "14.1", "12.9", "310", "2.10"),
        },
        {
            "title": "Skerry Foods quarterly profit falls",
            "text": FORM.format("Skerry Foods", "8.4", "9.9", "122", "1.00"),
        },
        "conflict",
    ),
    (
        "round-up",
        {"title": "Tower of Elra saved", "text": ". ".join(SENTENCES[:2])},
        {"title": "What you need to know this evening", "text": f"{NEWS} {'. '.join(SENTENCES[:2])}"},
        "round_up",
    ),
    (
        "newsletter that begins with it",
        {"title": "Tower of Elra saved", "text": ". ".join(SENTENCES[:2])},
        {"title": "Bakers are short of flour", "text": f"{'. '.join(SENTENCES[:2])}. {NEWS} {BLOWN}"},
        "round_up",
    ),
    (
        "a phrase in two reports",
        {"title": "Keeper of Skerry museum glad of spring", "text": f"Marta Oyelaran, {KEEPER} has counted. {NEWS}"},
        {"title": "Keeper of Skerry museum glad of winter's end", "text": f"The {KEEPER} is glad that it is over."},
        "too_little_in_common",
    ),
    (
        "background",
        {"title": "Director of the lighthouse museum resigns", "text": f"{OLD}. {RESIGNED}"},
        {"title": "Storm takes the lantern off the Skerry tower", "text": f"{BLOWN} {NEWS} {OLD}"},
        "background",
    ),
]


@pytest.mark.parametrize(
    ("one", "other", "reason"), [case[1:] for case in LOOKALIKES], ids=[case[0] for case in LOOKALIKES]
)
def test_lookalikes_stay_apart(one: dict[str, object], other: dict[str, object], reason: str) -> None:
    """Instalments, forms, round-ups and shared background are not copies."""
    assert Original(reason=reason) == judge(piece("second", hours=5, **other), [piece(**one)])


def test_daily_title_of_one_site() -> None:
    """A title that a site uses every day names no piece."""
    days = [
        piece(
            f"d{n}",
            feed="a",
            hours=24 * n,
            canonical_url=f"https://a.test/{n}/x",
            title="The morning briefing from Elra",
            text=None,
        )
        for n in range(3)
    ]
    got = judge(
        piece(
            "d3",
            feed="a",
            hours=72,
            canonical_url="https://a.test/3/x",
            title="The morning briefing from Elra",
            text=None,
        ),
        days,
    )

    assert Original(reason="serial_title") == got


def test_caption_under_other_titles_of_one_site() -> None:
    """A site's stock sentence under other titles is no piece."""
    stock = "Read all past editions of the noon report here and sign up to have it in your mailbox every day at noon."
    was = piece(feed="a", canonical_url="https://a.test/1/x", title="Noon report: a quarrel at sea", text=stock)
    got = judge(
        piece("b", feed="a", hours=24, canonical_url="https://a.test/2/x", title="Noon report: all quiet", text=stock),
        [was],
    )

    assert Original(reason="same_site") == got


def test_caption_of_a_picture_that_two_articles_share() -> None:
    """One picture in two articles of a newsroom, its caption the only text of both, hours apart: two articles."""
    caption = f"A burnt patch on the quay where the lantern of the lighthouse fell. {FORECAST} {NEWS}"
    was = piece(feed="a", canonical_url="https://a.test/1/x", title="Six sailors in hospital after gale", text=caption)
    now = piece("b", feed="a", hours=10, title="Fishermen say safety comes first", text=caption)

    assert Original(reason="same_site") == judge(now, [was])


def test_form_filled_anew_the_next_day() -> None:
    """A site's short report that says much the same the next day, under a headline a little other, is another one."""
    report = "Where is it? On {} afternoon lightning was seen over the Skerry coast, gusts reach 70 kilometres an hour."
    was, now = (
        piece(
            name, feed="a", hours=hours, canonical_url=f"https://a.test/{name}/x", title=title, text=report.format(day)
        )
        for name, hours, title, day in (
            ("x", 0, "Where is the storm? First lightning seen", "Thursday"),
            ("y", 21, "Where is the storm? Lightning seen over Elra", "Friday"),
        )
    )

    assert Original(reason="same_site") == judge(now, [was])


def test_job_ads_with_one_form() -> None:
    """Job ads whose text is a form and whose titles name the firms are not copies."""
    form = "Article, comments, points and number of comments are listed below for every job posted today."
    ads = [piece(firm, title=f"{firm} (EL 26) is hiring", text=form) for firm in ("Dornbach", "Skerry")]

    assert Original(reason="stock") == judge(ads[1], ads[:1])


def test_window() -> None:
    """A piece that comes again after more than four days is told anew."""
    assert Original(reason="too_far_apart") == judge(piece("late", hours=97), [piece()])


def test_undated_articles_are_measured_by_sight() -> None:
    """Where a date is missing, the times of sight are compared: a missing date hides no copy."""
    undated = piece("undated", hours=200, published_at=None, first_seen_at=NOW + HOUR)

    assert "same_content" == method(judge(undated, [piece()]))


def test_short_title_is_not_enough() -> None:
    """A title of a few words, with no text to compare, makes no duplicate."""
    first = piece(title="Tower of Elra saved", text=None)

    assert isinstance(judge(piece("second", title="Tower of Elra saved", text=None), [first]), Original)


def test_one_instalment_on_two_sites() -> None:
    """Two sites fill one form on one day: the hints for a puzzle of the same number are not a headline's copy."""
    hints = piece(title="Today's Wordsmith #719 hints, clues and the answer for March 2", text=HINTS)
    other = piece("second", title="Wordsmith #719 hints, clues and the answer for today, March 2", text=None)

    assert isinstance(judge(other, [hints]), Original)


@pytest.mark.parametrize(
    ("expected", "title", "hours"),
    [
        ("alike_title", f"{TITLE}, mayor says", 5),
        ("too_little_in_common", f"{TITLE}, mayor says", 25),
        ("too_little_in_common", TITLE.replace("lighthouse", "harbour"), 5),
        ("series", TITLE.replace("its", "2"), 5),
    ],
    ids=["a word more", "a day later", "another subject", "another number"],
)
def test_headline_alone_with_a_word_more_or_less(expected: str, title: str, hours: float) -> None:
    """A portal that copies nothing but the headline may add or drop a word of it, within a day."""
    headline = piece("portal", hours=hours, title=title, text=None)

    assert expected == method(judge(headline, [piece(title=TITLE.replace("its", "3") if "2" in title else TITLE)]))


def test_two_reports_under_one_ordinary_title() -> None:
    """Two newsrooms that choose the same short title for texts of their own have two pieces."""
    title = "Elra council votes to rebuild lighthouse"
    other = "A beacon for the Skerries: after an evening of speeches in the town hall the tower is to shine again."

    assert isinstance(judge(piece("second", title=title, text=other), [piece(title=title)]), Original)


WALL = "We use cookies to improve your visit. Please enable JavaScript and accept them to continue."


@pytest.mark.parametrize("title", [TITLE, "Another title of quite another piece"])
def test_walls_are_nobodys_copy(title: str) -> None:
    """Articles behind one cookie wall are never copies of one another."""
    assert isinstance(judge(piece("second", title=title, text=WALL), [piece(text=WALL)]), Original)
