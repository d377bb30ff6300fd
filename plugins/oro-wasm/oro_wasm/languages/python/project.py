"""A project in Python: its module, and the world its component is of."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from oro_wasm.languages.entry_project import EntryProject, entry_in, read_manifest, wit_in

__all__ = ("ENTRY_FILES", "read_project")

ENTRY_FILES = ("app.py", "main.py", "__main__.py", "src/app.py", "src/main.py")


def read_project(path: Path) -> EntryProject:
    """Return what a component is made of, from the files there are and `[tool.oro-wasm]` in `pyproject.toml`.

    Args:
        path: a folder, or a single file, which is a program.

    Raises:
        BuildError: there is no entry file, or `pyproject.toml` is wrong.
    """
    if not path.is_dir():
        return EntryProject(entry=path, root=path.parent)
    table = _table(path / "pyproject.toml")
    advice = 'name the entry file in pyproject.toml: [tool.oro-wasm] entry = "NAME.py"'
    entry = entry_in(path, str(table.get("entry", "")), ENTRY_FILES, advice)
    return EntryProject(entry=entry, root=entry.parent, wit=wit_in(path), world=str(table.get("world", "")))


def _table(path: Path) -> dict[str, Any]:
    tools = read_manifest(path, tomllib.loads).get("tool")
    table = tools.get("oro-wasm") if isinstance(tools, dict) else None
    return table if isinstance(table, dict) else {}
