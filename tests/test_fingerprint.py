"""What duplicate detection keeps of an article."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from aggregator.dedupe.boilerplate import without_boilerplate
from aggregator.dedupe.fingerprint import features
from aggregator.dedupe.hashes import Hashes, distinct, packed, shingles, single_spaced, smallest, word_hashes
from aggregator.dedupe.titles import folded_title, key_words, marks, masked
from aggregator.dedupe.tokens import encoded_tokens, spaceless, tokens, unpacked, word_hash
from aggregator.dedupe.walls import is_wall
from aggregator.model import Article, DuplicateMode, Features, Source

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
TEXT = (
    "The council of Port Elra voted on Monday to rebuild the old lighthouse, which lost its roof in the winter storms. "
    "The work is to begin in May and will cost about two million crowns, the mayor said."
)


def article(**changed: object) -> Article:
    plain = Article(
        id="1",
        feed="a",
        guid="1",
        canonical_url="https://news.a.co.uk/2026/lighthouse-123456",
        title="Council votes to rebuild lighthouse",
        text=TEXT,
        language="en",
        published_at=NOW,
        effective_at=NOW,
        first_seen_at=NOW,
        last_seen_at=NOW,
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def kept(**changed: object) -> Features:
    return features(article(**changed), DuplicateMode.DEFAULT)


# ---------------------------------------------------------------------------------------------
# Tokens and shingles
# ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't stop – don’t!", ["dont", "stop", "dont"]),
        ("1,250.5 mln at 10:30", ["1,250.5", "mln", "at", "10:30"]),
        ("Straße ﬁve CAFÉ cafe\u0301", ["strasse", "five", "café", "café"]),
        ("see https://a.test/x?y=1 now", ["see", "now"]),
        ("東京で5日", ["東", "京", "で", "5", "日"]),
        ("السَّلام", ["السلام"]),
        ("co\u00adoperate zero\u200bwidth", ["cooperate", "zerowidth"]),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    """Tokens are words, whole numbers and single characters of spaceless scripts, the same in every spelling."""
    assert expected == tokens(text)


def test_plain_and_typographic_spelling_are_one() -> None:
    """A text in plain ASCII and one with typographic quotes give the same tokens."""
    assert tokens("It's \"new\" - isn't it") == tokens("It’s “new” — isn’t it")


def test_foreign_names_leave_a_text_spaceless() -> None:
    """A Japanese text with Latin names in it is still compared by characters."""
    assert spaceless(tokens("大手の Example Images が Example Cloud のサービスを発表しました"))
    assert not spaceless(tokens("The word 東京 means Tokyo, the capital of the country"))


def test_tokens_in_bytes() -> None:
    """The tokens that are hashed are those that are compared, in UTF-8, whatever a text is written in."""
    texts = ("Plain: 1,250.5 of it's", "Straße “Ünder” 3½ café’s", "Привет, мир 10:30", "東京で5日", "")

    assert [tokens(text) for text in texts] == [encoded_tokens(text).decode().split() for text in texts]


def test_every_sign_is_folded_the_same_wherever_it_stands() -> None:
    """A sign says the same among letters of the West, for which there is a table, as beside letters of others."""
    texts = [f"a{chr(code)}b 1{chr(code)}2" for code in (*range(0x20, 0x250), *range(0x2000, 0x2130))]

    assert [[*tokens(text), "ж"] for text in texts] == [tokens(f"{text} ж") for text in texts]


# ---------------------------------------------------------------------------------------------
# Hashes
# ---------------------------------------------------------------------------------------------


def hashed(words: str) -> Hashes:
    return word_hashes(words.encode())


def test_words_and_stored_words_have_one_hash() -> None:
    """A word of a title is found among the stored words of a body."""
    for words in ("port café", " ".join(f"word{number} é{number}" for number in range(300))):
        assert [word_hash(word) for word in words.split()] == hashed(words).tolist()


@pytest.mark.parametrize(("spaced", "single"), [("", ""), ("  ", ""), ("a", "a"), (" a  b   c ", "a b c")])
def test_one_blank_between_two_words(spaced: str, single: str) -> None:
    """Equal words are equal bytes, however many signs stood between them."""
    assert single.encode() == single_spaced(spaced.encode())


def test_shingles_follow_the_text() -> None:
    """There is a hash for each run of three words, in order, and equal runs have equal hashes."""
    hashes = shingles(hashed("a b c d a b c"), 3)

    assert 5 == len(hashes)
    assert hashes[0] == hashes[4]
    assert 4 == len(distinct(hashes))


def test_runs_are_hashed_by_their_words_in_order() -> None:
    """A run's hash says which words it has and where: no other order or length of the same words has it."""
    orders = [int(shingles(hashed(" ".join(words)), 3)[0]) for words in permutations("abc")]
    longer = int(shingles(hashed("a b c d e"), 5)[0])

    assert 7 == len({*orders, longer})


def test_hashes_of_runs_stay_what_is_stored() -> None:
    """Stored shingles are compared with new ones: their definition does not change."""
    assert [825542265, 1497223775] == shingles(hashed("the council of port"), 3).tolist()


