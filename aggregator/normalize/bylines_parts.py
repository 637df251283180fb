"""A byline's list taken apart: hard separators always part, commas and `and` only between what can be names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from aggregator.model import Repair
from aggregator.normalize import byline_words as table
from aggregator.normalize.bylines_credits import OPENING_WORDS, credited, may_credit, without_opening
from aggregator.normalize.bylines_text import note
from aggregator.normalize.folding import folded
from aggregator.normalize.names import PARTICLES, is_full_name, is_given, is_suffix, name_words, opens_with_given
from aggregator.normalize.roles import ADVERT, Kind, kind, signed

MAX_PARTS = 100

_HARD = re.compile(
    r"\s*(?P<semicolon>[;；])\s*|\s*(?P<bar>[|｜\n•‣►»›])\s*|(?<![^\W\d_])\s*(?P<dot>·)\s*|\s+(?P<middot>·)\s*"
    r"|\s+(?P<dash>[-–—]{1,2}|::|@|~)\s+|(?<=\S)(?P<at>@) (?=\S)"
    r"|\s*(?P<slash>／)\s*|\s+(?P<via>via)\s+|\s+(?P<slash_after>//?)\s*|(?P<slash_before>/)\s+"
)
_OPENERS = {
    "semicolon": ";",
    "bar": "|",
    "dot": "|",
    "middot": "|",
    "dash": "-",
    "at": "-",
    "slash": "/",
    "via": "/",
    "slash_after": "/",
    "slash_before": "/",
}
_TIGHT_SLASH = re.compile(r"(?<=[^\s/]{2})/(?=[^\s/]{2})")
_COMMA = re.compile(r"\s*(?<!\d)[,，、،]\s*|\s*(?<=\d)[,，、،]\s*(?!\d)")
_MASKED = re.compile("[\ue000-\ue0ef]")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[\s\-‐]?){1,5}")
_LEGAL_FORM = re.compile(r"(?:inc|ltd|llc|llp|gmbh|corp|plc|s\.?a|co)\.?", re.IGNORECASE)
_ARTICLES = frozenset({"le", "la", "les", "the", "der", "die", "das", "el", "il"})
_EDGES = ' \t,;:|/·•*–—-=«»“”"„'
_SIDES = frozenset({Kind.FULL_NAME, Kind.ONE_NAME, Kind.AGENCY, Kind.UNNAMED_AGENCIES, Kind.STAFF})
_WIRES = frozenset({Kind.AGENCY, Kind.UNNAMED_AGENCIES})
_WHOLE = frozenset({Kind.STAFF, Kind.AGENCY, Kind.NOBODY})
_OTHERS = re.compile(
    r",?\s+(?:(?:&|and|und|et) co\.?|and \d{1,3} (?:others|more)|et al\.?|and others"
    r"|u\.\s?a\.|и др\.?|y otros|e altri|et autres|m\.fl\.)$"
)
_BY = frozenset({"By", "by", "BY"})
_TELLING = OPENING_WORDS | table.STRONG_CONJUNCTIONS | table.WEAK_CONJUNCTIONS
_COMPANY = re.compile(r"(?:the|friends|others|more|et al|family|guests|die|les|los)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One piece of a byline's list."""

    text: str
    opener: str = ""
    """The separator before it: `,` `;` `and` `|` `/` `-`; `place`: this is one; empty: it is the first."""
    role: str | None = None


def _hard(text: str) -> Iterator[tuple[str, str]]:
    """The stretches between hard separators, each with the separator before it."""
    mark, start = "", 0
    for match in _HARD.finditer(text):
        yield mark, text[start : match.start()]
        mark, start = _OPENERS[match.lastgroup or ""], match.end()
    yield mark, text[start:]


def _slashed(text: str) -> Iterator[tuple[str, str]]:
    """`Joel Roe/CPJ Director`: a slash without blanks parts longer words; `A/V` and agencies (`AFP/Getty`) stay."""
    if "/" not in text or kind(text) in {Kind.AGENCY, Kind.PLACE}:
        yield "", text
        return
    for n, piece in enumerate(_TIGHT_SLASH.split(text)):
        yield "/" if n else "", piece


