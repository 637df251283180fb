"""Bylines: all author elements of an entry, read together into persons, wire services and the newsroom.

Nothing is lost silently. Repairs carry the field `authors` and one of these codes, the piece of text as detail:

    feed_author        the entry names nobody: the document's own authors stand in
    ignored            the feed's configuration says to ignore its authors
    markup_stripped    tags were cut out of a name          mojibake           double-encoded UTF-8 was put right
    capped             the element or its list was too long
    placeholder_name   admin, anonymous, null, guest …      placeholder_email  noreply@…, none@none.com …
    email_only         an address without a name            uri_only           a link without a name
    author_is_feed     the name is the feed's title or host
    organization       a company, paper or site             not_a_name         a sentence or slogan
    unnamed_agencies   `Agencies`, `AGENCIAS`               clutter_cut        dates, reading times, comment counts
    handle_cut         `@name` beside a name                bracket_cut        a note in brackets
    prefix_cut         `By`, `Von`, `文/` …                  affiliation_cut    a paper or seat behind the name
    family_name_first  `Doe, Jane` was turned               caps_retitled      `JANE DOE` was written as a name
    place_alone        a place without a person             role_alone         a role without a person
    repeated           the same person from two elements
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlsplit

from aggregator.model import Author, Byline, FeedContext, Found, RawEntry, RawPerson, Repair, TextType
from aggregator.normalize import byline_words as table
from aggregator.normalize.agencies import AGENCIES, agency
from aggregator.normalize.bylines_credits import OPENING_WORDS
from aggregator.normalize.bylines_east import eastern_parts
from aggregator.normalize.bylines_parts import Part, parts, with_regions
from aggregator.normalize.bylines_sheet import Sheet, is_feed, is_personal, masked, squeezed, take
from aggregator.normalize.bylines_text import Element, element, note
from aggregator.normalize.folding import folded
from aggregator.normalize.names import is_eastern
from aggregator.normalize.places import PLACES, REGIONS
from aggregator.normalize.roles import is_empty

MAX_ELEMENTS = 200

_NOT_BYLINES = frozenset({"managingeditor", "webmaster", "publisher"})
_TITLE_END = re.compile(r"\s[-–—|»:]\s|:\s|\s\(")
"""What parts a feed's name from its section: `The Example Times - World`."""
_AUTHOR_ROLES = frozenset({"author", "writer", "byline", "reporter", "creator"})


def _is_byline(raw: RawPerson) -> bool:
    """Contacts of the feed are no bylines; media credits only when their role says author (Media RSS 1.5)."""
    name = raw.element.rpartition(":")[2].lower()
    if name == "credit":
        return (raw.role or "").lower() in _AUTHOR_ROLES
    return name not in _NOT_BYLINES


@lru_cache(maxsize=1024)
def _feed_names(title: str | None, link: str | None) -> frozenset[str]:
    """The feed's title, its initials and its host in the forms an author element repeats them."""
    names = {squeezed(title)} if title else set()
    head = _TITLE_END.split(title or "")[0].split()
    if len(head) > 1:
        names |= {squeezed(" ".join(head)), squeezed("".join(word[0] for word in head)) if len(head) > 2 else ""}
    try:
        host = urlsplit(link or "").hostname or ""
    except ValueError:
        host = ""
    bare = host.removeprefix("www.")
    names |= {squeezed(host), squeezed(bare), squeezed(bare.rpartition(".")[0])}
    return frozenset(names - {""})


def _pieces(sheet: Sheet, text: str, language: str | None) -> list[Part]:
    hidden = masked(sheet, text)
    wire, sign, rest = hidden.partition(":")
    if sign and rest and agency(wire):  # Reuters: Ann Lee
        hidden = f"{wire} | {rest}"
    if not is_eastern(hidden):
        return with_regions(parts(hidden, language, sheet.notes))
    found = eastern_parts(hidden, language)
    if squeezed("".join(part.text for part in found)) != squeezed(hidden):
        note(sheet.notes, "prefix_cut", hidden)
    return found


