"""Snapshots and trees as WebContainer's own packages write and read them: `npm ci` in `strangers` fetches them."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from oro_container.core.entry import Entry
from oro_container.core.formats import read_snapshot, read_tree, write_snapshot, write_tree

from ..entries import entries

PACKAGES = Path(__file__).resolve().parents[2] / "strangers"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("node") is None or not (PACKAGES / "node_modules" / "@webcontainer" / "snapshot").exists(),
        reason="the packages of WebContainer were not fetched, or node is not here",
    ),
]
FEW = settings(max_examples=10, deadline=None)
"""Each example starts Node."""


def node(*arguments: str, data: bytes = b"") -> bytes:
    command = ["node", "snapshots.mjs", *arguments]
    return subprocess.run(command, cwd=PACKAGES, input=data, stdout=subprocess.PIPE, check=True).stdout


def by_path(files: Iterable[Entry]) -> dict[str, Entry]:
    """Return entries by path, for JavaScript puts names that are numbers first."""
    return {file.path: file for file in files}


@given(entries())
@FEW
def test_reads_what_the_package_makes_of_a_folder(files: list[Entry]) -> None:
    plain = [file for file in files if file.kind != "symlink"]
    with tempfile.TemporaryDirectory(prefix="oro-snapshot-") as folder:
        for file in plain:
            path = Path(folder, file.path)
            if file.kind == "directory":
                path.mkdir()
            else:
                path.write_bytes(file.data)
        assert by_path(read_snapshot(node("folder", folder))) == by_path(plain)


@given(entries())
@FEW
def test_reads_what_the_client_sends_of_a_tree(files: list[Entry]) -> None:
    tree = json.dumps(write_tree(files)).encode()
    assert by_path(read_snapshot(node("tree", data=tree))) == by_path(files)


@given(entries())
@FEW
def test_the_client_makes_a_tree_of_a_snapshot(files: list[Entry]) -> None:
    tree = json.loads(node("json", data=write_snapshot(files)))
    assert by_path(read_tree(tree)) == by_path(files)


@given(entries())
@FEW
def test_messagepack_is_read_by_the_package_that_snapshots_use(files: list[Entry]) -> None:
    tree = json.loads(node("messagepack", data=write_snapshot(files, "messagepack")))
    assert by_path(read_tree(tree)) == by_path(files)
