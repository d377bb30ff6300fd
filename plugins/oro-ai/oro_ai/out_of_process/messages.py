"""Messages between the app and the process that computes, as MessagePack."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Raw, Struct

from oro_ai.engine.job import Adapter, Done, Piece, Sampling
from oro_ai.engine.media import Attached, Media
from oro_ai.engine.placement import Placement
from oro_ai.engine.shape import Shape
from oro_ai.engine.state import Saved
from oro_ai.out_of_process.refusals import Refusal

__all__ = (
    "Adapt",
    "Answered",
    "Ask",
    "Asked",
    "Cancel",
    "Clear",
    "ClearSoon",
    "Cleared",
    "Embed",
    "Embedder",
    "End",
    "Forget",
    "Free",
    "Load",
    "Logged",
    "Look",
    "MakeEmbedder",
    "MakeGenerator",
    "Order",
    "Pieces",
    "Read",
    "Refused",
    "Report",
    "Restore",
    "Save",
    "Submit",
    "Tokenize",
    "Told",
)


# -- requests, each answered by `Answered` or `Refused` -------------------------------------------------------------


class Load(Struct, frozen=True, tag=True):
    """Load a model and answer with its facts. Later messages name it by this number, and contexts by theirs."""

    model: int
    path: str
    placement: Placement


class Adapt(Struct, frozen=True, tag=True):
    """Load a LoRA adapter."""

    model: int
    id: str
    path: str


class MakeGenerator(Struct, frozen=True, tag=True):
    """Make a context that generates."""

    context: int
    model: int
    shape: Shape
    pace: float


class MakeEmbedder(Struct, frozen=True, tag=True):
    """Make a context that embeds, and answer with an `Embedder`."""

    context: int
    model: int
    threads: int


class Tokenize(Struct, frozen=True, tag=True):
    """Answer with the tokens of a text."""

    model: int
    text: str
    add_special: bool
    parse_special: bool


class Read(Struct, frozen=True, tag=True):
    """Answer with the tokens of a prompt with images or audio."""

    model: int
    parts: Sequence[str | Attached]
    add_special: bool


class Pieces(Struct, frozen=True, tag=True):
    """Answer with the bytes of tokens."""

    model: int
    tokens: Sequence[int]


class Look(Struct, frozen=True, tag=True):
    """Answer with the state of a context that generates."""

    context: int


class Clear(Struct, frozen=True, tag=True):
    """End every job of a context and forget its caches."""

    context: int


class Save(Struct, frozen=True, tag=True):
    """Answer with the contents of a sequence's cache."""

    context: int
    slot: int


class Restore(Struct, frozen=True, tag=True):
    """Restore the contents of a sequence's cache."""

    context: int
    saved: Saved
    slot: int


class Embed(Struct, frozen=True, tag=True):
    """Answer with the vectors of inputs, each as the bytes of its floats."""

    context: int
    inputs: Sequence[Sequence[int]]


Ask = Load | Adapt | MakeGenerator | MakeEmbedder | Tokenize | Read | Pieces | Look | Clear | Save | Restore | Embed


class Embedder(Struct, frozen=True):
    """The facts about a context that embeds."""

    longest: int
    ranks: bool


class Asked(Struct, frozen=True, tag=True):
    """A request, and the number of its answer."""

    number: int
    ask: Ask


# -- orders without an answer ---------------------------------------------------------------------------------------


class Submit(Struct, frozen=True, tag=True, kw_only=True):
    """Generate: the members of a `Job`, with a number for later messages."""

    job: int
    context: int
    prompt: Sequence[int]
    max_tokens: int
    sampling: Sampling
    stop: tuple[str, ...]
    ignore_end: bool
    special: bool
    logprobs: int | None
    adapters: tuple[Adapter, ...]
    reuse: bool
    scores: bool
    media: tuple[Media, ...]


class Cancel(Struct, frozen=True, tag=True):
    """Cancel a job."""

    job: int


class Forget(Struct, frozen=True, tag=True):
    """Drop an answer."""

    number: int


class ClearSoon(Struct, frozen=True, tag=True):
    """Do as `Clear`."""

    context: int


class End(Struct, frozen=True, tag=True):
    """End the jobs of a context for good."""

    context: int
    why: Refusal


class Free(Struct, frozen=True, tag=True):
    """Free the memory of a model and its contexts, or of a context."""

    number: int


Order = Asked | Submit | Cancel | Forget | ClearSoon | End | Free


# -- reports --------------------------------------------------------------------------------------------------------


class Answered(Struct, frozen=True, tag=True):
    """An answer."""

    number: int
    value: Raw


class Refused(Struct, frozen=True, tag=True):
    """The error of a request."""

    number: int
    why: Refusal


class Told(Struct, frozen=True, tag=True):
    """Events of jobs, in order; a refusal is the last event of its job, as `Done` is."""

    events: Sequence[tuple[int, Piece | Done | Refusal]]


class Cleared(Struct, frozen=True, tag=True):
    """A cache was emptied in place."""


class Logged(Struct, frozen=True, tag=True):
    """A line for the app's log."""

    logger: str
    level: int
    line: str


Report = Answered | Refused | Told | Cleared | Logged
