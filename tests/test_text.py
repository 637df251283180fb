"""Characters, references, mojibake and quotation marks of plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.normalize.mojibake import without_mojibake
from aggregator.normalize.quotation import without_stray_mark
from aggregator.normalize.text import characters, decoded, folded, is_settled, line, paragraphs, without_cdata

CHARACTERS = {
    "a\x00b\x07c\x7fd": "abcd",
    "don\x92t \x96 stop\x85": "don’t – stop…",
    "re\u0301sume\u0301": "résumé",
    "zero\u200bwidth\ufeff and soft\u00adhyphen": "zerowidth and softhyphen",
    "\u202eright\u202c to \u2066left\u2069\u200e": "right to left",
    "می\u200cخواهم": "می\u200cخواهم",
    "latin\u200cletters\u200d": "latinletters",
    "family 👨\u200d👩\u200d👧 here": "family 👨\u200d👩\u200d👧 here",
    "emoji 👍\u200d alone": "emoji 👍 alone",
    "ශ්\u200dරී": "ශ්\u200dරී",
    "lone \ud83d surrogate": "lone \ufffd surrogate",
    "a\r\nb\rc\u2028d": "a\nb\nc\nd",
    "noncharacter \ufdd0 and \uffff": "noncharacter  and ",
}


@pytest.mark.parametrize(("raw", "clean"), CHARACTERS.items())
def test_characters(raw: str, clean: str) -> None:
    """Text is NFC; what cannot be seen goes, joiners stay where a script or an emoji needs them."""
    assert clean == characters(raw)


def test_surrogates() -> None:
    """One character that was written as two references is one; half of it is none."""
    assert "smile 😀😀" == decoded("smile &#55357;&#56832;&#xD83D;&#xDE00;")
    assert "�" == decoded("&#xD83D;")


def test_loose_selectors() -> None:
    """A variation selector that has lost its character goes."""
    assert "a \u2600\ufe0f" == characters("a \u2600\ufe0f") and "back " == characters("back \ufe0e")


def test_line() -> None:
    """A line has single blanks between its words, whatever blanks it was printed with."""
    assert "one two three" == line(" one\u00a0two\u3000\n three\t")


def test_paragraphs() -> None:
    """Blank lines part the paragraphs of plain text; other line ends are blanks, unless lines are kept."""
    raw = "one\ntwo\n\n \nthree"

    assert ("one two", "three") == paragraphs(raw)
    assert ("one\ntwo", "three") == paragraphs(raw, keep_lines=True)


DECODED = {
    "AT&amp;T": "AT&T",
    "&#8220;x&#x201D;": "“x”",
    "&#146;": "’",
    "?page=1&copy=2": "?page=1&copy=2",
    "rock&roll; &nosuch;": "rock&roll; &nosuch;",
    "&amp;amp;": "&amp;",
}


@pytest.mark.parametrize(("raw", "value"), DECODED.items())
def test_decoded(raw: str, value: str) -> None:
    """One layer of references is resolved, and only what ends in a semicolon is a reference."""
    assert value == decoded(raw)


CDATA = {"<![CDATA[news]]>": "news", "![CDATA[news]]": "news", "a[0]]>b": "a[0]]>b", "x[[1]]": "x[[1]]"}


@pytest.mark.parametrize(("raw", "value"), CDATA.items())
def test_without_cdata(raw: str, value: str) -> None:
    """CDATA marks that became text go; brackets of prose stay."""
    assert value == without_cdata(raw)


def test_folded() -> None:
    """Titles that differ in case, blanks and marks only are the same."""
    assert folded("“Hello”, World!") == folded("hello world")


MOJIBAKE = {
    "donâ€™t stop": "don’t stop",
    "cafÃ© com pÃ£o": "café com pão",
    "Â«VoilÃ\xa0Â»": "«Voilà»",
    "â€œquotedâ€\x9d": "“quoted”",
    "æ—¥æœ¬èªž": "日本語",
    "Ð¼Ð¸Ñ€": "мир",
    "smile ðŸ˜€": "smile 😀",
    "donÃ¢â‚¬â„¢t": "don’t",
    "company\u00e2\u0080\u0099s plan": "company’s plan",
    "don‚Äôt go to the caf√©": "don’t go to the café",
    "РџСЂРёРІРµС‚, РјРёСЂ!": "Привет, мир!",
    "one ’good’ and one badâ€”dash": "one ’good’ and one bad—dash",
}
NO_MOJIBAKE = (
    "São Paulo, AMANHÃ» e depois",
    "“café”—she said",
    "L’Âge d’or",
    "déjà vu",
    "Ã",
    "naïve façade",
    "x = √2, y = √π",
    "СССР и РСФСР, Рівне",
    "10 € et 20 £",
    "VAMOS À PRAIA",
    "日本語 already",
)


@pytest.mark.parametrize(("raw", "value"), MOJIBAKE.items())
def test_mojibake(raw: str, value: str) -> None:
    """UTF-8 that was read as windows-1252 is read again as UTF-8."""
    assert value == without_mojibake(raw)


@pytest.mark.parametrize("value", NO_MOJIBAKE)
def test_no_mojibake(value: str) -> None:
    """Words that only look a little like mojibake are left alone."""
    assert value == without_mojibake(value)


STRAY = {
    "He left on Monday. “": "He left on Monday.",
    'He left on Monday. "': "He left on Monday.",
    "“We are leaving,“": "“We are leaving,”",
    "Il part. «": "Il part.",
    "« C’est fini.«": "« C’est fini.»",
    "„": "",
    '""': "",
    "彼は去った。「": "彼は去った。",
}
NOT_STRAY = (
    "„Wir gehen heute“",
    "»Wir gehen heute«",
    'She said "yes"',
    'a 27" screen and a 5"',
    "“Closed.”",
    "The dogs‘",
    "Plain.",
    "",
)


@pytest.mark.parametrize(("raw", "value"), STRAY.items())
def test_stray_mark(raw: str, value: str) -> None:
    """An opening quotation mark at a paragraph's end closes what is open, or goes."""
    assert value == without_stray_mark(raw)


@pytest.mark.parametrize("value", NOT_STRAY)
def test_no_stray_mark(value: str) -> None:
    """Marks that close in another language, or stand for inches, stay."""
    assert value == without_stray_mark(value)


ODD = "\u200c\u200d\ufe0e\ufe0f\u0301\u0627\U0001f600\U000e0041\u2028\x85\x1c\x02\r\t \n\xa0a"


@given(st.text(st.one_of(st.sampled_from(ODD), st.characters())), st.sampled_from(["", "&#55357;&#56832;", "&#3;"]))
def test_settled_text_stays(text: str, reference: str) -> None:
    """What is said to be settled has no character that cleaning would take or change."""
    text += reference

    assert not is_settled(text, text) or characters(text) == text
