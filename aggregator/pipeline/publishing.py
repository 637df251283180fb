"""Makes what is stored visible: in commit order, each article after its duplicate verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from aggregator.dedupe import duplicate
from aggregator.dedupe.original import original, precedes, role
from aggregator.errors import Fenced
from aggregator.model import Duplicate, Evidence, Features, Original, Pending, PollOutcome
from storage import Publication, Store

BATCH = 500
"""Articles published in one transaction."""


def publish(store: Store) -> int:
    """Make committed articles visible downstream, in commit order, each after its duplicate verdict; count them."""
    total = 0
    while True:
        with store.publishing(limit=BATCH) as publication:
            batch = publication.pending()
            for pending in batch:
                _publish(publication, pending)
        total += len(batch)
        if len(batch) < BATCH:
            return total


def take_in(store: Store, outcomes: Sequence[PollOutcome]) -> dict[str, Fenced]:
    """Write polls and make what they brought visible, in one transaction; return the feeds whose lease was lost.

    Raises StoreError, with nothing written, where anything else goes wrong, and where another machine is publishing:
    whoever waited for it with polls to write would make all others wait, too.
    """
    lost: dict[str, Fenced] = {}
    with store.publishing(limit=BATCH, wait=False) as publication:
        for outcome in outcomes:
            try:
                publication.commit(outcome)
            except Fenced as error:
                lost[outcome.feed] = error
        for pending in publication.pending():
            _publish(publication, pending)
    if publication.is_full:
        publish(store)
    return lost


def _publish(publication: Publication, pending: Pending) -> None:
    candidates = publication.candidates(pending.features)
    verdict = duplicate.judge(pending.features, candidates)
    match verdict:
        case Original():
            publication.publish(pending, verdict, original=_heir(publication, pending))
        case Duplicate():
            _publish_copy(publication, pending, verdict, candidates)
        case _:
            assert_never(verdict)


def _publish_copy(
    publication: Publication, pending: Pending, verdict: Duplicate, candidates: Sequence[Features]
) -> None:
    """Publish a copy; it may be the original rather than what has been it so far."""
    contest = publication.contest(pending, verdict)
    of, reason = verdict.of, None
    if contest is not None:
        reason = precedes(contest.challenger, contest.original)
        # Beside the original where it can still be compared with, else beside the copy that it resembles most.
        of = next((one.article_id for one in candidates if one.article_id == contest.original.article_id), of)
    beside = next(one for one in candidates if one.article_id == of)
    verdict = replace(verdict, role=role(pending.features, beside))
    if reason is not None:
        verdict = replace(verdict, evidence=(*verdict.evidence, Evidence(name="original", value=reason)))
    publication.publish(pending, verdict, original=pending.features.article_id if reason else None)


def _heir(publication: Publication, pending: Pending) -> str | None:
    """Return which of its copies is the original from now on where an article resembles none of them any more."""
    if pending.kind == "created":
        return None
    copies = publication.copies(pending)
    if not copies or isinstance(duplicate.judge(pending.features, copies), Duplicate):
        return None
    return original(publication.heirs(pending)).article_id
