"""A context of this process that embeds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from oro_ai.engine.computing import Vectors
from oro_ai.engine.decoder import Decoder
from oro_ai.engine.mailbox import Mailbox
from oro_framework.errors import OroError

if TYPE_CHECKING:
    from oro_ai.llama.embedder import Embedder

__all__ = ("HereEmbedder",)


class HereEmbedder:
    """An embedder on the decode thread; see `Embeds`.

    Args:
        inner: the embedder that the decode thread steps.
        decoder: the decode thread.
    """

    def __init__(self, inner: Embedder, decoder: Decoder) -> None:
        self.inner = inner
        self.longest, self.ranks = inner.longest, inner.ranks
        self._decoder = decoder

    async def compute(self, inputs: Sequence[Sequence[int]]) -> Vectors:
        """Return the vector of each input. If cancelled, the remaining inputs are not computed."""
        from oro_ai.llama.embedder import EmbeddingJob

        mailbox: Mailbox[Vectors | OroError] = Mailbox()
        job = EmbeddingJob(inputs=inputs, sink=mailbox.put)
        self.inner.submit(job)
        try:
            (outcome,) = await mailbox.take()
        finally:
            self.inner.cancel(job)
        if isinstance(outcome, OroError):
            raise outcome
        return outcome

    def end(self, error: OroError) -> None:
        """Fail every job, and jobs submitted later, with an error."""
        self._decoder.remove(self.inner)
        self.inner.context.interrupt()
        self._decoder.order(partial(self.inner.close, error))
