"""Install the packages of a project.

1. package.json, `.npmrc` and package-lock.json are read, and what is added or removed is changed in the first.
2. The resolver makes a tree; the registry is asked for what the lock does not have.
3. Every package that is not there in the right version is taken from the store, or fetched, checked and kept there,
   and copied beside its place; nothing in the project has changed so far.
4. Packages that do not belong there go, the new ones move to their places, commands are linked.
5. Scripts run, if the caller and the command allow it; if one fails, what was placed is removed again.
6. The lock and package.json are written, only if they changed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import trio

from oro_container.core.packages.bins import list_bins
from oro_container.core.packages.change import Change, change, dump_json
from oro_container.core.packages.command_line import Command
from oro_container.core.packages.errors import OutOfStep, PackageError
from oro_container.core.packages.lockfile import FOREIGN, Lock, parse_lock, refuse_foreign, write_lock
from oro_container.core.packages.manifest import Manifest, read_manifest
from oro_container.core.packages.platform import Platform
from oro_container.core.packages.resolver import Options, Resolver
from oro_container.core.packages.tree import Placed, Tree
from oro_container.errors import CannotFetch, NotInStore, ScriptFailed
from oro_container.packages.copying import Damaged
from oro_container.packages.defaults import with_defaults
from oro_container.packages.destination import Link, Move, Remove, Write
from oro_container.packages.events import Done, Event, Fetching, Placing, Report, RunningScript, Warned
from oro_container.packages.fetcher import Fetcher
from oro_container.packages.folders import own_folders
from oro_container.packages.installed import Installed, Native, SkippedScript
from oro_container.packages.json_objects import read_json
from oro_container.packages.metadata import MetadataCache
from oro_container.packages.network import Network
from oro_container.packages.nursery import open_nursery
from oro_container.packages.plan import Plan, is_folder, make_plan, name_of
from oro_container.packages.project import Project
from oro_container.packages.registries import NpmrcRegistries
from oro_container.packages.registry import Registry
from oro_container.packages.resolving import resolve
from oro_container.packages.scripts import INSTALL, RunScript, Script, package_scripts, project_scripts, scripts_of
from oro_container.packages.store import Store
from oro_container.packages.stored import Stored
from oro_container.packages.supply import Supply

__all__ = ("LOCK", "Setup", "install")

LOCK = "package-lock.json"
SHRINKWRAP = "npm-shrinkwrap.json"
HIDDEN_LOCK = "node_modules/.package-lock.json"
MANIFEST = "package.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The surroundings of an installation."""

    store: Store
    platform: Platform = field(default_factory=Platform)
    network: Network = field(default_factory=Network)
    npmrc: str = ""
    """The text of an `.npmrc` below that of the project."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """The variables that `.npmrc` files may name, and `NODE_ENV`."""
    admits: Callable[[str], bool] = lambda url: True
    """Tells whether a project may have the host ask an address."""
    run_script: RunScript | None = None
    """Runs scripts of packages; None if they are not allowed."""


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
    """
    texts = (await project.read(".npmrc") or "", setup.npmrc)
    registries = NpmrcRegistries(texts, setup.environment, command.registry)
    command = with_defaults(command, registries.npmrc, setup.environment)
    installation = _Installation(project, command, setup, registries, report or (lambda event: None))
    async with Fetcher(setup.network, registries.headers, setup.admits) as fetcher:
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
        self._lock_name = LOCK
        self._told = report
        self._warnings: list[str] = []
        self._fetched = self._bytes = 0
        self._stored: dict[str, Stored] = {}

    async def run(self, fetcher: Fetcher) -> Installed:
        """Do it."""
        begun = time.monotonic()
        setup, command = self._setup, self._command
        cache = MetadataCache(setup.store.folder / "metadata")
        registry = Registry(fetcher, cache, self._registries, setup.network, command.mode)
        manifest_text = await self._project.read(MANIFEST)
        lock_text = await self._read_lock()
        tree, manifest = await self._tree(registry, manifest_text, lock_text)
        resolved = time.monotonic()
        plan = Plan(kept=(), placed=(), removed=(), links=())
        scripts: list[SkippedScript] = []
        placing = resolved
        if not command.lock_only:
            plan, lost = await self._plan(tree), set[str]()
            supply = Supply(setup.store, registry)
            slots = await self._stage(plan, supply, registry, lost)
            plan = _without(plan, lost)
            placing = time.monotonic()
            self._report(Placing(len(plan.placed)))
            scripts = await self._place(plan, slots, tree, manifest)
            self._fetched = supply.fetched
        await self._save(tree, manifest, manifest_text, lock_text)
        ended = time.monotonic()
        done = Done(
            added=len(plan.placed),
            removed=len(plan.removed),
            kept=len(plan.kept),
            fetched=self._fetched,
            bytes=self._bytes,
            seconds=ended - begun,
            resolving_seconds=resolved - begun,
            placing_seconds=ended - placing,
        )
        self._report(done)
        return Installed(
            added=tuple(name_of(node) for node in plan.placed),
            removed=tuple(one.path for one in plan.removed),
            kept=len(plan.kept),
            skipped_scripts=scripts,
            native=self._native(plan),
            warnings=self._warnings,
            done=done,
        )

    def _report(self, event: Event) -> None:
        self._told(event)

    def _warn(self, text: str) -> None:
        self._warnings.append(text)
        self._report(Warned(text))

    async def _read_lock(self) -> str | None:
        if not self._command.lock:
            return None
        for name in (SHRINKWRAP, LOCK):
            if (text := await self._project.read(name)) is not None:
                self._lock_name = name
                break
        if text is None:
            for name in FOREIGN:
                if await self._project.read(name) is not None:
                    raise refuse_foreign(name)
            if self._command.kind == "ci":
                raise OutOfStep(f'Cannot install: "npm ci" needs {LOCK}, and there is none; use "npm install"')
        return text

    async def _tree(
        self, registry: Registry, text: str | None, lock_text: str | None
    ) -> tuple[Tree, Mapping[str, Any]]:
        """Resolve; return the tree, and package.json as it is to be."""
        command = self._command
        for problem in self._registries.npmrc.problems:
            self._warn(problem)
        asked = self._change(read_json(text, MANIFEST))
        root = read_manifest(asked.raw)
        options = Options(
            omit=command.omit,
            force=command.force,
            legacy_peer_deps=bool(command.legacy_peer_deps),
            strict_peer_deps=command.strict_peer_deps,
            prefer_dedupe=command.prefer_dedupe,
            default_tag=command.tag,
            frozen=command.kind == "ci",
            update=asked.asked,
            folders=await own_folders(self._project, root),
        )
        lock = parse_lock(lock_text) if lock_text is not None else None
        resolver = await trio.to_thread.run_sync(self._resolver, root, lock, options, asked.asked)
        tree = await resolve(resolver, registry, self._told)
        for warning in resolver.warnings:
            self._warn(warning)
        if command.kind in ("add", "remove"):
            raw, tree = asked.settle(tree)
            return tree, raw
        return tree, asked.raw

    def _change(self, manifest: Mapping[str, Any]) -> Change:
        command = self._command
        return change(
            manifest,
            add=command.packages if command.kind == "add" else (),
            remove=command.packages if command.kind == "remove" else (),
            kind=None if command.save == "default" or command.save == "none" else command.save,
            prefix="" if command.exact else self._registries.npmrc.get("save-prefix", "^"),
        )

    def _resolver(self, root: Manifest, lock: Lock | None, options: Options, asked: frozenset[str]) -> Resolver:
        return Resolver(root, self._setup.platform, lock, options, asked=asked)

    async def _plan(self, tree: Tree) -> Plan:
        present = await self._project.placer.present([node.path for node in tree.locked if is_folder(node)])
        before: Mapping[str, str] = {}
        if (text := await self._project.read(HIDDEN_LOCK)) is not None:
            before = _sums(text)
        bins = list_bins(tree) if self._command.bin_links else ()
        return make_plan(tree.nodes, bins, present, before, afresh=self._command.kind == "ci")

    async def _stage(self, plan: Plan, supply: Supply, registry: Registry, lost: set[str]) -> Mapping[str, str]:
        """Copy what is placed beside its place; return the name each has there, by path."""
        slots = {node.path: str(number) for number, node in enumerate(plan.placed)}
        done = 0

        def arrived(size: int) -> None:
            self._bytes += size

        async def stage(node: Placed) -> None:
            nonlocal done
            name = name_of(node)
            if node.manifest.deprecated:
                self._warn(f"{name} is deprecated: {node.manifest.deprecated[:500]}")
            try:
                url = await self._address(node, registry)
                stored = await supply.get(name, url, node.integrity, arrived)
                stored = await self._staged(slots[node.path], stored, name, url, node, supply)
                self._stored[node.path] = stored
            except (CannotFetch, NotInStore) as error:
                if not node.optional:
                    raise
                lost.add(node.path)
                self._warn(f"{name} is optional and left out: {error}")
            done += 1
            self._report(Fetching(done, len(plan.placed), self._bytes))

        async with open_nursery() as nursery:
            for node in plan.placed:
                nursery.start_soon(stage, node)
        return slots

    async def _staged(self, slot: str, stored: Stored, name: str, url: str, node: Placed, supply: Supply) -> Stored:
        """Copy a package; one that is damaged in the store is fetched again, once."""
        placer = self._project.placer
        try:
            await placer.stage(slot, stored)
        except Damaged:
            await placer.unstage(slot)
            stored = await supply.replace(stored, name, url, node.integrity)
            await placer.stage(slot, stored)
        return stored

    async def _address(self, node: Placed, registry: Registry) -> str:
        """Return the address of a package's archive; locks may leave it out."""
        if node.resolved.startswith(("http://", "https://")):
            return node.resolved
        if node.resolved:
            raise PackageError(
                f'Cannot install "{name_of(node)}" from "{node.resolved[:200]}": only archives of registries and of '
                "addresses with http are installed here; use the real npm",
                package=node.name,
            )
        said = await registry.metadata(node.package)
        found = said["versions"].get(node.version) or {}
        url = found.get("dist", {}).get("tarball")
        if not isinstance(url, str):
            raise PackageError(f'Cannot install "{name_of(node)}": the registry has no such version', package=node.name)
        return url

    async def _place(
        self, plan: Plan, slots: Mapping[str, str], tree: Tree, manifest: Mapping[str, Any]
    ) -> list[SkippedScript]:
        """Remove, move, link, and run scripts; return those that were not run."""
        placer = self._project.placer
        changes: list[Remove | Move | Link | Write] = [*plan.removed]
        changes += [Move(slots[node.path], node.path) for node in plan.placed]
        scripts = await trio.to_thread.run_sync(self._scripts, plan)
        scripts += project_scripts(manifest, self._project.path, self._setup.platform) if self._whole else []
        hidden = Write(HIDDEN_LOCK, _hidden_lock(tree, {node.path for node in (*plan.kept, *plan.placed)}).encode())
        if not (plan.placed or plan.removed or plan.links or tree.nodes):
            return []
        run = None if self._command.ignore_scripts else self._setup.run_script
        if run is None or not scripts:
            await placer.apply([*changes, *plan.links, hidden])
            return [SkippedScript(one.package, one.event, one.command) for one in scripts]
        try:
            await placer.apply(changes)
            await self._build(run, scripts, plan, hidden)
        except BaseException:
            # A package whose scripts did not run must not count as installed the next time.
            with trio.CancelScope(shield=True):
                await placer.apply([Remove(node.path) for node in plan.placed])
            raise
        return []

    async def _build(self, run: RunScript, scripts: Sequence[Script], plan: Plan, hidden: Write) -> None:
        """Run the scripts of packages, with their commands linked after `preinstall`; then those of the project."""
        placer = self._project.placer
        failed: set[str] = set()
        for event in INSTALL:
            failed |= await self._run_all(
                run, [one for one in scripts if one.folder and one.event == event and one.folder not in failed]
            )
            if event == INSTALL[0]:
                await placer.apply(plan.links)
        await placer.apply([*(Remove(path) for path in failed), hidden])
        await self._run_all(run, [one for one in scripts if not one.folder])

    @property
    def _whole(self) -> bool:
        """Whether the project's own scripts run, as they do unless packages are named."""
        return self._command.kind in ("install", "ci")

    async def _run_all(self, run: RunScript, scripts: Sequence[Script]) -> set[str]:
        """Run scripts one after another; return the folders of optional packages whose script failed."""
        failed = set()
        for script in scripts:
            self._report(RunningScript(script.package, script.event))
            status = await run(script)
            if status and not script.optional:
                raise ScriptFailed(script.package, script.event, script.command, status)
            if status:
                failed.add(script.folder)
                self._warn(f"{script.package} is optional and left out: its {script.event} ended with status {status}")
        return failed

    def _scripts(self, plan: Plan) -> list[Script]:
        """Find the scripts of what is placed."""
        found: list[Script] = []
        for node in sorted(plan.placed, key=lambda one: (one.depth, one.path)):
            stored = self._stored[node.path]
            gyp = stored.has("binding.gyp")
            if not (node.has_install_script or gyp):
                continue
            manifest = read_json((stored.read(MANIFEST) or b"{}").decode("utf-8-sig", "replace"), node.path)
            commands = scripts_of(manifest, gyp)
            found += package_scripts(node, manifest, commands, self._project.path, self._setup.platform)
        return found

    def _native(self, plan: Plan) -> list[Native]:
        found = []
        for node in plan.placed:
            stored = self._stored[node.path]
            built = any(file.path.endswith(".node") for file in stored.index.files)
            if built or stored.has("binding.gyp"):
                found.append(Native(name_of(node), node.path, built))
        return found

    async def _save(
        self, tree: Tree, manifest: Mapping[str, Any], manifest_text: str | None, lock_text: str | None
    ) -> None:
        """Write package.json and the lock, if they changed."""
        command = self._command
        if command.kind == "ci" or command.save == "none":
            return
        if command.kind in ("add", "remove"):
            text = dump_json(manifest, manifest_text or "")
            if text != manifest_text:
                await self._project.write(MANIFEST, text)
        if command.lock:
            before = parse_lock(lock_text) if lock_text is not None else None
            text = write_lock(tree, before, folder=self._project.path.rstrip("/").rpartition("/")[2])
            if text != lock_text:
                await self._project.write(self._lock_name, text)


def _without(plan: Plan, lost: set[str]) -> Plan:
    """Return a plan without packages that could not be had, and what lies in them."""
    if not lost:
        return plan
    gone = tuple(f"{path}/" for path in lost)
    return replace(
        plan,
        placed=tuple(node for node in plan.placed if node.path not in lost and not node.path.startswith(gone)),
        links=tuple(link for link in plan.links if not link.file.startswith(gone)),
    )


def _sums(text: str) -> Mapping[str, str]:
    """Return the sums of what was installed, by path; none if the file is damaged."""
    try:
        packages = parse_lock(text).packages
    except PackageError:
        return {}
    return {path: str(entry.get("integrity", "")) for path, entry in packages.items()}


def _hidden_lock(tree: Tree, paths: set[str]) -> str:
    """Return the text of the lock that tells npm what is installed."""
    there = tuple(node for node in tree.nodes if node.link or node.in_bundle or node.path in paths)
    whole = read_json(write_lock(replace(tree, locked=there)), LOCK)
    whole["packages"].pop("", None)
    return dump_json(whole)
