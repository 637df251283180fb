"""Bylines: elements, addresses, lists, roles and what is no name at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Author, Byline, FeedContext, FeedRepairs, Found, RawEntry, RawPerson
from aggregator.normalize import bylines
from aggregator.normalize.agencies import AGENCIES, agencies, agency
from aggregator.normalize.bylines import at_length, byline, read
from aggregator.normalize.folding import folded
from aggregator.normalize.names import is_full_name, quiet

FEED = FeedContext(
    feed="f", url="https://example.com/feed", title="The Example Times", link="https://times.example.com/"
)


def person(name: str | None = None, element: str = "dc:creator", **parts: str) -> RawPerson:
    """One author element."""
    return RawPerson(element=element, name=name, **parts)


def entry(*authors: RawPerson) -> RawEntry:
    """An entry with nothing but authors."""
    return RawEntry(position=0, authors=authors)


def names(*raws: str, language: str | None = None) -> list[str]:
    """The names read out of dc:creator elements."""
    value = read([person(raw) for raw in raws], language=language).value
    return [author.name for author in value.authors] if value else []


def codes(*raws: str) -> list[str]:
    """The repair codes of dc:creator elements."""
    return [repair.code for repair in read([person(raw) for raw in raws]).repairs]


def only(raws: Sequence[RawPerson]) -> Author:
    """The one author of a byline."""
    value = read(raws).value
    assert value is not None
    (author,) = value.authors
    return author


# --- elements -----------------------------------------------------------------------------------


def test_reference_sample() -> None:
    """The byline line of the scrape that started the project gives its author and nothing else."""
    got = read([person("Obadiah Silva January 17, 2022 3 min read")])

    assert (
        Byline(printed="Obadiah Silva January 17, 2022 3 min read", authors=(Author(name="Obadiah Silva"),))
        == got.value
    )
    assert ["clutter_cut"] == [repair.code for repair in got.repairs]


def test_all_elements_together() -> None:
    """All author elements count, in printed order; the line keeps each once."""
    got = read([person("Ann Lee"), person("Reuters", "author"), person("Bo Roe", "itunes:author"), person("ann lee")])

    assert got.value is not None
    assert ("Ann Lee", "Bo Roe") == tuple(author.name for author in got.value.authors)
    assert ("Reuters",) == got.value.agencies
    assert "Ann Lee; Reuters; Bo Roe" == got.value.printed


def test_repeats_keep_the_fullest_form() -> None:
    """One mailbox under two forms of a name is one person; both forms' fields stay."""
    author = only([person("Ann", email="ann@x.test"), person("ann@x.test (Ann Lee)", "author"), person("Ann Lee")])

    assert Author(name="Ann Lee", email="ann@x.test") == author


def test_atom_parts() -> None:
    """Atom's name, email and uri are kept; a uri that is no web address is not."""
    assert Author(name="Ann Lee", email="ann@x.test", uri="https://x.test/ann") == only(
        [person("Ann Lee", "atom:author", email="ann@x.test", uri="https://x.test/ann")]
    )
    assert Author(name="Ann Lee") == only([person("Ann Lee", "atom:author", uri="javascript:alert(1)")])


@pytest.mark.parametrize(
    "raw", ["ann@x.test (Ann Lee)", "Ann Lee <ann@x.test>", "Ann Lee (ann@x.test)", "Ann Lee mailto:ann@x.test"]
)
def test_rss_address_forms(raw: str) -> None:
    """RSS puts address and name into one string, in any order."""
    assert Author(name="Ann Lee", email="ann@x.test") == only([person(raw, "author")])


def test_placeholder_address() -> None:
    """An address nobody reads is dropped, the name stays."""
    assert Author(name="Ann Lee") == only([person("noreply@blogger.com (Ann Lee)", "author")])
    assert ["placeholder_email"] == codes("noreply@blogger.com (Ann Lee)")


