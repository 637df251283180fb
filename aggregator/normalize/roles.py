"""What a piece of a byline is: a person, a wire service, the newsroom, a role, a place, a company or nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise

from aggregator.normalize import byline_words as table
from aggregator.normalize.agencies import agencies, agency
from aggregator.normalize.folding import folded
from aggregator.normalize.names import is_eastern, is_full_name, is_given, name_words, opens_with_given
from aggregator.normalize.places import REGIONS, is_place

_EDGES = ' \t,;:|/·•*–—-=()[]【】（）［］<>«»“”"„‚‘`'
_WORD_EDGES = ".,:;()'’"
_LONGEST, _LONGEST_ROLE = 150, 90
_ROLE_LINKS = frozenset(
    {
        "of",
        "at",
        "for",
        "in",
        "on",
        "der",
        "des",
        "de",
        "di",
        "del",
        "du",
        "la",
        "and",
        "fur",
        "a",
        "special",
        "speciale",
        "especial",
    }
)
_GUEST = re.compile(
    r"(?:^|(?<![,;|/-])\s)guest"
    r"(?:$| (?:authors?|writers?|contributors?|posts?|bloggers?|columnists?|editors?|essays?|users?)$)"
)
_NUMBERED = re.compile(r"(?:author|user|guest|admin) ?\d{1,3}")
ADVERT = re.compile(r"(?:ads?|powered|sponsored) by\s")
_STATION = re.compile(r"(?<!\S)\d{2,3}[.,]\d(?!\S)")
"""A radio's frequency: `Joy 94.9`."""
_BRAND = re.compile(r"(?:google|facebook|microsoft|youtube|amazon|mozilla|bbc|cnn|courtesy|via)\s")
"""What no name of a person begins with."""
_ARTICLES = frozenset({"le", "la", "el", "il", "die", "der", "das"})
_VERBS = frozenset(
    {"ist", "berichtet", "schreibt", "est", "écrit", "es", "escribe", "informa", "scrive", "schrijft", "skriver"}
    | {"is", "was", "has", "contributed", "contributes", "writes", "reports", "covers", "reported", "reporting"}
)
_ACADEMIC = frozenset({"university", "college", "institute", "department", "universidad", "universite", "universitat"})
_SURE = frozenset({"in", "at", "from", "aus", "из", "desde"})
"""Prepositions that a place follows, be it in the table or not."""
_LINKS = table.PLACE_PREPOSITIONS | table.AFFILIATION_PREPOSITIONS | _SURE


class Kind(Enum):
    """What a piece of a byline is."""

    NOTHING = "nothing"
    JUNK = "junk"
    NOBODY = "nobody"
    AGENCY = "agency"
    UNNAMED_AGENCIES = "unnamed_agencies"
    STAFF = "staff"
    PLACE = "place"
    ROLE = "role"
    ORGANIZATION = "organization"
    FULL_NAME = "full_name"
    ONE_NAME = "one_name"
    OTHER = "other"


def is_role_noun(word: str) -> bool:
    """Say whether *word* can end a role: `editor`, `Korrespondentin`, `корреспондент`."""
    return folded(word.strip(_WORD_EDGES)) in table.ROLE_NOUNS


def _is_modifier(word: str) -> bool:
    word = folded(word.strip(_WORD_EDGES))
    return word in table.ROLE_MODIFIERS or word in table.ROLE_NOUNS


def _is_role(text: str) -> bool:
    """`Political Editor`, `senior fellow at the Institute`, `Professor of History`; not a name that ends so."""
    parts = text.split()
    if len(text) > _LONGEST_ROLE or not any(map(is_role_noun, parts)):
        return False
    if opens_with_given(text) or _split_role_behind(text) is not None:
        return False
    if folded(parts[0]) in table.ORGANIZATION_WORDS and folded(parts[0]) not in table.ROLE_MODIFIERS:
        return False
    if _split_role_before(text) is not None:
        return False
    if is_role_noun(parts[-1]):
        return len(parts) < 3 or any(_is_modifier(part) for part in parts[:-1]) or not is_full_name(" ".join(parts[:2]))
    return any(
        is_role_noun(noun) and folded(link) in _ROLE_LINKS and all(_is_modifier(part) for part in parts[:n])
        for n, (noun, link) in enumerate(pairwise(parts[:6]))
    )


def _is_acronym(word: str) -> bool:
    """`RMF`, `FM`: capitals without a vowel."""
    return len(word) > 1 and word.isascii() and word.isalpha() and word.isupper() and not set(word) & set("AEIOUY")


