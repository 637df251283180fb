"""Who may read: everybody on loopback, holders of the key elsewhere."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import secrets

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from aggregator.errors import UsageError
from aggregator.web.problems import problem

OPEN = frozenset({"/healthz", "/readyz"})


def listen_address(listen: str, *, api_key: str | None) -> tuple[str, int]:
    """Return host and port of `listen`. Raises UsageError for a public address without a key."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not port.isdigit() or int(port) > 65535:
        raise UsageError(f"service.listen: expected host:port, got {listen!r}")
    if api_key is None and not is_loopback(host):
        raise UsageError(
            f"service.listen: {host} is reachable from other machines and there is no API key\n"
            "  hint: set AGGREGATOR_API_KEY, or listen on 127.0.0.1"
        )
    return host, int(port)


def is_loopback(host: str) -> bool:
    """Return whether *host* can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def refused(request: Request, api_key: str) -> bool:
    """Return whether *request* lacks the key where one is asked for."""
    if request.url.path in OPEN:
        return False
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return True
    elif scheme.lower() != "bearer":
        return True
    return not secrets.compare_digest(given.encode(), api_key.encode())


class Guard:
    """Let nobody in who lacks the key; None: everybody may read."""

    def __init__(self, app: ASGIApp, *, api_key: str | None) -> None:
        self._app = app
        self._api_key = api_key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with 401."""
        app = self._app
        if scope["type"] == "http" and self._api_key is not None:
            request = Request(scope)
            if refused(request, self._api_key):
                app = problem(request, 401, "this service asks for its API key")
                app.headers["WWW-Authenticate"] = 'Basic realm="feed-aggregator"'
        await app(scope, receive, send)
