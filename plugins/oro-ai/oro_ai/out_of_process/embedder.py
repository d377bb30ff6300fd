"""A context of another process that embeds."""

from __future__ import annotations

from collections.abc import Sequence

from oro_ai.engine.computing import Vectors
from oro_ai.out_of_process import messages as say
from oro_ai.out_of_process.child import Child
from oro_ai.out_of_process.made import Made
from oro_ai.out_of_process.refusals import refusal
from oro_framework.errors import OroError

__all__ = ("OutsideEmbedder",)


class OutsideEmbedder(Made):
    """An embedder; see `Embeds`.

    Args:
        model: the model.
        threads: the number of threads that compute.
    """

    def __init__(self, model: Made, threads: int) -> None:
        super().__init__(model.engine)
        self._model = model
        self._threads = threads
        self.longest, self.ranks = 0, False
        self._ended: OroError | None = None

    async def _make(self, child: Child) -> None:
        await self._model.in_child()
        ask = say.MakeEmbedder(self.number, self._model.number, self._threads)
        known = await child.ask(ask, say.Embedder)
        self.longest, self.ranks = known.longest, known.ranks

    async def compute(self, inputs: Sequence[Sequence[int]]) -> Vectors:
        """Return the vector of each input. If cancelled, the remaining inputs are not computed."""
        import numpy as np

        if self._ended is not None:
            raise self._ended
        found = await (await self.in_child()).ask(say.Embed(self.number, inputs), list[bytes])
        return [np.frombuffer(vector, np.float32) for vector in found]

    def end(self, error: OroError) -> None:
        """Fail every job, and jobs submitted later, with an error."""
        self._ended = error
        if (child := self.child) is not None:
            child.tell(say.End(self.number, refusal(error)))
