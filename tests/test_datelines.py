"""Datelines: place, agency and date at the head of a text, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Dateline, Repair
from aggregator.normalize.datelines import MAX_HEAD, dateline, dateline_agency, without_dateline
from aggregator.normalize.places import is_city, is_place, place_name


def test_reference_sample() -> None:
    """The scrape that started the project is dated from Moscow by Sputnik."""
    text = "MOSCOW (Sputnik) – Another group of soldiers left."

    assert Dateline(place="Moscow", agency="Sputnik") == dateline(text).value
    assert (Repair(field="dateline", code="place_recased", detail="MOSCOW"),) == dateline(text).repairs


def test_copies_go_on_alike() -> None:
    """The wire's original and its copy read the same behind their datelines."""
    original = "MOSCOW, January 16 (Sputnik) - Another group of soldiers left."
    copy = "MOSCOW (Sputnik) – Another group of soldiers left."

    assert "Another group of soldiers left." == without_dateline(original) == without_dateline(copy)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LONDON, June 3 (Reuters) - Text", ("London", "Reuters", "June 3")),
        ("Berlin (dpa/bb) - Text", ("Berlin", "dpa", None)),
        ("Madrid, 20 ene (EFE).- Texto", ("Madrid", "EFE", "20 ene")),
        ("MOSCOW, January 20. /TASS/. Text", ("Moscow", "TASS", "January 20")),
        ("МОСКВА, 20 янв — РИА Новости. Текст", ("Москва", "RIA Novosti", "20 янв")),
        ("(ANSA) - ROMA, 20 GEN - Testo", ("Roma", "ANSA", "20 GEN")),
        ("NEW DELHI, Jan 20 (PTI) The court", ("New Delhi", "PTI", "Jan 20")),
        ("New Delhi [India], January 20 (ANI): Text", ("New Delhi", "ANI", "January 20")),
        ("SAN FRANCISCO--(BUSINESS WIRE)--Acme", ("San Francisco", "Business Wire", None)),
        ("新华社北京1月20日电（记者王小明）正文", ("北京", "Xinhua", "1月20日")),
        ("(서울=연합뉴스) 홍길동 기자 = 본문", ("서울", "Yonhap", None)),
        ("【ワシントン時事】本文", ("ワシントン", "Jiji", None)),
        ("القاهرة (رويترز) - النص", ("القاهرة", "Reuters", None)),
    ],
)
def test_agencies_of_the_world(text: str, expected: tuple[str, str | None, str | None]) -> None:
    """Every agency has its own way to say where and when."""
    found = dateline(text).value

    assert found is not None
    assert expected == (found.place, found.agency, found.date)


@pytest.mark.parametrize(
    "text", ["PARIS, June 3 — Text", "Paris, 3 juin — Texte", "PARIS — Text", "PARIS: Text", "PARIS - Text"]
)
def test_bare_places(text: str) -> None:
    """Newspapers date without an agency; a place of the table or a date vouches for it."""
    found = dateline(text).value

    assert found is not None
    assert "Paris" == found.place


def test_bare_place_is_a_guess() -> None:
    """A place that nothing but its capitals and dash vouch for is noted."""
    assert "bare_place" in {repair.code for repair in dateline("RAMADI — The war").repairs}
    assert "bare_place" not in {repair.code for repair in dateline("RAMADI, Jan. 3 — The war").repairs}


@pytest.mark.parametrize(
    "text",
    [
        "Apple (AAPL) - Shares rose",
        "Alcoa (AA) - Shares fell",
        "EXCLUSIVE — The minister",
        "WATCH: The video",
        "IBM — The company",
        "Q: What is this?",
        "The company (Reuters) said",
        "London (which is big) - Has",
        "Smith, June 3 - Text",
        "WASHINGTON POST: The paper",
        "CHINA — The rise",
        "Paris — the city of light",
        "LONDON —",
        "",
    ],
)
def test_no_datelines(text: str) -> None:
    """Tickers, prose in brackets, labels and papers are no datelines; the text is unchanged."""
    assert dateline(text).value is None
    assert text == without_dateline(text)


def test_agency_without_a_place() -> None:
    """An agency alone is no dateline, but it is known and the text goes on behind it."""
    text = "(Reuters) - Shares fell"

    assert dateline(text).value is None
    assert "Reuters" == dateline_agency(text)
    assert "Shares fell" == without_dateline(text)


@pytest.mark.parametrize("lead", ["By Ann Lee\n", "By Ann Lee ", "(Adds details) ", "\n  "])
def test_before_the_dateline(lead: str) -> None:
    """Reuters sets notes to editors and a byline before the dateline."""
    assert (
        Dateline(place="London", agency="Reuters", date="June 3")
        == dateline(f"{lead}LONDON, June 3 (Reuters) - Text").value
    )


def test_hard_blanks() -> None:
    """Blanks that do not break are blanks."""
    assert Dateline(place="Wien", agency="dpa") == dateline("WIEN\u00a0(dpa-AFX)\u00a0—\u00a0Text").value


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("RIO DE JANEIRO", "Rio de Janeiro"),
        ("UNITED NATIONS", "United Nations"),
        ("WASHINGTON, D.C.", "Washington, D.C."),
        ("AUSTIN, TX", "Austin, TX"),
        ("LOS ANGELES, Calif.", "Los Angeles, Calif."),
        ("PORT-AU-PRINCE", "Port-au-Prince"),
        ("L'AQUILA", "L'Aquila"),
        ("XI'AN", "Xi'an"),
        ("KYIV/MOSCOW", "Kyiv/Moscow"),
        ("McALLEN", "McAllen"),
        ("РОСТОВ-НА-ДОНУ", "Ростов-на-Дону"),
        ("İZMİR", "İzmir"),
        ("Berlin", "Berlin"),
    ],
)
def test_place_names(printed: str, name: str) -> None:
    """Places come out of their capitals as maps print them."""
    assert name == place_name(printed)


def test_turkish_capitals() -> None:
    """In Turkish a capital I is a dotless one."""
    assert "Isparta" == place_name("ISPARTA")
    assert Dateline(place="Kırıkkale", agency="Anadolu") == dateline("KIRIKKALE (AA) - Metin", "tr").value


def test_places() -> None:
    """The table knows cities with and without accents, and countries that are none."""
    assert is_place("sao paulo")
    assert is_place("Berlin/Paris")
    assert is_city("ZÜRICH")
    assert not is_city("Chile")
    assert not is_place("Examplia")


@pytest.mark.parametrize("piece", ["A ", "PARIS ", "(AP) ", "— ", "ÉÉ", "王", "A-", "Aa, ", "1. ", "LONDON, June "])
def test_endless_texts(piece: str) -> None:
    """Only the head of a text is looked at."""
    text = piece * (100_000 // len(piece))
    rest = without_dateline(text)

    assert len(text) - len(rest) <= MAX_HEAD + len(piece)


@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(
                [
                    "PARIS",
                    "Berlin",
                    ",",
                    "June",
                    "3",
                    "(AP)",
                    "/TASS/",
                    "—",
                    "-",
                    ":",
                    ".",
                    "(",
                    "新华社",
                    "电",
                    "=",
                    "[",
                ]
            ),
            max_size=9,
        ).map(" ".join),
    )
)
def test_the_rest_is_the_texts_end(text: str) -> None:
    """Never raises, and what stands behind a dateline is the end of the text; without one it is the text."""
    rest = without_dateline(text)

    assert text.endswith(rest)
    assert dateline(text).value is None or rest != text
