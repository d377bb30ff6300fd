"""Judge pictures by their pixels."""

from __future__ import annotations

__all__ = ("PIXEL", "uniform")

PIXEL = 4
"""Bytes of one pixel."""


def uniform(pixels: bytes, width: int, stride: int) -> bool:
    """Return whether a picture has one colour only.

    Args:
        pixels: its rows, one after the other.
        width: of a row, in pixels.
        stride: of a row, in bytes; what is beyond its pixels is ignored.
    """
    line = pixels[:PIXEL] * width
    return all(pixels[start : start + len(line)] == line for start in range(0, len(pixels) - len(line) + 1, stride))