def _with_suffixes(pieces: list[str]) -> list[str]:
    """`Scott Roe`, `III` is one name; so is `Ann Lee`, `MD`, `PhD`."""
    joined: list[str] = []
    for piece in pieces:
        if joined and (_LEGAL_FORM.fullmatch(piece) or (is_suffix(piece) and _is_person(joined[-1]))):
            joined[-1] = f"{joined[-1]}, {piece}"
        elif joined and _opens_with_suffix(piece) and _is_person(joined[-1]):
            suffix, _, rest = piece.partition(" ")
            joined[-1] = f"{joined[-1]}, {suffix}"
            joined.append(rest)
        else:
            joined.append(piece)
    return joined


def _opens_with_suffix(text: str) -> bool:
    """`Jr. and Max Poe` behind the comma of `John Roe, Jr. and Max Poe`."""
    suffix, _, rest = text.partition(" ")
    return is_suffix(suffix) and _without_conjunction(rest)[1] == "and"


def _without_lead(text: str) -> str:
    """`mit AFP`, `with Ann Lee`: the conjunction joins what the element does not say."""
    first, _, rest = text.partition(" ")
    return rest if rest and first in {"with", "mit", "avec", "and", "con"} else text


def _is_person(text: str) -> bool:
    return is_full_name(_bare(_without_conjunction(text)[0].split(",")[0]))


def _is_family(text: str) -> bool:
    """One word, or several that open with a particle (`de la Cruz`)."""
    number = name_words(text)
    opener = folded(text.split()[0]).rstrip(".") if number else ""
    return 0 < number <= 3 and (
        number == 1 or text[0].islower() or opener in PARTICLES or opener in {"st", "mac", "san"}
    )


def _is_pair(family: str, given: str, *, sure: bool) -> bool:
    """`Doe`, `Jane`: *sure* when the list as a whole has this form, else the given name must be known."""
    if _INITIALS.fullmatch(given):
        return name_words(family) > 0 or family[:1].isalpha()
    person = {Kind.FULL_NAME, Kind.ONE_NAME}
    if kind(family) not in person or kind(given) not in {*person, Kind.PLACE} or not _is_family(family):
        return False
    first, *more = given.split()
    if (given.isupper() and not family.isupper()) or not all(
        is_given(word) or _INITIALS.fullmatch(word) for word in more
    ):
        return False
    return is_given(first) or (kind(given) is not Kind.PLACE and sure and not more)


def _is_wire(family: str, given: str) -> bool:
    """`agence, AFP`: what a program that inverts names makes of an agency."""
    return kind(given) is Kind.AGENCY and kind(family) is Kind.UNNAMED_AGENCIES


def _is_paper(given: str) -> bool:
    """`figaro.fr, Le`: what it makes of a paper."""
    return folded(given) in _ARTICLES


def _turned(family: str, given: str, notes: list[Repair]) -> str:
    """One pair in speaking order; empty for a paper."""
    if _is_paper(given):
        note(notes, "organization", f"{given} {family}")
        return ""
    return given if _is_wire(family, given) else f"{given} {family}"


def _inverted(pieces: list[str], notes: list[Repair], *, sure: bool = False) -> list[str] | None:
    """The names in speaking order where *every* part pairs up as `Family, Given`; None where one does not."""
    if not pieces or len(pieces) % 2:
        return None
    pairs = list(zip(pieces[::2], pieces[1::2], strict=True))
    names = [pair for pair in pairs if not _is_wire(*pair) and not _is_paper(pair[1])]
    single = len(pairs) == 1 and not is_given(pieces[0])
    if not all(_is_pair(*pair, sure=sure or single) for pair in names):
        return None
    if len(names) > 1 and all(is_given(family) and not _INITIALS.fullmatch(given) for family, given in names):
        return None
    if names:
        note(notes, "family_name_first")
    return [_turned(*pair, notes) for pair in pairs]


_FAMILY_INITIALS = re.compile(r"(?P<family>[^\W\d_][^\d_,.]{1,30}) (?P<given>[^\W\d_a-z]{1,3})")


def _vancouver(pieces: list[str], notes: list[Repair]) -> list[str] | None:
    """`Lee A, Roe BC`: every part a family name and bare initials, as medical journals cite."""
    names = [_FAMILY_INITIALS.fullmatch(piece) for piece in pieces]
    if len(names) < 2 or not all(name and name["given"].isupper() and _is_family(name["family"]) for name in names):
        return None
    note(notes, "family_name_first")
    return [f"{name['given']} {name['family']}" for name in names if name]


