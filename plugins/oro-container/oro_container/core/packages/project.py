"""The project as the top of a tree, with its workspaces and overrides."""

from __future__ import annotations

from collections.abc import Mapping

from oro_container.core.packages.edge import Edge
from oro_container.core.packages.errors import BadMetadata
from oro_container.core.packages.manifest import Manifest
from oro_container.core.packages.node import Node
from oro_container.core.packages.overrides import read_overrides
from oro_container.core.packages.workspaces import is_workspace_path

__all__ = ("make_root",)


def make_root(manifest: Manifest, folders: Mapping[str, Manifest], *, legacy_peers: bool = False) -> Node:
    """The project of package.json `manifest`, as the top of a tree.

    Args:
        manifest: Its package.json.
        folders: package.json of each workspace and each folder that is linked to, by path from the project.
        legacy_peers: Whether peers are not installed.

    Raises:
        BadMetadata: an override contradicts what the project itself asks for.
    """
    root = Node(
        manifest.name or "project",
        manifest,
        overrides=read_overrides(manifest.overrides),
        legacy_peers=legacy_peers,
        own=True,
    )
    for path in folders:
        if is_workspace_path(manifest, path):
            Edge(root, folders[path].name or path.rpartition("/")[2], f"file:{path}", "workspace")
    root.load_dependencies()
    for edge in root.edges_out.values():
        if edge.spec != edge.raw_spec and not edge.spec.startswith("$"):
            raise BadMetadata(
                f'Cannot use the override of "{edge.name}": the project itself asks for "{edge.raw_spec}"; '
                f'write "${edge.name}" as the override, or change the dependency',
                package=edge.name,
            )
    return root
