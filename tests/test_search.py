"""Search: words, phrases, beginnings and what is left out, in every language, on both databases."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stored import HOUR, NOW, StorePlace, article, configure, entry, outcome, publish, revised, spec, stored

from aggregator.errors import UsageError
from aggregator.model import ArticleQuery
from storage import Store, open_store
from storage.search import index as search_index
from storage.search.question import MOST, terms
from storage.search.words import ENOUGH, prepared, words

TEXTS = {
    "ferry": ("Last ferry leaves the harbour", "Herring prices rose, O'Connor said. The harbour was closed."),
    "harbour": ("Harbour opens", "The last of the boats: a ferry."),
    "cafe": ("Café in Łódź reopens", "Straße, naïveté, ﬁn de siècle"),
    "tokyo": ("東京都の天気", "今日は雨です。ラーメンを食べた"),
    "beijing": ("北京大学宣布新计划", "学生们表示欢迎"),
    "bangkok": ("ข่าวด่วนวันนี้", "กรุงเทพมหานคร"),
    "delhi": ("क्षेत्र में बारिश", "दिल्ली"),
    "cairo": ("مُحَمَّد في القاهرة", "الأخبار"),
    "seoul": ("서울에서 열린 회의", "한국"),
}

HISTORY = {"poll_history": timedelta(days=30)}


@pytest.fixture(params=("sqlite", "postgresql"), scope="module")
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A store with one article per key of TEXTS, its texts searched too."""
    if request.param == "sqlite":
        store = filled(f"sqlite:///{tmp_path_factory.mktemp('search')}/a.db")
        yield store
        store.close()
        return
    with request.getfixturevalue("postgresql").fresh() as url:
        store = filled(url)
        yield store
        store.close()


def filled(url: str) -> Store:
    store = open_store(url, search="text")
    configure(store, spec())
    stored(store, *(entry(article(guid, title=title, text=text)) for guid, (title, text) in TEXTS.items()))
    return store


def found(store: Store, question: str, **asked: Any) -> set[str]:
    return {got.guid for got in store.articles(ArticleQuery(text=question, **asked))}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # words
        ("ferry", {"ferry", "harbour"}),
        ("FERRY Harbour", {"ferry", "harbour"}),
        ("herring", {"ferry"}),
        ("ferry herring", {"ferry"}),
        ("fer", set()),
        ("c++ ferry!?", set()),
        ("100% ferry", set()),
        ("ferry & !!", {"ferry", "harbour"}),
        ("O'Connor", {"ferry"}),
        ("connor-said", {"ferry"}),
        ("said-connor", set()),
        # phrases
        ('"last ferry"', {"ferry"}),
        ('"ferry last"', set()),
        ('"last ferry', {"ferry"}),
        ('"last  ferry" herring', {"ferry"}),
        # minus
        ("ferry -herring", {"harbour"}),
        ('harbour -"last ferry"', {"harbour"}),
        ("-harbour -東京 -大学", {"cafe", "bangkok", "delhi", "cairo", "seoul"}),
        # beginnings
        ("fer*", {"ferry", "harbour"}),
        ("her* -open*", {"ferry"}),
        ('"last fer*"', set()),
        ('"last fer"*', {"ferry"}),
        # nothing that a database would read as its own
        ("ferry AND herring", set()),
        ("title:ferry", set()),
        ("ferry OR tokyo", set()),
        ("NEAR(last ferry)", set()),
        # accents, case, ligatures
        ("cafe lodz", {"cafe"}),
        ("STRASSE naivete fin", {"cafe"}),
        # scripts without spaces
        ("東京", {"tokyo"}),
        ("京都", {"tokyo"}),
        ("東京都の天気", {"tokyo"}),
        ("東京都の地図", set()),
        ("雨", {"tokyo"}),
        ("です", {"tokyo"}),
        ("ラーメン", {"tokyo"}),
        ("ﾗｰﾒﾝ", {"tokyo"}),
        ("大学", {"beijing"}),
        ("北京 学生", {"beijing"}),
        ("北京 -学生", set()),
        ("划", {"beijing"}),
        ("วันนี้", {"bangkok"}),
        # scripts with signs
        ("क्षेत्र", {"delhi"}),
        ("محمد", {"cairo"}),
        ("서울에서", {"seoul"}),
        ("서울*", {"seoul"}),
        # nothing to look for
        ("?!", set()),
        ('""', set()),
        ("-", set()),
        ("  ", set(TEXTS)),
    ],
)
def test_question(library: Store, question: str, expected: set[str]) -> None:
    """A question finds the same on SQLite and on PostgreSQL, in any language."""
    assert expected == found(library, question)


