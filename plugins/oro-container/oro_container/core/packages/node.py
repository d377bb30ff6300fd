"""`Node`, one package in a tree being made: what it is, where it is, what it asks for and by whom it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from oro_container.core.packages.dep_sets import gather
from oro_container.core.packages.edge import Edge, EdgeKind, fold
from oro_container.core.packages.manifest import Manifest
from oro_container.core.packages.overrides import Overrides, are_equal, most_specific
from oro_container.core.packages.versions import compare

__all__ = ("Node",)


class Node:
    """One package in a tree being made, the project, a folder linked to, or a link."""

    __slots__ = (
        "_target",
        "by_key",
        "children",
        "dev",
        "dev_optional",
        "edges_in",
        "edges_out",
        "error",
        "extraneous",
        "fs_children",
        "fs_parent",
        "has_shrinkwrap",
        "inert",
        "integrity",
        "key",
        "legacy_peers",
        "links_in",
        "location",
        "manifest",
        "name",
        "optional",
        "origin",
        "overrides",
        "own",
        "parent",
        "peer",
        "resolved",
        "root",
    )

    def __init__(
        self,
        name: str,
        manifest: Manifest,
        *,
        location: str = "",
        resolved: str = "",
        integrity: str = "",
        error: Exception | None = None,
        origin: Node | None = None,
        overrides: Overrides | None = None,
        target: Node | None = None,
        legacy_peers: bool = False,
        own: bool = False,
    ) -> None:
        self.name = name
        self.key = fold(name)
        self.manifest = manifest
        self.location = location
        """Its folder, from that of the project."""
        self.resolved = resolved
        self.integrity = integrity
        self.error = error
        """Why it could not be had."""
        self.origin = origin
        """Of a stand-in, in which peers are tried out: the package it stands in for."""
        self.overrides = overrides
        self._target = target
        self.own = own
        """Whether it is the project or a folder of it, so that its dev dependencies count."""
        self.legacy_peers = legacy_peers
        self.has_shrinkwrap = manifest.has_shrinkwrap
        self.parent: Node | None = None
        self.fs_parent: Node | None = None
        self.root: Node = self
        self.children: dict[str, Node] = {}
        self.fs_children: dict[Node, None] = {}
        """Folders within it that are linked to."""
        self.links_in: dict[Node, None] = {}
        self.edges_in: dict[Edge, None] = {}
        self.edges_out: dict[str, Edge] = {}
        self.by_key: dict[str, dict[Node, None]] = {}
        """Of a root: every package of its tree, by the key of its name."""
        self.inert = False
        """Whether it is optional and cannot be had, or does not fit."""
        self.reset_flags(True)
        if target is not None:
            target.links_in[self] = None

    # What it is

    @property
    def version(self) -> str:
        """The version of the package."""
        return self.manifest.version

    @property
    def is_link(self) -> bool:
        """Whether it is a link to a folder."""
        return self._target is not None

    @property
    def target(self) -> Node:
        """Of a link: the package linked to; else itself."""
        return self._target or self

    @property
    def is_root(self) -> bool:
        """Whether it is the project."""
        return self.root is self

    @property
    def is_top(self) -> bool:
        """Whether it is not within `node_modules`."""
        return self.parent is None

    @property
    def is_workspace(self) -> bool:
        """Whether it is a workspace of the project."""
        if self.root is self:
            return False
        edge = self.root.edges_out.get(fold(self.manifest.name))
        return (
            edge is not None and edge.kind == "workspace" and edge.to is not None and self in (edge.to, edge.to.target)
        )

    @property
    def in_shrinkwrap(self) -> bool:
        """Whether a package above it has a lockfile of its own."""
        above = self.parent
        while above is not None:
            if above.has_shrinkwrap:
                return True
            above = above.parent
        return False

    @property
    def in_bundle(self) -> bool:
        """Whether it comes within the archive of another."""
        return self.bundler(set()) is not None

    @property
    def in_foreign_bundle(self) -> bool:
        """Whether it comes within the archive of a package that is not the project."""
        bundler = self.bundler(set())
        return bundler is not None and bundler is not self.root

    def bundler(self, seen: set[Node]) -> Node | None:
        """The package within whose archive it comes, if any."""
        if self in seen or self.parent is None:
            return None
        seen.add(self)
        if (found := self.parent.bundler(seen)) is not None:
            return found
        if self.name in self.parent.manifest.bundled:
            return self.parent
        for edge in self.edges_in:
            if edge.source.bundler(seen) is self.parent:
                return self.parent
        return None

    # Where it is

    @property
    def resolve_parent(self) -> Node | None:
        """The package whose `node_modules` comes after its own when a name is looked up."""
        return self.parent or self.fs_parent

    @property
    def depth(self) -> int:
        """How many `node_modules` it is within."""
        depth, above = 0, self.parent
        while above is not None:
            depth, above = depth + 1, above.parent
        return depth

    def ancestry(self) -> Iterator[Node]:
        """It, and the packages in whose `node_modules` a name is looked up after its own."""
        found: Node | None = self
        while found is not None:
            yield found
            found = found.parent or found.fs_parent

    def is_within(self, other: Node) -> bool:
        """Whether it is `other` or within it."""
        return any(above is other for above in self.ancestry())

    def resolve(self, key: str) -> Node | None:
        """The package that it gets by that name."""
        found: Node | None = self
        while found is not None:
            if (child := found.children.get(key)) is not None:
                return child
            found = found.parent or found.fs_parent
        return None

    def subtree(self) -> list[Node]:
        """It and all within it, outside in."""
        found = [self]
        for node in found:
            found.extend(node.children.values())
            found.extend(node.fs_children)
        return found

    # Moving

    def attach(self, parent: Node) -> None:
        """Put it into the `node_modules` of `parent`, instead of what is there."""
        parent = parent.target
        if parent is self or self.parent is parent:
            return
        if self.parent is not None and self.parent.children.get(self.key) is self:
            del self.parent.children[self.key]
        old = parent.children.get(self.key)
        if old is not None and old is not self:
            old.remove()
        self.parent = parent
        parent.children[self.key] = self
        self._move(parent.root)

    def attach_folder(self, above: Node) -> None:
        """Make it a folder within `above` that links lead to."""
        if self.fs_parent is above:
            return
        self.fs_parent = above
        above.fs_children[self] = None
        self._move(above.root)

    def remove(self) -> None:
        """Take it and all within it out of the tree."""
        if self.parent is not None and self.parent.children.get(self.key) is self:
            del self.parent.children[self.key]
        if self.fs_parent is not None:
            self.fs_parent.fs_children.pop(self, None)
        self.parent = self.fs_parent = None
        self._move(self)

    def replace(self, old: Node) -> None:
        """Take the place of `old`, with what is in its `node_modules`."""
        parent = old.parent
        assert parent is not None
        kids = [] if self.is_link else list(old.children.values())
        self.location = old.location
        for kid in kids:
            kid.attach(self)
        self.attach(parent)

    def _move(self, root: Node) -> None:
        nodes = self.subtree()
        for node in nodes:
            if node.parent is not None:
                above = node.parent.location
                node.location = f"{above}/node_modules/{node.name}" if above else f"node_modules/{node.name}"
            old = node.root
            if (named := old.by_key.get(node.key)) is not None:
                named.pop(node, None)
            node.root = root
            if node is not root:
                root.by_key.setdefault(node.key, {})[node] = None
        if self.parent is not None:
            self.parent.reload_named(self.key)
        for node in nodes:
            for edge in list(node.edges_in):
                if edge.source.root is not root:
                    edge.reload()
            for edge in list(node.edges_out.values()):
                if edge.to is None or edge.to.root is not root:
                    edge.reload()

    def reload_named(self, key: str) -> None:
        """Find again what the dependencies of that name get, here and in all within."""
        here = self.children.get(key)
        nodes = [self]
        for node in nodes:
            edge = node.edges_out.get(key)
            if edge is not None and (edge.to is here or node.resolve(key) is not edge.to):
                edge.reload(hard=True)
            nodes.extend(node.children.values())
            nodes.extend(node.fs_children)

    # Dependencies

    def load_dependencies(self) -> None:
        """Make an edge of each dependency its manifest has."""
        if self.is_link:
            return
        manifest = self.manifest
        accept = manifest.accept_dependencies
        if manifest.peer_dependencies and not self.legacy_peers:
            for optional in (False, True):
                kind: EdgeKind = "peerOptional" if optional else "peer"
                for name, spec in manifest.peer_dependencies.items():
                    if manifest.is_optional_peer(name) is optional:
                        self._load(name, spec, kind, accept.get(name))
        for name, spec in manifest.dependencies.items():
            self._load(name, spec, "prod", accept.get(name))
        for name, spec in manifest.optional_dependencies.items():
            self._load(name, spec, "optional", accept.get(name))
        if self.own:
            for name, spec in manifest.dev_dependencies.items():
                self._load(name, spec, "dev", accept.get(name))

    def _load(self, name: str, spec: str, kind: EdgeKind, accept: str | None) -> None:
        current = self.edges_out.get(fold(name))
        if current is None or current.kind != "workspace":
            Edge(self, name, spec, kind, accept)

    def add_edge_in(self, edge: Edge) -> None:
        """Note that `edge` gets it."""
        if edge.overrides is not None and not are_equal(self.overrides, edge.overrides):
            self.take_overrides(edge.overrides)
        self.edges_in[edge] = None

    def remove_edge_in(self, edge: Edge) -> None:
        """Note that `edge` no longer gets it."""
        self.edges_in.pop(edge, None)
        if edge.overrides is not None:
            self.forget_overrides(edge.overrides)

    def take_overrides(self, added: Overrides | None) -> None:
        """Have the rules of one more package that asks for it."""
        if added is None or are_equal(self.overrides, added):
            return
        rules = added if self.overrides is None else most_specific(self.overrides, added)
        if rules is not None and not are_equal(rules, self.overrides):
            self.overrides = rules
            self._spread_overrides()

    def forget_overrides(self, removed: Overrides | None) -> None:
        """Have only the rules of those that still ask for it."""
        if self.overrides is None or not self.overrides.equals(removed):
            return
        rules: Overrides | None = None
        for edge in self.edges_in:
            if rules is not None and edge.overrides is not None:
                rules = most_specific(edge.overrides, rules)
            else:
                rules = edge.overrides
        if not are_equal(self.overrides, rules):
            self.overrides = rules
            if rules is not None:
                self._spread_overrides()

    def _spread_overrides(self) -> None:
        if self._target is not None:
            self._target.take_overrides(self.overrides)
            return
        for edge in list(self.edges_out.values()):
            edge.reload(hard=True)
            if edge.to is not None:
                edge.to.take_overrides(edge.overrides)

    # Comparing

    def satisfies(self, edge: Edge) -> bool:
        """Whether it is what `edge` asks for."""
        return edge.accepts(self)

    def matches(self, other: Node) -> bool:
        """Whether both are one version of one package."""
        if self is other:
            return True
        if self.key != other.key:
            return False
        if self.is_link:
            return other.is_link and self.target is other.target
        if self.integrity and other.integrity:
            return self.integrity == other.integrity
        if self.resolved and other.resolved:
            return self.resolved == other.resolved
        mine, theirs = self.manifest, other.manifest
        return bool(mine.name and mine.version) and (mine.name, mine.version) == (theirs.name, theirs.version)

    def can_replace(self, other: Node, ignored_peers: Iterable[str] = ()) -> bool:
        """Whether all that ask for `other` accept it."""
        if self.key != other.key or self.manifest.name != other.manifest.name:
            return False
        if other.edges_out and not are_equal(self.overrides, other.overrides):
            return False
        ignored = set(ignored_peers)
        within: dict[Node, None] | None = None
        for edge in other.edges_in:
            source = edge.source
            if not other.is_top and source.parent is other.parent and edge.peer and source.key in ignored:
                continue
            if edge.accepts(self):
                continue
            if within is None:
                within = gather([other], lambda edge: edge.to is not other and edge.valid)
            if source not in within:
                return False
        return True

    def can_dedupe(self, prefer: bool = False, asked: bool = False) -> bool:
        """Whether what is above does as well."""
        above = self.resolve_parent
        if above is None or above.resolve_parent is None or self.in_foreign_bundle or self.in_shrinkwrap:
            return False
        if not self.edges_in:
            return True
        other = above.resolve_parent.resolve(self.key)
        if other is None:
            return False
        if other.matches(self):
            return True
        if not other.can_replace(self):
            return False
        order = compare(other.version, self.version)
        return prefer or order == 0 or (order > 0 and not self._is_overridden()) or asked

    def _is_overridden(self) -> bool:
        if self.overrides is None or not self.overrides.value or self.overrides.name != self.name:
            return False
        return any(
            edge.overrides is not None
            and edge.overrides.name == self.name
            and edge.overrides.value == self.version
            and not edge.overrides.equals(edge.source.overrides)
            for edge in self.edges_in
        )

    # Flags

    def reset_flags(self, value: bool) -> None:
        """Set whether nothing but dev, optional, peer dependencies, or nothing at all, asks for it."""
        self.dev = self.optional = self.dev_optional = self.peer = self.extraneous = value
