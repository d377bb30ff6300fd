"""The files that pages may open as databases.

The plugin `fs` reads paths where it is there, for it knows the app's folders; without it paths are what they are for
any other program of the user. The app's guard says which of them are for pages.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol, runtime_checkable
from urllib.parse import unquote, urlsplit

from oro_framework.protected import Use
from oro_framework.types import Host
from oro_sqlite.errors import PathMissing, SecurityError
from oro_sqlite.wire.location import Location

__all__ = ("Access", "Files")


@runtime_checkable
class Files(Protocol):
    """The service `fs`, as far as it is asked."""

    def locate(self, path: str, use: Use) -> str:
        """Return the absolute path, no link in it, of a file that pages may use so; blocks."""
        ...


class Access:
    """Finds where paths lead, and refuses what is not for pages. Its methods block."""

    def __init__(self, host: Host) -> None:
        files = host.service("fs")
        self._files: Files | None = files if isinstance(files, Files) else None
        self._guard = host.path_guard

    @property
    def confined(self) -> bool:
        """Whether pages are kept to some folders."""
        return self._guard.confined

    def still(self) -> AbstractContextManager[Any]:
        """Keep names as they are between the look at a path and its opening."""
        return self._guard.still()

    def hold(self, path: str) -> Callable[[], None]:
        """Keep the folder of a file under its name: SQLite makes journals in it, by name, whenever it writes."""
        return self._guard.hold(os.path.dirname(path))

    def located(self, location: Location) -> Location:
        """Return a location as SQLite may open it; one in memory is returned as it is.

        Raises:
            SecurityError: pages may not open it.
            PathMissing: it was not to be made and is not there.
        """
        if not location.path:
            return location
        path = self.file(location.path, Use.WRITE if location.writes else Use.READ)
        if not location.creates and not os.path.exists(path):
            raise PathMissing(path)
        return location.at(path)

    def file(self, path: str, use: Use) -> str:
        """Return the absolute path of a file.

        Raises:
            SecurityError: pages may not use it so.
        """
        if self._files is not None:
            return self._files.locate(path, use)
        if path[:6].lower() == "file:/":
            path = unquote(urlsplit(path).path)
        real = os.path.realpath(path)
        if (why := self._guard.refusal(real, use)) is not None:
            raise SecurityError(f'Cannot {use.value} "{path[:300]}": {why}')
        return real
