"""A new project in AssemblyScript."""

from __future__ import annotations

from collections.abc import Mapping

from oro_wasm.languages.node import package_json

__all__ = ("files",)

_MAIN = """// A program: what is printed goes to its standard output.
const name = process.argv.length > 1 ? process.argv[1] : "world";
console.log("Hello, " + name + "!");
"""
_TYPES = """{
  "extends": "assemblyscript/std/assembly.json",
  "include": ["./**/*.ts"]
}
"""
_PACKAGES = {"@assemblyscript/wasi-shim": "^0.1.0", "assemblyscript": "^0.28.20"}


def files(name: str) -> Mapping[str, str]:
    """Return a program's files by path; it builds with the compiler that is fetched, so it needs no `npm install`.

    Args:
        name: of the project.
    """
    return {
        "assembly/index.ts": _MAIN,
        "assembly/tsconfig.json": _TYPES,
        "package.json": package_json(name, {"devDependencies": _PACKAGES}),
        ".gitignore": "build/\nnode_modules/\n",
    }
