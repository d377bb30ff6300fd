"""Find the installed plugins by the entry-point group `oro`, without importing any.

Reading the metadata of all installed distributions costs a file or two each. So the plugins of each folder of
`sys.path` are cached in a small index in the user's cache folder, which is valid until the folder changes. A folder
without distributions, such as an app's own, is listed but not indexed, so editing an app costs nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import astuple

from oro_framework.user_cache import user_cache

__all__ = ("Found", "discover")

GROUP = "oro"


class Found(Struct, frozen=True):
    """One entry point: the plugin's name, its module, and the distribution that declares it."""

    name: str
    module: str
    distribution: str
    version: str
    folder: str = ""
    """The folder of the distribution's metadata; a wheel's packages are in it too, those of a checkout are not."""


def discover(path: Sequence[str] | None = None, cache: Path | None = None) -> list[Found]:
    """Return every installed plugin, sorted by name.

    Args:
        path: import path to search; `sys.path` when None.
        cache: folder of the indexes; the user's cache folder when None.
    """
    if path is None and getattr(sys, "frozen", False) and (built := _built()) is not None:
        return built
    kept = cache or user_cache()
    first: dict[str, list[Found]] = {}
    for folder in sys.path if path is None else path:
        for distribution, plugins in _distributions(os.path.abspath(folder), kept).items():
            first.setdefault(distribution, plugins)
    found = (plugin for plugins in first.values() for plugin in plugins)
    return sorted(found, key=lambda item: (item.name, item.distribution))


def _built() -> list[Found] | None:
    """Return the plugins of a built app, which its build has listed."""
    from oro_framework.built.manifest import PLUGINS  # only built apps have it
    from oro_framework.interpreter import built_folder

    folder = built_folder()
    try:
        kept = json.loads((folder / PLUGINS).read_bytes()) if folder is not None else None
    except FileNotFoundError:
        return None
    if kept is None:
        return None
    return [Found(name, module, owner, version, str(folder)) for name, module, owner, version in kept]


def _distributions(folder: str, cache: Path) -> Mapping[str, list[Found]]:
    """Return the plugins of every distribution in a folder, by the distribution's name."""
    try:
        changed = os.stat(folder).st_mtime_ns
        index = cache / f"plugins-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}.json"
        if (found := _read(index, changed)) is not None:
            return found
        if not _has_distributions(folder):
            return {}
    except OSError:
        return {}
    found = _scan(folder)
    _write(index, changed, found)
    return found


def _has_distributions(folder: str) -> bool:
    """Return whether a path can hold metadata: an archive, or a folder that has any; a folder of modules cannot."""
    try:
        return folder.endswith(".egg") or any(
            name.endswith((".dist-info", ".egg-info", ".egg")) for name in os.listdir(folder)
        )
    except NotADirectoryError:
        return True


def _scan(folder: str) -> dict[str, list[Found]]:
    from importlib import metadata  # slow to import, and needed only when a folder has changed

    distributions: dict[str, list[Found]] = {}
    for each in metadata.distributions(path=[folder]):
        name = each.name
        if name and name not in distributions:
            entries = [entry for entry in each.entry_points if entry.group == GROUP]
            distributions[name] = [Found(entry.name, entry.value, name, each.version, folder) for entry in entries]
    return distributions


def _read(index: Path, changed: int) -> Mapping[str, list[Found]] | None:
    try:
        kept = json.loads(index.read_bytes())
        if kept["changed"] != changed:
            return None
        return {name: [Found(*item) for item in plugins] for name, plugins in kept["distributions"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _write(index: Path, changed: int, found: Mapping[str, list[Found]]) -> None:
    """Replace the index atomically; if that fails, the next start is only slower."""
    from oro_framework.atomic import replace_file

    plain = {name: [astuple(item) for item in plugins] for name, plugins in found.items()}
    try:
        index.parent.mkdir(parents=True, exist_ok=True)
        replace_file(index, json.dumps({"changed": changed, "distributions": plain}).encode())
    except OSError:
        return
