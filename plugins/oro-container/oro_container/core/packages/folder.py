"""`ProjectFolder`, the files of a project as they are read to find its packages."""

from __future__ import annotations

from typing import Protocol

__all__ = ("ProjectFolder",)


class ProjectFolder(Protocol):
    """The files of a project."""

    async def read(self, path: str) -> str | None:
        """Return the text of a file, or None if there is none."""
        ...

    async def folders(self, path: str) -> list[str]:
        """Return the names of the folders in a folder, links left out; none if it is not there."""
        ...
