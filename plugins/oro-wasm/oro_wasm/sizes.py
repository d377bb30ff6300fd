"""Sizes as people read them."""

from __future__ import annotations

__all__ = ("shown_size",)


def shown_size(size: int) -> str:
    """Return a number of bytes as a person reads it."""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{size / 1000:.1f} kB"
    return f"{size / 1_000_000:.1f} MB"
