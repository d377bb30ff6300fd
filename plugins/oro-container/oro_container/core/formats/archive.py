"""Zip archives: written the same for the same files, with modes and symbolic links; read with care.

1. Entries are stored sorted, with one fixed time, so equal files make equal archives; `compressed` or stored.
2. Links are entries whose mode says so (as Info-ZIP has it) and whose contents are the target.
3. A reader refuses absolute paths, `..`, backslashes and drive letters in names, names that are there twice, files
   below files and links, encrypted entries, compressions other than deflate, and nodes of other kinds. Sizes are
   counted while unpacking, not believed.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from operator import attrgetter

from ..entry import Entry, Kind
from .errors import FormatError
from .limits import Limits, Tally
from .names import refuse_single_file

__all__ = ("read_archive", "write_archive")

FORM = "archive"
TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: the first that zip can say."""
UNIX = 3
"""The system in an entry's head whose modes it has."""
CHUNK = 1 << 16
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, OverflowError)
"""The errors of the standard library for archives that are none."""
_KINDS = {"file": stat.S_IFREG, "directory": stat.S_IFDIR, "symlink": stat.S_IFLNK}


def write_archive(entries: Iterable[Entry], *, compressed: bool = True) -> bytes:
    """Return entries as a zip archive.

    Raises:
        FormatError: an entry is a file at the top itself.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        for entry in sorted(entries, key=attrgetter("path")):
            refuse_single_file(FORM, entry)
            if entry.path:
                archive.writestr(_head(entry, archive.compression), _data(entry))
    return target.getvalue()


def _head(entry: Entry, compression: int) -> zipfile.ZipInfo:
    is_folder = entry.kind == "directory"
    head = zipfile.ZipInfo(entry.path + "/" * is_folder, TIME)
    head.create_system = UNIX
    head.external_attr = (_KINDS[entry.kind] | entry.mode) << 16 | 0x10 * is_folder
    head.compress_type = compression if entry.kind == "file" else zipfile.ZIP_STORED
    return head


def _data(entry: Entry) -> bytes:
    return entry.target.encode("utf-8", "surrogatepass") if entry.kind == "symlink" else entry.data


def read_archive(data: bytes, limits: Limits | None = None) -> Iterator[Entry]:
    """Yield the entries of a zip archive, parents first; folders that it does not list are not yielded.

    Raises:
        FormatError: with the path of what is wrong; entries before it were yielded.
    """
    limits = limits or Limits()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.filelist) > limits.files:
                raise FormatError(FORM, "", f"has more than {limits.files} entries")
            yield from _entries(archive, Tally(FORM, limits))
    except FormatError:
        raise
    except BROKEN as error:
        raise FormatError(FORM, "", f"cannot be unpacked: {error}") from None


def _entries(archive: zipfile.ZipFile, tally: Tally) -> Iterator[Entry]:
    kinds: dict[str, Kind] = {}
    for head in sorted(archive.filelist, key=lambda head: head.filename.rstrip("/").split("/")):
        entry = _entry(archive, head, tally)
        if entry is None:
            continue
        if entry.path in kinds:
            raise FormatError(FORM, entry.path, "is there twice")
        if any(kinds.get(above, "directory") != "directory" for above in _above(entry.path)):
            raise FormatError(FORM, entry.path, "lies below a file or link")
        kinds[entry.path] = entry.kind
        tally.add(entry.path, len(entry.data))
        yield entry


def _above(path: str) -> Iterator[str]:
    parts = path.split("/")
    return ("/".join(parts[:end]) for end in range(1, len(parts)))


def _entry(archive: zipfile.ZipFile, head: zipfile.ZipInfo, tally: Tally) -> Entry | None:
    path = _path(head)
    mode = head.external_attr >> 16 if head.create_system == UNIX else 0
    kind = stat.S_IFMT(mode)
    if head.filename.endswith("/"):
        return Entry(path=path, kind="directory", mode=stat.S_IMODE(mode) or 0o755) if path else None
    if kind not in (0, stat.S_IFREG, stat.S_IFLNK):
        raise FormatError(FORM, path, "is neither a file, nor a folder, nor a symbolic link")
    data = _unpacked(archive, head, path, tally.bytes_left)
    if kind != stat.S_IFLNK:
        return Entry(path=path, kind="file", data=data, mode=stat.S_IMODE(mode) or 0o644)
    return Entry(path=path, kind="symlink", target=_target(path, data), mode=0o777)


def _target(path: str, data: bytes) -> str:
    target = data.decode("utf-8", "replace")
    if target == "" or "\0" in target:
        raise FormatError(FORM, path, "is a symbolic link with a target that is no path")
    return target


def _path(head: zipfile.ZipInfo) -> str:
    name = head.orig_filename
    path = name.removesuffix("/")
    parts = path.split("/")
    if path and any(part in ("", ".", "..") for part in parts):
        raise FormatError(FORM, name, 'has a name that is absolute, or has empty parts, "." or ".."')
    if "\\" in name or "\0" in name or ":" in parts[0]:
        raise FormatError(FORM, name, "has a name with a backslash, NUL or drive letter")
    if head.flag_bits & 1:
        raise FormatError(FORM, name, "is encrypted")
    if head.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FormatError(FORM, name, f"is compressed by method {head.compress_type}; deflate is what is read")
    return path


def _unpacked(archive: zipfile.ZipFile, head: zipfile.ZipInfo, path: str, bytes_left: int) -> bytes:
    """Return the contents of an entry, without unpacking more than may be."""
    parts = []
    with archive.open(head) as source:
        while part := source.read(CHUNK):
            bytes_left -= len(part)
            if bytes_left < 0:
                raise FormatError(FORM, path, "unpacks to more bytes than files may have")
            parts.append(part)
    return b"".join(parts)
