"""`Packument`, what the registry says of all versions of a package, each read when it is needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oro_container.core.packages.errors import BadMetadata
from oro_container.core.packages.manifest import Manifest, read_manifest
from oro_container.core.packages.versions import Version, parse_version

__all__ = ("MAX_VERSIONS", "Packument", "read_packument")

MAX_VERSIONS = 100_000
"""Versions that a package may have."""


class Packument:
    """The metadata of all versions of a package."""

    __slots__ = ("_manifests", "_sorted", "dist_tags", "name", "raw_versions")

    def __init__(self, name: str, raw_versions: Mapping[str, Any], dist_tags: Mapping[str, str]) -> None:
        self.name = name
        self.raw_versions = raw_versions
        """By version, as the registry says it."""
        self.dist_tags = dist_tags
        self._manifests: dict[str, Manifest] = {}
        self._sorted: list[tuple[Version, str]] | None = None

    def manifest(self, version: str) -> Manifest | None:
        """The manifest of `version`, None if there is none."""
        if (found := self._manifests.get(version)) is not None:
            return found
        if version not in self.raw_versions:
            return None
        manifest = read_manifest(self.raw_versions[version], what=f'metadata of "{self.name}@{version}"')
        if manifest.version != version:
            raise BadMetadata(
                f'Cannot use metadata of "{self.name}@{version}": it says it is "{manifest.version[:80]}"',
                package=self.name,
            )
        self._manifests[version] = manifest
        return manifest

    def newest_first(self) -> list[tuple[Version, str]]:
        """Its versions, the newest first; those of one order as the registry has them."""
        if self._sorted is None:
            parsed = [(parse_version(text), text) for text in self.raw_versions]
            found = [(version, text) for version, text in parsed if version is not None]
            self._sorted = sorted(found, key=lambda pair: pair[0].order, reverse=True)
        return self._sorted

    def is_deprecated(self, version: str) -> bool:
        """Whether the registry says not to use `version`."""
        raw = self.raw_versions.get(version)
        return bool(raw.get("deprecated")) if isinstance(raw, Mapping) else True

    def engines(self, version: str) -> Mapping[str, Any]:
        """The programs that `version` needs, and their ranges."""
        raw = self.raw_versions.get(version)
        engines = raw.get("engines") if isinstance(raw, Mapping) else None
        return engines if isinstance(engines, Mapping) else {}


def read_packument(name: str, raw: object) -> Packument:
    """The packument that `raw`, JSON of the registry, is.

    Raises:
        BadMetadata: it is none, is one of another package, or has more versions than a package may have.
    """
    if not isinstance(raw, Mapping):
        raise BadMetadata(f'Cannot use metadata of "{name}": it is no object but {type(raw).__name__}', package=name)
    said = raw.get("name", name)
    if said != name:
        raise BadMetadata(f'Cannot use metadata of "{name}": it is that of "{str(said)[:200]}"', package=name)
    versions = raw.get("versions")
    if not isinstance(versions, Mapping):
        raise BadMetadata(f'Cannot use metadata of "{name}": it has no versions', package=name)
    if len(versions) > MAX_VERSIONS:
        raise BadMetadata(
            f'Cannot use metadata of "{name}": it has {len(versions)} versions, more than {MAX_VERSIONS}', package=name
        )
    tags = raw.get("dist-tags")
    return Packument(
        name,
        versions,
        {key: value for key, value in tags.items() if isinstance(key, str) and isinstance(value, str)}
        if isinstance(tags, Mapping)
        else {},
    )