@given(question=st.text(max_size=MOST) | st.text(alphabet="ab\"'*-+()^:&|!<>\\東京都 ́\x00\ud800", max_size=60))
def test_any_string_is_a_question(library: Store, question: str) -> None:
    """Whatever is asked is answered."""
    assert set(TEXTS) >= found(library, question)


def test_endless_question(library: Store) -> None:
    """A question as long as may be is answered; a longer one is refused with a sentence."""
    assert set() == found(library, " ".join(f"{number:x}" for number in range(MOST))[:MOST])
    with pytest.raises(UsageError, match="at most 1,000 characters"):
        found(library, "a" * (MOST + 1))


@given(text=st.text().map(lambda text: text.replace('"', " ")))
def test_every_word_of_a_text_finds_it(text: str) -> None:
    """What is indexed of a text is what a question for any part of it, between spaces, asks for."""
    line = f" {prepared(text)} "
    for part in text.split():
        for term in terms(part.lstrip("-")):
            assert f" {' '.join(term.words)}" in line


def test_search_goes_with_the_other_filters(library: Store) -> None:
    """A question of words narrows a list as any filter does, in pages."""
    first = library.article_lines(ArticleQuery(text="ferry", limit=1))
    second = library.article_lines(ArticleQuery(text="ferry", limit=1, after=first.next))
    guids = [json.loads(line)["guid"] for line in (*first.lines, *second.lines)]

    assert ["harbour", "ferry"] == guids
    assert set() == found(library, "ferry", feeds=("other",))


def test_titles_are_searched_by_default(place: StorePlace) -> None:
    """Unless the texts are asked for, questions look into titles and summaries."""
    store = place.open()
    configure(store, spec())
    stored(store, entry(article("1", title="Ferry", summary="late again", text="herring")))

    assert [{"1"}, {"1"}, set()] == [found(store, question) for question in ("ferry", "again", "herring")]


def test_index_follows_what_is_published(place: StorePlace) -> None:
    """A new article is found, an edited one by its new words only, a removed one not at all."""
    store = place.open()
    configure(store, spec())
    first = article("1", title="ferry")
    stored(store, entry(first))
    before = found(store, "ferry"), found(store, "boat")
    stored(store, revised(first, title="boat"))
    after = found(store, "ferry"), found(store, "boat")
    stored(store, entry(article("2")), at=NOW + HOUR)
    store.retain([spec(keep=timedelta(hours=1))], NOW + 9 * HOUR, **HISTORY)
    gone = found(store, "boat"), found(store, "title")

    assert (({"1"}, set()), (set(), {"1"}), (set(), {"2"})) == (before, after, gone)


def test_unpublished_articles_are_not_found(store: Store) -> None:
    """An article is found once it is published."""
    configure(store, spec())
    store.commit(outcome(entry(article("1", title="ferry"))))
    before = found(store, "ferry")
    publish(store)

    assert (set(), {"1"}) == (before, found(store, "ferry"))


