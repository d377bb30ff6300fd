"""`Source`, a package that no registry names."""

from __future__ import annotations

from dataclasses import dataclass

from oro_container.core.packages.manifest import Manifest

__all__ = ("Source",)


@dataclass(frozen=True, slots=True)
class Source:
    """A package that no registry names."""

    manifest: Manifest
    resolved: str
    """Its address, as locks have it."""
    integrity: str = ""
    """The sum of its archive; empty for one that is packed anew each time."""
