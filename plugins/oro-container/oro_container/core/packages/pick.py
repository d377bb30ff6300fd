"""The choice of a version from those the registry has, as npm chooses."""

from __future__ import annotations

from oro_container.core.packages.errors import NoSuchVersion
from oro_container.core.packages.manifest import Manifest
from oro_container.core.packages.packument import Packument
from oro_container.core.packages.platform import Platform, fit_engines
from oro_container.core.packages.ranges import parse_range
from oro_container.core.packages.spec import Spec
from oro_container.core.packages.versions import clean, parse_version

__all__ = ("pick",)


def pick(packument: Packument, spec: Spec, platform: Platform, default_tag: str = "latest") -> Manifest:
    """The version that `spec` gets: that of the tag `latest` if it fits, else the newest that fits best.

    A version whose engines fit is better than one whose do not, and one that is not deprecated than one that is.

    Raises:
        NoSuchVersion: there is none.
    """
    match spec.kind:
        case "tag":
            found = packument.dist_tags.get(spec.text)
        case "version":
            found = clean(spec.text)
        case _:
            found = _best(packument, spec.text, platform, default_tag)
    manifest = packument.manifest(found) if found is not None else None
    if manifest is None:
        raise NoSuchVersion(_missing(packument, spec), package=packument.name)
    return manifest


def _best(packument: Packument, range: str, platform: Platform, default_tag: str) -> str | None:
    parsed = parse_range(range)
    default = packument.dist_tags.get(default_tag)
    if default is not None and default in packument.raw_versions and parsed is not None:
        version = parse_version(default)
        if (
            version is not None
            and (range == "*" or parsed.accepts(version))
            and _rank(packument, default, platform) == 0
        ):
            return default
    best, best_rank = None, 4
    for version, text in packument.newest_first() if parsed is not None else ():
        if parsed is not None and parsed.accepts(version):
            rank = _rank(packument, text, platform)
            if rank < best_rank:
                best, best_rank = text, rank
            if rank == 0:
                break
    return best


def _rank(packument: Packument, version: str, platform: Platform) -> int:
    """0 is a version that fits, 1 a deprecated one that fits, 2 one for other engines, 3 both."""
    fits = fit_engines(packument.engines(version), platform)
    return int(packument.is_deprecated(version)) + 2 * int(not fits)


def _missing(packument: Packument, spec: Spec) -> str:
    newest = packument.dist_tags.get("latest") or next((text for _, text in packument.newest_first()), None)
    has = f"the newest is {newest}" if newest else "it has no versions"
    return f'Cannot find "{packument.name}" at "{spec.text[:200]}": the registry has no such version, {has}'
