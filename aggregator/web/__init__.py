"""What the service shows over HTTP: health, metrics, a read API, one operations page. GET never changes a thing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from anyio import CapacityLimiter
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from aggregator.web import articles, changes, consumers, duplicates, exports, feeds, page, problems
from aggregator.web.access import Guard, Keys
from aggregator.web.layers import Direct, SecurityHeaders, Validators
from aggregator.web.metrics import Metrics
from storage import Store

READERS = 2
"""Threads that read pages: each more makes all of them slower, since they wait for one another (the GIL)."""
DIRECT = ("/v1/articles", "/v1/changes")
"""What bulk readers ask for."""

HERE = Path(__file__).parent
STALE = timedelta(seconds=60)
"""A clock that has not ticked for this long is a dead scheduler."""


@dataclass(slots=True)
class Status:
    """What the daemon tells its page and its health checks; the daemon writes, the web reads."""

    clock: Callable[[], datetime]
    started_at: datetime
    ticked_at: datetime
    config_error: str | None = None


def create_app(
    store: Store,
    status: Status,
    metrics: Metrics,
    *,
    api_key: str | None = None,
    public: bool = False,
    cors: Sequence[str] = (),
    url: str = "http://127.0.0.1:8080",
) -> FastAPI:
    """Return the application; *cors*: origins whose pages may read the API in a browser; *url*: where readers find it.

    All but the health checks asks for a key where there is one, in the store or as *api_key*, and always when *public*.
    """
    app = FastAPI(
        title="feed-aggregator",
        version=version("feed-aggregator"),
        description="Articles of all configured feeds in one schema.",
        docs_url=None,
        redoc_url=None,
    )
    readers = CapacityLimiter(READERS)
    quick = (articles.router(store, readers), changes.router(store, readers))
    for router in (*quick, feeds.router(store), consumers.router(store)):
        app.include_router(router)
    app.include_router(exports.router(store, url, status.started_at))
    app.include_router(duplicates.router(store, status.clock))
    app.include_router(page.router(store, status))
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    _operations(app, store, status, metrics)
    problems.add_to(app)
    app.add_middleware(Direct, routes=_endpoints(quick, DIRECT))
    app.add_middleware(Validators)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    app.add_middleware(Guard, keys=Keys(store, public=public, bootstrap=api_key))
    if cors:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(cors),
            allow_methods=["GET", "PUT", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", "Last-Event-ID"],
            expose_headers=["ETag", "Next-Cursor"],
        )
    app.add_middleware(SecurityHeaders)  # the last added is the outermost
    return app


def _endpoints(routers: Sequence[APIRouter], paths: Collection[str]) -> dict[str, Callable[..., Awaitable[Response]]]:
    """Return the functions that answer *paths*."""
    routes = (route for router in routers for route in router.routes if isinstance(route, APIRoute))
    return {route.path: route.endpoint for route in routes if route.path in paths}


def _operations(app: FastAPI, store: Store, status: Status, metrics: Metrics) -> None:
    @app.get("/healthz", include_in_schema=False)
    def healthz(request: Request) -> Response:
        """200 while the clock ticks; 503 when the scheduler stands still."""
        silent = status.clock() - status.ticked_at
        if silent > STALE:
            return problems.problem(request, 503, f"the scheduler has not ticked for {silent.total_seconds():.0f} s")
        return PlainTextResponse("ok\n")

    @app.get("/readyz", include_in_schema=False)
    def readyz() -> Response:
        """200 once the store answers; a broken feeds.yaml is told but does not make the service unready."""
        store.epoch()
        return JSONResponse({"status": "ready", "config_error": status.config_error})

    @app.get("/metrics", include_in_schema=False)
    def metrics_page() -> Response:
        """Prometheus' text format."""
        now = status.clock()
        metrics.observe(store.stats(now), store.consumers(), now)
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)
