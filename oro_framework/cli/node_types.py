"""Whether a project takes the types of `node:` names from `@types/node`.

Many a project has that package only because another one wants it, and its own files do not see it then: with a list of
`types` in its configuration, and by TypeScript 6 and later without one.
"""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ("has_node_types",)

NAME = "@types/node"
CONFIGURATIONS = ("tsconfig.json", "tsconfig.app.json", "jsconfig.json")
_TYPES = re.compile(r"""["']types["']\s*:\s*\[([^\]]*)\]""")
_VERSION = re.compile(r"""["']version["']\s*:\s*["'](\d+)""")
LISTED = 6
"""The version of TypeScript from which on it takes only the types that are listed."""


def has_node_types(folder: Path) -> bool:
    """Return whether the files of the project in a folder see `@types/node`."""
    packages = folder / "node_modules"
    if not (packages / NAME).is_dir():
        return False
    listed = [found[1] for name in CONFIGURATIONS if (found := _TYPES.search(_text(folder / name)))]
    if listed:
        return any(re.search(r"""["']node["']""", types) for types in listed)
    version = _VERSION.search(_text(packages / "typescript" / "package.json"))
    return version is None or int(version[1]) < LISTED


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.is_file() else ""
