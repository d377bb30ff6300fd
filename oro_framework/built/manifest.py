"""`Manifest`: the facts of a built app that its start needs, saved beside its modules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from oro_framework.interpreter import built_folder

__all__ = ("APP", "MANIFEST", "PLUGINS", "Manifest", "built_manifest")

APP = "oro-app"
"""The folder of the app: its `oro.toml`, pages and Python. Its hyphen keeps it from being a package."""
MANIFEST = "oro-app.json"
PLUGINS = "oro-plugins.json"
"""The file that lists the plugins, so that a start need not search for them."""


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The facts of a built app."""

    name: str
    title: str
    version: str
    identifier: str
    engine: str
    """The backend to run with; empty for the first that works."""
    assignments: Sequence[str] = ()
    """Settings as `key=value`, stronger than those of `oro.toml`."""


def built_manifest(folder: Path | None = None) -> Manifest | None:
    """Return the facts of the built app that runs, or None where none does.

    Args:
        folder: of its modules; that of this process when None.
    """
    place = folder or built_folder()
    if place is None or not (file := place / MANIFEST).is_file():
        return None
    return msgspec.json.decode(file.read_bytes(), type=Manifest)
