"""`Shelf`, what the registry said so far, and what it has to be asked for still."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from oro_container.core.packages.edge import Edge
from oro_container.core.packages.errors import PackageError, TooMuch
from oro_container.core.packages.foresight import Foresight
from oro_container.core.packages.limits import MAX_WANTED
from oro_container.core.packages.manifest import Manifest
from oro_container.core.packages.packument import Packument
from oro_container.core.packages.pick import pick
from oro_container.core.packages.platform import Platform
from oro_container.core.packages.source import Source
from oro_container.core.packages.spec import Spec

__all__ = ("Shelf", "Waiting")

Waiting = Generator[str, None, Manifest]
"""Waits for what the registry says of the name it yields."""


class Shelf:
    """The answers of the registry so far, and the names it has to be asked for still."""

    def __init__(self, platform: Platform, default_tag: str = "latest") -> None:
        self._platform = platform
        self._default_tag = default_tag
        self._given: dict[str, Packument | PackageError] = {}
        self._sources: dict[str, Source | PackageError] = {}
        self._picked: dict[tuple[str, str], Manifest | PackageError] = {}
        self._foresight = Foresight()

    def give(self, name: str, found: Packument | PackageError) -> None:
        """Have what the registry said of `name`."""
        self._given[name] = found

    def manifest(self, spec: Spec) -> Waiting:
        """Wait for the version that `spec` gets.

        Raises:
            PackageError: there is none, or the registry could not be asked.
        """
        wanted = spec.wanted
        key = (wanted.name, wanted.text)
        while (picked := self._picked.get(key)) is None:
            if wanted.name in self._given:
                picked = self._pick(wanted)
                break
            yield wanted.name
        if isinstance(picked, PackageError):
            raise picked
        return picked

    def give_source(self, address: str, found: Source | PackageError) -> None:
        """Have the package of an address."""
        self._sources[address] = found

    def source(self, address: str) -> Generator[str, None, Source]:
        """Wait for the package of an address.

        Raises:
            PackageError: it cannot be had.
        """
        while (found := self._sources.get(address)) is None:
            yield address
        if isinstance(found, PackageError):
            raise found
        return found

    def _pick(self, spec: Spec) -> Manifest | PackageError:
        key = (spec.name, spec.text)
        if (picked := self._picked.get(key)) is None:
            try:
                picked = pick(self._got(spec.name), spec, self._platform, self._default_tag)
            except PackageError as error:
                picked = error
            self._picked[key] = picked
        return picked

    def _got(self, name: str) -> Packument:
        given = self._given[name]
        if isinstance(given, PackageError):
            raise given
        return given

    def foresee(self, manifest: Manifest) -> None:
        """Expect that what `manifest` of the project asks for is wanted, and all that brings."""
        self._foresight.add(manifest, dev=True)

    def expect(self, edges: Iterable[Edge]) -> None:
        """Expect that what `edges` ask for is wanted, with its peers."""
        for edge in edges:
            self._foresight.expect(edge.name, edge.spec, placed=False)

    def unknown(self, needed: str) -> set[str]:
        """The names to ask the registry for: that which is needed now, and those that are likely to be.

        Raises:
            TooMuch: they are more than a project can want.
        """
        found = self._foresight.follow(self._given, self._pick)
        if len(self._foresight.names) > MAX_WANTED:
            raise TooMuch(
                f'Cannot resolve: more than {MAX_WANTED} packages are wanted besides "{needed}"', package=needed
            )
        return found | ({needed} - self._given.keys() - self._sources.keys())