def test_address_alone() -> None:
    """An address without a name is printed, but names nobody."""
    got = read([person("ann@x.test", "author")])

    assert Byline(printed="ann@x.test") == got.value
    assert ["email_only"] == [repair.code for repair in got.repairs]


def test_profile_link() -> None:
    """A link around a name is the author's uri."""
    assert Author(name="Ann Lee", uri="https://x.test/ann") == only(
        [person('<a href="https://x.test/ann">Ann Lee</a>')]
    )


def test_media_credits() -> None:
    """A media credit is a byline only when its role says so; contacts of the feed never are."""
    assert ["Ann Lee"] == [
        author.name
        for author in (
            read(
                [
                    person("Ann Lee", "media:credit", role="author"),
                    person("Bo Roe", "media:credit", role="photographer"),
                    person("Max Poe", "managingEditor"),
                ]
            ).value
            or Byline()
        ).authors
    ]


def test_role_of_an_element() -> None:
    """What an element states about its person becomes the role."""
    assert Author(name="Bo Roe", role="contributor") == only([person("Bo Roe", "dc:contributor")])


# --- the feed -----------------------------------------------------------------------------------


def test_feed_authors() -> None:
    """An entry without authors has its document's, and says so."""
    got = byline(entry(), FeedContext(feed="f", url="https://x.test/feed", authors=(person("Ann Lee", "atom:author"),)))

    assert Byline(printed="Ann Lee", authors=(Author(name="Ann Lee"),)) == got.value
    assert ["feed_author"] == [repair.code for repair in got.repairs]


def test_nobody_named() -> None:
    """Without any author element there is no byline."""
    assert byline(entry(), FEED).value is None
    assert byline(entry(person("  ")), FEED).value is None


@pytest.mark.parametrize("raw", ["The Example Times", "the example times", "times.example.com"])
def test_feed_as_author(raw: str) -> None:
    """A feed that signs with its own name or host names no person."""
    got = byline(entry(person(raw)), FEED)

    assert Byline(printed=raw) == got.value
    assert ["author_is_feed"] == [repair.code for repair in got.repairs]


@pytest.mark.parametrize("field", ["authors", "byline"])
def test_ignored(field: str) -> None:
    """A feed whose authors are ignored has none."""
    feed = FeedContext(feed="f", url="https://x.test/feed", repairs=FeedRepairs(ignore=(field,)))

    assert byline(entry(person("Ann Lee")), feed).value is None


def test_name_type() -> None:
    """Configured as text, a name with markup is literal; unconfigured, markup is cut."""
    feed = FeedContext(feed="f", url="https://x.test/feed", repairs=FeedRepairs(name_type="text"))

    assert "<b>Ann</b> Lee" == (byline(entry(person("<b>Ann</b> Lee")), feed).value or Byline()).printed
    assert "Ann Lee" == (byline(entry(person("<b>Ann</b> Lee")), FEED).value or Byline()).printed


# --- text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", ["null", "Array", "[object Object]", "N/A", "-", ".", "1", "none"])
def test_template_junk(raw: str) -> None:
    """What a template prints for nobody is not even a byline."""
    assert read([person(raw)]).value is None


@pytest.mark.parametrize("raw", ["admin", "Anonymous", "Guest Contributor", "unknown author", "佚名", "Author 1"])
def test_placeholder_names(raw: str) -> None:
    """A placeholder is printed, but is nobody."""
    assert Byline(printed=raw) == read([person(raw)]).value
    assert ["placeholder_name"] == codes(raw)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Ann O&amp;#39;Hara", "Ann O'Hara"),
        ("Ann&nbsp;Lee", "Ann Lee"),
        ("AthÃ©naÃ¯s Lee", "Athénaïs Lee"),
        ("\u202bAnn\u200b Lee\u202c", "Ann Lee"),
        ("Ann%20Lee", "Ann Lee"),
    ],
)
def test_layers(raw: str, name: str) -> None:
    """Entities of two layers, double-encoded letters and invisible characters are put right."""
    assert [name] == names(raw)


