"""`/v1/changes`: what happened, in commit order, without gaps."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from aggregator.web.answers import MOST, answer
from aggregator.web.problems import Refusal
from storage import Store


def router(store: Store) -> APIRouter:
    """Return the routes under /v1/changes."""
    routes = APIRouter(prefix="/v1", tags=["changes"])

    @routes.get("/changes")
    def changes(
        after: Annotated[str | None, Query(description="cursor `epoch.seq`; absent: from the beginning")] = None,
        limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
    ) -> Response:
        """What happened since a cursor, in commit order, without gaps."""
        epoch = store.epoch()
        seq = _seq(after, epoch)
        found = tuple(store.changes(seq, limit=limit))
        return answer({"changes": found, "next": f"{epoch}.{found[-1].seq if found else seq}"})

    return routes


def _seq(cursor: str | None, epoch: str) -> int:
    if cursor is None:
        return 0
    theirs, _, seq = cursor.rpartition(".")
    if not (seq.isascii() and seq.isdigit() and len(seq) < 19):
        raise Refusal(400, f"after: expected a cursor `epoch.seq`, got {cursor!r}")
    if theirs != epoch:
        raise Refusal(409, "after: this cursor is of another store or from before a restore; start anew")
    return int(seq)
