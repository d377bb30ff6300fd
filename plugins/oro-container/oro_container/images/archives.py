"""Images as `.tar.zst`: built from a folder, the same bytes each time, and unpacked into one."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Container, Iterator
from pathlib import Path

from oro_container.core.entry import Entry
from oro_container.core.images.archive import MOST_BYTES, Reader, read_entries, write_entries
from oro_container.core.images.errors import BadArchive
from oro_container.errors import BadImage
from oro_container.images.compression import ZstdError, ZstdFile
from oro_container.images.image import open_image

__all__ = ("SUFFIX", "build", "digest_of", "unpack")

SUFFIX = ".tar.zst"
_LEVEL = 12
_IGNORED = frozenset({".git", ".hg", ".svn", "__pycache__", ".DS_Store"})


def build(folder: Path, out: Path) -> Path:
    """Write the image in a folder as an archive, and return that; blocks. Version control and caches are left out.

    Args:
        folder: with a `container.toml`.
        out: the archive, or a folder to write `NAME-VERSION.tar.zst` into.

    Raises:
        BadImage: the folder is no image, or has files that no image has.
        OSError: it cannot be read or written.
    """
    manifest = open_image(folder).manifest
    target = out / f"{manifest.name}-{manifest.version}{SUFFIX}" if out.is_dir() else out
    written = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with ZstdFile(written, "wb", level=_LEVEL) as file:
            write_entries(_entries(folder, {os.path.abspath(target), os.path.abspath(written)}), file)
        os.replace(written, target)
    except BadArchive as error:
        raise BadImage(f"Cannot build an image: {error}") from None
    finally:
        written.unlink(missing_ok=True)
    return target


def digest_of(folder: Path) -> str:
    """Return the SHA-256 of the files of an image, as hexadecimal digits, however they are packed; blocks.

    Raises:
        BadImage: it has files that no image has.
    """
    counted = _Digest()
    try:
        write_entries(_entries(folder), counted)
    except BadArchive as error:
        raise BadImage(f'Cannot use "{folder}" as an image: {error}') from None
    return counted.sum.hexdigest()


def unpack(archive: Path, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
    """Unpack an archive into a new folder; blocks. What is written when it fails stays for the caller to remove.

    Raises:
        BadImage: it is no archive of an image, or holds what no image has.
        OSError: it cannot be read or written.
    """
    try:
        with ZstdFile(archive) as file:
            limited = _Limited(file, most_bytes * 2)
            for entry in read_entries(limited, most_bytes=most_bytes):
                _write(entry, folder)
    except (BadArchive, ZstdError, EOFError) as error:
        raise BadImage(f'Cannot use "{archive.name}" as an image: {error}') from None


class _Digest:
    """A file of which only the sum is kept."""

    def __init__(self) -> None:
        self.sum = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.sum.update(data)
        return len(data)


class _Limited:
    """A file of which no more is read than it may have, whatever its headers claim."""

    def __init__(self, file: Reader, most: int) -> None:
        self._file, self._left = file, most

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise BadArchive("it unpacks to more than an image may have")
        return data


def _write(entry: Entry, folder: Path) -> None:
    path = folder / entry.path
    path.parent.mkdir(parents=True, exist_ok=True)
    if entry.kind == "directory":
        path.mkdir(exist_ok=True)
    elif entry.kind == "symlink":
        path.symlink_to(entry.target)
    else:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), entry.mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(entry.data)


def _entries(folder: Path, besides: Container[str] = ()) -> Iterator[Entry]:
    """Yield the entries of a folder, with the text of each file as it is reached."""
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - _IGNORED)
        for name in sorted([*folders, *files]):
            path = Path(where, name)
            if name not in _IGNORED and os.path.abspath(path) not in besides:
                yield _entry(path, path.relative_to(folder).as_posix())


def _entry(path: Path, name: str) -> Entry:
    told = path.lstat()
    if stat.S_ISLNK(told.st_mode):
        return Entry(path=name, kind="symlink", target=os.readlink(path), mode=0o777)
    if stat.S_ISDIR(told.st_mode):
        return Entry(path=name, kind="directory", mode=0o755)
    if not stat.S_ISREG(told.st_mode):
        raise BadImage(f'Cannot build an image with "{name}": images have files, folders and symbolic links only')
    return Entry(path=name, kind="file", data=path.read_bytes(), mode=told.st_mode & 0o777)
