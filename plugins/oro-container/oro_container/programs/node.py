"""Node and npm: those of the machine."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ("Node", "find_node", "npm_program")


@dataclass(frozen=True, slots=True)
class Node:
    """A Node on this machine."""

    program: str
    """The file of `node`."""
    npm: str | None
    """The folder of the package `npm` that came with it; None where there is none."""


def find_node() -> Node | None:
    """Return the Node of the machine; None where there is none."""
    program = shutil.which("node")
    if program is None:
        return None
    real = os.path.realpath(program)
    return Node(real, _npm_of(real))


@cache
def npm_program() -> str:
    """Return the text of the program `npm`, which has the host install packages, and is npm itself for all else."""
    return (Path(__file__).parent / "npm.cjs").read_text("utf-8")


def _npm_of(node: str) -> str | None:
    prefixes = [Path(node).parent.parent]
    if (npm := shutil.which("npm")) is not None:
        prefixes.insert(0, Path(os.path.realpath(npm)).parents[2])
    for prefix in prefixes:
        for folder in (prefix / "npm", prefix / "lib" / "node_modules" / "npm"):
            if (folder / "bin" / "npm-cli.js").is_file():
                return str(folder)
    return None
