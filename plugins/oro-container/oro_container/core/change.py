"""`Change`, one thing that happened to a file; both engines tell of files by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .entry import Kind

__all__ = ("Change", "ChangeKind")

ChangeKind = Literal["created", "modified", "removed", "renamed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that happened to a file, folder or symbolic link.

    A folder that is created or removed with others in it has one change for each of them; one that is renamed has one
    for itself alone.
    """

    kind: ChangeKind
    path: str
    """Its real path: absolute, without symbolic links on the way."""
    node: Kind
    to: str | None = None
    """The path it was renamed to; what is below a folder moved with it."""
