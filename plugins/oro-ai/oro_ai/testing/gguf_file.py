"""Write model files in the GGUF format, version 3."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ("Int32", "Q8", "Short", "Signed", "quantised", "write_gguf")

ALIGNMENT = 32
_F32, _F16, _Q8 = 0, 1, 8
Array = np.ndarray[Any, Any]
_BLOCK = np.dtype([("scale", "<f2"), ("weights", "i1", 32)])


@dataclass(frozen=True, slots=True)
class Int32:
    """An array of numbers to write as signed integers."""

    values: Sequence[int]


@dataclass(frozen=True, slots=True)
class Short:
    """A number to write in two bytes."""

    value: int


@dataclass(frozen=True, slots=True)
class Signed:
    """A number to write as a signed integer."""

    value: int


@dataclass(frozen=True, slots=True)
class Q8:
    """Weights in llama.cpp's format Q8_0: blocks of 32 bytes, each with a scale."""

    shape: tuple[int, ...]
    blocks: Array


def quantised(weights: Array) -> Q8:
    """Return weights as Q8_0; their last dimension must be a multiple of 32."""
    rows = weights.reshape(-1, 32)
    scales = np.abs(rows).max(axis=1) / 127
    blocks = np.empty(len(rows), _BLOCK)
    blocks["scale"] = scales
    blocks["weights"] = np.round(rows / np.maximum(scales, 1e-30)[:, None])
    return Q8(weights.shape, blocks)


def write_gguf(path: Path, metadata: Mapping[str, Any], tensors: Mapping[str, Array | Q8]) -> None:
    """Write a file.

    Args:
        path: the file to write.
        metadata: text, booleans, unsigned integers, floats, `Short`, `Signed`, and arrays of one type.
        tensors: float32, float16 or Q8_0 by name, in C order as in numpy.
    """
    described, offset = [], 0
    for name, tensor in tensors.items():
        shape = struct.pack(f"<I{len(tensor.shape)}Q", len(tensor.shape), *reversed(tensor.shape))
        described.append(_text(name) + shape + struct.pack("<IQ", _type(tensor), offset))
        offset += _padded(_stored(tensor).nbytes)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata))
    head += b"".join(_text(key) + _entry(value) for key, value in metadata.items()) + b"".join(described)
    with path.open("wb") as file:
        file.write(head.ljust(_padded(len(head)), b"\0"))
        for stored in map(_stored, tensors.values()):
            file.write(np.ascontiguousarray(stored).tobytes().ljust(_padded(stored.nbytes), b"\0"))


def _type(tensor: Array | Q8) -> int:
    return _Q8 if isinstance(tensor, Q8) else {np.dtype(np.float32): _F32, np.dtype(np.float16): _F16}[tensor.dtype]


def _stored(tensor: Array | Q8) -> Array:
    return tensor.blocks if isinstance(tensor, Q8) else tensor


def _padded(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _entry(value: Any) -> bytes:
    if isinstance(value, Short):
        return struct.pack("<IH", 2, value.value)
    if isinstance(value, Signed):
        return struct.pack("<Ii", 5, value.value)
    if isinstance(value, Int32):
        return struct.pack("<IIQ", 9, 5, len(value.values)) + struct.pack(f"<{len(value.values)}i", *value.values)
    if isinstance(value, (list, tuple)):
        kind = _kind(value[0])
        return struct.pack("<IIQ", 9, kind, len(value)) + b"".join(_plain(item) for item in value)
    return struct.pack("<I", _kind(value)) + _plain(value)


def _kind(value: Any) -> int:
    return 7 if isinstance(value, bool) else 4 if isinstance(value, int) else 6 if isinstance(value, float) else 8


def _plain(value: Any) -> bytes:
    if isinstance(value, bool):
        return struct.pack("<?", value)
    if isinstance(value, int):
        return struct.pack("<I", value)
    return struct.pack("<f", value) if isinstance(value, float) else _text(value)
