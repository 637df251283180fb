"""Every error as a problem document (RFC 9457): type, title, status, one sentence, and the address it is about."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException as StarletteHTTPException

from aggregator.errors import ConsumerMoved, CursorError, CursorTooOld, StoreError, UsageError, WrongEpoch
from aggregator.web import examples

MEDIA_TYPE = "application/problem+json"
WORDS = 300
"""Characters of a sentence that quotes what was asked."""

SENTENCES = {
    "Not Found": "there is nothing at this address; /openapi.json says what there is",
    "Method Not Allowed": "this address does not take this method; /openapi.json says which it takes",
}
"""What the framework says, in ours."""
CURSORS: dict[type[CursorError], tuple[int, str]] = {
    WrongEpoch: (409, "wrong-epoch"),
    CursorTooOld: (410, "cursor-too-old"),
    ConsumerMoved: (409, "consumer-moved"),
}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemDocument:
    """RFC 9457."""

    type: str
    """`about:blank`, or what programs can tell apart: `urn:feed-aggregator:problem:…`."""
    title: str
    status: int
    detail: str
    """One sentence for people: what was wanted, what came, what to do."""
    instance: str
    """The path that was asked for."""


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": TypeAdapter(ProblemDocument).json_schema(), "example": examples.PROBLEM}},
    }
    for status in (400, 401, 404, 409, 410, 422, 503)
}
"""For OpenAPI."""


class Refusal(HTTPException):
    """Another answer than the one asked for. *kind*: the last word of a `type` that programs can tell apart."""

    def __init__(self, status: int, detail: str, *, kind: str | None = None) -> None:
        super().__init__(status, detail)
        self.kind = kind


def problem(request: Request, status: int, detail: str, kind: str | None = None) -> JSONResponse:
    """Return the problem document of one answer."""
    document = {
        "type": "about:blank" if kind is None else f"urn:feed-aggregator:problem:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": _short(detail),
        "instance": request.url.path,
    }
    return JSONResponse(document, status_code=status, media_type=MEDIA_TYPE)


def _short(detail: str) -> str:
    return detail if len(detail) <= WORDS else detail[:WORDS] + "…"


EXPECTED = (StarletteHTTPException, RequestValidationError, UsageError, CursorError, StoreError)
"""What a route may raise: each has its answer."""


def refused(request: Request, error: Exception) -> JSONResponse:
    """Return the answer to a request that one of EXPECTED has ended."""
    match error:
        case StarletteHTTPException():
            detail = SENTENCES.get(str(error.detail), str(error.detail))
            answer = problem(request, error.status_code, detail, getattr(error, "kind", None))
            answer.headers.update(error.headers or {})
            return answer
        case RequestValidationError():
            return problem(request, 422, "; ".join(_complaint(one) for one in error.errors()[:3]))
        case CursorError():
            return problem(request, *cursor_problem(error))
        case UsageError():
            return problem(request, 400, str(error).partition("\n")[0])
        case _:
            return problem(request, 503, f"the store does not answer: {error}")


def add_to(app: FastAPI) -> None:
    """Let *app* answer every error with a problem document."""

    async def expected(request: Request, error: Exception) -> Response:
        return refused(request, error)

    for kind in EXPECTED:
        app.add_exception_handler(kind, expected)

    @app.exception_handler(Exception)
    async def our_fault(request: Request, error: Exception) -> Response:
        log.error("request failed in our own code", path=request.url.path, exc_info=error)
        return problem(request, 500, "this failed in our own code; the log has the traceback")


def cursor_problem(error: CursorError) -> tuple[int, str, str]:
    """Return status, sentence and kind of a cursor that does not fit."""
    status, kind = CURSORS[type(error)]
    return status, str(error).replace("\n  hint: ", "; "), kind


def _complaint(error: dict[str, Any]) -> str:
    """Return one complaint of pydantic: where, and what was wanted."""
    where = ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0])
    return f"{where}: {error['msg']}"
