"""`Layer`, a read-only layer: made of entries, or of other layers put at paths, and shared by containers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..entry import Entry
from ..file_error import FileError
from .difference import records_between
from .node import EMPTY, File, Folder, Link, Node
from .place import MAX_DEPTH
from .record import Record, folder_of
from .view import Found, View, folded, kind_of, stacked, whole

__all__ = ("Layer", "entries_of")


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A read-only layer; containers share it, whole or in part."""

    top: Folder = EMPTY

    @staticmethod
    def of(entries: Iterable[Entry], *, mtime: int = 0) -> Layer:
        """Return the layer of entries; folders above them need not be among them, and a later file replaces an earlier.

        Raises:
            FileError: EINVAL for a path that is not relative and normal, ENOTDIR or EISDIR where a file
                would hold others, ENAMETOOLONG for one that is too deep.
        """
        draft = _Draft()
        for entry in entries:
            draft.put(_names(entry.path), entry)
        return Layer(draft.frozen(mtime))

    def at(self, path: str) -> Layer:
        """Return the layer that has this one's files below a path, such as `/work/node_modules/left-pad`."""
        top = self.top
        for name in reversed(_names(path.strip("/"))):
            top = Folder.of({name: top})
        if top.height > MAX_DEPTH:
            raise FileError("ENAMETOOLONG", "mount", path)
        return Layer(top)

    def over(self, *others: Layer) -> Layer:
        """Return this layer merged with those below it; folders that only one has are shared, not copied.

        What is hidden stays away, and hides nothing of layers further below.
        """
        view = stacked((self.top, *(other.top for other in others)))
        return self if view is None else Layer(whole(view))

    def onto(self, lower: Layer) -> Layer:
        """Return this layer and the one below it in one, with what both hide of layers further below.

        So an upper layer in memory is put into the kept layer under it.
        """
        top = folded(self.top, lower.top)
        assert isinstance(top, Folder)
        return Layer(top)

    @staticmethod
    def load(records: Iterable[Record]) -> Layer:
        """Return the layer of rows that were kept, in any order.

        Raises:
            FileError: EINVAL when a row has no folder it would be in, or is one that is not kept.
        """
        return Layer(folder_of(records))

    def records(self, since: Layer | None = None) -> Iterator[Record]:
        """Yield the rows to keep of this layer, or those that turn the rows of an earlier one into them, in order."""
        return records_between(since.top if since else None, self.top)

    def entries(self) -> Iterator[Entry]:
        """Yield its entries, parents first, sorted."""
        return entries_of(View((self.top,)))


class _Draft:
    """A folder while a layer is made: it can change until it is frozen."""

    def __init__(self) -> None:
        self.children: dict[str, _Draft | Entry] = {}
        self.mode = 0o755

    def put(self, names: tuple[str, ...], entry: Entry) -> None:
        """Put an entry below."""
        if not names:
            self.mode = entry.mode if entry.kind == "directory" else self.mode
            return
        folder = self
        for name in names[:-1]:
            folder = folder._folder(name, entry)
        if entry.kind == "directory":
            folder._folder(names[-1], entry).mode = entry.mode
        elif isinstance(folder.children.get(names[-1]), _Draft):
            raise FileError("EISDIR", "mount", entry.path)
        else:
            folder.children[names[-1]] = entry

    def frozen(self, mtime: int) -> Folder:
        """Return the folder."""
        children = {name: _frozen(child, mtime) for name, child in self.children.items()}
        return Folder.of(children, mode=self.mode & 0o7777, mtime=mtime)

    def _folder(self, name: str, entry: Entry) -> _Draft:
        child = self.children.setdefault(name, _Draft())
        if not isinstance(child, _Draft):
            raise FileError("ENOTDIR", "mount", entry.path)
        return child


def entries_of(found: Found, path: str = "") -> Iterator[Entry]:
    """Yield the entries of what was found, parents first, sorted; the folder at the top itself is left out."""
    if not isinstance(found, View):
        yield _entry(found, path)
        return
    for name, child in found.items():
        below = f"{path}/{name}" if path else name
        if isinstance(child, View):
            yield Entry(path=below, kind="directory", mode=child.top.mode)
            yield from entries_of(child, below)
        else:
            yield _entry(child, below)


def _entry(found: File | Link, path: str) -> Entry:
    if isinstance(found, File):
        return Entry(path=path, kind="file", data=found.data, mode=found.mode)
    return Entry(path=path, kind=kind_of(found), target=found.target, mode=found.mode)


def _frozen(child: _Draft | Entry, mtime: int) -> Node:
    if isinstance(child, _Draft):
        return child.frozen(mtime)
    if child.kind == "file":
        return File.of(child.data, child.mode & 0o7777, mtime)
    return Link(child.target, mtime)


def _names(path: str) -> tuple[str, ...]:
    if path == "":
        return ()
    names = tuple(path.split("/"))
    if len(names) > MAX_DEPTH:
        raise FileError("ENAMETOOLONG", "mount", path)
    if any(name in ("", ".", "..") or "\0" in name for name in names):
        raise FileError("EINVAL", "mount", path, why="it is not relative, or has empty parts, `.` or `..`")
    return names
