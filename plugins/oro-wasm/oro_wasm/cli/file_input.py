"""Read the files that commands are given."""

from __future__ import annotations

import sys
from pathlib import Path

from oro_framework.errors import UsageError

__all__ = ("STDIN", "read_file")

STDIN = "-"


def read_file(name: str) -> bytes:
    """Return the bytes of a file, or of the standard input under `-`.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
    except OSError as error:
        hint = "; name the .wasm file in it" if isinstance(error, IsADirectoryError) else ""
        raise UsageError(f'Cannot read "{name}": {error.strerror}{hint}') from None
