"""`parse_spec`: how dependencies are asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.packages.errors import BadSpec
from oro_container.core.packages.spec import Kind, parse_argument, parse_spec


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("", "range", "*"),
        ("^1.2.3", "range", "^1.2.3"),
        ("1 || 2", "range", "1 || 2"),
        ("1.2.3", "version", "1.2.3"),
        ("=v1.2.3", "version", "=v1.2.3"),
        ("latest", "tag", "latest"),
        ("npm:other@^2", "alias", "other@^2"),
        ("npm:@scope/other", "alias", "@scope/other"),
        ("file:../lib", "link", "../lib"),
        ("./lib", "link", "lib"),
        ("link:./lib", "link", "lib"),
        ("file:../lib-1.0.0.tgz", "file", "../lib-1.0.0.tgz"),
        ("https://example.com/lib.tgz", "tarball", "https://example.com/lib.tgz"),
        ("user/repo", "git", "user/repo"),
        ("github:user/repo#semver:^1", "git", "github:user/repo#semver:^1"),
        ("git+ssh://git@example.com/user/repo.git", "git", "git+ssh://git@example.com/user/repo.git"),
        ("git@example.com:user/repo.git", "git", "git@example.com:user/repo.git"),
        ("https://github.com/user/repo.git", "git", "https://github.com/user/repo.git"),
        ("workspace:^", "workspace", "^"),
    ],
)
def test_a_text_is_of_a_kind(text: str, kind: Kind, found: str) -> None:
    spec = parse_spec("lib", text)
    assert (spec.kind, spec.text, spec.raw) == (kind, found, text)


def test_an_alias_names_another_package() -> None:
    spec = parse_spec("lib", "npm:@scope/other@^2")
    assert (spec.wanted.name, spec.wanted.kind, spec.wanted.text) == ("@scope/other", "range", "^2")


@pytest.mark.parametrize("text", ["lib", "lib@*", "@scope/lib@^1", "lib@npm:other@1"])
def test_an_argument_names_a_package(text: str) -> None:
    assert parse_argument(text).name in ("lib", "@scope/lib")


@pytest.mark.parametrize("text", ["", "@", "./lib", "lib@a b", "https://example.com/x.tgz", "_lib", "../x@1"])
def test_what_names_no_package_is_refused(text: str) -> None:
    with pytest.raises(BadSpec):
        parse_argument(text)


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "a/b", "@a", "@a/../b", "a b", ".hidden", "@a/.b", "a\\b"])
def test_names_stay_within_node_modules(name: str) -> None:
    with pytest.raises(BadSpec, match="name"):
        parse_spec(name, "^1")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_a_spec_or_refused(name: str, text: str) -> None:
    try:
        spec = parse_spec(name, text)
    except BadSpec:
        return
    assert spec.name == name
    assert not any(part in ("", ".", "..") for part in name.split("/"))
