"""Change the dependencies in package.json, as `npm install NAME` and `npm uninstall NAME` do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from oro_container.core.packages.collation import collation_key
from oro_container.core.packages.command_line import Save
from oro_container.core.packages.errors import BadMetadata
from oro_container.core.packages.ranges import parse_range
from oro_container.core.packages.spec import Spec
from oro_container.core.packages.tree import Tree
from oro_container.core.packages.versions import parse_version

__all__ = ("GROUPS", "add_specs", "read_json", "remove_names", "saved_ranges", "written_json")

GROUPS: Mapping[Save, str] = {
    "prod": "dependencies",
    "dev": "devDependencies",
    "optional": "optionalDependencies",
    "peer": "peerDependencies",
}
_START = re.compile(r"\{(\r?\n)([ \t]+)")


def read_json(text: str | None, name: str) -> dict[str, Any]:
    """Read a file that must be an object; no file is an empty one.

    Raises:
        BadMetadata: it is none.
    """
    if text is None:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadMetadata(f"Cannot use {name}: it is not JSON ({error})") from error
    if not isinstance(found, dict):
        raise BadMetadata(f"Cannot use {name}: it is no object")
    return found


def written_json(value: Mapping[str, Any], before: str | None) -> str:
    """Write an object, laid out as the text it replaces."""
    start = _START.match(before or "")
    indent, newline = (start[2], start[1]) if start else ("  ", "\n")
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    end = "\n" if before is None or before.endswith("\n") else ""
    return (text + end).replace("\n", newline)


def add_specs(manifest: dict[str, Any], specs: Iterable[Spec], save: Save) -> None:
    """List packages among the dependencies, each in its group."""
    for spec in specs:
        group = GROUPS.get(save) or _group_of(manifest, spec.name) or "dependencies"
        _remove(manifest, spec.name, keep=group)
        _put(manifest, group, spec.name, spec.raw or spec.text)


def remove_names(manifest: dict[str, Any], names: Iterable[str]) -> None:
    """Have packages no longer among the dependencies."""
    for name in names:
        _remove(manifest, name)


def saved_ranges(manifest: dict[str, Any], specs: Iterable[Spec], tree: Tree, exact: bool) -> None:
    """List packages with the ranges npm saves: `^` and the version, or the range asked for if that is narrower."""
    versions = {node.path: node.version for node in tree.locked}
    for spec in specs:
        group = _group_of(manifest, spec.name)
        version = versions.get(f"node_modules/{spec.name}")
        if group is None or not version:
            continue
        wanted = spec.wanted
        saved = version if exact or parse_version(version) is None else f"^{version}"
        if wanted.kind == "range" and not exact and not _is_within(saved, wanted.text):
            saved = wanted.text
        _put(manifest, group, spec.name, f"npm:{wanted.name}@{saved}" if spec.target is not None else saved)


def _put(manifest: dict[str, Any], group: str, name: str, text: str) -> None:
    listed = manifest.get(group)
    listed = {**listed, name: text} if isinstance(listed, Mapping) else {name: text}
    manifest[group] = {key: listed[key] for key in sorted(listed, key=collation_key)}


def _remove(manifest: dict[str, Any], name: str, keep: str = "") -> None:
    for group in (*GROUPS.values(), "peerDependenciesMeta"):
        listed = manifest.get(group)
        if group != keep and isinstance(listed, dict) and name in listed:
            del listed[name]
            if not listed:
                del manifest[group]


def _group_of(manifest: Mapping[str, Any], name: str) -> str | None:
    for group in ("optionalDependencies", "dependencies", "devDependencies", "peerDependencies"):
        listed = manifest.get(group)
        if isinstance(listed, Mapping) and name in listed:
            return group
    return None


def _is_within(caret: str, text: str) -> bool:
    """Whether a caret range is no wider than another, by the versions at its ends."""
    wanted = parse_range(text)
    version = parse_version(caret.removeprefix("^"))
    if wanted is None or version is None:
        return False
    if text in ("", "*"):
        return True
    numbers = list(version.release)
    first = next((place for place, number in enumerate(numbers) if number), 2)
    last = parse_version(".".join(str(number) for number in (*numbers[: first + 1], 99999, 99999)[:3]))
    return last is not None and wanted.accepts(version) and wanted.accepts(last)
