"""Cut and read server-sent events (HTML Living Standard, "Server-sent events"). Sans-IO."""

from __future__ import annotations

import re

__all__ = ("END", "data_of")

END = re.compile(rb"\r\n\r\n|\n\n|\r\r|\n\r\n")
"""The end of an event."""
_LINES = re.compile(rb"\r\n|\n|\r")


def data_of(block: bytes) -> bytes:
    """Return the data of one event, empty for a comment."""
    lines = [line for line in _LINES.split(block) if line.startswith((b"data:", b"error:"))]
    return b"\n".join(line.partition(b":")[2].removeprefix(b" ") for line in lines)
