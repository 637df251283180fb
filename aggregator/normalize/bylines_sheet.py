"""The pieces of a byline, one after the other, sorted into people, wire services and the newsroom."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from aggregator.model import Author, Repair
from aggregator.normalize.agencies import agencies, agency
from aggregator.normalize.byline_words import AFFILIATION_PREPOSITIONS, ORGANIZATION_WORDS, PLACE_PREPOSITIONS
from aggregator.normalize.bylines_parts import Part
from aggregator.normalize.bylines_text import note
from aggregator.normalize.folding import folded
from aggregator.normalize.names import is_eastern, is_full_name, is_given, name_words, opens_with_given, quiet
from aggregator.normalize.places import is_place
from aggregator.normalize.roles import Kind, is_role_noun, kind, signed

_EDGES = ' \t,;:|/·•*–—-=«»“”"„'
_NO_LETTERS = re.compile(r"[\W_]+")
_BRACKET = re.compile(
    r"(?:^|(?<=\s)|(?<=[\u2e80-\uffef])|(?<=[\])】）］]))"
    r"[(（\[【［〔]([^()（）\[\]【】［］〔〕]{0,200})[)）\]】］〕]"
)
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{4})\.$")
_NICKNAME = re.compile(r"\s-[^\s-]{2,20}-?$")
_MASK = 0xE000
_MASKED = re.compile("[\ue000-\ue0ef]")
_MOST_BRACKETS = 32
_ROLE_IN_BRACKETS = re.compile(
    r"now|earlier|authors?|narrators?|hosts?|editors?|translators?|photos?|text|words|video|illustrator|producer",
    re.IGNORECASE,
)
_PEN_NAME_WORDS, _PEN_NAME_LENGTH = 6, 40
_PLAIN_ROLES = frozenset("author|authors|autor|autora|auteur|autore|автор|by|tekst|texto|text|words".split("|"))


@dataclass(slots=True, kw_only=True)
class Sheet:
    """What has been read so far."""

    feed_names: frozenset[str] = frozenset()
    people: list[Author] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    staff: bool = False
    notes: list[Repair] = field(default_factory=list)
    since: int = 0
    """Where the people of the present element begin."""
    brackets: list[str] = field(default_factory=list)
    role: str | None = None
    """A role that stood before anybody: `De notre correspondant à Rome, Jean Martin`."""
    wires_before: int = 0
    """How many agencies the elements before named."""
    house: bool = False
    """The piece before was a company or paper."""
    turkish: bool = False

    def begin(self) -> None:
        """Begin an element."""
        self.since, self.wires_before = len(self.people), len(self.agencies)

    def settle(self) -> None:
        """End an element: a role without a person is the newsroom's byline, `mq` beside a wire a desk's sign."""
        if len(self.agencies) > self.wires_before:
            self.people[self.since :] = [each for each in self.people[self.since :] if not _is_sign(each.name)]
        if self.role is not None and not self.has_person():
            self.staff = self.staff or kind(self.role) is Kind.STAFF or _NEWSROOM.search(folded(self.role)) is not None
            if kind(self.role) is not Kind.STAFF:
                note(self.notes, "role_alone", self.role)
        elif self.role is not None and self.people[self.since].role is None:
            self.people[self.since] = replace(self.people[self.since], role=_role(self.role))
        self.role, self.house = None, False

    def add_agencies(self, names: Sequence[str]) -> None:
        """Add wire services, each once."""
        self.agencies += [name for name in dict.fromkeys(names) if name not in self.agencies]

    def has_person(self) -> bool:
        """Say whether this element has named somebody: roles and places behind belong to them."""
        return len(self.people) > self.since

    def amend(self, **changes: str | None) -> None:
        """Give the last person what it still lacks."""
        lacking = {key: value for key, value in changes.items() if value and getattr(self.people[-1], key) is None}
        if lacking and self.has_person():
            self.people[-1] = replace(self.people[-1], **lacking)


def _is_sign(name: str) -> bool:
    return len(name) < 4 and name.isalpha() and name.islower()


def is_personal(text: str) -> bool:
    """Say whether *text* is somebody's name: a blog may bear it (`Ann Lee`), a company (`Ann Lee Media`) hardly."""
    text = text.strip(_EDGES + "()")
    if is_given(text):
        return True
    known = opens_with_given(text) and kind(text) is Kind.FULL_NAME and len(text.split()) < 5
    return known and not any(folded(word) in ORGANIZATION_WORDS for word in text.split())


