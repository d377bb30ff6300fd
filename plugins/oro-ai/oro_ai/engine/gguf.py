"""Read the header of a model file before llama.cpp does (the GGUF format, versions 2 and 3). No I/O but
`read_header`.

llama.cpp reports a damaged file only to its log, and without details; this module reports the file and the reason.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ("Header", "NotGGUF", "parse_header", "read_header")

MAGIC = b"GGUF"
LARGEST = 64 << 20
"""The most bytes of metadata that are read."""
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TEXT, _ARRAY = 8, 9
_MOST_DEEP = 4
_DIMENSIONS = 4

_BLOCKS = {
    0: (1, 4),
    1: (1, 2),
    2: (32, 18),
    3: (32, 20),
    6: (32, 22),
    7: (32, 24),
    8: (32, 34),
    9: (32, 36),
    10: (256, 84),
    11: (256, 110),
    12: (256, 144),
    13: (256, 176),
    14: (256, 210),
    15: (256, 292),
    16: (256, 66),
    17: (256, 74),
    18: (256, 98),
    19: (256, 50),
    20: (32, 18),
    21: (256, 110),
    22: (256, 82),
    23: (256, 136),
    24: (1, 1),
    25: (1, 2),
    26: (1, 4),
    27: (1, 8),
    28: (1, 8),
    29: (256, 56),
    30: (1, 2),
    34: (256, 54),
    35: (256, 66),
}
"""Weights per block and bytes per block, by type of tensor."""


class NotGGUF(ValueError):
    """The bytes are not a usable GGUF file; the message completes "Cannot load "x": "."""


@dataclass(frozen=True, slots=True)
class Header:
    """The facts of a model file that are known before any weight is read."""

    architecture: str
    kind: str
    """`model` or `adapter`; `part` for a further file of a model that is stored in several."""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    """Single values by key; of arrays only their lengths."""
    size: int = 0
    """The size in bytes of the complete file, as far as the types of its tensors are known."""


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.place = 0

    def take(self, size: int) -> bytes:
        end = self.place + size
        if end > len(self._data):
            raise NotGGUF("it ends in the middle of its header: the file is not whole")
        piece = self._data[self.place : end]
        self.place = end
        return piece

    def number(self, code: str) -> Any:
        return struct.unpack("<" + code, self.take(struct.calcsize("<" + code)))[0]

    def text(self) -> str:
        return self.take(self.number("Q")).decode("utf-8", "replace")

    def value(self, kind: int, depth: int = 0) -> Any:
        if kind == _TEXT:
            return self.text()
        if kind == _ARRAY and depth < _MOST_DEEP:
            return self._array(depth)
        if (code := _SCALARS.get(kind)) is None:
            raise NotGGUF(f"its header has a value of the unknown type {kind}")
        return self.number(code)

    def _array(self, depth: int) -> int:
        kind, count = self.number("I"), self.number("Q")
        if (code := _SCALARS.get(kind)) is not None:
            self.take(struct.calcsize("<" + code) * count)
            return int(count)
        for _ in range(count):
            self.value(kind, depth + 1)
        return int(count)


def parse_header(data: bytes) -> Header:
    """Parse the beginning of a file.

    Raises:
        NotGGUF: the bytes are not GGUF, of another version, or end before the header does.
    """
    reader = _Reader(data)
    if data[:4] != MAGIC:
        raise NotGGUF("it is no GGUF file")
    reader.place = 4
    version = reader.number("I")
    if version not in (2, 3):
        raise NotGGUF(f"it is GGUF version {version}, and only 2 and 3 are known")
    tensors, entries = reader.number("Q"), reader.number("Q")
    metadata = {}
    for _ in range(entries):
        key = reader.text()
        metadata[key] = reader.value(reader.number("I"))
    architecture = metadata.get("general.architecture")
    if metadata.get("split.no"):
        return Header(str(architecture or ""), "part", metadata, _size(reader, tensors, metadata))
    if not isinstance(architecture, str):
        raise NotGGUF("it does not say which architecture it has")
    size = _size(reader, tensors, metadata)
    return Header(architecture, str(metadata.get("general.type", "model")), metadata, size)


def _size(reader: _Reader, tensors: int, metadata: Mapping[str, Any]) -> int:
    """Return the position where the last tensor ends."""
    end = 0
    for _ in range(tensors):
        reader.text()
        weights, dimensions = 1, reader.number("I")
        if dimensions > _DIMENSIONS:
            raise NotGGUF(f"it has a tensor of {dimensions} dimensions")
        for _ in range(dimensions):
            weights *= reader.number("Q")
        per_block, size = _BLOCKS.get(reader.number("I"), (1, 0))
        end = max(end, reader.number("Q") + weights // per_block * size)
    alignment = metadata.get("general.alignment", 32)
    if not isinstance(alignment, int) or not 0 < alignment <= 1 << 16:
        raise NotGGUF("its alignment makes no sense")
    return -(-reader.place // alignment) * alignment + end


def read_header(path: Path, architectures: Callable[[str], bool] = lambda name: True) -> Header:
    """Read the header of a file and check that the file is complete.

    Args:
        path: the file.
        architectures: returns whether an architecture can be loaded.

    Raises:
        NotGGUF: the file cannot be used.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(LARGEST)
        size = file.seek(0, 2)
    header = parse_header(data)
    if size < header.size:
        raise NotGGUF(f"it has {size} bytes of {header.size}: the file is not whole")
    if not architectures(header.architecture):
        raise NotGGUF(f'its architecture "{header.architecture}" is not one llama.cpp generates with')
    return header
