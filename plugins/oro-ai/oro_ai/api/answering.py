"""Answer a conversation: what is told of it as it comes, or as a whole, in no dialect yet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

from oro_ai.api.conversation import Prepared, Request, Spoken, prepared
from oro_ai.chat.calls import Begun, Call
from oro_ai.chat.reading import Part, Read, collected
from oro_ai.engine.job import Done, Event, Likelihood, Piece
from oro_ai.models.app_models import AppModels
from oro_ai.models.generation import Generation

__all__ = ("Answered", "Answering", "Choice", "Told", "answered", "answering", "ending")


@dataclass(frozen=True, slots=True)
class Told:
    """News of one choice."""

    place: int
    parts: Sequence[Part] = ()
    likelihoods: Sequence[Likelihood] = ()
    done: Done | None = None
    """Its end, with which nothing else follows."""
    called: bool = False
    """True once it has called a tool."""
    tokens: int = 0
    """Tokens generated since what was told last."""


@dataclass(slots=True)
class Choice:
    """One whole answer."""

    parts: list[Part] = field(default_factory=list)
    likelihoods: list[Likelihood] = field(default_factory=list)
    done: Done | None = None
    called: bool = False

    def add(self, told: Told) -> None:
        """Record what is told of it."""
        self.parts.extend(told.parts)
        self.likelihoods.extend(told.likelihoods)
        self.done, self.called = told.done, told.called

    def read(self) -> Read:
        """Return its text, thought and calls."""
        return collected(self.parts)


@dataclass(frozen=True, slots=True)
class Answered:
    """A whole answer to a conversation."""

    model: str
    choices: Sequence[Choice]


class Answering:
    """An answer that is being generated; iterate it until it ends.

    Args:
        model: the name of the model.
        prepared: the conversation.
        generation: its sequences, being generated.
    """

    def __init__(self, model: str, prepared: Prepared, generation: Generation) -> None:
        self.model = model
        self.prompt_tokens = len(prepared.prompt)
        self.count = len(prepared.wanted)
        self._generation = generation
        self._readers = [prepared.reader() for _ in range(self.count)]
        self._called = [False] * self.count

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> list[Told]:
        """Wait until there is something to tell, and return all of it.

        Raises:
            OroError: the answer failed.
        """
        return [self._told(place, event) for place, event in await anext(self._generation)]

    def _told(self, place: int, event: Event) -> Told:
        reader = self._readers[place]
        if isinstance(event, Done):
            parts = reader.finish()
            self._note(place, parts)
            return Told(place, parts, done=event, called=self._called[place])
        assert isinstance(event, Piece)
        parts = reader.feed(event.text)
        self._note(place, parts)
        return Told(place, parts, event.likelihoods, called=self._called[place], tokens=event.tokens)

    def _note(self, place: int, parts: Sequence[Part]) -> None:
        self._called[place] = self._called[place] or any(isinstance(part, Call | Begun) for part in parts)


@asynccontextmanager
async def answering(app: AppModels, request: Request, spoken: Spoken | None = None) -> AsyncIterator[Answering]:
    """Generate the answer to a conversation during the block.

    Args:
        app: the app.
        request: the conversation.
        spoken: returns the tokens of a text that takes the place of the conversation.

    Raises:
        OroError: the request is refused.
    """
    async with app.library.use(request.model or "") as entry:
        conversation = await prepared(app, entry, request, spoken)
        async with Generation(entry, conversation.wanted) as generation:
            yield Answering(entry.name, conversation, generation)


async def answered(app: AppModels, request: Request) -> Answered:
    """Return the whole answer to a conversation. If cancelled, it ends.

    Raises:
        OroError: the request is refused, or the answer failed.
    """
    async with answering(app, request) as answer:
        choices = [Choice() for _ in range(answer.count)]
        async for events in answer:
            for told in events:
                choices[told.place].add(told)
        return Answered(answer.model, choices)


def ending(done: Done, *, called: bool) -> str:
    """Return the reason an answer ended: OpenAI's `finish_reason`."""
    return "tool_calls" if called and done.reason == "stop" else done.reason
