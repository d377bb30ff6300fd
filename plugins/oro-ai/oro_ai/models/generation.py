"""Several jobs of one model together, awaited on the loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Protocol, Self

from oro_ai.engine.job import Adapter, Done, Event, Failed, Job, Sampling, adapter_set
from oro_ai.engine.mailbox import Mailbox
from oro_ai.errors import ContextExceeded
from oro_ai.models.library import Entry
from oro_framework.errors import UsageError

__all__ = ("Generation", "Wanted", "room")


class Taker(Protocol):
    """What takes jobs: a generator."""

    async def ready(self) -> None:
        """Be there."""
        ...

    def submit(self, job: Job) -> None:
        """Take a job."""
        ...

    def cancel(self, job: Job) -> None:
        """Lose interest in a job."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What one sequence is to be."""

    prompt: Sequence[int]
    max_tokens: int
    sampling: Sampling = field(default_factory=Sampling)
    stop: tuple[str, ...] = ()
    ignore_end: bool = False
    special: bool = False
    logprobs: int | None = None
    adapters: tuple[Adapter, ...] = ()
    reuse: bool = True

    def job(self, sink: Callable[[Event], None]) -> Job:
        """Make it a job."""
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
        )


def room(entry: Entry, prompt: Sequence[int], limit: int = 0) -> int:
    """Return how many tokens a sequence may have after its prompt.

    Args:
        entry: the model.
        prompt: its tokens.
        limit: tokens the context holds, where it is not the model's own.

    Raises:
        ContextExceeded: none; the message names both lengths.
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
    """Sequences that are generated while the block runs; leaving it cancels those that have not ended.

    Iterating yields what there is to tell, as `(place, event)`, until each has ended.

    Args:
        entry: the model, held by the caller.
        wanted: at least one.
        generator: of the context to use, where it is not the model's own.

    Raises:
        UsageError: the model does not generate.
    Entering it raises `Crashed` where the process that computes cannot be had.
    """

    def __init__(self, entry: Entry, wanted: Sequence[Wanted], generator: Taker | None = None) -> None:
        taker = generator or entry.generator
        if taker is None:
            raise UsageError(f'Cannot generate with model "{entry.name}": it only makes embeddings', param="model")
        self._taker: Taker = taker
        self._mailbox: Mailbox[tuple[int, Event]] = Mailbox()
        self._jobs = {place: one.job(partial(self._told, place)) for place, one in enumerate(wanted)}

    async def __aenter__(self) -> Self:
        await self._taker.ready()
        for job in self._jobs.values():
            self._taker.submit(job)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for job in self._jobs.values():
            self._taker.cancel(job)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> list[tuple[int, Event]]:
        """Return all events that are there, and wait for some where there are none. If cancelled, none is lost.

        Raises:
            OroError: one of the sequences could not go on.
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