@pytest.mark.parametrize(
    "tail",
    [
        "January 5, 2023",
        "5. Januar 2023",
        "2023-01-05 10:00",
        "4 min read",
        "2 hours ago",
        "| 12 Comments",
        "10:05 AM ET",
    ],
)
def test_clutter(tail: str) -> None:
    """Dates, times, reading times and counts glued to a name are cut."""
    assert ["Ann Lee"] == names(f"Ann Lee {tail}")


def test_month_names_stay() -> None:
    """People are called May and April."""
    assert ["April May"] == names("April May")


# --- words in front -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        "By Ann Lee",
        "by By Ann Lee",
        "Von Ann Lee",
        "Par Ann Lee",
        "Por Ann Lee",
        "Di Ann Lee",
        "Door Ann Lee",
        "A cura di Ann Lee",
        "Ein Gastbeitrag von Ann Lee",
        "Publié par Ann Lee",
        "Autor: Ann Lee",
        "Posted by Ann Lee",
        "Story and photos by Ann Lee",
    ],
)
def test_openings(raw: str) -> None:
    """The words that open a byline are cut, in many languages."""
    assert ["Ann Lee"] == names(raw)


@pytest.mark.parametrize(
    "name", ["Abby Roe", "Von Tannen", "Parker Roe", "Angela Di Stefano", "Bya Tomlin", "Dina Roe"]
)
def test_openings_are_words(name: str) -> None:
    """Names that begin like an opening, or with a particle, are left alone."""
    assert [name] == names(name)


def test_language_settles_openings() -> None:
    """`Von` before a name the table does not know is cut where the entry is German."""
    assert ["Zora Quell"] == names("Von Zora Quell", language="de-AT")
    assert ["Von Zora Quell"] == names("Von Zora Quell", language="en")


def test_credits_give_roles() -> None:
    """Whoever took the pictures or edited says so in the role."""
    value = read(
        [person("Words by Ann Lee, photos by Bo Roe"), person("(Reporting by Max Poe; editing by Ida Fox)")]
    ).value

    assert value is not None
    assert [("Ann Lee", None), ("Bo Roe", "photographer"), ("Max Poe", None), ("Ida Fox", "editor")] == [
        (author.name, author.role) for author in value.authors
    ]


# --- lists --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "joint", [" and ", " & ", ", ", "; ", " | ", " / ", "/", " · ", " und ", " et ", " y ", " e ", " и "]
)
def test_lists(joint: str) -> None:
    """Two full names part at every separator and conjunction."""
    assert ["Ann Lee", "Bo Roe"] == names(f"Ann Lee{joint}Bo Roe")


@pytest.mark.parametrize(
    "name",
    ["Lopes e Silva", "Ana Lopes e Silva", "José Ortega y Gasset", "Car and Driver", "Big & Bad", "A/V Club Band"],
)
def test_no_lists(name: str) -> None:
    """A conjunction parts only what can be two names."""
    assert len(names(name)) < 2


def test_family_name_first() -> None:
    """`Family, Given` is turned only where every part pairs up."""
    assert ["Jane Doe", "John Roe"] == names("Doe, Jane; Roe, John")
    assert ["Élodie de Brissac", "Luc Perrin"] == names("de Brissac, Élodie, Perrin, Luc")
    assert ["M. K. Quill", "T. Reed"] == names("Quill, M. K., Reed, T.")
    assert ["Anna", "Peter", "Paul"] == names("Anna, Peter and Paul")


def test_suffixes_stay() -> None:
    """Degrees and generations belong to the name before the comma."""
    assert ["Dr. Jane Q. Doe Jr., MD, PhD"] == names("Dr. Jane Q. Doe Jr., MD, PhD")
    assert ["Ann Lee", "John Roe, Jr.", "Max Poe"] == names("Ann Lee, John Roe, Jr. and Max Poe")


