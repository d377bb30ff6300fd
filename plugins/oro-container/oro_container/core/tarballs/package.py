"""Read packages, as npm publishes them, into entries.

What npm's own reader (`pacote` over `tar`) does, and what this one does:

| member                                   | npm                                | here                                 |
|------------------------------------------|------------------------------------|--------------------------------------|
| first folder                             | dropped, whatever its name         | the same                             |
| symbolic and hard links                  | left out                           | the same                             |
| `.gitignore`                             | becomes `.npmignore`               | the same                             |
| mode                                     | `(mode | 0666) & ~022`             | the same, without set-id bits        |
| two members of one path                  | the later holds                    | the same                             |
| a file where a folder is, or below one   | a warning, the member is left out  | the package is refused               |
| `..`, devices, fifos, a wrong header     | a warning, the member is left out  | the package is refused               |
| absolute path                            | made relative                      | the package is refused               |
| more than 1,024 folders deep             | a warning, the member is left out  | refused, from 100                    |
| sparse files and other unknown kinds     | left out                           | the same                             |
| folders without files                    | made                               | left out                             |
| archive or gzip data that end early      | an error                           | the same                             |
| size, number of members, ratio           | no limit                           | `Limits`                             |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from oro_container.core.entry import Entry
from oro_container.core.tarballs.header import BLOCK, FOLDERS, BadHeader, Header, read_header
from oro_container.core.tarballs.inflation import inflated
from oro_container.core.tarballs.limits import Limits
from oro_container.core.tarballs.names import BadName, package_path
from oro_container.core.tarballs.pax import read_records
from oro_container.core.tarballs.problem import BadTarball
from oro_container.core.tarballs.window import EndedEarly, Window

__all__ = ("members", "read_package")

_FILES = (b"0", b"\0", b"7")
_LONG_NAME, _LONG_LINK = b"L", b"K"
_PAX, _PAX_OF_ALL = (b"x", b"X"), b"g"
_REFUSED = {b"3": "it is a character device", b"4": "it is a block device", b"6": "it is a fifo"}


def read_package(package: str, chunks: Iterable[bytes], limits: Limits | None = None) -> dict[str, Entry]:
    """Read an archive into the files of the package, by path.

    Args:
        package: its name and version, for errors.
        chunks: the archive, in any pieces.
        limits: how large it may become.

    Raises:
        BadTarball: it is damaged, or holds what a package must not hold.
    """
    files: dict[str, Entry] = {}
    folders: set[str] = set()
    for entry in members(package, chunks, limits):
        if entry.kind == "directory":
            folders.add(entry.path)
        else:
            files[entry.path] = entry
        _add_parents(package, entry.path, folders, files)
    for path in folders & files.keys():
        raise BadTarball(package, "it is both a file and a folder", path)
    return files


def _add_parents(package: str, path: str, folders: set[str], files: dict[str, Entry]) -> None:
    parent = path.rpartition("/")[0]
    while parent and parent not in folders:
        if parent in files:
            raise BadTarball(package, f'"{parent}" is a file', path)
        folders.add(parent)
        parent = parent.rpartition("/")[0]


def members(package: str, chunks: Iterable[bytes], limits: Limits | None = None) -> Iterator[Entry]:
    """Yield the files and folders of an archive in its order, holding one at a time.

    Raises:
        BadTarball: it is damaged, or holds what a package must not hold.
    """
    bounds = limits or Limits()
    window = Window(inflated(package, chunks, bounds))
    ignores: set[str] = set()
    try:
        for number, (header, name) in enumerate(_headers(window, bounds), 1):
            shown = name.decode("utf-8", "replace")
            if number > bounds.members:
                raise BadTarball(package, f"it has more than the {bounds.members:,} members that are allowed")
            if header.type in _REFUSED:
                raise BadTarball(package, _REFUSED[header.type], shown)
            try:
                path = package_path(name, bounds)
            except BadName as error:
                raise BadTarball(package, str(error), shown) from None
            padded = header.size + -header.size % BLOCK
            file = header.type in _FILES and not name.endswith(b"/")
            if file and path is not None and (path := _renamed(path, ignores)) is not None:
                data = window.take(header.size)
                window.skip(padded - header.size)
                yield Entry(path=path, kind="file", data=data, mode=_mode(header.mode))
                continue
            window.skip(padded)
            if path is not None and not file and header.type in (*_FILES, *FOLDERS):
                yield Entry(path=path, kind="directory", mode=0o755)
    except EndedEarly:
        raise BadTarball(package, "its archive ends early") from None
    except BadHeader as error:
        raise BadTarball(package, f"its archive is damaged: {error}") from None


def _headers(window: Window, limits: Limits) -> Iterator[tuple[Header, bytes]]:
    """Yield headers with the names that extended headers before them give."""
    name: bytes | None = None
    size: int | None = None
    while (block := window.block()) is not None:
        header = read_header(block)
        if header is None:
            return
        if header.type in (_LONG_NAME, _LONG_LINK, *_PAX, _PAX_OF_ALL):
            if header.size > limits.record:
                raise BadHeader(f"an extended header has more than the {limits.record:,} bytes that are allowed")
            data = window.take(header.size)
            window.skip(-header.size % BLOCK)
            if header.type == _LONG_NAME:
                name = data.rstrip(b"\0")
            elif header.type in _PAX:
                records = read_records(data)
                name = records.get("path", name)
                size = _size(records.get("size"))
            continue
        if size is not None:
            header = Header(header.name, header.type, size, header.mode)
        yield header, header.name if name is None else name
        name = size = None


def _size(text: bytes | None) -> int | None:
    if text is None:
        return None
    if not text.isdigit() or len(text) > 15:
        raise BadHeader("an extended header has a size that is none")
    return int(text)


def _mode(mode: int) -> int:
    return (mode & 0o777 | 0o666) & ~0o022


def _renamed(path: str, ignores: set[str]) -> str | None:
    """Return the path npm gives a file: a `.gitignore` becomes `.npmignore` where there is none."""
    folder, slash, base = path.rpartition("/")
    if base == ".npmignore":
        ignores.add(folder)
    elif base == ".gitignore":
        return None if folder in ignores else f"{folder}{slash}.npmignore"
    return path
