"""Names of model files."""

from __future__ import annotations

import re

__all__ = ("SUFFIX", "is_projector", "projector_rank", "without_quantisation")

SUFFIX = ".gguf"
_PREFERRED = ("F16", "BF16", "F32", "Q8_0")
_QUANTISED = re.compile(r"(?i)(?<![a-z0-9])(b?f16|f32|i?q\d\w*|ud|\d{5}-of-\d{5})(?![a-z0-9])")


def is_projector(path: str) -> bool:
    """Return whether a file is the part of a model that sees pictures, which is no language model by itself."""
    return "mmproj" in path.lower()


def projector_rank(path: str) -> int:
    """Return the place of a projector in the order of preference, which its numbers decide: those of 16 bits first."""
    upper = path.upper()
    return next((place for place, kind in enumerate(_PREFERRED) if kind in upper), len(_PREFERRED))


def without_quantisation(name: str) -> str:
    """Return a name without what it says of the model's numbers and of its parts."""
    return _QUANTISED.sub("", name)
