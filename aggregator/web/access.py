"""Who may do what: on loopback without keys everybody reads; elsewhere a key opens reading, an admin key also changing.

Bearer is for programs. Basic (any name, the key as password) is for a person's browser, and opens reading only: a
browser sends it along with what any other site makes it ask for.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import ipaddress
import secrets
import time
from hashlib import sha256

from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from aggregator.errors import StoreError, UsageError
from aggregator.model import KeyScope
from aggregator.web.problems import problem
from storage import Store

OPEN = frozenset({"/healthz", "/readyz"})
FRESH = 2.0
"""Seconds for which the store's keys are taken as read: no look-up per request, and a revoked key ends as fast."""
REALM = 'realm="feed-aggregator"'
CHALLENGES = f"Basic {REALM}, Bearer {REALM}"


class Denied(HTTPException):
    """No key, or a wrong one (401), or one that opens less than this (403)."""

    def __init__(self, status: int, detail: str, challenge: str = CHALLENGES) -> None:
        super().__init__(status, detail, headers={"WWW-Authenticate": challenge})


class Keys:
    """The keys that are good right now."""

    def __init__(self, store: Store, *, public: bool, bootstrap: str | None = None) -> None:
        """*public*: others can reach the address; *bootstrap*: an admin key beside the stored ones."""
        self._store = store
        self._public = public
        self._bootstrap: dict[bytes, KeyScope] = {} if bootstrap is None else {_digest(bootstrap): "admin"}
        self._scopes: dict[bytes, KeyScope] | None = None
        self._read_at = 0.0

    async def scope(self, request: Request) -> KeyScope | None:
        """Return what the key of *request* opens. None: it has none, and none is needed to read. Raises Denied."""
        if request.url.path in OPEN:
            return None
        scopes = await self._fresh()
        given, basic = credentials(request)
        if given is None:
            if scopes or self._public:
                raise Denied(401, "this service asks for an API key, as `Authorization: Bearer KEY`")
            return None
        scope = _scope_of(_digest(given), scopes)
        if scope is None:
            raise Denied(401, "this API key is not known here, or was revoked", f'{CHALLENGES}, error="invalid_token"')
        return "read" if basic else scope

    async def _fresh(self) -> dict[bytes, KeyScope]:
        if self._scopes is None or time.monotonic() - self._read_at > FRESH:
            self._read_at = time.monotonic()  # first: whoever comes meanwhile goes by the keys of before
            try:
                live = [key for key in await asyncio.to_thread(self._store.api_keys) if key.revoked_at is None]
            except StoreError as error:
                self._scopes = None  # without a store nobody can tell whether a key is still good
                raise HTTPException(503, f"the store does not answer: {error}") from error
            self._scopes = {key.digest: key.scope for key in live} | self._bootstrap
        return self._scopes


def credentials(request: Request) -> tuple[str | None, bool]:
    """Return the key that *request* brings and whether it came as Basic's password. None: it brings none."""
    scheme, _, given = request.headers.get("authorization", "").strip().partition(" ")
    match scheme.lower():
        case "bearer":
            return given.strip(), False
        case "basic":
            try:
                return base64.b64decode(given, validate=True).decode().partition(":")[2], True
            except (binascii.Error, ValueError) as error:
                raise Denied(401, "the credentials of basic authentication cannot be read") from error
        case "":
            return None, False
        case _:
            raise Denied(401, "expected `Authorization: Bearer KEY`")


def _digest(key: str) -> bytes:
    return sha256(key.encode("utf-8", "surrogatepass")).digest()


def _scope_of(digest: bytes, scopes: dict[bytes, KeyScope]) -> KeyScope | None:
    found: KeyScope | None = None
    for known, scope in scopes.items():  # all of them, in constant time each: how long it takes tells nothing
        if secrets.compare_digest(known, digest):
            found = scope
    return found


class Guard:
    """Note in the request's state what its key opens; let nobody in who lacks one where one is asked for."""

    def __init__(self, app: ASGIApp, *, keys: Keys) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with 401, or with 503 when the store cannot tell its keys."""
        app = self._app
        if scope["type"] == "http":
            request = Request(scope)
            try:
                request.state.scope = await self._keys.scope(request)
            except HTTPException as error:
                app = problem(request, error.status_code, str(error.detail))
                app.headers.update(error.headers or {})
        await app(scope, receive, send)


def admin(request: Request) -> None:
    """Let holders of an admin key pass; a dependency of every route that changes something. Raises Denied."""
    match request.state.scope:
        case "admin":
            return
        case "read":
            raise Denied(
                403,
                "this asks for a key of scope admin, sent as `Authorization: Bearer KEY`",
                f'Bearer {REALM}, error="insufficient_scope", scope="admin"',
            )
        case _:
            raise Denied(401, "changing something asks for a key: make one with `aggregator keys add --scope admin`")


def listen_address(listen: str, *, has_key: bool) -> tuple[str, int]:
    """Return host and port of `listen`. Raises UsageError for a public address without a key."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not port.isdigit() or int(port) > 65535:
        raise UsageError(f"service.listen: expected host:port, got {listen!r}")
    if not has_key and not is_loopback(host):
        raise UsageError(
            f"service.listen: {host} is reachable from other machines and there is no API key\n"
            "  hint: make one with `aggregator keys add`, set AGGREGATOR_API_KEY, or listen on 127.0.0.1"
        )
    return host, int(port)


def is_loopback(host: str) -> bool:
    """Return whether *host* can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