def test_shorter_than_one_run_has_no_shingles() -> None:
    """Two words make no shingle of three."""
    assert 0 == len(shingles(hashed("a b"), 3))


@pytest.mark.parametrize("count", [10, 1_000])
def test_smallest_hashes_each_once(count: int) -> None:
    """Of few hashes and of many the smallest are taken, each once."""
    hashes = hashed(" ".join(f"w{number % (count // 2)}" for number in range(count)))

    assert sorted(set(hashes.tolist()))[:4] == smallest(hashes, 4)


def test_packing_is_reversible_and_little_endian() -> None:
    """Hashes are stored little endian on every machine."""
    hashes = shingles(hashed("a b c"), 3)

    assert hashes.tolist() == unpacked(packed(hashes)).tolist()
    assert hashes[0] == int.from_bytes(packed(hashes), "little")


# ---------------------------------------------------------------------------------------------
# Features
# ---------------------------------------------------------------------------------------------


def test_features_of_a_plain_article() -> None:
    """An article's keys, title, lead and times are kept, its body as hashes."""
    got = kept()

    assert ("1", "a", "a.co.uk", "en", NOW, NOW) == (
        got.article_id, got.feed, got.site, got.language, got.published_at, got.seen_at,
    )  # fmt: skip
    assert ("council votes to rebuild lighthouse", "123456") == (got.title, got.url_number)
    assert got.head.startswith("the council of port elra voted")
    assert len(tokens(TEXT)) == got.tokens
    assert 4 * (got.tokens - 2) == len(got.shingles)
    assert 12 <= len(got.sketch) <= 21
    assert len(set(tokens(TEXT))) == len(got.words) // 2


def test_features_are_strings_numbers_bytes_and_tuples() -> None:
    """Features are stored as a row: no field needs more than that."""
    simple = (str, int, bytes, tuple, datetime, type(None))

    assert all(isinstance(getattr(kept(), field.name), simple) for field in fields(Features))


def test_longer_of_text_and_summary_is_the_body() -> None:
    """A feed with a word for a text and a long summary is compared by its summary."""
    assert kept().content_key == kept(text="Watch.", summary=TEXT).content_key


def test_dateline_is_not_of_the_body() -> None:
    """A wire piece and its copy differ in the dateline only: their bodies are the same."""
    assert kept().content_key == kept(text=f"PORT ELRA, March 2 (Reuters) - {TEXT}").content_key


@pytest.mark.parametrize(
    "text",
    [
        f"{TEXT} Continue reading...",
        f"{TEXT}\n\nRead more »",
        f"{TEXT}\n\n© 2026 Elra Media. All rights reserved.",
        f"{TEXT}\n\n(Reporting by Ines Moreau; Editing by Tom Reyes)",
        f"{TEXT}\n\nThis article was originally published on Elra Daily.",
        f"{TEXT}\n\nSign up for our morning newsletter here",
        f"Photo by Ines Moreau / Getty Images {TEXT}",
        f"{TEXT}\n\nCopyright 2026 Elra Media. All rights reserved.\n\nczytaj dalej",
    ],
)
def test_boilerplate_is_not_of_the_body(text: str) -> None:
    """What stands before and behind a text (credits, copyright, "read more") does not make another text."""
    assert kept().content_key == kept(text=text).content_key


def test_boilerplate_in_the_middle_stays() -> None:
    """Only the end is cut: a sentence that speaks of rights in a text stays."""
    text = "All rights reserved by the state, said the court. " + "Nothing else was decided that day. " * 40

    assert text.strip() == without_boilerplate(text)


def test_future_date_is_not_trusted() -> None:
    """An article dated in the future counts from when it was seen."""
    got = kept(published_at=NOW + timedelta(days=30), effective_at=NOW)

    assert None is got.published_at
    assert NOW == got.seen_at


@pytest.mark.parametrize("words", [0, 7])
def test_short_body_has_no_content_key(words: int) -> None:
    """Equal bodies of a few words say nothing."""
    assert kept(text=" ".join(TEXT.split()[:words])).content_key is None


def test_short_title_has_no_key() -> None:
    """Equal titles of a word or two say nothing."""
    assert kept(title="Local news").title_key is None
    assert kept(title="Local harbour news").title_key is not None


def test_character_is_half_a_word() -> None:
    """In scripts without spaces two characters count as a word."""
    assert kept(title="港口重新").title_key is None
    assert kept(title="港口重新开放").title_key is not None


@pytest.mark.parametrize("url", [None, "https://a.test/", "https://a.test"])
def test_home_page_is_no_page(url: str | None) -> None:
    """A home page names no article: many feeds link all their entries to it."""
    assert kept(canonical_url=url).url_key is None


def test_hostile_text_is_capped() -> None:
    """Of a text of megabytes only the beginning is looked at."""
    assert 30_000 == kept(text="a " * 5_000_000).tokens


# ---------------------------------------------------------------------------------------------
# Walls
# ---------------------------------------------------------------------------------------------

