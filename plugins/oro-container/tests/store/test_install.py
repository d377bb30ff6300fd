"""What an installation makes of a project: all of it, or an error and the project as it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import trio
from oro_container.core.packages.command_line import Command, read_command
from oro_container.core.packages.errors import BadMetadata, NoSuchVersion, OutOfStep, PackageError
from oro_container.core.packages.events import Done, Event, Fetching, Placing, Resolving
from oro_container.core.packages.installed import Installed
from oro_container.core.packages.scripts import Script
from oro_container.core.tarballs.problem import BadSum
from oro_container.errors import CannotFetch, NotInStore, ScriptFailed
from oro_container.packages.install import Setup, install
from oro_container.packages.network import Network
from oro_container.packages.project import LocalProject
from oro_container.packages.store import Store

from .registry import Answer, Registry, Request

pytestmark = pytest.mark.anyio
QUICK = Network(wait_seconds=0.001, longest_wait=0.01)


class Bench:
    """A project, and installations of it."""

    def __init__(self, registry: Registry, store: Store, folder: Path) -> None:
        self.registry = registry
        self.store = store
        self.folder = folder
        self.events: list[Event] = []

    async def __call__(self, line: str = "install", **setup: Any) -> Installed:
        command = read_command([*line.split(), "--registry", self.registry.url])
        assert command is not None
        async with LocalProject(self.folder) as project:
            return await install(project, command, Setup(store=self.store, network=QUICK, **setup), self.events.append)

    def has(self, manifest: Mapping[str, Any]) -> None:
        (self.folder / "package.json").write_text(json.dumps(manifest, indent=2) + "\n")

    def read(self, path: str) -> Any:
        return json.loads((self.folder / path).read_text())

    def versions(self) -> dict[str, str]:
        """Return the version of each package that is there, by path."""
        modules = self.folder / "node_modules"
        found = {path.parent: json.loads(path.read_text())["version"] for path in modules.rglob("package.json")}
        return {str(path.relative_to(self.folder)).replace("node_modules/", ""): found[path] for path in sorted(found)}


@pytest.fixture
def bench(registry: Registry, store: Store, project: Path) -> Bench:
    """Make a project, and a registry with packages that depend on each other."""
    registry.add("a", "1.0.0", dependencies={"b": "^1.0.0"}, bin={"a": "cli.js"}, files={"cli.js": "#!/bin/sh\r\n"})
    registry.add("b", "1.0.0")
    registry.add("b", "1.1.0")
    registry.add("b", "2.0.0", dependencies={"@s/c": "*"})
    registry.add("@s/c", "3.0.0", bin="c.js", files={"c.js": "#!/usr/bin/env node\n"})
    bench = Bench(registry, store, project)
    bench.has({"name": "p", "version": "1.0.0", "dependencies": {"a": "1", "b": "2"}})
    return bench


async def test_packages_locks_and_commands_are_in_their_places(bench: Bench) -> None:
    done = (await bench()).done
    assert bench.versions() == {"@s/c": "3.0.0", "a": "1.0.0", "a/b": "1.1.0", "b": "2.0.0"}
    assert (done.added, done.fetched, done.removed) == (4, 4, 0)
    assert os.readlink(bench.folder / "node_modules/.bin/a") == "../a/cli.js"
    assert (bench.folder / "node_modules/a/cli.js").read_bytes() == b"#!/bin/sh\n"
    assert os.access(bench.folder / "node_modules/.bin/c", os.X_OK)
    lock, hidden = bench.read("package-lock.json"), bench.read("node_modules/.package-lock.json")
    assert {"": lock["packages"][""], **hidden["packages"]} == lock["packages"]
    assert list(bench.folder.glob("node_modules/.oro-*")) == []
    assert {type(event) for event in bench.events} == {Resolving, Fetching, Placing, Done}


async def test_what_is_there_is_left(bench: Bench) -> None:
    await bench()
    inode = (bench.folder / "node_modules/b/index.js").stat().st_ino
    asked = len(bench.registry.requests)
    installed = await bench()
    assert (installed.done.added, installed.kept, len(bench.registry.requests)) == (0, 4, asked)
    assert (bench.folder / "node_modules/b/index.js").stat().st_ino == inode


async def test_what_does_not_belong_is_removed_and_what_is_wrong_replaced(bench: Bench) -> None:
    await bench()
    modules = bench.folder / "node_modules"
    (modules / "odd/node_modules/x").mkdir(parents=True)
    (modules / "@t/odd").mkdir(parents=True)
    (modules / ".bin/odd").symlink_to("../odd/cli.js")
    (modules / ".bin/mine").symlink_to("/bin/true")
    (modules / "b/package.json").write_text('{"version":"1.9.9"}')
    installed = await bench()
    assert set(installed.removed) == {"node_modules/odd", "node_modules/@t/odd", "node_modules/.bin/odd"}
    assert installed.added == ("b@2.0.0",)
    assert not (modules / "@t").exists()
    assert (modules / ".bin/mine").is_symlink()


async def test_a_dependency_that_goes_takes_its_own_along(bench: Bench) -> None:
    await bench()
    await bench("uninstall b")
    assert bench.versions() == {"a": "1.0.0", "b": "1.1.0"} or bench.versions() == {"a": "1.0.0", "a/b": "1.1.0"}
    assert bench.read("package.json")["dependencies"] == {"a": "1"}
    assert not (bench.folder / "node_modules/.bin/c").is_symlink()


async def test_packages_are_added_as_npm_saves_them(bench: Bench) -> None:
    bench.has({"name": "p"})
    await bench("add b@1.0 -D")
    await bench("add -E a")
    await bench("i x@npm:@s/c")
    await bench("i b@2 --no-save")
    manifest = bench.read("package.json")
    assert manifest["dependencies"] == {"a": "1.0.0", "x": "npm:@s/c@^3.0.0"}
    assert list(manifest["devDependencies"]) == ["b"]
    assert bench.read("node_modules/x/package.json")["name"] == "@s/c"


async def test_ci_installs_what_is_locked_and_nothing_else(bench: Bench) -> None:
    with pytest.raises(OutOfStep, match="package-lock"):
        await bench("ci")
    await bench()
    lock = (bench.folder / "package-lock.json").read_text()
    (bench.folder / "node_modules/odd").mkdir()
    bench.registry.add("b", "2.5.0")
    asked = len(bench.registry.requests)
    installed = await bench("ci")
    assert (installed.done.added, len(bench.registry.requests)) == (4, asked)
    assert not (bench.folder / "node_modules/odd").exists()
    assert (bench.folder / "package-lock.json").read_text() == lock
    bench.has({"name": "p", "dependencies": {"a": "1", "b": "1"}})
    with pytest.raises(OutOfStep, match="b"):
        await bench("ci")


async def test_offline_installs_from_the_store_or_names_what_is_missing(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(NotInStore, match=r'metadata of "(a|b)"'):
        await bench("install --offline")
    await bench()
    asked = len(bench.registry.requests)
    for name in ("node_modules", "package-lock.json"):
        (bench.folder / name).rename(tmp_path / name)
    assert (await bench("install --offline")).done.added == 4
    assert len(bench.registry.requests) == asked
    bench.registry.add("d", "1.0.0")
    with pytest.raises(NotInStore, match='metadata of "d" is not in the store'):
        await bench("add d --offline")


async def test_omitted_kinds_are_locked_and_not_installed(bench: Bench) -> None:
    bench.has({"name": "p", "dependencies": {"a": "1"}, "devDependencies": {"@s/c": "3"}})
    await bench("install --omit=dev")
    assert set(bench.versions()) == {"a", "b"}
    assert "node_modules/@s/c" in bench.read("package-lock.json")["packages"]
    await bench()
    assert set(bench.versions()) == {"@s/c", "a", "b"}


async def test_an_optional_package_that_cannot_be_had_is_left_out(bench: Bench) -> None:
    bench.registry.add("o", "1.0.0")
    bench.registry.answers["/o/-/o-1.0.0.tgz"] = Answer(status=500)
    bench.has({"name": "p", "dependencies": {"a": "1"}, "optionalDependencies": {"o": "1", "none": "1"}})
    installed = await bench()
    assert set(bench.versions()) == {"a", "b"}
    assert any("o@1.0.0 is optional" in warning for warning in installed.warnings)


@pytest.mark.parametrize(
    ("break_it", "error"),
    [
        (lambda registry: registry.packuments.pop("@s/c"), CannotFetch),
        (lambda registry: registry.packuments["b"]["versions"].pop("2.0.0"), NoSuchVersion),
        (lambda registry: registry.answers.update({"/b/-/b-2.0.0.tgz": Answer(b"other")}), BadSum),
        (lambda registry: registry.answers.update({"/b/-/b-2.0.0.tgz": Answer(status=404)}), CannotFetch),
        (lambda registry: registry.packuments["b"].update(name="evil"), BadMetadata),
        (lambda registry: registry.packuments["b"]["versions"]["2.0.0"].update(version="9"), PackageError),
    ],
)
async def test_a_failure_leaves_the_project_as_it_was(bench: Bench, break_it: Any, error: type[Exception]) -> None:
    bench.has({"name": "p", "dependencies": {"a": "1"}})
    await bench()
    before = {path: path.read_bytes() for path in bench.folder.rglob("*") if path.is_file()}
    break_it(bench.registry)
    with pytest.raises(error):
        await bench("add b@2")
    assert {path: path.read_bytes() for path in bench.folder.rglob("*") if path.is_file()} == before


async def test_archives_are_fetched_while_the_rest_is_resolved(bench: Bench) -> None:
    fetched = trio.Event()
    bench.registry.add("late", "1.0.0")
    packument = json.dumps(bench.registry.packuments.pop("late")).replace("http://mirror.invalid/", bench.registry.url)

    async def early(_: Request, stream: trio.SocketStream) -> None:
        fetched.set()
        await stream.aclose()

    async def late(_: Request, stream: trio.SocketStream) -> None:
        await fetched.wait()
        length = len(packument)
        await stream.send_all(f"HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{packument}".encode())

    bench.registry.answers["/late"] = late
    archive = bench.registry.answers["/b/-/b-2.0.0.tgz"]
    assert not isinstance(archive, list)
    bench.registry.answers["/b/-/b-2.0.0.tgz"] = [early, archive]
    bench.registry.add("z", "1.0.0", dependencies={"late": "1"})
    bench.has({"name": "p", "dependencies": {"b": "2", "z": "1"}})
    with trio.fail_after(30):
        await bench()
    assert set(bench.versions()) == {"@s/c", "b", "late", "z"}


async def test_dependencies_that_loop_are_installed_once(bench: Bench) -> None:
    bench.registry.add("x", "1.0.0", dependencies={"y": "*"})
    bench.registry.add("y", "1.0.0", dependencies={"x": "*", "y": "*"})
    bench.has({"name": "p", "dependencies": {"x": "*"}})
    await bench()
    assert bench.versions() == {"x": "1.0.0", "y": "1.0.0"}


async def test_a_package_that_was_changed_in_the_store_is_fetched_again(bench: Bench, tmp_path: Path) -> None:
    await bench()
    (bench.folder / "node_modules").rename(tmp_path / "before")
    for stored in bench.store.packages():
        if stored.index.package == "b@2.0.0":
            file = stored.folder / "files/index.js"
            file.chmod(0o600)
            file.write_bytes(b"evil()")
    assert (await bench()).done.fetched == 1
    assert (bench.folder / "node_modules/b/index.js").read_text() == "exports.v = '2.0.0'\n"


async def test_a_lock_without_addresses_is_installed(bench: Bench, tmp_path: Path) -> None:
    await bench()
    lock = bench.read("package-lock.json")
    for entry in lock["packages"].values():
        entry.pop("resolved", None)
    (bench.folder / "package-lock.json").write_text(json.dumps(lock))
    (bench.folder / "node_modules").rename(tmp_path / "before")
    await bench("ci")
    assert len(bench.versions()) == 4


async def test_an_address_in_a_lock_that_is_none_is_named(bench: Bench, tmp_path: Path) -> None:
    await bench()
    lock = bench.read("package-lock.json")
    lock["packages"]["node_modules/b"] |= {"resolved": "http://[::1", "integrity": ""}
    (bench.folder / "package-lock.json").write_text(json.dumps(lock))
    (bench.folder / "node_modules").rename(tmp_path / "before")
    with pytest.raises(CannotFetch, match=r"b@2\.0\.0.*no address"):
        await bench("ci")


@pytest.mark.parametrize("name", ["yarn.lock", "pnpm-lock.yaml"])
async def test_lockfiles_of_others_are_named(bench: Bench, name: str) -> None:
    (bench.folder / name).write_text("")
    with pytest.raises(BadMetadata, match=name):
        await bench()


async def test_registries_and_tokens_of_npmrc_are_used(bench: Bench) -> None:
    host = bench.registry.url.partition(":")[2]
    (bench.folder / ".npmrc").write_text(f"@s:registry={bench.registry.url}\n{host}:_authToken=${{TOKEN}}\n")
    bench.has({})
    command = Command(kind="add", packages=("@s/c",), registry="http://127.0.0.1:9/")
    setup = Setup(store=bench.store, network=Network(tries=1), environment={"TOKEN": "secret"})
    async with LocalProject(bench.folder) as project:
        await install(project, command, setup)
    assert {request.headers.get("authorization") for request in bench.registry.requests} == {"Bearer secret"}


async def test_settings_of_npmrc_stand_below_the_command(bench: Bench) -> None:
    bench.has({"name": "p", "dependencies": {"a": "1"}, "devDependencies": {"@s/c": "3"}})
    (bench.folder / ".npmrc").write_text("omit=dev\nsave-prefix=~\nbin-links=false\n")
    await bench("add b@1")
    assert set(bench.versions()) == {"a", "b"}
    assert bench.read("package.json")["dependencies"]["b"] == "~1.1.0"
    assert not (bench.folder / "node_modules/.bin").exists()
    await bench("install --include=dev", environment={"NODE_ENV": "production"})
    assert set(bench.versions()) == {"@s/c", "a", "b"}


async def test_addresses_that_are_not_admitted_are_not_asked(bench: Bench) -> None:
    with pytest.raises(CannotFetch, match="policy"):
        await bench(admits=lambda url: False)
    assert bench.registry.requests == []


async def test_folders_that_are_linked_to_are_links(bench: Bench) -> None:
    (bench.folder / "packages/w").mkdir(parents=True)
    (bench.folder / "packages/w/package.json").write_text('{"name":"w","version":"1.0.0","dependencies":{"b":"1"}}')
    (bench.folder / "own").mkdir()
    (bench.folder / "own/package.json").write_text('{"name":"own","version":"1.0.0"}')
    bench.has({"name": "p", "workspaces": ["packages/*"], "dependencies": {"own": "file:own"}})
    await bench()
    assert os.readlink(bench.folder / "node_modules/w") == "../packages/w"
    assert os.readlink(bench.folder / "node_modules/own") == "../own"
    assert (bench.folder / "node_modules/b/package.json").exists()
    assert (await bench()).done.added == 0


@pytest.fixture
def scripted(bench: Bench) -> Bench:
    """Have packages and a project with scripts."""
    scripts = {event: f"do {event}" for event in ("preinstall", "install", "postinstall", "test")}
    bench.registry.add("s", "1.0.0", scripts=scripts, dependencies={"g": "*"}, config={"port": 1})
    bench.registry.add("g", "1.0.0", files={"binding.gyp": "{}"})
    bench.has({"name": "p", "version": "1.0.0", "scripts": {"prepare": "do it"}, "dependencies": {"s": "1"}})
    return bench


async def test_scripts_that_are_not_allowed_are_told(scripted: Bench) -> None:
    installed = await scripted()
    told = {(one.package, one.event) for one in installed.skipped_scripts}
    assert {("s@1.0.0", "postinstall"), ("g@1.0.0", "install")} <= told
    assert [(one.package, one.prebuilt) for one in installed.native] == [("g@1.0.0", False)]


async def test_scripts_run_in_npms_order_and_environment(scripted: Bench) -> None:
    ran: list[Script] = []

    async def run(script: Script) -> int:
        ran.append(script)
        return 0

    await scripted(run_script=run)
    assert [(script.package, script.event) for script in ran] == [
        ("s@1.0.0", "preinstall"),
        ("g@1.0.0", "install"),
        ("s@1.0.0", "install"),
        ("s@1.0.0", "postinstall"),
        ("p", "prepare"),
    ]
    assert ran[1].command == "node-gyp rebuild"
    script = ran[0]
    folder = scripted.folder / "node_modules/s"
    assert script.folder == "node_modules/s"
    assert script.path[:2] == (f"{folder}/node_modules/.bin", f"{folder.parent}/node_modules/.bin")
    assert script.env["npm_package_name"] == "s"
    assert script.env["npm_package_config_port"] == "1"
    assert script.env["npm_lifecycle_script"] == "do preinstall"
    ran.clear()
    await scripted("install --ignore-scripts", run_script=run)
    assert ran == []


async def test_a_script_that_fails_is_named_unless_its_package_is_optional(scripted: Bench) -> None:
    async def run(script: Script) -> int:
        return 3 if script.package.startswith("g@") else 0

    with pytest.raises(ScriptFailed, match=r'"g@1\.0\.0".*node-gyp rebuild.*status 3'):
        await scripted(run_script=run)
    assert scripted.versions() == {}
    scripted.has({"name": "q", "optionalDependencies": {"g": "1"}, "dependencies": {"b": "1"}})
    installed = await scripted(run_script=run)
    assert scripted.versions() == {"b": "1.1.0"}
    assert list(installed.warnings) == ["g@1.0.0 is optional and left out: its install ended with status 3"]


async def test_a_cancelled_installation_changes_nothing(bench: Bench) -> None:
    asked = trio.Event()

    async def slow(_: Request, stream: trio.SocketStream) -> None:
        asked.set()
        await trio.sleep_forever()

    bench.registry.answers["/b/-/b-2.0.0.tgz"] = slow
    async with trio.open_nursery() as nursery:
        nursery.start_soon(bench)
        await asked.wait()
        nursery.cancel_scope.cancel()
    assert {path.name for path in bench.folder.iterdir()} <= {"package.json", "node_modules"}
    assert bench.versions() == {}
    assert list(bench.folder.glob("node_modules/.oro-*")) == []


async def test_two_installations_share_a_store(bench: Bench, tmp_path: Path) -> None:
    other = Bench(bench.registry, Store(bench.store.folder.parent, 1 << 30), tmp_path / "other")
    other.folder.mkdir()
    other.has({"name": "o", "dependencies": {"a": "1", "b": "2"}})
    async with trio.open_nursery() as nursery:
        nursery.start_soon(bench)
        nursery.start_soon(other)
    assert bench.versions() == other.versions()


INSTALLS = """
import sys
from pathlib import Path

