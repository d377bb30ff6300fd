"""`Resolver`: each dependency gets the package that npm gives it, where npm puts it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oro_container.core.packages.manifest import read_manifest
from oro_container.core.packages.packument import read_packument
from oro_container.core.packages.platform import Platform
from oro_container.core.packages.resolver import Resolver
from oro_container.core.packages.tree import Tree

Registry = Mapping[str, Mapping[str, Mapping[str, Any]]]


def resolve(root: Mapping[str, Any], registry: Registry) -> Tree:
    resolver = Resolver(read_manifest(root), Platform())
    while not resolver.done:
        for name in resolver.wanted():
            versions = {version: {"name": name, "version": version, **raw} for version, raw in registry[name].items()}
            resolver.give(name, read_packument(name, {"name": name, "versions": versions}))
    return resolver.tree()


def test_conflicting_versions_are_nested() -> None:
    tree = resolve(
        {"dependencies": {"a": "^1.0.0", "c": "^1.0.0"}},
        {
            "a": {"1.0.0": {"dependencies": {"c": "^2.0.0"}}},
            "c": {"1.0.0": {}, "1.2.0": {}, "2.0.0": {}},
        },
    )
    assert {node.path: node.version for node in tree.nodes} == {
        "node_modules/a": "1.0.0",
        "node_modules/a/node_modules/c": "2.0.0",
        "node_modules/c": "1.2.0",
    }