WALLS = [
    "We use cookies and similar techniques to improve your visit. Accept or manage your choices.",
    "Please enable JavaScript and cookies to continue",
    "You need to enable JavaScript to run this app.",
    "Just a moment... Checking your browser before accessing news.test. Ray ID: 7f1",
    "403 Forbidden nginx",
    "404 Not Found",
    "Error 503 Service Unavailable",
    "Access Denied You don't have permission to access this resource on this server.",
    "Sorry, the page you are looking for could not be found.",
    "This content is not available in your region.",
    "Our systems have detected unusual traffic from your network. Please verify you are human.",
    "Wir verwenden Cookies, um Inhalte zu personalisieren.",
    "Nous utilisons des cookies pour améliorer votre visite.",
    "Utilizamos cookies propias y de terceros.",
    "Używamy plików cookies w celach statystycznych.",
    "Мы используем файлы cookie.",
    "このサイトはJavaScriptを有効にしてください",
]
NEWS = [
    TEXT,
    "The browser maker will block third-party cookies from May, it said on Monday.",
    "The forbidden city of Elra opens its gates for the first time since the war, the ministry said on Monday.",
    "Access to the harbour was denied to three ships on Monday after a strike of pilots.",
    "A court found that the site had tracked its readers: “We use cookies” is not consent, said the judges. " * 12,
    "Loading dock fire kills two in the port of Elra",
    "500 people marched through the town",
]


@pytest.mark.parametrize("text", WALLS)
def test_wall_is_recognized(text: str) -> None:
    """Cookie walls, error pages, robot checks and "enable JavaScript" are no articles."""
    assert is_wall(tokens(text))


@pytest.mark.parametrize("text", NEWS)
def test_news_is_no_wall(text: str) -> None:
    """News about cookies, courts and closed doors are articles."""
    assert not is_wall(tokens(text))


@pytest.mark.parametrize("changed", [{"text": WALLS[0]}, {"title": "404 Not Found"}, {"title": "Just a moment..."}])
def test_wall_has_nothing_to_compare(changed: dict[str, object]) -> None:
    """An article behind a wall keeps its URL and nothing else."""
    got = kept(**changed)

    assert (None, None, None, "", b"", b"", ()) == (
        got.title, got.title_key, got.content_key, got.head, got.shingles, got.words, got.sketch,
    )  # fmt: skip
    assert got.url_key is not None


# ---------------------------------------------------------------------------------------------
# Titles
# ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "UPDATE 1-Council votes to rebuild lighthouse",
        "Breaking: Council votes to rebuild lighthouse",
        "(CORRECTED)-Council votes to rebuild lighthouse",
        "[VIDEO] Council votes to rebuild lighthouse",
        "Council votes to rebuild lighthouse [Photos]",
        "Council votes to rebuild lighthouse | Elra Daily",
        "Council votes to rebuild lighthouse - Elra Daily",
        "Live: UPDATE 2: Council votes to rebuild lighthouse",
        "COUNCIL VOTES TO REBUILD LIGHTHOUSE",
    ],
)
def test_labels_and_site_names_are_not_of_the_title(title: str) -> None:
    """A newsroom's labels and a site's name do not make another title."""
    assert "council votes to rebuild lighthouse" == folded_title(title, ("elradaily",))


def test_suffix_after_a_dash_stays_unless_it_names_the_site() -> None:
    """After a dash stand places and subjects too: only the site's own name is cut, but the lookup ignores both."""
    title = "Election results by county - Ohio"
    folded = folded_title(title, ("elradaily",))

    assert "election results by county ohio" == folded
    assert "election results by county" == key_words(title, folded)


def test_source_of_the_entry_names_the_site() -> None:
    """An aggregator's title ends with the publisher that the entry names as its source."""
    got = kept(title="Council votes to rebuild lighthouse - Elra Daily", source=Source(title="Elra Daily"))

    assert "council votes to rebuild lighthouse" == got.title


def test_label_alone_is_a_title() -> None:
    """A title that is a label and nothing more has no words left."""
    assert folded_title("Update:") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("wordle no 712 hints", "wordle no 713 hints"),
        ("morning briefing tuesday", "morning briefing wednesday"),
        ("exchange rates 20.03.2026", "exchange rates 21.03.2026"),
        ("pogoda na wtorek 3 marca", "pogoda na środę 4 kwietnia"),
    ],
)
def test_numbers_and_days_mask_to_one_title(one: str, other: str) -> None:
    """Titles of a series are one title but for numbers, months and weekdays."""
    assert masked(one) == masked(other)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("war in elra day 468", {"468"}),
        ("weather for tuesday", {"tuesday"}),
        ("news in brief oct 11", {"11"}),
        ("rates of 20.03.2026", {"20.03.2026"}),
        ("5 dead in crash", set()),
        ("puzzle no 712", {"712"}),
    ],
)
def test_marks(title: str, expected: set[str]) -> None:
    """Dates, weekdays and counted numbers place a title in a series; other numbers do not."""
    assert expected == marks(title)