import trio
from oro_container.core.packages.command_line import read_command
from oro_container.packages.install import Setup, install
from oro_container.packages.project import LocalProject
from oro_container.packages.store import Store


async def main() -> None:
    async with LocalProject(Path(sys.argv[1])) as project:
        command = read_command(["install", "--registry", sys.argv[3]])
        await install(project, command, Setup(store=Store(Path(sys.argv[2]), 1 << 30)))


trio.run(main)
"""


@pytest.mark.parametrize("killed_at", [1, 4, 9, 14, 19])
async def test_an_installation_that_is_killed_leaves_a_whole_store(bench: Bench, killed_at: int) -> None:
    names = [f"p{number}" for number in range(10)]
    for name in names:
        bench.registry.add(name, "1.0.0", files={f"{folder}/x.js": "x" * 5000 for folder in range(20)})
    bench.has({"name": "p", "dependencies": dict.fromkeys(names, "1")})
    command = [sys.executable, "-c", INSTALLS, str(bench.folder), str(bench.store.folder.parent), bench.registry.url]
    process = await trio.lowlevel.open_process(command)
    while len(bench.registry.requests) < killed_at and process.poll() is None:  # noqa: ASYNC110 - requests tell
        await trio.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    for stored in bench.store.packages():
        for file in stored.index.files:
            assert (stored.folder / "files" / file.path).stat().st_size == file.size
    installed = await bench()
    assert installed.done.added + installed.kept == 10
    assert set(bench.versions()) == set(names)
    assert list(bench.folder.glob("node_modules/.oro-*")) == []


async def test_two_processes_install_at_once_into_one_store(bench: Bench, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        (folder / "package.json").write_text((bench.folder / "package.json").read_text())

    async def run(folder: Path) -> None:
        arguments = [str(folder), str(bench.store.folder.parent), bench.registry.url]
        await trio.run_process([sys.executable, "-c", INSTALLS, *arguments], stdin=subprocess.DEVNULL)

    async with trio.open_nursery() as nursery:
        for folder in folders:
            nursery.start_soon(run, folder)
    assert len(list(bench.store.packages())) == 4
    assert all((folder / "node_modules/b/node_modules").exists() is False for folder in folders)
    assert all((folder / "node_modules/@s/c/c.js").exists() for folder in folders)


async def test_ci_leaves_nothing_of_what_was_there(bench: Bench) -> None:
    await bench()
    (bench.folder / "node_modules/.cache").mkdir()
    (bench.folder / "node_modules/.bin/mine").symlink_to("/bin/true")
    await bench("ci")
    assert not (bench.folder / "node_modules/.cache").exists()
    assert {path.name for path in (bench.folder / "node_modules/.bin").iterdir()} == {"a", "c"}
    assert len(bench.versions()) == 4


async def test_a_shrinkwrap_stands_for_the_lock(bench: Bench) -> None:
    await bench()
    (bench.folder / "package-lock.json").rename(bench.folder / "npm-shrinkwrap.json")
    bench.registry.add("b", "2.5.0")
    await bench("ci")
    assert bench.versions()["b"] == "2.0.0"
    await bench("uninstall a")
    assert "node_modules/a" not in bench.read("npm-shrinkwrap.json")["packages"]
    assert not (bench.folder / "package-lock.json").exists()


async def test_a_node_modules_that_is_a_link_is_refused(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (bench.folder / "node_modules").symlink_to(tmp_path / "outside")
    with pytest.raises(OSError, match="symbolic link"):
        await bench()
    assert list((tmp_path / "outside").iterdir()) == []
