"""Changes into a Redis stream: one entry each, `XREAD` and consumer groups read on from there."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit, urlunsplit

import redis

from aggregator.errors import SinkDown, UsageError


class RedisStream:
    """`redis://host:6379/0?stream=articles&maxlen=100000`: a stream, cut to about *maxlen* entries if that is said."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        asked = parse_qs(parts.query)
        maxlen = asked.get("maxlen", ["0"])[0]
        if not maxlen.isdigit() or not asked.keys() <= {"stream", "maxlen"}:
            raise UsageError("expected redis://host:6379/0?stream=NAME&maxlen=NUMBER")
        self._stream = asked.get("stream", ["articles"])[0]
        self._maxlen = int(maxlen) or None
        try:
            self._redis = redis.Redis.from_url(urlunsplit(parts._replace(query="")), socket_timeout=30)
        except ValueError as error:
            raise UsageError(f"expected redis://host:6379/0?stream=NAME: {error}") from error

    def send(self, kind: str, cursor: str, message: bytes) -> None:
        """Add one entry; it is stored when this returns, as safely as this Redis stores anything."""
        fields: dict[str | bytes, str | bytes] = {"id": cursor, "type": kind, "body": message}
        try:
            self._redis.xadd(self._stream, fields, maxlen=self._maxlen, approximate=True)  # type: ignore[arg-type]
        except redis.RedisError as error:
            raise SinkDown(f"redis: {error}") from error

    def close(self) -> None:
        """Let go of the connection."""
        self._redis.close()
