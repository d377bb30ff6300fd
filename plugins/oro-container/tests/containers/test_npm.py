"""`npm install` in a container, answered by the host."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from oro_container.api import Policy
from oro_container.programs.node import find_node

from ..conftest import Booted
from ..store.registry import Registry, archive, serving

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


async def test_a_script_that_fails_is_shown_and_has_npms_own_node_gyp(booted: Booted, registry: Registry) -> None:
    script = "echo brewed; node-gyp --version; echo spilled >&2; exit 3"
    registry.add("pot", "1.0.0", scripts={"install": script})
    async with booted(policy=Policy(scripts=True)) as container:
        await container.files.write("package.json", b'{"dependencies": {"pot": "1.0.0"}}')
        done = await container.run("npm", "install")
    assert done.exit.code == 1
    brewed, version, spilled, error = (line.removeprefix("npm error ") for line in done.output.decode().splitlines())
    assert (brewed, version[0], spilled) == ("brewed", "v", "spilled")
    assert error.startswith('Cannot install "pot@1.0.0": its script install')
    assert error.endswith("ended with status 3")


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


async def test_a_name_that_leads_inside_is_not_followed(booted: Booted, registry: Registry) -> None:
    """It is granted by its name, which another may have lead to this machine."""
    async with serving(Registry()) as inner:
        port = inner.url.rpartition(":")[2].strip("/")
        async with booted(policy=Policy(hosts=(f"localhost:{port}",))) as container:
            await container.files.write("package.json", TEA)
            await container.files.write(".npmrc", f"registry=http://localhost:{port}/\n".encode())
            done = await container.run("npm", "install")
        assert done.exit.code == 1
        assert b'"localhost" leads to this machine or a private network' in done.output
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


async def test_npm_asks_for_nothing_by_itself_and_once_for_what_no_host_is_granted_for(
    booted: Booted, registry: Registry
) -> None:
    async with booted() as container:
        heard = container.events.listen()
        assert (await container.run("npx", "-c", "echo said")).output == b"said\n"
        container.fail("the first ended")
        first = await heard.take()
        done = await container.run("npx", "--yes", "tea@1")
        second = await heard.take()
    assert first is not None
    assert [each["type"] for each in first.events] == ["exit", "error"]
    assert (done.exit.code, done.output.count(b"getaddrinfo ENOTFOUND")) == (1, 1)
    assert second is not None
    assert {each["type"] for each in second.events} == {"outside", "exit"}


async def test_archives_and_folders_of_a_project_are_installed(booted: Booted, registry: Registry) -> None:
    packed = archive({"package.json": json.dumps({"name": "packed", "version": "2.0.0"}), "index.js": "exports.v = 2"})
    asked = {"packed": "file:inner/packed.tgz", "inner": "file:./inner"}
    async with booted() as container:
        await container.files.mkdir("inner")
        await container.files.write("package.json", json.dumps({"dependencies": asked}).encode())
        await container.files.write("inner/package.json", b'{"name": "inner", "dependencies": {"tea": "*"}}')
        await container.files.write("inner/index.js", b"exports.v = require('tea').v")
        await container.files.write("inner/packed.tgz", packed)
        done = await container.run("npm", "install")
        assert done.exit.code == 0, done.output
        seen = await container.run("node", "-p", "require('packed').v + require('inner').v")
        assert seen.output == b"21.0.0\n"
        locked = json.loads(await container.files.read("package-lock.json"))["packages"]
        assert locked["node_modules/packed"]["resolved"] == "file:inner/packed.tgz"
        for path in ("../packed.tgz", "/etc/packed.tgz", "missing.tgz"):
            await container.files.write("package.json", json.dumps({"dependencies": {"a": f"file:{path}"}}).encode())
            done = await container.run("npm", "install")
            assert (done.exit.code, b"no such file within the project" in done.output) == (1, True), done.output


@pytest.mark.skipif(shutil.which("git", path=os.defpath) is None, reason="needs git")
async def test_repositories_are_for_a_policy_that_grants_git(booted: Booted, registry: Registry) -> None:
    manifest = json.dumps({"name": "made", "version": "1.0.0", "scripts": {"prepare": "touch prepared"}})
    making = (
        "mkdir ~/made && cd ~/made && git init -q && cp $OLDPWD/made.json package.json && git add -A && "
        "git -c user.name=a -c user.email=a@b.c commit -q -m 1 && git tag v1.0.0"
    )
    async with booted(policy=Policy(programs=("git",))) as container:
        await container.files.write("made.json", manifest.encode())
        assert (await container.run("sh", "-c", making)).exit.code == 0
        repository = f"git+file://{container.layout.home}/made#"
        asked = json.dumps({"dependencies": {"made": f"{repository}semver:^1"}}).encode()
        await container.files.write("package.json", asked)
        done = await container.run("npm", "install")
        assert (done.exit.code, b"its script prepare, which is not run here" in done.output) == (0, True), done.output
        assert [each.name for each in await container.files.readdir("node_modules/made")] == ["package.json"]
        locked = json.loads(await container.files.read("package-lock.json"))["packages"]["node_modules/made"]
        assert locked["resolved"].startswith(repository)
        assert (await container.run("sh", "-c", "ls $TMPDIR")).output == b""
        await container.files.write("package.json", asked.replace(b"^1", b"^2"))
        done = await container.run("npm", "install")
        assert (done.exit.code, b"no tag of the repository" in done.output) == (1, True), done.output
    async with booted() as container:
        await container.files.write("package.json", asked)
        done = await container.run("npm", "install")
        assert (done.exit.code, b'has no git; grant it (programs = ["git"])' in done.output) == (1, True), done.output
