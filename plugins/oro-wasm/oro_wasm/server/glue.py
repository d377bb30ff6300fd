"""The JavaScript beside a module that toolchains make for it: found by name, and told apart by what the module wants:

app_bg.wasm   app.js          wasm-bindgen
app.wasm      app.js          AssemblyScript, or another toolchain that makes an ES module
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

__all__ = ("Declared", "Glue", "find", "functions_of")

LARGEST = 1 << 20
_EXPORTS_SOMETHING = re.compile(r"^\s*export\b", re.MULTILINE)
_FUNCTION = re.compile(r"^export (?:declare )?function (\w+)\(([^)]*)\)\s*:\s*([^;]+);", re.MULTILINE)
_PARAMETER = re.compile(r"(\w+)\??\s*:\s*([^,]+)")
_INTERNAL = re.compile(r"^(init|initSync|__\w+)$")


class Declared(Struct, frozen=True):
    """A function of glue, as its declarations (`.d.ts`) say."""

    name: str
    params: tuple[tuple[str, str], ...]
    """Names and TypeScript types."""
    result: str


class Glue(Struct, frozen=True, kw_only=True):
    """An ES module that loads a WebAssembly module and has its functions with types of JavaScript."""

    path: Path
    style: str
    """`wasm-bindgen` where its default export loads the module, `module` where importing it does."""
    functions: tuple[Declared, ...]


def find(module: Path) -> Glue | None:
    """Return the glue of a module, or None where there is no ES module of its name beside it."""
    stem = module.stem.removesuffix("_bg")
    for ending in (".js", ".mjs"):
        path = module.with_name(stem + ending)
        text = _text(path)
        if text and _EXPORTS_SOMETHING.search(text):
            declarations = _text(path.with_name(stem + ".d.ts"))
            style = "wasm-bindgen" if module.stem.endswith("_bg") or "__wbindgen" in text else "module"
            return Glue(path=path, style=style, functions=tuple(functions_of(declarations)))
    return None


def functions_of(declarations: str) -> Sequence[Declared]:
    """Return the functions that TypeScript declarations name, besides those that load the module."""
    return [
        Declared(name, tuple((each[0], each[1].strip()) for each in _PARAMETER.findall(params)), result.strip())
        for name, params, result in _FUNCTION.findall(declarations)
        if not _INTERNAL.match(name)
    ]


def _text(path: Path) -> str:
    try:
        return path.read_bytes()[:LARGEST].decode(errors="replace") if path.is_file() else ""
    except OSError:
        return ""
