"""`rename` and `copy`."""

from __future__ import annotations

from dataclasses import replace

from ..change import Change
from ..file_error import FileError
from .difference import replacement
from .edited import Edited
from .node import File, Folder, Link, Whiteout
from .place import Place
from .tree import Tree
from .view import Found, View, kind_of, merged

__all__ = ("copy", "rename")


def rename(tree: Tree, old: str, new: str, now: int) -> Edited:
    """Move what is at one path to another, over what is there if POSIX allows it; never between devices."""
    source = tree.resolve(old, "rename", "name")
    target = tree.resolve(new, "rename", "name")
    _refuse_rename(source, target, old, new)
    found = source.found
    assert found is not None
    if source.names == target.names:
        return Edited(tree)
    node = merged(found)
    assert not isinstance(node, Whiteout)
    left = tree.without(source, now)
    # The way to the target is walked again, for the removal may have copied its folders up.
    there = left.resolve(target.path, "rename", "name")
    moved = left.with_node(replace(there, found=None), node, now)
    changes = () if target.found is None else (Change(kind="removed", path=target.path, node=kind_of(target.found)),)
    renamed = Change(kind="renamed", path=source.path, to=target.path, node=kind_of(found))
    return Edited(moved, (*changes, renamed))


def _refuse_rename(source: Place, target: Place, old: str, new: str) -> None:
    def error(code: str, why: str = "") -> FileError:
        return FileError(code, "rename", old, to=new, why=why)

    if any(place.last in ("", ".", "..") for place in (source, target)):
        raise error("EBUSY", 'the top, "." and ".." cannot be renamed')
    if source.found is None:
        raise error("ENOENT")
    if source.folder is None and (source.slash or target.slash):
        raise error("ENOTDIR")
    if source.names == target.names:
        return
    if source.folder is not None and target.is_within(source):
        raise error("EINVAL", "a folder cannot be moved into itself")
    if target.folder is not None and source.is_within(target):
        raise error("ENOTEMPTY")
    if target.found is None:
        return
    if source.folder is None and target.folder is not None:
        raise error("EISDIR")
    if source.folder is not None and target.folder is None:
        raise error("ENOTDIR")
    if target.folder is not None and not target.folder.is_empty():
        raise error("ENOTEMPTY")


def copy(tree: Tree, source: str, target: str, now: int, *, recursive: bool, force: bool) -> Edited:
    """Copy a file, link or folder as Node's `cp` does: folders only when `recursive`, and into what is there.

    Files that exist are written over when `force`, and stay otherwise.
    """
    start = tree.resolve(source, "cp", "keep")
    end = tree.resolve(target, "cp", "keep")
    _refuse_copy(start, end, source, target, recursive)
    assert start.found is not None
    return _copied(Edited(tree), start.found, end.path, now, force)


def _refuse_copy(start: Place, end: Place, source: str, target: str, recursive: bool) -> None:
    def error(code: str, why: str = "") -> FileError:
        return FileError(code, "cp", source, to=target, why=why)

    if start.found is None:
        raise error("ENOENT")
    if start.folder is not None and not recursive:
        raise error("EISDIR", "it is a folder; ask for `recursive` to copy it")
    if start.names == end.names or (start.folder is not None and end.is_within(start)):
        raise error("EINVAL", "it cannot be copied into itself")
    if end.found is not None and (start.folder is None) != (end.folder is None):
        raise error("ENOTDIR" if end.folder is None else "EISDIR")


def _copied(done: Edited, found: Found, path: str, now: int, force: bool) -> Edited:
    place = done.tree.resolve(path, "cp", "keep")
    if place.found is None:
        return _put(done, place, found, now)
    if isinstance(found, View):
        if place.folder is None:
            raise FileError("ENOTDIR", "cp", path)
        for name, child in found.items():
            done = _copied(done, child, f"{path.rstrip('/')}/{name}", now, force)
        return done
    if place.folder is not None:
        raise FileError("EISDIR", "cp", path)
    return _put(done, place, found, now) if force else done


def _put(done: Edited, place: Place, found: Found, now: int) -> Edited:
    node = _fresh(merged(found), now)
    changes = replacement(place.path, place.found, found)
    return Edited(done.tree.with_node(place, node, now), (*done.changes, *changes))


def _fresh(node: object, now: int) -> File | Link | Folder:
    """Return a copy with the time of now; the contents are shared."""
    if isinstance(node, File):
        return File(node.parts, node.mode, now, node.size)
    if isinstance(node, Link):
        return Link(node.target, now)
    assert isinstance(node, Folder)
    children = {name: _fresh(child, now) for name, child in node.children.items() if not isinstance(child, Whiteout)}
    return Folder.of(children, mode=node.mode, mtime=now, opaque=True)
