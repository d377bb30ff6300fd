"""Unix sockets a permission is narrowed to, as an app writes them.

Rules
1. An entry is the absolute path of a socket, or of a folder, for every socket in it at any depth.
2. Paths are compared with every link and `..` in them followed.
3. A name in Linux's abstract namespace begins with NUL; only an entry of exactly that name means it.
4. No entries at all narrow nothing.
"""

from __future__ import annotations

import os
from typing import Any

from msgspec import Struct

__all__ = ("PathScope",)

_EXPECTED = 'absolute paths such as ["/run/app", "/tmp/app.sock"]'


class PathScope(Struct, frozen=True):
    """The Unix sockets that permission `net` is narrowed to; usable as the type of a `Setting`."""

    entries: tuple[str, ...] = ()

    @classmethod
    def parse(cls, value: Any) -> PathScope:
        """Read an array of paths, or one path as text.

        Raises:
            ValueError: it is neither, or a path is relative; the message completes "expected …".
        """
        if isinstance(value, PathScope):
            return value
        entries = [value] if isinstance(value, str) else value
        if not isinstance(entries, (list, tuple)) or not all(isinstance(item, str) for item in entries):
            raise ValueError(_EXPECTED)
        if not all(os.path.isabs(item) or item.startswith("\0") for item in entries):
            raise ValueError(_EXPECTED)
        return cls(tuple(entries))

    def allows(self, path: str) -> bool:
        """Return whether a socket of that path is within the scope."""
        if not self.entries:
            return True
        if path.startswith("\0"):
            return path in self.entries
        real = os.path.realpath(path)
        return any(_within(real, os.path.realpath(entry)) for entry in self.entries if not entry.startswith("\0"))

    def __str__(self) -> str:
        return ", ".join(entry.replace("\0", "@") for entry in self.entries) or "everything"


def _within(path: str, entry: str) -> bool:
    return path == entry or path.startswith(entry.rstrip(os.sep) + os.sep)
