"""Refusing statements that name files pages may not open: ATTACH and VACUUM INTO."""

from __future__ import annotations

import os
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import apsw

from oro_framework.errors import OroError
from oro_framework.protected import Use
from oro_sqlite.engine.access import Access
from oro_sqlite.errors import SecurityError

__all__ = ("Authorizer",)


class Authorizer:
    """Decides for one connection whether a statement may be prepared; SQLite calls it while it prepares one.

    What it attaches must be open to changes even where the connection is for reading: VACUUM INTO writes all the same.

    Args:
        access: finds where paths lead.
        release: lets go of the folder of the connection's own file.
    """

    def __init__(self, access: Access, release: Callable[[], None] | None = None) -> None:
        self._access = access
        self._holds = [] if release is None else [release]
        self.refusal: OroError | None = None
        """Why the last statement was refused."""

    def __call__(self, action: int, first: str | None, *rest: str | None) -> int:
        """Answer SQLite: only ATTACH, which VACUUM INTO is too, names files."""
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