def _is_organization(text: str) -> bool:
    parts = [folded(part.strip(_WORD_EDGES)) for part in text.split()]
    if len(parts) == 1 and table.DOMAIN.fullmatch(text.rstrip(":")):
        return True
    if (
        (not text.islower() and folded(text) in table.OUTLETS)
        or _STATION.search(text)
        or (len(parts) > 1 and _BRAND.match(folded(text)))
    ):
        return True
    if len(parts) > 1 and all(_is_acronym(part) for part in text.split()):
        return True
    first, *more = text.split()
    if more and _is_acronym(first) and len(first) > 2:  # CNN Business
        return True
    if len(more) == 1 and parts[0] in _ARTICLES and more[0][0].isupper():  # Le Monde
        return True
    telling = [part for part in parts if part in table.ORGANIZATION_WORDS]
    if not telling or len(parts) < 2:
        return False
    person = len(parts) in {2, 3} and is_given(parts[0]) and telling == parts[-1:] and telling[0] in table.SURNAMES_TOO
    return not person


def _is_junk(text: str, fold: str) -> bool:
    return fold in table.MACHINE_JUNK or text in {"NA", "N.A."} or not any(char.isalpha() for char in text)


def _eastern_kind(text: str) -> Kind | None:
    if table.EAST_STAFF.fullmatch(text):
        return Kind.STAFF
    domain = table.DOMAIN.match(text) and text.partition(" ")[0].endswith(":")  # Amazon.co.jp: 債券のベストセラー
    return Kind.ORGANIZATION if domain or table.EAST_ORGANIZATION.fullmatch(text) else None


def _named_kind(text: str, fold: str) -> Kind | None:
    """The kinds that tables know."""
    if agency(text) or agencies(text):
        return Kind.AGENCY
    if fold in table.UNNAMED_AGENCIES:
        return Kind.UNNAMED_AGENCIES
    if fold in table.STAFF:
        return Kind.STAFF
    if fold in table.NOBODY or _NUMBERED.fullmatch(fold):
        return Kind.NOBODY
    if _GUEST.search(fold) or ADVERT.match(fold):
        return Kind.NOBODY
    if table.STAFF_SHAPE.fullmatch(fold) and not opens_with_given(text):
        return Kind.STAFF
    return Kind.PLACE if is_place(text) or text in REGIONS else None


def is_empty(text: str) -> bool:
    """Say whether *text* names nothing at all, for `kind`: what a template prints for nobody (`null`, `-`)."""
    text = text.strip(_EDGES)
    return not text or (len(text) <= _LONGEST and _is_junk(text, folded(text).rstrip(".:")))


