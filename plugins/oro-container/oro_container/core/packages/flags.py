"""The flags of packages: whether only dev, optional or peer dependencies ask for one, or nothing does."""

from __future__ import annotations

from oro_container.core.packages.edge import Edge
from oro_container.core.packages.node import Node

__all__ = ("compute_flags", "reset_flags")


def reset_flags(root: Node) -> None:
    """Set every flag of every package, for them to be computed anew."""
    for node in root.subtree():
        node.reset_flags(True)


def compute_flags(root: Node) -> None:
    """Unset every flag that an edge contradicts, from the project outward."""
    root.reset_flags(False)
    seen: dict[Node, None] = {}
    queue = [root]
    while queue:
        node = queue.pop()
        seen[node] = None
        if not node.extraneous:
            _keep_above(node)
        if node.is_link:
            if _unset_target(node) or node.target not in seen:
                queue.append(node.target)
            continue
        for edge in node.edges_out.values():
            if edge.to is not None and _unset(node, edge, edge.to):
                queue.append(edge.to)
    for node in seen:
        if node is not root and node.dev_optional and (node.dev or node.optional):
            node.dev_optional = False


def _keep_above(node: Node) -> None:
    above = node.resolve_parent
    while above is not None and above.extraneous:
        above.extraneous = False
        above = above.resolve_parent


def _unset_target(link: Node) -> bool:
    target, changed = link.target, False
    for flag in ("dev", "optional", "dev_optional", "peer", "extraneous"):
        if getattr(target, flag) and not getattr(link, flag):
            setattr(target, flag, False)
            changed = True
    return changed


def _unset(node: Node, edge: Edge, to: Node) -> bool:
    changed = False
    dev = edge.kind == "dev"
    if to.extraneous and not node.extraneous and not (edge.peer and edge.optional):
        to.extraneous, changed = False, True
    if to.dev and not node.dev and not dev:
        to.dev, changed = False, True
    if to.optional and not node.optional and not edge.optional:
        to.optional, changed = False, True
    both = node.dev_optional or node.dev or node.optional or dev or edge.optional
    if to.dev_optional and not both:
        to.dev_optional, changed = False, True
    if to.peer and not node.peer and not edge.peer:
        to.peer, changed = False, True
    return changed
