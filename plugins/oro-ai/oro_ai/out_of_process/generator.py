"""A context of another process that generates."""

from __future__ import annotations

from oro_ai.engine.job import Failed, Job
from oro_ai.engine.shape import Shape
from oro_ai.engine.state import Saved, State
from oro_ai.errors import Crashed
from oro_ai.out_of_process import messages as say
from oro_ai.out_of_process.child import Child
from oro_ai.out_of_process.made import Made
from oro_ai.out_of_process.refusals import refusal
from oro_framework.errors import OroError

__all__ = ("OutsideGenerator",)


class OutsideGenerator(Made):
    """A generator; see `Generates`.

    Args:
        model: the model.
        shape: the size of the context.
        pace: the target length in seconds of a step that streams wait for.
    """

    def __init__(self, model: Made, shape: Shape, pace: float) -> None:
        super().__init__(model.engine)
        self.shape = shape
        self._model = model
        self._pace = pace
        self._ended: OroError | None = None

    async def _make(self, child: Child) -> None:
        await self._model.in_child()
        await child.ask(say.MakeGenerator(self.number, self._model.number, self.shape, self._pace), type(None))

    async def ready(self) -> None:
        """Make the context usable: make it again, with an empty cache, if its process has ended."""
        await self.in_child()

    def submit(self, job: Job) -> None:
        """Submit a job."""
        if self._ended is not None or self._child is None:
            job.sink(Failed(self._ended or Crashed("has ended")))
        else:
            self._child.submit(self.number, job)

    def cancel(self, job: Job) -> None:
        """Cancel a job."""
        job.cancelled = True
        if self._child is not None:
            self._child.cancel(job)

    async def state(self) -> State:
        """Return its slots, cache and counters; empty if its process has ended."""
        if (child := self.child) is None:
            return State(cells=self.shape.cells)
        return await child.ask(say.Look(self.number), State)

    async def clear(self) -> None:
        """End every job and clear all caches."""
        await (await self.in_child()).ask(say.Clear(self.number), type(None))

    def clear_soon(self) -> None:
        """Order `clear` without waiting; it runs before later requests other than jobs."""
        if (child := self.child) is not None:
            child.tell(say.ClearSoon(self.number))

    async def save(self, slot: int = 0) -> Saved:
        """Return the state of its only sequence."""
        return await (await self.in_child()).ask(say.Save(self.number, slot), Saved)

    async def restore(self, saved: Saved, slot: int = 0) -> None:
        """Restore the state that `save` returned."""
        await (await self.in_child()).ask(say.Restore(self.number, saved, slot), type(None))

    def end(self, error: OroError) -> None:
        """Fail every job, and jobs submitted later, with an error."""
        self._ended = error
        if (child := self.child) is not None:
            child.tell(say.End(self.number, refusal(error)))

    def free(self) -> None:
        """Free its memory."""
        if (child := self.child) is not None:
            child.tell(say.Free(self.number))
