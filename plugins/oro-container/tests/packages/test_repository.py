"""Which repository a spec names, and which commit of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.packages.errors import BadSpec, NoSuchVersion
from oro_container.core.packages.repository import commit_of, read_refs, read_repository

A, B, C = "a" * 40, "b" * 40, "c" * 40
REFS = f"""warning: of the server
{A}\tHEAD
{A}\trefs/heads/main
{B}\trefs/heads/old
{C}\trefs/tags/v1.2.0
{B}\trefs/tags/v1.2.0^{{}}
{A}\trefs/tags/v1.1.0
{C}\trefs/tags/2.0.0-beta
"""
HUB = ("git+ssh://git@github.com/user/repo.git", "https://github.com/user/repo.git")


@pytest.mark.parametrize(
    ("text", "locked", "address"),
    [
        ("user/repo", *HUB),
        ("github:user/repo#v1", *HUB),
        ("git+https://github.com/user/repo.git#v1", *HUB),
        ("git@github.com:user/repo.git", *HUB),
        ("git+ssh://git@github.com/user/repo.git#" + A, *HUB),
        (
            "https://me:secret@gitlab.com/a/b",
            *["git+https://me:secret@gitlab.com/a/b.git", "https://me:secret@gitlab.com/a/b.git"],
        ),
        ("git+file:///srv/a.git#v1", "git+file:///srv/a.git", "file:///srv/a.git"),
        ("git+https://example.com/a.git", "git+https://example.com/a.git", "https://example.com/a.git"),
        ("git://example.com/a.git", "git://example.com/a.git", "git://example.com/a.git"),
        ("me@example.com:a/b.git", "git+ssh://me@example.com/a/b.git", "ssh://me@example.com/a/b.git"),
    ],
)
def test_an_address_is_read_and_read_again_from_a_lock(text: str, locked: str, address: str) -> None:
    read = read_repository(text)
    assert (read.locked, read.address) == (locked, address)
    again = read_repository(read.at(A))
    assert (again.locked, again.address, again.commit) == (locked, address, A)


@pytest.mark.parametrize(
    ("asked", "commit"),
    [
        ("", A),
        ("#old", B),
        ("#v1.2.0", B),
        ("#heads/old", B),
        (f"#{C}", C),
        ("#nothing", ""),
        ("#semver:^1.0.0", A),
        ("#semver:%5E1.2.0", B),
    ],
)
def test_a_commit_is_chosen_as_npm_chooses_it(asked: str, commit: str) -> None:
    assert commit_of(read_repository(f"user/repo{asked}"), read_refs(REFS), "repo") == commit


def test_what_cannot_be_had_is_refused() -> None:
    with pytest.raises(NoSuchVersion, match="no tag of the repository"):
        commit_of(read_repository("user/repo#semver:^3"), read_refs(REFS), "repo")
    for text in ("user/repo#--upload-pack=x", "user/repo#path:a", "ext::sh -c x", "git+ext://a", "-u/x y"):
        with pytest.raises(BadSpec):
            read_repository(text)


@given(st.text())
def test_any_text_is_a_repository_or_refused(text: str) -> None:
    try:
        read = read_repository(text)
    except BadSpec:
        return
    assert not read.address.startswith("-")
    assert not read.wanted.startswith("-")
