"""The configuration key oro-data reads."""

from __future__ import annotations

from typing import Any

from oro_framework.types import Setting

__all__ = ("ALL", "MAX_BYTES")


def byte_count(value: Any) -> int:
    """Read a number of bytes.

    Raises:
        ValueError: it is none; the message completes "expected …".
    """
    try:
        count = int(value)
    except (TypeError, ValueError):
        count = 0
    if count <= 0:
        raise ValueError("a number of bytes above 0")
    return count


MAX_BYTES = Setting("data_max_bytes", byte_count, 1 << 30, "largest array, table or image of a result, in bytes")
ALL = (MAX_BYTES,)
