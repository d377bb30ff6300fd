"""Debian's packages of Python libraries, and whether they are new enough. Blocking."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from oro_build.planning.distributions import installed

__all__ = ("offered_packages", "relations", "upstream_version")

_POLICY = re.compile(r"^(\S+):$.*?^\s+Candidate: (\S+)", re.MULTILINE | re.DOTALL)


def offered_packages(distributions: Iterable[str], users: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Return those distributions that this system's apt offers in a version that satisfies all that need them.

    Each comes with its relations, as a `Depends` lists them. Where there is no apt, there are none.

    Args:
        distributions: their names.
        users: the distributions whose requirements count.
    """
    wanted = _specifiers(users)
    names = {name: f"python3-{canonicalize_name(name)}" for name in distributions}
    versions = _candidates(names.values())
    found: dict[str, Sequence[str]] = {}
    for name, package in names.items():
        specifiers = wanted.get(canonicalize_name(name), SpecifierSet())
        version = upstream_version(versions.get(package, ""))
        if version is not None and specifiers.contains(version, prereleases=True):
            found[name] = relations(package, specifiers)
    return _without_users_of_others(found, names)


def relations(package: str, specifiers: SpecifierSet) -> list[str]:
    """Return what a package depends on for versions that satisfy specifiers."""
    lower = [Version(each.version) for each in specifiers if each.operator == ">="]
    upper = [Version(each.version) for each in specifiers if each.operator == "<"]
    bounds = [f"{package} (>= {max(lower)})"] if lower else []
    return [*bounds, *([f"{package} (<< {min(upper)})"] if upper else [])] or [package]


def upstream_version(text: str) -> Version | None:
    """Return the version that the makers of a library gave what Debian calls `1:8.1.3+dfsg-2`."""
    plain = re.split(r"[+~]|-(?=[^-]*$)", text.partition(":")[2] if ":" in text else text)[0]
    try:
        return Version(plain)
    except InvalidVersion:
        return None


def _without_users_of_others(
    found: Mapping[str, Sequence[str]], distributions: Iterable[str]
) -> Mapping[str, Sequence[str]]:
    """Leave out what needs one of the distributions that is not found: Debian's is made for Debian's version of it."""
    keys = {canonicalize_name(name) for name in distributions}
    others = keys - {canonicalize_name(name) for name in found}
    kept = {name: each for name, each in found.items() if not others & set(_specifiers([name]))}
    return kept if len(kept) == len(found) else _without_users_of_others(kept, distributions)


def _specifiers(users: Iterable[str]) -> Mapping[str, SpecifierSet]:
    found: dict[str, SpecifierSet] = {}
    for name in users:
        for text in installed(name).requires or ():
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                key = canonicalize_name(needed.name)
                found[key] = found.get(key, SpecifierSet()) & needed.specifier
    return found


def _candidates(packages: Iterable[str]) -> Mapping[str, str]:
    names = sorted(packages)
    if not names or shutil.which("apt-cache") is None:
        return {}
    asked = subprocess.run(["apt-cache", "policy", *names], capture_output=True, text=True, check=False, env=_ENGLISH)
    return {name: version for name, version in _POLICY.findall(asked.stdout) if version != "(none)"}


_ENGLISH = {"LC_ALL": "C", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
