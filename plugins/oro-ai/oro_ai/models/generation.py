"""Run several jobs of one model together, awaited on the loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Protocol, Self

from oro_ai.engine.job import Adapter, Done, Event, Failed, Job, Sampling, adapter_set
from oro_ai.engine.mailbox import Mailbox
from oro_ai.engine.media import Media
from oro_ai.errors import ContextExceeded
from oro_ai.models.entry import Entry
from oro_framework.errors import UsageError

__all__ = ("Generation", "Wanted", "room")


class Taker(Protocol):
    """The part of a generator that runs jobs."""

    async def ready(self) -> None:
        """Make the generator usable."""
        ...

    def submit(self, job: Job) -> None:
        """Submit a job."""
        ...

    def cancel(self, job: Job) -> None:
        """Cancel a job."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The prompt and options of one sequence."""

    prompt: Sequence[int]
    max_tokens: int
    sampling: Sampling = field(default_factory=Sampling)
    stop: tuple[str, ...] = ()
    ignore_end: bool = False
    special: bool = False
    logprobs: int | None = None
    adapters: tuple[Adapter, ...] = ()
    reuse: bool = True
    scores: bool = False
    media: tuple[Media, ...] = ()

    def job(self, sink: Callable[[Event], None]) -> Job:
        """Return a job for it."""
        return Job(
            prompt=self.prompt,
            max_tokens=self.max_tokens,
            sink=sink,
            sampling=self.sampling,
            stop=self.stop,
            ignore_end=self.ignore_end,
            special=self.special,
            logprobs=self.logprobs,
            adapters=adapter_set(self.adapters),
            reuse=self.reuse,
            scores=self.scores,
            media=self.media,
        )


def room(entry: Entry, prompt: Sequence[int], limit: int = 0) -> int:
    """Return the number of tokens a sequence may have after its prompt.

    Args:
        entry: the model.
        prompt: the tokens of the prompt.
        limit: the tokens the context holds, if it is not the model's own.

    Raises:
        ContextExceeded: there is no room after the prompt; the message names both lengths.
    """
    most = limit or entry.limit
    left = most - len(prompt)
    if left < 1:
        raise ContextExceeded(
            f'Cannot generate: the prompt has {len(prompt)} tokens, and model "{entry.name}" holds {most}',
            param="messages",
        )
    return left


class Generation:
    """Sequences that are generated during the block; leaving it cancels unfinished ones. The machine is kept awake.

    Iterating yields lists of `(index of the sequence, event)` until every sequence has ended.

    Args:
        entry: the model, held by the caller.
        wanted: the sequences, at least one.
        generator: the generator to use, if it is not the model's own.

    Raises:
        UsageError: the model does not generate.
    Entering it raises `Crashed` if the process that computes cannot be started.
    """

    def __init__(self, entry: Entry, wanted: Sequence[Wanted], generator: Taker | None = None) -> None:
        taker = generator or entry.generator
        if taker is None:
            raise UsageError(f'Cannot generate with model "{entry.name}": it only makes embeddings', param="model")
        self._taker: Taker = taker
        self._entry = entry
        self._stack = AsyncExitStack()
        self._mailbox: Mailbox[tuple[int, Event]] = Mailbox()
        self._jobs = {place: one.job(partial(self._told, place)) for place, one in enumerate(wanted)}

    async def __aenter__(self) -> Self:
        await self._taker.ready()
        await self._stack.enter_async_context(self._entry.power.awake(f'Generating with model "{self._entry.name}"'))
        for job in self._jobs.values():
            self._taker.submit(job)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for job in self._jobs.values():
            self._taker.cancel(job)
        await self._stack.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> list[tuple[int, Event]]:
        """Wait until there are events and return all of them. If cancelled, no event is lost.

        Raises:
            OroError: a sequence failed.
        """
        if not self._jobs:
            raise StopAsyncIteration
        taken = await self._mailbox.take()
        for place, event in taken:
            if isinstance(event, Failed):
                raise event.error
            if isinstance(event, Done):
                del self._jobs[place]
        return taken

    def _told(self, place: int, event: Event) -> None:
        self._mailbox.put((place, event))
