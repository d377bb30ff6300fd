"""The scheduling of generation: jobs, slots, steps and text. Nothing here calls llama.cpp."""

from __future__ import annotations

__all__ = ()
