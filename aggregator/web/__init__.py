"""What the service shows over HTTP: health, metrics, a read API, one operations page. GET never changes a thing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException as StarletteHTTPException

from aggregator.errors import StoreError, UsageError
from aggregator.web import api, page
from aggregator.web.access import refused
from aggregator.web.metrics import Metrics
from storage import Store

HERE = Path(__file__).parent
STALE = timedelta(seconds=60)
"""A clock that has not ticked for this long is a dead scheduler."""

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self' https: data:; style-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@dataclass(slots=True)
class Status:
    """What the daemon tells its page and its health checks; the daemon writes, the web reads."""

    clock: Callable[[], datetime]
    started_at: datetime
    ticked_at: datetime
    config_error: str | None = None


def create_app(store: Store, status: Status, metrics: Metrics, *, api_key: str | None = None) -> FastAPI:
    """Return the application. With *api_key*, all but the health checks asks for it (Bearer, or Basic's password)."""
    app = FastAPI(
        title="feed-aggregator",
        version=version("feed-aggregator"),
        description="Articles of all configured feeds in one schema.",
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(api.router(store))
    app.include_router(page.router(store, status))
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    _operations(app, store, status, metrics)
    _errors(app)

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        if api_key is not None and refused(request, api_key):
            response: Response = problem(401, "this service asks for its API key")
            response.headers["WWW-Authenticate"] = 'Basic realm="feed-aggregator"'
        else:
            response = await call_next(request)
        response.headers.update(SECURITY_HEADERS)
        return response

    return app


def _operations(app: FastAPI, store: Store, status: Status, metrics: Metrics) -> None:
    @app.get("/healthz", include_in_schema=False)
    def healthz() -> Response:
        """200 while the clock ticks; 503 when the scheduler stands still."""
        silent = status.clock() - status.ticked_at
        if silent > STALE:
            return problem(503, f"the scheduler has not ticked for {silent.total_seconds():.0f} s")
        return PlainTextResponse("ok\n")

    @app.get("/readyz", include_in_schema=False)
    def readyz() -> Response:
        """200 once the store answers; a broken feeds.yaml is told but does not make the service unready."""
        store.epoch()
        return JSONResponse({"status": "ready", "config_error": status.config_error})

    @app.get("/metrics", include_in_schema=False)
    def metrics_page() -> Response:
        """Prometheus' text format."""
        metrics.observe(store.stats(status.clock()), status.clock())
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


def _errors(app: FastAPI) -> None:
    @app.exception_handler(StarletteHTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        return problem(error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    async def bad_input(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        return problem(422, f"{'.'.join(str(part) for part in first['loc'][1:])}: {first['msg']}")

    @app.exception_handler(UsageError)
    async def bad_question(request: Request, error: UsageError) -> Response:
        return problem(400, str(error).partition("\n")[0])

    @app.exception_handler(StoreError)
    async def store_down(request: Request, error: StoreError) -> Response:
        return problem(503, f"the store does not answer: {error}")


def problem(status: int, detail: str) -> JSONResponse:
    """Return a problem document (RFC 9457)."""
    return JSONResponse(
        {"type": "about:blank", "status": status, "detail": detail},
        status_code=status,
        media_type="application/problem+json",
    )
