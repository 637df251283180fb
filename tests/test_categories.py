"""Categories: what a reader would call the subjects of an entry."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import Category, FeedContext, FeedRepairs, Found, RawCategory, RawEntry, Repair
from aggregator.normalize.categories import categories, is_one_word
from aggregator.normalize.category_lists import path, split
from aggregator.normalize.placeholders import is_identifier

FEED = FeedContext(feed="daily", url="https://daily.example/feed.xml")


def found(*raws: RawCategory | str, feed: FeedContext = FEED) -> Found[tuple[Category, ...]]:
    """What is found in an entry with these elements; a plain string is an RSS category."""
    elements = (RawCategory(element="category", term=raw) if isinstance(raw, str) else raw for raw in raws)
    return categories(RawEntry(position=0, categories=tuple(elements)), feed)


def labels(*raws: RawCategory | str, feed: FeedContext = FEED) -> list[str]:
    """The labels shown."""
    return [category.label for category in found(*raws, feed=feed).value or ()]


def test_label_over_term() -> None:
    """Atom's label is shown, its term and scheme are kept."""
    raw = RawCategory(element="atom:category", term="tech-policy", label="Tech Policy", scheme="https://a.example/")

    assert (Category(label="Tech Policy", term="tech-policy", scheme="https://a.example/"),) == found(raw).value


def test_list_in_one_element() -> None:
    """One element that holds a list gives several categories, and the whole list is told."""
    got = found("war, peace")

    assert (Category(label="war"), Category(label="peace")) == got.value
    assert (Repair(field="categories", code="split", detail="war, peace"),) == got.repairs


def test_lists_are_split_only_where_one_element_holds_them() -> None:
    """With several elements, or a vocabulary, a comma belongs to the name; keywords are lists by definition."""
    keywords = RawCategory(element="media:keywords", term="war,peace")
    person = RawCategory(element="category", term="Herzog, Isaac", scheme="https://a.example/people")

    assert ["war, peace", "treaty"] == labels("war, peace", "treaty")
    assert ["war", "peace", "News"] == labels(keywords, "News")
    assert ["Herzog, Isaac"] == labels(person)


@pytest.mark.parametrize(
    "text",
    ["Arts, Culture and Entertainment", "Food, Drink, and Travel", "Kingston, Ontario", "Apple, Inc.", "10,000 BC"],
)
def test_commas_that_belong_to_a_name(text: str) -> None:
    """Enumerations, places with their state, companies and numbers stay whole."""
    assert [text] == labels(text)


def test_paths() -> None:
    """A path gives its steps, which keep it as their term, and that is told; a pair of words is no path."""
    got = found("News/World/Africa")

    assert tuple(Category(label=step, term="News/World/Africa") for step in ("News", "World", "Africa")) == got.value
    assert (Repair(field="categories", code="path", detail="News/World/Africa"),) == got.repairs
    assert ["TCP/IP", "A/B testing"] == labels("TCP/IP", "A/B testing")


@pytest.mark.parametrize("word", ["Uncategorized", "Non classé", "Sin categoría", "Allgemein", "Без рубрики", "未分类"])
def test_placeholders(word: str) -> None:
    """Where nobody chose a category there is none, in any language."""
    assert ["Film"] == labels(word, "Film")


def test_kinds_for_machines() -> None:
    """Kinds that programs tell one another, addresses and identifiers are no subjects."""
    kind = RawCategory(
        element="atom:category",
        term="http://schemas.google.com/blogger/2008/kind#post",
        scheme="http://schemas.google.com/g/2005#kind",
    )

    assert [] == labels(kind, "https://a.example/tags/5", "1225c695-cfb8-4ebb-aaaa-80da344efa6a")


def test_numbers() -> None:
    """A number is a name in RSS (`360`), a key in Atom, and a year everywhere."""
    assert ["360", "2008"] == labels("360", "2008", RawCategory(element="atom:category", term="1234"))


