"""Changes of folders: `mkdir`, `rmdir`, `unlink` and `rm`."""

from __future__ import annotations

from ..change import Change
from ..file_error import FileError
from .difference import replacement
from .edited import Edited
from .node import Folder, Link
from .place import Place
from .tree import Tree

__all__ = ("make_folders", "mkdir", "remove", "rmdir", "unlink")


def mkdir(tree: Tree, path: str, mode: int, now: int) -> Edited:
    """Make one folder, whose parent exists."""
    place = tree.resolve(path, "mkdir", "name")
    if place.found is not None:
        raise FileError("EEXIST", "mkdir", path)
    return _made(tree, place, mode, now)


def make_folders(tree: Tree, path: str, mode: int, now: int) -> tuple[Edited, str | None]:
    """Make a folder and those above it that are missing; with it goes the path of the first that was made."""
    changes: tuple[Change, ...] = ()
    parts = [part for part in path.split("/") if part]
    for end in range(1, len(parts) + 1):
        above = "/" + "/".join(parts[:end])
        place = tree.resolve(above, "mkdir", "name")
        if isinstance(place.found, Link):
            place = _linked(tree, above, path)
        if place.found is None:
            edited = _made(tree, place, mode, now)
            tree, changes = edited.tree, changes + edited.changes
        elif place.folder is None:
            raise FileError("EEXIST" if end == len(parts) else "ENOTDIR", "mkdir", path)
    return Edited(tree, changes), changes[0].path if changes else None


def rmdir(tree: Tree, path: str, now: int) -> Edited:
    """Remove an empty folder."""
    place = tree.resolve(path, "rmdir", "name")
    if place.last == ".":
        raise FileError("EINVAL", "rmdir", path, why='its last part is "."')
    if place.last == "..":
        raise FileError("ENOTEMPTY", "rmdir", path)
    if place.found is None:
        raise FileError("ENOENT", "rmdir", path)
    if place.folder is None:
        raise FileError("ENOTDIR", "rmdir", path)
    if not place.names:
        raise FileError("EBUSY", "rmdir", path)
    if not place.folder.is_empty():
        raise FileError("ENOTEMPTY", "rmdir", path)
    return _removed(tree, place, now)


def unlink(tree: Tree, path: str, now: int) -> Edited:
    """Remove a file or a symbolic link."""
    place = tree.resolve(path, "unlink", "name")
    if place.found is None:
        raise FileError("ENOENT", "unlink", path)
    if place.folder is not None:
        raise FileError("EISDIR", "unlink", path)
    if place.slash:
        raise FileError("ENOTDIR", "unlink", path)
    return _removed(tree, place, now)


def remove(tree: Tree, path: str, now: int, *, recursive: bool, force: bool) -> Edited:
    """Remove what is at a path, as Node's `rm`: a folder only when `recursive`; `force` lets it be missing."""
    try:
        place = tree.resolve(path, "rm", "name")
    except FileError as error:
        if force and error.code == "ENOENT":
            return Edited(tree)
        raise
    if place.found is None:
        if force:
            return Edited(tree)
        raise FileError("ENOENT", "rm", path)
    if place.folder is None and place.slash:
        raise FileError("ENOTDIR", "rm", path)
    if place.folder is not None and not recursive:
        raise FileError("EISDIR", "rm", path, why="it is a folder; ask for `recursive` to remove it")
    if not place.names:
        raise FileError("EBUSY", "rm", path)
    return _removed(tree, place, now)


def _linked(tree: Tree, above: str, path: str) -> Place:
    place = tree.resolve(above, "mkdir")
    if place.found is None:
        raise FileError("ENOENT", "mkdir", path, why=f'"{above}" is a symbolic link to nothing')
    return place


def _made(tree: Tree, place: Place, mode: int, now: int) -> Edited:
    # Opaque, so that it stays empty where a layer below has a folder of that name that was removed.
    folder = Folder.of({}, mode=mode & 0o7777, mtime=now, opaque=True)
    return Edited(tree.with_node(place, folder, now), (Change(kind="created", path=place.path, node="directory"),))


def _removed(tree: Tree, place: Place, now: int) -> Edited:
    assert place.found is not None
    return Edited(tree.without(place, now), tuple(replacement(place.path, place.found, None)))
