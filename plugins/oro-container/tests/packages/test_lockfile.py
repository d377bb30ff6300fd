"""package-lock.json: what is read, what is refused, how it is laid out; whether it is in step."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.packages.collation import collation_key
from oro_container.core.packages.errors import BadMetadata, OutOfStep, PackageError
from oro_container.core.packages.in_step import check_in_step
from oro_container.core.packages.lockfile import FOREIGN, parse_lock, refuse_foreign, write_lock
from oro_container.core.packages.manifest import read_manifest
from oro_container.core.packages.platform import Platform
from oro_container.core.packages.resolver import Options, Resolver

ROOT = {"name": "project", "version": "1.0.0", "dependencies": {"a": "^1"}}
LOCK: dict[str, Any] = {
    "name": "project",
    "version": "1.0.0",
    "lockfileVersion": 3,
    "requires": True,
    "packages": {
        "": ROOT,
        "node_modules/a": {"version": "1.2.0", "resolved": "http://registry.test/a.tgz", "integrity": "sha512-x"},
    },
}


def text(**members: Any) -> str:
    return json.dumps(LOCK | members, indent=2) + "\n"


def rewrite(before: str) -> str:
    lock = parse_lock(before)
    resolver = Resolver(read_manifest(ROOT), Platform(), lock, Options(frozen=True))
    return write_lock(resolver.tree(), lock)


def test_a_lock_is_written_as_it_was() -> None:
    assert rewrite(text()) == text()


@pytest.mark.parametrize("indent", ["\t", "    ", " "])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_layout_is_kept(indent: str, newline: str) -> None:
    before = (json.dumps(LOCK, indent=indent) + "\n").replace("\n", newline)
    assert rewrite(before) == before


def test_version_2_becomes_3() -> None:
    before = text(lockfileVersion=2, dependencies={"a": {"version": "1.2.0"}})
    assert rewrite(before) == text()


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("{", "it is not JSON"),
        ("[]", "it is no object"),
        (text(lockfileVersion=1), "it is of version 1, and 2 and 3 are read"),
        (text(packages=[]), "of version 3"),
        ("<<<<<<< ours\n=======\n>>>>>>> theirs", "conflicts of a merge"),
        (text(packages={"node_modules/a": 5}), 'entry "node_modules/a" is no object'),
        (text(packages={"../a": {}}), 'entry "../a" is not within the project'),
        (text(packages={"/etc": {}}), 'entry "/etc" is not within the project'),
        (text(packages={"node_modules/../../x": {}}), "is not within the project"),
    ],
)
def test_a_broken_lock_is_refused_with_what_is_wrong(found: str, said: str) -> None:
    with pytest.raises(BadMetadata, match=said):
        parse_lock(found)


def test_a_link_to_nowhere_is_refused() -> None:
    lock = parse_lock(text(packages={"node_modules/a": {"resolved": "lib", "link": True}}))
    with pytest.raises(BadMetadata, match='"node_modules/a" links to "lib", which it does not have'):
        check_in_step(read_manifest(ROOT), lock)


@pytest.mark.parametrize("name", FOREIGN)
def test_lockfiles_of_others_are_named(name: str) -> None:
    assert name in str(refuse_foreign(name))
    assert FOREIGN[name] in str(refuse_foreign(name))


@pytest.mark.parametrize(
    ("dependencies", "said"),
    [({"a": "^2"}, 'its "a@1.2.0" is not "^2"'), ({"a": "^1", "b": "*"}, 'it has no "b", wanted as "*"')],
)
def test_a_lock_out_of_step_is_refused(dependencies: dict[str, str], said: str) -> None:
    with pytest.raises(OutOfStep, match="not in step") as caught:
        check_in_step(read_manifest({**ROOT, "dependencies": dependencies}), parse_lock(text()))
    assert said in str(caught.value)
    with pytest.raises(OutOfStep):
        Resolver(read_manifest(ROOT), Platform(), None, Options(frozen=True))


@given(
    st.dictionaries(
        st.sampled_from(["", "node_modules/a", "node_modules/a/node_modules/b", "lib", "node_modules/@s/c", "x/y"]),
        st.dictionaries(
            st.sampled_from(["version", "resolved", "link", "dependencies", "peerDependencies", "dev", "bin", "name"]),
            st.none() | st.booleans() | st.text(max_size=9) | st.dictionaries(st.text(max_size=5), st.text(max_size=5)),
        ),
    )
)
def test_any_entries_give_a_tree_or_an_error_of_packages(entries: dict[str, Any]) -> None:
    with suppress(PackageError):
        rewrite(text(packages=entries))


def test_names_sort_as_npm_sorts_them() -> None:
    names = ["_a", "-a", ".a", "@a/b", "a_b", "a-b", "a.b", "a/b", "a1", "a10", "a2", "aa", "aA", "Aa", "ab", "B", "b1"]
    assert sorted(set(names), key=collation_key) == names
