"""Which files a page may name: in `sqlite.open`, and in SQL by ATTACH and VACUUM INTO.

Where paths lead is for the plugin `fs` to say, for it knows the app's folders. Without it paths are what they
are for any other program of the user, and with the sandbox on no file can be opened at all.
"""

from __future__ import annotations

import os
from typing import Protocol, cast
from urllib.parse import unquote, urlsplit

from oro_framework.errors import OroError
from oro_framework.types import Host
from oro_sqlite.errors import PathMissing, SecurityError
from oro_sqlite.location import Location

__all__ = ("Access", "Authorizer", "Files")

_SANDBOX = "filesystem_sandbox_enabled"
_FALSE = ("", "0", "false", "no", "off")


class Files(Protocol):
    """What is asked of the service `fs`, when there is one."""

    def locate(self, path: str) -> str:
        """Return the absolute path, no link in it, of a file that pages may read and write; blocks."""
        ...

    @property
    def confined(self) -> bool:
        """Whether pages are kept to some folders."""
        ...


class Access:
    """Says where paths lead. Its methods block."""

    def __init__(self, host: Host) -> None:
        self._files = cast("Files | None", host.service("fs"))
        self._shut = self._files is None and _sandbox_wanted(host)

    @property
    def confined(self) -> bool:
        """Whether pages are kept to some folders."""
        return self._shut or (self._files is not None and self._files.confined)

    def located(self, location: Location) -> Location:
        """Return a location as SQLite may open it; one in memory is returned as it is.

        Raises:
            SecurityError: pages may not open it.
            PathMissing: it was not to be made and is not there.
        """
        if not location.path:
            return location
        path = self.file(location.path)
        if not location.creates and not os.path.exists(path):
            raise PathMissing(path)
        return location.at(path)

    def file(self, path: str) -> str:
        """Return the absolute path of a file.

        Raises:
            SecurityError: pages may not open it.
        """
        if self._shut:
            raise SecurityError(
                f'Cannot open "{path[:300]}": {_SANDBOX} is on, and the plugin fs that knows its folders is not here'
            )
        if self._files is not None:
            return self._files.locate(path)
        if path[:6].lower() == "file:/":
            path = unquote(urlsplit(path).path)
        return os.path.realpath(path)


class Authorizer:
    """Decides for one connection whether a statement may be prepared; SQLite asks while it does so."""

    def __init__(self, access: Access) -> None:
        self._access = access
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

    def _check(self, name: str | None) -> None:
        if not self._access.confined or name in ("", ":memory:"):
            return
        if name is None:
            raise SecurityError("Cannot attach a database: in a sandbox its name must be a plain text")
        if name[:5].lower() == "file:":
            raise SecurityError(f'Cannot attach "{name[:300]}": in a sandbox its name must be a path')
        if self._access.file(name) != os.path.abspath(name):
            raise SecurityError(f'Cannot attach "{name[:300]}": a symbolic link lies on the way')


def _sandbox_wanted(host: Host) -> bool:
    written = host.settings.family("filesystem_").get("sandbox_enabled", False)
    values = [written, os.environ.get("FS_SANDBOX", ""), os.environ.get("ORO_FS_SANDBOX", "")]
    return any(str(value).strip().lower() not in _FALSE for value in values)
