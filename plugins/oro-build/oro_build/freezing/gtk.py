"""WebKitGTK in a built app: the system's own, with the Python bindings alone in the app."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from pathlib import Path
from typing import Any

from oro_build.planning.bytecode import compiled

__all__ = ("HIDDEN", "bindings", "leave_out", "system_libraries")

HIDDEN = ["webview", "webview.platforms.gtk", "cairo"]
_ENGINE = "libwebkit2gtk-4.1.so.0"
_LINE = re.compile(r"^\s*(\S+) => (\S+)", re.MULTILINE)
_BINDINGS = ("gi",)
_UNUSED = ("pygtkcompat", "overrides/keysyms.py", "repository/__pycache__")


def bindings(work: Path) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return PyGObject's files and its extension modules, each with its place.

    They stay files: PyInstaller's own hooks for them would put all of the system's GTK into the app.
    """
    data: list[tuple[str, str]] = []
    extensions: list[tuple[str, str]] = []
    for name in _BINDINGS:
        spec = importlib.util.find_spec(name)
        if spec is None or not spec.origin:
            continue
        folder = Path(spec.origin).parent
        for path in sorted(folder.rglob("*")):
            place = f"{name}/{path.parent.relative_to(folder)}" if path.parent != folder else name
            if path.suffix == ".so":
                extensions.append((str(path), place))
            elif path.suffix == ".py" and "__pycache__" not in path.parts:
                data.append((str(path), place))
                data.append((str(compiled(path, work / "bytecode" / place)), f"{place}/__pycache__"))
    return data, extensions


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
