"""`Product`: what an author says of an app, by which desktops and package managers know it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

__all__ = ("Action", "MimeType", "Product")


class MimeType(Struct, frozen=True, kw_only=True):
    """A kind of files that the app opens."""

    type: str
    """As `application/x-tea`."""
    patterns: Sequence[str] = ()
    """Names of such files, as `*.tea`, where the desktop does not know the type."""
    comment: str = ""


class Action(Struct, frozen=True, kw_only=True):
    """An action in the menu of the app's icon."""

    id: str
    """Letters, digits and hyphens; what the app is told."""
    name: str
    """The words of the menu."""


class Product(Struct, frozen=True, kw_only=True):
    """The facts of an app that its formats need, read from `oro.toml`."""

    identifier: str
    """The bundle identifier, as `com.example.tea`; names the desktop entry and the window class."""
    name: str
    """The name of the program and of its packages: lower-case letters, digits and hyphens."""
    title: str
    version: str
    description: str = ""
    publisher: str = ""
    """The author as `Name <address>`, whom packages name as their maintainer."""
    homepage: str = ""
    license: str = ""
    """An SPDX expression."""
    license_files: Sequence[Path] = ()
    """Files with the app's own licence, which every format gives along."""
    copyright: str = ""
    """As `2026 Anna Example`."""
    icon: Path | None = None
    """A square PNG or an SVG, from which every size is made; None for the framework's."""
    categories: Sequence[str] = ("Utility",)
    """Those of the menu specification of freedesktop.org."""
    mime_types: Sequence[MimeType] = ()
    actions: Sequence[Action] = ()
    schemes: Sequence[str] = ()
    """URL schemes that open the app, as `tea`."""
    autostart: bool = False
    """Whether the app starts when the person logs in, until it says otherwise itself."""
