"""How large a context is."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ("Shape",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How large a context is."""

    cells: int
    """The tokens that all sequences hold together."""
    sequences: int = 1
    batch: int = 128
    """The most rows of one step."""
    micro_batch: int = 0
    """The most rows computed at once; 0 for the same as `batch`."""
    threads: int = 1
    cache_type: str = "f16"
    """The type of the numbers in the cache, one of `oro_ai.choices.CACHE_TYPES`."""
    lookup: int = 0
    """The most tokens that are guessed ahead; 0 for none."""
    pooling: int | None = None
    """The pooling of a context for embeddings; None for a context that generates."""