def _inverted_around_and(pieces: list[str], notes: list[Repair]) -> list[str] | None:
    """`Doe, Jane and Roe, John`: inverted pairs with a conjunction, where no family name is also a given one."""
    sides = [side for piece in pieces for side in _joined(piece, listed=True)]
    if len(sides) == len(pieces) or any(is_given(side) for side in sides[::2]):
        return None
    return _inverted(sides, notes)


def _conjunctions(words: list[str]) -> list[int]:
    return [
        n
        for n, word in enumerate(words)
        if 0 < n < len(words) - 1
        and words[n - 1] not in PARTICLES  # von und zu
        and (word in {"&", "+", "ft.", "feat."} or word.isalpha())
        and (folded(word) in table.STRONG_CONJUNCTIONS or folded(word) in table.WEAK_CONJUNCTIONS)
    ]


def _bare(text: str) -> str:
    """The name in a side of `and`: without brackets, place, paper or role."""
    return signed(_MASKED.sub("", text).strip()).name


def _joins(left: str, right: str, word: str, listed: bool) -> bool:
    """Whether *word* stands between two names: both sides can be one; weak words and `&` ask for full names."""
    sides = kind(_bare(left)), kind(_bare(right))
    full = [side is Kind.FULL_NAME for side in sides]
    if sides[1] in _WIRES and _INITIALS.fullmatch(left):  # M.Q. avec AFP
        return True
    if folded(word) not in table.STRONG_CONJUNCTIONS and sides[1] not in _WIRES:
        return all(full) and _proper(left) > 1 and _proper(right) > 1
    if Kind.ORGANIZATION in sides:
        return _with_organization(left, right, sides)
    if not all(side in _SIDES for side in sides):
        return _pen_names(left, right, listed)
    if sides[1] in {Kind.STAFF, Kind.UNNAMED_AGENCIES, Kind.AGENCY}:
        return sides[0] is not Kind.ONE_NAME or listed
    return any(full) or listed or is_given(left) or is_given(right)  # `Car and Driver` is one


def _with_organization(left: str, right: str, sides: tuple[Kind, Kind]) -> bool:
    """`Ann Lee and Example News`, `Le Monde avec AFP`; companies' own names hold an `and` too."""
    other, text = (sides[1], right) if sides[0] is Kind.ORGANIZATION else (sides[0], left)
    return other in {Kind.AGENCY, Kind.STAFF} or (other is Kind.FULL_NAME and opens_with_given(text))


def _proper(text: str) -> int:
    """Words of a name before its particles' second half: `Silva` of `Lopes e Silva` is one."""
    return name_words(_bare(text))


def _pen_names(left: str, right: str, listed: bool) -> bool:
    """`aboychuk and Dylan` at the end of a list, `jesus diaz & sam biddle`: lower-case names."""
    if listed:
        return " " not in left and " " not in right
    return opens_with_given(left) and opens_with_given(right) and len(left.split()) == len(right.split()) == 2


def _with_company(left: str, right: str) -> bool:
    """`Leo Roe and the Twits`, `Ann Lee and friends`."""
    return _COMPANY.match(right) is not None and is_full_name(left)


def _joined(text: str, listed: bool) -> list[str]:
    """The sides of `and`, `und`, `y` … in *text*, where it joins names; else the text as it is."""
    words = text.split()
    pieces, start = [], 0
    stops = _conjunctions(words)
    for place, n in enumerate(stops):
        end = stops[place + 1] if place + 1 < len(stops) else len(words)
        left, right = " ".join(words[start:n]), " ".join(words[n + 1 : end])
        if _with_company(left, right) or (left and right and _joins(left, right, words[n], listed)):
            pieces.append(left)
            start = n + 1
    return [*pieces, " ".join(words[start:])]


def _without_conjunction(text: str) -> tuple[str, str]:
    """`and Jeff Roe` behind a comma: the conjunction is the separator."""
    first, _, rest = text.partition(" ")
    if rest and folded(first) in table.STRONG_CONJUNCTIONS - {"es", "si"}:
        return rest, "and"
    if rest and first in {"con", "com", "da", "z", "с"} and kind(rest) in _WIRES:
        return rest, "and"
    return text, ","


