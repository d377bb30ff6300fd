"""Archives of versions: a whole one, or what differs from an older version. Blocking.

An archive is a `.tar.xz` whose first member is `manifest.json`. `files/PATH` is a file of the manifest, `patches/PATH`
a patch of bsdiff for the older version's file of that path; what neither has is copied from the older version. Every
file of the result is compared with its digest in the manifest, wherever it came from.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from oro_updater.errors import UpdateRefused
from oro_updater.manifest import Entry, Manifest, pieces_of

__all__ = ("assemble", "write_patch", "write_whole")

MANIFEST = "manifest.json"
LARGEST_MANIFEST = 32 << 20
LARGEST_PATCHED = 64 << 20
"""Bytes of the largest file that is patched: bsdiff takes up to 17 times as much memory; larger files go whole."""
_BSDIFF_HEADER = 32

Check = Callable[[], None]


def write_whole(folder: Path, manifest: Manifest, path: Path, check: Check) -> None:
    """Write an archive of every file."""
    with _archive(path, manifest) as tar:
        for entry in _files(manifest):
            check()
            _add_file(tar, folder, entry)


def write_patch(folder: Path, manifest: Manifest, base: Path, older: Manifest, path: Path, check: Check) -> None:
    """Write an archive of what differs from an older version.

    Args:
        folder: the new version.
        manifest: of the new version.
        base: the older version.
        older: the manifest of the older version.
        path: the archive to write.
        check: called from time to time; raises to stop.
    """
    known = {entry.path: entry for entry in _files(older)}
    with _archive(path, manifest) as tar:
        for entry in _files(manifest):
            check()
            before = known.get(entry.path)
            if before is not None and before.sha256 == entry.sha256:
                continue
            patch = b"" if before is None else _patch(base, before, folder, entry)
            if patch and len(patch) < entry.size:
                _add(tar, f"patches/{entry.path}", patch)
            else:
                _add_file(tar, folder, entry)


def assemble(archive: Path, into: Path, base: Path | None, digest: str, check: Check) -> Manifest:
    """Make a version's folder from an archive, and return its manifest.

    Args:
        archive: verified already.
        into: an empty folder.
        base: the older version's folder, from which a patch takes what it has not.
        digest: the SHA-256 that the manifest must have.
        check: called from time to time; raises to stop.

    Raises:
        UpdateRefused: the archive is damaged, lacks a file, or would write outside `into`.
        OSError: the folder cannot be written.
    """
    try:
        with tarfile.open(archive, "r|xz") as tar:
            manifest, todo = _read_manifest(tar, digest)
            while (member := tar.next()) is not None:
                check()
                kind, _, path = member.name.partition("/")
                entry = todo.pop(path, None)
                if not member.isreg() or entry is None or kind not in ("files", "patches"):
                    raise UpdateRefused(f'Cannot unpack an update: "{member.name[:200]}" is not in its manifest')
                source = tar.extractfile(member)
                assert source is not None
                if kind == "patches":
                    source = _patched(source, member.size, base, entry)
                _write(into, entry, source, check)
    except (tarfile.TarError, lzma.LZMAError, EOFError) as error:
        raise UpdateRefused(f"Cannot unpack an update: its archive is damaged ({error})") from error
    for entry in todo.values():
        check()
        with _old(base, entry) as source:
            _write(into, entry, source, check)
    _finish(into, manifest)
    return manifest


# -- writing ---------------------------------------------------------------------------------------


@contextmanager
def _archive(path: Path, manifest: Manifest) -> Iterator[tarfile.TarFile]:
    with tarfile.open(path, "w:xz", format=tarfile.PAX_FORMAT, preset=6) as tar:
        _add(tar, MANIFEST, manifest.encode())
        yield tar


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    tar.addfile(member, io.BytesIO(data))


def _add_file(tar: tarfile.TarFile, folder: Path, entry: Entry) -> None:
    member = tarfile.TarInfo(f"files/{entry.path}")
    member.size = entry.size
    with (folder / entry.path).open("rb") as file:
        tar.addfile(member, file)


def _patch(base: Path, before: Entry, folder: Path, entry: Entry) -> bytes:
    if max(before.size, entry.size) > LARGEST_PATCHED or not entry.size:
        return b""
    import bsdiff4

    patch: bytes = bsdiff4.diff((base / before.path).read_bytes(), (folder / entry.path).read_bytes())
    return patch


def _files(manifest: Manifest) -> Iterator[Entry]:
    return (entry for entry in manifest.entries if entry.kind == "file")


# -- reading ---------------------------------------------------------------------------------------


def _read_manifest(tar: tarfile.TarFile, digest: str) -> tuple[Manifest, dict[str, Entry]]:
    first = tar.next()
    if first is None or first.name != MANIFEST or not first.isreg() or first.size > LARGEST_MANIFEST:
        raise UpdateRefused("Cannot unpack an update: it does not begin with its manifest")
    source = tar.extractfile(first)
    assert source is not None
    data = source.read()
    if hashlib.sha256(data).hexdigest() != digest:
        raise UpdateRefused("Cannot unpack an update: its manifest is not the signed one")
    manifest = Manifest.decode(data)
    return manifest, {entry.path: entry for entry in _files(manifest)}


def _patched(source: IO[bytes], size: int, base: Path | None, entry: Entry) -> IO[bytes]:
    import bsdiff4

    if max(size, entry.size) > LARGEST_PATCHED:
        raise UpdateRefused(f'Cannot unpack an update: the patch of "{entry.path}" is too large')
    patch = source.read()
    if int.from_bytes(patch[_BSDIFF_HEADER - 8 : _BSDIFF_HEADER], "little") != entry.size:
        raise UpdateRefused(f'Cannot unpack an update: the patch of "{entry.path}" makes another file')
    with _old(base, entry) as old:
        before = old.read(LARGEST_PATCHED + 1)
    try:
        return io.BytesIO(bsdiff4.patch(before, patch))
    except (ValueError, OSError, MemoryError) as error:
        raise UpdateRefused(f'Cannot unpack an update: the patch of "{entry.path}" fits no file here') from error


@contextmanager
def _old(base: Path | None, entry: Entry) -> Iterator[IO[bytes]]:
    path = None if base is None else base / entry.path
    if path is None or path.is_symlink() or not path.is_file():
        raise UpdateRefused(f'Cannot unpack an update: "{entry.path}" is missing')
    with path.open("rb") as file:
        yield file


def _write(into: Path, entry: Entry, source: IO[bytes], check: Check) -> None:
    path = into / entry.path
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags, 0o755 if entry.executable else 0o644), "wb") as file:
        for piece in pieces_of(source, check):
            size += len(piece)
            if size > entry.size:
                break
            digest.update(piece)
            file.write(piece)
    if size != entry.size or digest.hexdigest() != entry.sha256:
        raise UpdateRefused(f'Cannot unpack an update: "{entry.path}" is not the file that was signed')


def _finish(into: Path, manifest: Manifest) -> None:
    for entry in manifest.entries:
        path = into / entry.path
        if entry.kind == "folder":
            path.mkdir(parents=True, exist_ok=True)
        elif entry.kind == "link":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(entry.target)