def is_feed(sheet: Sheet, text: str) -> bool:
    """Say whether *text* only repeats the feed's name or host; a wire service or a person of that name stays."""
    name = squeezed(text)
    cut = len(name) > 7 and any(char.isdigit() for char in name) and any(n.startswith(name) for n in sheet.feed_names)
    return (cut or name in sheet.feed_names) and kind(text) is not Kind.AGENCY and not is_personal(text)


def unwrapped(text: str) -> str:
    """The text without brackets around the whole of it."""
    while (match := _BRACKET.fullmatch(text.strip(_EDGES))) is not None:
        text = match[1]
    return text


def masked(sheet: Sheet, text: str) -> str:
    """The text with one private character for each bracket; what stood in it waits in *sheet*."""
    sheet.brackets = []
    if _BRACKET.search(text) is None:
        return text

    def hide(match: re.Match[str]) -> str:
        if len(sheet.brackets) >= _MOST_BRACKETS:
            return " "
        sheet.brackets.append(match[1])
        return chr(_MASK + len(sheet.brackets) - 1)

    return _BRACKET.sub(hide, unwrapped(text))


def _person(sheet: Sheet, part: Part) -> None:
    """Add the person *part* names, unless it is the feed itself."""
    name = _NICKNAME.sub("", _FULL_STOP.sub("", part.text.strip(_EDGES + "()[]")))
    if is_feed(sheet, name):
        note(sheet.notes, "author_is_feed", name)
        return
    mended = quiet(name, turkish=sheet.turkish) if name_words(name) else name
    if mended != name:
        note(sheet.notes, "caps_retitled", name)
    sheet.people.append(Author(name=mended, role=part.role))


def squeezed(text: str) -> str:
    """The letters and digits of *text*, folded: `The Example  Times` and `the-example-times` are the same."""
    return _NO_LETTERS.sub("", folded(text))


def _role(text: str) -> str | None:
    """The role as an article keeps it; `Author` says nothing."""
    text = text.strip(_EDGES + "()")
    return None if folded(text) in _PLAIN_ROLES else text or None


def _agency_in_role(sheet: Sheet, text: str) -> str:
    """`Associated Press Writer`: the agency out of the role."""
    words = text.split()
    for size in (3, 2, 1):
        name = " ".join(words[:size])
        if len(words) > size and (size > 1 or name.isupper() or len(name) > 4) and agency(name):
            sheet.add_agencies(agencies(name))
            return " ".join(words[size:])
    return text


_NEWSROOM = re.compile(
    r"edit|envi|envoy|redak|redac|report|corres|korres|writer|journal|giornal|period|jornal|dziennik|verslag|toimit|"
    r"корресп|журнал|редакт|muhabir|wartawan|novinar"
)


def _take_role(sheet: Sheet, part: Part) -> None:
    role = _agency_in_role(sheet, part.text)
    if not sheet.has_person():
        sheet.role = sheet.role or role
        return
    several = is_role_noun(role.split()[-1]) and role.lower().endswith(("s", "en"))
    for n in range(sheet.since if several else len(sheet.people) - 1, len(sheet.people)):
        if sheet.people[n].role is None:
            sheet.people[n] = replace(sheet.people[n], role=_role(role))


def _take_place(sheet: Sheet, part: Part) -> None:
    if not sheet.has_person():
        note(sheet.notes, "place_alone", part.text)
    elif sheet.people[-1].place is None:
        sheet.amend(place=part.text)
    elif part.opener == ",":  # Palm Beach, Florida
        sheet.people[-1] = replace(sheet.people[-1], place=f"{sheet.people[-1].place}, {part.text}")


def _is_position(text: str) -> bool:
    """`Daily News Staff Writer`, `CPJ Africa Program Staff`: behind a person, what they are."""
    last = text.split()[-1]
    return is_role_noun(last) or folded(last) == "staff"


