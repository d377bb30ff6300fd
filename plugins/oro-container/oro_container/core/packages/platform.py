"""`Platform`, the system that packages are for, and whether a package fits it, as npm finds out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oro_container.core.packages.manifest import Manifest
from oro_container.core.packages.ranges import satisfies

__all__ = ("Platform", "fit_engines", "fits_platform", "misfit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """The system that packages are for, in Node's words."""

    os: str = "linux"
    """`process.platform`."""
    cpu: str = "x64"
    """`process.arch`."""
    libc: str | None = "glibc"
    """`glibc` or `musl` on Linux, else None."""
    node: str = ""
    """The version of Node; without one `engines` are not asked."""
    npm: str = ""


def fit_engines(engines: Mapping[str, object], platform: Platform) -> bool:
    """Whether the versions of Node and npm are those that are wanted."""
    return _fits(engines.get("node"), platform.node) and _fits(engines.get("npm"), platform.npm)


def _fits(range: object, version: str) -> bool:
    if not version or not range:
        return True
    return isinstance(range, str) and satisfies(version, range, loose=False, prereleases=True)


def fits_platform(manifest: Manifest, platform: Platform) -> bool:
    """Whether the package runs on that system, processor and C library."""
    if manifest.libc and not platform.libc:
        return False
    pairs = ((platform.os, manifest.os), (platform.cpu, manifest.cpu), (platform.libc, manifest.libc))
    return all(_listed(value, wanted) for value, wanted in pairs)


def misfit(manifest: Manifest, platform: Platform) -> str:
    """How the package and the platform differ, in words."""
    pairs = (
        ("os", manifest.os, platform.os),
        ("cpu", manifest.cpu, platform.cpu),
        ("libc", manifest.libc, platform.libc),
    )
    wants = [f"{key} {', '.join(wanted)}" for key, wanted, _ in pairs if wanted]
    has = [f"{key} {value}" for key, wanted, value in pairs if wanted]
    return f"it is for {' and '.join(wants)}, and this is {' and '.join(has)}"


def _listed(value: str | None, listed: Sequence[str]) -> bool:
    if not listed or tuple(listed) == ("any",):
        return True
    refused = [entry[1:] for entry in listed if entry.startswith("!")]
    if value in refused:
        return False
    return value in listed or len(refused) == len(listed)
