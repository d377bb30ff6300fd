"""Find the files of an app that go into it, and what its own Python imports."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

__all__ = ("app_files", "import_statements", "imported_modules")

_FOLDERS = {"__pycache__", "build", "venv", "env", "tests", "__tests__", "coverage"}
"""Names of folders of which a built app has no use; those with a dot are left out as well."""
_FILES = (".*", "*.pyc", "*.log", "*~", "*.orig", "oro.d.ts", "tsconfig*.json", "*.tsbuildinfo", "conftest.py")
_PACKAGED = {"LICENSE", "package.json"}


def app_files(
    folder: Path, *, exclude: Sequence[str] = (), include: Sequence[str] = (), only: Sequence[str] = ()
) -> Iterator[Path]:
    """Yield the files of an app's folder that go into the built app, sorted.

    Args:
        folder: of the app.
        exclude: patterns of paths and names that stay out.
        include: patterns that go in whatever else says.
        only: folders that go in, with Python and configuration beside them; everything when empty.
    """
    for here, folders, files in os.walk(folder, followlinks=True):
        place = Path(here)
        within = "" if place == folder else place.relative_to(folder).as_posix() + "/"
        packages = "node_modules" in PurePosixPath(within).parts
        folders[:] = sorted(
            name for name in folders if _enters(place / name, packages, f"{within}{name}", exclude, include)
        )
        for name in sorted(files):
            path = f"{within}{name}"
            if _matches(path, include) or (_wanted(path, only) and not _stays(path, name, packages, exclude)):
                yield place / name


def _enters(folder: Path, packages: bool, path: str, exclude: Sequence[str], include: Sequence[str]) -> bool:
    if any(pattern == path or pattern.startswith(f"{path}/") or fnmatch(path, pattern) for pattern in include):
        return True
    if _matches(path, exclude) or (folder / "pyvenv.cfg").exists():
        return False
    return not folder.name.startswith(".") and (packages or folder.name not in _FOLDERS)


def _stays(path: str, name: str, packages: bool, exclude: Sequence[str]) -> bool:
    if _matches(path, exclude):
        return True
    return not packages and any(fnmatch(name, pattern) for pattern in _FILES)


def _wanted(path: str, only: Sequence[str]) -> bool:
    if not only or path.endswith(".py") or path in ("oro.toml", "socket.ini"):
        return True
    return any(path.startswith(f"{each}/") for each in only)


def _matches(path: str, patterns: Iterable[str]) -> bool:
    name = path.rpartition("/")[2]
    return any(
        fnmatch(path, each) or fnmatch(name, each) or path.startswith(f"{each.rstrip('/')}/") for each in patterns
    )


def import_statements(files: Iterable[Path], folder: Path) -> list[str]:
    """Return the import statements of Python files but those of modules that the app has itself."""
    own = {path.name.partition(".")[0] for path in folder.iterdir()}
    found: dict[str, None] = {}
    for file in files:
        try:
            tree = ast.parse(file.read_bytes(), str(file))
        except SyntaxError:
            continue  # told when it is compiled
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names if alias.name.partition(".")[0] not in own]
                found |= dict.fromkeys(f"import {name}" for name in names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [alias.name for alias in node.names if alias.name != "*"]
                if node.module.partition(".")[0] not in {*own, "__future__"}:
                    found |= dict.fromkeys(
                        [f"import {node.module}", *(f"from {node.module} import {n}" for n in names)]
                    )
    return sorted(found)


def imported_modules(statements: Iterable[str]) -> list[str]:
    """Return the top-level modules of import statements."""
    return sorted({statement.split()[1].partition(".")[0] for statement in statements})
