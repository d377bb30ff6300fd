"""The files of a project, and the framework they were written for."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

__all__ = ("KINDS", "Project", "recognised")

KINDS = ("Tauri", "Electron", "Neutralino", "Eel", "pywebview", "NiceGUI", "Flet")
"""Frameworks that are recognised, those with a file of their own first."""
MODULES = {"eel": "Eel", "webview": "pywebview", "nicegui": "NiceGUI", "flet": "Flet"}
"""Modules of Python that a program imports, with the framework."""
LEFT_OUT = {"node_modules", "site-packages", "__pycache__", "venv", "env"}
LEFT_OUT |= {"target", "dist", "build", "out", "release", "gen", "icons"}
"""Folders whose files programs wrote."""
READ = (".py", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".html", ".vue", ".svelte", ".rs")
LARGEST = 1 << 20
"""Bytes of a file above which it is taken for one that a program wrote."""

_IMPORT = re.compile(r"^\s*(?:import|from)\s+(eel|webview|nicegui|flet)\b", re.MULTILINE)


class Project(Struct, frozen=True, kw_only=True):
    """A folder with the files of an app."""

    folder: Path
    kind: str
    texts: Mapping[str, str] = field(default_factory=dict)
    """The files that a person wrote, by their path in the folder."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """The framework's own configuration file, where it has one."""

    def package(self) -> Mapping[str, Any]:
        """Return the project's `package.json`; empty where it has none."""
        return _json(self.folder / "package.json")


def recognised(folder: Path) -> Project | None:
    """Return the project of a folder; None where nothing tells what it was written for."""
    texts = dict(_texts(folder))
    for kind, file in (
        ("Tauri", folder / "src-tauri" / "tauri.conf.json"),
        ("Tauri", folder / "tauri.conf.json"),
        ("Neutralino", folder / "neutralino.config.json"),
    ):
        if file.is_file():
            return Project(folder=folder, kind=kind, texts=texts, settings=_json(file))
    package = _json(folder / "package.json")
    if "electron" in {**package.get("devDependencies", {}), **package.get("dependencies", {})}:
        return Project(folder=folder, kind="Electron", texts=texts, settings=package)
    imported = {found for path, text in texts.items() if path.endswith(".py") for found in _IMPORT.findall(text)}
    for module, kind in MODULES.items():
        if module in imported:
            return Project(folder=folder, kind=kind, texts=texts)
    return None


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if each not in LEFT_OUT and not each.startswith("."))
        for name in sorted(files):
            path = Path(where) / name
            if name.endswith(READ) and not name.endswith(".min.js") and path.stat().st_size <= LARGEST:
                yield path.relative_to(folder).as_posix(), path.read_text("utf-8", errors="replace")


def _json(path: Path) -> Mapping[str, Any]:
    """Return the object in a file; empty where there is none, or it is not JSON."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
