"""`Shelf`, what the registry said so far, and what it has to be asked for still."""

from __future__ import annotations

from collections.abc import Generator

from oro_container.core.packages.errors import BadSpec, PackageError, TooMuch
from oro_container.core.packages.limits import MAX_WANTED
from oro_container.core.packages.manifest import Manifest
from oro_container.core.packages.packument import Packument
from oro_container.core.packages.pick import pick
from oro_container.core.packages.platform import Platform
from oro_container.core.packages.spec import Spec, parse_spec

__all__ = ("Shelf", "Waiting")

Waiting = Generator[str, None, Manifest]
"""Waits for what the registry says of the name it yields."""


class Shelf:
    """What the registry said so far, and what it has to be asked for still."""

    def __init__(self, platform: Platform, default_tag: str = "latest") -> None:
        self._platform = platform
        self._default_tag = default_tag
        self._given: dict[str, Packument | PackageError] = {}
        self._picked: dict[tuple[str, str], Manifest | PackageError] = {}
        self._foreseen: dict[str, dict[str, Spec]] = {}
        """Specs of packages, by the name that the registry knows them by, which are likely to be wanted."""
        self._followed: set[tuple[str, str]] = set()

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

    def foresee(self, manifest: Manifest, dev: bool = False) -> None:
        """Expect that the dependencies of `manifest` are wanted."""
        for words in (
            manifest.dependencies,
            manifest.optional_dependencies,
            manifest.dev_dependencies if dev else {},
            {name: spec for name, spec in manifest.peer_dependencies.items() if not manifest.is_optional_peer(name)},
        ):
            for name, text in words.items():
                self._foresee(name, text)

    def _foresee(self, name: str, text: str) -> None:
        try:
            spec = parse_spec(name, text).wanted
        except BadSpec:
            return
        if spec.kind in ("range", "version", "tag"):
            self._foreseen.setdefault(spec.name, {})[spec.text] = spec

    def unknown(self, needed: str) -> set[str]:
        """The names to ask the registry for: that which is needed now, and those foreseen."""
        self._follow()
        found = {name for name in self._foreseen if name not in self._given}
        if len(self._foreseen) > MAX_WANTED:
            raise TooMuch(f"Cannot resolve: more than {MAX_WANTED} packages are wanted", package=needed)
        return found | ({needed} - self._given.keys())

    def _follow(self) -> None:
        """Foresee what the packages foreseen that are known bring."""
        queue = [(name, text) for name, specs in self._foreseen.items() for text in specs]
        for name, text in queue:
            if (name, text) in self._followed or name not in self._given:
                continue
            self._followed.add((name, text))
            picked = self._pick(self._foreseen[name][text])
            if isinstance(picked, Manifest):
                self.foresee(picked)
                queue.extend((other, spec) for other in self._names(picked) for spec in self._foreseen.get(other, ()))

    def _names(self, manifest: Manifest) -> list[str]:
        return [*manifest.dependencies, *manifest.optional_dependencies, *manifest.peer_dependencies]
