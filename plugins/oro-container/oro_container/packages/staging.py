"""`Staging`, copies packages beside their places, from the store or a registry."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import trio

from oro_container.core.packages.errors import PackageError
from oro_container.core.packages.events import Fetching, Report, Warned
from oro_container.core.packages.manifest import Manifest
from oro_container.core.packages.plan import name_of
from oro_container.core.packages.platform import Platform, fits_platform
from oro_container.core.packages.tree import Placed
from oro_container.core.tarballs.problem import BadSum, BadTarball
from oro_container.errors import CannotFetch, NotInStore
from oro_container.packages.copying import Damaged
from oro_container.packages.nursery import open_nursery
from oro_container.packages.placer import Placer
from oro_container.packages.registry import Registry
from oro_container.packages.sources import is_git
from oro_container.packages.stored import Stored
from oro_container.packages.supply import Supply

__all__ = ("Staging",)


class Staging:
    """Copy packages beside their places.

    Args:
        placer: the project.
        supply: where packages come from.
        registry: is asked for addresses that a lock leaves out.
        report: is told how far it is.
    """

    def __init__(self, placer: Placer, supply: Supply, registry: Registry, report: Report) -> None:
        self._placer = placer
        self._supply = supply
        self._registry = registry
        self._report = report
        self.stored: dict[str, Stored] = {}
        """The packages that were staged, by path."""
        self.lost: set[str] = set()
        """The paths of optional packages that could not be had."""
        self.bytes = 0
        self._of = self._done = 0

    def expect(self, nursery: trio.Nursery, platform: Platform) -> Callable[[Manifest], None]:
        """Return a function that begins to fetch a version which is likely to be staged."""

        def begin(manifest: Manifest) -> None:
            if manifest.tarball and manifest.integrity and fits_platform(manifest, platform):
                nursery.start_soon(self._fetch, manifest)

        return begin

    async def stage(self, nodes: Sequence[Placed]) -> None:
        """Copy packages, each to the slot of its number.

        Raises:
            BadSum, BadTarball: an archive is not what was promised.
            CannotFetch, NotInStore: a package that is not optional cannot be had.
        """
        self._of = len(nodes)
        async with open_nursery() as nursery:
            for number, node in enumerate(nodes):
                nursery.start_soon(self._stage, str(number), node)

    async def _fetch(self, manifest: Manifest) -> None:
        name = f"{manifest.name}@{manifest.version}"
        try:
            await self._supply.get(name, manifest.tarball, manifest.integrity, self._arrived)
        except (BadSum, BadTarball, CannotFetch, NotInStore):
            return  # It is told if the package is in the tree.

    async def _stage(self, slot: str, node: Placed) -> None:
        name = name_of(node)
        if node.manifest.deprecated:
            self._report(Warned(f"{name} is deprecated: {node.manifest.deprecated[:500]}"))
        try:
            url = await self._address(node)
            stored = await self._supply.get(name, url, node.integrity, self._arrived)
            try:
                await self._placer.stage(slot, stored)
            except Damaged:
                await self._placer.unstage(slot)
                stored = await self._supply.replace(stored, name, url, node.integrity)
                await self._placer.stage(slot, stored)
            self.stored[node.path] = stored
        except (CannotFetch, NotInStore) as error:
            if not node.optional:
                raise
            self.lost.add(node.path)
            self._report(Warned(f"{name} is optional and left out: {error}"))
        self._done += 1
        self._report(Fetching(self._done, self._of, self.bytes))

    async def _address(self, node: Placed) -> str:
        """Return the address of a package's archive; locks may leave it out."""
        if node.resolved.startswith(("http://", "https://", "file:")) or is_git(node.resolved):
            return node.resolved
        if node.resolved:
            raise PackageError(
                f'Cannot install "{name_of(node)}" from "{node.resolved[:200]}": only archives of registries, of '
                "addresses with http and of the project are installed here, and repositories of git; use the real npm",
                package=node.name,
            )
        said = await self._registry.metadata(node.package)
        found = said["versions"].get(node.version) or {}
        url = found.get("dist", {}).get("tarball")
        if not isinstance(url, str):
            raise PackageError(f'Cannot install "{name_of(node)}": the registry has no such version', package=node.name)
        return url

    def _arrived(self, size: int) -> None:
        self.bytes += size
