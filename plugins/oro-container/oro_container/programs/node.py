"""Node and npm: those of the machine, or else those that were fetched."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

__all__ = ("Node", "default_registry", "find_node", "npm_program")

_DEFINITIONS = "node_modules/@npmcli/config/lib/definitions/definitions.js"
"""The file of npm with the defaults of its settings."""
_DEFAULT = re.compile(r"registry: new Definition\('registry', \{\s*default: '(https?://[^']+)'")


@dataclass(frozen=True, slots=True)
class Node:
    """A Node on this machine."""

    program: str
    """The file of `node`."""
    npm: str | None
    """The folder of the package `npm` that came with it; None where there is none."""


def find_node() -> Node | None:
    """Return the Node of the machine, or else the one that was fetched; None where there is neither."""
    program = shutil.which("node") or _fetched()
    if program is None:
        return None
    real = os.path.realpath(program)
    return Node(real, _npm_of(real))


@cache
def npm_program() -> str:
    """Return the text of the program `npm`, which has the host install packages, and is npm itself for all else."""
    return (Path(__file__).parent / "npm.cjs").read_text("utf-8")


@cache
def default_registry() -> str:
    """Return the registry that the machine's npm asks where none is set; empty where there is no npm."""
    node = find_node()
    if node is None or node.npm is None:
        return ""
    try:
        text = (Path(node.npm) / _DEFINITIONS).read_text("utf-8")
    except OSError:
        return ""
    found = _DEFAULT.search(text)
    return found[1] if found else ""


def _fetched() -> str | None:
    if find_spec("oro_wasm") is None:
        return None
    from oro_wasm.builds.pinned import NODE
    from oro_wasm.builds.toolchains import find_py

    packages = find_py(NODE)
    program = packages and packages / NODE.module / "bin" / "node"
    return str(program) if program and program.is_file() else None


def _npm_of(node: str) -> str | None:
    prefixes = [Path(node).parent.parent]
    if (npm := shutil.which("npm")) is not None:
        prefixes.insert(0, Path(os.path.realpath(npm)).parents[2])
    for prefix in prefixes:
        for folder in (prefix / "npm", prefix / "lib" / "node_modules" / "npm"):
            if (folder / "bin" / "npm-cli.js").is_file():
                return str(folder)
    return None
