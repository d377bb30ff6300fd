"""Compute embeddings, a few inputs at a step, between the steps of generators."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from oro_ai.engine.computing import Vectors
from oro_ai.engine.packing import pack
from oro_ai.engine.post import Post
from oro_ai.llama.binding import C
from oro_ai.llama.context import ABORTED, Context, Shape
from oro_ai.llama.model import Model
from oro_framework.errors import Broken, OroError

__all__ = ("Embedder", "EmbeddingJob")

LONGEST = 2048
"""The most tokens of one input."""
SEQUENCES = 16


@dataclass(slots=True, kw_only=True, eq=False)
class EmbeddingJob:
    """Inputs to embed. `sink` is called once with their vectors, where the embedder's `Post` delivers it."""

    inputs: Sequence[Sequence[int]]
    sink: Callable[[Vectors | OroError], None]
    cancelled: bool = False
    vectors: Vectors = field(default_factory=list)


class Embedder:
    """The context of a model that embeds. Call every method but `submit` and `cancel` on the decode thread.

    Raises:
        CannotLoad: there is not enough memory, or the model has no embeddings.
    """

    def __init__(self, model: Model, threads: int, wake: Callable[[], None], post: Post) -> None:
        self.longest = min(model.trained_context, LONGEST)
        self._wake = wake
        self._post = post
        self._queue: deque[EmbeddingJob] = deque()
        self._groups: Iterator[list[int]] | None = None
        self._closed: OroError | None = None
        pooling = _pooling(model)
        self.ranks = pooling == C.LLAMA_POOLING_TYPE_RANK
        """Whether the model scores texts instead of embedding them; each vector then holds its scores."""
        self._width = int(C.llama_model_n_cls_out(model.handle)) if self.ranks else model.width
        shape = Shape(cells=self.longest, sequences=SEQUENCES, batch=self.longest, threads=threads, pooling=pooling)
        self.context = Context(model, shape)

    # -- any thread --------------------------------------------------------------------------------

    def submit(self, job: EmbeddingJob) -> None:
        """Submit a job, whose inputs are no longer than `longest`."""
        self._queue.append(job)
        if self._closed is not None:
            self.fail(self._closed)
        self._wake()

    def cancel(self, job: EmbeddingJob) -> None:
        """Cancel a job; its sink is not called any more."""
        job.cancelled = True
        self._wake()

    # -- the decode thread -------------------------------------------------------------------------

    def step(self) -> bool:
        """Compute the next inputs of the first job; return False when there is no job."""
        while self._queue and self._queue[0].cancelled:
            self._next()
        self._post.send()
        if not self._queue:
            return False
        job = self._queue[0]
        if self._groups is None:
            self._groups = pack([len(tokens) for tokens in job.inputs], sequences=SEQUENCES)
        group = next(self._groups, None)
        if group is None:
            self._next()
            self._post.put(job.sink, job.vectors)
            return True
        self._compute(job, group)
        return True

    def fail(self, error: Exception) -> None:
        """Fail every job with an error."""
        told = error if isinstance(error, OroError) else Broken("Cannot embed: the engine failed")
        self._groups = None
        with suppress(IndexError):
            while True:
                self._post.put(self._queue.popleft().sink, told)
        self._post.send()

    def close(self, error: OroError) -> None:
        """Fail every job, and jobs submitted later, with an error."""
        self._closed = error
        self.fail(error)

    def _next(self) -> None:
        self._queue.popleft()
        self._groups = None

    def _compute(self, job: EmbeddingJob, group: list[int]) -> None:
        self.context.rearm()
        code = self.context.embed([job.inputs[place] for place in group])
        if code != 0:
            self._next()
            reason = "the app is ending" if code == ABORTED else f"llama.cpp could not compute it (code {code})"
            self._post.put(job.sink, Broken(f"Cannot embed: {reason}"))
            return
        for id in range(len(group)):
            found = C.llama_get_embeddings_seq(self.context.handle, id)
            job.vectors.append(np.ctypeslib.as_array(found, shape=(self._width,)).copy())


def _pooling(model: Model) -> int:
    """Return the pooling that the model declares; the mean of its tokens where it declares none."""
    said = model.metadata(f"{model.metadata('general.architecture')}.pooling_type")
    return int(said) if said.isdigit() and int(said) else int(C.LLAMA_POOLING_TYPE_MEAN)
