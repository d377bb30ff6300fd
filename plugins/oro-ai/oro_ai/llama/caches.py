"""Change the caches of a context as its slots are assigned, parked and forgotten. Decode thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from oro_ai.engine.slots import Admission, Slot, Slots
from oro_ai.llama.context import Context

__all__ = ("Caches",)

T = TypeVar("T")


class Caches(Generic[T]):
    """The caches of the sequences of a context.

    Args:
        context: the context.
        slots: which of its sequences hold which tokens.
        cleared: called when a cache was emptied in place.
    """

    def __init__(self, context: Context, slots: Slots[T], cleared: Callable[[], None]) -> None:
        self._context = context
        self._slots = slots
        self._cleared = cleared

    def prepare(self, admission: Admission[T]) -> None:
        """Change caches as an admission requires."""
        slot, source, context = admission.slot, admission.source, self._context
        for emptied in admission.emptied:
            # A source that a job will be copied from must stay until it has been copied.
            if emptied is not source:
                context.drop(emptied.id)
        if admission.parked is not None:
            context.drop(slot.id)
            if context.restore(admission.parked, slot.id):
                self.rewind(slot)
            else:
                self.empty(slot)
        elif source is not None:
            context.drop(slot.id)
            context.copy(source.id, slot.id, slot.position)
        else:
            self.rewind(slot)
        if source is not None and source in admission.emptied:
            context.drop(source.id)
        self._cleared()

    def rewind(self, slot: Slot[T]) -> None:
        """Cut a cache to the tokens that its slot says are computed; empty it where it cannot be cut."""
        if not self._context.drop(slot.id, slot.position):
            self.empty(slot)

    def empty(self, slot: Slot[T]) -> None:
        """Empty a cache, so that all tokens of its slot are computed anew."""
        self._context.drop(slot.id)
        slot.cached = 0

    def park(self) -> None:
        """Save the caches of idle slots, and empty them."""
        for slot in self._slots.to_park():
            slot.parked = self._context.save(slot.id)
            self._context.drop(slot.id)

    def forget_one(self) -> bool:
        """Empty the least recently used idle cache; return False when there is none."""
        kept = [slot for slot in self._slots.all if slot.work is None and slot.cached and slot.parked is None]
        if not kept:
            return False
        oldest = min(kept, key=lambda slot: slot.used)
        oldest.forget()
        self._context.drop(oldest.id)
        self._cleared()
        return True
