"""Writing model files: the GGUF format, version 3."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ("Int32", "write_gguf")

ALIGNMENT = 32
_F32, _F16 = 0, 1
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Int32:
    """Numbers to be written as signed ones."""

    values: Sequence[int]


def write_gguf(path: Path, metadata: Mapping[str, Any], tensors: Mapping[str, Array]) -> None:
    """Write a file.

    Args:
        path: where.
        metadata: text, booleans, whole numbers (unsigned), floats, and arrays of one kind of them.
        tensors: float32 or float16 by name, their first dimension being the slowest, as numpy has it.
    """
    described, offset = [], 0
    for name, tensor in tensors.items():
        kind = {np.dtype(np.float32): _F32, np.dtype(np.float16): _F16}[tensor.dtype]
        shape = struct.pack(f"<I{tensor.ndim}Q", tensor.ndim, *reversed(tensor.shape))
        described.append(_text(name) + shape + struct.pack("<IQ", kind, offset))
        offset += _padded(tensor.nbytes)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata))
    head += b"".join(_text(key) + _entry(value) for key, value in metadata.items()) + b"".join(described)
    with path.open("wb") as file:
        file.write(head.ljust(_padded(len(head)), b"\0"))
        for tensor in tensors.values():
            file.write(np.ascontiguousarray(tensor).tobytes().ljust(_padded(tensor.nbytes), b"\0"))


def _padded(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _entry(value: Any) -> bytes:
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
