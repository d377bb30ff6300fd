"""`Manifest`: every file of one version, with its digest."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Literal

import msgspec
from msgspec import Struct

from oro_updater.errors import UpdateRefused
from oro_updater.paths import is_path, is_target, leads_through, place_of

__all__ = ("PIECE", "Entry", "Manifest", "digest_of", "pieces_of")

PIECE = 1 << 20
"""Bytes that are read at once."""


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file, link or empty folder."""

    path: str
    kind: Literal["file", "link", "folder"] = "file"
    size: int = 0
    sha256: str = ""
    executable: bool = False
    target: str = ""
    """Of a link."""


class Manifest(Struct, frozen=True, kw_only=True):
    """The contents of one version's folder, sorted by path."""

    app: str
    version: str
    platform: str
    entries: Sequence[Entry]

    @classmethod
    def of(cls, folder: Path, *, app: str, version: str, platform: str, check: Callable[[], None]) -> Manifest:
        """Read a folder. Blocking.

        Args:
            folder: as a build left it.
            app: the bundle identifier.
            version: of the app.
            platform: what the version is for.
            check: called from time to time; raises to stop.

        Raises:
            UpdateRefused: it has something that no manifest can have, as a device or a link that leads out.
            OSError: it cannot be read.
        """
        entries = sorted(_entries(folder, check), key=lambda entry: entry.path)
        manifest = cls(app=app, version=version, platform=platform, entries=entries)
        manifest.verify()
        return manifest

    @classmethod
    def decode(cls, data: bytes) -> Manifest:
        """Read a manifest from its JSON.

        Raises:
            UpdateRefused: it is none, or breaks a rule of `paths`.
        """
        try:
            manifest = msgspec.json.decode(data, type=cls)
        except msgspec.MsgspecError as error:
            raise UpdateRefused(f"Cannot use an update: its manifest is none ({error})") from error
        manifest.verify()
        return manifest

    def encode(self) -> bytes:
        """Return the manifest as JSON, the same for the same contents."""
        return msgspec.json.encode(self, order="deterministic")

    def verify(self) -> None:
        """Raise `UpdateRefused` unless every entry stays within the folder, in a place of its own."""
        key = place_of(self.platform)
        seen: set[str] = set()
        ends = frozenset(key(entry.path) for entry in self.entries if entry.kind != "folder")
        for entry in self.entries:
            place = key(entry.path)
            bad = not is_path(entry.path) or entry.size < 0
            if bad or (entry.kind == "link" and not is_target(entry.path, entry.target)):
                raise UpdateRefused(f'Cannot use an update: "{entry.path[:200]}" would lie outside its folder')
            if place in seen or leads_through(place, ends):
                raise UpdateRefused(f'Cannot use an update: "{entry.path[:200]}" lies where another of its files does')
            seen.add(place)

    @property
    def files(self) -> Iterator[Entry]:
        """The entries that are files."""
        return (entry for entry in self.entries if entry.kind == "file")

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(entry.size for entry in self.entries)


def pieces_of(file: IO[bytes], check: Callable[[], None]) -> Iterator[bytes]:
    """Yield what is left of a file."""
    while piece := file.read(PIECE):
        check()
        yield piece


def digest_of(path: Path, check: Callable[[], None]) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for piece in pieces_of(file, check):
            digest.update(piece)
    return digest.hexdigest()


def _entries(folder: Path, check: Callable[[], None]) -> Iterator[Entry]:
    for where, folders, files in os.walk(folder):
        here = Path(where)
        for name in (*folders, *files):
            path = here / name
            relative = _utf8(path.relative_to(folder).as_posix(), path)
            if path.is_symlink():
                yield Entry(path=relative, kind="link", target=_utf8(os.readlink(path).replace(os.sep, "/"), path))
            elif name in files:
                yield _file(path, relative, check)
        if not folders and not files and here != folder:
            yield Entry(path=here.relative_to(folder).as_posix(), kind="folder")


def _file(path: Path, relative: str, check: Callable[[], None]) -> Entry:
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise UpdateRefused(f'Cannot publish "{path}": it is neither a file, a folder nor a link')
    executable = bool(found.st_mode & 0o111)
    return Entry(path=relative, size=found.st_size, sha256=digest_of(path, check), executable=executable)


def _utf8(text: str, path: Path) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UpdateRefused(f"Cannot publish {os.fsencode(path)!r}: its name or target is not UTF-8") from error
    return text
