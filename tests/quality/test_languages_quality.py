"""Declared and detected languages: the share that comes out right may only rise, and no guess may be wrong."""

from __future__ import annotations

import json
from pathlib import Path

from aggregator.normalize.language import bcp47, detected

CASES = [json.loads(line) for line in (Path(__file__).parent / "languages.jsonl").read_text("utf-8").splitlines()]
DECLARED_RIGHT = 156
DETECTED_RIGHT = 87


def test_declared() -> None:
    """At least DECLARED_RIGHT of the declarations are read as what was meant."""
    cases = [case for case in CASES if "declared" in case]
    wrong = {case["declared"]: got for case in cases if (got := bcp47(case["declared"])) != case["tag"]}

    assert len(cases) - len(wrong) >= DECLARED_RIGHT, wrong


def test_detected() -> None:
    """At least DETECTED_RIGHT of the texts are told their language; what is not told is not guessed."""
    cases = [case for case in CASES if "text" in case]
    wrong = {case["text"]: got for case in cases if (got := detected(case["text"])) != case["tag"]}

    assert len(cases) - len(wrong) >= DETECTED_RIGHT, wrong
    assert not any(wrong.values()), wrong
