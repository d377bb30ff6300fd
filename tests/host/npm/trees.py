"""Folders of packages, and what serves them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path

from oro_framework.host.npm.packages import Packages
from oro_framework.host.resources.files import Folder
from oro_framework.host.resources.navigator import Navigator, Root

ORIGIN = "oro://org.example"
BUILTINS = ("buffer", "fs", "fs/promises", "path", "stream", "util")


def planted(folder: Path, files: Mapping[str, object]) -> Path:
    """Write files; those that are no text become JSON."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return folder


def packages_of(
    folder: Path, said: Mapping[str, tuple[str, ...]] | None = None, claimed: Collection[str] = ()
) -> Packages:
    """Return the packages of a folder that is served."""
    return Packages(ORIGIN, Navigator([Root((), Folder(folder))]), BUILTINS, said, claimed)
