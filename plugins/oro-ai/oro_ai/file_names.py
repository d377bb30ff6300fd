"""Names of model files."""

from __future__ import annotations

import re

__all__ = ("SUFFIX", "is_projector", "projector_rank", "quantisation_of", "without_quantisation")

SUFFIX = ".gguf"
_PREFERRED = ("F16", "FP16", "BF16", "F32", "FP32", "Q8_0")
_QUANTISATION = re.compile(r"(?i)(?<![a-z0-9])(?:ud-)?(?:i?q\d\w*|tq\d_\d|bf16|fp?16|fp?32|mxfp4(?:_moe)?)(?![a-z0-9])")
_PART = re.compile(r"(?<!\d)\d{5}-of-\d{5}(?!\d)")


def is_projector(path: str) -> bool:
    """Return whether a file is the part of a model that sees pictures, which is no language model by itself."""
    return "mmproj" in path.lower()


def projector_rank(path: str) -> int:
    """Return the place of a projector in the order of preference, which its numbers decide: those of 16 bits first."""
    kind = quantisation_of(path)
    return _PREFERRED.index(kind) if kind in _PREFERRED else len(_PREFERRED)


def quantisation_of(path: str) -> str:
    """Return the quantisation that a file is named after, such as `Q4_K_M`; empty where it is named after none."""
    stem = path.rpartition("/")[2].removesuffix(SUFFIX)
    found = _QUANTISATION.findall(stem)
    return found[-1].upper() if found else ""


def without_quantisation(name: str) -> str:
    """Return a name without what it says of the model's numbers and of its parts."""
    return _PART.sub("", _QUANTISATION.sub("", name))
