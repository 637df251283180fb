"""`/v1/consumers`: named readers of the changes. A consumer is a reader's own bookmark: who may read may keep one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from aggregator.model import Consumer, Cursor, Wants
from aggregator.web import examples
from aggregator.web.answers import ConsumerAnswer, ConsumerList, answer, consumer_answer, example
from aggregator.web.filters import Word
from aggregator.web.problems import PROBLEMS, Refusal
from storage import Store

Name = Annotated[str, Path(description="The consumer's name.", pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
CursorWords = Annotated[
    str, Field(max_length=100, description="`beginning`, `now`, or a cursor.", examples=[examples.CURSOR])
]
Words = Annotated[list[Word], Field(max_length=500)]

STRICT = ConfigDict(extra="forbid")


class ConsumerSettings(BaseModel):
    """What a consumer follows, and where a new one begins. What is left out stays, or is everything."""

    model_config = STRICT

    after: Annotated[CursorWords | None, Field(description="Where a new one begins; `beginning` if left out.")] = None
    feeds: Words | None = None
    languages: Words | None = None
    categories: Words | None = None
    originals: bool | None = None

    def wants(self, before: Wants) -> Wants:
        """Return what it wants from now on."""
        given = {name: getattr(self, name) for name in ("feeds", "languages", "categories", "originals")}
        said = {name: tuple(v) if isinstance(v, list) else v for name, v in given.items() if v is not None}
        return Wants(**{name: said.get(name, getattr(before, name)) for name in given})


class Done(BaseModel):
    """Everything up to a cursor is done."""

    model_config = STRICT

    cursor: Annotated[str, Field(max_length=100, examples=[examples.CURSOR])]


class Target(BaseModel):
    """Where to read on from."""

    model_config = STRICT

    to: CursorWords


def cursor_of(store: Store, text: str) -> Cursor:
    """Return the place that *text* names. Raises UsageError."""
    places = {"beginning": store.beginning, "now": store.now}
    return places[text]() if text in places else Cursor.parse(text)


def router(store: Store) -> APIRouter:
    """Return the routes under /v1/consumers."""
    routes = APIRouter(prefix="/v1/consumers", tags=["changes"], responses=PROBLEMS)
    _reading(routes, store)
    _moving(routes, store)
    return routes


def known(store: Store, name: str) -> Consumer:
    """Return a consumer. Raises Refusal where there is none."""
    found = store.consumer(name)
    if found is None:
        raise Refusal(404, f"no consumer {name!r}; PUT /v1/consumers/{name} makes one")
    return found


def _reading(routes: APIRouter, store: Store) -> None:
    @routes.get("", response_model=ConsumerList)
    def consumers() -> Response:
        """All consumers with their place and lag."""
        return answer(ConsumerList(consumers=tuple(map(consumer_answer, store.consumers()))))

    @routes.get("/{name}", response_model=ConsumerAnswer, responses={200: example(examples.CONSUMER)})
    def consumer(name: Name) -> Response:
        """One consumer."""
        return answer(consumer_answer(known(store, name)))


def _moving(routes: APIRouter, store: Store) -> None:
    @routes.put("/{name}", response_model=ConsumerAnswer, responses={201: {"model": ConsumerAnswer}})
    def put(name: Name, settings: ConsumerSettings | None = None) -> Response:
        """Make a consumer, or change what it wants; the place of one that is there stays."""
        asked = settings or ConsumerSettings()
        before = store.consumer(name)
        after = None if asked.after is None else cursor_of(store, asked.after)
        made = store.put_consumer(name, wants=asked.wants(before.wants if before else Wants()), after=after)
        return answer(consumer_answer(made), 200 if before else 201)

    @routes.post("/{name}/acknowledge", response_model=ConsumerAnswer)
    def acknowledge(name: Name, done: Done) -> Response:
        """Note that everything up to a cursor is done. A late or repeated call moves nothing back."""
        known(store, name)
        return answer(consumer_answer(store.acknowledge(name, Cursor.parse(done.cursor))))

    @routes.post("/{name}/reset", response_model=ConsumerAnswer)
    def reset(name: Name, target: Target) -> Response:
        """Put a consumer back to read again, or forward to pass over."""
        known(store, name)
        return answer(consumer_answer(store.reset_consumer(name, cursor_of(store, target.to))))

    @routes.delete("/{name}", status_code=204)
    def remove(name: Name) -> Response:
        """Remove a consumer; one of the same name would begin anew."""
        known(store, name)
        store.forget_consumer(name)
        return Response(status_code=204)
