"""How well categories are read: a list of hard entries, scored. The number of right ones may only rise.

To raise it: add cases to categories.jsonl (the raw elements of one entry and the labels to show), make them right, and
write the new score here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aggregator.model import FeedContext, RawCategory, RawEntry
from aggregator.normalize.categories import categories

RIGHT, WRONG = 292, 0
FEED = FeedContext(feed="daily", url="https://daily.example/feed")
CASES = [
    json.loads(line) for line in Path(__file__).with_name("categories.jsonl").read_text(encoding="utf-8").splitlines()
]


def labels(case: dict[str, Any]) -> list[str]:
    """What is shown for the raw elements of *case*."""
    raws = tuple(RawCategory(**raw) for raw in case["raws"])
    return [category.label for category in categories(RawEntry(position=0, categories=raws), FEED).value or ()]


def test_score() -> None:
    """Hard categories come out as a reader would list them."""
    failures = [(case, labels(case)) for case in CASES if labels(case) != case["labels"]]

    assert (RIGHT, WRONG) == (len(CASES) - len(failures), len(failures)), failures
