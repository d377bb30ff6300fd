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
        model: whose context it is.
        shape: how large it is.
        pace: seconds a step should take that streams wait for.
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
        """Be there: one that went with its process is made anew, its cache empty."""
        await self.in_child()

    def submit(self, job: Job) -> None:
        """Take a job."""
        if self._ended is not None or self._child is None:
            job.sink(Failed(self._ended or Crashed("has ended")))
        else:
            self._child.submit(self.number, job)

    def cancel(self, job: Job) -> None:
        """Lose interest in a job."""
        job.cancelled = True
        if self._child is not None:
            self._child.cancel(job)

    async def state(self) -> State:
        """Tell what it holds and has done; nothing where its process has ended."""
        if (child := self.child) is None:
            return State(cells=self.shape.cells)
        return await child.ask(say.Look(self.number), State)

    async def clear(self) -> None:
        """End every job and forget all caches."""
        await (await self.in_child()).ask(say.Clear(self.number), type(None))

    def clear_soon(self) -> None:
        """Do as `clear`, before anything that is asked for later but jobs."""
        if (child := self.child) is not None:
            child.tell(say.ClearSoon(self.number))

    async def save(self) -> Saved:
        """Return what its only sequence holds."""
        return await (await self.in_child()).ask(say.Save(self.number), Saved)

    async def restore(self, saved: Saved) -> None:
        """Put back what `save` returned."""
        await (await self.in_child()).ask(say.Restore(self.number, saved), type(None))

    def end(self, error: OroError) -> None:
        """Tell every job, and those that still come, that it cannot go on."""
        self._ended = error
        if (child := self.child) is not None:
            child.tell(say.End(self.number, refusal(error)))

    def free(self) -> None:
        """Give its memory back."""
        if (child := self.child) is not None:
            child.tell(say.Free(self.number))
