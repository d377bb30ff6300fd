"""Entries of an image as a tar, the same bytes for the same entries, and read back with suspicion.

Rules
1. Entries are sorted by path; owners and times are left out, and of a mode only whether it may be run.
2. Read are files, folders and symbolic links; devices, pipes and hard links are refused.
3. A path neither is absolute, nor leads up, nor goes through a link, nor comes twice.
4. A link's target climbs first and then only descends, and climbs no higher than the image: such links lead out through
   no other link either.
5. Bytes and entries are counted before they are kept.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable, Iterator
from typing import IO, Protocol, cast

from oro_container.core.entry import Entry
from oro_container.core.images.errors import BadArchive

__all__ = ("MOST_BYTES", "MOST_ENTRIES", "MOST_FILE", "Reader", "Writer", "read_entries", "write_entries")

MOST_BYTES = 4 << 30
MOST_FILE = 512 << 20
MOST_ENTRIES = 500_000
_RUN, _PLAIN = 0o755, 0o644


class Reader(Protocol):
    """Gives bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, none at the end."""


class Writer(Protocol):
    """Takes bytes."""

    def write(self, data: bytes, /) -> int:
        """Take all of them."""


def write_entries(entries: Iterable[Entry], out: Writer) -> None:
    """Write entries as a tar (rules 1 and 4).

    Raises:
        BadArchive: a link leads out of the image.
    """
    with tarfile.open(fileobj=cast(IO[bytes], out), mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for entry in sorted(entries, key=lambda each: each.path):
            if entry.kind == "symlink":
                _check_target(entry.path.split("/"), entry.target)
            if entry.path:
                tar.addfile(_information(entry), io.BytesIO(entry.data) if entry.kind == "file" else None)


def read_entries(source: Reader, *, most_bytes: int = MOST_BYTES, most_entries: int = MOST_ENTRIES) -> Iterator[Entry]:
    """Yield the entries of a tar, each checked (rules 2 to 5).

    Raises:
        BadArchive: an entry is none that an image has, or it is too large.
    """
    seen: dict[str, str] = {}
    left = most_bytes
    try:
        with tarfile.open(fileobj=cast(IO[bytes], source), mode="r|") as tar:
            for item in tar:
                left -= item.size if item.isreg() else 0
                if left < 0:
                    raise BadArchive(f"Cannot unpack the image: it is over {most_bytes:,} bytes")
                if len(seen) >= most_entries:
                    raise BadArchive(f"Cannot unpack the image: it has over {most_entries:,} entries")
                entry = _entry(item, tar, seen)
                if entry is not None:
                    seen[entry.path] = entry.kind
                    yield entry
    except tarfile.TarError as error:
        raise BadArchive(f"Cannot unpack the image: {error}") from None


def _information(entry: Entry) -> tarfile.TarInfo:
    item = tarfile.TarInfo(entry.path)
    item.mode = _RUN if entry.kind == "directory" or entry.mode & 0o100 else _PLAIN
    if entry.kind == "directory":
        item.type = tarfile.DIRTYPE
    elif entry.kind == "symlink":
        item.type, item.linkname = tarfile.SYMTYPE, entry.target
    else:
        item.size = len(entry.data)
    return item


def _entry(item: tarfile.TarInfo, tar: tarfile.TarFile, seen: dict[str, str]) -> Entry | None:
    parts = _parts(item.name)
    if not parts:
        return None
    path = "/".join(parts)
    if path in seen and not (item.isdir() and seen[path] == "directory"):
        raise BadArchive(f'Cannot unpack "{path[:200]}": it comes twice')
    for end in range(1, len(parts)):
        if seen.get("/".join(parts[:end]), "directory") != "directory":
            raise BadArchive(f'Cannot unpack "{path[:200]}": its path leads through what is no folder')
    mode = _RUN if item.mode & 0o100 else _PLAIN
    if item.isdir():
        return Entry(path=path, kind="directory", mode=_RUN)
    if item.issym():
        _check_target(parts, item.linkname)
        return Entry(path=path, kind="symlink", target=item.linkname, mode=0o777)
    if item.size > MOST_FILE:
        raise BadArchive(f'Cannot unpack "{path[:200]}": it is over {MOST_FILE:,} bytes')
    if not item.isreg():
        raise BadArchive(f'Cannot unpack "{path[:200]}": images have files, folders and symbolic links only')
    file = tar.extractfile(item)
    data = file.read() if file is not None else b""
    if len(data) != item.size:
        raise BadArchive(f'Cannot unpack "{path[:200]}": the archive ends within it')
    return Entry(path=path, kind="file", data=data, mode=mode)


def _parts(name: str) -> list[str]:
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if name.startswith("/") or any(part == ".." or "\\" in part or "\0" in part for part in parts):
        raise BadArchive(f'Cannot unpack "{name[:200]}": its path leads out of the image')
    return parts


def _check_target(parts: list[str], target: str) -> None:
    steps = [part for part in target.split("/") if part not in ("", ".")]
    up = next((at for at, part in enumerate(steps) if part != ".."), len(steps))
    outside = target.startswith("/") or up >= len(parts) or ".." in steps[up:]
    if not target or outside or "\\" in target or "\0" in target:
        raise BadArchive(f'Cannot take "{"/".join(parts)[:200]}": it is a link out of the image, to "{target[:200]}"')
