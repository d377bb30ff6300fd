"""A context of this process that generates."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any

from oro_ai.engine.decoder import Decoder
from oro_ai.engine.job import Job
from oro_ai.engine.slots import Slot
from oro_ai.engine.state import Saved, SlotState, State
from oro_framework.errors import Busy, InvalidArgument, OroError, UsageError

if TYPE_CHECKING:
    from oro_ai.llama.context import Context
    from oro_ai.llama.generator import Generator

__all__ = ("HereGenerator",)


class HereGenerator:
    """A generator on the decode thread; see `Generates`.

    Args:
        inner: the generator that the decode thread steps.
        decoder: the decode thread.
        freed: called with the generator when its memory is freed.
    """

    def __init__(self, inner: Generator, decoder: Decoder, freed: Callable[[Context], object]) -> None:
        self.inner = inner
        self.shape = inner.context.shape
        self.submit: Callable[[Job], None] = inner.submit
        self.cancel: Callable[[Job], None] = inner.cancel
        self._decoder = decoder
        self._freed = freed

    async def ready(self) -> None:
        """Return at once: a context of this process is always usable."""

    async def state(self) -> State:
        """Return its slots, cache and counters."""
        slots = self.inner.slots
        return State(
            slots=tuple(map(_state, slots.all)),
            waiting=self.inner.waiting(),
            cells=slots.cells,
            counts=copy(self.inner.counts),
        )

    async def clear(self) -> None:
        """End every job and clear all caches."""
        await self._decoder.run(self.inner.reset)

    def clear_soon(self) -> None:
        """Order `clear` without waiting; it runs before later requests other than jobs."""
        self._decoder.order(self.inner.reset)

    async def save(self, slot: int = 0) -> Saved:
        """Return the state of a sequence."""
        return await self._decoder.run(self._save, slot)

    async def restore(self, saved: Saved, slot: int = 0) -> None:
        """Restore the state that `save` returned in a sequence."""
        await self._decoder.run(self._restore, saved, slot)

    def end(self, error: OroError) -> None:
        """Fail every job, and jobs submitted later, with an error."""
        self._decoder.remove(self.inner)
        self.inner.context.interrupt()
        self._decoder.order(partial(self.inner.close, error))

    def free(self) -> None:
        """Free its memory."""
        self._freed(self.inner.context)
        self._decoder.order(self.inner.context.free)

    def _save(self, id: int) -> Saved:
        slot = self._idle(id)
        if slot.media:
            raise UsageError("Cannot save the sequence: it holds images or audio, which are not saved")
        state = bytes(slot.parked if slot.parked is not None else self.inner.context.save(id))
        return Saved(tokens=slot.tokens[: slot.cached], adapters=slot.adapters, state=state)

    def _restore(self, saved: Saved, id: int) -> None:
        slot, context = self._idle(id), self.inner.context
        context.drop(id)
        slot.forget()
        if not saved.tokens:
            return
        if not context.restore(saved.state, id):
            context.drop(id)
            raise InvalidArgument(
                "Cannot restore the context: the bytes are of another model, or damaged, or it has no room for them"
            )
        slot.tokens, slot.cached, slot.adapters = list(saved.tokens), len(saved.tokens), saved.adapters

    def _idle(self, id: int) -> Slot[Any]:
        slot = self.inner.slots.all[id]
        if slot.work is not None or (len(self.inner.slots.all) == 1 and self.inner.waiting()):
            raise Busy("Cannot use the context: it is generating")
        return slot


def _state(slot: Slot[Any]) -> SlotState:
    return SlotState(
        id=slot.id,
        busy=slot.work is not None,
        cached=slot.cached,
        pending=max(slot.pending, 0),
        promised=slot.promised,
    )
