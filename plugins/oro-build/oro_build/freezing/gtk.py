"""WebKitGTK in a built app: the system's own, with the Python bindings alone in the app."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from oro_build.planning.app_files import import_statements, imported_modules
from oro_build.planning.bytecode import compiled

__all__ = ("bindings", "hidden", "leave_out", "system_libraries")

_HIDDEN = ["webview", "webview.platforms.gtk", "cairo"]
_ENGINE = "libwebkit2gtk-4.1.so.0"
_LINE = re.compile(r"^\s*(\S+) => (\S+)", re.MULTILINE)
_BINDINGS = "gi"


def hidden() -> list[str]:
    """Return the modules that the bindings import, which PyInstaller does not see in files."""
    folder = _folder()
    if folder is None:
        return _HIDDEN
    imported = imported_modules(import_statements(folder.rglob("*.py"), folder))
    return [*_HIDDEN, *(name for name in imported if name in sys.stdlib_module_names)]


def bindings(work: Path) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return PyGObject's files and its extension modules, each with its place.

    They stay files: PyInstaller's own hooks for them would put all of the system's GTK into the app.
    """
    data: list[tuple[str, str]] = []
    extensions: list[tuple[str, str]] = []
    folder = _folder()
    assert folder is not None, "the plan found it"
    for path in sorted(folder.rglob("*")):
        place = (Path(_BINDINGS) / path.parent.relative_to(folder)).as_posix()
        if path.suffix == ".so":
            extensions.append((str(path), place))
        elif path.suffix == ".py":
            data.append((str(path), place))
            data.append((str(compiled(path, work / "bytecode" / place)), f"{place}/__pycache__"))
    return data, extensions


def _folder() -> Path | None:
    spec = importlib.util.find_spec(_BINDINGS)
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def leave_out(made: Any) -> None:
    """Remove the libraries that come with the system's WebKitGTK; two of one kind in a process would clash."""
    theirs = system_libraries()
    made.binaries = [item for item in made.binaries if os.path.basename(item[0]) not in theirs]


def system_libraries() -> frozenset[str]:
    """Return the names of the libraries that WebKitGTK loads on this machine."""
    path = _found(_ENGINE)
    if path is None:
        return frozenset()
    told = subprocess.run(["ldd", path], capture_output=True, text=True, check=False).stdout
    return frozenset({name for name, _ in _LINE.findall(told)} | {_ENGINE})


def _found(library: str) -> str | None:
    told = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=False).stdout
    return next((line.rpartition("=> ")[2] for line in told.splitlines() if line.strip().startswith(library)), None)
