"""Is it a copy of an article published before?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pieces import LEAD, SENTENCES, TEXT, TITLE, method, piece

from aggregator.dedupe.duplicate import explain, judge
from aggregator.dedupe.rules import RULES
from aggregator.model import Duplicate, DuplicateMode, Evidence, Original

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


def test_shortened_lead_with_a_long_run_of_words() -> None:
    """A summary that another newsroom began in the same words and ended in its own is a copy."""
    lead = f"{LEAD[:-1]}, and asked the region for money."
    own = f"{LEAD.partition(', which')[0]}. Masons, joiners and a glazier shall begin."

    assert "same_summary" == method(judge(piece("second", title="Skerry tower saved", text=own), [piece(text=lead)]))


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


def test_every_rule_is_in_the_manual() -> None:
    """The manual says of every rule whether it joins or parts, in the order in which they are asked."""
    manual = (Path(__file__).parent.parent / "docs" / "duplicates.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \| (copy|no copy) \|", manual, re.MULTILINE)

    assert [(rule.name, "copy" if rule.copies else "no copy") for rule in RULES] == told
