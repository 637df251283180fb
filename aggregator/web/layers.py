"""What lies around every answer: headers against what browsers would run, validators for what has not changed.

Plain ASGI: streams pass through unbuffered. `Direct` is the short way to the two routes that bulk readers ask.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import xxhash
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aggregator.web import problems

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self' https: data:; style-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
RAW = tuple((name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items())


class SecurityHeaders:
    """Put SECURITY_HEADERS on every answer, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add the headers to its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *RAW]
            await send(message)

        await self._app(scope, receive, adding)


class Validators:
    """Give the JSON and the feeds of the API an ETag, and 304 to who has it already (RFC 9110 §8.8, §13.1.2).

    A digest of the answer itself: nothing changes without it. Weak, since answers may be compressed on the way.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; hold the head of the answer back until its body is there."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith("/v1/"):
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def tagging(message: Message) -> None:
            if message["type"] == "http.response.start" and _taggable(message):
                held.append(message)
                return
            if held:
                start = held.pop()
                if not message.get("more_body"):
                    message = _tagged(start, message, Headers(scope=scope).get("if-none-match"))
                await send(start)
            await send(message)

        await self._app(scope, receive, tagging)


def _taggable(start: Message) -> bool:
    return start["status"] == 200 and any(
        name == b"content-type" and (b"json" in value or b"+xml" in value) for name, value in start["headers"]
    )


def _tagged(start: Message, body: Message, known: str | None) -> Message:
    """Put the ETag into *start*; return the body to send, which is empty for a 304."""
    headers = MutableHeaders(raw=start["headers"])
    tag = f'"{xxhash.xxh3_128_hexdigest(body["body"])}"'
    headers["ETag"] = f"W/{tag}"
    headers.setdefault("Cache-Control", "private, no-cache")
    if known is None or not _holds(known, tag):
        return body
    start["status"] = 304
    for name in ("content-length", "content-type"):
        del headers[name]
    return {**body, "body": b""}


def _holds(known: str, tag: str) -> bool:
    """Return whether the list of If-None-Match names *tag*, compared weakly."""
    return known.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in known.split(","))


class Direct:
    """Answer GET of a few addresses at once: the framework's way to a route takes longer than the answer does.

    The same functions are the framework's routes too, which tell OpenAPI about them and answer all but GET.
    """

    def __init__(self, app: ASGIApp, *, routes: Mapping[str, Callable[[Request], Awaitable[Response]]]) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        route = self._routes.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
        if route is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive, send)
        try:
            answer = await route(request)
        except problems.EXPECTED as error:
            answer = problems.refused(request, error)
        await answer(scope, receive, send)
