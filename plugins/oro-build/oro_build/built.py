"""`Built`: an app in a folder from which it runs, of which the formats make what people download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from oro_build.product import Product

__all__ = ("Built", "Component", "Flavour")


class Flavour(StrEnum):
    """The place of Python and the engine."""

    BUNDLED = "bundled"
    """In the folder: the app needs neither on the machine it runs on."""
    SYSTEM = "system"
    """Debian's own Python and WebKitGTK; the folder has the app and Python packages alone."""


class Component(Struct, frozen=True, kw_only=True):
    """One distribution or library within a built app, for its licences and its bill of materials."""

    name: str
    version: str
    license: str = ""
    """An SPDX expression or the text its metadata has."""
    texts: Sequence[Path] = ()
    """Files with the licence and its notices."""
    purl: str = ""
    """The package URL, as `pkg:pypi/anyio@4.16.0`."""


class Built(Struct, frozen=True, kw_only=True):
    """The result of freezing an app."""

    product: Product
    folder: Path
    """Holds the program `folder / program` and everything it needs; may be moved and renamed."""
    flavour: Flavour
    platform: str
    """As wheels say it: `linux_x86_64`, `macosx_arm64`, `win_amd64`."""
    engine: str
    """`qt`, `gtk`, `edge` or `cocoa`."""
    components: Sequence[Component] = ()
    sizes: Mapping[str, int] = {}
    """Bytes by part: a plugin, the engine, Python, the app itself."""
    requirements: Sequence[str] = ()
    """Debian packages that the program needs from the system, with versions where they matter."""

    @property
    def program(self) -> str:
        """The name of the program within the folder."""
        return f"{self.product.name}.exe" if self.platform.startswith("win") else self.product.name
