"""`install`, which installs the packages of a project in a container's files.

1. The tree comes from package.json, the lock and what registries say.
2. What is not there in the right version is fetched, checked by its sum and unpacked; nothing has changed so far.
3. Packages that do not belong there go, the new ones are put in their places, commands are linked, and where they may
   packages run their scripts.
4. The lock and package.json are written, only if they changed. What fails leaves the files as they were.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..entry import Entry
from ..layers import FileSystem
from ..packages.bins import list_bins
from ..packages.change import dump_json
from ..packages.command_line import Command
from ..packages.defaults import with_defaults
from ..packages.errors import BadSpec, PackageError
from ..packages.events import Done, Event, Fetching, Placing, Report, Resolving, Warned
from ..packages.installed import Installed, Native, SkippedScript
from ..packages.lockfile import parse_lock, write_lock
from ..packages.locks import HIDDEN_LOCK, LOCK, hidden_lock, installed_sums, read_lock
from ..packages.packument import read_packument
from ..packages.plan import Plan, is_folder, make_plan, name_of, without
from ..packages.platform import Platform
from ..packages.preparing import MANIFEST, Prepared, Resolved, prepare
from ..packages.registries import NpmrcRegistries
from ..packages.scripts import RunScript, Script, package_scripts, project_scripts, scripts_of
from ..packages.tree import Placed, Tree
from ..tarballs.integrity import Integrity
from ..tarballs.package import read_package
from ..tasks.scheduler import pause
from .answers import Ask
from .building import Building
from .project import FilesProject
from .registry import CannotFetch, Registry

__all__ = ("Setup", "install")

Files = Mapping[str, Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The surroundings of an installation."""

    ask: Ask
    now: Callable[[], float]
    platform: Platform = field(default_factory=lambda: Platform(cpu="wasm32", libc=None))
    npmrc: tuple[str, ...] = ()
    """The texts of `.npmrc` files below that of the project."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """The variables that `.npmrc` files may name, and `NODE_ENV`."""
    run_script: RunScript | None = None
    """Runs scripts of packages; none where they may run none."""


async def install(files: FileSystem, path: str, command: Command, setup: Setup, report: Report) -> Installed:
    """Install the packages of a project.

    Args:
        files: of the container.
        path: of the project.
        command: what npm's command line would ask for.
        setup: the surroundings.
        report: is told how far it is.

    Raises:
        PackageError: the packages cannot be had as they are asked for, or the lock is not in step (`ci`).
        BadSum, BadTarball: an archive is not what was promised.
        FileError: the files cannot be written.
    """
    project = FilesProject(files, path)
    registries = NpmrcRegistries(
        (await project.read(".npmrc") or "", *setup.npmrc), setup.environment, command.registry
    )
    command = with_defaults(command, registries.npmrc, setup.environment)
    installation = _Installation(project, command, setup, registries, report)
    before = files.snapshot()
    try:
        return await installation.run()
    except BaseException:
        if installation.changing:
            files.restore(before)
        raise


class _Installation:
    """One installation."""

    def __init__(
        self, project: FilesProject, command: Command, setup: Setup, registries: NpmrcRegistries, report: Report
    ) -> None:
        self.changing = False
        self._project = project
        self._command = command
        self._setup = setup
        self._registries = registries
        self._registry = Registry(setup.ask, registries, command.mode == "offline")
        self._told = report
        self._warnings: list[str] = []
        self._bytes = 0
        self._lost: set[str] = set()

    async def run(self) -> Installed:
        """Do it."""
        begun = self._setup.now()
        command = self._command
        manifest_text = await self._project.read(MANIFEST)
        lock_name, lock_text = await read_lock(self._project) if command.lock else (LOCK, None)
        npmrc, platform = self._registries.npmrc, self._setup.platform
        for problem in npmrc.problems:
            self._report(Warned(problem))
        prepared = await prepare(self._project, command, (manifest_text, lock_text), npmrc, platform)
        resolved = await self._resolve(prepared)
        middle = self._setup.now()
        plan = Plan() if command.lock_only else await self._plan(resolved.tree)
        packages = await self._fetch(plan.placed)
        plan = without(plan, self._lost)
        late = self._setup.now()
        self._report(Placing(len(plan.placed)))
        self.changing = True
        skipped = [] if command.lock_only else await self._place(plan, packages, resolved)
        self._save(resolved, manifest_text, lock_name, lock_text)
        ended = self._setup.now()
        done = Done(
            added=len(plan.placed),
            removed=len(plan.removed),
            kept=len(plan.kept),
            fetched=len(packages),
            bytes=self._bytes,
            seconds=ended - begun,
            resolving_seconds=middle - begun,
            placing_seconds=ended - late,
        )
        self._report(done)
        return Installed(
            added=tuple(name_of(node) for node in plan.placed),
            removed=tuple(one.path for one in plan.removed),
            kept=len(plan.kept),
            skipped_scripts=skipped,
            native=_native(plan, packages),
            warnings=tuple(self._warnings),
            done=done,
        )

    def _report(self, event: Event) -> None:
        if isinstance(event, Warned):
            self._warnings.append(event.text)
        self._told(event)

    async def _resolve(self, prepared: Prepared) -> Resolved:
        resolver = prepared.begin()
        asked: set[str] = set()
        done = 0
        while not resolver.done:
            wanted = resolver.wanted() - asked
            if elsewhere := [each for each in wanted if ":" in each]:
                resolver.give_source(elsewhere[0], _refused(elsewhere[0]))
                continue
            for name in sorted(wanted):
                self._registry.ask_metadata(name)
                asked.add(name)
            name, said = await self._registry.metadata()
            done += 1
            self._report(Resolving(done, len(asked)))
            if isinstance(said, PackageError):
                resolver.fail(name, said)
            else:
                resolver.give(name, read_packument(name, said))
            await pause()
        for _ in range(done, len(asked)):  # What was asked to save a round and came to be of no use.
            await self._registry.metadata()
        for warning in resolver.warnings:
            self._report(Warned(warning))
        return prepared.settle(resolver.tree())

    async def _plan(self, tree: Tree) -> Plan:
        present = self._project.present([node.path for node in tree.locked if is_folder(node)])
        bins = list_bins(tree) if self._command.bin_links else ()
        sums = await installed_sums(self._project)
        return make_plan(tree.nodes, bins, present, sums, afresh=self._command.kind == "ci")

    async def _fetch(self, nodes: tuple[Placed, ...]) -> dict[str, Files]:
        """Return the files of packages by path; those that are optional and cannot be had are lost."""
        addresses: dict[tuple[str, str], list[Placed]] = {}
        for node in nodes:
            if node.manifest.deprecated:
                self._report(Warned(f"{name_of(node)} is deprecated: {node.manifest.deprecated[:500]}"))
            addresses.setdefault((await self._address(node), node.integrity), []).append(node)
        asked = {str(number): each for number, each in enumerate(addresses)}
        for key, (url, _) in asked.items():
            self._registry.ask_archive(key, url, name_of(addresses[asked[key]][0]))
        packages: dict[str, Files] = {}
        for count in range(len(asked)):
            key, bytes_of = await self._registry.archive()
            wanted = addresses[asked[key]]
            try:
                data = bytes_of()
            except CannotFetch as error:
                self._lose(wanted, error)
                continue
            self._bytes += len(data)
            name, sums = name_of(wanted[0]), Integrity.read(wanted[0].integrity)
            if sums is not None:
                sums.check(name, data)
            found = read_package(name, [data])
            packages |= {node.path: found for node in wanted}
            self._report(Fetching(count + 1, len(asked), self._bytes))
            await pause()
        return packages

    def _lose(self, nodes: list[Placed], error: CannotFetch) -> None:
        for node in nodes:
            if not node.optional:
                raise error
            self._lost.add(node.path)
            self._report(Warned(f"{name_of(node)} is optional and left out: {error}"))

    async def _address(self, node: Placed) -> str:
        """Return the address of a package's archive; locks may leave it out."""
        if node.resolved.startswith(("http://", "https://")):
            return node.resolved
        if node.resolved:
            raise PackageError(
                f'Cannot install "{name_of(node)}" from "{node.resolved[:200]}": only archives of registries and of '
                "addresses with http are installed here; use the real npm",
                package=node.name,
            )
        found = (await self._registry.versions(node.package)).get(node.version) or {}
        url = found.get("dist", {}).get("tarball")
        if not isinstance(url, str):
            raise PackageError(f'Cannot install "{name_of(node)}": the registry has no such version', package=node.name)
        return url

    async def _place(self, plan: Plan, packages: Mapping[str, Files], resolved: Resolved) -> list[SkippedScript]:
        """Change the project and run scripts; return those that were not run."""
        if not (plan.placed or plan.removed or plan.links or resolved.tree.nodes):
            return []
        project = self._project
        project.remove(plan.removed)
        project.place({node.path: packages[node.path].values() for node in plan.placed})
        scripts = list(self._scripts(plan, packages, resolved.manifest))
        run = None if self._command.ignore_scripts else self._setup.run_script
        paths = {node.path for node in (*plan.kept, *plan.placed)}
        building = Building(project, plan.links, run, self._report)
        await building.run_packages(scripts)
        project.write(HIDDEN_LOCK, hidden_lock(resolved.tree, paths))
        await building.run_project(scripts)
        return [SkippedScript(one.package, one.event, one.command) for one in scripts] if run is None else []

    def _scripts(self, plan: Plan, packages: Mapping[str, Files], manifest: Mapping[str, Any]) -> Iterator[Script]:
        """Yield the scripts that npm would run."""
        where = (self._project.path, self._setup.platform)
        for node in sorted(plan.placed, key=lambda one: (one.depth, one.path)):
            files = packages[node.path]
            gyp = "binding.gyp" in files
            if node.has_install_script or gyp:
                own = _manifest(files)
                yield from package_scripts(node, own, scripts_of(own, gyp), *where)
        if self._command.kind in ("install", "ci"):
            yield from project_scripts(manifest, *where)

    def _save(self, resolved: Resolved, manifest_text: str | None, lock_name: str, lock_text: str | None) -> None:
        """Write package.json and the lock, if they changed."""
        command = self._command
        if command.kind == "ci" or command.save == "none":
            return
        if command.kind in ("add", "remove"):
            text = dump_json(resolved.manifest, manifest_text or "")
            if text != manifest_text:
                self._project.write(MANIFEST, text.encode())
        if command.lock:
            before = parse_lock(lock_text) if lock_text is not None else None
            text = write_lock(resolved.tree, before, folder=self._project.path.rstrip("/").rpartition("/")[2])
            if text != lock_text:
                self._project.write(lock_name, text.encode())


def _manifest(files: Files) -> Mapping[str, Any]:
    entry = files.get("package.json")
    try:
        found = json.loads((entry.data if entry else b"{}").decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _native(plan: Plan, packages: Mapping[str, Files]) -> list[Native]:
    """Return the packages that have native code, or have to compile it."""
    found = []
    for node in plan.placed:
        files = packages[node.path]
        built = any(path.endswith(".node") for path in files)
        if built or "binding.gyp" in files:
            found.append(Native(name_of(node), node.path, built))
    return found


def _refused(address: str) -> BadSpec:
    return BadSpec(
        f'Cannot install from "{address[:200]}": a page installs packages of registries and folders of the project; '
        'use a version from the registry, or engine "host"',
        package=address[:200],
    )
