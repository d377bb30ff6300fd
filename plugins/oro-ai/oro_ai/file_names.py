"""Names of model files."""

from __future__ import annotations

__all__ = ("SUFFIX", "is_projector")

SUFFIX = ".gguf"


def is_projector(path: str) -> bool:
    """Return whether a file is the part of a model that sees pictures, which is no language model by itself."""
    return "mmproj" in path.lower()
