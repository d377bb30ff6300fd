"""`Entry`, one file, folder or symbolic link, as trees, snapshots, archives and packages are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ("Entry", "Kind")

Kind = Literal["file", "directory", "symlink"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file, a folder or a symbolic link."""

    path: str
    """Relative, with slashes, without `.` and `..`; `""` is the top itself."""
    kind: Kind
    data: bytes = b""
    """Of a file."""
    target: str = ""
    """Of a symbolic link."""
    mode: int = 0o644
    """Its permission bits."""
