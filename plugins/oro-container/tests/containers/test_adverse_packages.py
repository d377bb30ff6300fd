"""`npm install` in a container beside registries that mean harm, containers that end, and hosts that are killed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tarfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import trio
from oro_container.api import Containers
from oro_container.packages.store import Store
from oro_container.programs.node import find_node

from ..conftest import Booted
from ..store.registry import Answer, Registry, Request, archive, member, serving

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(find_node() is None, reason="needs node")]
MANIFEST = b'{"dependencies": {"bad": "1.0.0"}}'
TARBALL = "/bad/-/bad-1.0.0.tgz"
ARCHIVES = {
    "absolute": (member("/etc/passwd", b"x"), "/etc/passwd"),
    "above": (member("package/../../x", b"x"), "package/../../x"),
    "device": (member("package/null", kind=tarfile.CHRTYPE), "character device"),
    "bomb": (member("package/zeros", b"\0" * (100 << 20)), "250 times as large"),
}


@pytest.fixture
async def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Registry]:
    """Serve a registry that npm of the machine is set to, with a store of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    async with serving(Registry()) as made:
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", made.url)
        yield made


async def failure(booted: Booted) -> str:
    """Install the bad package, and return what npm says; the project has nothing of it."""
    async with booted() as container:
        await container.files.write("package.json", MANIFEST)
        done = await container.run("npm", "install")
        assert done.exit.code == 1, done.output
        assert [each.name for each in await container.files.readdir("/") if each.name != "node_modules"] == [
            "package.json"
        ]
        assert (await container.run("cat", "/etc/passwd")).output != b"x"
    return done.output.decode()


@pytest.mark.parametrize("kind", ARCHIVES)
async def test_an_archive_that_means_harm_is_named(booted: Booted, registry: Registry, kind: str) -> None:
    odd, why = ARCHIVES[kind]
    registry.add("bad", "1.0.0", data=archive({"package.json": "{}"}, odd))
    said = await failure(booted)
    assert "npm error" in said
    assert why in said


async def test_links_of_an_archive_are_left_out(booted: Booted, registry: Registry) -> None:
    links = [member(f"package/{kind!r}", kind=kind, linkname="/etc") for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE)]
    registry.add("bad", "1.0.0", data=archive({"package.json": '{"name": "bad"}'}, *links))
    async with booted() as container:
        await container.files.write("package.json", MANIFEST)
        assert (await container.run("npm", "install")).exit.code == 0
        assert [each.name for each in await container.files.readdir("node_modules/bad")] == ["package.json"]


async def test_an_archive_that_is_another_is_refused(booted: Booted, registry: Registry) -> None:
    registry.add("bad", "1.0.0")
    registry.answers[TARBALL] = Answer(archive({"package.json": "{}", "index.js": "evil()"}))
    said = await failure(booted)
    assert "sha512" in said
    assert "bad" in said


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(status=302, headers={"location": "/bad"}), "more than 5 times"),
        (Answer(b'{"name": "bad", "versions": ' + b"[" * 100_000), "no metadata of a package"),
        (Answer(b"<html>Log in first</html>", headers={"content-type": "text/html"}), "no metadata of a package"),
    ],
    ids=["loop", "nested", "html"],
)
async def test_metadata_that_are_none_are_named(booted: Booted, registry: Registry, answer: Answer, why: str) -> None:
    registry.answers["/bad"] = answer
    said = await failure(booted)
    assert re.search('npm error Cannot (fetch|use) metadata of "bad"', said)
    assert why in said


async def silent(request: Request, stream: trio.SocketStream) -> None:
    """Answer a request never."""
    await stream.receive_some()


async def test_a_container_ends_amid_an_installation(tmp_path: Path, registry: Registry) -> None:
    for name in ("good", "bad"):
        registry.add(name, "1.0.0")
    registry.answers[TARBALL] = silent
    manifest = b'{"dependencies": {"good": "1.0.0", "bad": "1.0.0"}}'
    async with Containers(tmp_path / "all") as containers:
        async with containers.booted(name="kept") as container:
            await container.files.write("package.json", manifest)
            process = await container.spawn("npm", "install")
            while TARBALL not in registry.paths:
                await container.processes()
        assert (await process.wait()).signal == "SIGKILL"
        registry.add("bad", "1.0.0")
        async with containers.booted(name="kept") as container:
            assert [each.name for each in await container.files.readdir("/") if each.name != "node_modules"] == [
                "package.json"
            ]
            done = await container.run("npm", "install")
            assert done.exit.code == 0, done.output
            assert b"added 2 packages" in done.output


HOST = """
import sys
from pathlib import Path

import trio
from oro_container.api import Containers


async def main() -> None:
    async with Containers(Path(sys.argv[1])) as containers, containers.booted(name="kept") as container:
        await container.files.write("package.json", sys.argv[2].encode())
        await container.run("npm", "install")


trio.run(main)
"""


async def test_a_host_that_is_killed_amid_an_installation_leaves_a_whole_store(
    tmp_path: Path, registry: Registry
) -> None:
    names = [f"p{number}" for number in range(8)]
    for name in names:
        registry.add(name, "1.0.0", files={f"{folder}/x.js": "x" * 5000 for folder in range(20)})
    registry.answers["/p7/-/p7-1.0.0.tgz"] = silent
    manifest = json.dumps({"dependencies": dict.fromkeys(names, "1.0.0")})
    host = await trio.lowlevel.open_process(
        [sys.executable, "-c", HOST, str(tmp_path / "all"), manifest], stdin=subprocess.DEVNULL
    )
    while len(registry.requests) < 16 and host.poll() is None:  # noqa: ASYNC110 - requests tell
        await trio.sleep(0.001)
    below = [os.pidfd_open(pid) for pid in _below(host.pid)]
    assert len(below) >= 3
    host.send_signal(signal.SIGKILL)
    await host.wait()
    for descriptor in below:
        await trio.lowlevel.wait_readable(descriptor)
        os.close(descriptor)
    store = Store(tmp_path / "cache" / "oro" / "packages", 1 << 30)
    for stored in store.packages():
        for file in stored.index.files:
            assert (stored.folder / "files" / file.path).stat().st_size == file.size
    del registry.answers["/p7/-/p7-1.0.0.tgz"]
    registry.add("p7", "1.0.0")
    async with Containers(tmp_path / "all") as containers, containers.booted(name="kept") as container:
        done = await container.run("npm", "install")
        assert (done.exit.code, b"added 8 packages" in done.output) == (0, True), done.output


def _below(pid: int) -> list[int]:
    """Return the processes below one."""
    parents: Mapping[int, int] = {
        int(each.name): int(each.joinpath("stat").read_text().rpartition(")")[2].split()[1])
        for each in Path("/proc").glob("[0-9]*")
    }
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]
