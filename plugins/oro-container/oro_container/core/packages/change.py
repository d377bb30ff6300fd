"""`Change`, what `npm install NAME` and `npm uninstall NAME` make of a package.json."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from oro_container.core.packages.collation import collation_key
from oro_container.core.packages.manifest import read_manifest
from oro_container.core.packages.ranges import is_within
from oro_container.core.packages.repository import read_repository
from oro_container.core.packages.spec import Spec, parse_argument, parse_spec
from oro_container.core.packages.tree import Tree

__all__ = ("Change", "SaveKind", "change", "dump_json")

SaveKind = Literal["prod", "dev", "optional", "peer"]

_MEMBERS: Mapping[SaveKind, str] = {
    "dev": "devDependencies",
    "optional": "optionalDependencies",
    "prod": "dependencies",
    "peer": "peerDependencies",
}
_ELSEWHERE: Mapping[SaveKind, tuple[SaveKind, ...]] = {
    "prod": ("dev", "peer"),
    "dev": ("prod",),
    "optional": ("peer", "prod"),
    "peer": ("prod", "optional"),
}
"""The kinds under which a dependency is no longer listed once it is of the kind."""
_SAVED = ("peerDependencies", "dependencies", "optionalDependencies", "devDependencies")
"""Members with dependencies; of a name in several, the last counts."""
_INDENT = re.compile(r"\{(\r?\n)([ \t]+)")


@dataclass(frozen=True, slots=True)
class Change:
    """A package.json with what is asked for, until it is known which versions that are."""

    raw: Mapping[str, Any]
    """The package.json to resolve."""
    added: tuple[Spec, ...]
    prefix: str
    """The sign before the versions that are saved: `^`, `~` or nothing."""
    kind: SaveKind | None = None
    """The kind of dependency they become."""

    @property
    def asked(self) -> frozenset[str]:
        """The names that are asked for, for the resolver."""
        return frozenset(spec.name for spec in self.added)

    def settle(self, tree: Tree) -> tuple[dict[str, Any], Tree]:
        """The package.json to save, with the versions that `tree` has, and the tree with it."""
        raw = _copy(self.raw)
        placed = {node.path: node for node in tree.locked}
        for spec in self.added:
            node = placed.get(f"node_modules/{spec.name}")
            if node is None:
                continue
            listed = [member for member in _SAVED if spec.name in raw.get(member, {})]
            asked = parse_spec(spec.name, raw[listed[-1]][spec.name]).wanted
            if asked.kind in ("file", "link"):
                saved = f"file:{asked.text}"
            elif asked.kind == "git":
                saved = read_repository(asked.text, spec.name).saved(asked.text)
            elif node.link or not asked.registry:
                continue
            else:
                saved = self._saved(asked, spec.name, node.package, node.version)
            for member in listed:
                raw[member][spec.name] = saved
            if self.kind == "prod":
                _drop(raw, "optionalDependencies", spec.name)
        for member in _SAVED:
            if isinstance(raw.get(member), dict):
                raw[member] = dict(sorted(raw[member].items(), key=lambda pair: collation_key(pair[0])))
        return raw, replace(tree, root=read_manifest(raw))

    def _saved(self, asked: Spec, name: str, package: str, version: str) -> str:
        saved = self.prefix + version
        if asked.kind == "range" and asked.text != "*" and not is_within(saved, asked.text):
            saved = asked.text
        return saved if package == name else f"npm:{package}@{saved}"


def change(
    raw: Mapping[str, Any],
    *,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    kind: SaveKind | None = None,
    prefix: str = "^",
) -> Change:
    """The change that adds and removes dependencies.

    Args:
        raw: package.json as it is.
        add: What is added, as a person types it: `name`, `name@range`, `alias@npm:name@range`.
        remove: Names that are removed.
        kind: The kind of dependency they become; without one they stay what they are, and new ones are `prod`.
        prefix: What is put before the versions that are saved.

    Raises:
        BadSpec: one of them names no package, or asks in a way that is not supported.
    """
    changed = _copy(raw)
    specs = tuple([parse_argument(text) for text in add])
    for name in remove:
        for member in _MEMBERS.values():
            _drop(changed, member, name)
    for spec in specs:
        own = kind or _kind_of(changed, spec.name)
        for other in _ELSEWHERE[own]:
            _drop(changed, _MEMBERS[other], spec.name)
        members = changed.setdefault(_MEMBERS[own], {})
        text = spec.raw or spec.text
        if text != "*" or spec.name not in members:
            members[spec.name] = text
    return Change(changed, specs, prefix, kind)


def _copy(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: dict(value) if isinstance(value, Mapping) else value for key, value in raw.items()}


def _kind_of(raw: Mapping[str, Any], name: str) -> SaveKind:
    return next((kind for kind, member in _MEMBERS.items() if name in raw.get(member, {})), "prod")


def _drop(raw: dict[str, Any], member: str, name: str) -> None:
    members = raw.get(member)
    if not isinstance(members, dict) or name not in members:
        return
    del members[name]
    if not members:
        del raw[member]
    meta = raw.get("peerDependenciesMeta")
    if member == "peerDependencies" and isinstance(meta, dict):
        meta.pop(name, None)
        if not meta:
            del raw["peerDependenciesMeta"]


def dump_json(raw: Mapping[str, Any], before: str = "") -> str:
    """The text of package.json `raw`, indented and ended as `before` is."""
    found = _INDENT.match(before.removeprefix("\ufeff"))
    newline, indent = (found[1], found[2]) if found is not None else ("\n", "  ")
    text = json.dumps(raw, ensure_ascii=False, indent=indent) + "\n"
    return text.replace("\n", newline) if newline != "\n" else text
