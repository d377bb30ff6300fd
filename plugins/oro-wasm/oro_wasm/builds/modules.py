"""The modules among the files that a project's own build has made."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

__all__ = ("chosen_module", "installed_modules", "is_module")

_MAGIC = b"\0asm"
_PARTS = (".o", ".obj", ".a", ".lo")


def is_module(path: Path) -> bool:
    """Return whether a file is WebAssembly, and no object that is yet to be linked."""
    if path.suffix in _PARTS or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def installed_modules(folder: Path) -> list[str]:
    """Move the modules of a folder and those below it to its top, and return their names, sorted."""
    found = [path for path in sorted(folder.rglob("*")) if is_module(path)]
    return sorted({moved_up(path, folder) for path in found})


def moved_up(path: Path, folder: Path) -> str:
    """Move a module to a folder, with `.wasm` for its extension, and return its name."""
    name = path.name if path.suffix == ".wasm" else f"{path.name}.wasm"
    os.replace(path, folder / name)
    return name


def chosen_module(names: Iterable[str], name: str) -> str:
    """Return the module that is named as the project, or else the first."""
    there: Sequence[str] = sorted(names)
    return name if name in there else there[0]
