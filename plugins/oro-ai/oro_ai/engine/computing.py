"""Engines, models and contexts that compute, here (`oro_ai.in_process`) or elsewhere (`oro_ai.out_of_process`).

Everything here is called on the loop, which is where events of jobs arrive.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from oro_ai.engine.facts import Facts
from oro_ai.engine.job import Job
from oro_ai.engine.shape import Shape
from oro_ai.engine.state import Saved, State
from oro_framework.errors import OroError

if TYPE_CHECKING:
    import numpy as np

__all__ = ("Embeds", "Engine", "Generates", "LoadedModel", "Vectors")

Vectors = list["np.ndarray[Any, np.dtype[np.float32]]"]


class Generates(Protocol):
    """A context that generates.

    Every method that waits raises `Crashed` where the process that computes has ended.
    """

    shape: Shape

    async def ready(self) -> None:
        """Be there: one that went with its process is made anew, its cache empty."""
        ...

    def submit(self, job: Job) -> None:
        """Take a job; its prompt and what it may generate fit into the context."""
        ...

    def cancel(self, job: Job) -> None:
        """Lose interest in a job."""
        ...

    async def state(self) -> State:
        """Tell what it holds and has done; nothing where its process has ended."""
        ...

    async def clear(self) -> None:
        """End every job and forget all caches."""
        ...

    def clear_soon(self) -> None:
        """Do as `clear`, before anything that is asked for later but jobs."""
        ...

    async def save(self) -> Saved:
        """Return what its only sequence holds.

        Raises:
            Busy: it is generating.
        """
        ...

    async def restore(self, saved: Saved) -> None:
        """Put back what `save` returned.

        Raises:
            Busy: it is generating.
            InvalidArgument: the bytes are of another model, or damaged.
        """
        ...

    def end(self, error: OroError) -> None:
        """Tell every job, and those that still come, that it cannot go on."""
        ...

    def free(self) -> None:
        """Give its memory back; it has ended."""
        ...


class Embeds(Protocol):
    """A context that makes vectors of texts."""

    longest: int
    """Tokens of one input."""
    ranks: bool
    """The model tells how well texts answer, in place of vectors; each vector is its scores."""

    async def compute(self, inputs: Sequence[Sequence[int]]) -> Vectors:
        """Return the vector of each input. If cancelled, what has not been computed is not.

        Raises:
            OroError: it cannot be computed.
        """
        ...

    def end(self, error: OroError) -> None:
        """Tell every job, and those that still come, that it cannot go on."""
        ...


class LoadedModel(Protocol):
    """A model that is loaded."""

    facts: Facts

    async def tokenize(self, text: str, *, add_special: bool = True, parse_special: bool = True) -> list[int]:
        """Return the tokens of a text.

        Args:
            text: lone surrogates become question marks.
            add_special: put before and after it what the model wants there.
            parse_special: read control tokens where their text is; False makes them plain text.
        """
        ...

    async def pieces(self, tokens: Sequence[int]) -> list[bytes]:
        """Return the bytes of each token, control tokens included."""
        ...

    async def adapt(self, id: str, path: Path) -> None:
        """Load a LoRA adapter, which jobs name by an id.

        Raises:
            CannotLoad: it is for another model, or no adapter.
        """
        ...

    async def generator(self, shape: Shape, pace: float) -> Generates:
        """Make a context that generates.

        Args:
            shape: how large it is.
            pace: seconds a step should take that streams wait for.

        Raises:
            CannotLoad: there is no memory for it.
        """
        ...

    async def embedder(self, threads: int) -> Embeds:
        """Make a context that embeds.

        Raises:
            CannotLoad: the model has no embeddings, or there is no memory.
        """
        ...

    def free(self) -> None:
        """Give its memory back, and that of its contexts; they have ended."""
        ...


class Engine(Protocol):
    """What loads models."""

    async def load(self, path: Path, layers: int) -> LoadedModel:
        """Load a model whose header has been checked.

        Args:
            path: the file.
            layers: how many the GPU holds; -1 is all.

        Raises:
            CannotLoad: llama.cpp refused it, or is not there.
            Crashed: the process that was to load it has ended.
        """
        ...

    async def close(self) -> None:
        """Give everything back. What it loaded is not used any more."""
        ...
