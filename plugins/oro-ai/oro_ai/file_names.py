"""Names of model files."""

from __future__ import annotations

__all__ = ("SUFFIX",)

SUFFIX = ".gguf"
