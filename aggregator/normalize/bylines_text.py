"""What one author element says once markup, addresses, links and clutter are off: the text that names are read from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from aggregator.model import RawPerson, Repair, TextType
from aggregator.normalize.folding import folded
from aggregator.normalize.mojibake import without_mojibake
from aggregator.normalize.text import line as clean_line
from aggregator.normalize.text import visible

MAX_CHARACTERS = 2000
"""Longer author elements are cut here: they are no bylines."""

_TAG = re.compile(r"<(/?[A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?/?>|<!--[^<>]*-->|<!\[CDATA\[|\]\]>")
_BREAKS = frozenset({"br", "p", "div", "li", "td", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"})
_HREF = re.compile(r"""href\s*=\s*["']?(?P<href>[^"'\s<>]{1,300})""", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]")
_MOJIBAKE = re.compile("[ÂÃÄÅÐÑ][^\\x00-\\x7f]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_PERCENT = re.compile(r"%20")

_EMAIL = re.compile(r"(?:mailto:\s*)?(?P<email>[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})", re.IGNORECASE)
_HIDDEN_EMAIL = re.compile(
    r"(?P<local>[\w.+-]{1,64})\s?[\[({]\s?at\s?[\])}]\s?"
    r"(?P<domain>[\w-]{1,63}(?:(?:\s?[\[({]\s?dot\s?[\])}]\s?|\.)[\w-]{1,63}){1,5})",
    re.IGNORECASE,
)
"""`ann [at] example [dot] com`."""
_DOT = re.compile(r"\s?[\[({]\s?dot\s?[\])}]\s?", re.IGNORECASE)
_WHOLE_EMAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NO_MAILBOX = re.compile(
    r"(?:no|do-?not)[-_.]?reply|noreply.*|no[-_.]?e?mail|nobody|none|null|na|no-?spam|rss|feeds?|unknown|anonymous|mailer-daemon|invalid|"
    r"user|username|example|email|your-?e?mail|test",
    re.IGNORECASE,
)
_URI = re.compile(r"(?:https?://|www\.)[^\s<>()\"'|,;]{3,300}", re.IGNORECASE)
_HANDLE = re.compile(r"(?:(?<=[\s(\[,;|])|^)[@＠](?P<handle>[A-Za-z0-9_][\w.]{1,29})(?![\w@])")
_FOLLOW = frozenset({"follow", "follow me", "tweets by", "twitter", "by"})
_GLUED_HANDLE = re.compile(r"(?<=[^\W\d_]{2})@[A-Za-z0-9_]\w{2,29}(?![\w@.])")
"""`Jane Doe@janedoe`."""
_SYMBOLS = re.compile(
    "^[\u25a0-\u27bf\ufe0f\U0001f300-\U0001faff]{1,4}\\s|\\s[\u25a0-\u27bf\ufe0f\U0001f300-\U0001faff]{1,4}$"
)
"""Pictures before or behind a name, parted from it: `✍️ Ann Lee`."""
_EMPTY_BRACKETS = re.compile(r"\(\s*[,;|]?\s*\)|\[\s*\]|<\s*>|（\s*）|\(mailto:\s*\)")

_SHORT_MONTHS = (
    "янв",
    "фев",
    "февр",
    "мар",
    "апр",
    "июн",
    "июл",
    "авг",
    "сен",
    "сент",
    "окт",
    "ноя",
    "нояб",
    "дек",
    "січня",
)
_MONTHS = (
    "january|jan|february|feb|march|mar|april|apr|may|june|jun|july|jul|august|aug|september|sept|sep|october|oct|november|"
    "nov|december|dec|januar|februar|märz|mai|juni|juli|oktober|dezember|dez|janvier|janv|février|févr|mars|avril|juin|"
    "juillet|juil|août|septembre|octobre|novembre|décembre|déc|enero|ene|febrero|marzo|abril|mayo|junio|julio|agosto|"
    "septiembre|octubre|noviembre|diciembre|dic|gennaio|gen|febbraio|aprile|maggio|mag|giugno|giu|luglio|lug|settembre|"
    "ottobre|ott|dicembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|januari|februari|"
    "maart|mei|augustus|marts|maj|augusti|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|"
    "października|listopada|grudnia|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|"
    "ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık|ledna|února|března|dubna|května|června|"
    "července|srpna|září|října|listopadu|prosince"
)
MONTHS = frozenset(folded(month) for month in _MONTHS.split("|")) | frozenset(folded(m) for m in _SHORT_MONTHS)
"""Names of months in the languages bylines and datelines come in, folded."""

_MONTH = rf"(?:{_MONTHS})\.?(?!\w)"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?\s+)?"
_CLOCK = (
    r"(?:\s*(?:,|at|@|um|à|-|–|\|)?\s*\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?|uhr|h)?(?:\s*\(?[A-Z]{2,4}\)?)?)?"
)
_CLUTTER = re.compile(
    rf"""(?<![\w@])(?:(?:last\s+)?(?:updated|published|posted|modified|created|aktualisiert|actualizado|publicado|
        publi[ée]|mis\s+à\s+jour|pubblicato|обновлено|опубликовано)\s*(?:on|at|le|el|am|em|il)?\s*:?\s*)?
    (?:on\s+|le\s+|am\s+|el\s+)?
    (?:
        {_WEEKDAY}{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?(?!\d|\s+(?:comment|min|repl|view)){_CLOCK}
      | {_WEEKDAY}\d{{1,2}}(?:\.|st|nd|rd|th|er|º)?\s+(?:de\s+)?{_MONTH}(?:\s+de)?,?(?:\s+\d{{4}})?{_CLOCK}
      | \d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:T[\d:.Z+-]+)?{_CLOCK}
      | \d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}}){_CLOCK}
      | \d{{4}}年\d{{1,2}}月\d{{1,2}}日{_CLOCK}
      | \d{{1,2}}:\d{{2}}(?::\d{{2}})?\s*(?:[ap]\.?m\.?|uhr|h)?(?:\s+(?:GMT|UTC|E[SD]?T|P[SD]?T|C[SD]?T|IST|CET|BST)\b)?
      | \d{{1,3}}\s*[-–]?\s*(?:min(?:ute)?s?\.?|mins|minuten|minutos|minuti|мин(?:ут)?\.?)
            (?:\s+(?:de\s+|di\s+)?(?:read(?:ing)?(?:\s+time)?|lecture|lectura|leitura|lettura|lesezeit|leestijd|чтения))?
      | (?:reading\s+time|read\s+time|lesezeit|temps\s+de\s+lecture|tiempo\s+de\s+lectura)\s*:?\s*\d{{1,3}}\s*min[a-z]*
      | (?:a|an|\d{{1,3}})\s+(?:second|minute|min|hour|hr|day|week|month|year)s?\s+ago
      | (?:vor|il\s+y\s+a|hace|há)\s+\d{{1,3}}\s+[^\W\d_]{{3,10}} | (?:yesterday|just\s+now)\b
      | (?:\d{{1,6}}|no|leave\s+a)\s+(?:comments?|replies|reply|views|shares|likes|kommentare?|commentaires?|
            comentarios?|comentários?|commenti|reacties|комментари\w{{1,3}})
    )(?!\w|\.\w)(?:\s*(?:updated|published|\|))?""",
    re.IGNORECASE | re.VERBOSE,
)
_DIGIT_OR_COUNT = re.compile(r"\d|\bago\b|comment|yesterday|just now|reply", re.IGNORECASE)
_EDGES = ' \t\n,;:|/·•*–—-=>«»“”"„‚‘`'


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One author element, read: what names the author, and the addresses that stood with it."""

    text: str
    """Blocks of markup are parted by line ends."""
    printed: str
    """As printed, on one line, without markup."""
    email: str | None = None
    uri: str | None = None


def note(notes: list[Repair], code: str, detail: str | None = None) -> None:
    """Add one repair of the authors to *notes*; its detail is kept short."""
    notes.append(Repair(field="authors", code=code, detail=detail[:80] if detail else None))


def _unmarked(text: str) -> str:
    """The text without tags; blocks end lines, links leave their address behind."""

    def plain(match: re.Match[str]) -> str:
        name = (match[1] or "").lower()
        href = _HREF.search(match[0]) if name == "a" else None
        if href is not None:
            return f" \ue0ff{href['href']}\ue0ff "
        return "\n" if name.lstrip("/") in _BREAKS else ""

    return _TAG.sub(plain, text)


_LINKED = re.compile("\ue0ff([^\ue0ff]*)\ue0ff")


def _mended(text: str) -> str:
    """The text with double-encoded UTF-8 put right; one such letter is enough in a name (`HÃ©liot`)."""
    mended = without_mojibake(text)
    if mended != text or not _MOJIBAKE.search(text):
        return mended
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def plain_text(raw: str, name_type: TextType | None, notes: list[Repair]) -> str:
    """Return *raw* without markup: up to two layers of entities resolved, tags cut. Type `text`: it is literal."""
    if len(raw) > MAX_CHARACTERS:
        note(notes, "capped", f"{len(raw)} characters")
        raw = raw[:MAX_CHARACTERS]
    if "%20" in raw and " " not in raw.strip():
        raw = _PERCENT.sub(" ", raw)
    raw = " ".join(_PRIVATE.sub("", raw).split())
    text = _mended(raw)
    if text != raw:
        note(notes, "mojibake")
    if name_type != "text":
        if "&" in text:
            text = _PRIVATE.sub("", unescape(unescape(text)))
        if "<" in text or "]]>" in text:
            unmarked = _unmarked(text)
            if unmarked != text:
                note(notes, "markup_stripped")
            text = unmarked
    return _INVISIBLE.sub("", visible(text)).replace("\u00a0", " ").replace("\u3000", " ")


def _mailbox(email: str | None, notes: list[Repair]) -> str | None:
    """The address, unless nobody reads it (`noreply@…`, `none@none.com`)."""
    if not email:
        return None
    email = email.strip().removeprefix("mailto:").strip("'.")
    local, _, domain = email.partition("@")
    if _NO_MAILBOX.fullmatch(local) or ".." in email or local.lower() == domain.split(".")[0].lower():
        note(notes, "placeholder_email", email)
        return None
    return email if _WHOLE_EMAIL.fullmatch(email) else None


def _web_address(uri: str | None) -> str | None:
    """A profile link as it may be stored: http(s) with a host."""
    if not uri:
        return None
    uri = uri.strip().rstrip(".")
    if uri.lower().startswith("www."):
        uri = "https://" + uri
    return uri if re.match(r"https?://[^/\s]+\.[^/\s]+", uri, re.IGNORECASE) else None


_PHONE = re.compile(r"(?<!\w)\+?\(?\d{2,4}\)?[\s.-]?\d{3,4}[\s.-]\d{3,4}(?:[\s.-]\d{2,4})?(?!\w)")
_BLANKS = re.compile(r"\s{2,}")


def _one_blank(blanks: re.Match[str]) -> str:
    """One blank for many: cut addresses and entities leave runs of them, on which the clutter's pattern would dwell."""
    return "\n" if "\n" in blanks[0] else " "


def _without_clutter(text: str, notes: list[Repair]) -> str:
    """The text without dates, times, reading times and comment counts."""
    if not _DIGIT_OR_COUNT.search(text):
        return text
    text = _BLANKS.sub(_one_blank, text)
    cut = _CLUTTER.sub("\n", _PHONE.sub("\n", text))
    if cut != text and folded(cut).strip(_EDGES):
        note(notes, "clutter_cut")
        return cut
    return text if cut == text or " " not in text else ""


_MAY_HIDE = re.compile(r"[\[({]\s?at\s?[\])}]", re.IGNORECASE)


def _addresses(text: str, notes: list[Repair]) -> tuple[str, str | None, str | None]:
    """Take mail and web addresses out of the text."""
    email = uri = None
    for href in _LINKED.findall(text):
        email = email or (_mailbox(href, notes) if "@" in href else None)
        uri = uri or _web_address(href)
    text = _LINKED.sub(" ", text)
    if _MAY_HIDE.search(text):
        text = _HIDDEN_EMAIL.sub(lambda m: f"{m['local']}@{_DOT.sub('.', m['domain'])}", text)
    if "@" in text:
        for match in _EMAIL.finditer(text):
            email = email or _mailbox(match["email"], notes)
        text = _EMAIL.sub(" ", text)
    if "://" in text or "www." in text.lower():
        uri = next((found for match in _URI.finditer(text) if (found := _web_address(match[0]))), uri)
        text = _URI.sub(" ", text)
    return text, email, uri


def _without_handles(text: str, notes: list[Repair]) -> str:
    """`Jane Doe @janedoe` is Jane Doe; a handle alone is a pen name."""
    if "@" not in text and "＠" not in text:
        return text
    rest = _HANDLE.sub(" ", text)
    if " " in text.strip():
        rest = _GLUED_HANDLE.sub(" ", rest)
    if rest == text:
        return text
    note(notes, "handle_cut")
    alone = not any(char.isalnum() for char in rest) or folded(rest).strip(_EDGES) in _FOLLOW
    return " ".join(match["handle"] for match in _HANDLE.finditer(text)) if alone else rest


def element(raw: RawPerson, name_type: TextType | None, notes: list[Repair]) -> Element:
    """Return what *raw* says: RSS has all in one string (`a@x.test (Ann Lee)`), Atom and JSON Feed have parts."""
    text = plain_text(raw.name or "", name_type, notes)
    printed = " ".join(_LINKED.sub(" ", text).split()) or clean_line((raw.email or raw.uri or "")[:MAX_CHARACTERS])
    text, email, uri = _addresses(text, notes)
    text = _EMPTY_BRACKETS.sub(" ", _without_clutter(_without_handles(_SYMBOLS.sub(" ", text), notes), notes))
    lines = (" ".join(line.split()).strip(_EDGES) for line in text.split("\n"))
    return Element(
        text="\n".join(line for line in lines if line),
        printed=printed,
        email=_mailbox(raw.email, notes) or email,
        uri=_web_address(raw.uri) or uri,
    )