def _listed(text: str, mark: str, notes: list[Repair], *, sure: bool) -> Iterator[Part]:
    """The parts of one stretch between hard separators."""
    pieces = [piece for piece in _COMMA.split(text.strip(_EDGES)) if piece]
    if len(pieces) > 1 and kind(text) in {Kind.STAFF, Kind.NOBODY}:
        pieces = [text]
    pieces = _with_suffixes(pieces)
    turned = _inverted(pieces, notes, sure=sure) or _vancouver(pieces, notes)
    if (
        turned is None and len(pieces) > 4 and all(map(_INITIALS.fullmatch, pieces[1:-1:2]))
    ):  # a list that was cut short
        last = pieces[-2:] if len(pieces) % 2 == 0 and len(pieces[-1]) < 3 else pieces[-1:]
        turned = [*(_inverted(pieces[: -len(last)], notes) or ()), " ".join(reversed(last))]
    if turned is None and len(pieces) > 2:
        turned = _inverted_around_and(pieces, notes)
    for n, piece in enumerate(turned or pieces):
        rest, opener = _without_conjunction(piece) if n else (_without_lead(piece), mark)
        sides = [rest] if turned else _joined(rest, listed=n > 0)
        for m, side in enumerate(sides):
            yield Part(text=side.strip(_EDGES), opener="and" if m else ";" if n and turned else opener)


def _all_pairs(stretches: list[str]) -> bool:
    """`Doe, Jane; Roe, John`: every stretch has one comma, and behind it what can be a given name."""
    pairs = [_COMMA.split(stretch) for stretch in stretches if stretch]
    return len(pairs) > 1 and all(len(pair) == 2 and _is_pair(*pair, sure=True) for pair in pairs)


def _is_plain(text: str) -> bool:
    """Two to four capitalized words and no word that opens, joins or credits: the ordinary byline, read at once."""
    words = text.split()
    return (
        "," not in text
        and 1 < len(words) < 5
        and name_words(text) == len(words)
        and not any(folded(word) in _TELLING for word in words)
    )


def _plain_after_by(text: str) -> str:
    """The name in `By Ann Lee`, which is most of what credits a byline has. Empty: it may be more than that."""
    by, _, name = text.partition(" ")
    plain = by in _BY and _is_plain(name) and not may_credit(name) and name.strip(_EDGES + ".") == name
    return name if plain else ""


def _opened(text: str, language: str | None) -> str:
    return text if kind(text) in _WHOLE else without_opening(text, language)


def parts(text: str, language: str | None, notes: list[Repair]) -> list[Part]:
    """Return the pieces of *text* in printed order, each with the separator before it and the role its credit gives."""
    if name := _plain_after_by(text):
        note(notes, "prefix_cut", text)
        return [Part(text=_opened(name, language))]
    if _is_plain(text) or ADVERT.match(folded(text)):
        return [Part(text=text)]
    found: list[Part] = []
    for credit in credited(text):
        stretches = [(a or b, piece) for a, whole in _hard(credit.text) for b, piece in _slashed(whole)]
        sure = _all_pairs([piece for _, piece in stretches])
        for mark, stretch in stretches:
            stretch = _OTHERS.sub("", stretch.strip(_EDGES))
            opened = _opened(stretch, language)
            if opened != stretch or credit.text != text:
                note(notes, "prefix_cut", text)
            listed = _listed(opened, mark, notes, sure=sure)
            found += [replace(part, role=credit.role) for part in listed] if credit.role else listed
        if len(found) > MAX_PARTS:
            note(notes, "capped", f"{len(found)} parts")
            return found[:MAX_PARTS]
    return [part for part in found if part.text]


def _is_city(city: Part, region: Part) -> bool:
    """`Abilene`, `Tex.` behind a person; a full name is a city only behind a slash or in the table."""
    if region.opener != "," or kind(region.text) is not Kind.PLACE or city.opener in {"", "and", ";"}:
        return False
    form = kind(city.text)
    return (
        form is Kind.PLACE
        or (form is Kind.ONE_NAME and not is_given(city.text))
        or (form is Kind.FULL_NAME and city.opener == "/" and not opens_with_given(city.text))
    )


def with_regions(found: list[Part]) -> list[Part]:
    """Return the parts with cities and their regions made one place: `Palm Beach`, `Florida`."""
    joined: list[Part] = []
    for part in found:
        if joined and (joined[-1].opener == "place" or _is_city(joined[-1], part)) and _is_place_part(part):
            joined[-1] = replace(joined[-1], text=f"{joined[-1].text}, {part.text}", opener="place")
        else:
            joined.append(part)
    return joined


def _is_place_part(part: Part) -> bool:
    return part.opener == "," and kind(part.text) is Kind.PLACE
