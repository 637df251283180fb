"""A labelled set of documents for duplicate judging, made by rule: 42 stories, their copies, and what only looks alike.

Every text is invented (`stories.txt`). Nothing is random: the same documents come out every time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aggregator.model import Article

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)  # a Monday
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A piece as its newsroom published it."""

    language: str
    title: str
    text: str

    @property
    def spaceless(self) -> bool:
        return self.language in ("zh", "ja")

    @property
    def sentences(self) -> list[str]:
        if self.spaceless:
            return [f"{part}。" for part in self.text.split("。") if part]
        return [f"{part.rstrip('.')}." for part in self.text.split(". ")]

    def join(self, sentences: list[str]) -> str:
        return ("" if self.spaceless else " ").join(sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article with the truth about it: documents of one cluster are copies of one piece."""

    article: Article
    cluster: str
    kind: str

    @property
    def relation(self) -> str:
        """What it is to the first of its cluster: a `revision` on its site, a `duplicate` elsewhere, or `unrelated`."""
        if self.kind in REVISIONS:
            return "revision"
        return "duplicate" if self.kind in EDITS else "unrelated"


def stories() -> list[Story]:
    """Return the invented stories of `stories.txt`: language, title and text, one story a paragraph."""
    return [Story(language=language, title=title, text=text) for language, title, text in _paragraphs("stories.txt")]


def _paragraphs(name: str) -> list[list[str]]:
    """Return the lines of each paragraph of a file beside this one."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [paragraph.split("\n") for paragraph in text.strip().split("\n\n")]


# ---------------------------------------------------------------------------------------------
# Copies: what other newsrooms do to a piece
# ---------------------------------------------------------------------------------------------

SYNONYMS = {
    "said": "told reporters",
    "announced": "made public",
    "about": "around",
    "demanded": "called for",
    "expected": "thought",
    "will": "is going to",
    "wants": "would like",
    "und": "sowie",
    "sprach von": "nannte es",
    "según": "de acuerdo con",
    "également": "aussi",
    "sera": "va être",
    "sarà": "verrà",
    "oraz": "i też",
    "będzie": "ma być",
    "может": "способен",
    "будет": "станет",
}
HEADLINES = {
    "en": "Why this matters to everyone: {}",
    "de": "Was jetzt geschieht: {}",
    "fr": "Ce qu'il faut retenir : {}",
    "es": "Lo que se sabe: {}",
    "it": "Che cosa succede: {}",
    "pl": "Co to oznacza: {}",
    "ru": "Что известно: {}",
    "tr": "Bilinmesi gerekenler: {}",
    "pt": "O que se sabe: {}",
    "zh": "最新消息：{}",
    "ja": "詳報：{}",
    "ar": "ما نعرفه: {}",
    "sv": "Det här vet vi: {}",
    "nl": "Dit weten we: {}",
    "ko": "종합: {}",
    "uk": "Що відомо: {}",
    "cs": "Co víme: {}",
}


def _edited(story: Story) -> str:
    """Words exchanged here and there, one sentence dropped."""
    sentences = [s for at, s in enumerate(story.sentences) if at != 3]
    text = story.join(sentences)
    for word, other in SYNONYMS.items():
        text = text.replace(f" {word} ", f" {other} ", 1)
    return text


def _mistyped(story: Story) -> str:
    """Two letters swapped in every 20th word."""
    words = story.text.split(" ")
    for at in range(9, len(words), 20):
        word = words[at]
        words[at] = word[:1] + word[2:3] + word[1:2] + word[3:]
    return " ".join(words)


def _reheaded(story: Story) -> str:
    """The beginning of the text as a headline of its own."""
    lead = story.sentences[0]
    return lead[:24] if story.spaceless else " ".join(lead.split()[:9])


def _thinned(story: Story) -> str:
    """Every seventh word left out."""
    words = list(story.text) if story.spaceless else story.text.split(" ")
    return ("" if story.spaceless else " ").join(word for at, word in enumerate(words, 1) if at % 7)


def _spun(story: Story) -> str:
    """Every ninth word exchanged for another of the same piece: what spinning software does."""
    words = list(story.text) if story.spaceless else story.text.split(" ")
    spun = [words[-at] if at % 9 == 8 else word for at, word in enumerate(words)]
    return ("" if story.spaceless else " ").join(spun)


def _typeset(text: str) -> str:
    """Other quotation marks, dashes, blanks and hyphens, wide digits: another printer's habits."""
    for word, other in (("'", "’"), ("-", "\u2011"), (", ", ",\u00a0"), ("tion", "ti\u00adon"), ("0", "\uff10")):
        text = text.replace(word, other)
    return text


EDITS: dict[str, Callable[[Story], tuple[str, str]]] = {
    "word_for_word": lambda s: (s.title, s.text),
    "cut": lambda s: (s.title, s.join(s.sentences[:3]) + " […]"),
    "lead": lambda s: (s.title, s.sentences[0]),
    "wrapped": lambda s: (
        s.title,
        f"Home · News · Sign in · 12 shares {s.text}\n\nFollow us for more stories. © 2026 Elra Media.",
    ),
    "reheaded": lambda s: (_reheaded(s), s.text),
    "relabelled": lambda s: (HEADLINES[s.language].format(s.title), s.join(s.sentences[:4])),
    "edited": lambda s: (s.title, _edited(s)),
    "dateline": lambda s: (s.title, f"LONDON, March 2 (Reuters) - {s.text}"),
    "mistyped": lambda s: (s.title, _mistyped(s)),
    "reordered": lambda s: (s.title, s.join([s.sentences[0], *reversed(s.sentences[1:])])),
    "beheaded": lambda s: (s.title, s.join(s.sentences[1:])),
    "title_only": lambda s: (s.title, ""),
    "thinned": lambda s: (s.title, _thinned(s)),
    "condensed": lambda s: (s.sentences[1][:60], s.join([s.sentences[1], s.sentences[3]])),
    "spun": lambda s: (s.title, _spun(s)),
    "typeset": lambda s: (_typeset(s.title), _typeset(s.text)),
    "cut_reheaded": lambda s: (_reheaded(s), s.join(s.sentences[:4])),
    "behind_a_standfirst": lambda s: (HEADLINES[s.language].format(s.title), s.join([s.sentences[2], s.text])),
}

# What a newsroom does to its own piece, on a page of its own.
REVISIONS: dict[str, Callable[[Story], tuple[str, str]]] = {
    "corrected": lambda s: (s.title, s.text.replace(s.sentences[4], "")),
    "updated": lambda s: (f"UPDATE 1-{s.title}", s.join([s.text, s.sentences[1]])),
    "headed_anew": lambda s: (_reheaded(s), s.text),
    "numbered": lambda s: (HEADLINES[s.language].format(s.title), s.sentences[0]),
}


def copies(story: Story, number: int) -> Iterator[tuple[str, str, str]]:
    """Yield six of the edits of a story, so that every edit is seen about equally often: kind, title, text."""
    kinds = list(EDITS)
    for step in range(6):
        kind = kinds[(number + 2 * step + number // 2) % len(kinds)]
        yield kind, *EDITS[kind](story)


# ---------------------------------------------------------------------------------------------
# What only looks alike
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One instalment of a form: where and when it stands, and what fills the form."""

    form: str
    site: str
    hours: float
    filling: dict[str, object]


SIGNS = ("Aries", "Taurus", "Gemini", "Cancer", "Leo", "Virgo", "Libra", "Scorpio")
TEAMS = ("Elra Rovers", "Dorn United", "Velm Town", "Halden City", "Ostmark Rangers", "Kessel Albion", "Arva Celtic")
FIRMS = ("Dornbach Mills", "Skerry Foods", "Nordlinie", "Velm Cement", "Halden Optics", "Arva Paper", "Kessel Timber")
WALLED = ("Harbour pilots elect a new chairman", "Snow closes the pass above Dorn", "A bridge for toads")
REPORTS = (
    "A long evening in the town hall, many speeches, and in the end nineteen hands went up.",
    "The vote surprised observers, who had counted on another delay until after the holidays.",
)
BROKEN = (
    "Error 404. The page you are looking for has been moved or deleted.",
    "Fehler 404: Diese Seite wurde leider nicht gefunden. Zurück zur Startseite",
    "Veuillez activer JavaScript dans votre navigateur pour lire cet article.",
    "Для продолжения включите JavaScript и файлы cookie в браузере.",
    "このページを表示するにはJavaScriptを有効にしてください。",
    "请登录后继续阅读全文。",
)
LATEST = ("talks adjourned", "mediator named", "flour arrives", "guild speaks")


def _slot(form: str, site: str, hours: float, **filling: object) -> Slot:
    return Slot(form=form, site=site, hours=hours, filling=filling)


def _daily() -> Iterator[Slot]:
    """What comes every day: markets, weather, live pages, pictures, exchange rates."""
    for n, day in enumerate(DAYS):
        way = "higher" if n % 2 else "lower"
        yield _slot(
            "markets", "finance", 24 * n + 11, way=way, n=n + 1, points=4007 + 12 * n, day=day, volume=110 + 3 * n,
            crown=20 + n, oil=70 + n, gold=1900 + 5 * n,
        )  # fmt: skip
        for place in ("Elra", "Dorn"):
            yield _slot("weather", "weather", 24 * n, place=place, day=day, high=6 + n, rain=10 * n, low=n - 2)
        yield _slot("live", "live", 24 * n + 2, n=4 + n, latest=LATEST[n % 4])
        yield _slot("photos", "pictures", 24 * n + 18, day=day)
        yield _slot("rates", "kursy", 24 * n + 3, date=f"{2 + n:02}", dollar=11 + n, franc=50 + n, euro=30 + 2 * n)


def _forms() -> Iterator[Slot]:
    """What comes from one form for many subjects: results of firms and matches, horoscopes, jobs."""
    for n, (firm, home) in enumerate(zip(FIRMS, TEAMS, strict=True)):
        away = TEAMS[(n + 3) % len(TEAMS)]
        yield _slot("jobs", "jobs", 5 * n, firm=firm)
        yield _slot(
            "results", f"finance{n % 3}", 20 + n, firm=firm, profit=f"{10 + 3 * n}.{n}", before=f"{12 + 2 * n}.4",
            sales=200 + 37 * n, dividend=f"{1 + n / 10:.2f}",
        )  # fmt: skip
        yield _slot(
            "scores", f"sport{n % 2}", 36 + n / 4, home=home, away=away, goals=n % 4, conceded=(n + 1) % 3,
            crowd=5000 + 731 * n, minute=10 + 7 * n,
        )  # fmt: skip
    for n, sign in enumerate(SIGNS):
        for date in (3, 4):
            theme = ("Love", "Work", "Money", "Family")[(n + date) % 4]
            colour = ("red", "blue", "green")[n % 3]
            yield _slot(
                "horoscope", "stars", 24 * date, sign=sign, date=date, theme=theme, number=3 * n + date, colour=colour
            )


def _quoting(told: list[Story]) -> Iterator[Slot]:
    """What quotes the stories: briefings with the leads of four, follow-ups with the background of one, newsletters."""
    for n in range(8):
        picked = [told[(5 * n + step) % len(told)] for step in (0, 1, 4, 6)]
        leads = " ".join(f"{story.title}. {story.sentences[0]}" for story in picked)
        name = ("Morning briefing", "Evening briefing")[n % 2]
        yield _slot("briefing", f"brief{n % 3}", 12 * n + 6, name=name, date=2 + n // 2, leads=leads)
    for n, story in enumerate(told[:12:2]):
        subject = " ".join(story.title.split()[:2])
        background = story.join(story.sentences[3:5])
        yield _slot(f"followup{n + 1}", f"daily{n}", 30 + n, subject=subject, background=background)
    for n, story in enumerate(told[1::2]):
        others = [told[(2 * n + step) % len(told)] for step in (5, 9, 12)]
        leads = " ".join([*story.sentences[:2], *(other.sentences[0] for other in others)])
        yield _slot("newsletter", f"letter{n % 4}", 40 + 3 * n, title=others[2].title, leads=leads)


def _odd() -> Iterator[Slot]:
    """Pages behind a wall, pages of errors, and two newsrooms' texts under one title."""
    for n, title in enumerate(WALLED):
        yield _slot("walls", f"walled{n}", 10 + n, title=title)
    for n in range(12):
        yield _slot("broken", f"broken{n % 3}", 15 + 2 * n, n=n, text=BROKEN[n % len(BROKEN)])
    for n, text in enumerate(REPORTS):
        yield _slot("two_reports", f"paper{n}", 40 + n, text=text)


def lookalikes(told: list[Story]) -> list[Slot]:
    """Return every document that is nobody's copy."""
    english = [story for story in told if story.language == "en"]
    return [*_daily(), *_forms(), *_quoting(english), *_odd()]


# ---------------------------------------------------------------------------------------------
# The set
# ---------------------------------------------------------------------------------------------


def documents() -> list[Document]:
    """Return the whole set, oldest first."""
    told = stories()
    found: list[Document] = []
    for number, story in enumerate(told):
        at = 2.0 * number
        found.append(
            _document(f"s{number}", f"wire{number % 7}", f"s{number}", "original", story.title, story.text, at)
        )
        for step, (kind, title, text) in enumerate(copies(story, number), 1):
            site = f"site{(number + 5 * step) % 31}"
            found.append(_document(f"s{number}-{step}", site, f"s{number}", kind, title, text, at + 1.5 * step))
        kind = list(REVISIONS)[number % len(REVISIONS)]
        title, text = REVISIONS[kind](story)
        found.append(_document(f"r{number}", f"wire{number % 7}", f"s{number}", kind, title, text, at + 1))
    forms = {form: (title, text) for form, title, text in _paragraphs("lookalikes.txt")}
    for number, slot in enumerate(lookalikes(told)):
        title, text = (template.format(**slot.filling) for template in forms[slot.form])
        found.append(_document(f"n{number}", slot.site, f"n{number}", slot.form, title, text, slot.hours))
    return sorted(found, key=lambda document: document.article.first_seen_at)


def _document(name: str, site: str, cluster: str, kind: str, title: str, text: str, hours: float) -> Document:
    at = START + timedelta(hours=hours)
    # Only what was numbered keeps the number of its original: `s7` and `r7`.
    page = f"{kind}-{7_000_000 + int(name[1:])}" if kind in ("original", "numbered") else name
    article = Article(
        id=name, feed=site, guid=name, canonical_url=f"https://{site}.test/pages/{page}", title=title,
        text=text or None, published_at=at, effective_at=at, first_seen_at=at, last_seen_at=at,
    )  # fmt: skip
    return Document(article=article, cluster=cluster, kind=kind)
