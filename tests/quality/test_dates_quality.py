"""How well dates are read: a list of hard strings, scored. The numbers below may only rise.

To raise them: add cases to dates.jsonl (raw string, instant or null, perhaps precision, language, timezone), make them
right, and write the new score here. A wrong or invented date is worse than a missed one: those two stay at zero.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aggregator.normalize.dates import read

RIGHT, MISSED, WRONG, INVENTED = 570, 0, 0, 0
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CASES = [json.loads(line) for line in Path(__file__).with_name("dates.jsonl").read_text(encoding="utf-8").splitlines()]


def verdict(case: dict[str, Any]) -> str:
    """`right`, or how it went wrong."""
    found = read(case["raw"], timezone=case.get("timezone"), language=case.get("language"), now=NOW)
    if found.value is None:
        return "missed" if case["at"] else "right"
    if case["at"] is None:
        return "invented"
    same = f"{found.value.at:%Y-%m-%dT%H:%M:%SZ}" == case["at"]
    return (
        "right"
        if same and case.get("precision", found.value.source.precision) == found.value.source.precision
        else "wrong"
    )


def test_score() -> None:
    """Hard dates are right, and none is wrong or invented."""
    scores: Counter[str] = Counter({"right": 0, "missed": 0, "wrong": 0, "invented": 0})
    failures = []
    for case in CASES:
        found = verdict(case)
        scores[found] += 1
        if found != "right":
            failures.append((found, case))

    assert (RIGHT, MISSED, WRONG, INVENTED) == (
        scores["right"],
        scores["missed"],
        scores["wrong"],
        scores["invented"],
    ), failures
