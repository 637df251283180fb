"""How well URLs are known again: pairs of one page and of different pages, links to resolve, canonical forms.

The number of right ones may only rise; pages that differ are never merged. To raise it: add cases to links.jsonl
(`a`, `b`, `same`; or `href`, `base`, `absolute`; or `url`, `canonical`), make them right, write the new score here.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from aggregator.normalize.links import absolute, canonical_url, url_key

RIGHT, MISSED, MERGED, WRONG = 396, 0, 0, 0
CASES = [json.loads(line) for line in Path(__file__).with_name("links.jsonl").read_text(encoding="utf-8").splitlines()]


def verdict(case: dict[str, Any]) -> str:
    """`right`, or how it went wrong: `missed` and `merged` for pairs, else `wrong`."""
    if "same" in case:
        same = url_key(case["a"]) == url_key(case["b"])
        return "right" if same == case["same"] else "merged" if same else "missed"
    if "href" in case:
        return "right" if absolute(case["href"], case["base"]) == case["absolute"] else "wrong"
    return "right" if canonical_url(case["url"]) == case["canonical"] else "wrong"


def test_score() -> None:
    """Addresses of one page are known as one, and pages that differ are never merged."""
    failures = [(found, case) for case in CASES if (found := verdict(case)) != "right"]
    scores = Counter(found for found, _ in failures)

    assert (RIGHT, MISSED, MERGED, WRONG) == (
        len(CASES) - len(failures),
        scores["missed"],
        scores["merged"],
        scores["wrong"],
    ), failures
