"""The lockfiles of a project: the one people keep, and the one in `node_modules` that tells what is installed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from oro_container.core.packages.change import dump_json
from oro_container.core.packages.errors import PackageError
from oro_container.core.packages.folder import ProjectFolder
from oro_container.core.packages.json_objects import read_json
from oro_container.core.packages.lockfile import FOREIGN, parse_lock, refuse_foreign, write_lock
from oro_container.core.packages.tree import Tree

__all__ = ("HIDDEN_LOCK", "LOCK", "hidden_lock", "installed_sums", "read_lock")

LOCK = "package-lock.json"
SHRINKWRAP = "npm-shrinkwrap.json"
HIDDEN_LOCK = "node_modules/.package-lock.json"


async def read_lock(project: ProjectFolder) -> tuple[str, str | None]:
    """Return the name of the lockfile and its text, None if there is none.

    Raises:
        BadMetadata: there is one of another program instead.
    """
    for name in (SHRINKWRAP, LOCK):
        if (text := await project.read(name)) is not None:
            return name, text
    for name in FOREIGN:
        if await project.read(name) is not None:
            raise refuse_foreign(name)
    return LOCK, None


async def installed_sums(project: ProjectFolder) -> Mapping[str, str]:
    """Return the sums of what was installed, by path; none if the hidden lock is missing or damaged."""
    text = await project.read(HIDDEN_LOCK)
    try:
        packages = {} if text is None else parse_lock(text).packages
    except PackageError:
        return {}
    return {
        path: sum_of(str(entry.get("integrity", "")), str(entry.get("resolved", "")))
        for path, entry in packages.items()
    }


def sum_of(integrity: str, resolved: str) -> str:
    """Return what tells a package from others of its version: its sum, or its commit."""
    return integrity or (resolved if resolved.startswith("git") else "")


def hidden_lock(tree: Tree, paths: set[str]) -> bytes:
    """Return the lock that tells npm what is installed.

    Args:
        tree: all that is locked.
        paths: the packages that are there.
    """
    there = tuple(
        node
        for node in tree.nodes
        if node.link or node.in_bundle or node.path in paths or "node_modules/" not in node.path
    )
    whole = read_json(write_lock(replace(tree, locked=there)), LOCK)
    whole["packages"].pop("", None)
    return dump_json(whole).encode()
