"""Node and npm, for the languages whose tools come from npm."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from oro_wasm.builds.build import MissingTool, Report
from oro_wasm.builds.pinned import NODE
from oro_wasm.builds.toolchains import NpmPackages, fetch_npm, fetch_py, find_py, missing_npm, missing_py

__all__ = ("NodeTools", "fetch_packages", "fetch_tools", "missing_packages", "npm_packages", "package_json")


class NodeTools(Struct, frozen=True, kw_only=True):
    """The programs of Node."""

    node: Path
    npm: tuple[str, ...]
    """The command of npm."""


def npm_packages(name: str, version: str, folder: Path, *, megabytes: int, disk: int) -> NpmPackages:
    """Return packages of npm whose manifest and lockfile are in a folder."""
    manifest, lock = ((folder / each).read_text("utf-8") for each in ("package.json", "package-lock.json"))
    return NpmPackages(name=name, version=version, megabytes=megabytes, disk=disk, manifest=manifest, lock=lock)


def package_json(name: str, members: Mapping[str, object]) -> str:
    """Return the manifest of a new project.

    Args:
        name: of the project.
        members: what it has besides its name and version.
    """
    told = {"name": name, "version": "0.1.0", "private": True, "type": "module", **members}
    return json.dumps(told, indent=2) + "\n"


def missing_packages(packages: NpmPackages, name: str) -> Sequence[MissingTool]:
    """Return what is missing to run packages of npm: Node, where it is neither installed nor fetched, and themselves.

    Args:
        packages: the packages.
        name: of the tool they are.
    """
    return [*(() if _installed() else missing_py(NODE, "node")), *missing_npm(packages, name)]


async def fetch_tools(report: Report) -> NodeTools:
    """Return the Node that is installed, or else one that is fetched for builds.

    Raises:
        BuildError: it cannot be fetched.
    """
    if (found := _installed()) is not None:
        return found
    package = find_py(NODE) or await fetch_py(NODE, report)
    root = package / NODE.module
    windows = sys.platform == "win32"
    node = root / "node.exe" if windows else root / "bin" / "node"
    modules = root / "node_modules" if windows else root / "lib" / "node_modules"
    return NodeTools(node=node, npm=(str(node), str(modules / "npm" / "bin" / "npm-cli.js")))


async def fetch_packages(packages: NpmPackages, report: Report) -> tuple[NodeTools, Path]:
    """Return Node, and the folder whose `node_modules` has the packages; fetch what is not there.

    Raises:
        BuildError: something cannot be fetched; the message says why and what to do.
    """
    tools = await fetch_tools(report)
    return tools, await fetch_npm(packages, tools.npm, report)


def _installed() -> NodeTools | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    return NodeTools(node=Path(node), npm=(npm,)) if node and npm else None
