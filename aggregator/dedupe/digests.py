"""What of an article makes a revision when it changes, and what is noise. Pure.

A revision: title, summary, text, url, byline, published_at, categories, media.
Noise in them: blanks, typographic spelling (NFKC, quotes, dashes), counters and ages (`12 comments`, `3 min read`,
`5 hours ago`), tracking parameters and fragments of URLs, sizes and cache-busters of pictures, the order of categories.
Not looked at: updated_at (feeds bump it without touching anything), comments_count, html (its text, its pictures and
its links' words are looked at), language and whatever else follows from the fields above.
"""

from __future__ import annotations

import re
from unicodedata import normalize
from urllib.parse import urlsplit

from xxhash import xxh3_128_digest

from aggregator.model import Article, Digests, Media
from aggregator.normalize.links import url_key
from aggregator.normalize.text import collapsed

_SPELLING = {
    **dict.fromkeys("‘’‚‛", "'"),
    **dict.fromkeys("“”„‟«»", '"'),
    **dict.fromkeys("‐‑‒–—―", "-"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
}
_URL = re.compile(r"https?://[^\s<>\"')\]]{1,2000}")

# Noise is a number with one of these behind it, before it, or (ages in some languages) around it.
_NUMBER = re.compile(r"\d(?<![\w.,].)[\d.,]{0,9}", re.DOTALL)
# Of a text in lower case: in a pattern that ignores case no branch is ruled out by its first sign.
_AFTER = re.compile(
    r"(?:\s?+k\s?+|\s?+\s?+)(?:comments?|commentaires?|kommentare?|comentarios?|comentários?|comment[oi]|komentarz(?:e|y)?|reacties?"
    r"|комментари(?:й|я|ев)|yorum|条评论|则评论|件のコメント"
    r"|views?|reads?|aufrufe|vues|wyświetleń|просмотр(?:а|ов)?|likes?|retweets?|repl(?:y|ies)|reactions?"
    r"|min(?:ute)?s?[. -]{0,2}read|min(?:uten)? lesezeit|min(?:utes?)? de lecture|min(?:utos)? de (?:lectura|leitura)"
    r"|min(?:uti)? di lettura|min\.? czytania|мин(?:\.|ут[ыа]?)? чтения|dk okuma"
    r"|(?:sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?) ago|(?:minuti|ore|giorni) fa"
    r"|(?:minut[ey]?|godzin[yę]?|dni) temu|(?:минут[ыу]?|час(?:а|ов)?|дн(?:я|ей)) назад"
    r"|(?:分钟|小时|天|分|時間|日)前)(?!\w)"
)
_BEFORE = re.compile(
    r"(?<!\w)(?:comments?|points?|score|shares?|votes?|views?|likes?|replies)\s?[:(]\s?$", re.IGNORECASE
)
_AGED_BEFORE = ("vor ", "il y a ", "hace ", "há ")
_AGED_AFTER = re.compile(
    r" (?:sekunden|minuten?|stunden?|tagen?|secondes?|minutes?|heures?|jours?|segundos?|minutos?|horas?|d[ií]as?)\b",
    re.IGNORECASE,
)
_LONGEST_BEFORE, _LONGEST_AFTER = 14, 40

# "photo-300x200.jpg", "photo-scaled.jpg", "photo@2x.jpg", "/w_640,h_480/", "/320x240/": one picture.
_SIZE = re.compile(
    r"[-_@](?:\d{2,4}x\d{2,4}|\d{2,4}w|[23]x|scaled|thumb(?:nail)?|small|medium|large|full)(?=\.\w{2,5}$)"
)
_SIZE_SEGMENT = re.compile(
    r"/(?:\d{2,4}x\d{2,4}|[wh][_=-]?\d{2,4}(?:[,_-][wh][_=-]?\d{2,4})?|s\d{2,4}(?:x\d{2,4})?(?:-c)?)(?=/)"
)


def digests(article: Article) -> Digests:
    """Return a digest of each field that can make a revision, and of everything with its noise.

    An absent field has a digest too: a summary that appears or vanishes is a change.
    """
    return Digests(
        title=_digest(meaning(article.title)),
        summary=_digest(meaning(article.summary)),
        text=_digest(meaning(article.text)),
        url=_digest(url_key(article.canonical_url) if article.canonical_url else ""),
        byline=_digest("\n".join([*sorted(author.name for author in article.authors), *sorted(article.agencies)])),
        published_at=_digest(article.published_at.isoformat() if article.published_at else ""),
        categories=_digest("\n".join(sorted({meaning(one.label).casefold() for one in article.categories}))),
        media=_digest("\n".join(sorted({picture_key(media) for media in article.media}))),
        exact=_digest(_printed(article)),
    )


def _printed(article: Article) -> str:
    """Return everything with its noise; the long fields as they are, for quoting them costs more than all else."""
    long = (article.title, article.summary, article.text, article.html)
    short = (article.url, article.byline, article.published_at, article.updated_at, article.categories, article.media)
    told = repr((*short, article.comments_count, [value is None for value in long]))
    return "\0".join((told, *(value or "" for value in long)))


def meaning(text: str | None) -> str:
    """Return *text* without noise: blanks, spelling of quotes and dashes, counters, ages, tracking in URLs."""
    if not text:
        return ""
    if not text.isascii():
        text = _respelt(normalize("NFKC", text))
    if "://" in text:
        text = _URL.sub(lambda found: url_key(found.group()), text)
    return collapsed(_without_counters(text))


def _respelt(text: str) -> str:
    for sign, plain in _SPELLING.items():
        if sign in text:  # most signs are in few texts
            text = text.replace(sign, plain)
    return text


# What may begin a number (0), what makes a digit behind it no beginning, and the rest: `find` is much faster than `re`.
_KINDS = bytes(
    ord("0") if sign.isdecimal() else ord("a") if sign.isalnum() or sign in "_.," else ord(" ")
    for sign in map(chr, range(256))
)


def _without_counters(text: str) -> str:
    """Return *text* with a blot for each number that the words around it make a counter or an age."""
    try:
        kinds = (" " + text).encode("latin-1").translate(_KINDS)
    except UnicodeEncodeError:
        return _NUMBER.sub(lambda found: "0" if _is_noise(text, *found.span()) else found[0], text)
    kept: list[str] = []
    at, start = 0, kinds.find(b" 0")
    while start >= 0:
        number = _NUMBER.match(text, start)
        assert number is not None
        end = number.end()
        if _is_noise(text, start, end):
            kept += text[at:start], "0"
            at = end
        start = kinds.find(b" 0", end)
    return "".join((*kept, text[at:])) if kept else text


def _is_noise(text: str, start: int, end: int) -> bool:
    """Return whether what stands around a number makes it a counter or an age."""
    if _AFTER.match(text[end : end + _LONGEST_AFTER].lower()):
        return True
    before = text[max(0, start - _LONGEST_BEFORE) : start]
    if _BEFORE.search(before):
        return True
    return before.lower().endswith(_AGED_BEFORE) and _AGED_AFTER.match(text, end) is not None


def picture_key(media: Media) -> str:
    """Return what one picture, sound or film has in common in all its sizes: the URL's path without size and query.

    Where the path names no file, the query does (`/image?id=7`): then it stays.
    """
    try:
        parts = urlsplit(media.url)
    except ValueError:
        return media.url
    path = _SIZE_SEGMENT.sub("", _SIZE.sub("", parts.path))
    named = "." in path.rpartition("/")[2]
    return f"{parts.hostname or ''}{path}" + ("" if named or not parts.query else f"?{parts.query}")


def _digest(text: str) -> bytes:
    return xxh3_128_digest(text.encode("utf-8", "surrogatepass"))
