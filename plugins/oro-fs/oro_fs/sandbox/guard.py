"""Asking the app's guard about open files by the path the kernel has for them, so that no link deceives it."""

from __future__ import annotations

import os

from oro_framework.protected import PathGuard, Use
from oro_fs.errors import SecurityError
from oro_fs.sandbox.kernel import path_of
from oro_fs.sandbox.roots import Place

__all__ = ("Guarded", "use_of")

_CHANGES = os.O_WRONLY | os.O_RDWR | os.O_TRUNC | os.O_APPEND | os.O_CREAT


def use_of(flags: int) -> Use:
    """Return what opening with these flags is for."""
    return Use.WRITE if flags & _CHANGES else Use.READ


class Guarded:
    """Asks the guard of the app.

    Args:
        guard: of the app.
    """

    def __init__(self, guard: PathGuard) -> None:
        self._guard = guard
        self.still = guard.still

    def check(self, fd: int, shown: str, use: Use) -> None:
        """Raise unless pages may do that with what is open.

        Raises:
            SecurityError: they may not.
        """
        self._ask(_known(fd, shown), shown, use)

    def check_name(self, folder: int, name: bytes, place: Place, use: Use) -> None:
        """Raise unless pages may do that with a name in an open folder; what lies there is not looked at.

        Raises:
            SecurityError: they may not.
        """
        self._ask(os.path.join(_known(folder, place.up().shown), name), place.shown, use)

    def allows(self, path: bytes, use: Use) -> bool:
        """Return whether pages may do that with a path that has no link in it."""
        return self._guard.refusal(path, use) is None

    def _ask(self, path: bytes, shown: str, use: Use) -> None:
        why = self._guard.refusal(path, use)
        if why is not None:
            raise SecurityError(f'Cannot {use.value} "{shown}": {why}')


def _known(fd: int, shown: str) -> bytes:
    return path_of(fd) or os.path.realpath(os.fsencode(shown))
