"""`DirectoryTruth`, the operations of a file system on a real folder, with the errors that the system gives."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from oro_container.core.entry import Entry

Listing = Mapping[str, tuple[str, bytes | str, int]]
"""Path to kind, contents or target, and mode."""


class DirectoryTruth:
    """A real folder that is used as the top of a container, with paths and links translated."""

    def __init__(self, top: Path) -> None:
        self.top = str(top)

    def real(self, path: str) -> str:
        return self.top if path == "/" else f"{self.top}/{path.lstrip('/')}"

    def target(self, target: str) -> str:
        return self.real(target) if target.startswith("/") else target

    def fill(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            path = self.real(entry.path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if entry.kind == "directory":
                os.makedirs(path, exist_ok=True)
                os.chmod(path, entry.mode)
            elif entry.kind == "symlink":
                os.symlink(self.target(entry.target), path)
            else:
                Path(path).write_bytes(entry.data)
                os.chmod(path, entry.mode)

    def listing(self) -> Listing:
        found: dict[str, tuple[str, bytes | str, int]] = {}
        for folder, folders, files in os.walk(self.top):
            for name in (*folders, *files):
                path = os.path.join(folder, name)
                found[os.path.relpath(path, self.top)] = self._described(path)
        return found

    def _described(self, path: str) -> tuple[str, bytes | str, int]:
        status = os.lstat(path)
        mode = stat.S_IMODE(status.st_mode)
        if stat.S_ISLNK(status.st_mode):
            target = os.readlink(path)
            return "symlink", self._guest(target), 0o777
        return ("directory", b"", mode) if stat.S_ISDIR(status.st_mode) else ("file", Path(path).read_bytes(), mode)

    def forget_times(self) -> None:
        for path in self._paths():
            os.utime(self.real(path), (0, 0), follow_symlinks=False)

    def touched(self) -> set[str]:
        """Return the paths whose time is not the forgotten one."""
        return {path for path in self._paths() if os.lstat(self.real(path)).st_mtime != 0}

    def _paths(self) -> list[str]:
        return ["/", *("/" + path for path in self.listing())]

    def write(self, path: str, data: bytes) -> None:
        self._write(path, data, os.O_TRUNC | os.O_CREAT)

    def create(self, path: str, data: bytes) -> None:
        self._write(path, data, os.O_EXCL | os.O_CREAT)

    def append(self, path: str, data: bytes) -> None:
        self._write(path, data, os.O_APPEND | os.O_CREAT)

    def write_at(self, path: str, offset: int, data: bytes) -> None:
        self._write(path, data, 0, offset)

    def _write(self, path: str, data: bytes, flags: int, offset: int = 0) -> None:
        descriptor = os.open(self.real(path), os.O_WRONLY | flags, 0o644)
        try:
            if offset:
                os.lseek(descriptor, offset, os.SEEK_SET)
            os.write(descriptor, data)
        finally:
            os.close(descriptor)

    def truncate(self, path: str, length: int) -> None:
        os.truncate(self.real(path), length)

    def mkdir(self, path: str) -> None:
        os.mkdir(self.real(path), 0o755)

    def rmdir(self, path: str) -> None:
        os.rmdir(self.real(path))

    def unlink(self, path: str) -> None:
        os.unlink(self.real(path))

    def remove_all(self, path: str) -> None:
        real = self.real(path)
        if stat.S_ISDIR(os.lstat(real).st_mode):
            shutil.rmtree(real)
        else:
            os.unlink(real)

    def mount(self, entries: Iterable[Entry], path: str) -> None:
        top = os.path.realpath(self.real(path))
        for entry in entries:
            real = f"{top}/{entry.path}"
            if entry.kind != "directory":
                os.makedirs(os.path.dirname(real), exist_ok=True)
                self._replace(real, entry)
            elif not os.path.isdir(real):
                os.makedirs(real)
                os.chmod(real, entry.mode)

    def _replace(self, real: str, entry: Entry) -> None:
        if os.path.lexists(real):
            os.unlink(real)
        if entry.kind == "symlink":
            os.symlink(self.target(entry.target), real)
        else:
            Path(real).write_bytes(entry.data)
            os.chmod(real, entry.mode)

    def copy(self, source: str, target: str) -> None:
        """Copy, into folders that are there."""
        # Both are found before anything changes, for a link on the way may be what is replaced.
        self._copy(_found(source), _found(target))

    def _copy(self, source: str, target: str) -> None:
        if os.path.islink(source) or not os.path.isdir(source):
            if os.path.lexists(target):
                os.unlink(target)
            shutil.copy2(source, target, follow_symlinks=False)
            return
        if not os.path.isdir(target):
            os.mkdir(target)
            shutil.copymode(source, target)
        for name in os.listdir(source):
            self._copy(f"{source}/{name}", f"{target}/{name}")

    def rename(self, old: str, new: str) -> None:
        os.rename(self.real(old), self.real(new))

    def symlink(self, target: str, path: str) -> None:
        os.symlink(self.target(target), self.real(path))

    def chmod(self, path: str, mode: int) -> None:
        os.chmod(self.real(path), mode)

    def read(self, path: str) -> bytes:
        descriptor = os.open(self.real(path), os.O_RDONLY)
        try:
            return os.read(descriptor, 1 << 20)
        finally:
            os.close(descriptor)

    def readlink(self, path: str) -> str:
        target = os.readlink(self.real(path))
        return self._guest(target)

    def _guest(self, target: str) -> str:
        return (target.removeprefix(self.top) or "/") if target.startswith(self.top) else target

    def names(self, path: str) -> list[str]:
        return sorted(os.listdir(self.real(path)))

    def kind(self, path: str) -> str:
        return {stat.S_IFDIR: "directory", stat.S_IFREG: "file"}[stat.S_IFMT(os.stat(self.real(path)).st_mode)]

    def realpath(self, path: str) -> str:
        return os.path.realpath(self.real(path), strict=True).removeprefix(self.top) or "/"


def _found(path: str) -> str:
    return os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))


def reason(error: OSError) -> str:
    """Return the POSIX name of an error of the system."""
    return errno.errorcode[error.errno or 0]
