"""How well HTML becomes text: what is lost, what is left over, what has another form, each counted apart.

The number of right ones may only rise. To raise it: add cases to html.jsonl (`html`, `text`), make them right, write
the new score here.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from aggregator.model import FeedContext, RawEntry, RawText
from aggregator.normalize.content import content

RIGHT, LOST, LEFT, FORM = 222, 0, 0, 0
CASES = [json.loads(line) for line in Path(__file__).with_name("html.jsonl").read_text(encoding="utf-8").splitlines()]
FEED = FeedContext(feed="f", url="https://example.com/feed", title="Example Times")


def verdict(case: dict[str, str | None]) -> str:
    """`right`; or words are `lost`, or `left` though they are no text, or only blocks and signs differ (`form`)."""
    raw = RawText(element="content:encoded", value=case["html"] or "")
    got = content(RawEntry(position=0, contents=(raw,)), FEED, case.get("title")).text.value
    if got == case["text"]:
        return "right"
    words, wanted = Counter((got or "").split()), Counter((case["text"] or "").split())
    return "lost" if wanted - words else "left" if words - wanted else "form"


def test_score() -> None:
    """A text holds the words of its HTML in their blocks, and nothing of what feed software set around them."""
    failures = [(found, case) for case in CASES if (found := verdict(case)) != "right"]
    scores = Counter(found for found, _ in failures)

    assert (RIGHT, LOST, LEFT, FORM) == (
        len(CASES) - len(failures),
        scores["lost"],
        scores["left"],
        scores["form"],
    ), failures
