"""Install the packages of a project.

1. package.json, `.npmrc` and package-lock.json are read, and what is added or removed is changed in the first.
2. The resolver makes a tree; registries are asked for what the lock does not have, and archives of versions that are
   chosen are fetched meanwhile.
3. Every package that is not there in the right version is taken from the store, or fetched, checked and kept there,
   and copied beside its place; nothing in the project has changed so far.
4. Packages that do not belong there go, the new ones move to their places, commands are linked.
5. Scripts run, if the caller and the command allow it; if one fails, what was placed is removed again.
6. The lock and package.json are written, only if they changed.
"""

from __future__ import annotations

import time

import trio

from oro_container.core.packages.bins import list_bins
from oro_container.core.packages.change import dump_json
from oro_container.core.packages.changes import Write
from oro_container.core.packages.command_line import Command
from oro_container.core.packages.defaults import with_defaults
from oro_container.core.packages.events import Done, Event, Placing, Report, Warned
from oro_container.core.packages.installed import Installed, Native, SkippedScript
from oro_container.core.packages.lockfile import parse_lock, write_lock
from oro_container.core.packages.locks import HIDDEN_LOCK, LOCK, hidden_lock, installed_sums, read_lock
from oro_container.core.packages.plan import Plan, is_folder, make_plan, name_of, without
from oro_container.core.packages.preparing import MANIFEST, Resolved
from oro_container.core.packages.registries import NpmrcRegistries
from oro_container.core.packages.tree import Tree
from oro_container.packages.building import Building, find_scripts
from oro_container.packages.fetcher import Fetcher
from oro_container.packages.install_setup import Setup
from oro_container.packages.metadata import MetadataCache
from oro_container.packages.nursery import open_nursery
from oro_container.packages.project import Project
from oro_container.packages.registry import Registry
from oro_container.packages.repositories import Repositories
from oro_container.packages.resolution import resolve_project
from oro_container.packages.sources import Sources
from oro_container.packages.staging import Staging
from oro_container.packages.supply import Supply

__all__ = ("Setup", "install")


async def install(project: Project, command: Command, setup: Setup, report: Report | None = None) -> Installed:
    """Install the packages of a project; if cancelled before packages move to their places, nothing changed.

    Args:
        project: where.
        command: what npm's command line would ask for.
        setup: the store, the registries and the system.
        report: is told how far it is.

    Raises:
        PackageError: the packages cannot be had as they are asked for, or the lock is not in step (`ci`).
        BadSum, BadTarball: an archive is not what was promised.
        CannotFetch, NotInStore: a package cannot be had.
        ScriptFailed: a script of a package that is needed failed.
        OSError: the project cannot be written.
    """
    texts = (await project.read(".npmrc") or "", setup.npmrc)
    registries = NpmrcRegistries(texts, setup.environment, command.registry)
    command = with_defaults(command, registries.npmrc, setup.environment)
    installation = _Installation(project, command, setup, registries, report or (lambda event: None))
    async with Fetcher(setup.network, registries.headers, setup.admits, setup.leads) as fetcher:
        with await trio.to_thread.run_sync(setup.store.held):
            installed = await installation.run(fetcher)
    await trio.to_thread.run_sync(setup.store.prune_if_full)
    return installed


