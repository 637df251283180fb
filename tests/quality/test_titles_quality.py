"""Titles of every kind: the share that comes out right may only rise."""

from __future__ import annotations

import json
from pathlib import Path

from aggregator.model import FeedContext, RawEntry, RawSource, RawText
from aggregator.normalize.titles import title

CASES = [json.loads(line) for line in (Path(__file__).parent / "titles.jsonl").read_text("utf-8").splitlines()]
RIGHT = 69


def test_titles() -> None:
    """At least RIGHT titles of the list come out as a reader would print them."""
    wrong = {case["raw"]: got for case in CASES if (got := _title(case)) != case["title"]}

    assert len(CASES) - len(wrong) >= RIGHT, wrong


def _title(case: dict[str, str]) -> str | None:
    source = RawSource(element="source", title=case["source"]) if "source" in case else None
    raw = RawText(element="title", value=case["raw"], type=case.get("type"))
    return title(
        RawEntry(position=0, titles=(raw,), source=source), FeedContext(feed="f", url="https://example.com/feed")
    ).value
