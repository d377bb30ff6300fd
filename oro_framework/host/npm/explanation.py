"""Tells why pages get the files of a package that they get."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from oro_framework.host.npm.builds import Builds
from oro_framework.host.npm.formats import Formats
from oro_framework.host.npm.resolution import BROWSER, NODE, File, Mode, Resolver

__all__ = ("Alternative", "Explained", "Explanation")

MODES: tuple[Mode, ...] = ("require", "import")


class Alternative(Struct, frozen=True):
    """The files that one build of a package gives; empty where it gives none."""

    build: str
    require: str
    imported: str


class Explanation(Struct, frozen=True, kw_only=True):
    """The files that pages get of a package, and the reason."""

    name: str
    version: str
    folder: str
    build: str
    """The conditions of its build."""
    rule: str
    reason: str
    require: str
    """The path that `require()` of the specifier gives, with what it is."""
    imported: str
    alternatives: Sequence[Alternative]


class Explained:
    """Explains packages.

    Args:
        resolver: finds their files.
        builds: decides about their builds.
        formats: tells ES modules from CommonJS.
    """

    def __init__(self, resolver: Resolver, builds: Builds, formats: Formats) -> None:
        self._resolver = resolver
        self._builds = builds
        self._formats = formats

    def of(self, specifier: str) -> Explanation | None:
        """Return what the app's own folder gets for a specifier such as `ws` or `lodash/fp`; None without a package."""
        parts = specifier.split("/")
        count = 2 if specifier.startswith("@") else 1
        name, rest = "/".join(parts[:count]), "".join(f"/{part}" for part in parts[count:])
        scope = self._resolver.package(name)
        if scope is None:
            return None
        build = self._builds.of(scope)
        found = [self._shown(self._resolver.resolve(specifier, "/index.js", mode)) for mode in MODES]
        others = [
            Alternative(each[0], *(self._shown(self._resolver.entry(scope, rest, mode, each)) for mode in MODES))
            for each in (NODE, BROWSER)
        ]
        return Explanation(
            name=name,
            version=str(scope.json.get("version", "")),
            folder=scope.folder,
            build=" ".join(build.conditions),
            rule=build.rule,
            reason=build.reason,
            require=found[0],
            imported=found[1],
            alternatives=others,
        )

    def _shown(self, found: object) -> str:
        if not isinstance(found, File):
            return ""
        kind = {"module": "ES module", "commonjs": "CommonJS"}.get(self._formats.of(found.path), "")
        return f"{found.path} ({kind})" if kind else found.path
