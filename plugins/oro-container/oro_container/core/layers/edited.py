"""`Edited`, a tree that was changed and the changes to tell."""

from __future__ import annotations

from dataclasses import dataclass

from ..change import Change
from .tree import Tree

__all__ = ("Edited",)


@dataclass(frozen=True, slots=True)
class Edited:
    """The outcome of an operation that changes files, before it takes place."""

    tree: Tree
    changes: tuple[Change, ...] = ()