def test_roles_places_and_papers() -> None:
    """What stands behind a name says what and where the person is; papers are noted and left out."""
    assert Author(name="Ann Lee", role="political editor") == only([person("Ann Lee, political editor")])
    assert Author(name="Ann Lee", place="Abilene, Tex.") == only([person("Ann Lee / Abilene, Tex.")])
    assert Author(name="Ann Lee", place="Berlin") == only([person("Ann Lee in Berlin")])
    assert Author(name="Ann Lee") == only([person("Ann Lee | The Example Times")])
    assert ["affiliation_cut"] == codes("Ann Lee | The Example Times")


def test_plural_role() -> None:
    """A role in the plural is everybody's."""
    value = read([person("Ann Lee and Bo Roe, staff writers")]).value

    assert ["staff writers", "staff writers"] == [author.role for author in (value or Byline()).authors]


def test_handles_and_pen_names() -> None:
    """A handle beside a name is cut, alone it is a pen name; pen names stay as they are."""
    assert ["Ann Lee"] == names("Ann Lee @annlee")
    assert ["annlee"] == names("@annlee")
    assert ["jdoe42"] == names("posted by jdoe42")


@pytest.mark.parametrize("raw", ["Example University Press", "Examplia GmbH", "news.example.pl", "CNN Business"])
def test_companies(raw: str) -> None:
    """Companies, papers and sites are no persons."""
    assert Byline(printed=raw) == read([person(raw)]).value
    assert ["organization"] == codes(raw)


# --- agencies and the newsroom ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("The Associated Press", "AP"),
        ("路透社", "Reuters"),
        ("Agence France-Presse", "AFP"),
        ("РИА Новости", "RIA Novosti"),
        ("Press Trust of India", "PTI"),
        ("رويترز", "Reuters"),
        ("DPA", "dpa"),
        ("연합뉴스", "Yonhap"),
        ("Agencia EFE", "EFE"),
        ("Sputnik", "Sputnik"),
    ],
)
def test_agency(raw: str, name: str) -> None:
    """Every spelling of an agency leads to one name."""
    assert name == agency(raw)


@pytest.mark.parametrize("raw", ["", "pap", "tt", "...", "Example Wire", "Petra", "AAPL", "x" * 500])
def test_no_agency(raw: str) -> None:
    """Names that look like an agency's are none; short ones need their capitals."""
    assert agency(raw) is None


def test_agency_table() -> None:
    """The table knows the agencies of the world, each under its own name."""
    assert len(AGENCIES) >= 60
    assert list(AGENCIES) == [agency(name) for name in AGENCIES]


def test_joined_agencies() -> None:
    """A joined credit names several agencies; a desk adds nothing, a photographer is no desk."""
    assert ("AFP", "Getty Images") == agencies("AFP/Getty Images")
    assert ("dpa",) == agencies("dpa/bb")
    assert () == agencies("EFE/Lucía Torres")


def test_agencies_beside_people() -> None:
    """Agencies leave the list of persons."""
    value = read([person("JANE DOE, Associated Press Writer")]).value

    assert value is not None
    assert ("AP",) == value.agencies
    assert (Author(name="Jane Doe", role="Writer"),) == value.authors


@pytest.mark.parametrize(
    "raw", ["Staff Writer", "Redazione", "本报讯", "Web Desk", "Editorial Board", "Redaktion", "편집부"]
)
def test_newsroom(raw: str) -> None:
    """A newsroom byline names nobody."""
    assert Byline(printed=raw, staff=True) == read([person(raw)]).value


def test_agency_staff() -> None:
    """`Reuters Staff` is an agency's newsroom."""
    assert Byline(printed="Reuters Staff", agencies=("Reuters",), staff=True) == read([person("Reuters Staff")]).value


# --- capitals and scripts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("LINDSAY MCKAY", "Lindsay McKay"),
        ("MARIA DE LA CRUZ", "Maria de la Cruz"),
        ("SEAN O'HARA", "Sean O'Hara"),
        ("ANNE-MARIE D'ANGELO", "Anne-Marie D'Angelo"),
        ("AYŞE IŞIK", "Ayşe Işık"),
        ("JOHN ROE III", "John Roe III"),
        ("Élodie MARCHAND", "Élodie Marchand"),
        ("JT SMITH", "JT Smith"),
        ("Lindsay McKay", "Lindsay McKay"),
        ("MONKEY", "MONKEY"),
        ("DJ ESC", "DJ ESC"),
        ("Иван ЛЕСКОВ", "Иван Лесков"),
    ],
)
def test_capitals(raw: str, name: str) -> None:
    """Shouted names are written as names are; initials, suffixes and single words stay."""
    assert name == quiet(raw)


