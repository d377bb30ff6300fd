"""The words for peers that cannot be had together: both sides, and what to do."""

from __future__ import annotations

from oro_container.core.packages.can_place import CanPlace
from oro_container.core.packages.edge import Edge
from oro_container.core.packages.errors import PeersConflict
from oro_container.core.packages.node import Node

__all__ = ("describe", "explain_conflict", "explain_peers")

_ADVICE = "change one of them, or install with --legacy-peer-deps to have peers as they come"


def explain_conflict(edge: Edge, dep: Node, can: CanPlace | None, current: Node | None) -> PeersConflict:
    """The error of `dep` that cannot be put where `edge` needs it."""
    for child in can.conflicting_children() if can is not None else ():
        if child.current is not None:
            return explain_peers(child.edge, child.current)
    there = current or edge.source.resolve(edge.key)
    if there is not None and not edge.accepts(there):
        return explain_peers(edge, there)
    for asked in dep.edges_out.values():
        found = edge.source.root.resolve(asked.key)
        if asked.peer and found is not None and not asked.accepts(found):
            return explain_peers(asked, found)
    return PeersConflict(
        f'Cannot install "{describe(dep)}" for {_asker(edge)}: its peers conflict with what is there; {_ADVICE}',
        package=dep.name,
    )


def explain_peers(edge: Edge, there: Node) -> PeersConflict:
    """The error of `edge` that does not accept what is there."""
    others = [found for found in there.edges_in if found is not edge and found.accepts(there)]
    why = f", which {_asker(others[0])} wants as {others[0].spec}" if others else ""
    return PeersConflict(
        f'Cannot install "{edge.name}" for both: {_asker(edge)} wants {edge.kind_words} "{edge.name}@{edge.spec}", '
        f'and there is "{describe(there)}"{why}; {_ADVICE}',
        package=edge.name,
    )


def describe(node: Node) -> str:
    """The name and version of a package."""
    return f"{node.name}@{node.version}" if node.version else node.name


def _asker(edge: Edge) -> str:
    node = edge.from_
    node = node.origin or node if node is not None else None
    if node is None or node.is_root:
        return "the project"
    return f'"{describe(node)}"'
