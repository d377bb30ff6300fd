"""`Tree`: files as they lie on the machine of the person, before a format packs them. Blocking."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from oro_build.formats.xz import XzWriter

__all__ = ("Item", "Tree")

_PROGRAM, _FILE, _FOLDER = 0o755, 0o644, 0o755


class Item(Struct, frozen=True, kw_only=True):
    """One file or symbolic link; exactly one of `source`, `content` and `link` says what it is."""

    path: str
    """Relative, with slashes."""
    source: Path | None = None
    content: bytes | None = None
    link: str | None = None
    program: bool = False
    """Whether people may run it."""

    @property
    def mode(self) -> int:
        """The permissions of the file: those of its author's machine do not travel."""
        return _PROGRAM if self.program else _FILE

    @property
    def size(self) -> int:
        """Bytes of a file, 0 for a link."""
        if self.source is not None:
            return self.source.stat().st_size
        return len(self.content or b"")

    def at(self, path: str) -> Item:
        """Return the same at another path."""
        return replace(self, path=path)

    def read(self) -> bytes:
        """Return the contents of a file."""
        return self.source.read_bytes() if self.source is not None else self.content or b""


class Tree:
    """Files by their path, in the order of their paths whatever order they came in."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}

    def __iter__(self) -> Iterator[Item]:
        for path in sorted(self._items):
            yield self._items[path]

    def __contains__(self, path: str) -> bool:
        return path in self._items

    def add(self, item: Item) -> None:
        """Add a file or link, in place of what had its path."""
        self._items[item.path] = item

    def add_text(self, path: str, text: str, *, program: bool = False) -> None:
        """Add a file with a text."""
        self.add(Item(path=path, content=text.encode(), program=program))

    def add_link(self, path: str, target: str) -> None:
        """Add a symbolic link."""
        self.add(Item(path=path, link=target))

    def remove_below(self, folder: str) -> None:
        """Remove every file of a folder."""
        self._items = {path: item for path, item in self._items.items() if not path.startswith(f"{folder}/")}

    def add_folder(self, source: Path, under: str) -> None:
        """Add every file of a folder; links stay links, and what a person may run stays so."""
        for folder, folders, names in os.walk(source):
            links = [name for name in folders if Path(folder, name).is_symlink()]
            for name in [*names, *links]:
                path = Path(folder, name)
                place = f"{under}/{path.relative_to(source).as_posix()}".lstrip("/")
                if path.is_symlink():
                    self.add_link(place, os.readlink(path))
                else:
                    self.add(Item(path=place, source=path, program=bool(path.stat().st_mode & 0o100)))

    def folders(self) -> list[str]:
        """Return every folder above an item, in order."""
        found: set[str] = set()
        for path in self._items:
            parts = path.split("/")[:-1]
            found.update("/".join(parts[: count + 1]) for count in range(len(parts)))
        return sorted(found)

    def write(self, folder: Path, moment: int) -> None:
        """Write all of it into a folder, with a time and with the permissions of packages."""
        for name in self.folders():
            (folder / name).mkdir(parents=True, exist_ok=True)
        for item in self:
            path = folder / item.path
            if item.link is not None:
                path.symlink_to(item.link)
                os.utime(path, (moment, moment), follow_symlinks=False)
                continue
            if item.source is not None:
                shutil.copyfile(item.source, path)
            else:
                path.write_bytes(item.content or b"")
            path.chmod(item.mode)
            os.utime(path, (moment, moment))
        for name in [*reversed(self.folders()), ""]:
            (folder / name).chmod(_FOLDER)
            os.utime(folder / name, (moment, moment))

    def archive(self, path: Path, under: str, moment: int) -> None:
        """Write a `.tar.xz` whose files lie in one folder and belong to root; the same tree gives the same bytes."""
        with (
            path.open("wb") as file,
            XzWriter(file) as compressed,
            tarfile.open(fileobj=compressed, mode="w|", format=tarfile.PAX_FORMAT) as out,
        ):
            for name in ["", *self.folders()]:
                out.addfile(_entry(f"{under}/{name}".rstrip("/"), tarfile.DIRTYPE, _FOLDER, moment))
            for item in self:
                _add(out, item, under, moment)

    def checksums(self) -> Iterator[tuple[str, str]]:
        """Yield the MD5 and the path of every file, which dpkg verifies installed packages by."""
        for item in self:
            if item.link is None:
                yield hashlib.md5(item.read(), usedforsecurity=False).hexdigest(), item.path


def _add(out: tarfile.TarFile, item: Item, under: str, moment: int) -> None:
    kind = tarfile.REGTYPE if item.link is None else tarfile.SYMTYPE
    entry = _entry(f"{under}/{item.path}", kind, item.mode if item.link is None else 0o777, moment)
    if item.link is not None:
        entry.linkname = item.link
        out.addfile(entry)
    elif item.source is not None:
        entry.size = item.size
        with item.source.open("rb") as source:
            out.addfile(entry, source)
    else:
        content = item.content or b""
        entry.size = len(content)
        out.addfile(entry, io.BytesIO(content))


def _entry(name: str, kind: bytes, mode: int, moment: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode, entry.mtime = kind, mode, moment
    entry.uname = entry.gname = "root"
    return entry
