"""What is measured between a new article and an earlier one; each measure at most once. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property

from aggregator.dedupe.common_words import uncommon
from aggregator.dedupe.titles import counts, marks, masked, parts
from aggregator.dedupe.tokens import (
    CHARACTERS_PER_SHINGLE,
    WORDS_PER_SHINGLE,
    runs,
    spaceless,
    unpacked,
    weight,
    word_hash,
)
from aggregator.model import Features

SUBJECT_WORDS, SUBJECT_CHARACTERS = 40, 80
"""How far into the body the words lie that say what an article is about."""
LEAD_RUN, LEAD_RUN_CHARACTERS = 4, 8
LEAD_REACH, LEAD_REACH_CHARACTERS = 80, 160
LEAD_STARTS = 8
"""How many words into the shorter body its beginning may be looked for: editors change the first words first."""
HOUR = timedelta(hours=1)


class Side:
    """The features of one article, unpacked."""

    def __init__(self, features: Features) -> None:
        self.features = features

    @cached_property
    def title(self) -> str:
        return self.features.title or ""

    @cached_property
    def title_words(self) -> list[str]:
        return self.title.split()

    @cached_property
    def title_weight(self) -> float:
        return weight(self.title_words)

    @cached_property
    def title_parts(self) -> frozenset[str]:
        return parts(self.title)

    @cached_property
    def head(self) -> list[str]:
        return self.features.head.split()

    @cached_property
    def wide(self) -> bool:
        """Whether the body's script has no spaces: its measures are in characters."""
        return spaceless(self.head)

    @cached_property
    def run(self) -> array[int]:
        """The body's shingles in text order."""
        return unpacked(self.features.shingles)

    @cached_property
    def shingles(self) -> frozenset[int]:
        return frozenset(self.run)

    # Words are compared by 16-bit hashes: that is what Features keep of a whole body.

    @cached_property
    def body_words(self) -> frozenset[int]:
        return frozenset(unpacked(self.features.words, "H"))

    @cached_property
    def title_hashes(self) -> frozenset[int]:
        return _hashes(self.title_words)

    @cached_property
    def rare(self) -> frozenset[int]:
        """The uncommon words of title and lead: what the article is about."""
        lead = self.head[: SUBJECT_CHARACTERS if self.wide else SUBJECT_WORDS]
        return _hashes(uncommon({*self.title_words, *lead}))

    @cached_property
    def own(self) -> frozenset[int]:
        """The title's words, but for numbers, that its own body uses too."""
        return self.body_words & _hashes(word for word in self.title_words if not word.isdigit())

    @cached_property
    def own_rare(self) -> frozenset[int]:
        return self.own & self.rare

    def missing(self, words: frozenset[int]) -> frozenset[int]:
        """Return those of *words* that neither the body nor the title has."""
        return words - self.body_words - self.title_hashes


def _hashes(words: Iterable[str]) -> frozenset[int]:
    return frozenset([word_hash(word) & 0xFFFF for word in words])


def _telling(words: frozenset[str]) -> frozenset[str]:
    """Return the numbers and uncommon words among *words*."""
    return frozenset(uncommon(words)) | {word for word in words if word[0].isdigit()}


