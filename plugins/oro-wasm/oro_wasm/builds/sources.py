"""The source files of a project."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from oro_wasm.errors import BuildError

__all__ = ("folder_of", "mentioned_files", "name_of", "source_files", "text_of")

SKIPPED = frozenset({"node_modules", "target", "__pycache__", "venv", "zig-out", "zig-cache", "build", "dist"})
"""Folders that hold what tools made, or what packages brought; so do those whose names begin with a dot."""
_MOST = 20_000
"""Files of a project."""


def folder_of(project: Path) -> Path:
    """Return the folder of a project, which may be a single file."""
    return project if project.is_dir() else project.parent


def name_of(project: Path) -> str:
    """Return the name that the output of a project begins with: that of its folder, or of its only file."""
    return project.name if project.is_dir() else project.stem


def text_of(path: Path) -> str:
    """Return the text of a source, which is empty where it cannot be read."""
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def mentioned_files(sources: Iterable[Path], pattern: re.Pattern[str], searched: Sequence[Path] = ()) -> list[Path]:
    """Return the files that sources mention, and those that these mention, sorted.

    A file is named even if a condition leaves it out, since a build without it may be another.

    Args:
        sources: where to begin.
        pattern: of a mention; its first group is the file's name.
        searched: the folders in which a file is looked for that is not beside the one that mentions it.
    """
    seen: set[Path] = set()
    found: set[Path] = set()
    left = list(sources)
    while left:
        source = left.pop()
        if source in seen:
            continue
        seen.add(source)
        for name in pattern.findall(text_of(source)):
            paths = ((folder / name).resolve() for folder in (source.parent, *searched))
            if (path := next(filter(Path.is_file, paths), None)) is not None:
                found.add(path)
                left.append(path)
    return sorted(found)


def source_files(project: Path, extensions: Collection[str] | None, names: Collection[str] = ()) -> list[Path]:
    """Return the sources of a project, sorted; links to folders are not followed.

    Args:
        project: a folder, or the only source file.
        extensions: of sources, without the dot; None for every file.
        names: of further files, such as `Makefile`.

    Raises:
        BuildError: there are more than 20,000.
    """
    if not project.is_dir():
        return [project]
    endings = ("",) if extensions is None else tuple(f".{each}" for each in extensions)
    found = list(islice(_walk(project, endings, names), _MOST + 1))
    if len(found) > _MOST:
        raise BuildError(
            f'Cannot build "{project}": it has more than {_MOST} source files; name the folder of one project'
        )
    return sorted(found)


def _walk(project: Path, endings: tuple[str, ...], names: Collection[str]) -> Iterator[Path]:
    for where, folders, files in os.walk(project):
        folders[:] = [each for each in folders if not each.startswith(".") and each not in SKIPPED]
        for name in files:
            if name.endswith(endings) or name in names:
                yield Path(where, name)
