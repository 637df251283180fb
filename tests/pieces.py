"""One piece, as its newsroom published it, and in whatever form another brings it: for tests of duplicates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from aggregator.dedupe.fingerprint import features
from aggregator.model import Article, Duplicate, DuplicateMode, DuplicateVerdict, Features

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

TITLE = "Council of Port Elra votes to rebuild its lighthouse"
LEAD = (
    "The council of Port Elra voted on Monday to rebuild the old lighthouse, which lost its roof in the winter storms."
)
TEXT = f"""{LEAD} The work is to begin in May and will cost about two million crowns, mayor Ines Moreau said after the
session. Half of the money comes from the regional fund for monuments, the rest from the harbour's own reserves. Only
the two members of the Fishermen's List voted against the plan; they had asked for a new breakwater instead. The tower
was built in 1871 and guided ships around the Skerry rocks for more than a century, until an automatic beacon took its
place. Since then it has housed a small museum, which drew eleven thousand visitors last year. Engineers who examined
the walls in January found them sound, but the lantern room and the stairs have to be replaced. Residents had collected
four thousand signatures for the tower. The museum hopes to open its doors again before the summer of next year."""
SENTENCES = TEXT.replace("\n", " ").split(". ")


def piece(
    name: str = "first", *, hours: float = 0, mode: DuplicateMode = DuplicateMode.DEFAULT, **changed: object
) -> Features:
    """Features of an article of its own feed, site and page, *hours* after the first."""
    at = NOW + hours * HOUR
    url = f"https://{name}.test/pages/lighthouse"
    plain = Article(
        id=name, feed=name, guid=name, canonical_url=url, title=TITLE, text=TEXT,
        published_at=at, effective_at=at, first_seen_at=at, last_seen_at=at,
    )  # fmt: skip
    return features(replace(plain, **changed), mode)  # type: ignore[arg-type]


def method(verdict: DuplicateVerdict) -> str:
    """The rule that made a duplicate, or the reason for an original."""
    return verdict.method if isinstance(verdict, Duplicate) else verdict.reason
