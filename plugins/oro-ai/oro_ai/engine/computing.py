"""The interface of engines, models and contexts, implemented by `oro_ai.in_process` and `oro_ai.out_of_process`.

Everything here is called on the loop, where events of jobs arrive, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from oro_ai.engine.facts import Facts
from oro_ai.engine.job import Job
from oro_ai.engine.media import Attached, MediaPrompt
from oro_ai.engine.placement import Placement
from oro_ai.engine.shape import Shape
from oro_ai.engine.state import Saved, State
from oro_framework.errors import OroError

if TYPE_CHECKING:
    import numpy as np

__all__ = ("Embeds", "Engine", "Generates", "LoadedModel", "Vectors")

Vectors = list["np.ndarray[Any, np.dtype[np.float32]]"]


class Generates(Protocol):
    """A context that generates.

    Every async method raises `Crashed` if the process that computes has ended.
    """

    shape: Shape

    async def ready(self) -> None:
        """Make the context usable: make it again, with an empty cache, if its process has ended."""
        ...

    def submit(self, job: Job) -> None:
        """Submit a job whose prompt and answer fit into the context."""
        ...

    def cancel(self, job: Job) -> None:
        """Cancel a job."""
        ...

    async def state(self) -> State:
        """Return its slots, cache and counters; empty if its process has ended."""
        ...

    async def clear(self) -> None:
        """End every job and clear all caches."""
        ...

    def clear_soon(self) -> None:
        """Order `clear` without waiting; it runs before later requests other than jobs."""
        ...

    async def save(self, slot: int = 0) -> Saved:
        """Return the state of a sequence.

        Raises:
            Busy: it is generating.
            UsageError: it holds images or audio.
        """
        ...

    async def restore(self, saved: Saved, slot: int = 0) -> None:
        """Restore the state that `save` returned in a sequence.

        Raises:
            Busy: it is generating.
            InvalidArgument: the bytes belong to another model, or are damaged.
        """
        ...

    def end(self, error: OroError) -> None:
        """Fail every job, and jobs submitted later, with an error."""
        ...

    def free(self) -> None:
        """Free its memory; call it after `end`."""
        ...


class Embeds(Protocol):
    """A context that computes embeddings."""

    longest: int
    """The most tokens of one input."""
    ranks: bool
    """Whether the model scores texts instead of embedding them; each vector then holds its scores."""

    async def compute(self, inputs: Sequence[Sequence[int]]) -> Vectors:
        """Return the vector of each input. If cancelled, the remaining inputs are not computed.

        Raises:
            OroError: the input cannot be computed.
        """
        ...

    def end(self, error: OroError) -> None:
        """Fail every job, and jobs submitted later, with an error."""
        ...


class LoadedModel(Protocol):
    """A loaded model."""

    facts: Facts

    async def tokenize(self, text: str, *, add_special: bool = True, parse_special: bool = True) -> list[int]:
        """Return the tokens of a text.

        Args:
            text: lone surrogates become question marks.
            add_special: add the model's special tokens before and after the text.
            parse_special: parse the text of control tokens as such; False makes it plain text.
        """
        ...

    async def pieces(self, tokens: Sequence[int]) -> list[bytes]:
        """Return the bytes of each token, control tokens included."""
        ...

    async def read(self, parts: Sequence[str | Attached], *, add_special: bool = True) -> MediaPrompt:
        """Return the tokens of a prompt with images or audio.

        Args:
            parts: its texts and files, in order.
            add_special: add the model's special tokens before and after the prompt.

        Raises:
            InvalidArgument: a file cannot be read, or no text follows the last one.
            Unsupported: the model has no projector.
        """
        ...

    async def adapt(self, id: str, path: Path) -> None:
        """Load a LoRA adapter under the id by which jobs name it.

        Raises:
            CannotLoad: the file is for another model, or not an adapter.
        """
        ...

    async def generator(self, shape: Shape, pace: float) -> Generates:
        """Make a context that generates.

        Args:
            shape: the size of the context.
            pace: the target length in seconds of a step that streams wait for.

        Raises:
            CannotLoad: there is not enough memory.
        """
        ...

    async def embedder(self, threads: int) -> Embeds:
        """Make a context that embeds.

        Raises:
            CannotLoad: the model has no embeddings, or there is not enough memory.
        """
        ...

    def free(self) -> None:
        """Free its memory and that of its contexts, which have ended."""
        ...


class Engine(Protocol):
    """Loader of models."""

    async def load(self, path: Path, placement: Placement) -> LoadedModel:
        """Load a model whose header has been checked.

        Args:
            path: the file.
            placement: where its weights lie.

        Raises:
            CannotLoad: llama.cpp refused the file, or is not installed.
            Crashed: the process that loads it has ended.
        """
        ...

    async def close(self) -> None:
        """Free everything; the models it loaded are no longer used."""
        ...
