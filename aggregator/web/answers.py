"""The shapes of the API's answers, for OpenAPI; the bytes come straight from rows and records."""

from __future__ import annotations

from datetime import datetime

from fastapi import HTTPException, Response

from aggregator.export import json_bytes

PAGE, MOST = 50, 1_000
"""Things on a page: unless told otherwise, and at most."""


def answer(value: object) -> Response:
    """Return *value* as JSON."""
    return Response(json_bytes(value), media_type="application/json")


def aware(at: datetime | None, name: str) -> datetime | None:
    """Return *at* if it has a zone; a time without one is a complaint about the parameter *name*."""
    if at is not None and at.tzinfo is None:
        raise HTTPException(422, f"{name}: expected a time with its zone, e.g. 2026-01-31T12:00:00Z")
    return at
