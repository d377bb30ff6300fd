"""`View`, the folders of several layers as one folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..entry import Kind
from .node import File, Folder, Link, Node, Whiteout

__all__ = ("Found", "View", "creations", "find", "folded", "kind_of", "merged", "stacked", "whole")


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A folder as programs see it."""

    folders: tuple[Folder, ...]
    """Of the layers that have it, the upper first; at least one. Layers below an opaque folder are left out."""

    @property
    def top(self) -> Folder:
        """The folder whose mode and time count."""
        return self.folders[0]

    def lookup(self, name: str) -> Found | None:
        """Return the child of a name."""
        return find(self.folders, name)

    def names(self) -> list[str]:
        """Return the names of the children, sorted."""
        return sorted(name for name in self._candidates() if self.lookup(name) is not None)

    def items(self) -> Iterator[tuple[str, Found]]:
        """Yield the children by name, sorted."""
        for name in sorted(self._candidates()):
            if (found := self.lookup(name)) is not None:
                yield name, found

    def is_empty(self) -> bool:
        """Return whether it has no children."""
        return next(self.items(), None) is None

    def is_same(self, other: View) -> bool:
        """Return whether it is made of the very same folders, and thus equal; False says nothing."""
        return len(self.folders) == len(other.folders) and all(
            one is another for one, another in zip(self.folders, other.folders, strict=True)
        )

    def _candidates(self) -> set[str]:
        return set().union(*(folder.children for folder in self.folders))


Found = File | Link | View
"""The result of a lookup: a file, a link, or a folder of one or more layers."""


def find(folders: tuple[Folder, ...], name: str) -> Found | None:
    """Return the child of a name in folders that are merged, the upper first."""
    found: list[Folder] = []
    for folder in folders:
        node = folder.children.get(name)
        if node is None:
            continue
        if not isinstance(node, Folder):
            return _leaf(found, node)
        found.append(node)
        if node.opaque:
            break
    return View(tuple(found)) if found else None


def _leaf(found: list[Folder], node: File | Link | Whiteout) -> Found | None:
    """Return a file or link, unless folders above it hide it."""
    if found:
        return View(tuple(found))
    return None if isinstance(node, Whiteout) else node


def stacked(folders: tuple[Folder, ...]) -> View | None:
    """Return folders of layers as one, the upper first; None of none."""
    for end, folder in enumerate(folders, 1):
        if folder.opaque:
            return View(folders[:end])
    return View(folders) if folders else None


def kind_of(found: Found) -> Kind:
    """Return the word for what was found."""
    if isinstance(found, File):
        return "file"
    return "symlink" if isinstance(found, Link) else "directory"


def creations(path: str, found: Found) -> Iterator[tuple[str, Kind]]:
    """Yield the path and kind of what was found and of everything below, the highest first."""
    yield path, kind_of(found)
    if isinstance(found, View):
        for name, child in found.items():
            yield from creations(f"{path}/{name}", child)


def merged(found: Found) -> Node:
    """Return a found thing as one node that hides everything below it; what one layer has alone is shared."""
    if not isinstance(found, View):
        return found
    return replace(whole(found), opaque=True)


def whole(view: View) -> Folder:
    """Return folders of several layers as one; what one layer has alone is shared."""
    if len(view.folders) == 1:
        return view.top
    children = {name: whole(child) if isinstance(child, View) else child for name, child in view.items()}
    return Folder.of(children, mode=view.top.mode, mtime=view.top.mtime)


def folded(upper: Node, lower: Node | None) -> Node:
    """Return the nodes of two layers as that of one, which hides what both of them did."""
    if lower is None or not isinstance(upper, Folder) or upper.opaque:
        return upper
    if not isinstance(lower, Folder):
        return replace(upper, opaque=True)
    children = {
        **lower.children,
        **{name: folded(node, lower.children.get(name)) for name, node in upper.children.items()},
    }
    return Folder.of(children, mode=upper.mode, mtime=upper.mtime, opaque=lower.opaque)
