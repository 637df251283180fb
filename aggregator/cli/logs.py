"""structlog: one event, one line, on stderr; for people or as JSON."""

from __future__ import annotations

import logging
import sys

import structlog

from aggregator.errors import UsageError

FORMS = ("console", "json")


def configure(form: str) -> None:
    """Make log lines of *form* `console` (coloured on a terminal) or `json`."""
    if form not in FORMS:
        raise UsageError(f"log: expected one of {', '.join(FORMS)}, got {form!r}")
    renderer: structlog.typing.Processor
    if form == "json":
        renderer = structlog.processors.JSONRenderer()
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.format_exc_info] if form == "json" else []),
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    # Libraries that log by themselves: warnings only, APScheduler's "maximum number of running instances" included.
    logging.basicConfig(level=logging.ERROR, format="%(asctime)s %(name)s %(message)s")