def test_capitals_are_a_repair() -> None:
    """Whoever mends capitals says so."""
    assert ["caps_retitled"] == codes("JANE DOE")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("記者 王小明／台北報導", ["王小明"]),
        ("【本报记者 李明 张华】", ["李明", "张华"]),
        ("文/王小明 图/李华", ["王小明", "李华"]),
        ("新华社记者李明", ["李明"]),
        ("取材・文：山田太郎　写真：佐藤花子", ["山田太郎", "佐藤花子"]),
        ("ジョン・スミス", ["ジョン・スミス"]),
        ("홍길동·김철수 기자", ["홍길동", "김철수"]),
        ("홍길동 외 1명", ["홍길동"]),
        ("मनोज कुमार", ["मनोज कुमार"]),
    ],
)
def test_scripts(raw: str, expected: list[str]) -> None:
    """Titles and labels of other scripts are cut, lists part without blanks."""
    assert expected == names(raw)


def test_east_places() -> None:
    """The seat behind a name is the place, the wire before it the agency."""
    value = read([person("（中央社記者王小明台北20日電）")]).value

    assert value is not None
    assert (Author(name="王小明", place="台北"),) == value.authors
    assert ("CNA",) == value.agencies


def test_japanese_blank() -> None:
    """In Japanese a blank stands inside a name, in Chinese it may part two."""
    assert ["山田 太郎"] == names("山田 太郎", language="ja")
    assert ["王小明", "李华"] == names("王小明 李华", language="zh-CN")


@pytest.mark.parametrize(
    ("text", "expected"), [("Ann Lee", True), ("ann lee", False), ("Ann", False), ("R2 D2", False)]
)
def test_full_names(text: str, expected: bool) -> None:
    """A full name has two capitalized words of letters."""
    assert expected == is_full_name(text)


# --- hostile ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece",
    ["a", "(", "By ", "a, ", "a and ", "<a ", "@", "1 ", "A.", "王", "A B ", "&amp;", "/a", "記者", "Jan 1 ", "\ue000"],
)
def test_endless_elements(piece: str) -> None:
    """A huge author element is cut, read and noted."""
    got = read([person(piece * 100_000)])

    assert "capped" in {repair.code for repair in got.repairs}


TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="aAeE .,;|/&()-@'【】記者문기자·、:<>0", max_size=60),
    st.lists(
        st.sampled_from(
            [
                "By",
                "Ann",
                "Lee",
                "and",
                "DOE,",
                "Jr.",
                "|",
                "Reuters",
                "in",
                "Berlin",
                "(AP)",
                "staff",
                "y",
                "的",
                "기자",
                "O'HARA",
            ]
        ),
        max_size=9,
    ).map(" ".join),
)


@given(st.lists(TEXTS, max_size=3))
def test_names_are_printed(raws: list[str]) -> None:
    """Never raises, and every name consists of words of the printed line."""
    value = read([person(raw) for raw in raws]).value
    printed = set(_words(value.printed or "")) if value else set()

    for author in value.authors if value else ():
        assert printed >= set(_words(author.name)) or all(
            word in folded(value.printed or "") for word in _words(author.name)
        )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text))


def test_blog_of_one_person() -> None:
    """A feed that bears its author's name does not hide the author; a company's feed names nobody."""
    feeds = [
        FeedContext(feed="f", url="https://example.com/feed", title=title) for title in ("Ann Lee", "Ann Lee Media")
    ]
    found = [byline(entry(person(feed.title)), feed).value for feed in feeds]

    assert [("Ann Lee",), ()] == [tuple(author.name for author in value.authors) for value in found if value]


