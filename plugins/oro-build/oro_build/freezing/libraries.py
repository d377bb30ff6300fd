"""Shared libraries of a built app: those nothing needs any more are left out, Python's own lose their symbols."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from PyInstaller.depend import bindepend

__all__ = ("Item", "stripped", "whole_links", "without")

Item = tuple[str, str, str]
"""A file of PyInstaller's tables: its place in the app, its source, its kind."""

_LINK = "SYMLINK"


def without(binaries: Sequence[Item], unused: Callable[[str], bool], apart: Callable[[str], bool]) -> list[Item]:
    """Return binaries but those an app does without, and but the libraries that only these load.

    Args:
        binaries: all of them.
        unused: returns whether the app does without a file, by its place.
        apart: returns whether a file is a library that counts only if another file loads it, by its place.
    """
    kept = [item for item in binaries if not unused(item[0])]
    files = [item for item in kept if item[2] != _LINK]
    gone = [item for item in binaries if item not in kept and item[2] != _LINK]
    suspects = _reached(gone, files)
    waiting = [item for item in files if os.path.basename(item[0]) not in suspects and not apart(item[0])]
    needed = _reached(waiting, files)
    left = {
        item[0]
        for item in files
        if (apart(item[0]) or os.path.basename(item[0]) in suspects) and os.path.basename(item[0]) not in needed
    }
    kept = [item for item in kept if item[0] not in left]
    return kept


def whole_links(items: Sequence[Item], places: Collection[str]) -> list[Item]:
    """Return items but links to files that are not among the places."""
    return [item for item in items if item[2] != _LINK or _target(item) in places]


def stripped(binaries: Sequence[Item], folder: Path) -> list[Item]:
    """Return binaries with Python's own library and extension modules without their symbols, as distributions do."""
    tool = shutil.which("strip")
    if tool is None:
        return list(binaries)
    folder.mkdir(parents=True, exist_ok=True)
    return [_stripped(item, tool, folder) if _is_python(item[0]) else item for item in binaries]


def _stripped(item: Item, tool: str, folder: Path) -> Item:
    made = folder / os.path.basename(item[0])
    shutil.copy2(os.path.realpath(item[1]), made)
    done = subprocess.run([tool, "--strip-unneeded", str(made)], capture_output=True, check=False)
    return (item[0], str(made), item[2]) if done.returncode == 0 else item


def _is_python(place: str) -> bool:
    return place.startswith("libpython") or "lib-dynload" in Path(place).parts


def _reached(roots: Sequence[Item], files: Sequence[Item]) -> set[str]:
    """Return the names of files that some load, directly or by others."""
    sources = {os.path.basename(item[0]): item[1] for item in files}
    waiting, found = [item[1] for item in roots], set[str]()
    while waiting:
        for name, _ in bindepend.get_imports(waiting.pop()):
            short = os.path.basename(name)
            if short in sources and short not in found:
                found.add(short)
                waiting.append(sources[short])
    return found


def _target(item: Item) -> str:
    return os.path.normpath(os.path.join(os.path.dirname(item[0]), item[1]))
