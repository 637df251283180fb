"""What stands around a text without being of it, and pages that are no article at all. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.dedupe.tokens import tokens
from aggregator.normalize.phrases import READ_MORE

TAIL = 600
"""Characters at the end of a text in which its tail is looked for."""

_MORE = tuple(phrase.replace("’", "'") for phrase in READ_MORE if " " in phrase or not phrase.isascii())
_AFTER_MORE = " \t\n\r\xa0.…»>→:)]-"

# A needle that must be there, and the tail it belongs to: up to the end of the text, of bounded length.
_TAILS = tuple(
    (needle, re.compile(pattern, re.IGNORECASE))
    for needle, pattern in (
        ("reporting by", r"\(?reporting by\b[^\n]{1,200}(?:\n?\(?editing by\b[^\n]{1,120})?$"),
        ("©", r"(?:copyright\s?)?©[^\n]{0,200}$"),
        ("copyright", r"copyright\s?(?:\(c\)\s?)?(?:19|20)\d\d\b[^\n]{0,200}$"),
        ("all rights reserved", r"all rights reserved\b[^\n]{0,120}$"),
        ("originally", r"this (?:article|story|post) (?:originally appeared|was originally published)\b[^\n]{0,160}$"),
        ("first published", r"this (?:article|story|post) was first published\b[^\n]{0,160}$"),
        ("newsletter", r"(?:sign up|subscribe) (?:for|to) (?:our|the)\b[^\n]{0,120}\bnewsletters?\b[^\n]{0,40}$"),
        ("chars]", r"\[\+\d{1,6} chars\]$"),
    )
)

_CREDIT = re.compile(
    r"(?:photo(?:graph)?|image|picture|illustration|credit|foto|bild|zdjęcie|фото)\b[^\n.!?]{1,80}?"
    r"/ ?(?:getty images|the verge|reuters|afp|ap|epa|shutterstock|pap|dpa)\b",
    re.IGNORECASE,
)


def without_boilerplate(text: str) -> str:
    """Return *text* without the picture credit at its head and "read more", credits and copyright at its tail."""
    text = text.strip()
    if credit := _CREDIT.match(text):
        text = text[credit.end() :]
    for _ in range(4):
        shorter = _without_tail(text).rstrip()
        if shorter == text:
            break
        text = shorter
    return text


def _without_tail(text: str) -> str:
    bare = text.rstrip(_AFTER_MORE)
    folded = bare[-40:].lower().replace("’", "'")
    if folded.endswith(_MORE):
        return bare[: -max(len(more) for more in _MORE if folded.endswith(more))]
    start = max(0, len(text) - TAIL)
    tail = text[start:].lower()
    for needle, pattern in _TAILS:
        if needle in tail and (found := pattern.search(tail)):
            return text[: start + found.start()]
    return text


# ---------------------------------------------------------------------------------------------
# Walls: what a server says in place of an article
# ---------------------------------------------------------------------------------------------

WALL_WORDS = 220
"""A text longer than this is an article, whatever it says about cookies."""
SHORT_WALL_WORDS = 60
"""Up to here one telling sentence is enough; beyond, two."""
OPENING_SLACK = 3
"""Words that may follow an error's name: `404 not found nginx`."""


def _folded(table: str) -> tuple[str, ...]:
    """Return the phrases of *table*, one a line or between bars, as tokens between blanks."""
    return tuple(f" {' '.join(tokens(phrase))} " for phrase in table.strip().replace("\n", "|").split("|"))


