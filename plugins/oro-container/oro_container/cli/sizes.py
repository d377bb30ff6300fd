"""Sizes and times as commands print them."""

from __future__ import annotations

__all__ = ("age_of", "size_of")

_AGES = ((86400, "d"), (3600, "h"), (60, "min"))


def size_of(count: int) -> str:
    """Return a number of bytes in the unit that suits it."""
    size, units = float(count), iter(("bytes", "kB", "MB"))
    unit = next(units)
    for larger in units:
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"


def age_of(seconds: float) -> str:
    """Return a time in the largest unit of which there is one."""
    for length, unit in _AGES:
        if seconds >= length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(0.0, seconds):.0f} s"
