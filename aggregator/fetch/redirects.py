"""The way from the URL that was asked to the one that answers: short, without circles, http and https only."""

from __future__ import annotations

from dataclasses import dataclass, field

from aggregator.fetch.failures import Refused
from aggregator.fetch.targets import Target, redirected
from aggregator.model import FailureKind

MAX_REDIRECTS = 5
PERMANENT = frozenset({301, 308})
REDIRECTS = PERMANENT | {302, 303, 307}
"""300, 304, 305 and 306 name no single place to go on (RFC 9110 §15.4)."""


@dataclass(slots=True, kw_only=True)
class Trail:
    """Where a fetch is, and how it got there."""

    target: Target
    permanent_url: str | None = None
    """The end of the unbroken run of permanent redirects from the start. None: there was none."""
    _unbroken: bool = True
    _passed: list[Target] = field(default_factory=list)

    def follow(self, status: int, location: str | None) -> None:
        """Go where a redirect leads. Raises Refused (REDIRECTS) for one that cannot or need not be followed."""
        here = self.target
        there = _next(here, location)
        self._passed.append(here)
        if there.url in {passed.url for passed in self._passed}:
            raise _refused(f"redirects in a circle, back to {there.shown}")
        if len(self._passed) > MAX_REDIRECTS:
            raise _refused(f"redirects for the {len(self._passed)}th time in a row")
        self.target = there
        self._unbroken = self._unbroken and status in PERMANENT
        if self._unbroken:
            self.permanent_url = str(there.url)


def _next(here: Target, location: str | None) -> Target:
    if not location:
        raise _refused("redirects, but does not say where to")
    try:
        return redirected(here, location)
    except ValueError as error:
        raise _refused(f"redirects to what cannot be polled: {error}") from error


def _refused(words: str) -> Refused:
    return Refused(FailureKind.REDIRECTS, words)
