"""Changes of files and links, and of the properties of folders."""

from __future__ import annotations

from dataclasses import replace

from ..change import Change, ChangeKind
from ..file_error import FileError
from .edited import Edited
from .node import Data, File, Folder, Link
from .place import Place
from .tree import Tree
from .view import kind_of

__all__ = ("append", "chmod", "symlink", "truncate", "utimes", "write", "write_at")


def write(tree: Tree, path: str, data: Data, now: int, *, mode: int, exclusive: bool = False) -> Edited:
    """Make a file of bytes, or replace those it has."""
    place = tree.resolve(path, "open", "name" if exclusive else "follow", creates=True)
    if place.found is None:
        return _put(tree, place, File.of(data, mode & 0o7777, now), now)
    if exclusive:
        raise FileError("EEXIST", "open", path)
    return _put(tree, place, File.of(data, _file(place, "open", path).mode, now), now)


def append(tree: Tree, path: str, data: Data, now: int, *, mode: int) -> Edited:
    """Put bytes at the end of a file, which is made if need be."""
    place = tree.resolve(path, "open", creates=True)
    if place.found is None:
        return _put(tree, place, File.of(data, mode & 0o7777, now), now)
    file = _file(place, "open", path)
    return _put(tree, place, file.appended(data, now), now) if data else Edited(tree)


def write_at(tree: Tree, path: str, offset: int, data: Data, now: int) -> Edited:
    """Write bytes into a file that exists, from an offset."""
    if offset < 0:
        raise FileError("EINVAL", "write", path, why=f"there is no offset {offset}")
    place = tree.resolve(path, "open")
    file = _file(place, "open", path)
    if not data:
        return Edited(tree)
    if offset >= file.size:
        return _put(tree, place, file.appended(b"".join((bytes(offset - file.size), data)), now), now)
    old = file.data
    return _put(tree, place, File.of(b"".join((old[:offset], data, old[offset + len(data) :])), file.mode, now), now)


def truncate(tree: Tree, path: str, length: int, now: int) -> Edited:
    """Cut a file to a length, or fill it up with zeros."""
    if length < 0:
        raise FileError("EINVAL", "truncate", path, why=f"a file cannot have {length} bytes")
    place = tree.resolve(path, "truncate")
    file = _file(place, "truncate", path)
    if length == file.size:
        return Edited(tree)
    if length > file.size:
        return _put(tree, place, file.appended(bytes(length - file.size), now), now)
    return _put(tree, place, File.of(file.data[:length], file.mode, now), now)


def symlink(tree: Tree, target: str, path: str, now: int) -> Edited:
    """Make a symbolic link; its target need not exist."""
    if target == "":
        raise FileError("ENOENT", "symlink", target, to=path, why="a link has a target")
    if "\0" in target:
        raise FileError("EINVAL", "symlink", target, to=path, why="a path holds no NUL")
    if len(target.encode("utf-8", "surrogatepass")) > 4095:
        raise FileError("ENAMETOOLONG", "symlink", target, to=path)
    place = tree.resolve(path, "symlink", "name")
    if place.found is not None:
        raise FileError("EEXIST", "symlink", target, to=path)
    if place.slash:
        raise FileError("ENOENT", "symlink", target, to=path)
    return _put(tree, place, Link(target, now), now)


def chmod(tree: Tree, path: str, mode: int) -> Edited:
    """Set the permission bits of a file or folder."""
    place = _existing(tree, path, "chmod")
    return _with_attributes(tree, place, mode=mode & 0o7777)


def utimes(tree: Tree, path: str, mtime: int) -> Edited:
    """Set the time of a file or folder."""
    place = _existing(tree, path, "utimes")
    return _with_attributes(tree, place, mtime=mtime)


def _with_attributes(tree: Tree, place: Place, mode: int | None = None, mtime: int | None = None) -> Edited:
    node = place.found if isinstance(place.found, File) else tree.own_folder(place)
    mode, mtime = node.mode if mode is None else mode, node.mtime if mtime is None else mtime
    if isinstance(node, File):
        return _put(tree, place, replace(node, mode=mode, mtime=mtime), 0)
    folder = replace(node, mode=mode, mtime=mtime)
    if place.names:
        return _put(tree, place, folder, 0)
    return Edited(tree.with_top(folder), (Change(kind="modified", path="/", node="directory"),))


def _existing(tree: Tree, path: str, operation: str) -> Place:
    place = tree.resolve(path, operation)
    if place.found is None:
        raise FileError("ENOENT", operation, path)
    return place


def _put(tree: Tree, place: Place, node: File | Link | Folder, now: int) -> Edited:
    kind: ChangeKind = "created" if place.found is None else "modified"
    node_kind = "directory" if isinstance(node, Folder) else kind_of(node)
    return Edited(tree.with_node(place, node, now), (Change(kind=kind, path=place.path, node=node_kind),))


def _file(place: Place, operation: str, path: str) -> File:
    if isinstance(place.found, File):
        return place.found
    raise FileError("ENOENT" if place.found is None else "EISDIR", operation, path)