def _take_staff(sheet: Sheet, part: Part) -> None:
    if sheet.has_person() and part.opener in {",", "|", "/", "-"} and _is_position(part.text):
        _take_role(sheet, part)
        return
    if sheet.has_person() and is_eastern(part.text) and len(part.text) < 4:  # 홍길동 | 기자
        return
    wires = [name for word in part.text.split() if len(word) > 2 and word.isupper() and (name := agency(word))]
    sheet.add_agencies(wires)
    if not sheet.has_person() and not wires and is_role_noun(part.text.split()[-1]) and " " in part.text:
        sheet.role = sheet.role or part.text  # Staff Writer, Ann Lee
    else:
        sheet.staff = True


def _take_agency(sheet: Sheet, part: Part) -> None:
    sheet.add_agencies(agencies(part.text))
    if folded(part.text).endswith(" staff"):
        sheet.staff = True


def _drop(code: str) -> Callable[[Sheet, Part], None]:
    """A taker that only leaves a note."""

    def take(sheet: Sheet, part: Part) -> None:
        behind = code == "organization" and sheet.has_person()
        sheet.house = code == "organization"
        note(sheet.notes, "affiliation_cut" if behind else code, part.text)

    return take


def _follows_mononyms(sheet: Sheet) -> bool:
    """Whether everybody of this element has one word: `Umputun, Bobuk, Gray`."""
    return sheet.has_person() and all(name_words(person.name) < 2 for person in sheet.people[sheet.since :])


def _is_affiliation(sheet: Sheet, part: Part, form: Kind) -> bool:
    """Whether a name-like piece behind a person or a company is rather their paper, seat or desk."""
    if part.opener == "/" and sheet.agencies and part.text.islower() and len(part.text) < 5:  # dpa/jbb
        return True
    if (
        (sheet.role or sheet.staff) and not sheet.has_person() and part.opener in {",", "-"}
    ):  # Staff Writer, The Example
        return (part.text.startswith("The ") or part.opener == "-") and not opens_with_given(part.text)
    if sheet.house and not sheet.has_person() and part.opener in {"/", "-", "|", ",", "and"}:
        return not opens_with_given(part.text) and (form is Kind.ONE_NAME or part.opener == "/")
    if not sheet.has_person() or part.opener == "":
        return False
    if part.opener in {"and", ";"}:
        return form is Kind.OTHER and " " in part.text and not _follows_mononyms(sheet)
    if form is Kind.FULL_NAME:
        the = part.text.startswith(("The ", "the "))
        return the or (part.opener == "-" and not opens_with_given(part.text))
    if _follows_mononyms(sheet):
        return part.opener in {"-", "/"} or (form is Kind.OTHER and " " in part.text)
    return form is Kind.OTHER or not (part.opener == "," and is_given(part.text))


def _is_sentence(text: str) -> bool:
    return len(text) > _PEN_NAME_LENGTH or len(text.split()) > _PEN_NAME_WORDS


def _is_headline(text: str) -> bool:
    """`The Porsche Design Bobsled Snowboard`: capitalized, but no name."""
    return text.startswith(("The ", "A ")) and len(text.split()) > 4


def _take_name(sheet: Sheet, part: Part, form: Kind) -> None:
    """A name by its form: a person, their affiliation, or a slogan."""
    if (
        part.opener == "and"
        and form in {Kind.OTHER, Kind.ONE_NAME}
        and part.text.lower().startswith(("the ", "friends"))
    ) or _is_affiliation(sheet, part, form):
        note(sheet.notes, "affiliation_cut", part.text)
    elif (form is Kind.OTHER and _is_sentence(part.text)) or _is_headline(part.text):
        note(sheet.notes, "not_a_name", part.text)
    else:
        _person(sheet, part)


_TAKERS: dict[Kind, Callable[[Sheet, Part], None]] = {
    Kind.NOTHING: lambda sheet, part: None,
    Kind.JUNK: _drop("placeholder_name"),
    Kind.NOBODY: _drop("placeholder_name"),
    Kind.AGENCY: _take_agency,
    Kind.UNNAMED_AGENCIES: _drop("unnamed_agencies"),
    Kind.STAFF: _take_staff,
    Kind.PLACE: _take_place,
    Kind.ROLE: _take_role,
    Kind.ORGANIZATION: _drop("organization"),
}


