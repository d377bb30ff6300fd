"""How large a context is."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ("Shape",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How large a context is."""

    cells: int
    """Tokens all sequences hold together."""
    sequences: int = 1
    batch: int = 128
    """Most rows of one step."""
    micro_batch: int = 0
    """Most rows computed at once; 0 is as `batch`."""
    threads: int = 1
    pooling: int | None = None
    """Makes it one for embeddings, pooled so; None makes it one that generates."""
