"""Changes into NATS JetStream: subject `NAME.article.created` and so on; repeats are dropped by their message id."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit, urlunsplit

import nats
from nats.errors import Error, NoServersError
from nats.js.client import JetStreamContext

from aggregator.errors import SinkDown


class JetStream:
    """`nats://host:4222/articles`: the stream `articles`, made where it is missing."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = urlunsplit(parts._replace(path=""))
        self._name = parts.path.strip("/") or "articles"
        self._loop = asyncio.new_event_loop()
        self._stream: JetStreamContext | None = None

    def send(self, kind: str, cursor: str, message: bytes) -> None:
        """Publish one message and wait until the stream has stored it."""
        self._loop.run_until_complete(self._send(kind, cursor, message))

    async def _send(self, kind: str, cursor: str, message: bytes) -> None:
        try:
            if self._stream is None:
                client = await nats.connect(self._server, allow_reconnect=False, connect_timeout=10)
                self._client, self._stream = client, client.jetstream()
                await self._stream.add_stream(name=self._name, subjects=[f"{self._name}.>"])
            await self._stream.publish(f"{self._name}.{kind}", message, timeout=30, headers={"Nats-Msg-Id": cursor})
        except (Error, NoServersError, OSError, TimeoutError) as error:
            await self._drop()
            raise SinkDown(f"nats: {error or type(error).__name__}") from error

    async def _drop(self) -> None:
        if self._stream is not None:
            self._stream = None
            await self._client.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._loop.run_until_complete(self._drop())
        self._loop.close()
