"""Jobs that generate one sequence, and the events that report their progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct

from oro_ai.engine.media import Media
from oro_framework.errors import OroError

__all__ = ("Adapter", "Done", "Event", "Failed", "Job", "Likelihood", "Piece", "Reason", "Sampling", "adapter_set")

Reason = Literal["stop", "length", "abort"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """Options for choosing the next token. A temperature of 0 takes the most likely."""

    temperature: float = 0.8
    top_k: int = 40
    """The number of most likely tokens to choose from; 0 for no limit."""
    top_p: float = 0.95
    min_p: float = 0.05
    typical_p: float = 1.0
    repeat_penalty: float = 1.0
    repeat_last_n: int = 64
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    seed: int | None = None
    """The seed; None for another one each time."""
    logit_bias: Mapping[int, float] = field(default_factory=dict)
    grammar: str = ""
    """GBNF with a rule `root`; empty for none."""
    trigger: str = ""
    """The text after which the grammar applies, ignoring blanks; empty applies it from the beginning."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """A LoRA adapter of the model, and its scale."""

    id: str
    scale: float = 1.0


def adapter_set(adapters: Iterable[Adapter]) -> tuple[Adapter, ...]:
    """Return adapters sorted and without those of scale 0, so that equal sets compare equal."""
    return tuple(sorted((one for one in adapters if one.scale), key=lambda one: one.id))


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A token, its bytes, and the natural logarithm of its probability before any sampler is applied."""

    token: int
    piece: bytes
    logprob: float
    top: tuple[tuple[int, bytes, float], ...] = ()
    """The most likely tokens at its position, most likely first."""


class Piece(Struct, frozen=True, tag=True):
    """Text that can no longer become part of a stop sequence."""

    text: str
    tokens: int = 0
    """Tokens generated since the last piece, including held back ones."""
    likelihoods: tuple[Likelihood, ...] = ()
    prompt: tuple[Likelihood, ...] = ()
    """The likelihoods of the prompt's tokens but the first, with the first piece of a job that `scores`."""


class Done(Struct, frozen=True, kw_only=True, tag=True):
    """A job has ended; nothing follows."""

    reason: Reason
    stop: str = ""
    """The stop sequence that ended it; empty when the model itself ended."""
    prompt_tokens: int
    cached_tokens: int
    """Tokens of the prompt that were in the cache already."""
    completion_tokens: int
    prompt_seconds: float
    generation_seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A job failed; nothing follows."""

    error: OroError


Event = Piece | Done | Failed


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """One sequence to be generated.

    `sink` is called with each event, where the generator's `Post` delivers it. `cancelled` is set when the answer is
    no longer wanted; after events already on their way, only `Done` with reason `abort` follows.
    """

    prompt: Sequence[int]
    """At least one token; those of images and audio are below 0."""
    max_tokens: int
    """0 computes the prompt and generates nothing."""
    sink: Callable[[Event], None]
    sampling: Sampling = field(default_factory=Sampling)
    stop: tuple[str, ...] = ()
    ignore_end: bool = False
    """Whether to continue where the model would end."""
    special: bool = False
    """Whether to show control tokens as text."""
    logprobs: int | None = None
    """The number of most likely tokens to report at each position; None reports no likelihoods."""
    adapters: tuple[Adapter, ...] = ()
    """The adapters, as returned by `adapter_set`."""
    reuse: bool = True
    """Whether to use the part of the prompt that a cache holds; False computes the whole prompt."""
    scores: bool = False
    """Whether to report the likelihoods of the prompt's tokens, too; nothing may be reused then."""
    media: tuple[Media, ...] = ()
    """The images and audio of the prompt, in order; text follows the last."""
    cancelled: bool = False
