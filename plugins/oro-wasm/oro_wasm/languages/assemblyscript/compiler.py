"""The AssemblyScript compiler: the project's own, or else one that is fetched."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from oro_wasm.builds.build import Report
from oro_wasm.builds.toolchains import NpmPackages
from oro_wasm.languages.node import fetch_packages, fetch_tools, npm_packages

__all__ = ("COMPILER", "PACKAGES", "Compiler", "compiler_for", "installed_in", "packages")

COMPILER = "assemblyscript"
SHIM = "@assemblyscript/wasi-shim"
PACKAGES = Path(__file__).parent


class Compiler(Struct, frozen=True, kw_only=True):
    """A compiler that is there."""

    node: Path
    script: Path
    version: str
    shim: Path
    """The configuration that makes programs of WASI."""


@cache
def packages() -> NpmPackages:
    """Return the packages that are fetched for projects that bring none."""
    return npm_packages(COMPILER, "0.28.20", PACKAGES, megabytes=25, disk=104)


def installed_in(folder: Path, package: str) -> Path | None:
    """Return the folder of a package of npm in the nearest `node_modules` at or above a folder."""
    candidates = (each / "node_modules" / package for each in (folder, *folder.parents))
    return next((each for each in candidates if (each / "package.json").is_file()), None)


async def compiler_for(folder: Path, report: Report) -> Compiler:
    """Return the compiler for a project; what is missing of it is fetched.

    Raises:
        BuildError: something cannot be fetched.
    """
    package, shim = installed_in(folder, COMPILER), installed_in(folder, SHIM)
    if package is not None and shim is not None:
        node = (await fetch_tools(report)).node
    else:
        tools, fetched = await fetch_packages(packages(), report)
        node = tools.node
        package = package or fetched / "node_modules" / COMPILER
        shim = shim or fetched / "node_modules" / SHIM
    return Compiler(
        node=node, script=package / "bin" / "asc.js", version=_version(package), shim=shim / "asconfig.json"
    )


def relative(path: Path, folder: Path) -> str:
    """Return a path as the compiler wants it, which joins even absolute ones to its working folder."""
    return Path(os.path.relpath(path, folder)).as_posix()


def _version(package: Path) -> str:
    told: Any = json.loads((package / "package.json").read_text("utf-8"))
    return str(told.get("version", ""))
