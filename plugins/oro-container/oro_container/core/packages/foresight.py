"""`Foresight`, the packages that are likely to be wanted, so that the registry is asked for many at once."""

from __future__ import annotations

from collections.abc import Callable, Container

from oro_container.core.packages.errors import BadSpec
from oro_container.core.packages.manifest import Manifest
from oro_container.core.packages.spec import Spec, parse_spec

__all__ = ("Foresight",)


class Foresight:
    """The packages that are likely to be wanted.

    Of a package that is likely to be placed, all dependencies are wanted; of an optional peer, which is looked at but
    not placed, only the peers.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, dict[Spec, bool]] = {}
        """The specs that are likely to be wanted, by the registry's name, and whether to be placed."""
        self._known: dict[Spec, bool] = {}
        self.names: set[str] = set()
        """Every name that was likely to be wanted."""

    def add(self, manifest: Manifest, *, placed: bool = True, dev: bool = False) -> None:
        """Expect what `manifest` asks for to be wanted."""
        if placed:
            for words in (manifest.dependencies, manifest.optional_dependencies):
                for name, text in words.items():
                    self.expect(name, text, placed=True)
            for name, text in manifest.dev_dependencies.items() if dev else ():
                self.expect(name, text, placed=True)
        for name, text in manifest.peer_dependencies.items():
            self.expect(name, text, placed=placed and not manifest.is_optional_peer(name))

    def expect(self, name: str, text: str, *, placed: bool) -> None:
        """Expect dependency `name`, asked for as `text`, to be wanted, and to be placed or not."""
        try:
            spec = parse_spec(name, text).wanted
        except BadSpec:
            return
        before = self._known.get(spec)
        if spec.kind in ("range", "version", "tag") and (before is None or (placed and not before)):
            self._known[spec] = placed
            self.names.add(spec.name)
            self._waiting.setdefault(spec.name, {})[spec] = placed

    def follow(self, given: Container[str], pick: Callable[[Spec], Manifest | Exception]) -> set[str]:
        """The names that are likely to be wanted and not given, after those that are were looked into."""
        while ready := [name for name in self._waiting if name in given]:
            for name in ready:
                for spec, placed in self._waiting.pop(name).items():
                    picked = pick(spec)
                    if isinstance(picked, Manifest):
                        self.add(picked, placed=placed)
        return set(self._waiting)
