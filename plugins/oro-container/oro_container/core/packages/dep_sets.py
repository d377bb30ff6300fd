"""Sets of packages that hang together: those only a set needs, those of peers, those that are optional together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oro_container.core.packages.edge import Edge
    from oro_container.core.packages.node import Node

__all__ = ("deepest_target", "gather", "optional_set", "peer_entry_sets")


def gather(nodes: Iterable[Node], counts: Callable[[Edge], bool]) -> dict[Node, None]:
    """`nodes` and what they bring, without what others need by an edge that `counts`."""
    found = dict.fromkeys(nodes)
    queue = list(found)
    for node in queue:
        for edge in node.edges_out.values():
            if edge.to is not None and edge.to not in found and counts(edge):
                found[edge.to] = None
                queue.append(edge.to)
    changed = True
    while changed and found:
        changed = False
        for node in list(found):
            if any(edge.source not in found and counts(edge) for edge in node.edges_in):
                del found[node]
                changed = True
    return found


def optional_set(node: Node) -> dict[Node, None]:
    """The packages that go when optional `node` cannot be had."""
    up = {node: None}
    queue = [node]
    for member in queue:
        for edge in member.edges_in:
            if not edge.optional and edge.source not in up:
                up[edge.source] = None
                queue.append(edge.source)
    return gather(up, lambda edge: edge.to not in up and not edge.source.inert)


def deepest_target(start: Node, key: str) -> Node:
    """The deepest package, from `start` up, in whose `node_modules` that name can be: where it is no peer."""
    target = start
    for target in start.ancestry():
        if target.is_root or target.resolve_parent is None:
            return target
        edge = target.edges_out.get(key)
        if edge is None or not edge.peer:
            return target
    return target


def peer_entry_sets(node: Node) -> dict[Edge, dict[Node, None]]:
    """The sets of peers that `node` is in, by the edge that brings each."""
    union = {node: None}
    queue = [node]
    for member in queue:
        ahead = [edge.to for edge in member.edges_out.values() if edge.peer and edge.to is not None and edge.valid]
        behind = [edge.source for edge in member.edges_in if edge.peer and edge.valid]
        for other in ahead + behind:
            if other not in union:
                union[other] = None
                queue.append(other)
    sets: dict[Edge, dict[Node, None]] = {}
    reach: dict[Node, dict[Node, None]] = {}
    for peer in union:
        for edge in peer.edges_in:
            if edge.valid and (not edge.peer or edge.source.is_top):
                if peer not in reach:
                    reach[peer] = _peers_of(peer)
                if node in reach[peer]:
                    sets[edge] = reach[peer]
    return sets


def _peers_of(node: Node) -> dict[Node, None]:
    found = {node: None}
    queue = [node]
    for member in queue:
        for edge in member.edges_out.values():
            if edge.peer and edge.to is not None and edge.to not in found and edge.valid:
                found[edge.to] = None
                queue.append(edge.to)
    return found
