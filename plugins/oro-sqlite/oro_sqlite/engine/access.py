"""Which files a page may name: in `sqlite.open`, and in SQL by ATTACH and VACUUM INTO.

How a page writes paths is for the plugin `fs` to say, for it knows the app's folders; without it paths are what they
are for any other program of the user. What pages may do there is for the app's guard to say.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol, cast
from urllib.parse import unquote, urlsplit

from oro_framework.errors import OroError
from oro_framework.protected import Use
from oro_framework.types import Host
from oro_sqlite.errors import PathMissing, SecurityError
from oro_sqlite.wire.location import Location

__all__ = ("Access", "Authorizer", "Files")


class Files(Protocol):
    """What is asked of the service `fs`, when there is one."""

    def locate(self, path: str, use: Use) -> str:
        """Return the absolute path, no link in it, of a file that pages may use so; blocks."""
        ...


class Access:
    """Says where paths lead. Its methods block."""

    def __init__(self, host: Host) -> None:
        self._files = cast("Files | None", host.service("fs"))
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


class Authorizer:
    """Decides for one connection whether a statement may be prepared; SQLite asks while it does so.

    What it attaches must be open to changes even where the connection is for reading: VACUUM INTO writes all the same.

    Args:
        access: says where paths lead.
        release: lets go of the folder of the connection's own file.
    """

    def __init__(self, access: Access, release: Callable[[], None] | None = None) -> None:
        self._access = access
        self._holds = [] if release is None else [release]
        self.refusal: OroError | None = None
        """Why the last statement was refused."""

    def __call__(self, action: int, first: str | None, *rest: str | None) -> int:
        """Answer SQLite: only ATTACH, which VACUUM INTO is too, names files."""
        import apsw

        if action != apsw.SQLITE_ATTACH:
            return apsw.SQLITE_OK
        try:
            self._check(first)
        except OroError as error:
            self.refusal = error
            return apsw.SQLITE_DENY
        return apsw.SQLITE_OK

    def let_go(self) -> None:
        """Let the folders of the files of a closed connection be moved again."""
        while self._holds:
            self._holds.pop()()

    def _check(self, name: str | None) -> None:
        if name in ("", ":memory:"):
            return
        if not self._access.confined:
            if name is not None:
                self._access.file(_plain(name), Use.WRITE)
            return
        if name is None:
            raise SecurityError("Cannot attach a database: in a sandbox its name must be a plain text")
        if name[:5].lower() == "file:":
            raise SecurityError(f'Cannot attach "{name[:300]}": in a sandbox its name must be a path')
        with self._access.still():
            if self._access.file(name, Use.WRITE) != os.path.abspath(name):
                raise SecurityError(f'Cannot attach "{name[:300]}": a symbolic link lies on the way')
            self._holds.append(self._access.hold(name))


def _plain(name: str) -> str:
    """Return the path in a name that SQLite may read as a URI."""
    return unquote(urlsplit(name).path) if name[:5].lower() == "file:" else name
