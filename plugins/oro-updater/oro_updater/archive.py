"""Reads archives of versions: a whole one, or what differs from an older version. Blocking.

An archive is a `.tar.xz` whose first member is `manifest.json`. `files/PATH` is a file of the manifest, `patches/PATH`
a patch of bsdiff for the older version's file of that path; what neither has is copied from the older version. Every
file of the result is compared with its digest in the manifest, wherever it came from. Nothing else of a member counts:
neither its kind, if it is not a file, nor its mode, owner or links.
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
from typing import IO, cast

from oro_updater.archive_stream import ArchiveStream
from oro_updater.errors import UpdateRefused
from oro_updater.manifest import Entry, Manifest, pieces_of

__all__ = ("LARGEST_PATCHED", "MANIFEST", "assemble")

MANIFEST = "manifest.json"
LARGEST_MANIFEST = 32 << 20
LARGEST_PATCHED = 64 << 20
"""Bytes of the largest file that is patched: bsdiff takes up to 17 times as much memory; larger files go whole."""
_BSDIFF_HEADER = 32
_HEADERS = 4096
"""Bytes of a member beside its contents and its name, at most."""

Check = Callable[[], None]


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
        with archive.open("rb") as file, _tar(stream := ArchiveStream(file)) as tar:
            stream.allow(LARGEST_MANIFEST)
            manifest = _read_manifest(tar, digest)
            stream.allow(_most(manifest))
            todo = {entry.path: entry for entry in manifest.files}
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
    except (tarfile.TarError, lzma.LZMAError, EOFError, ValueError, OverflowError) as error:  # of headers, the last two
        raise UpdateRefused(f"Cannot unpack an update: its archive is damaged ({error})") from error
    for entry in todo.values():
        check()
        with _old(base, entry) as source:
            _write(into, entry, source, check)
    _finish(into, manifest)
    return manifest


def _tar(stream: ArchiveStream) -> tarfile.TarFile:
    return tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|")  # which only reads


def _read_manifest(tar: tarfile.TarFile, digest: str) -> Manifest:
    first = tar.next()
    if first is None or first.name != MANIFEST or not first.isreg() or first.size > LARGEST_MANIFEST:
        raise UpdateRefused("Cannot unpack an update: it does not begin with its manifest")
    source = tar.extractfile(first)
    assert source is not None
    data = source.read()
    if hashlib.sha256(data).hexdigest() != digest:
        raise UpdateRefused("Cannot unpack an update: its manifest is not the signed one")
    return Manifest.decode(data)


def _most(manifest: Manifest) -> int:
    """Return the bytes that a tar of a manifest's files can have: their contents, names and headers."""
    return sum(entry.size + 2 * len(entry.path.encode()) + _HEADERS for entry in manifest.files)


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
