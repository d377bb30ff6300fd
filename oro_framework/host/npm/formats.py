"""Tells ES modules from CommonJS, as Node does: by the ending, by `type` of the nearest package.json, by syntax."""

from __future__ import annotations

from typing import Literal

from oro_framework.host.npm import esm
from oro_framework.host.npm.app_files import AppFiles, folder_of
from oro_framework.host.npm.resolution import Resolver

__all__ = ("Format", "Formats")

Format = Literal["module", "commonjs", "json", "other"]
_BY_ENDING: dict[str, Format] = {"mjs": "module", "cjs": "commonjs", "json": "json"}


class Formats:
    """Tells the format of files.

    Args:
        files: the files of the origin.
        resolver: finds the nearest package.json.
    """

    def __init__(self, files: AppFiles, resolver: Resolver) -> None:
        self._files = files
        self._resolver = resolver

    def of(self, path: str) -> Format:
        """Return what a file is."""
        ending = path.rpartition("/")[2].rpartition(".")[2]
        if ending in _BY_ENDING:
            return _BY_ENDING[ending]
        if ending != "js":
            return "other"
        scope = self._resolver.nearest(folder_of(path))
        said = scope.json.get("type") if scope is not None else None
        if said in ("module", "commonjs"):
            return "module" if said == "module" else "commonjs"
        return self._files.fact("format", path, _by_syntax) or "commonjs"


def _by_syntax(source: bytes) -> Format:
    """Return the format of a file of which nothing else tells."""
    return "module" if esm.is_module(source) else "commonjs"