def _take_element(sheet: Sheet, one: Element, language: str | None) -> None:
    """Add one author element; its addresses belong to the one person it names."""
    sheet.begin()
    if not one.text:
        _note_address(sheet, one)
        return
    if is_feed(sheet, one.text) or _is_sender(one):
        note(sheet.notes, "author_is_feed", one.text)
        return
    for part in _pieces(sheet, one.text, language):
        take(sheet, part)
    sheet.settle()
    if len(sheet.people) == sheet.since + 1:
        sheet.amend(email=one.email, uri=one.uri)


def _is_sender(one: Element) -> bool:
    """`news@exampletimes.com (ExampleTimes)`: the mailbox's own house; full names may have a domain of their own."""
    if not one.email or " " in one.text or is_personal(one.text):
        return False
    domain = one.email.rpartition("@")[2]
    return squeezed(one.text) in {squeezed(domain), squeezed(domain.split(".")[0])}


def _note_address(sheet: Sheet, one: Element) -> None:
    """An address without a name says who may be asked, not who wrote."""
    if one.email:
        note(sheet.notes, "email_only", one.email)
    elif one.uri:
        note(sheet.notes, "uri_only", one.uri)


def _same(one: Author, other: Author) -> bool:
    """The same name, or the same mailbox with a name that is part of the other's (`Ann`, `Ann Lee`)."""
    if squeezed(one.name) == squeezed(other.name):
        return True
    if one.email is None or one.email != other.email:
        return False
    words = set(folded(one.name).split()), set(folded(other.name).split())
    return words[0] <= words[1] or words[1] <= words[0]


def _joined(one: Author, other: Author) -> Author:
    """One person out of two mentions: the fuller name, every field either has."""
    fuller = max(one.name, other.name, key=lambda name: len(name.split()))
    return Author(
        name=fuller,
        role=one.role or other.role,
        email=one.email or other.email,
        uri=one.uri or other.uri,
        place=one.place or other.place,
    )


def _without_repeats(sheet: Sheet) -> tuple[Author, ...]:
    """Everybody once, in order of first appearance: an unstable order would make every entry look revised."""
    once: list[Author] = []
    for person in sheet.people:
        place = next((n for n, known in enumerate(once) if _same(known, person)), None)
        if place is None:
            once.append(person)
        else:
            once[place] = _joined(once[place], person)
            note(sheet.notes, "repeated", person.name)
    return tuple(once)


def _printed(elements: Sequence[Element]) -> str | None:
    """The elements as printed, each once; what a template prints for nobody (`null`, `-`) is no byline."""
    lines: dict[str, str] = {}
    named = any(one.text for one in elements)
    for one in elements:
        if named and one.uri and not one.text:  # the portrait of who is named in the next element
            continue
        if not is_empty(one.printed):
            lines.setdefault(squeezed(one.printed) or one.printed, one.printed)
    return "; ".join(lines.values()) or None


_ORDINARY = re.compile(r"(?:By |by |BY )?(?P<given>[A-Z][a-z]{1,19}) (?P<family>[A-Z][a-z]{1,19})")
_LISTED = frozenset(
    fold
    for words in (
        *(table.MACHINE_JUNK, table.NOBODY, table.STAFF, table.UNNAMED_AGENCIES, table.OUTLETS),
        *(table.ROLE_NOUNS, table.ROLE_MODIFIERS, table.ORGANIZATION_WORDS),
        *(AGENCIES, *(row.split("|") for row in AGENCIES.values())),
        (place for place in PLACES | REGIONS if " " in place),  # `Jack London` is one
        "le|la|el|il|die|der|das|the|a|by|told|from|no|yesterday|just now".split("|"),
        "via|google|facebook|microsoft|youtube|amazon|mozilla|bbc|cnn|courtesy".split("|"),
    )
    for entry in words
    if (fold := folded(entry)).isascii()
)
"""Every word and name that a rule of bylines looks for in two words: two others are nothing but a name.

Not words that join names, which stand between two, nor those that open a byline: `_ordinary` asks its first word alone.
"""


