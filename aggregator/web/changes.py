"""`/v1/changes`: what happened, in commit order, without gaps; as JSON, NDJSON or server-sent events."""

from __future__ import annotations

from typing import Annotated

import orjson
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from aggregator.model import ChangeLinePage, Cursor, Wants
from aggregator.web import examples
from aggregator.web.answers import MOST, ChangeList, answer, example
from aggregator.web.consumers import CursorWords, Words, cursor_of, known
from aggregator.web.following import EVENTS, NDJSON, Reader, Watch, parts
from aggregator.web.parameters import described, read
from aggregator.web.problems import PROBLEMS, Refusal
from storage import Store

LONGEST = 60
"""Seconds that a request may wait for something new."""


class Asked(BaseModel):
    """Where to read on, and what."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[
        CursorWords | None, Field(description="`next` of the last answer, `now`, or `beginning` (the default).")
    ] = None
    consumer: Annotated[
        str | None, Field(max_length=64, description="Read on where this consumer is, what it wants.")
    ] = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = MOST
    wait: Annotated[int, Field(ge=0, le=LONGEST, description="Seconds to wait when there is nothing new.")] = 0
    articles: Annotated[bool, Field(description="With each article as it is now.")] = False
    feed: Annotated[Words, Field(description="Only of these feeds; repeatable.")] = []
    language: Annotated[Words, Field(description="Only in these languages (BCP 47); repeatable.")] = []
    category: Annotated[Words, Field(description="Only with one of these categories; repeatable.")] = []
    originals: Annotated[bool, Field(description="No copies of other articles.")] = False

    def wants(self) -> Wants:
        """Return which articles are followed."""
        return Wants(
            feeds=tuple(self.feed),
            languages=tuple(self.language),
            categories=tuple(self.category),
            originals=self.originals,
        )


def router(store: Store, readers: CapacityLimiter) -> APIRouter:
    """Return the route /v1/changes; *readers*: the threads that read pages."""
    routes = APIRouter(prefix="/v1", tags=["changes"], responses=PROBLEMS)
    watch = Watch(store)
    shown = example(examples.CHANGE_LIST)
    shown["content"] |= {NDJSON: {"example": examples.CHANGE}, EVENTS: {"schema": {"type": "string"}}}

    @routes.get("/changes", response_model=ChangeList, responses={200: shown}, openapi_extra=described(Asked))
    async def changes(request: Request) -> Response:
        """What happened since a cursor. `Accept` chooses JSON, `application/x-ndjson` or `text/event-stream`.

        A change says which article to look at again: drop it when it is `gone`, else take it as it is now. A stream of
        events ends after ten minutes; clients reconnect with `Last-Event-ID`.
        """
        asked = read(Asked, request)
        accepted = request.headers.get("accept", "")
        stream = EVENTS in accepted
        last_event = request.headers.get("last-event-id") if stream else None
        reader, part = await to_thread.run_sync(_begun, store, asked, last_event, limiter=readers)
        if stream:
            return StreamingResponse(
                parts(reader, part, watch), media_type=EVENTS, headers={"Cache-Control": "no-store"}
            )
        if not part.lines:
            part = await watch.awaited(reader, part, asked.wait, request.is_disconnected)
        return _lines(part) if NDJSON in accepted else _list(part)

    return routes


def _begun(store: Store, asked: Asked, last_event: str | None) -> tuple[Reader, ChangeLinePage]:
    """Return the reader of a request, and what it reads first. Raises what `_reader` and `Reader.part` raise."""
    reader = _reader(store, asked, last_event)
    return reader, reader.part()


def _reader(store: Store, asked: Asked, last_event: str | None) -> Reader:
    """Return the reader of a request. Raises Refusal and UsageError."""
    wants, after = asked.wants(), asked.after
    if asked.consumer is None:
        start = None if after in (None, "beginning") else cursor_of(store, after)
    elif after is not None or wants != Wants():
        raise Refusal(422, "consumer: a consumer has its own place and wants; leave `after` and the filters out")
    else:
        consumer = known(store, asked.consumer)
        start, wants = consumer.cursor, consumer.wants
    cursor = Cursor.parse(last_event) if last_event else start
    return Reader(store=store, cursor=cursor, wants=wants, articles=asked.articles, limit=asked.limit)


def _list(part: ChangeLinePage) -> Response:
    return answer(
        {"changes": [orjson.Fragment(one.line) for one in part.lines], "next": str(part.next), "more": part.more}
    )


def _lines(part: ChangeLinePage) -> Response:
    """Return one change per line; where to read on stands in a header, since filters pass changes over."""
    body = b"".join(one.line + b"\n" for one in part.lines)
    return Response(body, media_type=NDJSON, headers={"Next-Cursor": str(part.next)})
