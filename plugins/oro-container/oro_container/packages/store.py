"""`Store`, the packages that were fetched, unpacked and read-only, by the sum of their archives. Blocking.

Rules
1. A package is written below `new`, with its index last, and renamed into `trees`; so it is there whole or not at all.
2. A process holds the lock of the store shared while it uses it. Only one that holds it alone prunes packages, and
   removes what killed processes left below `new`; the kernel releases the lock of a process that ends in any way.
3. Two processes that keep one package at once both write it; the first to rename wins, the other's is removed.
4. Files have no right to write. Placing a package compares each file with the index: one of another size, or
   newer than its index, makes the package damaged; it is removed and fetched again.
5. The time of a package's folder is its last use; `prune` removes the least recently used first.
"""

from __future__ import annotations

import base64
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import msgspec

from oro_container.core.entry import Entry
from oro_container.core.tarballs.integrity import Integrity
from oro_container.folders import cache_folder
from oro_container.packages.stored import FILES, INDEX, Index, Stored, StoredFile

__all__ = ("Store", "user_store")

_VERSION = "1"
_INDEX = msgspec.json.Decoder(Index)


def user_store(size: int) -> Store:
    """Return the store in the user's cache folder."""
    return Store(cache_folder() / "packages", size)


class Store:
    """Keep packages.

    Args:
        folder: where; made when first needed.
        size: bytes of packages and metadata that are kept.
    """

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder / _VERSION
        self.size = size
        self._added = 0

    def held(self) -> ExitStack:
        """Hold the store until the context ends, so that no process removes packages; wait while one does."""
        with ExitStack() as stack:
            lock = self._open_lock()
            stack.callback(os.close, lock)
            fcntl.flock(lock, fcntl.LOCK_SH)
            return stack.pop_all()

    def find(self, integrity: Integrity) -> Stored | None:
        """Return the package of one of those sums, and note that it was used; None if there is none."""
        for sum_ in integrity.sums:
            key = _key(sum_) if sum_.startswith("sha512-") else self._known_as(sum_)
            if key is not None and (stored := self._read(self._tree(key))) is not None:
                return stored
        return None

    def keep(self, package: str, sum_: str, unpacked: Callable[[], Mapping[str, Entry]]) -> Stored:
        """Keep a package and return it; one that is there already is not written again.

        Args:
            package: its name and version.
            sum_: the sha512 of its archive, which was checked.
            unpacked: unpacks it.
        """
        tree = self._tree(_key(sum_))
        if (there := self._read(tree)) is not None:
            return there
        entries = unpacked()
        new = self.folder / "new" / secrets.token_hex(8)
        try:
            index = _write(new, package, sum_, entries.values())
            tree.parent.mkdir(parents=True, exist_ok=True)
            self._move(new, tree)
            self._added += index.size
        finally:
            _remove(new)
        return Stored(tree, index)

    def know(self, sum_: str, archive_sum: str) -> None:
        """Note another sum of an archive, such as the sha1 of old lockfiles."""
        if sum_.startswith("sha512-"):
            return
        path = self._sum(sum_)
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        new.write_text(_key(archive_sum))
        new.replace(path)

    def remove(self, stored: Stored) -> None:
        """Remove a damaged package."""
        self._discard(stored.folder)

    def prune(self, size: int | None = None) -> int:
        """Remove the least recently used until at most `size` bytes are left; return how many bytes were removed.

        Nothing is removed while another process uses the store.
        """
        with self._alone() as alone:
            if not alone:
                return 0
            kept = sorted(self._sizes(), key=lambda one: one[0])
            total = before = sum(bytes_ for _, bytes_, _ in kept)
            for _, bytes_, path in kept:
                if total <= (self.size if size is None else size):
                    break
                self._discard(path)
                total -= bytes_
            for left in (self.folder / "new").glob("*"):
                _remove(left)
            return before - total

    def prune_if_full(self) -> int:
        """Prune to nine tenths of what may be kept if there is more; return the bytes removed.

        What was added is summed up in a file, so that the store need not be looked through each time.
        """
        if not self._added:
            return 0
        with open(self.folder / "used", "a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            text = file.read(20)
            total = int(text) + self._added if text.isdigit() else self.used()
            removed = 0
            if total > self.size:
                removed = self.prune(self.size * 9 // 10)
                total = self.used()
            file.truncate(0)
            file.write(b"%d" % total)
        self._added = 0
        return removed

    def used(self) -> int:
        """Return how many bytes are kept."""
        return sum(size for _, size, _ in self._sizes())

    def packages(self) -> Iterator[Stored]:
        """Yield every package."""
        for tree in (self.folder / "trees").glob("*/*"):
            if (stored := self._read(tree, use=False)) is not None:
                yield stored

    def _sizes(self) -> Iterator[tuple[float, int, Path]]:
        """Yield last use, bytes and path of everything that is kept."""
        for stored in self.packages():
            with suppress(FileNotFoundError):
                yield stored.folder.stat().st_mtime, stored.index.size, stored.folder
        for path in (self.folder / "metadata").glob("*/*"):
            with suppress(FileNotFoundError):
                found = path.stat()
                yield found.st_atime, found.st_size, path

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Hold the store alone if no other process uses it, and tell whether that is so."""
        lock = self._open_lock()
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(lock)

    def _open_lock(self) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        return os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def _read(self, tree: Path, use: bool = True) -> Stored | None:
        try:
            index = _INDEX.decode((tree / INDEX).read_bytes())
            if use:
                os.utime(tree)
        except FileNotFoundError:
            return None
        except msgspec.DecodeError:
            self._discard(tree)
            return None
        return Stored(tree, index)

    def _move(self, new: Path, tree: Path) -> None:
        try:
            new.rename(tree)
        except OSError:
            if self._read(tree) is None:
                self._discard(tree)
                new.rename(tree)

    def _discard(self, path: Path) -> None:
        """Remove a tree or a file; a tree that is half removed is not seen by others."""
        gone = self.folder / "new" / secrets.token_hex(8)
        gone.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            path.rename(gone)
        _remove(gone)

    def _tree(self, key: str) -> Path:
        return self.folder / "trees" / key[:2] / key[2:]

    def _known_as(self, sum_: str) -> str | None:
        try:
            key = self._sum(sum_).read_text()
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        return key if len(key) == 128 and key.isalnum() else None

    def _sum(self, sum_: str) -> Path:
        algorithm = sum_.partition("-")[0]
        return self.folder / "sums" / f"{algorithm}-{_key(sum_)}"


def _key(sum_: str) -> str:
    return base64.b64decode(sum_.partition("-")[2]).hex()


def _write(new: Path, package: str, sum_: str, entries: Iterable[Entry]) -> Index:
    """Write a package and its index."""
    top = new / FILES
    top.mkdir(parents=True)
    files, folders = [], {""}
    for entry in sorted(entries, key=lambda one: one.path.rpartition("/")):
        _make_folders(top, entry.path.rpartition("/")[0], folders)
        mode = entry.mode & 0o111 | 0o444
        fd = os.open(f"{top}/{entry.path}", os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        try:
            _write_whole(fd, entry.data)
        finally:
            os.close(fd)
        files.append(StoredFile(entry.path, len(entry.data), entry.mode))
    for folder in sorted(folders, reverse=True):
        os.chmod(f"{top}/{folder}", 0o555)
    written = time.time_ns()
    size = sum(file.size for file in files)
    index = Index(package=package, sum=sum_, size=size, written=written, files=tuple(files))
    (new / INDEX).write_bytes(msgspec.json.encode(index))
    return index


def _make_folders(top: Path, folder: str, made: set[str]) -> None:
    if folder in made:
        return
    _make_folders(top, folder.rpartition("/")[0], made)
    os.mkdir(f"{top}/{folder}")
    made.add(folder)


def _write_whole(fd: int, data: bytes) -> None:
    written = os.write(fd, data) if data else 0
    while written < len(data):
        written += os.write(fd, memoryview(data)[written:])


def _remove(path: Path) -> None:
    """Remove a file, or a folder whose folders may have no right to write."""
    if not path.is_dir():
        path.unlink(missing_ok=True)
        return
    for folder, _, _ in os.walk(path):
        with suppress(OSError):
            os.chmod(folder, 0o700)
    shutil.rmtree(path, ignore_errors=True)