def _ordinary(raws: Sequence[RawPerson], feed_names: frozenset[str]) -> Found[Byline] | None:
    """The byline of one element `By Ann Lee` or `Ann Lee`, as `at_length` reads it. None: it may be more than that."""
    raw = raws[0]
    found = _ORDINARY.fullmatch(raw.name or "") if len(raws) == 1 else None
    if found is None or raw.email or raw.uri or raw.role or raw.element.endswith("contributor"):
        return None
    small = f"{found['given']} {found['family']}".lower()
    given, _, family = small.partition(" ")
    squeezed_name = given + family
    if (
        given in OPENING_WORDS
        or not _LISTED.isdisjoint((given, family, small, f"by {small}"))
        or not feed_names.isdisjoint((squeezed_name, f"by{squeezed_name}"))
        or table.STAFF_SHAPE.fullmatch(small)
    ):
        return None
    name = Author(name=found[0][-len(small) :])
    cut = () if len(small) == len(found[0]) else (Repair(field="authors", code="prefix_cut", detail=found[0]),)
    return Found(value=Byline(printed=found[0], authors=(name,)), repairs=cut)


def read(
    raws: Sequence[RawPerson],
    *,
    feed_title: str | None = None,
    feed_link: str | None = None,
    language: str | None = None,
    name_type: TextType | None = None,
) -> Found[Byline]:
    """Return the byline that *raws*, all author elements of one entry in printed order, give together.

    *language* (BCP 47) settles prepositions that are also parts of names; *name_type* says what a name's text is when
    its publisher does not. None: no element says who wrote it.
    """
    own = tuple([raw for raw in raws if _is_byline(raw)][:MAX_ELEMENTS])
    if not own:
        return Found()
    feed_names = _feed_names(feed_title, feed_link)
    if (ordinary := _ordinary(own, feed_names)) is not None:
        return ordinary
    said = [language, *(part for raw in own for part in (raw.name, raw.email, raw.uri, raw.role))]
    short = sum(len(part) for part in said if part) <= _SHORT
    return (_remembered if short else at_length)(own, feed_names, language, name_type)


_SHORT = 400
"""Characters up to which a byline is remembered: most authors write again in the same feed."""


def at_length(
    raws: Sequence[RawPerson], feed_names: frozenset[str], language: str | None, name_type: TextType | None
) -> Found[Byline]:
    """Return the byline of *raws*, read word for word."""
    turkish = (language or "").lower().startswith(("tr", "az"))
    sheet = Sheet(feed_names=feed_names, turkish=turkish)
    elements = [element(raw, name_type, sheet.notes) for raw in raws]
    for raw, one in zip(raws, elements, strict=True):
        _take_element(sheet, one, language)
        _take_raw_role(sheet, raw)
    authors = _without_repeats(sheet)
    value = Byline(printed=_printed(elements), authors=authors, agencies=tuple(sheet.agencies), staff=sheet.staff)
    return Found(value=value if value.printed else None, repairs=tuple(dict.fromkeys(sheet.notes)))


_remembered = lru_cache(maxsize=256)(at_length)


def _take_raw_role(sheet: Sheet, raw: RawPerson) -> None:
    """The role the element itself states, e.g. of a contributor."""
    role = raw.role or ("contributor" if raw.element.endswith("contributor") else None)
    if role and role.lower() not in _AUTHOR_ROLES:
        for n in range(sheet.since, len(sheet.people)):
            sheet.people[n] = replace(sheet.people[n], role=sheet.people[n].role or role)


def _says_something(raw: RawPerson) -> bool:
    return _is_byline(raw) and bool(f"{raw.name or ''}{raw.email or ''}{raw.uri or ''}".strip())


_OWN_FIELDS = frozenset({"authors", "byline"})


def byline(entry: RawEntry, feed: FeedContext) -> Found[Byline]:
    """Return who wrote *entry*: every author element together, in printed order.

    Reads dc:creator, RSS <author> (RSS 2.0: an address with a name in brackets), atom:author (RFC 4287 §4.2.1),
    itunes:author, media:credit role=author, JSON Feed authors; an entry without any has the document's authors: a
    repair. None: nobody is named, or the feed's configuration ignores `authors` or `byline`.
    """
    if not _OWN_FIELDS.isdisjoint(feed.repairs.ignore):
        return Found(repairs=(Repair(field="authors", code="ignored"),) if entry.authors else ())
    own = [raw for raw in entry.authors if _says_something(raw)]
    found = read(
        own or feed.authors,
        feed_title=feed.title,
        feed_link=feed.link,
        language=entry.language or feed.language or feed.default_language,
        name_type=feed.repairs.name_type,
    )
    if own or found.value is None:
        return found
    return replace(found, repairs=(Repair(field="authors", code="feed_author"), *found.repairs))
