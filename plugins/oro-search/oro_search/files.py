"""The files of a folder, and their bytes. Everything here blocks.

Rules
1. No link is followed, and a file is read only where its folder still lies where it lay.
2. What cannot be read, or not by pages, is told with the reason; nothing of it ends the walk.
3. Names are in order, so that the same files are looked at where a folder has too many.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from msgspec import Struct

__all__ = ("Files", "Seen", "Unread")

Refusal = Callable[[str], str | None]
"""Returns why a file must not be read, or None."""
_FOUND_BY_FD = Path("/proc/self/fd")


class Seen(Struct, frozen=True):
    """A file of the folder."""

    path: str
    """Below the folder, with slashes."""
    modified: int = 0
    size: int = 0
    problem: str = ""
    """Why it is left out; empty where it is to be read."""


class Unread(Exception):
    """A file could not be read; the message says why."""


class Files:
    """The files of a folder.

    Args:
        root: absolute, without links.
        ignored: patterns of names that are not looked at.
        most: how many files are looked at.
        most_bytes: of a file.
        refusal: says what must not be read.
    """

    def __init__(
        self, root: Path, *, ignored: Sequence[str], most: int, most_bytes: int, refusal: Refusal = lambda _: None
    ) -> None:
        self.root = root
        self._ignored = ignored
        self._most = most
        self._most_bytes = most_bytes
        self._refusal = refusal

    def ignores(self, path: str) -> bool:
        """Return whether a path below the folder is not looked at, for its name or that of a folder it is in."""
        return any(fnmatchcase(part, pattern) for part in path.split("/") for pattern in self._ignored)

    def walk(self, below: str = "") -> Iterator[Seen]:
        """Yield the files: all, or one path and what is below it; nothing where it is gone."""
        for count, seen in enumerate(self._below(below)):
            if count == self._most:
                yield Seen(seen.path, problem=f"the folder has more than {count} files; search_max_files allows more")
                return
            yield seen

    def _below(self, below: str) -> Iterator[Seen]:
        if not below:
            yield from self._folder("")
            return
        try:
            found = os.lstat(self.root / below)
        except OSError:
            return
        if stat.S_ISDIR(found.st_mode):
            yield from self._folder(below)
        else:
            yield self._seen(below, found)

    def _folder(self, path: str) -> Iterator[Seen]:
        try:
            with os.scandir(self.root / path) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if path:
                yield Seen(path, problem=f"it cannot be listed: {error.strerror}")
                return
            raise
        for entry in found:
            inner = f"{path}/{entry.name}" if path else entry.name
            if any(fnmatchcase(entry.name, pattern) for pattern in self._ignored):
                continue
            if not _is_unicode(entry.name):
                yield Seen(
                    os.fsencode(inner).decode("utf-8", "backslashreplace"), problem="its name is no Unicode text"
                )
            elif entry.is_dir(follow_symlinks=False):
                yield from self._folder(inner)
            else:
                yield self._of(entry, inner)

    def _of(self, entry: os.DirEntry[str], path: str) -> Seen:
        try:
            return self._seen(path, entry.stat(follow_symlinks=False))
        except OSError as error:
            return Seen(path, problem=f"it cannot be read: {error.strerror}")

    def _seen(self, path: str, found: os.stat_result) -> Seen:
        return Seen(path, found.st_mtime_ns, found.st_size, self._problem(path, found) or "")

    def _problem(self, path: str, found: os.stat_result) -> str | None:
        if stat.S_ISLNK(found.st_mode):
            return "it is a symbolic link"
        if not stat.S_ISREG(found.st_mode):
            return "it is no plain file"
        if found.st_size > self._most_bytes:
            return f"it has {found.st_size} bytes, search_max_file_bytes allows {self._most_bytes}"
        return self._refusal(str(self.root / path))

    def read(self, path: str) -> tuple[Seen, bytes]:
        """Return a file as it is now, and its bytes.

        Raises:
            Unread: it cannot be read; the message says why.
        """
        full = str(self.root / path)
        try:
            fd = os.open(full, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise Unread(f"it cannot be read: {error.strerror}") from error
        with open(fd, "rb") as file:
            try:
                seen = self._seen(path, os.fstat(fd))
                if seen.problem or _path_of(fd, full) != full:
                    raise Unread(seen.problem or "it is reached over a symbolic link")
                data = file.read(self._most_bytes + 1)
            except OSError as error:
                raise Unread(f"it cannot be read: {error.strerror}") from error
        if len(data) > self._most_bytes:
            raise Unread(f"it has more bytes than search_max_file_bytes allows: {self._most_bytes}")
        return seen, data


def _path_of(fd: int, full: str) -> str:
    """Return where an open file lies."""
    try:
        return os.readlink(_FOUND_BY_FD / str(fd))
    except OSError:  # no Linux
        return os.path.realpath(full)


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
