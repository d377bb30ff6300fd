"""Advisories in the format of OSV, and whether they affect a pinned version. Sans-IO.

Rules
1. A version is affected when the advisory names it, or when a range of versions holds it.
2. In a range an `introduced` opens, a `fixed` closes before its version and a `last_affected` after it.
3. Ranges of commits say nothing of versions. A withdrawn advisory affects nothing.
4. A version that cannot be compared is affected by every range: a person is to look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

__all__ = ("NPM", "PYPI", "Pinned", "affected", "by_name", "of_constraints", "of_lock")

PYPI, NPM = "PyPI", "npm"
_SEMVER = re.compile(r"v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?")


@dataclass(frozen=True, slots=True, order=True)
class Pinned:
    """One package at one version."""

    ecosystem: str
    name: str
    version: str


def of_constraints(text: str) -> list[Pinned]:
    """Return what a file of pip's constraints pins."""
    lines = (line.partition("#")[0].partition(";")[0].strip() for line in text.splitlines())
    parts = (line.partition("==") for line in lines)
    return [Pinned(PYPI, canonicalize_name(name), version) for name, equal, version in parts if equal]


def of_lock(lock: Mapping[str, Any]) -> list[Pinned]:
    """Return what a `package-lock.json` of version 2 or 3 pins."""
    packages = {path: entry for path, entry in lock["packages"].items() if path and "version" in entry}
    return sorted(
        {Pinned(NPM, path.rpartition("node_modules/")[2], entry["version"]) for path, entry in packages.items()}
    )


def affected(advisory: Mapping[str, Any], pinned: Mapping[tuple[str, str], Sequence[Pinned]]) -> set[Pinned]:
    """Return what an advisory affects of what is pinned, which is given by ecosystem and name."""
    if advisory.get("withdrawn"):
        return set()
    entries = advisory.get("affected", ())
    return {each for entry in entries for each in pinned.get(_named(entry["package"]), ()) if _within(entry, each)}


def by_name(pinned: Iterable[Pinned]) -> Mapping[tuple[str, str], Sequence[Pinned]]:
    """Return what is pinned by ecosystem and name."""
    found: dict[tuple[str, str], list[Pinned]] = {}
    for each in pinned:
        found.setdefault((each.ecosystem, each.name), []).append(each)
    return found


def _named(package: Mapping[str, str]) -> tuple[str, str]:
    ecosystem, name = package["ecosystem"], package["name"]
    return ecosystem, canonicalize_name(name) if ecosystem == PYPI else name


def _within(entry: Mapping[str, Any], pinned: Pinned) -> bool:
    if pinned.version in entry.get("versions", ()):
        return True
    ranges = (each for each in entry.get("ranges", ()) if each["type"] != "GIT")
    return any(_holds(each["events"], pinned) for each in ranges)


def _holds(events: Iterable[Mapping[str, str]], pinned: Pinned) -> bool:
    try:
        at = _key(pinned.ecosystem, pinned.version)
        told = ((_key(pinned.ecosystem, text), kind) for event in events for kind, text in event.items())
        steps = sorted(told, key=lambda step: (step[0], step[1] != "introduced"))
    except ValueError:
        return True
    inside = False
    for where, kind in steps:
        if where > at or (where == at and kind == "last_affected"):
            break
        inside = kind == "introduced"
    return inside


def _key(ecosystem: str, text: str) -> Any:
    """Return what orders versions; `0` is before every other.

    Raises:
        ValueError: it is no version.
    """
    if ecosystem == PYPI:
        try:
            return (0,) if text == "0" else (1, Version(text))
        except InvalidVersion as error:
            raise ValueError(text) from error
    if text == "0":
        return (0,)
    if (match := _SEMVER.fullmatch(text)) is None:
        raise ValueError(text)
    words = [(0, int(word), "") if word.isdigit() else (1, 0, word) for word in (match[4] or "").split(".") if word]
    return (1, *map(int, match.group(1, 2, 3)), not words, words)
