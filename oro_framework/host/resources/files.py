"""Opens files below a folder, and none outside it, whatever links and renames there are.

Rules
1. A folder is opened by its path; everything below it is opened name by name, each relative to the
   descriptor of the folder before it, so that renames meanwhile have no effect.
2. The kernel never follows a link. A link is read and its target walked like
   any other names: `..` returns to a descriptor already held, and above the root it is refused.
3. Links are refused altogether where `follow` is false (`filesystem_no_follow_symlinks`).
4. Only regular files are opened: no device, pipe or socket is touched.
5. A file that is never served is refused by its real path, whatever link leads to it.
6. Size, time, entity tag and bytes of a file all come from its one descriptor.
"""

from __future__ import annotations

import enum
import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from oro_framework.errors import Denied, ErrnoError
from oro_framework.host.resources.conditional import Validators
from oro_framework.host.resources.path_guard import Guard
from oro_framework.host.resources.unserved import unserved

__all__ = ("Folder", "Kind", "OpenFile", "open_file")

MAX_LINKS = 40
_MISSING = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.EINVAL})
_DIRECTORY = (
    getattr(os, "O_PATH", os.O_RDONLY)
    | getattr(os, "O_DIRECTORY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
)
_ROOT = _DIRECTORY & ~getattr(os, "O_NOFOLLOW", 0)
_READ = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # does not wait for a pipe that has taken the file's place
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class Kind(enum.Enum):
    """A name that is no file."""

    FOLDER = "folder"


class OpenFile(Struct):
    """A regular file, open for reading; the owner closes it."""

    fd: int
    size: int
    mtime_ns: int
    inode: int
    linked: tuple[str, ...] | None = None
    """Its real names below the folder that is served, where a link led to it."""

    @property
    def validators(self) -> Validators:
        """The entity tag and date of the present state of the file."""
        return Validators(f'"{self.mtime_ns:x}-{self.size:x}-{self.inode:x}"', self.mtime_ns // 1_000_000_000)

    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes from `offset`; fewer only where the file ends."""
        if offset:
            os.lseek(self.fd, offset, os.SEEK_SET)
        data = os.read(self.fd, length)
        while len(data) < length and (more := os.read(self.fd, length - len(data))):
            data += more
        return data

    def close(self) -> None:
        """Close the descriptor."""
        os.close(self.fd)


class Folder:
    """A folder whose files may be served.

    Args:
        path: its path; it need not exist yet, and may be replaced while the app runs.
        follow: whether links that stay inside are followed.
        guard: refuses further files.
    """

    def __init__(self, path: Path, *, follow: bool = True, guard: Guard | None = None) -> None:
        self.path = path
        self.follow = follow
        self._real = os.path.realpath(path)
        self._guard = guard if guard is not None and guard.hides_below(self._real) else None

    def check(self, names: Sequence[str]) -> None:
        """Raise unless a file may be served.

        Args:
            names: its real path below this folder.

        Raises:
            Denied: the file is never served.
        """
        why = next((why for name in names if (why := unserved(name)) is not None), None)
        if why is None and self._guard is not None:
            why = self._guard.hides(os.path.join(self._real, *names))
        if why is not None:
            raise Denied(f'Cannot open "{"/".join(names)}": {why}')

    def open(self, names: Sequence[str]) -> OpenFile | Kind | None:
        """Open the file that `names` lead to; return `Kind.FOLDER` for a folder, None when there is nothing.

        Raises:
            Denied: a link would be followed against the rules, it is no regular file, or it is unreadable.
            ErrnoError: the operating system failed.
        """
        try:
            if os.open not in os.supports_dir_fd:
                return _open_by_path(self, names)
            with _Walk(self) as walk:
                return walk.to(names)
        except OSError as error:
            if error.errno in _MISSING:
                return None
            shown = "/".join(names)
            if error.errno in (errno.EACCES, errno.EPERM):
                raise Denied(f'Cannot open "{shown}": the system does not let it be read') from error
            raise ErrnoError(error.errno or errno.EIO, f'Cannot open "{shown}": {error.strerror}') from error


class _Walk:
    """A walk down from a folder: the descriptors of the folders so far, the root first."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._passed: list[int] = []
        self._names: list[str] = []
        """Those of the folders passed through, the root left out."""

    def __enter__(self) -> _Walk:
        self._passed.append(os.open(self._folder.path, _ROOT))
        return self

    def __exit__(self, *_: object) -> None:
        for fd in self._passed:
            os.close(fd)

    def to(self, names: Sequence[str]) -> OpenFile | Kind | None:
        waiting = list(reversed(names))
        links = 0
        while waiting:
            name = waiting.pop()
            if name == "..":
                self._up()
                continue
            found = os.stat(name, dir_fd=self._passed[-1], follow_symlinks=False)
            if stat.S_ISLNK(found.st_mode):
                links += 1
                if links > MAX_LINKS:
                    return None
                waiting.extend(reversed(self._link(name)))
            elif stat.S_ISDIR(found.st_mode):
                self._passed.append(os.open(name, _DIRECTORY, dir_fd=self._passed[-1]))
                self._names.append(name)
            elif waiting:
                return None
            else:
                real = (*self._names, name)
                self._folder.check(real)
                return _regular(name, found, self._passed[-1], real if links else None)
        return Kind.FOLDER

    def _up(self) -> None:
        if len(self._passed) == 1:
            raise Denied("Cannot follow a link: it leaves the folder that is served")
        os.close(self._passed.pop())
        self._names.pop()

    def _link(self, name: str) -> list[str]:
        """Return the names of a link's target; an absolute target begins again at the root."""
        if not self._folder.follow:
            raise Denied(f'Cannot follow the link "{name}": filesystem_no_follow_symlinks is on')
        target = os.readlink(name, dir_fd=self._passed[-1])
        if target.startswith("/"):
            root = os.path.realpath(self._folder.path)
            if target != root and not target.startswith(root + "/"):
                raise Denied(f'Cannot follow the link "{name}": it leaves the folder that is served')
            while len(self._passed) > 1:
                self._up()
            target = target[len(root) :]
        return [part for part in target.split("/") if part not in ("", ".")]


def _regular(name: str, found: os.stat_result, folder: int, linked: tuple[str, ...] | None) -> OpenFile:
    if stat.S_ISREG(found.st_mode):
        return _checked(os.open(name, _READ, dir_fd=folder), name, linked)
    raise Denied(f'Cannot open "{name}": it is no regular file')


def open_file(path: Path) -> OpenFile:
    """Open a file of an installed package by its path.

    Raises:
        Denied: it is no regular file.
        OSError: it cannot be opened.
    """
    return _checked(os.open(path, _READ & ~getattr(os, "O_NOFOLLOW", 0)), path.name)


def _checked(fd: int, name: str, linked: tuple[str, ...] | None = None) -> OpenFile:
    found = os.fstat(fd)
    if not stat.S_ISREG(found.st_mode):
        os.close(fd)
        raise Denied(f'Cannot open "{name}": it is no regular file')
    return OpenFile(fd, found.st_size, found.st_mtime_ns, found.st_ino, linked)


def _open_by_path(folder: Folder, names: Sequence[str]) -> OpenFile | Kind | None:
    """Open a file where folders have no descriptors (Windows), after one check of its real path."""
    root = Path(os.path.realpath(folder.path))
    plain = root.joinpath(*names)
    real = Path(os.path.realpath(plain))
    if not real.is_relative_to(root):
        raise Denied(f'Cannot follow the link "{names[-1]}": it leaves the folder that is served')
    if not folder.follow and real != plain:
        raise Denied(f'Cannot follow the link "{names[-1]}": filesystem_no_follow_symlinks is on')
    if real.is_dir():
        return Kind.FOLDER
    if not real.exists():
        return None
    if not real.is_file():
        raise Denied(f'Cannot open "{names[-1]}": it is no regular file')
    parts = real.relative_to(root).parts
    folder.check(parts)
    return _checked(os.open(real, _READ), names[-1], None if real == plain else parts)
