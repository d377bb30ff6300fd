"""Find the folders of a project that its packages link to: workspaces, and dependencies such as `file:../a`."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from oro_container.core.packages.errors import BadSpec
from oro_container.core.packages.folder import ProjectFolder
from oro_container.core.packages.json_objects import read_json
from oro_container.core.packages.manifest import Manifest, read_manifest
from oro_container.core.packages.spec import parse_spec
from oro_container.core.packages.workspaces import is_workspace_path

__all__ = ("own_folders",)

_DEPTH = 8
"""Folders deep in which workspaces are looked for."""


async def own_folders(project: ProjectFolder, root: Manifest) -> Mapping[str, Manifest]:
    """Return package.json of each folder that is linked to, by path from the project."""
    found: dict[str, Manifest] = {}
    if root.workspaces:
        await _add_workspaces(project, root, "", found, _DEPTH)
    await _add_links(project, root, "", found)
    for path, manifest in list(found.items()):
        await _add_links(project, manifest, path, found)
    return found


async def _add_workspaces(
    project: ProjectFolder, root: Manifest, folder: str, found: dict[str, Manifest], depth: int
) -> None:
    for name in await project.folders(folder or "."):
        path = f"{folder}/{name}" if folder else name
        if name == "node_modules" or name.startswith("."):
            continue
        if is_workspace_path(root, path):
            await _add(project, path, found)
        if depth > 1:
            await _add_workspaces(project, root, path, found, depth - 1)


async def _add_links(project: ProjectFolder, manifest: Manifest, folder: str, found: dict[str, Manifest]) -> None:
    listed = {**manifest.dev_dependencies, **manifest.optional_dependencies, **manifest.dependencies}
    for name, text in listed.items():
        try:
            spec = parse_spec(name, text)
        except BadSpec:
            continue
        if spec.kind == "link":
            path = posixpath.normpath(posixpath.join(folder, spec.text))
            if path not in found and not path.startswith(("..", "/")):
                await _add(project, path, found)


async def _add(project: ProjectFolder, path: str, found: dict[str, Manifest]) -> None:
    text = await project.read(f"{path}/package.json")
    if text is not None:
        found[path] = read_manifest(read_json(text, f"{path}/package.json"))
