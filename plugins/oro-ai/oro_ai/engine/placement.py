"""Where the weights of a model lie: in which memory, and on which processor of graphics."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

__all__ = ("ALL_LAYERS", "Placement")

ALL_LAYERS = -1


class Placement(msgspec.Struct, frozen=True, kw_only=True):
    """Where the weights of a model lie."""

    layers: int = 0
    """The number of layers on GPUs; `ALL_LAYERS` for all."""
    load_mode: str = "auto"
    """One of `oro_ai.choices.LOAD_MODES`."""
    split: str = "layer"
    """One of `oro_ai.choices.SPLITS`."""
    main_gpu: int = 0
    """The GPU that has the whole model without a split, and small tensors with one of rows."""
    shares: Sequence[float] = ()
    """The part of each GPU, in proportion; empty for the memory that each has."""
    workers: Sequence[str] = ()
    """llama.cpp's RPC workers, each `HOST:PORT`, whose devices count as GPUs."""
    projector: str = ""
    """The file of its projector, which reads images and audio; empty for none."""
    projector_threads: int = 1
    """The number of threads that compute the projector."""
