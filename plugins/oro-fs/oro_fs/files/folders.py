"""Folders and what is in them: making, listing and removing whole ones. Blocking."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Callable
from itertools import islice
from operator import attrgetter
from typing import TypedDict

from msgspec import Struct, field

from oro_fs.files.operations import Files
from oro_fs.files.stat import Dirent, dirent_of
from oro_fs.sandbox.paths import encoded
from oro_fs.sandbox.roots import Place

__all__ = ("Entry", "Listing", "make_folders", "make_temporary", "remove")

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_TRIES = 100

_PLAIN = re.compile(r"[\w.~-]*", re.ASCII).fullmatch
"""Names that stay as they are when they are encoded: most are, and folders are large."""
_TEXT: Callable[[os.DirEntry[str]], str] = attrgetter("name")


class Entry(TypedDict):
    """A directory entry: the name percent-encoded, the kind numbered as libuv does."""

    type: int
    name: str


class Listing:
    """Reads a folder piece by piece; one thread at a time.

    Args:
        fd: the open folder; it stays the caller's.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._entries = os.scandir(fd)

    def take(self, count: int | None = None) -> list[Entry]:
        """Return the next `count` entries, or all that are left; none means the end."""
        return [self._entry(entry) for entry in islice(self._entries, count)]

    def sorted(self) -> list[Entry]:
        """Return the entries that are left in the order of their names' bytes."""
        entries = list(self._entries)
        entries.sort(key=_TEXT if all(entry.name.isascii() for entry in entries) else _name)
        return [self._entry(entry) for entry in entries]

    def close(self) -> None:
        """Stop reading."""
        self._entries.close()

    def _entry(self, entry: os.DirEntry[str]) -> Entry:
        name = entry.name
        return {"type": self._type(entry), "name": name if _PLAIN(name) else encoded(os.fsencode(name))}

    def _type(self, entry: os.DirEntry[str]) -> int:
        if entry.is_file(follow_symlinks=False):
            return Dirent.FILE
        if entry.is_dir(follow_symlinks=False):
            return Dirent.DIR
        if entry.is_symlink():
            return Dirent.LINK
        try:
            return dirent_of(os.stat(entry.name, dir_fd=self._fd, follow_symlinks=False).st_mode)
        except OSError:
            return Dirent.UNKNOWN


def _name(entry: os.DirEntry[str]) -> bytes:
    return os.fsencode(entry.name)


def make_folders(files: Files, place: Place, mode: int) -> Place | None:
    """Make a folder and all that are missing above it; return the topmost one made.

    Raises:
        OSError: EEXIST when something else has the name, ENOTDIR when something else is on the way.
    """
    missing: list[Place] = []
    at = place
    while True:
        try:
            first = at if _ensure(files, at, mode) else None
            break
        except FileNotFoundError:
            if at.up().path == at.path:
                raise
            missing.append(at)
            at = at.up()
    for inner in reversed(missing):
        if _ensure(files, inner, mode) and first is None:
            first = inner
    return first


def _ensure(files: Files, place: Place, mode: int) -> bool:
    """Make a folder unless it is there; tell whether it was made."""
    try:
        files.mkdir(place, mode)
    except FileExistsError:
        with files.pinned(place) as fd:
            if not stat.S_ISDIR(os.fstat(fd).st_mode):
                raise
        return False
    return True


def make_temporary(files: Files, prefix: Place) -> Place:
    """Make a folder only we may enter, its name `prefix` and six random characters."""
    for _ in range(_TRIES):
        suffix = "".join(secrets.choice(_LETTERS) for _ in range(6))
        name = prefix.path.rpartition(b"/")[2] if not prefix.directory else b""
        holder = prefix if prefix.directory else prefix.up()
        place = holder.child(name + suffix.encode())
        try:
            files.mkdir(place, 0o700)
        except FileExistsError:
            continue
        return place
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


class _Level(Struct):
    name: bytes
    fd: int
    names: list[bytes] = field(default_factory=list)


def remove(files: Files, place: Place, *, recursive: bool, force: bool, check: Callable[[], None]) -> None:
    """Remove a file, or a folder with everything in it; links are removed, never followed.

    Args:
        recursive: folders too.
        force: what is not there is no error.
        check: called between entries; what it raises stops the removal where it is.
    """
    try:
        with files.named(place) as (fd, name):
            if not recursive or not stat.S_ISDIR(os.stat(name, dir_fd=fd, follow_symlinks=False).st_mode):
                os.unlink(name, dir_fd=fd)
            else:
                _remove_tree(fd, name, check)
    except FileNotFoundError:
        if not force:
            raise


def _remove_tree(parent: int, name: bytes, check: Callable[[], None]) -> None:
    levels = [_enter(parent, name)]
    try:
        while levels:
            check()
            level = levels[-1]
            if level.names:
                inner = level.names.pop()
                if not _unlinked(level.fd, inner):
                    levels.append(_enter(level.fd, inner))
                continue
            os.close(levels.pop().fd)
            os.rmdir(level.name, dir_fd=levels[-1].fd if levels else parent)
    finally:
        for level in levels:
            os.close(level.fd)


def _enter(parent: int, name: bytes) -> _Level:
    fd = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
    try:
        return _Level(name, fd, [os.fsencode(entry) for entry in os.listdir(fd)])
    except BaseException:
        os.close(fd)
        raise


def _unlinked(fd: int, name: bytes) -> bool:
    """Remove a name unless it is a folder's."""
    try:
        if stat.S_ISDIR(os.stat(name, dir_fd=fd, follow_symlinks=False).st_mode):
            return False
        os.unlink(name, dir_fd=fd)
    except FileNotFoundError:
        pass
    return True