@lru_cache(maxsize=4096)
def kind(text: str) -> Kind:
    """Return what *text*, a piece of a byline without its list, is; tables first, then its form."""
    text = text.strip(_EDGES)
    if not text or len(text) > _LONGEST:
        return Kind.OTHER if text else Kind.NOTHING
    fold = folded(text).rstrip(".:")
    if _is_junk(text, fold):
        return Kind.JUNK
    known = _named_kind(text, fold)
    if known is not None:
        return known
    if is_eastern(text) and (east := _eastern_kind(text)) is not None:
        return east
    if _is_role(text):
        return Kind.ROLE
    if _is_organization(text):
        return Kind.ORGANIZATION
    number = name_words(text)
    return Kind.OTHER if number == 0 else Kind.ONE_NAME if number == 1 else Kind.FULL_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A name and what was glued to it."""

    name: str
    role: str | None = None
    place: str | None = None
    agency: str | None = None
    rest: str | None = None
    """A paper or other affiliation."""


def _tail_agency(parts: list[str]) -> int:
    """How many words at the end name an agency: 1 in `Jane Doe AP`, 2 in `Jane Doe BBC News`."""
    for size in (3, 2, 1):
        tail = " ".join(parts[-size:])
        if len(parts) - size >= 2 and (tail.isupper() or size > 1 or len(tail) > 4) and agency(tail):
            return size
    return 0


def _split_agency(text: str) -> Signed | None:
    parts = text.split()
    size = _tail_agency(parts)
    name = " ".join(parts[: len(parts) - size])
    if not size or not is_full_name(name):
        return None
    return Signed(name=name, agency=agency(" ".join(parts[-size:])))


def _split_organization(text: str) -> Signed | None:
    """`Richard Roe Oxford University`, `Ann Lee BBC News`: where somebody works, without a comma."""
    parts = text.split()
    if len(parts) < 4 or not opens_with_given(text):
        return None
    size = 3 if parts[1].endswith(".") else 2
    name, rest = parts[:size], " ".join(parts[size:])
    if not is_full_name(" ".join(name)) or any(map(_is_no_name, name)):
        return None
    academic = any(folded(part) in _ACADEMIC for part in parts[size:])
    if not academic and kind(rest) not in {Kind.ORGANIZATION, Kind.STAFF, Kind.AGENCY}:
        return None
    return Signed(name=" ".join(name), rest=rest, agency=agency(rest))


def _is_no_name(word: str) -> bool:
    return _is_modifier(word) or folded(word) in table.ORGANIZATION_WORDS


def _split_sentence(text: str) -> Signed | None:
    """`Jane Doe is a writer in Boston`, `Jane Doe contributed to this report`."""
    parts = text.split()
    for n in range(2, min(len(parts), 5)):
        if parts[n] in _VERBS and is_full_name(" ".join(parts[:n])):
            return Signed(name=" ".join(parts[:n]), rest=" ".join(parts[n:]))
    return None


def _split_role_behind(text: str) -> Signed | None:
    """`Jane Doe Staff Writer`, `Jane Doe Professor of History`: the name in front of the role."""
    parts = text.split()
    for start in range(2, min(len(parts), 5)):
        name = parts[:start]
        if not _is_modifier(parts[start]) or not is_full_name(" ".join(name)) or any(map(_is_no_name, name)):
            continue
        rest = parts[start:]
        stop = next((n for n, part in enumerate(rest) if is_role_noun(part)), None)
        if stop is not None and all(_is_modifier(part) for part in rest[:stop]):
            return Signed(name=" ".join(name), role=" ".join(rest))
    return None


def _split_role_before(text: str) -> Signed | None:
    """`Staff writer Jane Doe`, `Corresponsal en Londres Ana Gómez`, `корреспондент ТАСС Иван Петров`."""
    parts = text.split()
    if not any(map(is_role_noun, parts)):
        return None
    for last in range(min(len(parts) - 2, 6), -1, -1):
        name = " ".join(parts[last + 1 :])
        opener, place = _without_seat(parts[: last + 1])
        wire = agency(opener[-1]) if len(opener) > 1 and len(opener[-1]) > 1 else None
        role = opener[:-1] if wire else opener
        certain = (is_role_noun(role[-1]) and not place) or (opens_with_given(name) and any(map(is_role_noun, role)))
        if certain and is_full_name(name) and all(_is_modifier(part) for part in role):
            return Signed(name=name, role=" ".join(role), agency=wire, place=place)
    return None


def _without_seat(opener: list[str]) -> tuple[list[str], str | None]:
    """`Corresponsal`, `Londres` of `Corresponsal en Londres`."""
    for n in range(1, len(opener) - 1):
        if folded(opener[n]) in table.PLACE_PREPOSITIONS and is_place(" ".join(opener[n + 1 :])):
            return opener[:n], " ".join(opener[n + 1 :])
    return opener, None


def _is_seat(name: str, word: str, rest: str) -> bool:
    """A place the table does not know, behind a person and a plain `in`."""
    section = folded(rest) in table.ROLE_MODIFIERS or folded(rest) in table.ORGANIZATION_WORDS
    if table.DOMAIN.fullmatch(rest):
        return False
    return word in _SURE and opens_with_given(name) and rest[0].isupper() and len(rest.split()) < 4 and not section


def _split_preposition(text: str) -> Signed | None:
    """`Jane Doe in Berlin` has a place, `Jane Doe for The Example Times` a paper."""
    parts = text.split()
    for n in range(1, len(parts) - 1):
        word = folded(parts[n])
        special = word == "special" and parts[n + 1] in {"to", "for"}
        if word not in _LINKS or not (parts[n].islower() or special):
            continue
        name, rest = " ".join(parts[:n]), " ".join(parts[n + 1 :])
        if kind(name) not in {Kind.FULL_NAME, Kind.ONE_NAME, Kind.AGENCY}:
            continue
        if word in table.PLACE_PREPOSITIONS and (is_place(rest) or _is_seat(name, word, rest)):
            return Signed(name=name, place=rest)
        sectioned = word in _SURE and opens_with_given(name)
        site = word in _SURE and table.DOMAIN.fullmatch(rest) is not None  # Tina from example.com
        if (word in table.AFFILIATION_PREPOSITIONS or sectioned) and (n > 1 or site) and not name.startswith("The "):
            return Signed(name=name, agency=agency(rest), rest=rest)
    return None


_SPLITTERS = (
    _split_sentence,
    _split_agency,
    _split_organization,
    _split_role_behind,
    _split_role_before,
    _split_preposition,
)


@lru_cache(maxsize=4096)
def signed(text: str) -> Signed:
    """Return *text* taken apart into a name and the agency, role, place or paper glued to it without a comma."""
    if " " in text and len(text) <= _LONGEST:
        for split in _SPLITTERS:
            found = split(text)
            if found is not None:
                return found
    return Signed(name=text)
