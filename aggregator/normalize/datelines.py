"""Datelines: place, agency and date at the head of a news text (`MOSCOW, January 16 (Sputnik) –`).

Only the first characters of a text are looked at. A dateline needs a wire service of the table, or a date and a dash
behind a place in capitals, or a known place in capitals and a dash; tickers, prose in brackets and shouted labels
(`BREAKING —`) are none. Repairs carry the field `dateline`: `place_recased` (`MOSCOW` became Moscow), `bare_place` (no
agency and no date vouch for it).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from aggregator.model import Dateline, Found, Repair
from aggregator.normalize.agencies import agencies
from aggregator.normalize.byline_words import DOMAIN, NO_PLACE_WORDS, ORGANIZATION_WORDS, ROLE_NOUNS, SHOUTED_LABELS
from aggregator.normalize.bylines_text import MONTHS
from aggregator.normalize.folding import folded
from aggregator.normalize.names import is_eastern, opens_with_given
from aggregator.normalize.places import is_city, is_place, place_name

MAX_HEAD = 220
"""Characters at the head of a text in which a dateline may stand."""

_LETTER = r"(?:[^\W\d_]|[\u0900-\u0dff])"
_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яёіїєґα-ωά-ώ]"
_WORD = rf"['’‘]?{_CAPITAL}(?:{_LETTER}|[.'’\u0300-\u036f]|-(?=[^\W\d_])){{0,24}}"
_SMALL = r"(?:de|del|do|da|di|des|du|la|le|el|al|of|and|upon|on|am|an der|an|im|in|sur|en|na|nad|bei|ob|pri)"
_PLACE = rf"{_WORD}(?:(?:[ /]| ?/ ?| {_SMALL} ){_WORD}){{0,4}}"
_FULL_PLACE = rf"{_PLACE}(?:, ?(?!{_LETTER}+\.? \d){_PLACE})?"
_DATE = (
    rf"(?:{_LETTER}{{2,12}}\.?,? )?"
    rf"(?:{_LETTER}{{3,12}}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    rf"|\d{{1,2}}(?:\.|er|º|-го|st|nd|rd|th)?(?: de)? {_LETTER}{{3,12}}\.?(?:(?: de|,)? \d{{4}}\.?)?"
    r"(?: г\.?)?(?: года)?"
    rf"|\d{{1,2}}[./]\d{{1,2}}[./]?(?:\d{{4}})?|\d{{4}}-\d\d-\d\d|\d{{4}}\. {_LETTER}{{3,12}} \d{{1,2}}\.?)"
    rf"(?:, {_LETTER}{{4,12}})?"
)
_WIRE = r"(?:\((?P<round>[^()\n]{2,40})\)|/(?P<slashed>[^/\n]{2,40})/|\[(?P<square>[^\[\]\n]{2,40})\])"
_CLOSE = r"(?P<close>\.? ?[-–—−_=]{1,3}\s*|:\s*|\.\s+|\s+(?=[^\W\d_]|[\"“„«「『]))"

_LEAD = re.compile(
    r"(?:\((?i:adds|updates|corrects|recasts|repeats|rewrites|refiles|clarifies|removes|fixes)\b[^()\n]{0,120}\)\s*)?"
    r"(?:By [^\n]{3,80}\n\s*|By (?:[A-Z][\w.'’\-]*[a-z.],? (?:and )?){2,8}(?=[A-Z]{3}))?"
)
"""What Reuters sets before a dateline: a note to editors, the byline."""

_BY_WIRE = re.compile(
    rf"(?P<place>{_FULL_PLACE})(?: [(\[]{_PLACE}[)\]]){{0,2}}(?:\. |,? ?[-–—]{{1,2}} ?|: ?|, ?| |(?=[-–—(/]))"
    rf"(?:(?P<date>{_DATE}|(?<=, )\d{{1,2}}(?= ))[,.]?)? ?[-–—]{{0,2}} ?{_WIRE}{_CLOSE}"
)
_BEHIND_DASH = re.compile(
    rf"(?P<place>{_FULL_PLACE})(?:[,.] (?P<date>{_DATE}))?\.? ?(?:[-–—]|(?<=\.)) ?"
    rf"(?P<wire>[^\n.–—:,\-\d]{{2,24}}(?:\.[a-zA-Zа-я]{{2}})?)"
    r"(?:, [^\n.,\d]{3,40})?(?:[.:]\s+|\s?[-–—]\s)"
)
_WIRE_FIRST = re.compile(
    rf"[(\[](?P<wire>[^()\[\]\n]{{2,30}})[)\]] ?[-–—]? ?(?P<place>{_PLACE}),? (?P<date>{_DATE})?\.? ?[-–—.:]{{1,2}}\s+"
)
_WIRE_ALONE = re.compile(
    rf"(?:(?P<date>{_DATE}),? ?)?{_WIRE}(?: ?[-–—−_=:]{{1,3}}\s*|\.\s+|\s+(?=[A-ZÀ-ÖА-Я]))"
    r"|[【（［〔](?P<bracket>[^【】（）［］〔〕\n]{2,20})[】）］〕]\s*"
)
_DATED = re.compile(
    rf"(?P<place>{_FULL_PLACE})(?:[,.]| [-–—]) (?P<date>{_DATE})(?:,? (?P<wire>[A-Z]{{2,6}}))?,?\.? ?[-–—−:]{{1,2}}\s*"
)
_RELEASE = re.compile(
    rf"(?P<place>{_FULL_PLACE})(?:--|[-–—]{{1,2}}| [/|] )\(?(?P<wire>[^()/|\n]{{2,30}}?) [-/|] (?P<date>{_DATE})"
    r"\)? [-–—/]{1,2}\s*"
)
"""`Toronto, Ontario--(Newsfile Corp. - January 17, 2022) -`, `LAS VEGAS, NV / ACCESSWIRE / January 17, 2022 /`."""
_BARE = re.compile(
    rf"(?P<place>{_FULL_PLACE})(?: ?(?P<long>[—–−]|--)|(?P<stop>\.-)| (?P<short>-)(?=\s)|(?P<colon>:)(?=\s))\s*"
)

_CHINESE = re.compile(
    r"[（(【\[]?(?P<wire>新华社|新華社|中新社|中新网|中央社|法新社|路透社|美联社|德新社|塔斯社|共同社|韩联社)"
    r"(?P<title>记者|記者)?"
    r"(?P<middle>[\u4e00-\u9fff、 ]{0,20}?)"
    r"(?:(?P<date>(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日)(?:综合|專)?(?:电|電|讯|訊)?|电|電)"
    r"[)）】\]]?(?:\s?[（(](?:记者|記者)[^()（）\n]{1,30}[)）])?[:：]?\s*"
)
_REPORTED = re.compile(
    r"[〔【（(\[]?(?:本報|本报)?(?:记者|記者)(?P<body>[\u4e00-\u9fff、／/ ]{4,20}?)(?:報導|报道)[〕】）)\]]?[:：]?\s*"
)
_EAST = re.compile(
    r"[（(【\[［](?P<place>[^\W\d_a-zA-Z]{2,12}?)(?:\s?(?P<date>\d{1,2}日)\s?|\s*(?P<equals>[=＝])\s*|\s+|)"
    r"(?P<wire>[^\s()（）【】\[\]［］=＝]{2,12}(?:\s?기자|=時事)?)[)）】\]］]"
    r"(?:\s?[가-힣]{2,4}(?:[·,]\s?[가-힣]{2,4}){0,3}\s(?:특파원|기자)\s?=?)?\s*[-–—=]?\s*"
)
_KANA = re.compile("[\u3040-\u30ff]")
_BLANKS = "\u00a0\u2009\u202f\u3000"
# Begins with a set, so that `re` looks for it at its best speed.
_MARK = re.compile(r"[(\[/（【［〔／\-–—−:\d.,](?:(?<![\d.,])|(?<=\d)日|(?<=[.,]) \d)")
_SHORT_WIRE_OK = frozenset(
    {"AP", "AFP", "UPI", "PTI", "ANI", "IANS", "EFE", "Efe", "PAP", "TASS", "dpa", "DPA", "ČTK", "MTI", "ANP", "ANSA"}
)

_VOWELS = frozenset("AEIOUYÄÖÜÁÉÍÓÚÂÊÔÃÕÅØÆАЕЁИОУЫЭЮЯІЇЄΑΕΗΙΟΥΩ")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """A dateline as printed, and where the text goes on."""

    place: str
    end: int
    agency: str | None = None
    date: str | None = None
    bare: bool = False
    wire_only: bool = False


def _wire(text: str | None) -> str | None:
    """The agency in brackets; the first of several (`AFP/Reuters`)."""
    found = agencies(text.strip()) if text else ()
    return found[0] if found else None


def _wire_of(match: re.Match[str]) -> tuple[str, str | None]:
    text = match["round"] or match["slashed"] or match["square"] or ""
    return text, _wire(text)


def _is_caps(place: str) -> bool:
    """All capitals, abbreviations of regions aside: `LOS ANGELES, Calif.`; scripts without case have no others."""
    city = place.split(",")[0]
    return city.isupper() or city.upper() == city.lower()


def _is_known(place: str) -> bool:
    return is_place(place) or is_place(place.split(",")[0])


def _is_city(place: str) -> bool:
    first = place.split(",")[0]
    return is_city(first) or all(is_city(part) for part in first.split("/"))


def _by_wire(text: str) -> _Head | None:
    """`LONDON, June 3 (Reuters) -`, `MOSCOW, January 20. /TASS/.`, `Berlin (dpa) -`."""
    match = _BY_WIRE.match(text)
    if match is None:
        return None
    printed, wire = _wire_of(match)
    place, close = match["place"], match["close"]
    sure = _is_caps(place) or _is_known(place) or match["date"]
    if folded(place) in SHOUTED_LABELS or (not sure and opens_with_given(place) and " " in place):
        return None  # UPDATE (AP) —, John Smith (AP) —
    if wire is None and _is_known(place) and DOMAIN.fullmatch(printed) and close.strip():  # Baghdad (IraqiNews.com) –
        return _Head(place=place, end=match.end(), date=match["date"], bare=True)
    if wire is None or not (sure or ((len(printed) > 4 or printed in _SHORT_WIRE_OK) and not _is_label(place))):
        return None
    shouted = _is_caps(place) and _is_known(place)
    if close.isspace() and not (shouted or (sure and _starts_a_sentence(text[match.end() :]))):
        return None
    end, date = match.end(), match["date"]
    again = _DATED.match(text, end)  # ROMA (ANSA) - ROMA, 20 GEN -
    if again is not None and again["place"] == place:
        end, date = again.end(), date or again["date"]
    return _Head(place=place, end=end, agency=wire, date=date)


def _starts_a_sentence(text: str) -> bool:
    return text[:1].isupper() or not text[:1].islower()


def _behind_dash(text: str) -> _Head | None:
    """`МОСКВА, 20 янв — РИА Новости.`"""
    match = _BEHIND_DASH.match(text)
    wire = _wire(match["wire"]) if match else None
    if match is None or wire is None or not (match["date"] or _is_caps(match["place"]) or _is_known(match["place"])):
        return None
    return _Head(place=match["place"], end=match.end(), agency=wire, date=match["date"])


def _wire_first(text: str) -> _Head | None:
    """`(ANSA) - ROMA, 20 GEN -`."""
    match = _WIRE_FIRST.match(text)
    wire = _wire(match["wire"]) if match else None
    if match is None or wire is None or not (match["date"] or _is_caps(match["place"])):
        return None
    return _Head(place=match["place"], end=match.end(), agency=wire, date=match["date"])


def _wire_alone(text: str) -> _Head | None:
    """`(Reuters) -`, `【共同通信】`: an agency without a place."""
    match = _WIRE_ALONE.match(text)
    if match is None:
        return None
    wire = _wire(match["bracket"]) or _wire_of(match)[1]
    return _Head(place="", end=match.end(), agency=wire, date=match["date"], wire_only=True) if wire else None


def _is_date(date: str) -> bool:
    """Whether a date names a month, or is all numbers."""
    words = [folded(word).strip(".,") for word in date.split()]
    return any(word in MONTHS for word in words) or not any(char.isalpha() for char in date)


def _dated(text: str) -> _Head | None:
    """`PARIS, June 3 —`: a date vouches for a place in capitals or of the table."""
    match = _DATED.match(text)
    if match is None or not _is_date(match["date"]) or _is_label(match["place"]):
        return None
    if not (_is_caps(match["place"]) or _is_known(match["place"])):
        return None
    date, _, last = match["date"].rpartition(" ")
    wire = _wire(match["wire"] or last) if " " in date or match["wire"] else None  # SYDNEY, Jan 20 AAP -
    if match["wire"] and wire is None:
        return None
    return _Head(
        place=match["place"], end=match.end(), agency=wire, date=date if wire and not match["wire"] else match["date"]
    )


def _release(text: str) -> _Head | None:
    """The forms of press releases, whose date stands behind the wire."""
    match = _RELEASE.match(text)
    wire = _wire(match["wire"]) if match else None
    if match is None or wire is None:
        return None
    return _Head(place=match["place"], end=match.end(), agency=wire, date=match["date"])


def _is_label(place: str) -> bool:
    """`BREAKING`, `WHAT TO KNOW`: shouted, but no place."""
    fold = folded(place)
    return fold in SHOUTED_LABELS or any(
        word in NO_PLACE_WORDS or word in SHOUTED_LABELS or word in ORGANIZATION_WORDS or word in ROLE_NOUNS
        for word in fold.replace(",", "").split()
    )


def _could_be_a_place(place: str) -> bool:
    """A place the table does not know: one pronounceable word in capitals, or several before a region."""
    city, region, _ = place.partition(",")
    words = city.split()
    pronounceable = all(len(word) > 3 and set(word) & _VOWELS for word in words)
    return (len(words) == 1 or bool(region)) and pronounceable and not _is_label(place) and not is_place(city)


def _bare(text: str) -> _Head | None:
    """`WASHINGTON —`; behind a hyphen or colon, or not in capitals (`Madrid.-`), only cities of the table."""
    match = _BARE.match(text)
    if match is None or not text[match.end() :] or not _starts_a_sentence(text[match.end() :]):
        return None
    place, known = match["place"], _is_city(match["place"])
    if not _is_caps(place) and not match["stop"]:
        return None
    good = (known or _could_be_a_place(place)) if match["long"] else (known and len(place) > 3)
    city, _, house = place.rpartition(", ")
    if good and city and (wire := _wire(house)):  # SYDNEY, AAP -
        return _Head(place=city, end=match.end(), agency=wire)
    own = city and DOMAIN.fullmatch(house)  # JAKARTA, KOMPAS.com -
    return _Head(place=city if own else place, end=match.end(), bare=True) if good else None


def _known_end(text: str) -> str | None:
    """The place of the table that ends *text*: Taipei in `王小明台北`."""
    return next((text[-size:] for size in (4, 3, 2) if len(text) >= size and is_place(text[-size:])), None)


def _chinese(text: str) -> _Head | None:
    """`新华社北京1月20日电`, `（中央社記者王小明台北20日電）`."""
    match = _CHINESE.match(text)
    if match is None:
        return None
    middle = match["middle"].strip()
    place = _known_end(middle) or (middle[-2:] if match["title"] else middle)
    return _Head(place=place, end=match.end(), agency=_wire(match["wire"]), date=match["date"], wire_only=not place)


def _reported(text: str) -> _Head | None:
    """`〔記者王小明／台北報導〕`, `【記者王小明台北報導】`."""
    match = _REPORTED.match(text)
    place = _known_end(match["body"]) if match else None
    return _Head(place=place, end=match.end()) if match and place else None


def _eastern(text: str) -> _Head | None:
    """`(서울=연합뉴스) 홍길동 기자 =`, `【北京＝共同】`, `［東京 20日 ロイター］`."""
    match = _EAST.match(text)
    if match is None:
        return None
    place, wire = match["place"], _wire(match["wire"])
    if wire is None and not (match["equals"] or match["date"]):
        place, wire = _glued(place + match["wire"])
    if wire is None and not match["equals"]:
        return None
    if wire is None and not is_place(place) and not _KANA.search(place):  # [경제신문=홍길동 기자]
        return _Head(place="", end=match.end(), wire_only=True)
    return _Head(place=place, end=match.end(), agency=wire, date=match["date"])


def _glued(text: str) -> tuple[str, str | None]:
    """`ワシントン時事`: the agency is the end of the word."""
    for size in range(len(text) - 2, 1, -1):
        wire = _wire(text[-size:])
        if wire is not None:
            return text[:-size], wire
    return text, None


_FORMS = (_by_wire, _wire_first, _behind_dash, _dated, _release, _bare, _wire_alone)
_EASTERN_FORMS = (_chinese, _reported, _eastern, *_FORMS)


@lru_cache(maxsize=32)  # asked again when all entries of a document have been read
def _head(text: str) -> _Head | None:
    """The dateline at the head of *text*, as printed; ends count from its first character."""
    head = text[:MAX_HEAD]
    for blank in _BLANKS if not head.isascii() else "":
        head = head.replace(blank, " ")
    start = len(head) - len(head.lstrip())
    if _MARK.search(head, start, start + 120) is None:
        return None
    lead = _LEAD.match(head, start)
    start = lead.end() if lead else start
    rest = head[start:]
    forms = _EASTERN_FORMS if is_eastern(rest[:40]) else _FORMS
    for form in forms:
        found = form(rest)
        if found is not None and len(found.place) < 40:
            return replace(found, end=start + found.end)
    return None


def _without_full_stop(place: str) -> str:
    """`MOSCOW.` of `MOSCOW. Jan 20`; `Calif.` and `D.C.` keep theirs. Arabic says `in` before the day."""
    bare = place.removesuffix(".").removesuffix(" في")
    return place if bare == place or "," in place or not _is_known(bare) else bare


def dateline(text: str, language: str | None = None) -> Found[Dateline]:
    """Return the dateline at the head of *text*: place, agency where one is named, date as printed.

    Wire services: `PLACE, date (AGENCY) –`, `PLACE, date. /TASS/.`, `(ANSA) - PLACE, date -`, `[서울=연합뉴스]`,
    `新华社北京1月20日电`; newspapers: `PLACE, date —` and `PLACE —`. *language* (BCP 47) is asked for its capitals.
    None: the text just begins, or names an agency only (`dateline_agency` tells which).
    """
    found = _head(text)
    if found is None or found.wire_only:
        return Found()
    printed = _without_full_stop(" ".join(found.place.split()))
    place = place_name(printed, language)
    repairs = [Repair(field="dateline", code="place_recased", detail=printed)] if place != printed else []
    if found.bare:
        repairs.append(Repair(field="dateline", code="bare_place", detail=printed))
    date = re.sub(r"(?<=[^\W\d_]{5})\.$", "", found.date.rstrip(", ")) if found.date else None
    return Found(value=Dateline(place=place, agency=found.agency, date=date), repairs=tuple(repairs))


def dateline_agency(text: str) -> str | None:
    """Return the wire service that opens *text*, also where no place does: Reuters for `(Reuters) - Shares fell`."""
    found = _head(text)
    return found.agency if found else None


def without_dateline(text: str) -> str:
    """Return *text* behind its dateline: copies of one wire piece begin alike. Unchanged where there is none."""
    found = _head(text)
    return text[found.end :].lstrip() if found else text
