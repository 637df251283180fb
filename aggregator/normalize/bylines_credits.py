"""Who did what: the words in front of names (`By`, `Von`, `Words by … photos by …`, `文/`) and the role they give."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aggregator.normalize.folding import folded
from aggregator.normalize.names import is_full_name, is_given, opens_with_given
from aggregator.normalize.places import is_place
from aggregator.normalize.roles import Kind, kind, signed

CREDITS: dict[str | None, str] = {
    None: (
        "written|posted|authored|submitted|published|reported|reporting|report|words|word|text|story|article|"
        "created|contributed|analysis|opinion|review|reviewed|column|commentary|comment|essay|post|blog|feature|"
        "compiled|curated|presented|interview|interviewed|perspective|exclusive|guest post|guest column|"
        "special report|a report|a post"
    ),
    "editor": "edited|editing|copy editing",
    "producer": "produced|production|executive produced",
    "photographer": (
        "photos|photographs|photography|photo|photograph|pictures|picture|images|image|photo provided|"
        "photo illustration"
    ),
    "illustrator": "illustrations|illustrated|illustration|art|artwork|graphics|graphic|drawings|cartoon",
    "translator": "translated|translation",
    "videographer": "video|videos|filmed",
    "narrator": "narrated|read",
    "host": "hosted",
    "contributor": (
        "additional reporting|additional writing|with reporting|with additional reporting|research|additional research"
    ),
}
"""What somebody did, before `by`. None: wrote it, the plain case of an author."""

LABELS: dict[str | None, str] = {
    None: (
        "by|author|authors|author(s)|auteur(s)|autor(en)|name|writer|writers|words|text|texts|story|reporter|reporters|reporting|autor|autora|autoren|"
        "autores|auteur|auteurs|autore|autori|auteure|texte|textes|texto|textos|testo|testi|tekst|teksti|tekijä|"
        "verfasser|verfasserin|von|par|por|redactor|skribent|skrevet av|szerző|írta|yazan|yazar|haber|hazırlayan|"
        "penulis|oleh|tác giả|автор|авторы|текст|автори|подготовил|подготовила|беседовал|беседовала|записал|"
        "записала|материал подготовил|κείμενο|συντάκτης|γράφει ο|γράφει η|מאת|بقلم|كتب|كتبت|إعداد|نویسنده|نوشته|"
        "लेखक|रिपोर्ट|โดย|ผู้เขียน|report|postado por|interview|entretien|entrevista|intervista|intervju|wywiad|röportaj|"
        "интервью|συνέντευξη|protokoll|aufgezeichnet|recherche|reportage|reportagem|reportaje|kommentar|analyse|kolumne|"
        "gastbeitrag|opinion|commentary|column|essay|napisał|napisała|opracowanie|opracował|opracowała|autor textu|"
        "автор текста|автор статьи|"
        "материал подготовила|готував|підготував|підготувала|viết bài|bài viết|bởi|ανταπόκριση"
    ),
    "editor": "editor|editing|edited|redaktion|redigering|редактор|επιμέλεια|تحرير|urednik|redakcja",
    "photographer": (
        "photograph|picture|image|photo|photos|photography|photographer|photographs|pictures|images|foto|fotos|"
        "fotografía|fotografia|fotografie|fotografías|photographie|fotograf|фото|φωτογραφίες|kuva|kuvat|bild|bilder|"
        "zdjęcia|تصوير"
    ),
    "illustrator": "illustration|illustrations|ilustración|ilustraciones|illustrazioni|illustratie|иллюстрации",
    "translator": (
        "translation|translator|traduction|traducción|traduzione|tradução|übersetzung|перевод|vertaling|tłumaczenie"
    ),
    "videographer": "video|vídeo|видео",
}
"""Labels before a colon; they are looked for at the start and behind a separator."""

_OPENERS = frozenset(
    str.casefold(
        "by|par|por|door|oleh|bởi|מאת|بقلم|от|від|przez|από|yazan|oprac|oprac.|opr.|беседовал|беседовала|подготовил|"
        "подготовила|записал|записала|написал|написала|του|της|γράφουν|©|copyright"
    ).split("|")
)
"""Words that always open a byline."""

_DOUBTFUL_OPENERS = {
    "von": "de",
    "di": "it",
    "da": "it pt",
    "de": "es fr pt nl ca",
    "af": "da",
    "av": "nb no sv nn",
    "fra": "da nb",
    "od": "cs hr pl sk sr",
    "vom": "de",
    "dal": "it",
    "dalla": "it",
    "dagli": "it",
    "van": "nl",
    "per": "ca it",
    "del": "es",
    "ο": "el",
    "η": "el",
    "from": "",
    "email": "",
    "e-mail": "",
    "contact": "",
    "ni": "tl fil",
    "of": "",
}
"""Openers that also begin family names (`Von Neumann`): cut before a given name, or where the language fits."""

_CREDIT_WORDS = frozenset(
    folded(
        "written|posted|published|text|texte|texto|testo|geschrieben|verfasst|aufgezeichnet|übersetzt|kommentar|analyse|"
        "interview|ein|eine|porträt|gastbeitrag|essay|kolumne|reportage|rédigé|écrit|publié|posté|propos|recueillis|"
        "chronique|tribune|traduit|entretien|réalisé|publicado|escrito|redactado|enviado|traducido|entrevista|un|una|"
        "artículo|análisis|opinión|scritto|pubblicato|articolo|a|cura|tradotto|intervista|commento|artigo|coluna|crítica|"
        "análise|tradução|geplaatst|geschreven|skrevet|skriven|tekst|napisane|ditulis|dikirim|article|une|mit|material|"
        "avec|with|opinion|review|analysis|από|post|guest|contributed|γράφει|επιμέλεια|reportage|ανταπόκριση|aus|desde|depuis|материал|матеріал"
    ).split("|")
)
"""Words between which and a name such a preposition stands: `Ein Gastbeitrag von`, `Propos recueillis par`."""

OPENING_WORDS = _OPENERS | frozenset(_DOUBTFUL_OPENERS) | _CREDIT_WORDS
"""Every word that may open a byline."""

_ROLE_OF = {folded(word): role for words in (CREDITS, LABELS) for role, row in words.items() for word in row.split("|")}
_VERB = "|".join(sorted((w for row in CREDITS.values() for w in row.split("|")), key=len, reverse=True))
_LABEL = "|".join(sorted((re.escape(w) for row in LABELS.values() for w in row.split("|")), key=len, reverse=True))
_CREDIT = re.compile(
    r"(?:^|(?<=[\s,;|/(.&]))(?:"
    rf"(?:(?:an?|the)\s+)?(?P<verb>{_VERB})(?:\s*(?:and|&|/|,)\s*(?:{_VERB}))?\s+by(?:\s*:)?\s+"
    rf"|(?P<bare>by\s*:?\s+)|(?P<label>{_LABEL})"
    rf"(?:\s*(?:og|och|und|et|and|y|e|i|и|[&/,+])\s*(?:{_LABEL}))?\s*[:：]\s*|(?P<told>as told to\s+)"
    r"|(?P<inputs>(?:with\s+)?(?:additional\s+)?(?:agency\s+)?(?:inputs?|files|contributions?|reporting|material)\s+from\s+))",
    re.IGNORECASE,
)
_MAY_CREDIT = re.compile(r"\bby\b|[:：]|\btold\b|\bfrom\b", re.IGNORECASE)
_SEPARATORS = ",;|/(.&\n"
_FULL_STOP = re.compile(r"(?<=[a-zà-öø-ÿ]{2})\.\s*$")
"""Between `Story by Ann Lee.` and `Photos by Bo Li`; initials and `Jr.` keep theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A stretch of a byline and the role its people have in it."""

    text: str
    role: str | None = None


def _role(match: re.Match[str]) -> str | None:
    if match["inputs"]:
        return "contributor"
    if match["told"]:
        return "as told to"
    return _ROLE_OF.get(folded(match["verb"] or match["label"] or "by"))


def _front(text: str, match: re.Match[str]) -> str:
    """What stands before the first credit: a list of its own, unless it runs on (`Punk Academy by Gerald Roe`)."""
    before = text[: match.start()].rstrip()
    runs_on = match["bare"] is not None and before and before[-1] not in _SEPARATORS
    return "" if runs_on else before


def _in_a_sentence(text: str, match: re.Match[str]) -> bool:
    """`The new look of the city by night - a blog`: a `by` far inside a line that no full name follows."""
    if match["bare"] is None or len(text[: match.start()].split()) < 5:
        return False
    return not is_full_name(_SENTENCE_END.split(text[match.end() :], maxsplit=1)[0])


_SENTENCE_END = re.compile(r"\s[-–—|]\s|[,;|]")


def may_credit(text: str) -> bool:
    """Say whether *text* may have credits (`photos by`, `Text:`) at all."""
    return _MAY_CREDIT.search(text) is not None


def credited(text: str) -> list[Credit]:
    """Return the stretches of *text*, each behind its credit: `Words by Ann Lee, photos by Bo Li` has two."""
    found = _CREDIT.finditer(text) if may_credit(text) else ()
    matches = [match for match in found if not _in_a_sentence(text, match)]
    if not matches:
        return [Credit(text=text)]
    stretches = [Credit(text=_front(text, matches[0]))]
    ends = [match.start() for match in matches[1:]] + [len(text)]
    for match, end in zip(matches, ends, strict=True):
        stretches.append(Credit(text=_FULL_STOP.sub("", text[match.end() : end]), role=_role(match)))
    return [credit for credit in stretches if credit.text.strip(" ,;|/.&")] or [Credit(text=text)]


def _opens(parts: list[str], n: int, language: str | None) -> bool:
    """Whether word *n* is a preposition that opens a byline."""
    word, rest = parts[n].casefold().rstrip(":"), " ".join(parts[n + 1 :])
    if word in _OPENERS:
        # Par Lagerkvist is a name, Par L. E. is none.
        return word != "par" or " " in rest or "." in rest or is_given(rest) or kind(rest) is not Kind.ONE_NAME
    if word not in _DOUBTFUL_OPENERS:
        return False
    fits = language is not None and language.split("-")[0].lower() in _DOUBTFUL_OPENERS[word].split()
    first = rest.split(",")[0]
    known = kind(first) in {Kind.AGENCY, Kind.STAFF, Kind.ROLE} or signed(first).role is not None
    given = opens_with_given(rest) and (fits or " " in rest)  # Di Francis
    return n > 0 or known or given or (fits and is_full_name(rest))


def without_opening(text: str, language: str | None) -> str:
    """Return *text* without the words that open a byline: `Von`, `a cura di`, `Publié par`."""
    parts = text.split()
    for n in range(min(len(parts) - 1, 5)):
        if _opens(parts, n, language):
            return without_opening(" ".join(parts[n + 1 :]), language)
        if folded(parts[n]).rstrip(":'") not in _CREDIT_WORDS and not (n and is_place(parts[n])):  # Aus Berlin von
            break
    return text
