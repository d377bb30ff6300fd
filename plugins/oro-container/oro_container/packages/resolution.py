"""Resolve a project: what its command changes, what its lock has, what registries say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import trio

from oro_container.core.packages.change import Change, change
from oro_container.core.packages.command_line import Command
from oro_container.core.packages.errors import OutOfStep
from oro_container.core.packages.lockfile import parse_lock
from oro_container.core.packages.manifest import Manifest, read_manifest
from oro_container.core.packages.npmrc import Npmrc
from oro_container.core.packages.platform import Platform
from oro_container.core.packages.resolver import Options
from oro_container.core.packages.tree import Tree
from oro_container.packages.events import Report, Warned
from oro_container.packages.json_objects import read_json
from oro_container.packages.locks import LOCK
from oro_container.packages.own_folders import own_folders
from oro_container.packages.project import Project
from oro_container.packages.registry import Registry
from oro_container.packages.resolving import ChoosingResolver, resolve

__all__ = ("MANIFEST", "Resolved", "resolve_project")

MANIFEST = "package.json"


@dataclass(frozen=True, slots=True)
class Resolved:
    """A tree, and package.json as it is to be."""

    tree: Tree
    manifest: Mapping[str, Any]


async def resolve_project(
    project: Project,
    command: Command,
    texts: tuple[str | None, str | None],
    npmrc: Npmrc,
    platform: Platform,
    registry: Registry,
    report: Report,
    chosen: Callable[[Manifest], None],
) -> Resolved:
    """Resolve a project.

    Args:
        project: the project.
        command: what is asked for.
        texts: package.json and the lock.
        npmrc: the settings of npm.
        platform: the system that packages are for.
        registry: is asked for what the lock does not have.
        report: is told how far it is.
        chosen: is told of versions as soon as they are chosen.

    Raises:
        PackageError: the packages cannot be had as they are asked for, or the lock is not in step (`ci`).
        CannotFetch, NotInStore: a registry cannot be asked, or must not be.
    """
    text, lock_text = texts
    if command.kind == "ci" and lock_text is None:
        raise OutOfStep(f'Cannot install: "npm ci" needs {LOCK}, and there is none; use "npm install"')
    asked = _change(command, read_json(text, MANIFEST), npmrc)
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
        folders=await own_folders(project, root),
    )

    def begin() -> ChoosingResolver:
        lock = parse_lock(lock_text) if lock_text is not None else None
        return ChoosingResolver(root, platform, lock, options, asked=asked.asked)

    resolver = await trio.to_thread.run_sync(begin)
    tree = await resolve(resolver, registry, report, chosen)
    for warning in resolver.warnings:
        report(Warned(warning))
    if command.kind in ("add", "remove"):
        raw, tree = asked.settle(tree)
        return Resolved(tree, raw)
    return Resolved(tree, asked.raw)


def _change(command: Command, manifest: Mapping[str, Any], npmrc: Npmrc) -> Change:
    return change(
        manifest,
        add=command.packages if command.kind == "add" else (),
        remove=command.packages if command.kind == "remove" else (),
        kind=None if command.save == "default" or command.save == "none" else command.save,
        prefix="" if command.exact else npmrc.get("save-prefix", "^"),
    )
