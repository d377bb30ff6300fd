"""Keep compiled code in a folder of the user.

Compiled code is loaded as it is, so a program that can write it can run anything. The folder belongs to the user alone,
mode 0700, and an entry is loaded only if it is a file of the user that others cannot write, and the checksum at its end
is that of its contents. Any other entry is removed. The entries used least recently are removed where there are too
many.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from oro_framework.errors import ConfigError
from oro_framework.numbers import positive

__all__ = ("Cache", "Usage", "limit_of")

LIMIT = 1 << 30
"""Bytes of compiled code that are kept, unless something else is configured."""
_VARIABLE = "ORO_WASM_CACHE_SIZE"
_SUM = 32
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_UNFINISHED = "."
"""The first character of names of files that are being written."""


class Usage(Struct, frozen=True, kw_only=True):
    """The amount of compiled code that is kept, or was."""

    entries: int
    bytes: int


def limit_of(environ: Mapping[str, str]) -> int:
    """Return the bytes that are kept where no app's configuration counts: `ORO_WASM_CACHE_SIZE`, or the default.

    Raises:
        ConfigError: the variable is no number above 0.
    """
    text = environ.get(_VARIABLE)
    if not text:
        return LIMIT
    try:
        return positive(text)
    except ValueError as error:
        raise ConfigError(f'Cannot use "{text}" as {_VARIABLE}: expected {error}') from None


class Cache:
    """Compiled code by key. A folder that cannot be used makes every look-up a miss.

    Args:
        folder: made with mode 0700 when something is first kept.
        limit: bytes that are kept at most; those used least recently are removed first.
    """

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder = folder
        self.limit = limit

    def get(self, key: str) -> Path | None:
        """Return the file of what was kept under a key, or None; an entry that cannot be trusted is removed.

        The file ends with its checksum, which the engine does not read. Only this user can have changed it since.
        """
        path = self.folder / key
        try:
            if not self._is_private():
                return None
            descriptor = os.open(path, _FLAGS)
        except FileNotFoundError:
            return None
        except OSError:
            self._remove(path)
            return None
        with open(descriptor, "rb") as file:
            if _is_ours(os.fstat(descriptor), stat.S_IFREG) and _is_whole(descriptor):
                with suppress(OSError):
                    os.utime(path)
                return path
            file.close()  # or some systems would not let it be removed
        self._remove(path)
        return None

    def has(self, key: str) -> bool:
        """Return whether there is an entry of the user under a key; whether it is whole, `get` alone finds out."""
        with suppress(OSError):
            return self._is_private() and _is_ours(os.lstat(self.folder / key), stat.S_IFREG)
        return False

    def put(self, key: str, data: bytes | bytearray) -> None:
        """Keep something under a key, whole or not at all; do nothing where the folder cannot be written."""
        if len(data) + _SUM > self.limit:
            return
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._is_private():
                self._write(key, data)
                self._trim(key)

    def remove(self, key: str) -> None:
        """Remove what was kept under a key."""
        self._remove(self.folder / key)

    def usage(self) -> Usage:
        """Return how much is kept."""
        sizes = [status.st_size for _, status in self._entries()]
        return Usage(entries=len(sizes), bytes=sum(sizes))

    def clear(self) -> Usage:
        """Remove everything that is kept; return how much that was. Code that is loaded stays so."""
        sizes = [status.st_size for path, status in self._entries() if self._remove(path)]
        return Usage(entries=len(sizes), bytes=sum(sizes))

    def _write(self, key: str, data: bytes | bytearray) -> None:
        from oro_framework.atomic import replacing, sweep  # slow to import, and needed only when something was compiled

        sweep(self.folder)
        with replacing(os.fsencode(self.folder / key), 0o600) as fd, open(fd, "wb", closefd=False) as file:
            file.write(data)
            file.write(hashlib.sha256(data).digest())

    def _trim(self, kept: str) -> None:
        """Remove what was used least recently until the rest fits."""
        total = 0
        for path, status in sorted(self._entries(), key=lambda entry: (entry[0].name != kept, -entry[1].st_mtime)):
            total += status.st_size
            if total > self.limit:
                self._remove(path)

    def _entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        try:
            if not self._is_private():
                return
            paths = [path for path in self.folder.iterdir() if not path.name.startswith(_UNFINISHED)]
        except OSError:
            return
        for path in paths:
            with suppress(OSError):
                yield path, path.lstat()

    def _is_private(self) -> bool:
        return _is_ours(os.lstat(self.folder), stat.S_IFDIR)

    def _remove(self, path: Path) -> bool:
        with suppress(OSError):
            path.unlink()
            return True
        return False


def _is_ours(status: os.stat_result, kind: int) -> bool:
    """Return whether a file or folder is of the user alone; Windows keeps a user's folders apart by itself."""
    if stat.S_IFMT(status.st_mode) != kind:
        return False
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & _OTHERS_WRITE


def _is_whole(descriptor: int) -> bool:
    """Return whether a file ends with the checksum of what is before it."""
    try:
        with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as mapped, memoryview(mapped)[:-_SUM] as contents:
            return hashlib.sha256(contents).digest() == mapped[-_SUM:]
    except (OSError, ValueError):  # it is empty
        return False
