"""The endpoints `v1/responses`, `v1/responses/ID` and `v1/responses/ID/input_items`."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

from oro_ai.answer import JSONAnswer, Streamed, named_event
from oro_ai.api.answering import answering
from oro_ai.api.conversation import Request
from oro_ai.api.request import Asked, converted
from oro_ai.api.responses.items import stored
from oro_ai.api.responses.request import Listed, ResponseRequest, Retrieved
from oro_ai.api.responses.response import Response
from oro_ai.models.app_models import AppModels
from oro_ai.models.responses import Kept
from oro_framework.errors import OroError

__all__ = ("answer", "failure_event", "inputs", "one")

Items = Sequence[Mapping[str, Any]]


async def answer(app: AppModels, asked: Asked) -> JSONAnswer | Streamed:
    """Respond to an input, going on from an earlier response where one is named.

    Raises:
        NotFound: the earlier response, or an item that is referred to, is not kept.
        OroError: the request is refused.
    """
    wish = converted(asked, ResponseRequest)
    previous = wish.previous_response_id
    before = app.responses.required(previous, "previous_response_id").items if previous else []
    items = stored(wish.input, app.responses.item)
    request = wish.request(before, items)
    if wish.stream:
        return Streamed(_stream(app, wish, request, [*before, *items]))
    async with answering(app, request) as answer:
        response = Response(wish, answer.model)
        async for events in answer:
            for told in events:
                response.told(told)
    _keep(app, wish, response, [*before, *items])
    return JSONAnswer(response.whole())


async def one(app: AppModels, asked: Asked) -> JSONAnswer:
    """Return a kept response, or forget it.

    Raises:
        NotFound: there is none of that id.
    """
    converted(asked, Retrieved)
    id = _id(asked)
    if asked.method == "DELETE":
        app.responses.forget(id)
        return JSONAnswer({"id": id, "object": "response", "deleted": True})
    return JSONAnswer(app.responses.required(id).response)


async def inputs(app: AppModels, asked: Asked) -> JSONAnswer:
    """Return a page of the input of a kept response, with that of the responses before it.

    Raises:
        NotFound: there is none of that id.
        InvalidArgument: the page is to begin after an item that there is not.
    """
    wish = converted(asked, Listed)
    items = app.responses.required(_id(asked)).input
    every = [{"type": "message", **item, "id": item.get("id") or f"item_{place}"} for place, item in enumerate(items)]
    return JSONAnswer(wish.page(every))


def failure_event(error: OroError) -> bytes:
    """Return the last event of a stream that failed."""
    told = {"code": error.code, "message": error.message, "param": error.details.get("param")}
    return named_event({"type": "error", "sequence_number": 0, **told})


async def _stream(app: AppModels, wish: ResponseRequest, request: Request, items: Items) -> AsyncGenerator[bytes, None]:
    async with answering(app, request) as answer:
        response = Response(wish, answer.model)
        begun = b"".join(map(named_event, response.begun()))
        try:
            async for events in answer:
                chunks = begun + b"".join(named_event(event) for told in events for event in response.told(told))
                if events[-1].done is not None:
                    _keep(app, wish, response, items)
                if chunks:
                    yield chunks
                begun = b""
        except OroError as error:
            if begun:
                raise
            yield named_event(response.failed(error))


def _keep(app: AppModels, wish: ResponseRequest, response: Response, items: Items) -> None:
    if wish.store is not False:
        app.responses.keep(Kept(response.whole(), items))


def _id(asked: Asked) -> str:
    return asked.endpoint.removeprefix("v1/responses/").partition("/")[0]
