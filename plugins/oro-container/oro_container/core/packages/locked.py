"""The tree that a lock has, made again without asking the registry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oro_container.core.packages.errors import BadMetadata, TooMuch
from oro_container.core.packages.limits import MAX_PLACED
from oro_container.core.packages.lockfile import Lock
from oro_container.core.packages.manifest import Manifest, read_manifest
from oro_container.core.packages.node import Node

__all__ = ("load_lock",)


def load_lock(root: Node, lock: Lock, folders: Mapping[str, Manifest], *, legacy_peers: bool) -> list[Node]:
    """Put what `lock` has into the tree of `root`, and give the folders that links lead to.

    Raises:
        BadMetadata: a link leads to a folder that the lock does not have.
    """
    if len(lock.packages) > MAX_PLACED:
        raise TooMuch(f"Cannot use package-lock.json: it has more than {MAX_PLACED} packages")
    nodes: dict[str, Node] = {"": root}
    links = {path: entry for path, entry in lock.packages.items() if path and entry.get("link")}
    for path, entry in lock.packages.items():
        if path and path not in links:
            nodes[path] = _load(path, entry, folders, legacy_peers)
    for path, entry in links.items():
        target = nodes.get(str(entry.get("resolved", "")))
        if target is None:
            raise BadMetadata(
                f'Cannot use package-lock.json: "{path}" links to "{entry.get("resolved")}", which it does not have; '
                "delete it and install anew",
                package=path,
            )
        nodes[path] = Node(name_of(path), target.manifest, target=target)
    for path in sorted(nodes, key=lambda found: found.count("/")):
        if path:
            _put(path, nodes)
    for node in nodes.values():
        if node is not root:
            node.load_dependencies()
    for edge in list(root.edges_out.values()):
        edge.reload(hard=True)
    return [node for path, node in nodes.items() if path and not is_installed(path)]


def is_installed(path: str) -> bool:
    """Whether `path` is in a `node_modules`, not a folder that a link leads to."""
    return path.startswith("node_modules/") or "/node_modules/" in path


def name_of(path: str) -> str:
    """The name of the package at `path`."""
    found = f"/{path}".rpartition("/node_modules/")
    return found[2] if found[1] else path.rpartition("/")[2]


def _load(path: str, entry: Mapping[str, Any], folders: Mapping[str, Manifest], legacy_peers: bool) -> Node:
    name = name_of(path)
    own = not is_installed(path)
    manifest = folders.get(path) if own else None
    if manifest is None:
        manifest = read_manifest({"name": name, **entry}, what=f'entry "{path}" of package-lock.json')
    resolved, integrity = entry.get("resolved"), entry.get("integrity")
    node = Node(
        manifest.name or name if own else name,
        manifest,
        location=path,
        resolved=resolved if isinstance(resolved, str) else "",
        integrity=integrity if isinstance(integrity, str) else "",
        legacy_peers=legacy_peers,
        own=own,
    )
    for flag, key in (("dev", "dev"), ("optional", "optional"), ("peer", "peer"), ("extraneous", "extraneous")):
        setattr(node, flag, bool(entry.get(key)))
    node.dev_optional = bool(entry.get("devOptional") or node.dev or node.optional)
    return node


def _put(path: str, nodes: Mapping[str, Node]) -> None:
    node = nodes[path]
    above, within, _ = f"/{path}".rpartition("/node_modules/")
    parent = nodes.get(above[1:]) if within else None
    if within and parent is not None and not parent.is_link:
        node.attach(parent)
        return
    while above and (above[1:] not in nodes or nodes[above[1:]] is node):
        above = above.rpartition("/")[0]
    if not within:
        above = f"/{path}".rpartition("/")[0]
        while above and above[1:] not in nodes:
            above = above.rpartition("/")[0]
    node.attach_folder(nodes[above[1:]])
