"""Is it a copy of an article published before?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.dedupe.duplicate import explain, judge
from aggregator.dedupe.fingerprint import features
from aggregator.model import Article, Duplicate, DuplicateMode, DuplicateVerdict, Evidence, Features, Original

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

TITLE = "Council of Port Elra votes to rebuild its lighthouse"
LEAD = (
    "The council of Port Elra voted on Monday to rebuild the old lighthouse, which lost its roof in the winter storms."
)
TEXT = f"""{LEAD} The work is to begin in May and will cost about two million crowns, mayor Ines Moreau said after the
session. Half of the money comes from the regional fund for monuments, the rest from the harbour's own reserves. Only
the two members of the Fishermen's List voted against the plan; they had asked for a new breakwater instead. The tower
was built in 1871 and guided ships around the Skerry rocks for more than a century, until an automatic beacon took its
place. Since then it has housed a small museum, which drew eleven thousand visitors last year. Engineers who examined
the walls in January found them sound, but the lantern room and the stairs have to be replaced. Residents had collected
four thousand signatures for the tower. The museum hopes to open its doors again before the summer of next year."""
SENTENCES = TEXT.replace("\n", " ").split(". ")


def piece(
    name: str = "first", *, hours: float = 0, mode: DuplicateMode = DuplicateMode.DEFAULT, **changed: object
) -> Features:
    """Features of an article of its own feed, site and page, *hours* after the first."""
    at = NOW + hours * HOUR
    url = f"https://{name}.test/pages/lighthouse"
    plain = Article(
        id=name, feed=name, guid=name, canonical_url=url, title=TITLE, text=TEXT,
        published_at=at, effective_at=at, first_seen_at=at, last_seen_at=at,
    )  # fmt: skip
    return features(replace(plain, **changed), mode)  # type: ignore[arg-type]


def method(verdict: DuplicateVerdict) -> str:
    """The rule that made a duplicate, or the reason for an original."""
    return verdict.method if isinstance(verdict, Duplicate) else verdict.reason


# ---------------------------------------------------------------------------------------------
# Copies
# ---------------------------------------------------------------------------------------------

COPIES: list[tuple[str, dict[str, object], str]] = [
    ("word for word", {}, "same_content"),
    ("re-headed", {"title": "Two million crowns for a tower of 1871"}, "same_content"),
    ("dateline", {"text": f"PORT ELRA, March 2 (Reuters) - {TEXT}"}, "same_content"),
    ("cut", {"text": f"{'. '.join(SENTENCES[:4])}..."}, "same_text"),
    ("first sentence only", {"text": LEAD}, "same_summary"),
    ("wrapped", {"text": f"ELRA NEWS · Sign in · Subscribe {TEXT} Share this on your network of choice"}, "same_text"),
    ("reordered", {"text": ". ".join([SENTENCES[0], *SENTENCES[4:], *SENTENCES[1:4]])}, "same_text"),
    ("without first sentence", {"text": ". ".join(SENTENCES[1:])}, "same_text"),
    ("edited", {"text": TEXT.replace("crowns", "kroner").replace("said after", "told reporters after")}, "same_text"),
    ("title only", {"text": None}, "same_title"),
    ("other label", {"title": f"UPDATE 1-{TITLE}", "text": None}, "same_title"),
    ("upper case", {"title": TITLE.upper(), "text": TEXT.upper()}, "same_content"),
]


@pytest.mark.parametrize(("changed", "expected"), [case[1:] for case in COPIES], ids=[case[0] for case in COPIES])
def test_copy_in_another_feed(changed: dict[str, object], expected: str) -> None:
    """A piece that another newsroom cut, wrapped, re-headed or edited is a duplicate of the first."""
    got = judge(piece("second", hours=3, **changed), [piece()])

    assert ("first", expected) == (getattr(got, "of", None), method(got))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Rada miasta odbuduje latarnię morską w Porcie Elra",
            "Rada Portu Elra przegłosowała w poniedziałek odbudowę starej latarni morskiej, która straciła dach "
            "podczas zimowych sztormów. Prace rozpoczną się w maju i pochłoną około dwóch milionów koron.",
        ),
        (
            "Горсовет Порт-Эльры восстановит старый маяк",
            "Городской совет Порт-Эльры в понедельник проголосовал за восстановление старого маяка, потерявшего крышу "
            "во время зимних штормов. Работы начнутся в мае и обойдутся примерно в два миллиона крон.",
        ),
        (
            "埃尔拉港议会决定重建旧灯塔",
            "埃尔拉港议会周一投票决定重建在冬季风暴中失去屋顶的旧灯塔。工程将于五月开始，耗资约两百万克朗，市长在会后表示。",
        ),
        (
            "エルラ港議会、古い灯台の再建を決定",
            "エルラ港の議会は月曜日、冬の嵐で屋根を失った古い灯台を再建することを決めた。工事は五月に始まり、費用は約二百万クローネになる。",
        ),
        (
            "مجلس بورت إلرا يقرر إعادة بناء المنارة القديمة",
            "صوت مجلس مدينة بورت إلرا يوم الاثنين لصالح إعادة بناء المنارة القديمة التي فقدت سقفها خلال عواصف الشتاء. "
            "وتبدأ الأعمال في مايو وتكلف نحو مليوني كرونة بحسب رئيسة البلدية.",
        ),
        (
            "สภาเมืองพอร์ตเอลราลงมติบูรณะประภาคารเก่า",
            "สภาเมืองพอร์ตเอลราลงมติเมื่อวันจันทร์ให้บูรณะประภาคารเก่าที่สูญเสียหลังคาในพายุฤดูหนาว งานจะเริ่มในเดือนพฤษภาคม",
        ),
    ],
)
def test_copy_in_any_script(title: str, text: str) -> None:
    """A cut copy under a longer title is found in every script, with spaces or without."""
    first = piece(title=title, text=text)
    cut = text[: len(text) * 3 // 4]

    assert "first" == getattr(judge(piece("second", hours=1, title=title, text=cut), [first]), "of", None)


def test_wire_and_its_re_edited_copy() -> None:
    """A wire piece and a copy with another dateline, date and a stray quotation mark are one piece."""
    body = (
        "Another group of volunteers who took part in the rescue mission after the flood of the Arva has left the "
        "valley, the ministry said on Sunday.\nThe planes with the volunteers have taken off from Lower Dorn.“"
    )
    wire = piece(
        "wire", title="Another group of volunteers leaves the valley", text=f"DORN, January 16 (Sputnik) - {body}"
    )
    copy = piece(
        "copy",
        hours=14,
        title="Another group of volunteers leaves the Arva valley after completing the mission",
        text=f"DORN (Sputnik) – {body}",
    )

    assert "wire" == getattr(judge(copy, [wire]), "of", None)


def test_same_page_in_another_feed() -> None:
    """The same page in another feed is a duplicate, whatever has become of its words."""
    url = "https://first.test/pages/lighthouse"
    again = piece("section", hours=200, canonical_url=url, title="Tower saved", text="A word from the mayor.")

    assert "same_url" == method(judge(again, [piece()]))


def test_page_that_a_feed_shares_among_its_entries_names_none() -> None:
    """A show's page, to which several entries of a feed link, makes no duplicates."""
    url = "https://show.test/episodes"
    before = [
        piece(f"e{n}", feed="show", canonical_url=url, title=f"{word} on the pier", text=None)
        for n, word in enumerate(("Breakfast", "Lunch", "Supper"))
    ]

    walk = piece("x", feed="show", canonical_url=url, title="A walk at night", text=None)

    assert isinstance(judge(walk, before), Original)


