"""`Resolver`, which packages a project gets and where each goes, without input and output.

1. Ask `wanted()` for names; what the registry says of each is given by `give()`, or why it says nothing by `fail()`.
   The package of an address, which has a colon, is given by `give_source()`.
2. Repeat until `done`. A name may be wanted only to save a round, and need not be answered before the others.
3. `tree()` is what came out.

What a lock has is not asked for, so that a project in step with its lock is done at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from oro_container.core.packages.builder import Builder, Steps
from oro_container.core.packages.collation import collation_key
from oro_container.core.packages.dep_sets import optional_set
from oro_container.core.packages.errors import BadMetadata, OutOfStep, PackageError, WrongPlatform
from oro_container.core.packages.flags import compute_flags, reset_flags
from oro_container.core.packages.in_step import check_tree
from oro_container.core.packages.locked import is_installed, load_lock
from oro_container.core.packages.lockfile import Lock
from oro_container.core.packages.manifest import Manifest
from oro_container.core.packages.node import Node
from oro_container.core.packages.packument import Packument
from oro_container.core.packages.place import Rules
from oro_container.core.packages.platform import Platform, fit_engines, fits_platform, misfit
from oro_container.core.packages.project import make_root
from oro_container.core.packages.shelf import Shelf
from oro_container.core.packages.source import Source
from oro_container.core.packages.tree import Omit, Placed, Tree

__all__ = ("Options", "Resolver")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How packages are resolved."""

    omit: Omit = frozenset()
    """Of `dev`, `optional` and `peer`, those dependencies that are not installed."""
    force: bool = False
    """Whether conflicts of peers and of systems are passed over."""
    legacy_peer_deps: bool = False
    """Whether peers are not installed."""
    strict_peer_deps: bool = False
    prefer_dedupe: bool = False
    default_tag: str = "latest"
    frozen: bool = False
    """Whether the lock is the tree, as for `npm ci`: nothing is asked for, and it has to be in step."""
    update: frozenset[str] = frozenset()
    """Names that are looked up again though the lock has them."""
    folders: Mapping[str, Manifest] = field(default_factory=dict)
    """package.json of each workspace and each folder that is linked to, by path from the project."""


