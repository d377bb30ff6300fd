"""What npm makes of the same registry is made here, to the byte, the mode and the link."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import trio
from oro_container.core.packages.command_line import Command
from oro_container.packages.install import Setup, install
from oro_container.packages.project import LocalProject
from oro_container.packages.store import Store

from .registry import Answer, Registry, archive, member

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


GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")


def repository(folder: Path) -> str:
    """Make a repository with two versions, and return its address."""
    folder.mkdir()
    (folder / "cli.js").write_text("#!/usr/bin/env node\n")
    (folder / "cli.js").chmod(0o755)
    (folder / "left-out.txt").write_text("x")
    subprocess.run((*GIT, "init", "-q"), cwd=folder, check=True)
    for version in ("1.2.3", "1.3.0", "2.0.0"):
        manifest = {"name": "made", "version": version, "license": "MIT", "bin": {"m": "cli.js"}, "files": ["cli.js"]}
        (folder / "package.json").write_text(json.dumps(manifest | {"dependencies": {"b": "^1"}}))
        subprocess.run((*GIT, "add", "-A"), cwd=folder, check=True)
        subprocess.run((*GIT, "commit", "-q", "-m", version), cwd=folder, check=True)
        subprocess.run((*GIT, "tag", "-a", "-m", version, f"v{version}"), cwd=folder, check=True)
    subprocess.run((*GIT, "checkout", "-q", "-b", "old", "v1.2.3"), cwd=folder, check=True)
    return f"git+file://{folder}"


async def run_program(argv: Sequence[str], folder: str) -> tuple[int, bytes]:
    """Run a program of the machine, as a container runs it for an installation."""
    done = await trio.run_process(
        list(argv), cwd=folder, check=False, capture_stdout=True, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
    )
    return done.returncode, bytes(done.stdout)


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
async def test_files_and_repositories_are_those_of_npm(
    registry: Registry, store: Store, project: Path, tmp_path: Path
) -> None:
    registry.add("b", "1.0.0")
    made = repository(tmp_path / "made")
    tarred = {
        "name": "tarred",
        "version": "2.0.0",
        "bin": "b.js",
        "scripts": {"install": "true"},
        "engines": {"node": "*"},
    }
    # Of commands of one name npm marks some files that it does not link, as it happens; these are marked before.
    packed = archive(
        {"package.json": json.dumps(tarred | {"dependencies": {"b": "*"}})}, member("package/b.js", mode=0o755)
    )
    linked = {"name": "linked", "version": "3.0.0", "dependencies": {"tarred": "file:../packed/tarred.tgz"}}
    asked = {
        "linked": "file:./linked",
        "other-name": "file:packed/tarred.tgz",
        "at-address": f"{registry.url}tarred.tgz",
        "at-tag": f"{made}#v1.3.0",
        "at-range": f"{made}#semver:^1.0.0",
        "at-branch": f"{made}#old",
        "at-head": made,
        "made": f"{made}#main",
    }
    registry.answers["/tarred.tgz"] = Answer(packed)
    beside = tmp_path / "npm" / "project"
    for folder in (project, beside):
        for inner in ("linked", "packed"):
            (folder / inner).mkdir(parents=True)
        (folder / "linked" / "package.json").write_text(json.dumps(linked))
        (folder / "packed" / "tarred.tgz").write_bytes(packed)
        (folder / "package.json").write_text(json.dumps({"name": "project", "version": "1.0.0", "dependencies": asked}))
    flags = ["--no-audit", "--no-fund", "--omit-lockfile-registry-resolved=false", "--cache", str(tmp_path / "cache")]
    command = ["npm", "install", "--ignore-scripts", "--registry", registry.url, *flags]
    await trio.run_process(command, cwd=beside, capture_stdout=True, capture_stderr=True, stdin=subprocess.DEVNULL)
    setup = Setup(store=store, run_program=run_program)
    async with LocalProject(project) as opened:
        installed = await install(opened, Command(registry=registry.url), setup)
        assert contents(project) == contents(beside)
        assert (project / "package-lock.json").read_text() == (beside / "package-lock.json").read_text()
        again = await install(opened, Command(registry=registry.url), setup)
        assert (again.added, again.kept) == ((), len(installed.added))
        locked = await install(opened, Command(kind="ci", registry=registry.url), setup)
        assert len(locked.added) == len(installed.added)
    assert contents(project) == contents(beside)


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
async def test_what_a_person_names_is_saved_as_npm_saves_it(
    registry: Registry, store: Store, project: Path, tmp_path: Path
) -> None:
    registry.add("b", "1.0.0")
    made = repository(tmp_path / "made")
    words = ("./linked", "./tarred.tgz", f"{made}#semver:^1.0.0", "own-name@file:tarred.tgz", "b@1")
    packed = archive({"package.json": json.dumps({"name": "tarred", "version": "2.0.0"})})
    beside = tmp_path / "npm" / "project"
    for folder in (project, beside):
        (folder / "linked").mkdir(parents=True)
        (folder / "linked" / "package.json").write_text(json.dumps({"name": "linked", "version": "3.0.0"}))
        (folder / "tarred.tgz").write_bytes(packed)
        (folder / "package.json").write_text(json.dumps({"name": "project", "version": "1.0.0"}, indent=2))
    flags = ["--no-audit", "--no-fund", "--omit-lockfile-registry-resolved=false", "--cache", str(tmp_path / "cache")]
    command = ["npm", "install", "--registry", registry.url, *flags, *words]
    await trio.run_process(command, cwd=beside, capture_stdout=True, capture_stderr=True, stdin=subprocess.DEVNULL)
    async with LocalProject(project) as opened:
        asked = Command(kind="add", packages=words, registry=registry.url)
        await install(opened, asked, Setup(store=store, run_program=run_program))
    assert contents(project) == contents(beside)
    for name in ("package.json", "package-lock.json"):
        assert (project / name).read_text() == (beside / name).read_text()
