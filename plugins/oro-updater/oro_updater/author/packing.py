"""Writes archives of versions, which `oro_updater.archive` describes and reads. Blocking."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from oro_updater.archive import LARGEST_PATCHED, MANIFEST
from oro_updater.manifest import Entry, Manifest

__all__ = ("write_patch", "write_whole")

Check = Callable[[], None]


def write_whole(folder: Path, manifest: Manifest, path: Path, check: Check) -> None:
    """Write an archive of every file."""
    with _archive(path, manifest) as tar:
        for entry in manifest.files:
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
    known = {entry.path: entry for entry in older.files}
    with _archive(path, manifest) as tar:
        for entry in manifest.files:
            check()
            before = known.get(entry.path)
            if before is not None and before.sha256 == entry.sha256:
                continue
            patch = b"" if before is None else _patch(base, before, folder, entry)
            if patch and len(patch) < entry.size:
                _add(tar, f"patches/{entry.path}", patch)
            else:
                _add_file(tar, folder, entry)


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
