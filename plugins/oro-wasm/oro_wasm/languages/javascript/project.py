"""A project in JavaScript: its entry file, and the world its component is of."""

from __future__ import annotations

import json
from pathlib import Path

from oro_wasm.languages.entry_project import EntryProject, entry_in, read_manifest, wit_in

__all__ = ("ENTRY_FILES", "read_project")

ENTRY_FILES = ("index.js", "main.js", "app.js", "index.mjs", "main.mjs", "src/index.js", "src/main.js")


def read_project(path: Path) -> EntryProject:
    """Return what is made WebAssembly, by the files there are, and by `main` and `oro-wasm.world` in `package.json`.

    Args:
        path: a folder, or a single file, which is a program.

    Raises:
        BuildError: there is no entry file, or `package.json` is wrong.
    """
    if not path.is_dir():
        return EntryProject(entry=path, root=path.parent)
    told = read_manifest(path / "package.json", json.loads)
    main, own = told.get("main"), told.get("oro-wasm")
    named = main if isinstance(main, str) else ""
    entry = entry_in(path, named, ENTRY_FILES, 'name the entry file as "main" in package.json')
    world = str(own.get("world", "")) if isinstance(own, dict) else ""
    return EntryProject(entry=entry, root=path, wit=wit_in(path), world=world)