class _Installation:
    """One installation."""

    def __init__(
        self, project: Project, command: Command, setup: Setup, registries: NpmrcRegistries, report: Report
    ) -> None:
        self._project = project
        self._command = command
        self._setup = setup
        self._registries = registries
        self._told = report
        self._warnings: list[str] = []

    async def run(self, fetcher: Fetcher) -> Installed:
        """Do it."""
        begun = time.monotonic()
        setup, command = self._setup, self._command
        cache = MetadataCache(setup.store.folder / "metadata")
        registry = Registry(fetcher, cache, self._registries, setup.network, command.mode)
        sources = Sources(self._project, registry, Repositories(setup.run_program), self._report)
        supply = Supply(setup.store, sources)
        staging = Staging(self._project.placer, supply, registry, self._report)
        manifest_text = await self._project.read(MANIFEST)
        lock_name, lock_text = await read_lock(self._project) if command.lock else (LOCK, None)
        async with open_nursery() as nursery:
            chosen = (lambda manifest: None) if command.lock_only else staging.expect(nursery, setup.platform)
            resolved = await resolve_project(
                self._project,
                command,
                (manifest_text, lock_text),
                self._registries.npmrc,
                setup.platform,
                registry,
                sources,
                self._report,
                chosen,
            )
            middle = time.monotonic()
            plan = Plan() if command.lock_only else await self._plan(resolved.tree)
            await staging.stage(plan.placed)
            nursery.cancel_scope.cancel()
        plan = without(plan, staging.lost)
        late = time.monotonic()
        self._report(Placing(len(plan.placed)))
        skipped = [] if command.lock_only else await self._place(plan, staging, resolved)
        await self._save(resolved, manifest_text, lock_name, lock_text)
        ended = time.monotonic()
        done = Done(
            added=len(plan.placed),
            removed=len(plan.removed),
            kept=len(plan.kept),
            fetched=supply.fetched,
            bytes=staging.bytes,
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
            native=_native(plan, staging),
            warnings=tuple(self._warnings),
            done=done,
        )

    def _report(self, event: Event) -> None:
        if isinstance(event, Warned):
            self._warnings.append(event.text)
        self._told(event)

    async def _plan(self, tree: Tree) -> Plan:
        for problem in self._registries.npmrc.problems:
            self._report(Warned(problem))
        present = await self._project.placer.present([node.path for node in tree.locked if is_folder(node)])
        bins = list_bins(tree) if self._command.bin_links else ()
        sums = await installed_sums(self._project)
        return make_plan(tree.nodes, bins, present, sums, afresh=self._command.kind == "ci")

    async def _place(self, plan: Plan, staging: Staging, resolved: Resolved) -> list[SkippedScript]:
        """Change the project and run scripts; return those that were not run."""
        if not (plan.placed or plan.removed or plan.links or resolved.tree.nodes):
            return []
        paths = {node.path for node in (*plan.kept, *plan.placed)}
        hidden = Write(HIDDEN_LOCK, await trio.to_thread.run_sync(hidden_lock, resolved.tree, paths))
        building = Building(self._project, plan, hidden, self._report)
        own = resolved.manifest if self._command.kind in ("install", "ci") else None
        where = (self._project.path, self._setup.platform)
        scripts = await trio.to_thread.run_sync(find_scripts, plan, staging.stored, own, *where)
        run = None if self._command.ignore_scripts else self._setup.run_script
        if run is not None and scripts:
            await building.place_and_run(run, scripts)
            return []
        await building.place()
        return [SkippedScript(one.package, one.event, one.command) for one in scripts]

    async def _save(self, resolved: Resolved, manifest_text: str | None, lock_name: str, lock_text: str | None) -> None:
        """Write package.json and the lock, if they changed."""
        command = self._command
        if command.kind == "ci" or command.save == "none":
            return
        if command.kind in ("add", "remove"):
            text = dump_json(resolved.manifest, manifest_text or "")
            if text != manifest_text:
                await self._project.write(MANIFEST, text)
        if command.lock:
            before = parse_lock(lock_text) if lock_text is not None else None
            folder = self._project.path.rstrip("/").rpartition("/")[2]
            text = write_lock(resolved.tree, before, folder=folder)
            if text != lock_text:
                await self._project.write(lock_name, text)


def _native(plan: Plan, staging: Staging) -> list[Native]:
    """Return the packages that have native code, or have to compile it."""
    found = []
    for node in plan.placed:
        stored = staging.stored[node.path]
        built = any(file.path.endswith(".node") for file in stored.index.files)
        if built or stored.has("binding.gyp"):
            found.append(Native(name_of(node), node.path, built))
    return found
