"""The mask of RFC 6455, taken off or put on: in C, or by tables where there is no compiled `websockets`.

A page masks every byte it sends. For 64 KiB that is 57 µs of Python and 1 µs of C.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

__all__ = ("by_tables", "unmasked")

_BY_NUMBER: Final = 2048
"""Bytes up to which one large number is faster than four tables."""
_EVERY_BYTE: Final = int.from_bytes(bytes(range(256)))
_ONES: Final = int.from_bytes(b"\1" * 256)
_TABLES: Final = [(_EVERY_BYTE ^ mask * _ONES).to_bytes(256) for mask in range(256)]
"""For each mask, what becomes of every byte."""


def by_tables(data: memoryview, mask: bytes) -> bytes:
    """Return bytes with their mask taken off, or put on; `mask` has four."""
    size = len(data)
    if size > _BY_NUMBER:
        whole = bytearray(data)
        for place, byte in enumerate(mask):
            if byte:
                whole[place::4] = whole[place::4].translate(_TABLES[byte])
        return bytes(whole)
    pattern = int.from_bytes((mask * (size // 4 + 1))[:size], "little")
    return (int.from_bytes(data, "little") ^ pattern).to_bytes(size, "little")


unmasked: Callable[[memoryview, bytes], bytes]
try:
    from websockets.speedups import apply_mask as unmasked
except ImportError:  # no compiler, and no wheel for this machine
    unmasked = by_tables
