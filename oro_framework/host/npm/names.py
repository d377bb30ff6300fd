"""Finds the names that a file exports, those of the files it passes on too."""

from __future__ import annotations

from oro_framework.host.npm import commonjs, esm
from oro_framework.host.npm.app_files import AppFiles
from oro_framework.host.npm.formats import Format, Formats
from oro_framework.host.npm.resolution import File, Mode, Resolver

__all__ = ("ExportedNames",)

DEEPEST = 400
"""Files that are looked at for the names of one."""


class ExportedNames:
    """Finds names of exports.

    Args:
        files: the files of the origin.
        formats: tells ES modules from others.
        resolver: finds the files that others pass on.
    """

    def __init__(self, files: AppFiles, formats: Formats, resolver: Resolver) -> None:
        self._files = files
        self._formats = formats
        self._resolver = resolver

    def format(self, path: str) -> Format:
        """Return what a file is."""
        return self._formats.of(path)

    def names(self, path: str) -> frozenset[str]:
        """Return the names that a module exports when it is imported."""
        found: set[str] = set()
        waiting, seen = [path], {path}
        while waiting and len(seen) < DEEPEST:
            at = waiting.pop()
            names, passed_on, mode = self._own(at)
            found.update(names if at == path else names - {"default"})
            for specifier in passed_on:
                other = self._resolver.resolve(specifier, at, mode)
                if isinstance(other, File) and other.path not in seen:
                    seen.add(other.path)
                    waiting.append(other.path)
        return frozenset(found)

    def _own(self, path: str) -> tuple[frozenset[str], tuple[str, ...], Mode]:
        kind = self._formats.of(path)
        if kind == "module":
            module = self._files.fact("exported", path, esm.exported)
            return (module.names, module.stars, "import") if module else (frozenset(), (), "import")
        common = self._files.fact("names", path, commonjs.names_of) if kind == "commonjs" else None
        return (frozenset(common.names), common.reexports, "require") if common else (frozenset(), (), "require")
