"""`Placer`, a project's folder as the installer sees it, wherever that folder is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from oro_container.core.packages.changes import Link, Move, Present, Remove, Write
from oro_container.packages.stored import Stored

__all__ = ("Change", "Placer")

Change = Remove | Move | Link | Write


class Placer(Protocol):
    """Place and remove packages in a project.

    The host's own placer works on a folder of the machine (`LocalPlacer`). One for a container hands the descriptor of
    `Stored.open_files`, and `Stored.index`, to a process within the walls, which uses `Destination` there.
    """

    async def present(self, folders: Sequence[str]) -> Present:
        """Return the packages that are there, and those of folders of the project such as workspaces."""
        ...

    async def read(self, path: str) -> bytes | None:
        """Return the contents of a file of the project, or None."""
        ...

    async def stage(self, slot: str, stored: Stored) -> None:
        """Copy a package of the store beside its place; `Move` puts it there.

        Raises:
            Damaged: the package is not as it was written.
        """
        ...

    async def unstage(self, slot: str) -> None:
        """Remove what was staged and is not wanted."""
        ...

    async def apply(self, changes: Sequence[Change]) -> None:
        """Remove, move, link and write, in that order; each change is made whole or not at all."""
        ...