def test_index_grows_in_batches_that_survive_a_stop(place: StorePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that is being made goes on where it was stopped, with what was published and edited meanwhile."""
    monkeypatch.setattr(search_index, "BATCH", 10)
    store = place.open()
    configure(store, spec())
    stored(store, *(entry(article(str(number), title=f"ferry {number}")) for number in range(25)))
    steps = [store.index()]
    store.close()
    again = place.open()
    stored(again, revised(article("0", title="ferry 0"), title="boat"), entry(article("new", title="boat")))
    steps += [again.index() for _ in range(2)]

    assert [True, True, True] == steps
    assert (24, {"0", "new"}) == (len(found(again, "ferry")), found(again, "boat"))
    assert not again.index()


def test_other_scope_makes_the_index_again(place: StorePlace) -> None:
    """Switching the texts on, or search off and on again, takes effect at the next opening."""
    store = place.open()
    configure(store, spec())
    stored(store, entry(article("1", text="herring")))
    titles = found(store, "herring")
    with closing(open_store(place.url, search="text")) as deep:
        texts = found(deep, "herring")
    with closing(open_store(place.url)) as as_before:
        kept = found(as_before, "herring")
    with closing(open_store(place.url, search="none")) as off:
        off.index()
        with pytest.raises(UsageError, match="switched off"):
            found(off, "herring")

    assert (set(), {"1"}, {"1"}) == (titles, texts, kept)
    assert {"1"} == found(store, "title")


def test_rebuilding(place: StorePlace) -> None:
    """A forgotten index is made again from the stored articles."""
    store = place.open()
    configure(store, spec())
    stored(store, entry(article("1", title="ferry")))
    found(store, "ferry")
    store.forget_index()

    assert store.index() is False
    assert {"1"} == found(store, "ferry")


@pytest.mark.parametrize("damage", ["missing", "empty", "not ours", "torn", "of another store"])
def test_broken_file_is_made_again(sqlite_place: StorePlace, damage: str) -> None:
    """A search file that is missing, damaged or of another store is made again and never an error."""
    store = sqlite_place.open()
    configure(store, spec())
    stored(store, *(entry(article(str(number), title="ferry", summary="x" * 900)) for number in range(40)))
    found(store, "ferry")
    store.close()
    file = sqlite_place.path.with_name(sqlite_place.path.name + ".search")
    match damage:
        case "missing":
            file.unlink()
        case "empty":
            file.write_bytes(b"")
        case "not ours":
            file.write_bytes(b"something else entirely, much longer than a header " * 99)
        case "torn":
            file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 60_000)
        case _:
            with closing(sqlite3.connect(file)) as other, other:
                other.execute("UPDATE search_state SET value = 'other' WHERE key = 'epoch'")

    assert 40 == len(found(sqlite_place.open(), "ferry"))


def test_restored_backup_is_searched(sqlite_place: StorePlace) -> None:
    """A backup holds no index; the store that is restored from it makes its own."""
    store = sqlite_place.open()
    configure(store, spec())
    stored(store, entry(article("1", title="ferry")))
    found(store, "ferry")
    copy = sqlite_place.path.with_name("copy.db")
    store.backup(copy)
    with closing(open_store(f"sqlite:///{copy}")) as restored:
        assert {"1"} == found(restored, "ferry")


def test_search_file_is_private(sqlite_place: StorePlace) -> None:
    """The search file is readable by its owner only, as the store is."""
    found(sqlite_place.open(), "ferry")

    assert 0o600 == sqlite_place.path.with_name("aggregator.db.search").stat().st_mode & 0o777


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The quick-brown FOX", ["the", "quick", "brown", "fox"]),
        ("東京は", ["東京", "京は", "は"]),
        ("iPhone15発売", ["iphone15", "発売", "売"]),
        ("Ελλάδα", ["ελλαδα"]),
        ("a" * 100, ["a" * 64]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    """Words are folded; runs without spaces become pairs and a last character."""
    assert expected == words(text)


def test_endless_text_is_cut(store: Store) -> None:
    """Of a text beyond any article, the first 400 kB of words are indexed."""
    assert ENOUGH >= len(prepared("ab " * 500_000).encode()) > ENOUGH - 10

    configure(store, spec())
    stored(store, entry(article("1", title="ferry", summary=" ".join(f"{number:x}東京" for number in range(200_000)))))

    assert {"1"} == found(store, "ferry")
