"""`mounted`, a layer's files put into the folder of a tree."""

from __future__ import annotations

from dataclasses import replace

from ..change import Change
from ..file_error import FileError
from .difference import replacement
from .edited import Edited
from .node import File, Folder, Link, Whiteout
from .tree import Tree
from .view import Found, View

__all__ = ("mounted",)


def mounted(tree: Tree, top: Folder, path: str) -> Edited:
    """Put the children of a folder into one that exists: files and links are replaced, folders merged."""
    place = tree.resolve(path, "mount")
    if place.found is None:
        raise FileError("ENOENT", "mount", path)
    if place.folder is None:
        raise FileError("ENOTDIR", "mount", path)
    mount = _Mount(top.mtime)
    merged = mount.merge(tree.own_folder(place), place.folder, top, place.path.rstrip("/"))
    changed = tree.with_node(place, merged, 0) if place.names else tree.with_top(merged)
    return Edited(changed, tuple(mount.changes))


class _Mount:
    def __init__(self, now: int) -> None:
        self.changes: list[Change] = []
        self._now = now

    def merge(self, own: Folder, view: View, folder: Folder, path: str) -> Folder:
        """Return a folder of the upper layer with the children of another."""
        children = dict(own.children)
        created = False
        for name, node in folder.children.items():
            found = view.lookup(name)
            below = f"{path}/{name}"
            assert not isinstance(node, Whiteout)
            if found is None:
                children[name] = self._create(node, below)
                created = True
            elif isinstance(node, Folder):
                children[name] = self._merge_child(children.get(name), found, node, below)
            else:
                children[name] = self._replace(node, found, below)
        made = Folder.of(children, mode=own.mode, mtime=self._now if created else own.mtime, opaque=own.opaque)
        return made

    def _create(self, node: File | Link | Folder, path: str) -> File | Link | Folder:
        view = View((node,)) if isinstance(node, Folder) else node
        self.changes += replacement(path, None, view)
        return replace(node, opaque=True) if isinstance(node, Folder) else node

    def _merge_child(self, own: object, found: object, node: Folder, path: str) -> Folder:
        if not isinstance(found, View):
            raise FileError("ENOTDIR", "mount", path)
        mine = own if isinstance(own, Folder) else Folder.of({}, mode=found.top.mode, mtime=found.top.mtime)
        return self.merge(mine, found, node, path)

    def _replace(self, node: File | Link, found: Found, path: str) -> File | Link:
        if isinstance(found, View):
            raise FileError("EISDIR", "mount", path)
        self.changes += replacement(path, found, node)
        return node
