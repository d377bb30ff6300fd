"""`Supply`, gets packages: those of the store at once, others fetched, checked, unpacked and kept."""

from __future__ import annotations

from collections.abc import Callable

import trio

from oro_container.core.tarballs.integrity import Integrity, sum_of
from oro_container.core.tarballs.limits import Limits
from oro_container.core.tarballs.package import read_package
from oro_container.packages.disk import on_disk
from oro_container.packages.registry import Registry
from oro_container.packages.sources import Sources
from oro_container.packages.store import Store
from oro_container.packages.stored import Stored

__all__ = ("Supply",)

_IN_MEMORY = 12
"""Archives that are fetched or wait to be unpacked at once; fewer than connections, so that metadata need not wait."""


class Supply:
    """Get packages.

    Args:
        store: where they are kept.
        registry: where they are fetched from.
        limits: how large they may be.
    """

    def __init__(self, store: Store, registry: Registry | Sources, limits: Limits | None = None) -> None:
        self.store = store
        self._registry = registry
        self._limits = limits or Limits()
        self._in_memory = trio.CapacityLimiter(_IN_MEMORY)
        self._under_way: dict[str, trio.Event] = {}
        self._known: dict[str, Stored] = {}
        self.fetched = 0
        """Packages that came from a registry."""

    async def get(self, package: str, url: str, integrity: str, arrived: Callable[[int], None] | None = None) -> Stored:
        """Return a package; two who want one at once wait for one fetch.

        Args:
            package: its name and version.
            url: its archive.
            integrity: the sums it may have; empty if none is known, and then it is fetched again each time.
            arrived: is told of bytes as they come.

        Raises:
            BadSum: its archive has another sum; nothing of it was unpacked.
            BadTarball: its archive is damaged, or holds what it must not.
            CannotFetch: it cannot be fetched.
            NotInStore: it must not be.
        """
        key = f"{integrity} {'' if integrity else url}"
        while (event := self._under_way.get(key)) is not None:
            await event.wait()
        if (known := self._known.get(key)) is not None:
            return known
        self._under_way[key] = trio.Event()
        try:
            self._known[key] = await self._got(package, url, Integrity.read(integrity), arrived)
            return self._known[key]
        finally:
            self._under_way.pop(key).set()

    async def replace(self, stored: Stored, package: str, url: str, integrity: str) -> Stored:
        """Remove a damaged package from the store, and get it again."""
        await trio.to_thread.run_sync(self.store.remove, stored)
        self._known = {key: one for key, one in self._known.items() if one is not stored}
        return await self.get(package, url, integrity)

    async def _got(
        self, package: str, url: str, integrity: Integrity | None, arrived: Callable[[int], None] | None
    ) -> Stored:
        if integrity is not None:
            stored = await on_disk(self.store.find, integrity)
            if stored is not None:
                return stored
        async with self._in_memory:
            archive = await self._registry.archive(url, package, arrived)
            self.fetched += 1
            return await on_disk(self._kept, package, archive, integrity)

    def _kept(self, package: str, archive: bytes, integrity: Integrity | None) -> Stored:
        sum_ = sum_of(archive)
        if integrity is not None:
            if integrity.algorithm == "sha512":
                integrity.compare(package, sum_)
            else:
                integrity.check(package, archive)
        stored = self.store.keep(package, sum_, lambda: read_package(package, (archive,), self._limits))
        for other in integrity.sums if integrity is not None else ():
            self.store.know(other, sum_)
        return stored
