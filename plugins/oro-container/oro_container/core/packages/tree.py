"""`Tree`, the packages of a project and where each goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oro_container.core.packages.manifest import Manifest

__all__ = ("Omit", "Placed", "Tree")

Omit = frozenset[str]
"""Of `dev`, `optional` and `peer`, those dependencies that are not installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A package, and where it goes."""

    path: str
    """Its folder, from that of the project: `node_modules/a/node_modules/b`."""
    name: str
    """What it is called in `node_modules`; of an alias, not the package's own name."""
    version: str
    resolved: str
    """The address of its archive, `""` if a lock leaves it out; of a link, the folder it leads to."""
    integrity: str
    link: bool = False
    dev: bool = False
    """Whether only dev dependencies ask for it."""
    optional: bool = False
    peer: bool = False
    dev_optional: bool = False
    extraneous: bool = False
    inert: bool = False
    """Whether it is optional and is not installed, as it does not fit this system or cannot be had."""
    has_install_script: bool = False
    in_bundle: bool = False
    """Whether it comes within the archive of the package above it."""
    manifest: Manifest

    @property
    def bin(self) -> Mapping[str, str]:
        """Its commands, by name, and the files they are."""
        return self.manifest.bin

    @property
    def package(self) -> str:
        """The name that the registry knows it by."""
        return self.manifest.name or self.name

    @property
    def depth(self) -> int:
        """How many `node_modules` it is within."""
        return f"/{self.path}".count("/node_modules/")

    def is_omitted(self, omit: Omit) -> bool:
        """Whether it is not installed when those dependencies are not."""
        return (
            (self.peer and "peer" in omit)
            or (self.dev and "dev" in omit)
            or (self.optional and "optional" in omit)
            or (self.dev_optional and "optional" in omit and "dev" in omit)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The packages of a project and where each goes."""

    root: Manifest
    """The project's package.json, with what was added and removed."""
    locked: tuple[Placed, ...]
    """Every package, by path, as the lockfile has them: those for other systems too."""
    omit: Omit = frozenset()

    @property
    def nodes(self) -> tuple[Placed, ...]:
        """The packages to install, by path."""
        return tuple([node for node in self.locked if not node.inert and not node.is_omitted(self.omit)])

    def __getitem__(self, path: str) -> Placed:
        for node in self.locked:
            if node.path == path:
                return node
        raise KeyError(path)
