"""Bylines of every kind: the share that comes out right may only rise, what comes out wrong may only fall."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aggregator.model import Byline, RawPerson
from aggregator.normalize.bylines import read

CASES = [json.loads(line) for line in (Path(__file__).parent / "bylines.jsonl").read_text("utf-8").splitlines()]
RIGHT = 845
WRONG = 0
MISSED = 0


def test_bylines() -> None:
    """At least RIGHT lines of the list give the persons, agencies and newsrooms a reader would name."""
    outcomes = [(_outcome(case), case["raw"]) for case in CASES]
    faults = [outcome for outcome in outcomes if outcome[0] != "right"]

    assert len(CASES) - len(faults) >= RIGHT, faults
    assert sum(1 for outcome, _ in faults if outcome == "wrong") <= WRONG, faults
    assert sum(1 for outcome, _ in faults if outcome == "missed") <= MISSED, faults


def _outcome(case: dict[str, Any]) -> str:
    """Right; missed: something is lacking, but nothing untrue is said; wrong: the rest."""
    got = _byline(case)
    names, agencies = [author.name for author in got.authors], list(got.agencies)
    if (names, agencies, got.staff) == (case["authors"], case.get("agencies", []), case.get("staff", False)):
        return "right"
    invented = set(names) - set(case["authors"]) or set(agencies) - set(case.get("agencies", []))
    return "wrong" if invented or (got.staff and not case.get("staff")) else "missed"


def _byline(case: dict[str, Any]) -> Byline:
    raws = [case["raw"]] if isinstance(case["raw"], str) else case["raw"]
    found = read(
        [RawPerson(element="dc:creator", name=raw) for raw in raws],
        feed_title=case.get("feed_title"),
        feed_link=case.get("feed_link"),
        language=case.get("language"),
    )
    return found.value or Byline()