class Resolver:
    """Find the packages that a project gets, and where each goes."""

    def __init__(
        self,
        root: Manifest,
        platform: Platform,
        lock: Lock | None = None,
        options: Options | None = None,
        *,
        asked: frozenset[str] = frozenset(),
    ) -> None:
        self._manifest = root
        self._platform = platform
        self._options = options = options or Options()
        self._shelf = Shelf(platform, options.default_tag)
        self._lock = lock
        self._root = make_root(root, options.folders, legacy_peers=options.legacy_peer_deps)
        rules = Rules(
            force=options.force,
            legacy_peers=options.legacy_peer_deps,
            strict_peers=options.strict_peer_deps,
            prefer_dedupe=options.prefer_dedupe,
            updated=options.update,
        )
        self._builder = Builder(self._root, self._shelf, rules, options.folders, asked)
        if lock is None:
            for manifest in (root, *options.folders.values()):
                self._shelf.foresee(manifest)
        self._needed: str | None = None
        self._tree: Tree | None = None
        self.warnings: list[str] = []
        """Oddities of the tree that are passed over."""
        self._steps = self._run()
        self._advance()

    @property
    def done(self) -> bool:
        """Whether the tree is made."""
        return self._tree is not None

    def wanted(self) -> set[str]:
        """The names that the registry is to be asked for, and addresses of packages; none when `done`."""
        return self._shelf.unknown(self._needed) if self._needed is not None else set()

    def give(self, name: str, packument: Packument) -> None:
        """Have what the registry says of `name`.

        Raises:
            PackageError: the packages cannot be had together.
        """
        if packument.name != name:
            raise BadMetadata(f'Cannot use metadata of "{name}": it is that of "{packument.name}"', package=name)
        self._shelf.give(name, packument)
        if name == self._needed:
            self._advance()

    def give_source(self, address: str, source: Source | PackageError) -> None:
        """Have the package of an address, or why it cannot be had.

        Raises:
            PackageError: the packages cannot be had together.
        """
        self._shelf.give_source(address, source)
        if address == self._needed:
            self._advance()

    def fail(self, name: str, error: PackageError) -> None:
        """Have it that `name` cannot be had, which counts only if it is not optional.

        Raises:
            PackageError: it is not.
        """
        self._shelf.give(name, error)
        if name == self._needed:
            self._advance()

    def tree(self) -> Tree:
        """The packages and where each goes."""
        if self._tree is None:
            raise RuntimeError("Cannot give the tree: the registry has to be asked for more")
        return self._tree

    def _advance(self) -> None:
        self._needed = next(self._steps, None)

    def _run(self) -> Steps:
        loaded = self._load()
        if self._options.frozen:
            check_tree(self._root)
        else:
            yield from self._builder.build()
        if loaded:
            reset_flags(self._root)
        compute_flags(self._root)
        if loaded and not self._options.frozen:
            self._prune()
        self._drop_failures()
        self._check_fit()
        self._tree = self._read()

    def _load(self) -> bool:
        if self._lock is None:
            if self._options.frozen:
                raise OutOfStep("Cannot install what is locked: there is no package-lock.json; install without ci")
            return False
        folders = load_lock(self._root, self._lock, self._options.folders, legacy_peers=self._options.legacy_peer_deps)
        for node in folders:
            self._builder.adopt_folder(node)
        for node in self._root.subtree():
            if any(not edge.valid or edge.name in self._options.update for edge in node.edges_out.values()):
                self._builder.push(node)
        return True

    def _prune(self) -> None:
        for node in self._root.subtree():
            if node.extraneous and node.root is self._root and node is not self._root:
                node.remove()

    def _drop_failures(self) -> None:
        for node in self._builder.failures:
            if node.root is not self._root:
                continue
            if not node.optional:
                assert node.error is not None
                raise node.error
            for member in optional_set(node):
                member.inert = True

    def _check_fit(self) -> None:
        platform = self._platform
        for node in self._root.subtree():
            fits = fits_platform(node.manifest, platform)
            if node.optional and not node.inert and not (fits and fit_engines(node.manifest.engines, platform)):
                for member in optional_set(node):
                    member.inert = True
            elif not node.optional and node is not self._root and not self._options.force and not fits:
                raise WrongPlatform(
                    f'Cannot install "{node.name}@{node.version}": {misfit(node.manifest, platform)}', package=node.name
                )
            elif not node.optional and not fit_engines(node.manifest.engines, platform):
                wanted = ", ".join(f"{name} {range}" for name, range in node.manifest.engines.items())
                self.warnings.append(f'"{node.name}@{node.version}" wants {wanted}, and this is Node {platform.node}')

    def _read(self) -> Tree:
        nodes = [node for node in self._root.subtree() if node is not self._root and (node.version or not node.inert)]
        nodes.sort(key=lambda node: collation_key(node.location))
        locked = [_read_node(node) for node in nodes if is_installed(node.location) or not node.extraneous]
        return Tree(root=self._manifest, locked=tuple(locked), omit=self._options.omit)


def _read_node(node: Node) -> Placed:
    return Placed(
        path=node.location,
        name=node.name,
        version=node.version,
        resolved=node.target.location if node.is_link else node.resolved,
        integrity=node.integrity,
        link=node.is_link,
        dev=node.dev,
        optional=node.optional,
        peer=node.peer,
        dev_optional=node.dev_optional,
        extraneous=node.extraneous,
        inert=node.inert,
        has_install_script=node.manifest.has_install_script and not node.is_link,
        in_bundle=not node.is_link and node.in_bundle,
        manifest=node.manifest,
    )
