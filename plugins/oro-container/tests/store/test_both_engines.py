"""The page engine's installation makes the same files as the host's, of the same project and registry."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from oro_container.core.entry import Entry
from oro_container.core.kernel.service import Service
from oro_container.core.packages.command_line import read_command
from oro_container.core.packages.platform import Platform
from oro_container.packages.install import Setup, install
from oro_container.packages.project import LocalProject
from oro_container.packages.store import Store

from ..core.machine import World
from .registry import Answer, Registry, Request, archive

pytestmark = pytest.mark.anyio
PAGE = Platform(cpu="wasm32", libc=None)
MANIFEST = {
    "name": "project",
    "version": "1.0.0",
    "scripts": {"prepare": "echo no"},
    "workspaces": ["packages/*"],
    "dependencies": {"a": "1", "b": "2", "native": "1"},
}
STEPS = ["install", "install b@1", "uninstall a", "install -D a@^1.0.0", "ci", "install --omit=dev"]


@pytest.fixture
def packages(registry: Registry) -> Registry:
    """Publish packages that depend on each other, with commands, scripts and systems of their own."""
    registry.add("a", "1.0.0", dependencies={"b": "^1.0.0"}, bin={"a": "cli.js"}, files={"cli.js": "#!/bin/sh\r\n"})
    registry.add("b", "1.0.0")
    registry.add("b", "1.1.0", scripts={"install": "touch made"})
    registry.add("b", "2.0.0", dependencies={"@s/c": "*"})
    registry.add("@s/c", "3.0.0", bin="c.js", files={"c.js": "#!/usr/bin/env node\n", "deep/er/x.txt": "x"})
    registry.add("native", "1.0.0", optionalDependencies={"for-x64": "1", "for-wasm": "1", "gone": "1"})
    registry.add("for-x64", "1.0.0", cpu=["x64"])
    registry.add("for-wasm", "1.0.0", cpu=["wasm32"], files={"it.node": b"\0"})
    registry.add("gone", "1.0.0")
    registry.answers["/gone/-/gone-1.0.0.tgz"] = Answer(b"", 404)
    return registry


def tree_of(folder: Path) -> dict[str, Any]:
    """Return what is in a folder by path: targets of links, modes and bytes of files."""
    found: dict[str, Any] = {}
    for place, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = Path(place, name)
            key = path.relative_to(folder).as_posix()
            if path.is_symlink():
                found[key] = os.readlink(path)
            elif path.is_dir():
                found[key] = "folder"
            else:
                found[key] = (path.stat().st_mode & 0o777, path.read_bytes())
    return found


def tree_in(service: Service) -> dict[str, Any]:
    """Return the same of a project in a page."""
    return {entry.path: _told(entry) for entry in service.files.export(service.workdir)}


def _told(entry: Entry) -> object:
    if entry.kind == "file":
        return entry.mode, entry.data
    return entry.target or "folder"


def page(registry: Registry) -> World:
    """Make a page whose `fetch` is the registry's, and a project in it."""

    def answer(url: str) -> Mapping[str, Any]:
        found = registry.answer(_asked(url))
        assert isinstance(found, Answer)
        return {"status": found.status, "body": found.body}

    world = World()
    world.surroundings.answer = answer
    return world


def _asked(url: str) -> Request:
    return Request("GET", httpx.URL(url).raw_path.decode(), {})


def run(world: World, line: str, registry: Registry) -> tuple[str, int]:
    pid = world.spawn("sh", "-c", f"npm {line} --registry {registry.url}")
    return world.finish(pid)


async def test_both_engines_make_the_same_files(packages: Registry, store: Store, project: Path) -> None:
    world = page(packages)
    for path, manifest in {
        "package.json": MANIFEST,
        "packages/own/package.json": {"name": "own", "version": "1.0.0"},
    }.items():
        text = json.dumps(manifest, indent=2) + "\n"
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text)
        world.service.files.mkdir(f"{world.service.workdir}/packages/own", recursive=True)
        world.service.call("write", {"path": path, "data": text.encode()})
    for line in STEPS:
        command = read_command([*line.split(), "--registry", packages.url])
        assert command is not None
        async with LocalProject(project) as local:
            await install(local, command, Setup(store=store, platform=PAGE))
        output, status = run(world, line, packages)
        assert status == 0, output
        assert tree_in(world.service) == tree_of(project), line
    assert "node_modules/for-wasm/it.node" in tree_in(world.service)


@pytest.mark.parametrize(
    ("name", "answer", "why"),
    [
        ("/b/-/b-2.0.0.tgz", Answer(archive({"package.json": "{}"})), "its archive has another sum than was promised"),
        ("/b/-/b-2.0.0.tgz", Answer(b"", 404), "the registry has none"),
        ("/b", Answer(b"no", 403), "a token for it belongs into .npmrc"),
        ("/b", Answer(b"[", 200), "it is no metadata of a package"),
    ],
)
async def test_what_cannot_be_had_leaves_the_files_as_they_were(
    packages: Registry, name: str, answer: Answer, why: str
) -> None:
    packages.answers[name] = answer
    world = page(packages)
    world.service.call("write", {"path": "package.json", "data": b'{"dependencies": {"b": "2"}}'})
    before = tree_in(world.service)
    output, status = run(world, "install", packages)
    assert (why in output, status, tree_in(world.service)) == (True, 1, before), output


async def test_a_page_is_told_of_the_installation(packages: Registry) -> None:
    world = page(packages)
    world.service.call(
        "write", {"path": ".npmrc", "data": f"registry={packages.url}\n//{packages.url[7:]}:_authToken=t\n".encode()}
    )
    output, status = world.finish(world.spawn("npm", "install", "a"))
    assert (status, "added 2 packages" in output) == (0, True), output
    states = [message["state"] for message in world.surroundings.told if message["kind"] == "install"]
    assert (states[0], states[-1]) == ("resolving", "done")
    assert world.surroundings.asked[0][1]["authorization"] == "Bearer t"
    output, _ = world.finish(world.spawn("npx", "a"))
    assert output == ""
