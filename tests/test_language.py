"""Language: what is declared comes first, what is shown only when nothing is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import FeedContext, Found, RawEntry, RawText, Repair
from aggregator.normalize.language import _ADDRESS, _WEB_ADDRESS, Language, language
from aggregator.normalize.scripts import letters

GERMAN = "Der Stadtrat beschloss am Donnerstag, zwei der fünf Fährlinien im Hafen einzustellen."


def feed(**fields: Any) -> FeedContext:
    """A feed that declares *fields*."""
    return FeedContext(feed="f", url="https://example.com/feed", **fields)


def declared(tag: str) -> Language:
    """A declared language."""
    return Language(tag=tag, source="declared")


CONTENT = (RawText(element="atom:content", value="x", language="fr"),)
PRECEDENCE = [
    (RawEntry(position=0, contents=CONTENT, language="es"), feed(language="it"), "fr"),
    (RawEntry(position=0, language="es"), feed(language="it", default_language="pl"), "es"),
    (RawEntry(position=0), feed(language="it", default_language="pl"), "it"),
    (RawEntry(position=0), feed(default_language="pl"), "pl"),
]


@pytest.mark.parametrize(("entry", "context", "tag"), PRECEDENCE)
def test_precedence(entry: RawEntry, context: FeedContext, tag: str) -> None:
    """The content's xml:lang, then the entry's, the feed's, the configured default, and only then the text."""
    assert Found(value=declared(tag)) == language(entry, context, GERMAN)


def test_detection() -> None:
    """Without a declaration the words decide."""
    assert Found(value=Language(tag="de", source="detected")) == language(RawEntry(position=0), feed(), GERMAN)


LONG = {
    "en": "The council voted late on Thursday to close two of the five ferry lines in the harbour, and the owners of"
    " the boats said that they had been told of it with a day to spare. It is the second time in a year that the town"
    " has cut what it pays for the crossing to the islands.",
    "fr": "Le conseil a voté jeudi la fermeture de deux des cinq lignes du port, et les patrons des bateaux sont dans"
    " la rue pour une semaine de grève. C’est la deuxième fois que la ville coupe dans une dépense sur laquelle les"
    " îles comptent, et pour une fois les pêcheurs sont avec les patrons dans la lutte.",
    "af": "Die raad het Donderdag besluit om twee van die vyf bootroetes in die hawe te sluit, en die eienaars het gesê"
    " dat hulle een dag tevore daarvan gehoor het. Dit is die tweede keer in een jaar dat die dorp het gesny in wat hy"
    " vir die oorgang na die eilande betaal, en het die vissers kwaad gemaak.",
}


@pytest.mark.parametrize("tag", LONG)
def test_detection_of_long_texts(tag: str) -> None:
    """A longer text is in the language whose words it is full of, if no relative of that language shares them."""
    assert Found(value=Language(tag=tag, source="detected")) == language(RawEntry(position=0), feed(), LONG[tag])


def test_mismatch() -> None:
    """What is declared stands; that the words are clearly in another language is told."""
    got = language(RawEntry(position=0), feed(language="en"), GERMAN * 2)

    assert Found(value=declared("en"), repairs=(Repair(field="language", code="mismatch", detail="de"),)) == got


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("en", "The council voted late on Thursday to close two of the harbour's five ferry lines for good."),
        (
            "nb",
            "Byrådet besluttede torsdag at nedlægge to af havnens fem færgeruter efter en lang debat i byrådssalen.",
        ),
        ("en", "Berlin: Der Rat."),
        ("de-AT", GERMAN * 2),
    ],
)
def test_no_mismatch(tag: str, words: str) -> None:
    """Few words, and languages that are close to one another, contradict nothing."""
    assert Found(value=declared(tag)) == language(RawEntry(position=0), feed(language=tag), words)


def test_too_short() -> None:
    """A few letters are not guessed at."""
    assert Found() == language(RawEntry(position=0), feed(), "Foo bar")


def test_repaired() -> None:
    """What was meant is told when it was not said well."""
    got = language(RawEntry(position=0), feed(language="en-uk"), GERMAN)

    want = Repair(field="language", code="language_repaired", detail="en-uk")
    assert Found(value=declared("en-GB"), repairs=(want,)) == got


def test_unknown() -> None:
    """A declaration that names no language is passed over."""
    got = language(RawEntry(position=0, language="utf-8"), feed(language="de"), "x")

    want = Repair(field="language", code="unknown_language", detail="utf-8")
    assert Found(value=declared("de"), repairs=(want,)) == got


@given(st.text("aZéß1_ª²µƒ#hw:/.tps Жあ\x81", max_size=30) | st.text(max_size=30))
def test_quick_ways(words: str) -> None:
    """Letters of Western texts are counted by a byte table, addresses cut by one pattern, as the long ways do."""
    assert len(re.sub(r"[\W\d_]+", "", words)) == letters(words).total
    assert "@" in words or _ADDRESS.sub(" ", words) == _WEB_ADDRESS.sub(" ", words)
