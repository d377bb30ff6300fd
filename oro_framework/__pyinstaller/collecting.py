"""Collect what a distribution brings to a built app: its modules, its other files, and its metadata."""

from __future__ import annotations

import importlib.util
import os
import sysconfig
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

__all__ = ("AUTHORS", "Parts", "files_of", "modules_of", "packages_of", "parts_of", "plugin_distributions")

AUTHORS = frozenset({"oro-build"})
"""Distributions that only authors of apps need."""
_SKIPPED = frozenset({"__pycache__", "__pyinstaller", "dts", "node_modules", "templates", "tests", "typescript"})
"""Folders of our packages that no app needs."""
_SKIPPED_ENDINGS = (".py", ".pyc", ".pyi", ".d.ts", ".test.js", ".test.ts", "py.typed")
_NATIVE = (".so", ".dylib", ".dll", ".pyd")
_SUFFIX = str(sysconfig.get_config_var("EXT_SUFFIX") or ".so")


class Parts(NamedTuple):
    """The parts of one distribution, as PyInstaller's `Analysis` takes them."""

    modules: Sequence[str]
    data: Sequence[tuple[str, str]]
    libraries: Sequence[tuple[str, str]]


def plugin_distributions() -> list[str]:
    """Return the names of the installed distributions that have plugins."""
    names = {each.dist.name for each in metadata.entry_points(group="oro") if each.dist is not None}
    return sorted(names - AUTHORS)


def parts_of(distribution: str) -> Parts:
    """Return the parts of an installed distribution of ours or of a plugin."""
    modules: list[str] = []
    data: list[tuple[str, str]] = []
    libraries: list[tuple[str, str]] = []
    for package in packages_of(distribution):
        modules += modules_of(package)
        for file, place in files_of(package):
            (libraries if _is_library(file) else data).append((str(file), place))
    return Parts(modules, data, libraries)


def packages_of(distribution: str) -> list[str]:
    """Return the importable packages and modules of a distribution."""
    found = metadata.distribution(distribution)
    names = set((found.read_text("top_level.txt") or "").split())
    for file in found.files or ():
        head, *rest = file.parts
        if rest and not head.endswith((".dist-info", ".data")) and head not in ("..", "__pycache__"):
            names.add(head)
        elif not rest and head.endswith((".py", *_NATIVE)):
            names.add(head.partition(".")[0])
    names.add(found.name.replace("-", "_"))  # an editable installation lists none
    return sorted(name for name in names if name.isidentifier() and _has_modules(name))


def modules_of(package: str) -> list[str]:
    """Return the names of a package and of all its modules but those of tests."""
    folder = _folder(package)
    if folder is None:
        return [package]
    names = [package]
    for here, files in _walk(folder):
        inside = ".".join([package, *here.relative_to(folder).parts])
        for name in files:
            stem, dot, ending = name.partition(".")
            if dot and stem.isidentifier() and (ending == "py" or name.endswith((_SUFFIX, ".abi3.so"))):
                names.append(inside if stem == "__init__" else f"{inside}.{stem}")
    return sorted(set(names))


def files_of(package: str) -> Iterator[tuple[Path, str]]:
    """Yield the files of a package that are no modules, each with the folder of a built app it belongs to."""
    folder = _folder(package)
    if folder is None:
        return
    for here, files in _walk(folder):
        place = os.path.join(package, here.relative_to(folder))
        for name in files:
            if not name.startswith(".") and not name.endswith((*_SKIPPED_ENDINGS, _SUFFIX, ".abi3.so")):
                yield here / name, os.path.normpath(place)


def _walk(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    for here, folders, files in os.walk(folder, followlinks=True):  # a checkout's JavaScript is behind a link
        folders[:] = sorted(name for name in folders if name not in _SKIPPED and not name.startswith("."))
        if folder.name == "oro_framework" and Path(here) == folder and "testing" in folders:
            folders.remove("testing")
        yield Path(here), sorted(files)


def _is_library(file: Path) -> bool:
    return file.suffix in _NATIVE or ".so." in file.name


def _has_modules(name: str) -> bool:
    """Return whether a name is that of a module or package; a folder of libraries is neither."""
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return False
    if spec is None or spec.origin is not None:
        return spec is not None
    return any(next(Path(place).rglob("*.py"), None) for place in spec.submodule_search_locations or ())


def _folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    return Path(places[0]) if places else None
