"""The files of installed distributions that an app needs at run time. Blocking."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

from oro_framework.__pyinstaller.collecting import packages_of

__all__ = ("compiled_for", "module_files")

_SKIPPED = {"__pycache__", "tests", "test"}
_SKIPPED_OF_OURS = {*_SKIPPED, "__pyinstaller", "dts", "node_modules", "templates", "testing", "typescript"}
_ENDINGS = (".pyc", ".pyi", ".d.ts", ".test.js", ".test.ts", "py.typed", ".c", ".pyx")


def module_files(distribution: str) -> Iterator[tuple[Path, str]]:
    """Yield each file of a distribution with its place in a folder of modules."""
    ours = distribution.startswith("oro-")
    for package in packages_of(distribution):
        spec = importlib.util.find_spec(package)
        places = list(spec.submodule_search_locations or ()) if spec is not None else []
        if places:
            yield from _below(Path(places[0]), package, ours)
        elif spec is not None and spec.origin:
            yield Path(spec.origin), Path(spec.origin).name


def compiled_for(name: str) -> str:
    """Return the Python an extension module is for, as `cpython-311`; empty where it is for each."""
    middle = name.split(".")[1:-1]
    return next((part[: len("cpython-311")] for part in middle if part.startswith("cpython-")), "")


def _below(folder: Path, package: str, ours: bool) -> Iterator[tuple[Path, str]]:
    skipped = _SKIPPED_OF_OURS if ours else _SKIPPED
    for here, folders, names in os.walk(folder, followlinks=True):  # a checkout's JavaScript is behind a link
        folders[:] = sorted(name for name in folders if name not in skipped and not name.startswith("."))
        for name in sorted(names):
            if not name.endswith(_ENDINGS) and not name.startswith("."):
                path = Path(here, name)
                yield path, f"{package}/{path.relative_to(folder).as_posix()}"
