"""Resolve a project: what its command changes, what its lock has, what registries say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import trio

from oro_container.core.packages.command_line import Command
from oro_container.core.packages.events import Report, Warned
from oro_container.core.packages.manifest import Manifest
from oro_container.core.packages.npmrc import Npmrc
from oro_container.core.packages.platform import Platform
from oro_container.core.packages.preparing import Resolved, prepare
from oro_container.packages.project import Project
from oro_container.packages.registry import Registry
from oro_container.packages.resolving import resolve
from oro_container.packages.sources import Sources

__all__ = ("resolve_project",)


async def resolve_project(
    project: Project,
    command: Command,
    texts: tuple[str | None, str | None],
    npmrc: Npmrc,
    platform: Platform,
    registry: Registry,
    sources: Sources,
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
        sources: have the packages that the registry does not.
        report: is told how far it is.
        chosen: is told of versions as soon as they are chosen.

    Raises:
        PackageError: the packages cannot be had as they are asked for, or the lock is not in step (`ci`).
        CannotFetch, NotInStore: a registry cannot be asked, or must not be.
    """
    if command.kind == "add":
        command = replace(command, packages=tuple([await sources.named(each) for each in command.packages]))
    prepared = await prepare(project, command, texts, npmrc, platform)
    resolver = await trio.to_thread.run_sync(prepared.begin)
    tree = await resolve(resolver, registry, sources, report, chosen)
    for warning in resolver.warnings:
        report(Warned(warning))
    return prepared.settle(tree)
