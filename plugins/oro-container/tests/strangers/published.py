"""Packages that set-up fetched, published by a registry on loopback, with the lock of a project that has some."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

__all__ = ("PACKAGES", "are_there", "publish")

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"
LISTED = (
    "bin",
    "cpu",
    "dependencies",
    "engines",
    "libc",
    "optionalDependencies",
    "os",
    "peerDependencies",
    "peerDependenciesMeta",
)
TOP = "node_modules/"


class Publishing(Protocol):
    """A registry."""

    def add(self, name: str, version: str, files: None = None, data: bytes | None = None, **more: Any) -> bytes:
        """Publish a version."""


def are_there(*names: str) -> bool:
    """Return whether set-up fetched packages."""
    return all((PACKAGES / name / "package.json").is_file() for name in names)


def publish(registry: Publishing, store: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Publish packages and what they depend on, file for file, and return the lock of a project that has them.

    Args:
        registry: where.
        store: the module of the registry, for `archive`, `member` and `sum_of`.
        names: those that the project names.
    """
    entries = json.loads((HERE / "package-lock.json").read_text("utf-8"))["packages"]
    wanted = {name: entries[TOP + name]["version"] for name in names}
    locked: dict[str, Any] = {"": {"name": "project", "version": "1.0.0", "dependencies": wanted}}
    for path, entry in _closure(entries, names).items():
        name = path.rpartition(TOP)[2]
        optional = {
            each: at for each, at in entry.get("optionalDependencies", {}).items() if _found(entries, path, each)
        }
        entry = {**entry, "optionalDependencies": optional}
        if not optional:
            del entry["optionalDependencies"]
        listed = {key: entry[key] for key in LISTED if key in entry}
        data = registry.add(name, entry["version"], data=_archive(store, HERE / path), **listed)
        locked[path] = {**entry, "integrity": store["sum_of"](data)}
    return {"name": "project", "version": "1.0.0", "lockfileVersion": 3, "requires": True, "packages": locked}


def _closure(entries: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return the entries of packages and of all that they depend on, by path."""
    found: dict[str, Any] = {}
    asked = [TOP + name for name in names]
    while asked:
        path = asked.pop()
        if path in found:
            continue
        entry = found[path] = entries[path]
        needed = {**entry.get("dependencies", {}), **entry.get("optionalDependencies", {})}
        asked += [at for name in needed | entry.get("peerDependencies", {}) if (at := _found(entries, path, name))]
    return found


def _found(entries: Mapping[str, Any], path: str, name: str) -> str:
    """Return where a package finds another, or nothing where it was not fetched, as that of another system."""
    while True:
        at = f"{path}/{TOP}{name}" if path else TOP + name
        if at in entries and (HERE / at).is_dir():
            return at
        if not path:
            return ""
        path = path.rpartition("/" + TOP)[0] if "/" + TOP in path else ""


def _archive(store: Mapping[str, Any], folder: Path) -> bytes:
    members = [
        store["member"](f"package/{path.relative_to(folder).as_posix()}", path.read_bytes(), mode=path.stat().st_mode)
        for path in sorted(_files(folder))
    ]
    data: bytes = store["archive"](None, *members, level=1)
    return data


def _files(folder: Path) -> Iterator[Path]:
    for each in folder.iterdir():
        if each.is_dir() and each.name != "node_modules":
            yield from _files(each)
        elif each.is_file():
            yield each
