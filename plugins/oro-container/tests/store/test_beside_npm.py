"""What npm makes of the same registry is made here, to the byte, the mode and the link."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
import trio
from oro_container.core.packages.command_line import Command
from oro_container.packages.install import Setup, install
from oro_container.packages.project import LocalProject
from oro_container.packages.store import Store

from .registry import Registry, archive, member

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(shutil.which("npm") is None, reason="there is no npm here")]
MANIFEST = {"name": "project", "version": "1.0.0", "dependencies": {"odd": "1", "a": "1", "@s/c": "*"}}


def publish(registry: Registry) -> None:
    odd = [
        member("package/tool.sh", b"#!/bin/sh\r\nexit 0\r\n", mode=0o600),
        member("package/run", b"#!/bin/sh\n", mode=0o755),
        member("package/secret", b"x", mode=0o400),
        member("package/link", kind=tarfile.SYMTYPE, linkname="tool.sh"),
        member("package/hard", kind=tarfile.LNKTYPE, linkname="package/tool.sh"),
        member("package/.gitignore", b"dist\n"),
        member("package/twice", b"1"),
        member("package/twice", b"2"),
        member("other/elsewhere.txt", b"3"),
        member("package/" + "deep/" * 30 + "file", b"4"),
        member("package/empty", kind=tarfile.DIRTYPE),
        member("package.json", b"{}"),
    ]
    manifest = {"name": "odd", "version": "1.0.0", "bin": {"odd": "tool.sh", "a": "run"}}
    data = archive({"package.json": json.dumps(manifest)}, *odd)
    registry.add("odd", "1.0.0", data=data, bin=manifest["bin"])
    registry.add("a", "1.0.0", dependencies={"b": "^1"}, bin={"a": "cli.js"}, files={"cli.js": "#!/usr/bin/env node\n"})
    registry.add("b", "1.0.0")
    registry.add("b", "2.0.0", bin={"b": "none.js"})
    registry.add("@s/c", "1.0.0", dependencies={"b": "^2", "a": "*"})


def contents(folder: Path) -> dict[str, tuple[str, str | bytes]]:
    found: dict[str, tuple[str, str | bytes]] = {}
    for path in sorted((folder / "node_modules").rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = ("link", os.readlink(path))
        elif path.is_file():
            found[name] = (oct(path.stat().st_mode), path.read_bytes())
    return found


async def test_a_tree_is_that_of_npm(registry: Registry, store: Store, project: Path, tmp_path: Path) -> None:
    publish(registry)
    beside = tmp_path / "npm" / "project"
    beside.mkdir(parents=True)
    for folder in (project, beside):
        (folder / "package.json").write_text(json.dumps(MANIFEST))
    flags = ["--no-audit", "--no-fund", "--omit-lockfile-registry-resolved=false", "--cache", str(tmp_path / "cache")]
    command = ["npm", "install", "--registry", registry.url, *flags]
    await trio.run_process(command, cwd=beside, capture_stdout=True, stdin=subprocess.DEVNULL)
    async with LocalProject(project) as opened:
        await install(opened, Command(registry=registry.url), Setup(store=store))
    ours, theirs = contents(project), contents(beside)
    assert ours.keys() == theirs.keys()
    assert ours == theirs
    assert (project / "package-lock.json").read_text() == (beside / "package-lock.json").read_text()
