"""`Tree`, the union of a writable upper layer and read-only layers below it, as a value: a change makes another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .node import EMPTY, WHITEOUT, File, Folder, Link, Node
from .place import Last, Place, resolve
from .view import View, find, stacked

__all__ = ("Tree",)


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """An upper layer over others. It never changes, so keeping one is a snapshot."""

    upper: Folder = EMPTY
    lower: tuple[Folder, ...] = ()
    """The read-only layers, the nearest first."""

    @property
    def top(self) -> View:
        """Its topmost folder."""
        view = stacked((self.upper, *self.lower))
        assert view is not None
        return view

    def resolve(self, path: str, operation: str, last: Last = "follow", *, creates: bool = False) -> Place:
        """Return the place a path leads to."""
        return resolve(self.top, path, operation, last, creates=creates)

    def with_node(self, place: Place, node: File | Link | Folder, now: int) -> Tree:
        """Return it with a node at a place, whose folder is copied up; the folder's time changes if the node is new."""
        touched = now if place.found is None else None
        return replace(self, upper=_put(self.upper, place.parents, place.names, node, touched))

    def without(self, place: Place, now: int) -> Tree:
        """Return it without what is at a place: a whiteout hides what layers below have there."""
        below = self._lower_folders(place.names[:-1])
        node = None if find(below, place.names[-1]) is None else WHITEOUT
        return replace(self, upper=_put(self.upper, place.parents, place.names, node, now))

    def own_folder(self, place: Place) -> Folder:
        """Return the folder of the upper layer at a place that is one, made with the same mode and time if need be."""
        node = own_node(self.upper, place.names)
        assert place.folder is not None
        return node if isinstance(node, Folder) else _like(place.folder)

    def with_top(self, upper: Folder) -> Tree:
        """Return it with another upper layer."""
        return replace(self, upper=upper)

    def _lower_folders(self, names: Sequence[str]) -> tuple[Folder, ...]:
        """Return what the layers below contribute to a folder."""
        folder: Node | None = self.upper
        view: View | None = stacked(self.lower)
        for name in names:
            if isinstance(folder, Folder):
                if folder.opaque:
                    return ()
                folder = folder.children.get(name)
            found = view.lookup(name) if view else None
            view = found if isinstance(found, View) else None
        if view is None or (isinstance(folder, Folder) and folder.opaque):
            return ()
        return view.folders


def own_node(upper: Folder, names: Sequence[str]) -> Node | None:
    """Return the node that the upper layer itself has at a path."""
    node: Node | None = upper
    for name in names:
        if not isinstance(node, Folder):
            return None
        node = node.children.get(name)
    return node


def _put(folder: Folder, views: Sequence[View], names: Sequence[str], node: Node | None, touched: int | None) -> Folder:
    """Return a folder of the upper layer with a node somewhere below, with the folders on the way copied up.

    `views` are the folders on the way as programs see them, this one first. `touched` is the new time of the folder
    the node is in.
    """
    name, *rest = names
    if not rest:
        changed = folder.with_child(name, node)
        return changed if touched is None else replace(changed, mtime=touched)
    child = folder.children.get(name)
    own = child if isinstance(child, Folder) else _like(views[1])
    return folder.with_child(name, _put(own, views[1:], rest, node, touched))


def _like(view: View) -> Folder:
    return Folder.of({}, mode=view.top.mode, mtime=view.top.mtime)
