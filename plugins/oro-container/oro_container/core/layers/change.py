"""`Change`, a notification of what happened to a path; `Edited`, a tree that was changed and the notifications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..entry import Kind
from .tree import Tree

__all__ = ("Change", "ChangeKind", "Edited")

ChangeKind = Literal["created", "modified", "removed", "renamed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that happened to a file, folder or symbolic link."""

    kind: ChangeKind
    path: str
    """Its real path: absolute, without symbolic links on the way."""
    node: Kind
    to: str | None = None
    """The path it was renamed to; what is below a folder moved with it."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The outcome of an operation that changes files, before it takes place."""

    tree: Tree
    changes: tuple[Change, ...] = ()
