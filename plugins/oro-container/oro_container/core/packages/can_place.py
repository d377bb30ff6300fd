"""`CanPlace`, whether a package can go into one `node_modules`, with the peers it brings.

The tree is only read here. A package is OK where there is none of its name and all that look the name up through
that place accept it; it can REPLACE one where all that ask for that one accept it too; one that is there is kept
(KEEP) if it will do; all else is a CONFLICT. A conflict of a peer is one of the package that brings it.
"""

from __future__ import annotations

from enum import Enum

from oro_container.core.packages.dep_sets import deepest_target, peer_entry_sets
from oro_container.core.packages.edge import Edge
from oro_container.core.packages.node import Node
from oro_container.core.packages.versions import compare

__all__ = ("CanPlace", "Verdict")


class Verdict(Enum):
    """Whether a package can go to a place."""

    OK = "ok"
    REPLACE = "replace"
    KEEP = "keep"
    CONFLICT = "conflict"


class CanPlace:
    """Whether a package can go into one `node_modules`."""

    __slots__ = (
        "_override",
        "_peers",
        "_prefer",
        "asked",
        "children",
        "current",
        "dep",
        "edge",
        "parent",
        "path",
        "target",
        "verdict",
        "verdict_self",
    )

    def __init__(
        self,
        dep: Node,
        target: Node,
        edge: Edge,
        *,
        parent: CanPlace | None = None,
        path: tuple[Node, ...] = (),
        prefer: bool = False,
        asked: bool = False,
    ) -> None:
        self.dep = dep
        self.target = target
        self.edge = edge
        self.parent = parent
        self.path = path
        self.asked = asked
        """Whether a person asked for it by name."""
        self.children: list[CanPlace] = []
        self.current = target.children.get(edge.key)
        self._prefer = prefer or edge.peer
        self._override = not edge.accepts(dep)
        self._peers: Verdict | None = None
        self.verdict_self: Verdict | None = None
        self.verdict = self._check()
        """That of the package with its peers."""
        if self.verdict_self is None:
            self.verdict_self = self.verdict

    def _check(self) -> Verdict:
        if self.dep.error is not None:
            return Verdict.OK if self.current is None else Verdict.REPLACE
        edge = self.target.edges_out.get(self.edge.key)
        if edge is not None and edge.peer and not self.target.is_top:
            return Verdict.CONFLICT
        if self.current is not None:
            return self._check_current(self.current)
        if edge is not None and edge is not self.edge and not edge.accepts(self.dep):
            return Verdict.CONFLICT
        return self._check_free()

    def _check_free(self) -> Verdict:
        entry = self.top.edge
        current = self.target.resolve(self.edge.key) if self.target is not entry.source else None
        if current is not None:
            for edge in current.edges_in:
                if not edge.accepts(self.dep) and edge.source.is_within(self.target) and edge.valid:
                    return Verdict.CONFLICT
        return self._check_peers(Verdict.OK)

    def _check_current(self, current: Node) -> Verdict:
        dep, edge = self.dep, self.edge
        accepted = edge.accepts(current)
        if dep.matches(current) and (accepted or self._override):
            return Verdict.REPLACE if self.asked else Verdict.KEEP
        newer = bool(current.version and dep.version) and compare(dep.version, current.version) >= 0
        if newer and dep.can_replace(current) and self._check_peers(Verdict.REPLACE) is not Verdict.CONFLICT:
            return Verdict.REPLACE
        if accepted and (not self.asked or self._prefer):
            return Verdict.KEEP
        older = self._prefer and not newer and dep.can_replace(current)
        if older and self._check_peers(Verdict.REPLACE) is not Verdict.CONFLICT:
            return Verdict.REPLACE
        if self.target is not self._deepest():
            return Verdict.CONFLICT
        if not edge.peer and self.target is edge.source:
            return self._check_peers(Verdict.REPLACE)
        if self.parent is None and not edge.peer:
            return Verdict.CONFLICT
        if self._can_clear(current):
            return self._check_peers(Verdict.REPLACE)
        return Verdict.CONFLICT

    def _can_clear(self, current: Node) -> bool:
        """Whether every set of peers that `current` is in can be replaced or can go deeper."""
        clear = True
        for entry, peers in peer_entry_sets(current).items():
            if entry is self.edge or entry is self.top.edge or self._can_replace_set(entry):
                continue
            for peer in peers:
                deep = deepest_target(entry.source, peer.key)
                if deep is self.target or self.target.is_within(deep):
                    clear = False
                    break
        return clear

    def _can_replace_set(self, entry: Edge) -> bool:
        node, beside = entry.to, self.dep.parent
        assert node is not None
        assert beside is not None
        replacement = beside.children.get(node.key)
        if replacement is not None:
            return replacement.can_replace(node, beside.children.keys())
        walk = {node: None}
        queue = [node]
        for peer in queue:
            for edge in peer.edges_out.values():
                if not edge.peer or not edge.valid:
                    continue
                other = beside.children.get(edge.key)
                if other is None:
                    if edge.to is not None and edge.to not in walk:
                        walk[edge.to] = None
                        queue.append(edge.to)
                elif not edge.accepts(other):
                    return False
        return True

    def _check_peers(self, verdict: Verdict) -> Verdict:
        self.verdict_self = verdict
        if self._peers is not None:
            return self._peers
        path = (*self.path, self.dep)
        conflicts = False
        for edge in self.dep.edges_out.values():
            if not edge.peer or edge.to is None or edge.to in path:
                continue
            target = deepest_target(self.target, edge.key)
            child = CanPlace(edge.to, target, edge, parent=self, path=path, prefer=True)
            self.children.append(child)
            conflicts = conflicts or child.verdict is Verdict.CONFLICT
        self._peers = Verdict.CONFLICT if conflicts else verdict
        return self._peers

    def _deepest(self) -> Node:
        start = self.parent._deepest() if self.parent is not None else self.edge.source
        return deepest_target(start, self.edge.key)

    @property
    def top(self) -> CanPlace:
        """That of the package that brings the peers this is of."""
        found = self
        while found.parent is not None:
            found = found.parent
        return found

    def conflicting_children(self) -> list[CanPlace]:
        """Those of its peers that cannot go there."""
        found = list(self.children)
        for child in found:
            found.extend(child.children)
        return [child for child in found if child.verdict is Verdict.CONFLICT]
