"""Where plugins are installed: into the environment, or into an app's own folder."""

from __future__ import annotations

import csv
import sys
from importlib import metadata
from pathlib import Path

from oro_framework.cli.app import describe, own_plugins
from oro_framework.errors import UsageError
from oro_framework.host.plugins.discovery import Found, discover
from oro_framework.suggestions import did_you_mean, nearest

__all__ = ("app_folder", "find_plugin", "remove_files")


def app_folder(app: str) -> Path:
    """Return the folder of an app for plugins of its own.

    Raises:
        UsageError: there is no such app.
    """
    return own_plugins(describe(app, "find the plugins of").folder)


def find_plugin(name: str, folder: Path | None) -> Found:
    """Return the plugin of a name, or of a distribution's, in a folder or in the environment.

    Raises:
        UsageError: there is none.
    """
    path = [str(folder)] if folder is not None else sys.path
    found = discover(path)
    for item in found:
        if name in (item.name, item.distribution):
            return item
    where = f" in {folder}" if folder is not None else ""
    hint = did_you_mean(nearest(name, [item.name for item in found]), "oro plugins list shows those that are")
    raise UsageError(f'Cannot find plugin "{name}"{where}: it is not installed; {hint}')


def remove_files(distribution: str, folder: Path) -> int:
    """Remove the files of a distribution from an app's folder of plugins, by its own list; return their number."""
    [found] = metadata.distributions(name=distribution, path=[str(folder)])
    removed = 0
    places: set[Path] = set()
    for path in _files(found, folder):
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            path.unlink()
            places.update(parent for parent in path.parents if parent.is_relative_to(folder) and parent != folder)
            removed += 1
    for place in sorted(places, key=lambda each: len(each.parts), reverse=True):
        for kept in place.glob("__pycache__/*.pyc"):
            kept.unlink()
        if (place / "__pycache__").is_dir():
            (place / "__pycache__").rmdir()
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()
    return removed


def _files(found: metadata.Distribution, folder: Path) -> list[Path]:
    rows = csv.reader((found.read_text("RECORD") or "").splitlines())
    return [folder / row[0] for row in rows if row]