# Nobody writes these into a short article in this form.
_TELLING = _folded(
    """
enable javascript|turn on javascript|activate javascript|javascript is disabled|javascript is not enabled
javascript is turned off|javascript seems to be disabled|javascript has been disabled|page requires javascript
site requires javascript|app requires javascript|enable cookies|cookies are disabled|we use cookies
we and our partners use cookies|partners store and or access|site uses cookies|website uses cookies
your browser does not support|your browser doesn't support|checking your browser|checking if the site connection
verify you are human|verify that you are human|confirm you are human|verify you are not a robot|are you a robot
you are not a robot|unusual traffic from your|unusual activity from your|disable your ad blocker
disable your adblocker|turn off your ad blocker|ddos protection by|cloudflare ray id
you don't have permission to access|you do not have permission to access|requested url was not found
requested page was not found|requested page could not be found|requested resource was not found
page you are looking for|page you were looking for|page you requested|not available in your region
not available in your country|unavailable for legal reasons|unavailable due to legal reasons
not available in the european union|request could not be satisfied|javascript aktivieren|aktivieren sie javascript
aktivieren sie bitte javascript|javascript ist deaktiviert|wir verwenden cookies|wir nutzen cookies
seite verwendet cookies|seite nutzt cookies|website verwendet cookies|seite wurde nicht gefunden
seite nicht gefunden|activer javascript|activez javascript|activer le javascript|nous utilisons des cookies
site utilise des cookies|page introuvable|page non trouvée|habilite javascript|habilitar javascript
active javascript|activar javascript|utilizamos cookies|usamos cookies|sitio utiliza cookies|página no encontrada
abilita javascript|abilitare javascript|utilizziamo i cookie|utilizziamo cookie|sito utilizza cookie
pagina non trovata|página não encontrada|ative o javascript|wij gebruiken cookies|we gebruiken cookies
pagina niet gevonden|włącz javascript|włączyć javascript|włącz obsługę javascript|używamy plików cookies
używamy plików cookie|korzystamy z plików cookies|korzysta z plików cookies|korzysta z plików cookie
strona nie została znaleziona|strona nie istnieje|включите javascript|мы используем файлы cookie
мы используем cookie|сайт использует файлы cookie|сайт использует cookie|страница не найдена
javascript'i etkinleştirin|çerez kullanıyoruz|çerezleri kullanıyoruz|sayfa bulunamadı|يستخدم ملفات تعريف الارتباط
الصفحة غير موجودة|启用javascript|使用cookie|页面不存在|找不到该页面|您访问的页面
javascriptを有効|cookieを使用|クッキーを使用|ページが見つかりません
"""
)
# These name an error, but news does too: they must be nearly all there is.
_OPENING = _folded(
    """
not found|page not found|article not found|file not found|forbidden|access denied
access to this page has been denied|bad gateway|bad request|server error|internal server error|service unavailable
service temporarily unavailable|too many requests|gateway timeout|gateway time out|unauthorized|just a moment
one moment please|attention required|security check|please wait|loading|redirecting|accept cookies
accept all cookies|page expired|subscribe to continue|subscribe to read|subscribers only|for subscribers only
this article is for subscribers|this content is for subscribers|log in to continue|sign in to continue
zugriff verweigert|accès refusé|accès interdit|acceso denegado|accesso negato|acesso negado|dostęp zabroniony
доступ запрещен|доступ запрещён|доступ ограничен|erişim engellendi|访问被拒绝
"""
)
# The longest word of each sentence: a text that has none of these has none of the sentences.
_TELLTALE = frozenset(max(phrase.split(), key=len) for phrase in _TELLING)
_OPENERS = frozenset(phrase.split()[0] for phrase in _OPENING)
_STATUS = frozenset("error http 400 401 403 404 410 429 451 500 502 503 504".split())


def is_wall(words: Sequence[str]) -> bool:
    """Return whether a text of *words* (tokens) is a cookie wall, an error page, a robot check, "enable JavaScript".

    Only short texts are: news that quotes such a sentence has other sentences around it.
    """
    if not 0 < len(words) <= WALL_WORDS:
        return False
    if not _TELLTALE.isdisjoint(words):
        text = f" {' '.join(words)} "
        if sum(phrase in text for phrase in _TELLING) >= (1 if len(words) <= SHORT_WALL_WORDS else 2):
            return True
    return words[0] in _OPENERS | _STATUS and _names_an_error(words)


def _names_an_error(words: Sequence[str]) -> bool:
    status = next((at for at, word in enumerate(words) if word not in _STATUS), len(words))
    rest = f" {' '.join(words[status : status + 12])} "
    if rest.isspace():
        return any(word.isdigit() for word in words)
    opening = max((phrase.count(" ") - 1 for phrase in _OPENING if rest.startswith(phrase)), default=0)
    slack = OPENING_SLACK if opening > 1 or status else 0
    return bool(opening) and len(words) - status <= opening + slack