def test_re_served_entry_of_one_feed() -> None:
    """A feed that serves a piece again under another guid and page has served a copy."""
    again = piece("again", feed="first", hours=1, canonical_url="https://first.test/pages/other")

    assert "same_content" == method(judge(again, [piece()]))


def test_untitled_posts() -> None:
    """A post without a title that comes again, in its own feed or another, is a copy; a post of its kind is not."""
    post = piece("post", title=None, text="The lighthouse of Port Elra shines again from tonight on, come and see it.")
    same = [
        piece(name, feed=feed, title=None, text=post.head) for name, feed in (("again", "post"), ("boost", "other"))
    ]
    other = piece("next", feed="post", title=None, text="The museum of Port Elra opens again from tonight on, do come.")

    assert ["same_content", "same_content"] == [method(judge(copy, [post])) for copy in same]
    assert isinstance(judge(other, [post]), Original)


def test_most_alike_copy_is_taken() -> None:
    """Of several copies the one it resembles most is named."""
    cut = piece("cut", hours=1, text=". ".join(SENTENCES[:5]))
    got = judge(piece("third", hours=2), [cut, piece()])

    assert "first" == getattr(got, "of", None)


def test_first_of_equal_copies_is_taken() -> None:
    """Of copies that are equally alike the one seen first is named, in whatever order they are given."""
    later = piece("later", hours=1)

    assert "first" == getattr(judge(piece("third", hours=2), [later, piece()]), "of", None)


