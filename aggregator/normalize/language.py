"""The language of an article: what is declared, in BCP 47 form; else what its words show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Literal

from babel import Locale
from babel.core import get_global
from babel.localedata import exists

from aggregator.model import FeedContext, Found, RawEntry, Repair
from aggregator.normalize.language_names import BY_NAME, MISTAKEN
from aggregator.normalize.scripts import language_of_script, letters

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,8}")
_NOT_SAID = frozenset({"und", "zxx", "mul", "mis", "root", "xx", "en_xx"})
_VARIANTS = frozenset(
    "1901 1994 1996 1606nict arevela arevmda baku1926 fonipa fonxsamp hepburn ijekavsk ekavsk jyutping luna1918"
    " monoton nedis oxendict petr1708 pinyin polyton rozaj scotland scouse tarask valencia wadegile".split()
)
_SAMPLE = 2_000
"""Characters that detection looks at."""
_ENOUGH = 20
"""Letters below which a guess would be a dice."""
_LIKELY = 0.6
"""Least probability. Calibrated for length by py3langid itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A BCP 47 tag and how it is known."""

    tag: str
    source: Literal["declared", "detected"]


def language(entry: RawEntry, feed: FeedContext, words: str) -> Found[Language]:
    """Return the language of an entry whose title and text are *words*.

    xml:lang of its content, then of the entry or its dc:language, the feed's, the configured default, detection.
    A declaration that names no language is repaired where it is clear what was meant (`en-uk`, `english`), else passed
    over, with a repair either way. What is declared stands, even where the words are clearly in another language, as
    of software that declares `en` until it is told otherwise: a repair (`mismatch`) tells which. None: nothing
    declared, and too few words to tell.
    """
    repairs: list[Repair] = []
    for declared in _declared(entry, feed):
        tag = bcp47(declared)
        if tag is None or _differs(tag, declared):
            code = "unknown_language" if tag is None else "language_repaired"
            repairs.append(Repair(field="language", code=code, detail=declared[:60]))
        if tag is not None:
            repairs += _mismatch(tag, words)
            return Found(value=Language(tag=tag, source="declared"), repairs=tuple(repairs))
    guess = detected(words)
    return Found(value=Language(tag=guess, source="detected") if guess else None, repairs=tuple(repairs))


def _declared(entry: RawEntry, feed: FeedContext) -> list[str]:
    candidates = [raw.language for raw in (*entry.contents, *entry.summaries)]
    candidates += [entry.language, *[raw.language for raw in entry.titles], feed.language, feed.default_language]
    said = {value: None for given in candidates if given and (value := given.strip())}
    return [value for value in said if value.lower() not in _NOT_SAID]


def _differs(tag: str, declared: str) -> bool:
    return tag.lower() != declared.strip().replace("_", "-").lower()


@lru_cache(maxsize=1024)
def bcp47(declared: str) -> str | None:
    """Return *declared* as a BCP 47 tag (RFC 5646): `en_us` → `en-US`, `en-uk` → `en-GB`, `jp` → `ja`.

    Language, script and region are checked against CLDR; what is not registered is left out. None: not a language.
    """
    whole = " ".join(declared.lower().split())[:80]
    if whole in BY_NAME:
        return BY_NAME[whole]
    value, modifier = _first_tag(declared)
    if value.lower() in MISTAKEN:
        return MISTAKEN[value.lower()] or None
    if not _TAG.fullmatch(value):
        return _named(whole)
    primary, *subtags = value.split("-")
    known = _primary(primary.lower())
    if (turned := _reversed(primary, subtags, known)) is not None:
        return turned
    if known is None:
        return _named(whole)
    return "-".join((known, *_subtags([*subtags, *modifier], known)))


_MODIFIERS = {"latin": ("Latn",), "cyrillic": ("Cyrl",), "devanagari": ("Deva",)}
"""What POSIX locales say of a script (`sr_RS@latin`)."""


def _first_tag(declared: str) -> tuple[str, tuple[str, ...]]:
    """The first tag of a list or a POSIX locale, parted by hyphens, and the script that the locale names."""
    first = re.split(r"[,;|]", declared.strip().replace("_", "-").replace("/", "-"), maxsplit=1)[0].split(".")[0][:80]
    value, _, modifier = first.partition("@")
    words = value.split()
    if len(words) == 2 and _primary(words[1].lower()) is None and _region(words[1]) is not None:
        words = ["-".join(words)]  # `en us`; of `en fr` the first is taken
    tag = words[0] if words else ""
    return "-".join(part for part in tag.split("-") if part), _MODIFIERS.get(modifier.lower(), ())


_NAME = re.compile(r"([^(-]{2,40}?)(?: ?[(（]([^()（）]{2,40})[)）]| ?- ?([^-]{2,40}))?")


def _named(whole: str) -> str | None:
    """A language by its name, and a country behind it: `Deutsch (Schweiz)`, `english-us`."""
    match = _NAME.fullmatch(whole)
    tag = (BY_NAME.get(match[1]) or _english_names().get(match[1])) if match else None
    if tag is None or match is None:
        return None
    country = match[2] or match[3] or ""
    region = _region(country) if len(country) < 4 else _countries(tag).get(country)
    return f"{tag.partition('-')[0]}-{region}" if region else tag


@cache
def _english_names() -> dict[str, str]:
    return {name.lower(): code for code, name in _cldr().languages.items() if code.isalpha() and code not in _NOT_SAID}


@lru_cache(maxsize=64)
def _countries(tag: str) -> dict[str, str]:
    """Countries by their names in English and in the language itself, in lower case."""
    own = Locale.parse(tag.partition("-")[0]) if exists(tag.partition("-")[0]) else _cldr()
    return {name.lower(): code for names in (own, _cldr()) for code, name in names.territories.items()}


def _reversed(primary: str, subtags: list[str], known: str | None) -> str | None:
    """`us-en`, written the wrong way round, and `br-pt`, which nobody means for the Breton of Portugal."""
    if len(subtags) != 1 or len(primary) != 2 or (region := _region(primary)) is None:
        return None
    language = _primary(subtags[0].lower()) if len(subtags[0]) == 2 else None
    if language is None or (known and (exists(f"{known}_{subtags[0].upper()}") or not exists(f"{language}_{region}"))):
        return None
    return f"{language}-{region}"


@cache
def _cldr() -> Locale:
    return Locale("en")


def _primary(code: str) -> str | None:
    """The shortest ISO 639 code of a language; None when there is none such."""
    alias = get_global("language_aliases").get(code)
    short = alias.partition("_")[0] if alias and code != "tl" else code
    return short if short in _cldr().languages and short not in _NOT_SAID else None


def _region(code: str) -> str | None:
    aliases = get_global("territory_aliases").get(code.upper())
    region = aliases[0] if aliases else code.upper()
    return region if region in _cldr().territories and region != "ZZ" else None


def _subtags(subtags: list[str], primary: str) -> Iterator[str]:
    """Script, region and variants in their case and order, as far as registered; private use and extensions whole."""
    end = next((n for n, subtag in enumerate(subtags) if len(subtag) == 1), len(subtags))
    plain = subtags[:end]
    scripts = (subtag.title() for subtag in plain if len(subtag) == 4 and subtag.isalpha())
    yield from (script for script in scripts if script in _cldr().scripts)
    regions = (region for subtag in plain if len(subtag) in (2, 3) and (region := _region(subtag)) is not None)
    yield from islice(regions, 1)
    yield from (subtag.lower() for subtag in plain if subtag.lower() in _VARIANTS)
    yield from (subtag.lower() for subtag in subtags[end:])


def detected(words: str) -> str | None:
    """Return the language *words* are most likely in. None: too few letters, or two languages are likely.

    Scripts that only one language of the news uses decide alone (kana, hangul, Thai, Greek, …); for the others
    py3langid's probabilities are asked, which take the length of the text into account.
    """
    sample = words[:_SAMPLE]
    found = letters(sample)
    if (only := language_of_script(found)) is not None:
        return only
    if found.total < _ENOUGH:
        return None
    sample = _without_addresses(sample)
    if (clear := _clearly(sample)) is not None:
        return clear
    guess, probability = _identifier().classify(sample)
    return _SAME.get(guess, guess) if probability >= _LIKELY else None


def _mismatch(tag: str, words: str) -> list[Repair]:
    """Whether *words* are surely in another language than *tag* says: then which, as a repair."""
    declared = tag.partition("-")[0]
    sample = _without_addresses(words[:_CHECKED])
    if declared in _PLAIN and _is_plainly(declared, sample):
        return []
    found = letters(sample)
    guess = language_of_script(found) if found.total >= _ENOUGH else None
    if guess is None and found.total >= _PLENTY:
        named, probability = _identifier().classify(sample)
        guess = _SAME.get(named, named) if probability >= _SURE else None
    if guess is None or guess == declared or any({guess, declared} <= kin for kin in _KIN):
        return []
    return [Repair(field="language", code="mismatch", detail=guess)]


def _clearly(sample: str) -> str | None:
    """Return the language that a longer text is full of words of, and of no other's. None: the model has to be asked.

    Most such texts are spared the model so, and of 13,200 real ones it said the same of each.
    """
    words = sample.lower().split()
    if len(words) < _LONG:
        return None
    counted = Counter(words)
    found = {
        tag: sum(map(counted.__getitem__, common & counted.keys()))
        for tag, (telling, common) in _PLAIN.items()
        if tag not in _HAVE_TWINS and not telling.isdisjoint(counted)
    }
    best = max(found, key=found.__getitem__, default="")
    others = max((count for tag, count in found.items() if tag != best), default=0)
    if not best or found[best] * 8 < len(words) or 2 * others > found[best]:
        return None
    return best if sum(counted.get(word, 0) for word in _PLAIN[best][0]) >= _TELLING else None


_LONG, _TELLING = 40, 4
"""Words of a text, and of them those that the neighbours of its language do not have, from which on it is clear."""
_HAVE_TWINS = frozenset({"nl", "sv"})
"""Left to the model: Afrikaans has what is telling of Dutch, and older Norwegian what is telling of Swedish."""


def _is_plainly(tag: str, sample: str) -> bool:
    """Return whether the words are there that no text in the language does without: the model need not be asked.

    Its tables are larger than any cache: asking it about every text costs as much as all else that is done with one.
    """
    telling, common = _PLAIN[tag]
    found = sample.lower().split()[:80]
    return not telling.isdisjoint(found) and sum(map(common.__contains__, found)) * 8 >= len(found)


_CHECKED = 400
_PLENTY = 80
_SURE = 0.95
"""Letters, and probability, from which on a declaration is contradicted: wrongly in none of 3,000 real entries."""
_PLAIN = {
    tag: (frozenset(telling.split()), frozenset(f"{telling} {common}".split()))
    for tag, telling, common in (
        ("en", "the with that", "of to and in a is for on as at by it from"),
        (
            "de",
            "und der",
            "die das in den von zu mit des auf für ist im dem nicht ein eine als auch es an",
        ),
        ("fr", "dans est pour une sur", "le la les de des et un du que en à au qui par plus pas ce il a"),
        ("es", "los y", "el la las de del que en un una por con se su para es al lo"),
        ("it", "della che gli è", "di il la le e in un una per del dei da con non si al i nel"),
        ("pt", "uma não em ao", "o a os as de do da dos das que e um para com por se no na é"),
        ("nl", "het een", "de van en in te dat op is voor met zijn niet aan door om bij ook"),
        ("pl", "się jest", "w i na z do nie to że o za od po przez dla"),
        ("sv", "och", "i att det som en på är av för den med till ett om har inte"),
        ("ru", "и", "в на с что по не из к о за от для как это у его"),
    )
}
"""For each language words that its neighbours do not have, one of which must be there, and its commonest words."""
# Languages, and dialects with a code of their own, that are told apart by few words or only by their names.
_KIN = tuple(
    frozenset(kin.split())
    for kin in (
        "no nb nn da sv", "hr sr bs sh sl cnr mk", "id ms jv su min", "cs sk", "pt gl", "es ast an gl ca ext",
        "fa tg prs ps", "hi ne mr mai bho sa", "tr az tk", "nl af li fy nds zea vls", "de lb nds bar gsw als ksh",
        "en sco", "fil tl ceb ilo", "ur pnb sd skr", "ckb ku kmr", "zh yue wuu lzh hak nan", "ru be rue uk bg",
        "it co sc scn lmo pms nap fur lij vec", "fr oc wa pcd frp", "et vro", "fi olo", "lt sgs", "lv ltg",
    )
)  # fmt: skip


_ADDRESS = re.compile(r"(?:https?://|www\.)\S{1,500}|\S{1,100}@\S{1,100}|[@#]\w{1,100}")
_WEB_ADDRESS = re.compile(r"[hw#](?:(?<=h)ttps?://\S{1,500}|(?<=w)ww\.\S{1,500}|(?<=#)\w{1,100})")
"""The same for a text without `@`, which alone may stand anywhere behind a beginning."""
_SAME = {
    **dict.fromkeys(
        ("zxx", "pcm", "gcf", "gcr", "ext", "vo", "la", "guw", "kab", "lij", "ltg", "wa", "vec", "an"), None
    ),
    **dict.fromkeys(("ary", "arz"), "ar"),
    **dict.fromkeys(("wuu", "yue"), "zh"),
    "hbo": "he",
    "grc": "el",
    "gug": "gn",
    "uzs": "uz",
    "sdh": "ku",
    "fuv": "ff",
    "kik": "ki",
}
"""Labels of the model that are dialects or old forms of what is meant; None: most often noise (song titles, code)."""


def _without_addresses(words: str) -> str:
    # Most texts have none, and a pattern that may begin with any sign is tried at each.
    if "@" in words:
        return _ADDRESS.sub(" ", words)
    return _WEB_ADDRESS.sub(" ", words) if "://" in words or "www." in words or "#" in words else words


def take_model(source: Callable[[], LanguageIdentifier]) -> None:
    """Ask the model that *source* returns from now on: processes that share its tables have one of their own."""
    global _identifier
    _identifier = source


@cache
def _loaded() -> LanguageIdentifier:
    """py3langid's model: 140 languages, about 75 MB; loaded when the first text comes whose language is not plain."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


_identifier: Callable[[], LanguageIdentifier] = _loaded