def _with_preposition(sheet: Sheet, part: Part) -> bool:
    """`…, in Berlin` and `…, for The Example Times` behind a person; True: taken."""
    first, _, rest = part.text.partition(" ")
    if not rest or not sheet.has_person() or not first.islower():
        return False
    if folded(first) in PLACE_PREPOSITIONS and (is_place(rest) or is_full_name(rest) or name_words(rest) == 1):
        sheet.amend(place=rest)
        return True
    if folded(first) in AFFILIATION_PREPOSITIONS:
        sheet.add_agencies(agencies(rest))
        note(sheet.notes, "affiliation_cut", rest)
        return True
    return False


def _take_signed(sheet: Sheet, part: Part) -> None:
    """A name, with what is glued to it without a comma."""
    found = signed(part.text)
    form = _form(sheet, found.name)
    named = part if found.name == part.text else replace(part, text=found.name)
    if form in _TAKERS:
        _TAKERS[form](sheet, named)
    else:
        before = len(sheet.people)
        _take_name(sheet, named, form)
        if len(sheet.people) > before and (found.role or found.place):
            role = _agency_in_role(sheet, found.role) if found.role else ""
            sheet.amend(role=_role(role), place=found.place)
    if found.agency:
        sheet.add_agencies((found.agency,))
    elif found.rest:
        note(sheet.notes, "affiliation_cut", found.rest)


def _take_bracket(sheet: Sheet, part: Part, text: str) -> None:
    """What stood in brackets behind *part*: a role, a place, an agency; else it is only noted."""
    place, sign, wire = text.replace("＝", "=").partition("=")
    form = kind(text)
    if sign and agency(wire):  # (서울=연합뉴스)
        sheet.add_agencies(agencies(wire))
        sheet.amend(place=place)
    elif form is Kind.AGENCY:
        _take_agency(sheet, Part(text=text))
    elif form is Kind.ROLE or _ROLE_IN_BRACKETS.fullmatch(text):
        sheet.amend(role=_role(text))
    elif form is Kind.PLACE:
        sheet.amend(place=text)
    elif form is Kind.STAFF:
        sheet.staff = True
    elif form in {Kind.FULL_NAME, Kind.ONE_NAME} and _stands_for_a_name(sheet, part, form):
        _person(sheet, Part(text=text, role=part.role))
    elif form is Kind.FULL_NAME and sheet.has_person() and _is_fuller(text, sheet.people[-1].name):
        sheet.people[-1] = replace(sheet.people[-1], name=text)
    elif text.strip():
        sheet.add_agencies(agencies(text.split()[-1]))  # (with inputs from PTI)
        note(sheet.notes, "bracket_cut", text)


def _stands_for_a_name(sheet: Sheet, part: Part, form: Kind) -> bool:
    """Brackets behind nobody, or a piece of their own: `ann@example.com (Ann Lee), bo@example.com (Bo Li)`."""
    if _MASKED.fullmatch(part.text) and form is Kind.FULL_NAME:
        return True
    return not sheet.has_person() and not sheet.house


def _is_fuller(text: str, name: str) -> bool:
    """`Ann (Ann Lee)`: the brackets hold the whole of the name before them."""
    return " " not in name and folded(name) in folded(text).split()


def _form(sheet: Sheet, text: str) -> Kind:
    """The kind of a piece where it stands: `Chad` and `Austin` are people unless they follow one."""
    form = kind(text)
    if (
        form is Kind.PLACE
        and (is_given(text) or text.isupper())
        and (not sheet.has_person() or _follows_mononyms(sheet))
    ):
        return Kind.ONE_NAME
    if form is Kind.ORGANIZATION and (name := signed(text).name) != text:
        return Kind.FULL_NAME if kind(name) in {Kind.FULL_NAME, Kind.AGENCY} else form
    return form


def take(sheet: Sheet, part: Part) -> None:
    """Add what one piece of the list says to *sheet*."""
    inside = [sheet.brackets[ord(mask) - _MASK] for mask in _MASKED.findall(part.text)] if sheet.brackets else []
    bare = replace(part, text=" ".join(_MASKED.sub(" ", part.text).split()).strip(_EDGES)) if inside else part
    form = _form(sheet, bare.text)
    if part.opener == "place":
        _take_place(sheet, bare)
    elif form in _TAKERS:
        _TAKERS[form](sheet, bare)
    elif not _with_preposition(sheet, bare):
        _take_signed(sheet, bare)
    for text in inside:
        _take_bracket(sheet, part, text)
