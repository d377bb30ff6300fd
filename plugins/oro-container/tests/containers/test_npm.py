"""`npm install` in a container, answered by the host."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from oro_container.api import Policy
from oro_container.programs.node import find_node

from ..conftest import Booted
from ..store.registry import Registry, serving

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(find_node() is None, reason="needs node")]

TEA = b'{"dependencies": {"tea": "1.0.0"}}'


@pytest.fixture
async def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Registry]:
    """Serve a registry that npm of the machine is set to, with a package that has a script, and a store of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = Registry()
    made.add("tea", "1.0.0", scripts={"postinstall": "echo steeped > steeped.txt"}, bin={"tea": "index.js"})
    async with serving(made):
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", made.url)
        yield made


async def test_a_project_is_found_from_a_folder_below_it(booted: Booted, registry: Registry) -> None:
    async with booted() as container:
        await container.files.write("package.json", TEA)
        await container.files.mkdir("src/deep", recursive=True)
        done = await container.run("npm", "install", cwd="src/deep")
        assert (done.exit.code, b"added 1 package" in done.output) == (0, True), done.output
        assert (await container.run("node", "-p", "require('tea').v", cwd="src")).output == b"1.0.0\n"
        assert json.loads(await container.files.read("package-lock.json"))["lockfileVersion"] == 3


async def test_scripts_run_where_the_policy_allows_them(booted: Booted, registry: Registry) -> None:
    for policy, steeped in ((Policy(), False), (Policy(scripts=True), True)):
        async with booted(policy=policy) as container:
            await container.files.write("package.json", TEA)
            done = await container.run("npm", "install")
            assert done.exit.code == 0, done.output
            assert (b"the policy allows no scripts" in done.output) is not steeped
            there = [each.name for each in await container.files.readdir("node_modules/tea")]
            assert ("steeped.txt" in there) is steeped


async def test_a_policy_without_packages_refuses(booted: Booted, registry: Registry) -> None:
    async with booted(policy=Policy(packages=False)) as container:
        await container.files.write("package.json", TEA)
        done = await container.run("npm", "install")
        assert (done.exit.code, b"the policy of the container does not allow it" in done.output) == (1, True)
    assert registry.paths == []


@pytest.mark.parametrize("hosts", [(), ("*",), ("*:8080",)])
async def test_a_project_leads_the_host_to_no_other_address(
    booted: Booted, registry: Registry, hosts: tuple[str, ...]
) -> None:
    async with serving(Registry()) as inner, booted(policy=Policy(hosts=hosts)) as container:
        await container.files.write("package.json", TEA)
        await container.files.write(".npmrc", f"registry={inner.url}\n".encode())
        done = await container.run("npm", "install")
        assert done.exit.code == 1
        assert b'npm error Cannot fetch metadata of "tea"' in done.output
        assert inner.paths == []


async def test_an_installation_that_fails_says_why(booted: Booted, registry: Registry) -> None:
    async with booted() as container:
        await container.files.write("package.json", b'{"dependencies": {"coffee": "1.0.0"}}')
        done = await container.run("npm", "install")
        assert done.exit.code == 1
        assert b"coffee" in done.output


async def test_what_the_host_does_not_serve_is_for_npm(booted: Booted, registry: Registry) -> None:
    async with booted() as container:
        await container.files.write("package.json", b'{"scripts": {"say": "echo said"}}')
        assert (await container.run("npm", "run", "--silent", "say")).output == b"said\n"
