"""A title as duplicates compare it: without labels and site names; and what numbers it in a series. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from aggregator.dedupe.tokens import is_character, tokens, weight

MAX_TITLE = 600
MIN_WORDS = 4
"""Words that must stay when a suffix is cut."""
SUFFIX_WORDS = 5

# "UPDATE 1-", "Breaking:", "(CORRECTED)-", "[VIDEO]", "【速報】": the newsroom's word on the article, not its subject.
_LABELS = (
    r"updat(?:e|ed|ing)|breaking(?: news)?|exclusive|watch|video|live(?: updates?)?|listen|podcast|photos?|pictures?"
    r"|gallery|correct(?:ed|ion)(?: \w{2,9})?|refile|rpt|urgent|alert|just in|developing|first on \w{2,12}|opinion"
    r"|analysis|explainer|factbox|wrapup|eil(?:meldung)?|aktualisiert|exklusiv|en direct|direct|mise à jour|exclusif"
    r"|vidéo|última hora|urgente|actualización|en vivo|vídeo|ultim['’]ora|aggiornamento|diretta|esclusiva|ao vivo"
    r"|atualização|exclusivo|pilne|aktualizacja|wideo|na żywo|zdjęcia|foto|galeria|tylko u nas|срочно|обновлено|видео"
    r"|фото|эксклюзив|терміново|відео|оновлено|son dakika|canlı|güncelleme|özel|عاجل|فيديو|خاص|حصري"
    r"|速報|独自|更新|動画|快讯|快訊|突发|突發|最新|独家|视频"
)
_PREFIX = re.compile(
    rf"\s*(?:[(\[【]\s?(?:{_LABELS})\s?\d{{0,2}}\s?[)\]】]\s?[:：|–—-]?|(?:{_LABELS})\s?\d{{0,2}}\s?(?:[:：|–—-]|/{{2}}))\s*",
    re.IGNORECASE,
)
_TRAILING_LABEL = re.compile(rf"\s?[(\[【]\s?(?:{_LABELS})\s?[)\]】]\s?$", re.IGNORECASE)
_LABEL_END = re.compile(r"[-–—:：|/)\]】]")
"""What closes a label: most titles have none of it, and are done with."""
_BAR = re.compile(r"\s[|»·‖¦]\s|\s?｜\s?")
_DASH = re.compile(r"\s[-–—]\s")
_NUMBER_SIGN = re.compile(r"#\s?(?=\d)|№\s?(?=\d)")


def folded_title(title: str, names: Sequence[str] = ()) -> str | None:
    """Return *title* as tokens between blanks, without labels and a trailing site name.

    After a bar any short suffix is a site or a section; after a dash it is cut only when it is one of *names* (folded
    names of the site), for places and numbers stand there too. None: nothing is left.
    """
    text = _unlabelled(title[:MAX_TITLE])
    text = _without_suffix(text, _BAR, ())
    if names:
        text = _without_suffix(text, _DASH, names)
    return " ".join(tokens(_NUMBER_SIGN.sub(" no ", text))) or None


def key_words(title: str, folded: str | None) -> str | None:
    """Return the words under which copies of *title* are looked up: a short suffix after a dash is not among them."""
    if _DASH.search(title) is None:
        return folded
    return folded_title(_without_suffix(_unlabelled(title[:MAX_TITLE]), _DASH, ()))


def _unlabelled(title: str) -> str:
    if not _LABEL_END.search(title):
        return title
    for _ in range(2):
        if label := _PREFIX.match(title):
            title = title[label.end() :]
    return _TRAILING_LABEL.sub("", title) if title.rstrip().endswith((")", "]", "】")) else title


def _without_suffix(title: str, mark: re.Pattern[str], names: Sequence[str]) -> str:
    """Cut what stands behind the last *mark*: short, and one of *names* where there are any."""
    cuts = list(mark.finditer(title))
    if not cuts:
        return title
    rest, suffix = title[: cuts[-1].start()], tokens(title[cuts[-1].end() :])
    if weight(suffix) > SUFFIX_WORDS or weight(tokens(rest)) < MIN_WORDS:
        return title
    return rest if not names or _signs("".join(suffix), names) else title


def _signs(suffix: str, names: Sequence[str]) -> bool:
    """Return whether *suffix* is one of *names* or begins with one: `BBC News` on bbc.co.uk."""
    return any(suffix == name or (len(name) >= 3 and suffix.startswith(name)) for name in names)


def parts(title: str | None) -> frozenset[str]:
    """Return the words of a folded title; of scripts without spaces, pairs of neighbouring characters."""
    words = title.split() if title else []
    pairs = {a + b for a, b in pairwise(words) if is_character(a) and is_character(b)}
    return frozenset({word for word in words if not is_character(word)} | pairs) or frozenset(words)


# ---------------------------------------------------------------------------------------------
# Series: "Morning briefing, Tuesday", "Wordle #712", "War in Ukraine, day 468"
# ---------------------------------------------------------------------------------------------

_MONTHS = """
january jan february feb march mar april apr may june jun july jul august aug september sept sep october oct
november nov december dec
januar jänner februar märz mai juni juli oktober okt dezember dez
janvier février mars avril juin juillet août septembre octobre novembre décembre
enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre
gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
janeiro fevereiro março maio junho julho setembro outubro novembro dezembro
januari februari maart mei augustus
stycznia styczeń lutego luty marca marzec kwietnia kwiecień maja maj czerwca czerwiec lipca lipiec sierpnia sierpień
września
wrzesień października październik listopada listopad grudnia grudzień
ledna února března dubna května června července srpna září října listopadu prosince
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
"""
_WEEKDAYS = """
monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays saturday saturdays sunday
sundays
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
lundi mardi mercredi jeudi vendredi samedi dimanche
lunes martes miércoles jueves viernes sábado domingo
lunedì martedì mercoledì giovedì venerdì sabato domenica
segunda terça quarta quinta sexta
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
poniedziałek wtorek środa środę czwartek piątek sobota sobotę niedziela niedzielę poniedziałkowy wtorkowy środowy
czwartkowy piątkowy
sobotni niedzielny
pondělí úterý středa středu čtvrtek pátek neděle neděli
понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье
понеділок вівторок середа середу четвер пятниця пятницю субота суботу неділя неділю
pazartesi salı çarşamba perşembe cuma cumartesi pazar
الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد
"""
_COUNTED = frozenset(
    """
    day days week part episode ep no nr number issue vol volume round edition season chapter lesson puzzle wordle
    matchday stage tag woche teil folge ausgabe jour semaine partie épisode numéro día semana parte episodio número
    giorno settimana puntata numero dia episódio dzień tydzień część odcinek numer день неделя часть
    выпуск серия номер gün hafta bölüm اليوم الحلقة 第
    """.split()
)
_MONTH, _WEEKDAY = frozenset(_MONTHS.split()), frozenset(_WEEKDAYS.split())
_CJK_DATES = frozenset("月日年号曜")


@lru_cache(maxsize=4_096)
def masked(title: str) -> str:
    """Return a folded title with its digits, months and weekdays blotted out."""
    return " ".join("0" if counts(word) else word for word in title.split())


def counts(word: str) -> bool:
    """Return whether *word* is a number, a month or a weekday."""
    return word[0].isdigit() or word in _MONTH or word in _WEEKDAY


@lru_cache(maxsize=4_096)
def marks(title: str) -> frozenset[str]:
    """Return what places a folded title in a series: dates, weekdays and counted numbers (`day 468`, `no 712`)."""
    words = title.split()
    found = {word for word in words if word in _WEEKDAY}
    for at, word in enumerate(words):
        if word[0].isdigit():
            before = words[at - 1] if at else ""
            after = words[at + 1] if at + 1 < len(words) else ""
            if before in _COUNTED or _dates(before, word, after):
                found.add(word)
    return frozenset(found)


def _dates(before: str, number: str, after: str) -> bool:
    """Return whether *number* is a date or a part of one."""
    numeric = number.count(".") == 2 or (len(number) == 4 and number[:2] in ("19", "20") and number.isdigit())
    return numeric or before in _MONTH or after in _MONTH or after in _CJK_DATES
