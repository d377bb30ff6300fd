"""The endpoint `v1/completions`: continue texts."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack
from typing import Annotated, Any

from msgspec import Meta

from oro_ai.answer import DONE, JSONAnswer, Streamed, event
from oro_ai.api.options import MOST_TOP, Options
from oro_ai.api.request import Asked, converted
from oro_ai.api.usage import generated, identity, in_order, timings, usage
from oro_ai.engine.job import Done, Likelihood, Piece
from oro_ai.models.app_models import AppModels
from oro_ai.models.generation import Generation, Wanted
from oro_ai.models.library import Entry
from oro_ai.models.prompts import prompts

__all__ = ("answer",)


class Request(Options, kw_only=True):
    """A completion request."""

    prompt: str | Sequence[Any]
    echo: bool | None = None
    logprobs: Annotated[int, Meta(ge=0, le=MOST_TOP)] | None = None


async def answer(app: AppModels, asked: Asked) -> JSONAnswer | Streamed:
    """Complete one prompt or several.

    Raises:
        OroError: the request is refused.
    """
    request = converted(asked, Request)
    if request.stream:
        return Streamed(_stream(app, request))
    async with app.library.use(request.model or "") as entry:
        wanted, echoes = await _wanted(app, entry, request)
        choices = await generated(entry, wanted)
    return JSONAnswer(
        {
            **identity("cmpl", "text_completion", entry.name),
            "choices": [
                {
                    "index": place,
                    "text": echoes[place] + choice.whole,
                    "logprobs": _logprobs(choice.likelihoods, wanted[place]),
                    "finish_reason": choice.done.reason if choice.done else None,
                }
                for place, choice in enumerate(choices)
            ],
            "usage": usage((choice.done for choice in choices), request.n or 1),
            "timings": timings(choice.done for choice in choices),
        }
    )


async def _stream(app: AppModels, request: Request) -> AsyncGenerator[bytes, None]:
    async with AsyncExitStack() as stack:
        entry = await stack.enter_async_context(app.library.use(request.model or ""))
        wanted, echoes = await _wanted(app, entry, request)
        head = identity("cmpl", "text_completion", entry.name)
        ended: dict[int, Done] = {}
        generation = await stack.enter_async_context(Generation(entry, wanted))
        begun = b"".join(_chunk(head, place, Piece(echo), wanted[place]) for place, echo in enumerate(echoes) if echo)
        async for events in generation:
            ended |= {place: told for place, told in events if isinstance(told, Done)}
            yield begun + b"".join(_chunk(head, place, told, wanted[place]) for place, told in events)
            begun = b""
        if request.include_usage:
            yield event(
                {
                    **head,
                    "choices": [],
                    "usage": usage(in_order(ended), request.n or 1),
                    "timings": timings(in_order(ended)),
                }
            )
        yield DONE


async def _wanted(app: AppModels, entry: Entry, request: Request) -> tuple[list[Wanted], list[str]]:
    """Return the sequences of a request, and the text each answer begins with."""
    wanted, echoes = [], []
    grammar = await request.grammar_text()
    for text, tokens in await prompts(app.settings, entry, request.prompt):
        more = request.wanted(app, entry, tokens, request.logprobs, grammar)
        wanted += more
        echoes += [text if request.echo else ""] * len(more)
    return wanted, echoes


def _chunk(head: dict[str, Any], place: int, told: Any, wanted: Wanted) -> bytes:
    piece = told if isinstance(told, Piece) else Piece("")
    reason = told.reason if isinstance(told, Done) else None
    choice = {"index": place, "text": piece.text, "logprobs": _logprobs(piece.likelihoods, wanted)}
    return event({**head, "choices": [{**choice, "finish_reason": reason}]})


def _logprobs(likelihoods: Sequence[Likelihood], wanted: Wanted) -> dict[str, Any] | None:
    if wanted.logprobs is None:
        return None
    return {
        "tokens": [_text(one.piece) for one in likelihoods],
        "token_logprobs": [one.logprob for one in likelihoods],
        "top_logprobs": [{_text(piece): logprob for _, piece, logprob in one.top} for one in likelihoods],
    }


def _text(piece: bytes) -> str:
    return piece.decode("utf-8", "replace")
