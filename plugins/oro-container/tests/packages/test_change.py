"""`Change`: what is added to package.json, and removed from it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from oro_container.core.packages.bins import list_bins
from oro_container.core.packages.change import SaveKind, change, dump_json
from oro_container.core.packages.errors import BadSpec
from oro_container.core.packages.manifest import read_manifest
from oro_container.core.packages.native import list_native
from oro_container.core.packages.packument import read_packument
from oro_container.core.packages.platform import Platform
from oro_container.core.packages.resolver import Resolver
from oro_container.core.packages.tree import Tree
from oro_container.core.packages.workspaces import find_workspaces

PACKAGES: dict[str, dict[str, dict[str, Any]]] = {
    "a": {"1.0.0": {"bin": "cli.js"}, "1.2.0": {"bin": {"a": "./cli.js"}}, "2.0.0-rc.1": {}},
    "@s/b": {"0.3.1": {"dependencies": {"a": "1.0.0"}, "bin": {"b": "b.js"}}},
    "sass": {"1.0.0": {"hasInstallScript": True, "dependencies": {"node-gyp-build": "1"}}},
    "node-gyp-build": {"1.0.0": {"scripts": {"postinstall": "true"}, "bin": {"a": "other.js"}}},
    "fast-linux": {"1.0.0": {"os": ["linux"], "cpu": ["x64"]}},
}


def resolve(raw: Any, asked: frozenset[str] = frozenset()) -> Tree:
    resolver = Resolver(read_manifest(raw), Platform(), asked=asked)
    while not resolver.done:
        for name in resolver.wanted():
            versions = {v: {"name": name, "version": v, **raw} for v, raw in PACKAGES[name].items()}
            tags = {"latest": "1.2.0", "next": "2.0.0-rc.1"} if name == "a" else {}
            resolver.give(name, read_packument(name, {"versions": versions, "dist-tags": tags}))
    return resolver.tree()


def install(raw: dict[str, Any], *add: str, **options: Any) -> dict[str, Any]:
    changed = change(raw, add=add, **options)
    return changed.settle(resolve(changed.raw, changed.asked))[0]


@pytest.mark.parametrize(
    ("text", "saved"),
    [
        ("a", "^1.2.0"),
        ("a@latest", "^1.2.0"),
        ("a@next", "^2.0.0-rc.1"),
        ("a@1.0.0", "^1.0.0"),
        ("a@^1.0.0", "^1.2.0"),
        ("a@~1.0.0", "~1.0.0"),
        ("a@1.x <1.2", "1.x <1.2"),
        ("a@npm:@s/b", "npm:@s/b@^0.3.1"),
    ],
)
def test_what_is_added_is_saved_as_npm_saves_it(text: str, saved: str) -> None:
    assert install({"name": "p"}, text) == {"name": "p", "dependencies": {"a": saved}}


def test_the_prefix_is_the_callers() -> None:
    assert install({}, "a", prefix="") == {"dependencies": {"a": "1.2.0"}}
    assert install({}, "a", prefix="~") == {"dependencies": {"a": "~1.2.0"}}


def test_dependencies_are_sorted() -> None:
    found = install({"dependencies": {"sass": "1"}, "x": 1}, "a", "@s/b")
    assert list(found) == ["dependencies", "x"]
    assert list(found["dependencies"]) == ["@s/b", "a", "sass"]
    assert found["dependencies"]["sass"] == "1"


@pytest.mark.parametrize(
    ("before", "kind", "after"),
    [
        ({"devDependencies": {"a": "1"}}, None, {"devDependencies": {"a": "^1.2.0"}}),
        ({"devDependencies": {"a": "1"}}, "prod", {"dependencies": {"a": "^1.2.0"}}),
        ({"dependencies": {"a": "1"}}, "dev", {"devDependencies": {"a": "^1.2.0"}}),
        ({"dependencies": {"a": "1"}}, "optional", {"optionalDependencies": {"a": "^1.2.0"}}),
        ({"optionalDependencies": {"a": "~1.0.0"}}, "prod", {"dependencies": {"a": "~1.0.0"}}),
        ({"dependencies": {"a": "1"}}, "peer", {"peerDependencies": {"a": "^1.2.0"}}),
    ],
)
def test_a_dependency_changes_its_kind(before: dict[str, Any], kind: SaveKind | None, after: dict[str, Any]) -> None:
    assert install(before, "a@^1", kind=kind) == after


def test_what_is_removed_leaves_nothing() -> None:
    raw = {"name": "p", "dependencies": {"a": "1"}, "devDependencies": {"a": "1", "sass": "1"}}
    assert change(raw, remove=["a", "none"]).raw == {"name": "p", "devDependencies": {"sass": "1"}}
    assert raw["dependencies"] == {"a": "1"}
    peers = {"peerDependencies": {"a": "1"}, "peerDependenciesMeta": {"a": {"optional": True}}}
    assert change(peers, remove=["a"]).raw == {}


def test_a_tree_has_what_is_saved() -> None:
    changed = change({}, add=["a"])
    raw, tree = changed.settle(resolve(changed.raw))
    assert tree.root.dependencies == raw["dependencies"] == {"a": "^1.2.0"}


def test_what_names_no_package_is_refused() -> None:
    with pytest.raises(BadSpec):
        change({}, add=["./a"])


@pytest.mark.parametrize("before", ['{\n\t"a": 1\n}\n', '{\r\n    "a": 1\r\n}\r\n', '{\n  "a": 1\n}\n'])
def test_the_layout_of_package_json_is_kept(before: str) -> None:
    assert dump_json(json.loads(before), before) == before


def test_commands_are_linked_beside_the_package() -> None:
    links = list_bins(resolve({"dependencies": {"a": "^1.2", "@s/b": "*", "node-gyp-build": "1"}}))
    assert [(link.path, link.target, link.file) for link in links] == [
        ("node_modules/.bin/a", "../a/cli.js", "node_modules/a/cli.js"),
        ("node_modules/.bin/b", "../@s/b/b.js", "node_modules/@s/b/b.js"),
        (
            "node_modules/@s/b/node_modules/.bin/a",
            "../a/cli.js",
            "node_modules/@s/b/node_modules/a/cli.js",
        ),
    ]


def test_native_packages_are_told_before_anything_runs() -> None:
    found = list_native(resolve({"dependencies": {"sass": "1", "fast-linux": "1", "a": "1"}}))
    assert [(native.name, native.scripts, native.reasons) for native in found] == [
        ("fast-linux", (), ("it is made for os linux and cpu x64",)),
        ("node-gyp-build", ("postinstall",), ()),
        ("sass", ("install",), ("it depends on node-gyp-build",)),
    ]


def test_workspaces_are_found_by_patterns() -> None:
    folders = ["packages/a", "packages/b", "packages/b/node_modules/c", "packages/d/e", "apps/x", "apps/.y", "lib"]
    found = read_manifest({"workspaces": ["packages/*", "!packages/b", "apps/**", "./lib/", "{x,y}"]})
    assert find_workspaces(found, folders) == ["apps/x", "lib", "packages/a"]
    assert find_workspaces(read_manifest({"workspaces": ["packages/**"]}), folders) == [
        "packages/a",
        "packages/b",
        "packages/d/e",
    ]
