"""Titles of every kind: the share that comes out right may only rise."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from aggregator.model import FeedContext, RawEntry, RawSource, RawText
from aggregator.normalize.titles import title

CASES = [json.loads(line) for line in (Path(__file__).parent / "titles.jsonl").read_text("utf-8").splitlines()]
RIGHT, MISSED, INVENTED, WRONG = 161, 0, 0, 0


def verdict(case: dict[str, str]) -> str:
    """`right`; or a title is `missed` where there is one, `invented` where there is none, or `wrong`."""
    got = _title(case)
    if got == case["title"]:
        return "right"
    return "missed" if got is None else "invented" if case["title"] is None else "wrong"


def test_titles() -> None:
    """Titles come out as a reader would print them; of what is not right, none is invented."""
    failures = [(found, case, _title(case)) for case in CASES if (found := verdict(case)) != "right"]
    scores = Counter(found for found, _, _ in failures)

    assert (RIGHT, MISSED, INVENTED, WRONG) == (
        len(CASES) - len(failures),
        scores["missed"],
        scores["invented"],
        scores["wrong"],
    ), failures


def _title(case: dict[str, str]) -> str | None:
    source = RawSource(element="source", title=case["source"]) if "source" in case else None
    raw = RawText(element="title", value=case["raw"], type=case.get("type"))
    return title(
        RawEntry(position=0, titles=(raw,), source=source), FeedContext(feed="f", url="https://example.com/feed")
    ).value
