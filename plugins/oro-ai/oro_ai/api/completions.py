"""The endpoint `v1/completions`: continue texts, or score them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Annotated, Any

from msgspec import Meta

from oro_ai.answer import DONE, JSONAnswer, Streamed, event
from oro_ai.api.infill import between
from oro_ai.api.options import MOST_TOP, Options
from oro_ai.api.request import Asked, converted
from oro_ai.api.scores import Prompt, Scores, best, prompt_of
from oro_ai.api.usage import generated, identity, in_order, timings, usage
from oro_ai.engine.job import Done, Likelihood, Piece
from oro_ai.models.app_models import AppModels
from oro_ai.models.entry import Entry
from oro_ai.models.generation import Generation, Wanted
from oro_ai.models.prompts import prompts
from oro_framework.errors import InvalidArgument, UsageError

__all__ = ("answer",)


class Request(Options, kw_only=True):
    """A completion request."""

    prompt: str | Sequence[Any]
    suffix: str | None = None
    """The text after the one that is asked for."""
    echo: bool | None = None
    logprobs: Annotated[int, Meta(ge=0, le=MOST_TOP)] | None = None
    best_of: Annotated[int, Meta(ge=1, le=32)] | None = None
    """How many are generated for each prompt, of which the `n` likeliest are told."""

    @property
    def each(self) -> int:
        """How many are told for each prompt."""
        return self.n or 1


async def answer(app: AppModels, asked: Asked) -> JSONAnswer | Streamed:
    """Complete one prompt or several.

    Raises:
        OroError: the request is refused.
    """
    request = converted(asked, Request)
    _check(request)
    if request.stream:
        return Streamed(_stream(app, request))
    async with app.library.use(request.model or "") as entry:
        wanted, asked_for = await _wanted(app, entry, request)
        choices = await generated(entry, wanted)
    told = best(choices, request.best_of or request.each, request.each)
    return JSONAnswer(
        {
            **identity("cmpl", "text_completion", entry.name),
            "choices": [
                {
                    "index": place,
                    "text": asked_for[from_].echo + choice.whole,
                    "logprobs": _logprobs(request, asked_for[from_], choice.prompt, choice.likelihoods),
                    "finish_reason": choice.done.reason if choice.done else None,
                }
                for place, (from_, choice) in enumerate(told)
            ],
            "usage": usage((choice.done for choice in choices), request.best_of or request.each),
            "timings": timings(choice.done for choice in choices),
        }
    )


async def _stream(app: AppModels, request: Request) -> AsyncGenerator[bytes, None]:
    async with AsyncExitStack() as stack:
        entry = await stack.enter_async_context(app.library.use(request.model or ""))
        wanted, asked_for = await _wanted(app, entry, request)
        head = identity("cmpl", "text_completion", entry.name)
        ended: dict[int, Done] = {}
        telling = [_Telling(request, prompt) for prompt in asked_for]
        generation = await stack.enter_async_context(Generation(entry, wanted))
        async for events in generation:
            ended |= {place: told for place, told in events if isinstance(told, Done)}
            yield b"".join(event({**head, "choices": [telling[place].told(place, one)]}) for place, one in events)
        if request.include_usage:
            done = in_order(ended)
            yield event({**head, "choices": [], "usage": usage(done, request.each), "timings": timings(done)})
        yield DONE


class _Telling:
    """The chunks of one choice."""

    def __init__(self, request: Request, prompt: Prompt) -> None:
        self._request = request
        self._prompt = prompt
        self._echo = prompt.echo

    def told(self, place: int, told: Any) -> dict[str, Any]:
        """Return the choice of the chunk for an event; the first one begins with the prompt where it is echoed."""
        piece = told if isinstance(told, Piece) else Piece("")
        echo, self._echo = self._echo, ""
        prompt = self._prompt if echo else Prompt()
        return {
            "index": place,
            "text": echo + piece.text,
            "logprobs": _logprobs(self._request, prompt, piece.prompt, piece.likelihoods),
            "finish_reason": told.reason if isinstance(told, Done) else None,
        }


def _check(request: Request) -> None:
    """Check what cannot go together.

    Raises:
        UsageError: `suffix` or `best_of` are beside something they cannot be beside.
        InvalidArgument: fewer are generated than are told.
    """
    if request.suffix is not None and request.echo:
        raise UsageError('Cannot use "suffix" and "echo" together', param="suffix")
    if request.best_of is None:
        return
    if request.stream:
        raise UsageError('Cannot stream with "best_of": which is best is known at the end', param="best_of")
    if request.best_of < request.each:
        raise InvalidArgument('Cannot use "best_of": it is less than "n"', param="best_of")


async def _wanted(app: AppModels, entry: Entry, request: Request) -> tuple[list[Wanted], list[Prompt]]:
    """Return the sequences of a request, and the prompt of each."""
    wanted, asked_for = [], []
    grammar = await request.grammar_text()
    scores = bool(request.echo) and request.logprobs is not None
    # Which is best is decided by likelihoods, whether they are told or not.
    likeliest = 0 if request.logprobs is None and request.best_of else request.logprobs
    echoed = request.echo and request.max_completion_tokens is request.n_predict is None and request.max_tokens == 0
    for text, read in await prompts(app.settings, entry, request.prompt):
        tokens = read if request.suffix is None else await between(app, entry, text, request.suffix)
        more = request.wanted(
            app, entry, tokens, likeliest, grammar, scores=scores or bool(echoed), count=request.best_of
        )
        prompt = await prompt_of(entry, text, tokens, written=isinstance(request.prompt, str)) if scores else Prompt()
        wanted += more
        asked_for += [Prompt(text if request.echo else "", prompt.pieces, prompt.known)] * len(more)
    return wanted, asked_for


def _logprobs(
    request: Request, prompt: Prompt, before: Sequence[Likelihood], after: Sequence[Likelihood]
) -> Mapping[str, Any] | None:
    return None if request.logprobs is None else Scores(prompt, before, after).shown()
