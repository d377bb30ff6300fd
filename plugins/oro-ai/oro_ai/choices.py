"""Names among which settings choose, without the engine that knows what they stand for."""

from __future__ import annotations

__all__ = ("CACHE_TYPES", "LOAD_MODES", "SPLITS")

LOAD_MODES = ("auto", "read", "mmap", "mlock", "mmap+mlock", "direct")
"""How a file gets into memory: `read` into memory of its own, mapped, held so that it is never swapped out, or past the
system's cache."""
SPLITS = ("layer", "row", "none")
"""How several GPUs share a model: whole layers, the rows of each layer, or not at all."""
CACHE_TYPES = {
    "f32": 4.0, "f16": 2.0, "bf16": 2.0, "q8_0": 34 / 32, "q5_1": 24 / 32, "q5_0": 22 / 32, "q4_1": 20 / 32,
    "q4_0": 18 / 32, "iq4_nl": 18 / 32,
}  # fmt: skip
"""Bytes of one number in the cache, by type."""