class Pair:
    """A new article beside an earlier one."""

    def __init__(self, new: Side, old: Side, *, serial_title: bool = False, hub: bool = False) -> None:
        self.new = new
        self.old = old
        self.serial_title = serial_title
        """This title has stood on this site on three or more days."""
        self.hub = hub
        """Several entries of one feed link to this page: its URL does not name an article."""

    @cached_property
    def same_feed(self) -> bool:
        return self.new.features.feed == self.old.features.feed

    @cached_property
    def same_site(self) -> bool:
        new, old = self.new.features, self.old.features
        return self.same_feed or (new.site is not None and new.site == old.site)

    @cached_property
    def other_language(self) -> bool:
        """Whether the two are in different languages, as far as both are known: `en` and `en-GB` are one."""
        new, old = self.new.features.language, self.old.features.language
        return new is not None and old is not None and new.partition("-")[0] != old.partition("-")[0]

    @cached_property
    def apart(self) -> timedelta:
        """Time between the two publications; between the first sights where one of them is undated."""
        new, old = self.new.features, self.old.features
        if new.published_at is None or old.published_at is None:
            return abs(new.seen_at - old.seen_at)
        return abs(new.published_at - old.published_at)

    @cached_property
    def shorter(self) -> Side:
        return min(self.new, self.old, key=lambda side: len(side.shingles))

    @cached_property
    def longer(self) -> Side:
        return self.old if self.shorter is self.new else self.new

    @cached_property
    def small(self) -> int:
        """Shingles of the shorter body."""
        return len(self.shorter.shingles)

    @cached_property
    def large(self) -> int:
        return len(self.longer.shingles)

    @cached_property
    def shared(self) -> int:
        return len(self.new.shingles & self.old.shingles)

    @cached_property
    def jaccard(self) -> float:
        union = self.small + self.large - self.shared
        return self.shared / union if union else 0.0

    @cached_property
    def containment(self) -> float:
        """How much of the shorter body the longer one holds."""
        return self.shared / self.small if self.small else 0.0

    @cached_property
    def longest_run(self) -> int:
        """The longest run of the shorter body's shingles that the longer one knows: what was taken word for word."""
        known, longest, run = self.longer.shingles, 0, 0
        for shingle in self.shorter.run:
            run = run + 1 if shingle in known else 0
            longest = max(longest, run)
        return longest

    @cached_property
    def same_title(self) -> bool:
        return bool(self.new.title) and self.new.title == self.old.title

    @cached_property
    def untitled(self) -> bool:
        """Whether neither has a title, as posts of microblogs."""
        return not (self.new.title or self.old.title)

    @cached_property
    def title_jaccard(self) -> float:
        new, old = self.new.title_parts, self.old.title_parts
        shared = len(new & old)
        return shared / (len(new) + len(old) - shared) if shared else 0.0

    @cached_property
    def alike_titles(self) -> bool:
        """Whether half of all title words are shared, an uncommon one among them (`Morning briefing` has none)."""
        if self.title_jaccard < 0.5:
            return False
        return any(not counts(part) for part in uncommon(self.new.title_parts & self.old.title_parts))

    @cached_property
    def title_extends(self) -> bool:
        """Whether one title has every uncommon word and every number of the other."""
        new, old = (_telling(side.title_parts) for side in (self.new, self.old))
        return bool(new and old) and (new <= old or old <= new)

    @cached_property
    def stock_titles(self) -> bool:
        """Whether both titles differ and neither has an uncommon word of its own body: one of them is stock."""
        return bool(self.new.title and self.old.title) and not (
            self.same_title or self.new.own_rare or self.old.own_rare
        )

    @cached_property
    def same_content(self) -> bool:
        new, old = self.new.features, self.old.features
        return new.content_key is not None and new.content_key == old.content_key

    @cached_property
    def same_series(self) -> bool:
        """Whether two instalments face each other: titles equal but for numbers and days, or dated differently."""
        new, old = self.new.title, self.old.title
        if new == old or not new or not old:
            return False
        if masked(new) == masked(old):
            return True
        new_marks, old_marks = marks(new), marks(old)
        differ = bool(new_marks and old_marks) and new_marks != old_marks
        return differ and (self.same_site or self.title_jaccard >= 0.4)

    @cached_property
    def instalments(self) -> bool:
        """Whether both titles count or date themselves (`#719`, `June 8`): forms that several sites fill."""
        return all(any(mark[0].isdigit() for mark in marks(side.title)) for side in (self.new, self.old))

    @cached_property
    def conflicting(self) -> bool:
        """Whether each title has a word of its own body that the other article lacks; across sites an uncommon one."""
        new = self.new.own if self.same_site else self.new.own_rare
        old = self.old.own if self.same_site else self.old.own_rare
        return bool(self.old.missing(new)) and bool(self.new.missing(old))

    @cached_property
    def lead_match(self) -> bool:
        """Whether the shorter body's beginning stands near the beginning of the longer one."""
        wide = self.shorter.wide
        size = CHARACTERS_PER_SHINGLE if wide else WORDS_PER_SHINGLE
        length = (LEAD_RUN_CHARACTERS if wide else LEAD_RUN) - size + 1
        reach = LEAD_REACH_CHARACTERS if wide else LEAD_REACH
        near = set(runs(self.longer.run, length, reach))
        return any(start in near for start in runs(self.shorter.run, length, LEAD_STARTS))

    def starts_within(self, words: int) -> bool:
        """Whether the shorter body begins within the first *words* of the longer: else it is quoted in a round-up."""
        reach = 2 * words if self.shorter.wide else words
        return not set(self.shorter.run[:LEAD_STARTS]).isdisjoint(self.longer.run[:reach])

    @cached_property
    def headed_alike(self) -> bool:
        """Whether the longer article's title has an uncommon word that the shorter one knows, or has none at all."""
        words = _hashes(uncommon(set(self.longer.title_words)))
        return not words or len(self.shorter.missing(words)) < len(words)

    @cached_property
    def subject_words(self) -> int:
        """Uncommon words by which a subject can be told."""
        return min(len(self.new.rare), len(self.old.rare))

    @cached_property
    def subject(self) -> float:
        """The share of one article's uncommon words that the other knows; the larger of both directions."""
        new, old = self.new, self.old
        return max(
            1 - len(old.missing(new.rare)) / len(new.rare) if new.rare else 0.0,
            1 - len(new.missing(old.rare)) / len(old.rare) if old.rare else 0.0,
        )
