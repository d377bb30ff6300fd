"""Opens the files of a folder for requests, and none outside it.

Rules
1. A path is split into names. Names that are empty, hidden, `.` or `..`, that hold a backslash, a colon or a control
   character, that end in a dot or a space, or that name a device of Windows, are refused, whatever the system is.
2. Links are followed where they lead to a file in the folder; the real names are held to rule 1 again.
3. The real path is then opened name by name, each relative to the folder before it and without following a link, so
   that a rename meanwhile leads nowhere else.
4. Only regular files are opened.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from oro_wasm.server.errors import NotServed

__all__ = ("ServedFolder", "names_of")

_REFUSED = re.compile(r"[\\:\x00-\x1f\x7f]")
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)")
_FOLDER = (
    getattr(os, "O_PATH", os.O_RDONLY)
    | getattr(os, "O_DIRECTORY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
)
_FILE = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # does not wait for a pipe that has taken the file's place
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def names_of(path: str) -> Sequence[str]:
    """Split a decoded path below a folder into names (rule 1).

    Raises:
        NotServed: a name is refused.
    """
    names = path.split("/")
    for name in names:
        if not name or name.startswith(".") or name[-1] in ". ":
            raise NotServed(path, "it has an empty or hidden name, or leads out of the folder")
        if _REFUSED.search(name) or _DEVICES.match(name):
            raise NotServed(path, f"{name!r} is no name of a file on every system")
    return names


class ServedFolder:
    """A folder whose files are served.

    Args:
        root: of an existing folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)

    def open(self, path: str) -> BinaryIO:
        """Open a file by its decoded path, such as `pkg/app.js`; the caller closes it.

        Raises:
            NotServed: it is refused, outside the folder, no regular file, or not there.
        """
        real = self._real(path, names_of(path))
        try:
            descriptor = self._opened(real) if os.open in os.supports_dir_fd else os.open(self._joined(real), _FILE)
        except OSError as error:
            raise NotServed(path, f"it cannot be opened ({error.strerror})") from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise NotServed(path, "it is no regular file")
        return open(descriptor, "rb")

    def is_folder(self, path: str) -> bool:
        """Return whether a path that would be served is a folder."""
        try:
            return os.path.isdir(self._joined(self._real(path, names_of(path)))) if path else True
        except NotServed:
            return False

    def _real(self, path: str, names: Sequence[str]) -> Sequence[str]:
        """Return the real names below the folder (rule 2)."""
        try:
            real = os.path.realpath(self._joined(names), strict=True)
        except (OSError, ValueError) as error:
            raise NotServed(path, "there is no such file") from error
        if real == self._root:
            raise NotServed(path, "it is the folder itself")
        if os.path.commonpath((real, self._root)) != self._root:
            raise NotServed(path, "a link leads out of the folder")
        return names_of(os.path.relpath(real, self._root).replace(os.sep, "/"))

    def _opened(self, names: Sequence[str]) -> int:
        """Return a descriptor of the file that real names lead to (rule 3)."""
        folder = os.open(self._root, _FOLDER)
        try:
            for name in names[:-1]:
                below = os.open(name, _FOLDER, dir_fd=folder)
                os.close(folder)
                folder = below
            return os.open(names[-1], _FILE, dir_fd=folder)
        finally:
            os.close(folder)

    def _joined(self, names: Sequence[str]) -> str:
        return os.path.join(self._root, *names)
