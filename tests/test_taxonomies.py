"""`categories_map`: what feeds' categories are called in a vocabulary of the operator's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator import config, feeds_file
from aggregator.errors import ConfigError
from aggregator.model import Category, Job, NotAFeed, Taxonomy, Topic
from aggregator.normalize.taxonomies import with_topics
from aggregator.pipeline.reading import read

SCHEME = "http://cv.iptc.org/newscodes/mediatopic/"
TOPICS = f"""\
scheme: {SCHEME}
topics:
  Politik: {{label: politics, term: "11000000"}}
  FUSSBALL: [sport, {{label: football}}]
  "123": numbers
"""
POLITICS = Category(label="politics", term="11000000", scheme=SCHEME)
SPORT, FOOTBALL = Category(label="sport", scheme=SCHEME), Category(label="football", scheme=SCHEME)
FEEDS = "defaults: {categories_map: topics.yaml}\nfeeds: {a: 'https://a.test/f'}\n"


def beside(text: str) -> Callable[[str], str]:
    """A folder whose every file holds *text*."""
    return lambda name: text


def taxonomy() -> Taxonomy:
    found = config.load(FEEDS, beside=beside(TOPICS)).feeds[0].categories_map
    assert found is not None
    return found


def complaints(text: str, feeds: str = FEEDS) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        config.load(feeds, beside=beside(text))
    return [str(problem).partition("\n")[0] for problem in caught.value.problems]


def test_file_is_read() -> None:
    """Labels are folded and ordered; a topic is a name, a name with its code, or several."""
    expected = (
        Topic(raw="123", categories=(Category(label="numbers", scheme=SCHEME),)),
        Topic(raw="fussball", categories=(SPORT, FOOTBALL)),
        Topic(raw="politik", categories=(POLITICS,)),
    )

    assert Taxonomy(path="topics.yaml", topics=expected) == taxonomy()


def test_nearest_layer_holds() -> None:
    """A feed may name another file than its group, or none."""
    feeds = (
        "defaults: {categories_map: one}\n"
        "feeds: {a: 'https://a.test/', b: {url: 'https://b.test/', categories_map: two}, "
        "c: {url: 'https://c.test/', categories_map: null}}\n"
    )
    loaded = config.load(feeds, beside=beside(TOPICS)).feeds

    assert ["one", "two", None] == [spec.categories_map.path if spec.categories_map else None for spec in loaded]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "topics.yaml:1: topics: a mapping expected, got nothing"),
        ("topics: [a]", "topics.yaml:1: topics: a mapping expected, got a mapping"),
        ("topics: {a: {name: b}}", "topics.yaml:1: topics.a: label and term expected, got name"),
        ("topics:\n  a: 7", "topics.yaml:2: topics.a: text expected, got the number 7"),
        ("topics:\n  a: [x, '']", "topics.yaml:2: topics.a[1]: text expected, got an empty text"),
        ("topics: {}\nscheme: [x]", "topics.yaml:2: scheme: text expected, got a list"),
        ("topics: {}\nthemes: {}", "topics.yaml:2: themes: unknown key"),
        ("topics: {a: b, a: c}", "topics.yaml:1: topics.a: the key is there twice"),
    ],
)
def test_complaints_name_the_file(text: str, told: str) -> None:
    """What is wrong in the file is told with the file's own name and line."""
    assert [told] == complaints(text)


def test_missing_file_is_a_complaint() -> None:
    """A file that is not there is told once, where feeds.yaml names it first."""
    with pytest.raises(ConfigError) as caught:
        config.load("\n" + FEEDS)

    assert ["feeds.yaml:2: defaults.categories_map: topics.yaml: no such file"] == [
        str(problem).partition("\n")[0] for problem in caught.value.problems
    ]


def test_path_starts_at_the_folder_of_feeds_yaml(tmp_path: Path) -> None:
    """The file is looked for beside feeds.yaml, wherever the program was started."""
    (tmp_path / "feeds.yaml").write_text(FEEDS, encoding="utf-8")
    (tmp_path / "topics.yaml").write_text(TOPICS, encoding="utf-8")

    assert taxonomy() == feeds_file.read(tmp_path / "feeds.yaml").feeds[0].categories_map


def test_plan_sees_a_changed_file() -> None:
    """A changed mapping is a changed setting of the feed."""
    before, after = (
        config.settings_json(config.load(FEEDS, beside=beside(text)).feeds[0])
        for text in (TOPICS, TOPICS.replace("politics", "government"))
    )

    assert before != after
    assert "topics.yaml (" in before
    assert SCHEME not in before


@pytest.mark.parametrize(
    ("given", "added"),
    [
        (Category(label="Politik"), (POLITICS,)),
        (Category(label="POLITIK", term="x"), (POLITICS,)),
        (Category(label="Fußball"), (SPORT, FOOTBALL)),
        (Category(label="Numbers and more", term="123"), (Category(label="numbers", scheme=SCHEME),)),
        (Category(label="Wetter"), ()),
        (SPORT, ()),
    ],
)
def test_topics_stand_behind_what_the_feed_says(given: Category, added: tuple[Category, ...]) -> None:
    """A category is looked up by label, then by term, in any case; it stays."""
    assert (given, *added) == with_topics((given,), taxonomy())


def test_topics_come_once() -> None:
    """Two labels of one topic give it once; without a map nothing is added."""
    given = (Category(label="Politik"), Category(label="politik"))

    assert (*given, POLITICS) == with_topics(given, taxonomy())
    assert given == with_topics(given, None)


def test_articles_carry_topics() -> None:
    """A document read for a feed with a map gives articles in both vocabularies."""
    spec = config.load(FEEDS, beside=beside(TOPICS)).feeds[0]
    document = b"<rss version='2.0'><channel><item><title>T</title><category>Politik</category></item></channel></rss>"
    got = read(Job(document=document, spec=spec, url=spec.url, now=datetime(2026, 3, 3, tzinfo=UTC)))

    assert not isinstance(got, NotAFeed)
    assert (Category(label="Politik"), POLITICS) == got.fresh[0].article.categories
