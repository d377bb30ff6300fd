"""A piece of work for a model, and what is told of it while it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct

from oro_framework.errors import OroError

__all__ = ("Adapter", "Done", "Event", "Failed", "Job", "Likelihood", "Piece", "Reason", "Sampling", "adapter_set")

Reason = Literal["stop", "length", "abort"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How the next token is chosen. A temperature of 0 takes the likeliest."""

    temperature: float = 0.8
    top_k: int = 40
    """0 is no limit."""
    top_p: float = 0.95
    min_p: float = 0.05
    typical_p: float = 1.0
    repeat_penalty: float = 1.0
    repeat_last_n: int = 64
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    seed: int | None = None
    """None is another one each time."""
    logit_bias: Mapping[int, float] = field(default_factory=dict)
    grammar: str = ""
    """GBNF with a rule `root`; empty for none."""
    trigger: str = ""
    """Text after which the grammar holds, blanks passed over; empty for holding from the beginning."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """A LoRA adapter of the model and how much of it is added."""

    id: str
    scale: float = 1.0


def adapter_set(adapters: Iterable[Adapter]) -> tuple[Adapter, ...]:
    """Return adapters in an order of their own, without those nothing is added of: the same ones are equal then."""
    return tuple(sorted((one for one in adapters if one.scale), key=lambda one: one.id))


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A token, its bytes, and the natural logarithm of its probability before anything is cut off."""

    token: int
    piece: bytes
    logprob: float
    top: tuple[tuple[int, bytes, float], ...] = ()
    """The likeliest tokens in its place, the likeliest first."""


class Piece(Struct, frozen=True, tag=True):
    """Text that no stop sequence can take back any more."""

    text: str
    tokens: int = 0
    """Tokens generated since the last piece, held back ones included."""
    likelihoods: tuple[Likelihood, ...] = ()


class Done(Struct, frozen=True, kw_only=True, tag=True):
    """A job has ended; nothing follows."""

    reason: Reason
    stop: str = ""
    """The stop sequence that was met, empty when the model itself ended."""
    prompt_tokens: int
    cached_tokens: int
    """Tokens of the prompt that were not computed again."""
    completion_tokens: int
    prompt_seconds: float
    generation_seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A job could not go on; nothing follows."""

    error: OroError


Event = Piece | Done | Failed


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """One sequence to be generated.

    `sink` is called where the `Post` of its generator leads. `cancelled` is set when the answer is not wanted any more;
    but for what is under way, no event follows but `Done` with reason `abort`.
    """

    prompt: Sequence[int]
    """At least one token."""
    max_tokens: int
    sink: Callable[[Event], None]
    sampling: Sampling = field(default_factory=Sampling)
    stop: tuple[str, ...] = ()
    ignore_end: bool = False
    """True goes on where the model would end."""
    special: bool = False
    """True shows control tokens as text."""
    logprobs: int | None = None
    """How many likeliest tokens are told in each place; None tells nothing of likelihoods."""
    adapters: tuple[Adapter, ...] = ()
    """As `adapter_set` returns them."""
    reuse: bool = True
    """False computes the whole prompt, whatever a cache holds of it."""
    cancelled: bool = False