def test_repeats() -> None:
    """Case, width and a leading # do not make another category; the first spelling is shown."""
    assert ["iPhone", "Ukraine"] == labels("iPhone", "IPHONE", "#Ukraine", "Ukraine", "ｉｐｈｏｎｅ")


def test_markup() -> None:
    """Entities are resolved as often as feeds escape them, tags dropped."""
    assert ["News & Chat", "Film"] == labels("News &amp;amp; Chat", "<b>Film</b>")


def test_configured_categories_come_last() -> None:
    """Categories configured for the feed are added, unless the entry has them."""
    feed = FeedContext(feed="a", url="https://a.example/", categories=("film", "Local"))

    assert ["Film", "Local"] == labels("Film", feed=feed)


def test_word_lists_are_cut() -> None:
    """Of a list of hundreds of words the first 200 stay, and the cut is told."""
    got = found(RawCategory(element="media:keywords", term=",".join(f"word {number}" for number in range(500))))

    assert 200 == len(got.value or ())
    assert Repair(field="categories", code="too_many", detail="200") in got.repairs


def test_ignored_categories() -> None:
    """A feed's operator can have its categories ignored."""
    feed = FeedContext(feed="a", url="https://a.example/", repairs=FeedRepairs(ignore=("categories",)))

    assert Found() == found("Film", feed=feed)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=40) | st.text("a,;|/>:# &", max_size=40), max_size=4))
def test_any_strings(texts: list[str]) -> None:
    """No string raises, and no label is empty or repeated."""
    shown = labels(*texts)

    assert all(label.strip() for label in shown)
    assert len(shown) == len({label.casefold() for label in shown})


@given(st.text("aAzZéß0 ,;|/>:#&-\n", min_size=1, max_size=12) | st.from_regex(r"[A-Za-z]{1,40}", fullmatch=True))
def test_one_word_is_no_list(text: str) -> None:
    """A word without any mark is taken as it is: it is no identifier, list or path by any rule."""
    told = is_identifier(text) or split(text, keywords=True) or path(text, sure=True) or len(text.splitlines()) > 1

    assert not (is_one_word(text) and told)


def test_elements_seen_before() -> None:
    """An element gives the same categories each time; whether others of its name stand beside it counts."""
    assert labels("war, peace") == labels("war, peace") == ["war", "peace"]
    assert ["war, peace", "News"] == labels("war, peace", "News") == labels("war, peace", "News")
    assert labels("war, " * 100) == labels("war, " * 100) == ["war"]


@pytest.mark.parametrize("piece", ["a, ", "a and ", "& ", "< ", "a/", " > ", "#a ", "0", "::", "a|", "-", "0-", "http"])
def test_hostile_strings_end(piece: str) -> None:
    """Long repetitive strings cost no more than their length."""
    hostile = piece * (20_000 // len(piece))

    assert labels(hostile) == labels(hostile)
    assert labels(RawCategory(element="media:keywords", term=hostile)) is not None


def test_lines() -> None:
    """Three lines or more in one element are a list; a label that was only wrapped is one."""
    assert ["lake", "lugano", "border"] == labels("lake\nlugano\nborder")
    assert ["Politics and Government"] == labels("Politics\n  and Government")


def test_label_that_names_the_list() -> None:
    """A label such as `Tags` says what the list is; the term is the category."""
    assert ["skating"] == labels(RawCategory(element="media:category", term="skating", label="Tags"))


def test_bookmarks() -> None:
    """Services whose tags have no blanks list several in one dc:subject."""
    raw = RawCategory(element="dc:subject", term="ruby rails")
    feed = FeedContext(feed="f", url="https://example.com/feed", link="https://pinboard.in/u:ann/")

    assert ["ruby", "rails"] == labels(raw, feed=feed)
    assert ["ruby rails"] == labels(raw)


@pytest.mark.parametrize("text", ['LP 12"', 'Fair without "h"', "Rogachev «North»", ".NET", "#1"])
def test_signs_that_belong(text: str) -> None:
    """Quotation marks inside a label, inches and points of names stay."""
    assert [text] == labels(text)
