"""Metadata of registries: read leniently, refused by name where they make no sense, and never without end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oro_container.core.packages.errors import BadMetadata, NoSuchVersion, PackageError, TooMuch
from oro_container.core.packages.manifest import read_bin, read_manifest
from oro_container.core.packages.packument import Packument, read_packument
from oro_container.core.packages.pick import pick
from oro_container.core.packages.platform import Platform, fits_platform, misfit
from oro_container.core.packages.resolver import Options, Resolver
from oro_container.core.packages.spec import parse_spec
from oro_container.core.packages.tree import Tree

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4),
    max_leaves=12,
)
MEMBERS = st.sampled_from(
    [
        *("name", "version", "dependencies", "peerDependencies", "optionalDependencies", "peerDependenciesMeta", "bin"),
        *("dist", "engines", "os", "cpu", "libc", "scripts", "bundleDependencies", "deprecated", "workspaces"),
        *("overrides", "versions"),
    ]
)
MANIFESTS = st.dictionaries(MEMBERS, JSON, max_size=8)

Packages = dict[str, dict[str, dict[str, Any]]]


def packument(name: str, versions: dict[str, dict[str, Any]], **tags: str) -> Packument:
    full = {version: {"name": name, "version": version, **raw} for version, raw in versions.items()}
    return read_packument(name, {"name": name, "versions": full, "dist-tags": tags})


def resolve(root: dict[str, Any], packages: Packages, options: Options | None = None) -> Tree:
    resolver = Resolver(read_manifest(root), Platform(node="20.0.0"), None, options)
    for _ in range(1000):
        if resolver.done:
            break
        for name in resolver.wanted():
            if name in packages:
                resolver.give(name, packument(name, packages[name]))
            else:
                resolver.fail(name, NoSuchVersion(f'Cannot find "{name}"', package=name))
    return resolver.tree()


@given(MANIFESTS)
@settings(max_examples=50, deadline=None)
def test_any_object_is_a_manifest_or_refused(raw: dict[str, Any]) -> None:
    try:
        manifest = read_manifest(raw)
    except BadMetadata:
        return
    assert all(isinstance(text, str) for words in (manifest.dependencies, manifest.bin) for text in words.values())


@given(JSON, MANIFESTS)
@settings(max_examples=50, deadline=None)
def test_any_metadata_give_a_tree_or_an_error_of_packages(raw: Any, manifest: dict[str, Any]) -> None:
    version = {**manifest, "version": "1.0.0"}
    for said in (raw, {"name": "a", "versions": {"1.0.0": raw}}, {"versions": {"1.0.0": version}}):
        resolver = Resolver(read_manifest({"dependencies": {"a": "*"}}), Platform())
        try:
            for _ in range(50):
                if resolver.done:
                    break
                for name in resolver.wanted():
                    resolver.give(name, read_packument(name, said if name == "a" else {"versions": {}}))
        except PackageError:
            continue
        assert resolver.done


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (None, 'metadata of "a": it is no object but NoneType'),
        ([], 'metadata of "a": it is no object but list'),
        ({}, 'metadata of "a": it has no versions'),
        ({"name": "b", "versions": {}}, 'metadata of "a": it is that of "b"'),
    ],
)
def test_metadata_that_make_no_sense_are_refused(raw: object, said: str) -> None:
    with pytest.raises(BadMetadata, match=said):
        read_packument("a", raw)


def test_metadata_of_another_version_are_refused() -> None:
    found = read_packument("a", {"versions": {"1.0.0": {"name": "a", "version": "2.0.0"}}})
    with pytest.raises(BadMetadata, match=r'"a@1.0.0": it says it is "2.0.0"'):
        found.manifest("1.0.0")


def test_too_many_dependencies_are_refused() -> None:
    with pytest.raises(BadMetadata, match="dependencies has 6000 entries, more than 5000"):
        read_manifest({"dependencies": {f"a{number}": "1" for number in range(6000)}})


def test_peers_without_end_are_refused() -> None:
    packages = {f"p{number}": {"1.0.0": {"peerDependencies": {f"p{number + 1}": "1"}}} for number in range(200)}
    with pytest.raises(TooMuch, match="bring peers without end"):
        resolve({"dependencies": {"p0": "1"}}, packages)


def test_dependencies_that_never_settle_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oro_container.core.packages.builder.MAX_PLACED", 50)
    packages = {f"a{number}": {"1.0.0": {"dependencies": {f"a{number + 1}": "1"}}} for number in range(100)}
    with pytest.raises(TooMuch, match="more than 50 packages are placed"):
        resolve({"dependencies": {"a0": "1"}}, packages)


def test_deep_chains_are_placed_flat() -> None:
    packages = {f"a{number}": {"1.0.0": {"dependencies": {f"a{number + 1}": "1"}}} for number in range(500)}
    packages["a500"] = {"1.0.0": {}}
    assert len(resolve({"dependencies": {"a0": "1"}}, packages).nodes) == 501


def test_a_dependency_on_itself_is_met() -> None:
    assert len(resolve({"dependencies": {"a": "1"}}, {"a": {"1.0.0": {"dependencies": {"a": "1"}}}}).nodes) == 1


def test_a_missing_package_is_named() -> None:
    with pytest.raises(NoSuchVersion, match='"gone"'):
        resolve({"dependencies": {"a": "1"}}, {"a": {"1.0.0": {"dependencies": {"gone": "1"}}}})


def test_a_missing_version_is_named() -> None:
    with pytest.raises(
        NoSuchVersion, match=r'Cannot find "a" at "\^2": the registry has no such version, the newest is 1.0.0'
    ):
        resolve({"dependencies": {"a": "^2"}}, {"a": {"1.0.0": {}}})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("git://example.com/a#path:b", "a folder of a repository is not installed by itself"),
        ("workspace:*", 'npm does not know "workspace:"'),
        ("file:lib", 'Cannot link "a" to "lib": there is no package.json'),
    ],
)
def test_what_is_not_supported_is_refused_with_what_to_do(text: str, said: str) -> None:
    with pytest.raises(PackageError, match=said):
        resolve({"dependencies": {"a": text}}, {})
    assert resolve({"optionalDependencies": {"a": text}}, {}).nodes == ()


def test_both_sides_of_a_conflict_are_named() -> None:
    packages: Packages = {
        "react": {"17.0.0": {}, "18.0.0": {}},
        "dom": {"17.0.0": {"peerDependencies": {"react": "^17"}}},
    }
    with pytest.raises(PackageError) as caught:
        resolve({"dependencies": {"react": "^18", "dom": "^17"}}, packages)
    assert str(caught.value) == (
        'Cannot install "react" for both: "dom@17.0.0" wants peer "react@^17", and there is "react@18.0.0", which the '
        "project wants as ^18; change one of them, or install with --legacy-peer-deps to have peers as they come"
    )
    for options in (Options(legacy_peer_deps=True), Options(force=True)):
        assert resolve({"dependencies": {"react": "^18", "dom": "^17"}}, packages, options)["node_modules/dom"]


def test_dev_dependencies_are_left_out_on_request() -> None:
    packages: Packages = {"a": {"1.0.0": {}}, "b": {"1.0.0": {}}}
    root = {"dependencies": {"a": "1"}, "devDependencies": {"b": "1"}}
    tree = resolve(root, packages, Options(omit=frozenset({"dev"})))
    assert [node.path for node in tree.nodes] == ["node_modules/a"]
    assert len(tree.locked) == 2


@pytest.mark.parametrize(
    ("os", "fits"),
    [([], True), (["linux"], True), (["darwin"], False), (["!darwin"], True), (["!linux"], False), (["any"], True)],
)
def test_a_package_fits_systems(os: list[str], fits: bool) -> None:
    assert fits_platform(read_manifest({"os": os}), Platform()) is fits


def test_a_misfit_is_said_in_words() -> None:
    manifest = read_manifest({"os": ["darwin"], "cpu": ["arm64"]})
    assert misfit(manifest, Platform()) == "it is for os darwin and cpu arm64, and this is os linux and cpu x64"
    assert not fits_platform(read_manifest({"libc": "musl"}), Platform())
    assert not fits_platform(read_manifest({"libc": "glibc"}), Platform(os="darwin", libc=None))


@pytest.mark.parametrize(
    ("range", "version"),
    [("*", "2.0.0"), ("^1", "1.1.0"), (">=1", "2.0.0"), ("next", "3.0.0-rc.1"), ("1.2.0", "1.2.0"), ("~1.2", "1.2.0")],
)
def test_a_version_is_chosen(range: str, version: str) -> None:
    found = packument(
        "a",
        {
            "1.0.0": {},
            "1.1.0": {},
            "1.2.0": {"deprecated": "broken"},
            "1.3.0": {"engines": {"node": ">=99"}},
            "2.0.0": {},
            "2.1.0": {},
            "3.0.0-rc.1": {},
        },
        latest="2.0.0",
        next="3.0.0-rc.1",
    )
    assert pick(found, parse_spec("a", range), Platform(node="20.0.0")).version == version


@pytest.mark.parametrize(
    ("value", "commands"),
    [
        ("./cli.js", {"tool": "cli.js"}),
        ({"a": "../../etc/passwd"}, {"a": "etc/passwd"}),
        ({"../../a": "x.js", "b/c": "/y.js"}, {"a": "x.js", "c": "y.js"}),
        ({"..": "x", ".": "y", "": "z", "d": 5, "e": ""}, {}),
        (["bin/x.js"], {"x.js": "bin/x.js"}),
        (7, {}),
    ],
)
def test_commands_stay_within_the_package(value: object, commands: dict[str, str]) -> None:
    assert read_bin(value, "@scope/tool") == commands
