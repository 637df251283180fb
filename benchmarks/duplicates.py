"""What duplicate judging costs: `python -m benchmarks.duplicates --articles 400`.

Makes articles of about 550 words and summaries of about 45 out of a made vocabulary and measures, in CPU time, per
article: features, field digests, identity keys; and one judgement of a pair that is a copy and of a pair that is not.
Beside it, in the same run, the plain way: difflib's ratio of the two texts.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from difflib import SequenceMatcher

from aggregator.dedupe import duplicate, fingerprint, identity
from aggregator.dedupe.digests import digests
from aggregator.model import Article, DuplicateMode, Features

NOW = datetime(2026, 3, 2, tzinfo=UTC)
FULL, SUMMARY = 550, 45
REPEATS = 5


def articles(count: int, words: int) -> list[Article]:
    """Return *count* articles of *words* words, the same on every run."""
    dice = random.Random(words)
    syllables = [a + b for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "u", "an", "er", "it")]
    vocabulary = ["".join(dice.choices(syllables, k=dice.randint(1, 3))) for _ in range(8_000)]
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]  # Zipf
    return [_article(number, dice.choices(vocabulary, weights, k=words)) for number in range(count)]


def _article(number: int, words: list[str]) -> Article:
    text = ". ".join(" ".join(words[at : at + 18]).capitalize() for at in range(0, len(words), 18))
    return Article(
        id=str(number), feed=f"feed{number}", guid=str(number), canonical_url=f"https://site{number}.test/news/{number}",
        title=" ".join(words[:9]).capitalize(), text=f"{text}.", published_at=NOW, effective_at=NOW, first_seen_at=NOW,
        last_seen_at=NOW,
    )  # fmt: skip


def microseconds(work: Callable[[], object], count: int) -> float:
    """Return the CPU time of *work* per piece, the best of some runs."""
    best = float("inf")
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best / count * 1e6


def judged(pairs: Sequence[tuple[Features, Features]]) -> Callable[[], object]:
    return lambda: [duplicate.judge(new, [old]) for new, old in pairs]


def measure(words: int, count: int) -> dict[str, float]:
    """Return microseconds by step, for articles of *words* words."""
    made = articles(count, words)
    kept = [fingerprint.features(article, DuplicateMode.DEFAULT) for article in made]
    copies = [replace(one, article_id=f"copy {one.article_id}", feed="copy", site="copy.test") for one in kept]
    others = [*copies[1:], copies[0]]
    texts = [article.text or "" for article in made[:4]]
    return {
        "features": microseconds(lambda: [fingerprint.features(one, DuplicateMode.DEFAULT) for one in made], count),
        "field digests": microseconds(lambda: [digests(one) for one in made], count),
        "identity keys": microseconds(lambda: [identity.keys(one) for one in made], count),
        "judge a copy": microseconds(judged(list(zip(copies, kept, strict=True))), count),
        "judge a stranger": microseconds(judged(list(zip(others, kept, strict=True))), count),
        "(difflib, a stranger)": microseconds(lambda: SequenceMatcher(None, texts[0], texts[1]).ratio(), 1),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=400)
    count = options.parse_args().articles
    full, summary = measure(FULL, count), measure(SUMMARY, count)
    print(f"{'CPU microseconds':<26}{f'{FULL} words':>14}{f'{SUMMARY} words':>14}")
    for step, cost in full.items():
        print(f"{step:<26}{cost:>14.1f}{summary[step]:>14.1f}")


if __name__ == "__main__":
    main()
