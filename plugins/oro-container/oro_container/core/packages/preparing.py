"""`prepare`, which makes a resolver of a command line and the files of a project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oro_container.core.packages.change import Change, change
from oro_container.core.packages.command_line import Command
from oro_container.core.packages.errors import OutOfStep
from oro_container.core.packages.folder import ProjectFolder
from oro_container.core.packages.json_objects import read_json
from oro_container.core.packages.lockfile import parse_lock
from oro_container.core.packages.locks import LOCK
from oro_container.core.packages.manifest import Manifest, read_manifest
from oro_container.core.packages.npmrc import Npmrc
from oro_container.core.packages.own_folders import own_folders
from oro_container.core.packages.platform import Platform
from oro_container.core.packages.resolver import Options, Resolver
from oro_container.core.packages.tree import Tree

__all__ = ("MANIFEST", "ChoosingResolver", "Prepared", "Resolved", "prepare")

MANIFEST = "package.json"


class ChoosingResolver(Resolver):
    """A resolver that tells which packages have a place so far."""

    def chosen(self) -> list[Manifest]:
        """Return the packages that have a place so far; most of them have one in the end."""
        nodes = self._root.subtree()
        return [node.manifest for node in nodes if node.resolved and not node.is_link and not node.inert]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A tree, and package.json as it is to be."""

    tree: Tree
    manifest: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A project that is to be resolved."""

    command: Command
    asked: Change
    root: Manifest
    options: Options
    platform: Platform
    lock_text: str | None

    def begin(self) -> ChoosingResolver:
        """Return its resolver; it takes a while where much is locked."""
        lock = parse_lock(self.lock_text) if self.lock_text is not None else None
        return ChoosingResolver(self.root, self.platform, lock, self.options, asked=self.asked.asked)

    def settle(self, tree: Tree) -> Resolved:
        """Return the tree that came out, with package.json as it is to be."""
        if self.command.kind in ("add", "remove"):
            raw, tree = self.asked.settle(tree)
            return Resolved(tree, raw)
        return Resolved(tree, self.asked.raw)


async def prepare(
    project: ProjectFolder,
    command: Command,
    texts: tuple[str | None, str | None],
    npmrc: Npmrc,
    platform: Platform,
) -> Prepared:
    """Prepare a project.

    Args:
        project: the project.
        command: what is asked for.
        texts: package.json and the lock.
        npmrc: the settings of npm.
        platform: the system that packages are for.

    Raises:
        PackageError: the packages cannot be had as they are asked for, or there is no lock (`ci`).
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
    return Prepared(command, asked, root, options, platform, lock_text)


def _change(command: Command, manifest: Mapping[str, Any], npmrc: Npmrc) -> Change:
    return change(
        manifest,
        add=command.packages if command.kind == "add" else (),
        remove=command.packages if command.kind == "remove" else (),
        kind=None if command.save == "default" or command.save == "none" else command.save,
        prefix="" if command.exact else npmrc.get("save-prefix", "^"),
    )
