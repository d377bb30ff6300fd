"""`FileSystem`, the files of one container."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..change import Change
from ..entry import Entry
from ..file_error import FileError
from . import contents, folders, moves
from .difference import changes_between
from .edited import Edited
from .layer import Layer, entries_of
from .mounting import mounted
from .node import Data, File, Link
from .place import MAX_DEPTH, Last
from .quota import Quota
from .stat import DirEntry, Stat, Usage
from .tree import Tree
from .view import Found, View, kind_of

__all__ = ("FileSystem",)

MAX_FILE = (1 << 31) - 1
"""Bytes of one file, as far as JavaScript's arrays reach everywhere."""


class FileSystem:
    """The files of one container: an upper layer that is written over read-only layers.

    Paths are absolute (`/a/b`; a relative one counts from the top), symbolic links are resolved within. A call that
    raises has changed nothing.

    Raises:
        FileError: from every method that takes a path, with the POSIX name of the reason as `code`.
    """

    def __init__(
        self,
        layers: Iterable[Layer] = (),
        *,
        clock: Callable[[], int] = lambda: 0,
        quota: Quota | None = None,
        upper: Layer | None = None,
    ) -> None:
        """Begin with read-only layers, the nearest first, and an upper layer that was kept, if there is one.

        `clock` returns milliseconds since 1970, the time that changed files get.
        """
        self._tree = Tree((upper or Layer()).top, tuple(layer.top for layer in layers))
        self._clock = clock
        self._quota = quota or Quota()
        self._listeners: list[Callable[[tuple[Change, ...]], None]] = []

    # Reading

    def stat(self, path: str) -> Stat:
        """Return the properties of what is at a path, following links."""
        return Stat.of(self._found(path, "stat"))

    def lstat(self, path: str) -> Stat:
        """Return the properties of what is at a path; of a link itself if it is one."""
        return Stat.of(self._found(path, "lstat", "keep"))

    def exists(self, path: str) -> bool:
        """Return whether there is something at a path, following links."""
        try:
            return self._tree.resolve(path, "access").found is not None
        except FileError:
            return False

    def realpath(self, path: str) -> str:
        """Return the path without symbolic links."""
        place = self._tree.resolve(path, "realpath")
        if place.found is None:
            raise FileError("ENOENT", "realpath", path)
        return place.path

    def readlink(self, path: str) -> str:
        """Return the target of a symbolic link."""
        found = self._found(path, "readlink", "keep")
        if not isinstance(found, Link):
            raise FileError("EINVAL", "readlink", path, why="it is no symbolic link")
        return found.target

    def readdir(self, path: str) -> list[DirEntry]:
        """Return the children of a folder, sorted by name."""
        found = self._found(path, "scandir")
        if not isinstance(found, View):
            raise FileError("ENOTDIR", "scandir", path)
        return [DirEntry(name=name, kind=kind_of(child)) for name, child in found.items()]

    def read(self, path: str, offset: int = 0, length: int | None = None) -> bytes:
        """Return the bytes of a file, or `length` of them from `offset`; fewer at its end."""
        found = self._found(path, "open")
        if not isinstance(found, File):
            raise FileError("EISDIR", "read", path)
        return found.data if offset == 0 and length is None else found.data[offset:][:length]

    def export(self, path: str = "/") -> Iterator[Entry]:
        """Yield the entries below a folder, as the union of the layers, parents first; of a file, itself with path "".

        What is yielded is the state at the time of the call.
        """
        return entries_of(self._found(path, "export"))

    # Writing

    def write(self, path: str, data: Data, *, mode: int = 0o644, exclusive: bool = False) -> None:
        """Make a file of these bytes, or replace those of the one that is there; `exclusive` refuses to."""
        self._edit(contents.write(self._tree, path, data, self._clock(), mode=mode, exclusive=exclusive))

    def write_at(self, path: str, offset: int, data: Data) -> None:
        """Write bytes into a file that exists, from an offset; what lies before it is filled with zeros."""
        self._refuse_size("write", path, offset + len(data))
        self._edit(contents.write_at(self._tree, path, offset, data, self._clock()))

    def append(self, path: str, data: Data, *, mode: int = 0o644) -> None:
        """Put bytes at the end of a file, which is made if need be."""
        self._edit(contents.append(self._tree, path, data, self._clock(), mode=mode))

    def truncate(self, path: str, length: int = 0) -> None:
        """Cut a file to a length, or fill it up with zeros."""
        self._refuse_size("truncate", path, length)
        self._edit(contents.truncate(self._tree, path, length, self._clock()))

    def mkdir(self, path: str, *, recursive: bool = False, mode: int = 0o755) -> str | None:
        """Make a folder; when `recursive`, those above it too: return the first that was made, None if all exist."""
        if not recursive:
            self._edit(folders.mkdir(self._tree, path, mode, self._clock()))
            return None
        edited, first = folders.make_folders(self._tree, path, mode, self._clock())
        self._edit(edited)
        return first

    def rmdir(self, path: str) -> None:
        """Remove an empty folder."""
        self._edit(folders.rmdir(self._tree, path, self._clock()))

    def unlink(self, path: str) -> None:
        """Remove a file or a symbolic link."""
        self._edit(folders.unlink(self._tree, path, self._clock()))

    def rm(self, path: str, *, recursive: bool = False, force: bool = False) -> None:
        """Remove what is at a path: a folder only when `recursive`; `force` lets it be missing."""
        self._edit(folders.remove(self._tree, path, self._clock(), recursive=recursive, force=force))

    def rename(self, old: str, new: str) -> None:
        """Move what is at one path to another, over a file or an empty folder there; never fails with EXDEV."""
        self._edit(moves.rename(self._tree, old, new, self._clock()))

    def cp(self, source: str, target: str, *, recursive: bool = False, force: bool = True) -> None:
        """Copy a file, link or folder; `force` writes over files that exist. Contents are shared, not copied."""
        self._edit(moves.copy(self._tree, source, target, self._clock(), recursive=recursive, force=force))

    def symlink(self, target: str, path: str) -> None:
        """Make a symbolic link; its target need not exist, an absolute one counts from the container's top."""
        self._edit(contents.symlink(self._tree, target, path, self._clock()))

    def chmod(self, path: str, mode: int) -> None:
        """Set the permission bits of a file or folder."""
        self._edit(contents.chmod(self._tree, path, mode))

    def utimes(self, path: str, mtime: int) -> None:
        """Set the time of a file or folder."""
        self._edit(contents.utimes(self._tree, path, mtime))

    def mount(self, entries: Iterable[Entry], path: str = "/") -> None:
        """Put entries into a folder that exists: files there are replaced, folders merged; all of it or nothing."""
        self._edit(mounted(self._tree, Layer.of(entries, mtime=self._clock()).top, path))

    # States

    def snapshot(self) -> Tree:
        """Return the state, in constant time; what is written later does not change it."""
        return self._tree

    def restore(self, state: Tree) -> None:
        """Go back to a state, in constant time when nothing listens; listeners are told of what differs."""
        changes = changes_between(self._tree.top, state.top) if self._listeners else ()
        self._tree = state
        self._tell(tuple(changes))

    def clone(self) -> FileSystem:
        """Return another file system with the same files, clock and quota, in constant time; listeners stay here."""
        other = FileSystem(clock=self._clock, quota=self._quota)
        other._tree = self._tree
        return other

    @property
    def upper(self) -> Layer:
        """The upper layer as it is now, in constant time: its `records` are what to keep."""
        return Layer(self._tree.upper)

    @property
    def usage(self) -> Usage:
        """The space that the upper layer takes."""
        return Usage(bytes=self._tree.upper.size, files=self._tree.upper.count - 1)

    def listen(self, listener: Callable[[tuple[Change, ...]], None]) -> Callable[[], None]:
        """Have a function called after each operation that changed something; call what is returned to end that.

        The function must not raise: the operation has taken place.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def _found(self, path: str, operation: str, last: Last = "follow") -> Found:
        found = self._tree.resolve(path, operation, last).found
        if found is None:
            raise FileError("ENOENT", operation, path)
        return found

    def _refuse_size(self, operation: str, path: str, size: int) -> None:
        """Refuse a file that cannot be, before it takes memory."""
        if size > MAX_FILE:
            raise FileError("EFBIG", operation, path)
        if self._quota.bytes is not None and size > max(self._quota.bytes, self.usage.bytes):
            raise FileError(self._quota.code, operation, path)

    def _edit(self, edited: Edited) -> None:
        """Have a change take place, if the quota allows it."""
        old, new = self._tree.upper, edited.tree.upper
        if new.height > MAX_DEPTH and new.height > old.height:
            raise FileError("ENAMETOOLONG", "write", edited.changes[-1].path)
        # A removal may copy folders up, and is let through: it is what frees space.
        is_removal = all(change.kind == "removed" for change in edited.changes)
        why = None if is_removal else self._quota.refusal(old, new)
        if why is not None:
            raise FileError(self._quota.code, "write", edited.changes[0].path, why=why)
        self._tree = edited.tree
        self._tell(edited.changes)

    def _tell(self, changes: tuple[Change, ...]) -> None:
        if changes:
            for listener in tuple(self._listeners):
                listener(changes)