# ---------------------------------------------------------------------------------------------
# What only looks alike
# ---------------------------------------------------------------------------------------------

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


# ---------------------------------------------------------------------------------------------
# Modes, scores and reasons
# ---------------------------------------------------------------------------------------------


def test_off() -> None:
    """A feed that wants no duplicates has none."""
    assert Original(reason="off") == judge(piece("second", mode=DuplicateMode.OFF), [piece()])


def test_strict_knows_no_titles() -> None:
    """In strict mode a title alone makes no duplicate; a text still does."""
    strict = DuplicateMode.STRICT

    assert isinstance(judge(piece("second", text=None, mode=strict), [piece()]), Original)
    assert "same_content" == method(judge(piece("second", mode=strict), [piece()]))


def test_no_candidates() -> None:
    """Without candidates an article is an original."""
    assert Original(reason="no_candidate") == judge(piece(), [])


def test_never_its_own_copy() -> None:
    """A revised article that meets itself among the candidates is not its own duplicate."""
    assert Original(reason="no_candidate") == judge(piece(hours=1), [piece()])


def test_verdict_carries_its_evidence() -> None:
    """A duplicate names the rule, a score and what was measured."""
    got = judge(piece("second", hours=3, agencies=("Reuters",)), [piece(agencies=("AP", "Reuters"))])
    shingles = len(set(TEXT.split())) and len(piece().shingles) // 4
    expected = Duplicate(
        of="first",
        method="same_content",
        score=2.5,
        evidence=(
            Evidence(name="jaccard", value="1.00"),
            Evidence(name="containment", value="1.00"),
            Evidence(name="title_jaccard", value="1.00"),
            Evidence(name="shared_shingles", value=f"{shingles} of {shingles}"),
            Evidence(name="subject", value="1.00"),
            Evidence(name="hours", value="3.0"),
            Evidence(name="agencies", value="Reuters"),
        ),
    )

    assert expected == got


def test_explain_names_the_deciding_rule() -> None:
    """An explanation lists the measures and each rule up to the one that decides."""
    told = explain(piece("second", hours=97), piece())

    assert Evidence(name="jaccard", value="1.00") == told[0]
    assert Evidence(name="same_url", value="does not hold") in told
    assert Evidence(name="too_far_apart", value="holds: not a copy") == told[-1]


def test_explain_says_when_nothing_holds() -> None:
    """Two articles that share a word or two and nothing else are explained by that."""
    other = piece("second", hours=72, text="Bakers of Dorn ask for more from Thursday on.")

    assert "too_little_in_common" == explain(other, piece(text=LEAD))[-1].name
