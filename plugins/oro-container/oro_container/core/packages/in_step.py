"""The check that a lock has what package.json asks for, as `npm ci` makes it."""

from __future__ import annotations

from collections.abc import Mapping

from oro_container.core.packages.conflicts import describe
from oro_container.core.packages.edge import Edge
from oro_container.core.packages.errors import OutOfStep
from oro_container.core.packages.locked import load_lock
from oro_container.core.packages.lockfile import Lock
from oro_container.core.packages.manifest import Manifest
from oro_container.core.packages.node import Node
from oro_container.core.packages.project import make_root

__all__ = ("check_in_step", "check_tree")

_SHOWN = 20
"""Differences that are named."""


def check_in_step(
    root: Manifest, lock: Lock, folders: Mapping[str, Manifest] | None = None, *, legacy_peers: bool = False
) -> None:
    """Check that `lock` has what `root` asks for.

    Raises:
        OutOfStep: it does not.
        BadMetadata: the lock is broken.
    """
    node = make_root(root, folders or {}, legacy_peers=legacy_peers)
    load_lock(node, lock, folders or {}, legacy_peers=legacy_peers)
    check_tree(node)


def check_tree(root: Node) -> None:
    """Check that each dependency in a tree that a lock has made is met.

    Raises:
        OutOfStep: one is not.
    """
    found = [_describe(edge) for node in root.subtree() for edge in node.edges_out.values() if _is_unmet(edge)]
    if found:
        more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise OutOfStep(
            "Cannot install what is locked: package-lock.json is not in step with package.json: "
            f"{'; '.join(found[:_SHOWN])}{more}; install without ci to bring it up to date"
        )


def _is_unmet(edge: Edge) -> bool:
    return not edge.valid and edge.kind != "peerOptional" and (not edge.peer or edge.source.is_top)


def _describe(edge: Edge) -> str:
    if edge.to is None:
        return f'it has no "{edge.name}", wanted as "{edge.spec}"'
    return f'its "{describe(edge.to)}" is not "{edge.spec}"'
