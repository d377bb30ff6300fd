"""`Builder`, the making of the ideal tree: every dependency gets a package, in npm's order and by npm's rules.

Packages are looked at the shallowest first, then by path. Each dependency that has no package, or one it does not
accept, gets one: it is first put into a stand-in for the package that asks, where it gathers its peers, and from
there it is placed into the tree with them, as shallow as it can go.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

from oro_container.core.packages.collation import collation_key
from oro_container.core.packages.conflicts import explain_peers
from oro_container.core.packages.edge import Edge, address_of, folder_of
from oro_container.core.packages.errors import BadSpec, PackageError, TooMuch
from oro_container.core.packages.limits import MAX_MADE, MAX_PEERS_DEEP, MAX_PLACED, MAX_STEPS
from oro_container.core.packages.manifest import Manifest
from oro_container.core.packages.node import Node
from oro_container.core.packages.place import Place, Rules
from oro_container.core.packages.queue import Queue
from oro_container.core.packages.shelf import Shelf
from oro_container.core.packages.spec import Spec, parse_spec

__all__ = ("Builder", "Steps")

Steps = Generator[str, None, None]
"""Waits for what the registry says of the name it yields."""
_Making = Generator[str, None, Node]


@dataclass(slots=True)
class _Required:
    """Packages without which those that are placed would not do."""

    nodes: set[Node] = field(default_factory=set)


class Builder:
    """The making of the ideal tree."""

    def __init__(
        self,
        root: Node,
        shelf: Shelf,
        rules: Rules,
        folders: Mapping[str, Manifest],
        asked: frozenset[str] = frozenset(),
    ) -> None:
        self.root = root
        self.rules = rules
        self.failures: dict[Node, None] = {}
        """Packages in the tree that could not be had."""
        self._placed = 0
        self._shelf = shelf
        self._manifests = folders
        self._asked = asked
        self._folders: dict[str, Node] = {}
        self._queue = Queue()
        self._seen: set[Node] = set()
        self._links: dict[Node, None] = {}
        self._stand_ins: dict[Node, Node] = {}
        self._made = 0
        self._deep = 0

    def adopt_folder(self, node: Node) -> None:
        """Have a folder that is in the tree already."""
        self._folders[node.location] = node

    def push(self, node: Node) -> None:
        """Have the dependencies of `node` looked at."""
        self._queue.push(node)

    def build(self) -> Steps:
        """Place all that is missing.

        Raises:
            PackageError: it cannot be done.
        """
        self._queue.push(self.root)
        steps = 0
        while self._queue or self._push_linked():
            node = self._queue.pop()
            if node in self._seen or node.root is not self.root or node.has_shrinkwrap:
                continue
            self._seen.add(node)
            steps += 1
            if steps > MAX_STEPS:
                raise TooMuch(f'Cannot resolve "{node.name}": its dependencies do not settle', package=node.name)
            yield from self._look_at(node)

    def _push_linked(self) -> bool:
        links, self._links = self._links, {}
        for link in links:
            target = link.target
            if link.root is self.root and target.resolve_parent is not None and target not in self._seen:
                if link.overrides is not None:
                    target.take_overrides(link.overrides)
                self._queue.push(target)
        return bool(self._queue)

    def _look_at(self, node: Node) -> Steps:
        tasks: list[tuple[Edge, Node]] = []
        problems = [edge for edge in self._problems(node) if not edge.conflicted]
        self._shelf.expect(problems)
        for edge in problems:
            if not edge.conflicted:
                dep = yield from self._find(node, edge)
                tasks.append((edge, dep))
        tasks.sort(key=lambda task: collation_key(task[0].name))
        for edge, dep in tasks:
            placing = Place(edge, dep, self.rules, asked=self._is_asked(edge))
            for place in placing.all():
                self._follow(place)
        for edge in node.edges_out.values():
            if edge.to is not None and edge.to.is_link:
                self._links[edge.to] = None

    def _find(self, node: Node, edge: Edge) -> _Making:
        stand_in = self._stand_in(node, reuse=True)
        found = stand_in.edges_out.get(edge.key)
        there = found.to if found is not None and found.valid else None
        if there is not None and edge.accepts(there):
            return there
        again = edge.name in self.rules.updated or self._is_asked(edge)
        if edge.kind == "peerOptional" and not again:
            there = _hoistable(edge.source.resolve_parent or edge.source, edge)
            if there is not None:
                return there
        required = _Required({edge.source})
        dep = yield from self._make(edge, stand_in if edge.peer else None, None, required)
        return dep

    def _follow(self, place: Place) -> None:
        placed = place.placed
        if placed is None:
            return
        if placed.error is not None:
            self.failures[placed] = None
        self._placed += 1
        if self._placed > MAX_PLACED:
            raise TooMuch(
                f'Cannot resolve "{placed.name}": more than {MAX_PLACED} packages are placed', package=placed.name
            )
        for edge in placed.edges_in:
            if edge is not place.edge and not edge.valid and not edge.conflicted:
                self._seen.discard(edge.source)
                self._queue.push(edge.source)
        self._queue.push(placed)
        self._shelf.expect(self._problems(placed))
        for node in place.to_look_at:
            self._seen.discard(node)
            self._queue.push(node)

    def _is_asked(self, edge: Edge) -> bool:
        return edge.name in self._asked and edge.from_ is self.root

    def _problems(self, node: Node) -> list[Edge]:
        bundled = () if node.is_root or node.is_workspace else node.manifest.bundled
        return [edge for edge in node.edges_out.values() if edge.name not in bundled and self._is_problem(edge)]

    def _is_problem(self, edge: Edge) -> bool:
        to = edge.to
        if to is None:
            return edge.kind != "peerOptional" or self._is_asked(edge)
        if to in self.failures or to.in_shrinkwrap:
            return False
        if not edge.valid:
            return True
        if to.is_workspace:
            return False
        return edge.name in self.rules.updated or self._is_asked(edge)

    # Packages with their peers

    def _make(self, edge: Edge, parent: Node | None, second: Edge | None, required: _Required) -> _Making:
        """The package that `edge` asks for, with its peers, in a stand-in for the one that asks."""
        parent = parent or self._stand_in(edge.source)
        spec = self._spec(edge)
        node = yield from self._from_spec(edge, spec, parent)
        if second is not None and not second.valid:
            other = yield from self._from_spec(edge, self._spec(second), parent, second)
            if edge.valid:
                node = other
        node.attach(parent)
        sources = {edge.source for edge in (edge, second) if edge is not None and edge.kind != "peerOptional"}
        if sources & required.nodes:
            required.nodes.add(node)
        yield from self._gather_peers(node, required)
        return node

    def _spec(self, edge: Edge) -> Spec | BadSpec:
        try:
            return parse_spec(edge.name, edge.spec)
        except BadSpec as error:
            return error

    def _stand_in(self, node: Node, reuse: bool = False) -> Node:
        if reuse and (found := self._stand_ins.get(node)) is not None:
            return found
        stand_in = Node(
            node.name,
            node.manifest,
            location=node.location,
            origin=node,
            overrides=node.overrides,
            legacy_peers=self.rules.legacy_peers,
            own=node.own,
        )
        stand_in.load_dependencies()
        self._stand_ins[node] = stand_in
        return stand_in

    def _from_spec(self, edge: Edge, spec: Spec | BadSpec, parent: Node, asker: Edge | None = None) -> _Making:
        self._made += 1
        if self._made > MAX_MADE:
            raise TooMuch(f'Cannot resolve "{edge.name}": its peers do not settle', package=edge.name)
        try:
            if isinstance(spec, BadSpec):
                raise spec
            if spec.kind == "link":
                return self._link(spec, asker or edge, parent)
            if spec.kind == "workspace":
                raise BadSpec(
                    f'Cannot install "{spec.name}" as "{spec.raw[:200]}": npm does not know "workspace:"; write the '
                    "version or range instead",
                    package=spec.name,
                )
            if not spec.registry:
                source = yield from self._shelf.source(address_of(spec, (asker or edge).source))
                return self._put_in(
                    parent,
                    Node(
                        edge.name,
                        source.manifest,
                        resolved=source.resolved,
                        integrity=source.integrity,
                        legacy_peers=self.rules.legacy_peers,
                    ),
                )
            workspace = self._workspace(edge)
            if workspace is not None:
                return self._put_in(parent, Node(edge.name, workspace.manifest, target=workspace.target))
            manifest = yield from self._shelf.manifest(spec)
        except PackageError as error:
            return self._put_in(parent, Node(edge.name, Manifest(), error=error))
        node = Node(
            edge.name,
            manifest,
            resolved=manifest.tarball,
            integrity=manifest.integrity,
            legacy_peers=self.rules.legacy_peers,
        )
        return self._put_in(parent, node)

    def _put_in(self, parent: Node, node: Node) -> Node:
        node.attach(parent)
        node.load_dependencies()
        return node

    def _workspace(self, edge: Edge) -> Node | None:
        mine = self.root.edges_out.get(edge.key)
        if mine is None or mine.kind != "workspace" or mine.to is None or not edge.accepts(mine.to):
            return None
        return mine.to

    def _link(self, spec: Spec, asker: Edge, parent: Node) -> Node:
        location = folder_of(asker.source, spec.text)
        target = self._folders.get(location)
        if target is None:
            if location not in self._manifests:
                raise BadSpec(
                    f'Cannot link "{spec.name}" to "{location}": there is no package.json in that folder',
                    package=spec.name,
                )
            manifest = self._manifests[location]
            target = Node(
                manifest.name or location.rpartition("/")[2],
                manifest,
                location=location,
                legacy_peers=self.rules.legacy_peers,
                own=True,
            )
            target.attach_folder(self._above(location))
            target.load_dependencies()
            self._folders[location] = target
        return self._put_in(parent, Node(spec.name, target.manifest, target=target))

    def _above(self, location: str) -> Node:
        path = location
        while "/" in path:
            path = path.rpartition("/")[0]
            if path in self._folders:
                return self._folders[path]
        return self.root

    def _gather_peers(self, node: Node, required: _Required) -> Steps:
        edges = [edge for edge in node.edges_out.values() if edge.peer and not (edge.to is not None and edge.valid)]
        if not edges:
            return
        self._deep += 1
        if self._deep > MAX_PEERS_DEEP:
            raise TooMuch(f'Cannot resolve "{node.name}": its peers bring peers without end', package=node.name)
        for edge in sorted(edges, key=lambda edge: collation_key(edge.name)):
            if node.parent is None:
                break
            if edge.to is None or not edge.valid:
                yield from self._gather_peer(node, edge, required)
        self._deep -= 1

    def _gather_peer(self, node: Node, edge: Edge, required: _Required) -> Steps:
        parent = node.parent
        assert parent is not None
        origin = parent.origin
        mine = origin is not None and (origin.is_root or origin.is_workspace)
        tolerant = self.rules.force or (not mine and not self.rules.strict_peers)
        above = parent.edges_out.get(edge.key)
        if edge.to is None:
            if above is None:
                yield from self._make(edge, parent, None, required)
                return
            dep = yield from self._make(above, parent, edge, required)
            if edge.valid:
                return
            if tolerant or dep not in required.nodes:
                edge.conflicted = True
                return
            if node.parent is not None:
                raise explain_peers(edge, edge.to or dep)
            return
        current = edge.to
        dep = yield from self._make(edge, None, None, required)
        if dep.can_replace(current):
            yield from self._make(edge, node.parent, None, required)
            return
        if not tolerant and edge.from_ in required.nodes:
            raise explain_peers(edge, current)


def _hoistable(top: Node, edge: Edge) -> Node | None:
    queue = list(top.children.values())
    for node in queue:
        if node.key == edge.key and edge.accepts(node) and not node.in_foreign_bundle:
            return node
        queue.extend(node.children.values())
    return None
