"""A command line is served with each of its flags understood, or is npm's."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.packages.command_line import COMMANDS, Command, read_command


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("install", {}),
        ("i --no-audit --no-fund", {}),
        ("--silent install", {"quiet": True}),
        ("ci --omit=dev", {"kind": "ci", "omit": frozenset({"dev"})}),
        ("clean-install --omit dev --omit optional", {"kind": "ci", "omit": frozenset({"dev", "optional"})}),
        ("i --omit=dev --include=dev", {"include": frozenset({"dev"})}),
        ("i --production", {"omit": frozenset({"dev"})}),
        ("i --only=prod", {"omit": frozenset({"dev"})}),
        ("i express", {"kind": "add", "packages": ("express",)}),
        ("add -D vite@^5 @types/node", {"kind": "add", "packages": ("vite@^5", "@types/node"), "save": "dev"}),
        ("i -DE vite", {"kind": "add", "packages": ("vite",), "save": "dev", "exact": True}),
        ("i --save-dev false vite", {"kind": "add", "packages": ("vite",)}),
        ("i --no-save a@npm:@x/b@1", {"kind": "add", "packages": ("a@npm:@x/b@1",), "save": "none"}),
        ("rm a b", {"kind": "remove", "packages": ("a", "b")}),
        ("i --offline --ignore-scripts", {"mode": "offline", "ignore_scripts": True}),
        ("i --legacy-peer-deps=true --no-package-lock", {"legacy_peer_deps": True, "lock": False}),
        (
            "i --registry http://127.0.0.1:1/ -- a",
            {"kind": "add", "packages": ("a",), "registry": "http://127.0.0.1:1/"},
        ),
        *[
            (f"i {word}", {"kind": "add", "packages": (word,)})
            for word in (
                *("./folder", "file:a.tgz", "a@file:./a", "https://host/a.tgz", "user/repo", "a@user/repo#v1"),
                *("git+ssh://host/a.git", "a@git+ssh://git@host.example/a.git", "git@github.com:user/repo.git"),
            )
        ],
        ("i --loglevel error --no-bin-links", {"quiet": True, "bin_links": False}),
    ],
)
def test_it_is_understood(line: str, wanted: dict[str, Any]) -> None:
    assert read_command(line.split()) == Command(**wanted)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "run build",
        "test",
        "install -g typescript",
        "i --unknown",
        "i ../folder",
        "i /folder",
        "i ~/folder",
        "i file:../a.tgz",
        "i a@file:../a",
        "rm user/repo",
        "i --json",
        "i -w packages/a",
        "ci express",
        "uninstall",
        "i --audit",
        "i --omit",
        "i --omit=everything",
        "i --dry-run",
        "--help",
        "install --help",
        "i --registry",
        "i --silent=maybe",
    ],
)
def test_it_is_npms(line: str) -> None:
    assert read_command(line.split()) is None


@given(st.lists(st.sampled_from([*COMMANDS, "-D", "--omit", "dev", "--", "-", "a@1", "--no-save", "-DEx", "--x=", ""])))
def test_any_words_give_a_command_or_none(argv: list[str]) -> None:
    command = read_command(argv)
    assert command is None or command.kind in ("install", "ci", "add", "remove")
