"""`Place`, the placing of one package, with the peers it brings, as shallow as it can go."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from oro_container.core.packages.can_place import CanPlace, Verdict
from oro_container.core.packages.collation import collation_key
from oro_container.core.packages.conflicts import explain_conflict
from oro_container.core.packages.dep_sets import deepest_target, gather, peer_entry_sets
from oro_container.core.packages.edge import Edge
from oro_container.core.packages.node import Node

__all__ = ("Place", "Rules")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How packages are placed."""

    force: bool = False
    legacy_peers: bool = False
    strict_peers: bool = False
    prefer_dedupe: bool = False
    updated: AbstractSet[str] = frozenset()
    """Names that are looked up again though what is there would do."""


class Place:
    """The placing of one package."""

    __slots__ = (
        "_best_self",
        "asked",
        "can",
        "children",
        "current",
        "dep",
        "edge",
        "parent",
        "placed",
        "rules",
        "to_look_at",
    )

    def __init__(
        self, edge: Edge, dep: Node, rules: Rules, *, asked: bool = False, parent: Place | None = None
    ) -> None:
        self.edge = edge
        self.dep = dep
        self.rules = rules
        self.asked = asked
        """Whether a person asked for it by name."""
        self.parent = parent
        self.current = edge.to
        self.can: CanPlace | None = None
        self._best_self: CanPlace | None = None
        self.children: list[Place] = []
        """The placings of its peers."""
        self.placed: Node | None = None
        """The package in the tree, None if nothing was placed."""
        self.to_look_at: dict[Node, None] = {}
        """Packages that lost one they depend on."""
        updated = edge.name in rules.updated and parent is None
        if edge.to is None or edge.error is not None or asked or updated:
            self._place()

    @property
    def top(self) -> Place:
        """The placing that brings the peer this is of."""
        found = self
        while found.parent is not None:
            found = found.parent
        return found

    def all(self) -> list[Place]:
        """It and the placings of its peers, outside in."""
        found = [self]
        for place in found:
            found.extend(place.children)
        return found

    def _place(self) -> None:
        self._find_target()
        if self.can is None:
            if not self.rules.force and (self._is_mine() or self.rules.strict_peers):
                raise explain_conflict(self.top.edge, self.top.dep, self.top._best_self, self.current)
            if self._best_self is None:
                self.edge.conflicted = True
                return
            self.can = self._best_self
        can, target = self.can, self.can.target
        verdict = can.verdict if can.verdict is not Verdict.CONFLICT else can.verdict_self
        if verdict is Verdict.KEEP:
            if self.edge.peer and not self.edge.valid:
                self.edge.conflicted = True
            self._prune_duplicates(target)
            return
        if self._link_loop(target):
            return
        self._put(target)
        self._prune_below(target)
        self._place_peers()

    def _find_target(self) -> None:
        for target in self._start().ancestry():
            edge = target.edges_out.get(self.edge.key)
            if edge is not None and edge.peer and not target.is_top:
                continue
            can = CanPlace(
                self.dep,
                target,
                self.edge,
                parent=self.parent.can if self.parent is not None else None,
                prefer=self.rules.prefer_dedupe,
                asked=self.asked,
            )
            if can.verdict_self is not Verdict.CONFLICT:
                self._best_self = can
            if can.verdict is Verdict.CONFLICT:
                break
            self.can = can
            if self.dep.error is not None:
                break

    def _start(self) -> Node:
        start = self.parent._start() if self.parent is not None else self.edge.source
        return deepest_target(start, self.edge.key)

    def _link_loop(self, target: Node) -> bool:
        """Link to a package above that is the same, so that a loop of dependencies does not nest forever."""
        for above in target.ancestry():
            if not above.is_top and above.matches(self.dep):
                self.placed = Node(self.dep.name, above.manifest, target=above)
                self.placed.attach(target)
                return True
        return False

    def _put(self, target: Node) -> None:
        dep = self.dep
        placed = Node(
            dep.name,
            dep.manifest,
            resolved=dep.resolved,
            integrity=dep.integrity,
            error=dep.error,
            overrides=dep.overrides,
            target=dep.target if dep.is_link else None,
            legacy_peers=self.rules.legacy_peers,
        )
        self.placed = placed
        placed.load_dependencies()
        old = target.children.get(placed.key)
        if old is None:
            placed.attach(target)
        else:
            self._replace(old, placed)
        if self.edge.peer and not self.edge.accepts(placed):
            self.edge.conflicted = True

    def _replace(self, old: Node, placed: Node) -> None:
        target = old.parent
        orphans: list[Node] = []
        for key, edge in old.edges_out.items():
            if key not in placed.edges_out and edge.to is not None:
                orphans.extend(_without(edge.to, lambda found: True))
        pruned: list[Node] = []
        for edge in list(old.edges_in):
            if edge.peer and edge.source.parent is target and not edge.conflicted and not edge.accepts(placed):
                pruned.extend(self._peers_to_prune(edge, target))
        placed.replace(old)
        self._prune_orphans(placed, orphans)
        for node in pruned:
            for edge in node.edges_in:
                self.to_look_at[edge.source] = None
            node.remove()

    def _peers_to_prune(self, edge: Edge, target: Node | None) -> list[Node]:
        """The sets of peers with `edge` that can go deeper, now that what they want goes; else it is conflicted."""
        pruned: list[Node] = []
        for entry in peer_entry_sets(edge.source):
            node = entry.to
            assert node is not None
            mine = entry.source.is_root or entry.source.is_workspace
            if deepest_target(node, node.key) is not target and not mine:
                pruned.extend(_without(node, lambda found: not found.conflicted))
            else:
                edge.conflicted = True
        return pruned

    def _prune_orphans(self, placed: Node, orphans: list[Node]) -> None:
        junk = {edge.to: None for edge in placed.edges_out.values() if edge.to is not None and not edge.valid}
        for orphan in orphans:
            junk.update(_without(orphan, lambda found: found.valid))
        for node in gather(junk, lambda edge: edge.source is not placed and edge.to is not placed and edge.valid):
            node.remove()

    def _prune_below(self, target: Node) -> None:
        edge = self.edge
        if edge.valid and edge.to is not None and edge.to is not self.placed:
            self._prune_duplicates(edge.to, descend=False)
        for node in list(target.root.by_key.get(edge.key, ())):
            if node.is_top or not node.is_within(target) or node.name != edge.name:
                continue
            self._prune_duplicates(node, descend=False)
            if node.root is target.root:
                for child in list(node.children.values()):
                    self._prune_duplicates(child, descend=False)

    def _prune_duplicates(self, node: Node, descend: bool = True) -> None:
        if node.can_dedupe(self.rules.prefer_dedupe, self.asked):
            for found in _without(node, lambda edge: edge.valid):
                found.remove()
            return
        if not descend:
            return
        folders = sorted(node.fs_children, key=lambda found: collation_key(found.location))
        for above in (node, *folders):
            for child in sorted(above.children.values(), key=lambda found: collation_key(found.location)):
                self._prune_duplicates(child)

    def _place_peers(self) -> None:
        beside, placed = self.dep.parent, self.placed
        assert placed is not None
        if beside is None:
            return
        for edge in list(placed.edges_out.values()):
            if edge.valid or not edge.peer or edge.conflicted:
                continue
            peer = beside.children.get(edge.key)
            if peer is None or not edge.accepts(peer):
                continue
            self.children.append(Place(edge, peer, self.rules, asked=self.asked, parent=self))

    def _is_mine(self) -> bool:
        """Whether the project asks for it, so that its conflicts are the person's to solve."""
        edge = self.top.edge
        node = edge.source
        if node.is_workspace or node.is_root:
            return True
        if not edge.peer:
            return False
        if any(not found.peer and (found.source.is_workspace or found.source.is_root) for found in node.edges_in):
            return True
        if not any(found.peer for found in node.edges_in):
            return False
        return any(found.source.is_workspace or found.source.is_root for found in peer_entry_sets(node))


def _without(node: Node, counts: Callable[[Edge], bool]) -> dict[Node, None]:
    """`node`, no matter what asks for it, and what only it brings."""
    return gather([node], lambda edge: edge.to is not node and counts(edge))
