"""Which plugins are installed, found by the entry-point group `oro` without importing any.

Reading the metadata of every installed distribution costs a file or two each, so the answer is kept
in a small index in the user's cache folder, valid for as long as no folder of `sys.path` changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ("Found", "cache_folder", "discover")

GROUP = "oro"


@dataclass(frozen=True, slots=True)
class Found:
    """One entry point: the plugin's name, the module it names, and the distribution that brought it."""

    name: str
    module: str
    distribution: str
    version: str


def discover(path: Sequence[str] | None = None, cache: Path | None = None) -> list[Found]:
    """Return every installed plugin, sorted by name.

    Args:
        path: import path to search; `sys.path` when None.
        cache: folder of the index; the user's cache folder when None.
    """
    folders = [entry or os.curdir for entry in (sys.path if path is None else path)]
    stamp = _stamp(folders)
    digest = hashlib.sha256(json.dumps(folders).encode()).hexdigest()[:16]
    index = (cache or cache_folder()) / f"plugins-{digest}.json"
    found = _read(index, stamp)
    if found is None:
        found = sorted(_scan(folders), key=lambda item: (item.name, item.distribution))
        _write(index, stamp, found)
    return found


def cache_folder() -> Path:
    """Return the folder for what can be rebuilt at any time."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "oro-framework"


def _stamp(folders: Iterable[str]) -> list[list[object]]:
    """What changes when a distribution comes, goes or is replaced: the folders' own mtimes."""
    stamps: list[list[object]] = []
    for folder in folders:
        try:
            stamps.append([folder, os.stat(folder).st_mtime_ns])
        except OSError:
            continue
    return stamps


def _scan(folders: list[str]) -> Iterable[Found]:
    from importlib import metadata  # dear to import, and needed only when something changed

    seen: set[str] = set()
    for distribution in metadata.distributions(path=folders):
        name = distribution.name
        if not name or name in seen:
            continue
        seen.add(name)
        for entry in distribution.entry_points:
            if entry.group == GROUP:
                yield Found(entry.name, entry.value, name, distribution.version)


def _read(index: Path, stamp: list[list[object]]) -> list[Found] | None:
    try:
        kept = json.loads(index.read_bytes())
        return [Found(**item) for item in kept["plugins"]] if kept["stamp"] == stamp else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(index: Path, stamp: list[list[object]], found: list[Found]) -> None:
    """Replace the index in one step; a cache that cannot be written is only slower."""
    import tempfile

    try:
        index.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=index.parent, delete=False) as file:
            json.dump({"stamp": stamp, "plugins": [asdict(item) for item in found]}, file)
        os.replace(file.name, index)
    except OSError:
        return
