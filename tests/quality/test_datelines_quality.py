"""Datelines of the agencies of the world, and heads that only look like one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aggregator.normalize.datelines import dateline, dateline_agency, without_dateline

CASES = [json.loads(line) for line in (Path(__file__).parent / "datelines.jsonl").read_text("utf-8").splitlines()]
RIGHT = 439
WRONG = 0
MISSED = 2


def test_datelines() -> None:
    """Place, agency and date come out as labelled, and the text goes on behind them."""
    outcomes = [(_outcome(case), case["text"]) for case in CASES]
    faults = [outcome for outcome in outcomes if outcome[0] != "right"]

    assert len(CASES) - len(faults) >= RIGHT, faults
    assert sum(1 for outcome, _ in faults if outcome == "wrong") <= WRONG, faults
    assert sum(1 for outcome, _ in faults if outcome == "missed") <= MISSED, faults


def _outcome(case: dict[str, Any]) -> str:
    found = dateline(case["text"]).value
    got = [found.place, found.agency, found.date] if found else None
    rest, agency = without_dateline(case["text"]), dateline_agency(case["text"])
    if got == case["dateline"] and rest == case["rest"] and (got or agency == case.get("agency")):
        return "right"
    return "missed" if got is None and rest == case["text"] else "wrong"