def test_section_of_a_feed() -> None:
    """A feed's name is known without its section, and by its initials."""
    feed = FeedContext(feed="f", url="https://example.com/feed", title="Old House Letters - Sales")
    found = byline(entry(person("Ann Lee, OHL"), person("Old House Letters")), feed)

    assert found.value is not None
    assert ("Ann Lee",) == tuple(author.name for author in found.value.authors)


def test_house_of_a_mailbox() -> None:
    """A name that is only its mailbox's domain is a house, not a person."""
    assert [] == names("news@exampletimes.com (ExampleTimes)")
    assert ["Ann Lee"] == names("news@annlee.com (Ann Lee)")


def test_portrait_is_not_printed() -> None:
    """A link beside a name is no part of the printed byline."""
    got = read([person("quillfan"), person("http://img.example.com/q/quillfan.jpg")])

    assert got.value is not None
    assert "quillfan" == got.value.printed


def test_role_before_a_person() -> None:
    """A role that stands before a person is theirs, not the newsroom's."""
    got = read([person("Our political editor, Ann Lee")]).value

    assert (
        Byline(printed="Our political editor, Ann Lee", authors=(Author(name="Ann Lee", role="Our political editor"),))
        == got
    )


# --- the ordinary byline ------------------------------------------------------------------------


def ordinary_readings(texts: Iterable[str]) -> list[tuple[str, Found[Byline], Found[Byline]]]:
    """Those of *texts* that are read at once: what came of it, and what comes of reading them word for word."""
    feed_names = frozenset({"theexampletimes", "annlee"})
    elements = {text: (person(text),) for text in texts}
    found = {text: bylines._ordinary(raws, feed_names) for text, raws in elements.items()}
    return [(t, one, at_length(elements[t], feed_names, "en", None)) for t, one in found.items() if one is not None]


def words_of_rules() -> tuple[set[str], set[str]]:
    """Every word, and every two words side by side, that the rules' own source holds, capitalized."""
    source = "\n".join(path.read_text() for path in Path(bylines.__file__).parent.glob("*.py"))
    runs = [run.title().split() for run in re.findall(r"[A-Za-z]{2,20}(?: [A-Za-z]{2,20})*", source)]
    return {word for run in runs for word in run}, {" ".join(pair) for run in runs for pair in pairwise(run)}


def test_ordinary_byline_of_listed_words() -> None:
    """A name of two words is read at once only where no list of words has more to say about it."""
    words, pairs = words_of_rules()
    names = {name for word in words for name in (f"{word} Bolo", f"Bolo {word}")} | pairs
    read_at_once = ordinary_readings([*names, *(f"By {name}" for name in sorted(names)[::3])])

    assert [] == [text for text, one, whole in read_at_once if one != whole]
    assert len(read_at_once) > len(names) / 2


@given(st.lists(st.from_regex(r"(?:[Bb]y |BY )?[A-Z][a-z]{1,19} [A-Z][a-z]{1,19}", fullmatch=True), min_size=1))
def test_ordinary_byline(texts: list[str]) -> None:
    """What is read at once is read the same word for word, whatever the name."""
    assert [] == [text for text, one, whole in ordinary_readings(texts) if one != whole]
    assert [] == ordinary_readings(["Ann Lee", "By Ann Lee", "Ann Reuters", "Associated Press", "Ann  Lee", "ANN LEE"])


def test_remembered_byline() -> None:
    """A byline that was read before is not read again, unless it is long; what is kept of them is bounded."""
    many = [person(f"Ann Lee and Bo Roe{n}") for n in range(300)]
    once = [read([one]) for one in (*many, many[-1])]
    seen = bylines._remembered.cache_info()
    long = read([person("Ann Lee, " * 50)])

    assert once[-2] is once[-1]
    assert seen == bylines._remembered.cache_info()
    assert 256 == seen.currsize
    assert long == read([person("Ann Lee, " * 50)])
