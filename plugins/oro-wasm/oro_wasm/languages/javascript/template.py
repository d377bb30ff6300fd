"""A new project in JavaScript."""

from __future__ import annotations

from collections.abc import Mapping

from oro_wasm.languages.node import package_json

__all__ = ("files",)

_MAIN = """// A program: what is printed goes to its standard output.
const name = process.argv[2] ?? "world";
console.log(`Hello, ${name}!`);
"""


def files(name: str) -> Mapping[str, str]:
    """Return a program's files by path.

    Args:
        name: of the project.
    """
    manifest = package_json(name, {"main": "index.js"})
    return {"index.js": _MAIN, "package.json": manifest, ".gitignore": "build/\nnode_modules/\n"}
