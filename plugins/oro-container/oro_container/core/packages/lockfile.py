"""`Lock`, package-lock.json: versions 2 and 3 are read, 3 is written as npm writes it, byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from oro_container.core.packages.collation import collation_key
from oro_container.core.packages.errors import BadMetadata
from oro_container.core.packages.manifest import Manifest
from oro_container.core.packages.tree import Placed, Tree

__all__ = ("FOREIGN", "Lock", "parse_lock", "refuse_foreign", "write_lock")

FOREIGN = {
    "yarn.lock": "Yarn",
    "pnpm-lock.yaml": "pnpm",
    "bun.lock": "Bun",
    "bun.lockb": "Bun",
}
"""Lockfiles that are not read, and whose they are."""

_FIRST = ("name", "version", "lockfileVersion", "resolved", "integrity", "requires", "packages", "dependencies")
_PLACE = {key: place for place, key in enumerate(_FIRST)}
_META = (
    "version",
    "dependencies",
    "peerDependencies",
    "peerDependenciesMeta",
    "optionalDependencies",
    "bundleDependencies",
    "acceptDependencies",
    "funding",
    "engines",
    "os",
    "cpu",
    "libc",
    "license",
    "hasShrinkwrap",
    "bin",
    "deprecated",
    "workspaces",
)
_START = re.compile(r"\{(\r?\n)?([ \t]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A package-lock.json."""

    packages: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The packages that are locked, by path; `""` is the project."""
    version: int = 3
    """That of its form."""
    indent: str = "  "
    newline: str = "\n"


def refuse_foreign(name: str) -> BadMetadata:
    """The error of a folder that has lockfile `name` of another program instead of package-lock.json."""
    return BadMetadata(
        f'Cannot use "{name}": it is the lockfile of {FOREIGN.get(name, "another program")}, and only package-lock.json'
        " is read; delete it to install what package.json asks for",
        package=name,
    )


def parse_lock(text: str) -> Lock:
    """The lock that `text` of package-lock.json is.

    Raises:
        BadMetadata: it is none, or of a form that is not read.
    """
    text = text.removeprefix("\ufeff")
    if "<<<<<<<" in text and ">>>>>>>" in text:
        raise BadMetadata(
            "Cannot use package-lock.json: it has conflicts of a merge; solve them, or delete it and install anew"
        )
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise BadMetadata(
            f"Cannot use package-lock.json: it is not JSON ({error}); delete it and install anew"
        ) from error
    if not isinstance(raw, Mapping):
        raise BadMetadata("Cannot use package-lock.json: it is no object; delete it and install anew")
    version, packages = raw.get("lockfileVersion"), raw.get("packages")
    if version not in (2, 3) or not isinstance(packages, Mapping):
        raise BadMetadata(
            f"Cannot use package-lock.json: it is of version {version!r}, and 2 and 3 are read; "
            'run "npm install --package-lock-only" of a newer npm, or delete it and install anew'
        )
    for path, entry in packages.items():
        _check_entry(path, entry)
    start = _START.match(text)
    newline, indent = (start[1], start[2]) if start is not None and start[1] else ("\n", "")
    return Lock(packages=packages, version=version, indent=indent, newline=newline or "\n")


def _check_entry(path: str, entry: object) -> None:
    if not isinstance(entry, Mapping):
        raise BadMetadata(f'Cannot use package-lock.json: entry "{path[:200]}" is no object', package=path)
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or (path and any(part in ("", ".", "..") for part in parts)):
        raise BadMetadata(f'Cannot use package-lock.json: entry "{path[:200]}" is not within the project', package=path)


def write_lock(tree: Tree, before: Lock | None = None, *, folder: str = "", omit_resolved: bool = False) -> str:
    """The text of package-lock.json for `tree`, laid out as `before` is.

    Args:
        tree: What is locked.
        before: The lock that it replaces.
        folder: The name of the project's folder, which the project goes by when package.json has no name.
        omit_resolved: Whether the addresses of archives of the registry are left out.
    """
    before = before or Lock()
    root = tree.root
    packages: dict[str, Any] = {}
    own = _entry_of_manifest(root)
    if root.name:
        own["name"] = root.name
    if isinstance(root.raw.get("devDependencies"), Mapping):
        own["devDependencies"] = dict(root.dev_dependencies)
    if own:
        packages[""] = own
    for node in tree.locked:
        packages[node.path] = _entry(node)
        if omit_resolved and not node.link and node.resolved.startswith(("http:", "https:")):
            packages[node.path].pop("resolved")
    data: dict[str, Any] = {"name": root.name or folder}
    if root.version:
        data["version"] = root.version
    data |= {"lockfileVersion": 3, "requires": True, "packages": packages}
    text = json.dumps(sort_nicely(data), ensure_ascii=False, indent=before.indent or 2) + "\n"
    return text.replace("\n", before.newline) if before.newline != "\n" else text


def _entry(node: Placed) -> dict[str, Any]:
    if node.link:
        return {"resolved": node.resolved, "link": True}
    entry = _entry_of_manifest(node.manifest)
    name = node.manifest.name
    top = not f"/{node.path}".rpartition("/node_modules/")[1]
    if name and (name != node.name or _folder_name(node.path) != name):
        entry["name"] = name
    if top and isinstance(node.manifest.raw.get("devDependencies"), Mapping):
        entry["devDependencies"] = dict(node.manifest.dev_dependencies)
    if node.integrity:
        entry["integrity"] = node.integrity
    if node.in_bundle:
        entry["inBundle"] = True
    if node.has_install_script:
        entry["hasInstallScript"] = True
    if node.resolved:
        entry["resolved"] = node.resolved
    if node.extraneous:
        entry["extraneous"] = True
        return entry
    for key, value in (("peer", node.peer), ("dev", node.dev), ("optional", node.optional)):
        if value:
            entry[key] = True
    if node.dev_optional and not node.dev and not node.optional:
        entry["devOptional"] = True
    return entry


def _folder_name(path: str) -> str:
    above, _, base = path.rpartition("/")
    scope = above.rpartition("/")[2]
    return f"{scope}/{base}" if scope.startswith("@") else base


def _entry_of_manifest(manifest: Manifest) -> dict[str, Any]:
    """The members that the lock has of a package, whatever tree it is in."""
    entry: dict[str, Any] = {}
    for key in _META:
        value = _member(manifest, key)
        if value or (isinstance(value, int | float) and not isinstance(value, bool) and value):
            entry[key] = value
    return entry


def _member(manifest: Manifest, key: str) -> Any:
    raw = manifest.raw.get(key)
    match key:
        case "dependencies":
            return dict(manifest.dependencies)
        case "bin":
            return dict(manifest.bin)
        case "bundleDependencies":
            return list(manifest.bundled)
        case "funding" if isinstance(raw, str) and raw:
            return {"url": raw}
        case "license" if isinstance(raw, Mapping) and raw.get("type"):
            return raw["type"]
        case "hasShrinkwrap":
            return manifest.has_shrinkwrap
        case _:
            return raw


def sort_nicely(value: Any) -> Any:
    """`value` with the members of every object in the order npm writes them: first those that are no objects."""
    if not isinstance(value, Mapping):
        return [sort_nicely(entry) for entry in value] if isinstance(value, list) else value
    items = sorted(value.items(), key=lambda item: (isinstance(item[1], Mapping), *_sort_key(item[0])))
    return {key: sort_nicely(member) for key, member in items}


def _sort_key(key: str) -> tuple[int, str]:
    place = _PLACE.get(key)
    return (place, "") if place is not None else (len(_FIRST), collation_key(key))
