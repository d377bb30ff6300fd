"""The links in `.bin` folders, by which the commands of packages are found."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from oro_container.core.packages.collation import collation_key
from oro_container.core.packages.tree import Tree

__all__ = ("BinLink", "list_bins")


@dataclass(frozen=True, slots=True)
class BinLink:
    """A link in a `.bin` folder."""

    path: str
    """Where it is, from the project's folder."""
    target: str
    """The file it leads to, from the link's folder; that file has to be executable."""
    package: str
    """The path of the package whose command it is."""

    @property
    def file(self) -> str:
        """The file it leads to, from the project's folder."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.path), self.target))


def list_bins(tree: Tree) -> list[BinLink]:
    """The links that `tree` has, by path; of packages with one command, the first by path gets the link."""
    links: dict[str, BinLink] = {}
    for node in sorted(tree.nodes, key=lambda node: (node.depth, collation_key(node.path))):
        above, within, name = f"/{node.path}".rpartition("/node_modules/")
        if not within:
            continue
        folder = f"{above}/node_modules/.bin".lstrip("/")
        for command, file in node.bin.items():
            path = f"{folder}/{command}"
            links.setdefault(path, BinLink(path, f"../{name}/{file}", node.path))
    return [links[path] for path in sorted(links, key=collation_key)]
