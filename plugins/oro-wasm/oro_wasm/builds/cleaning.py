"""Remove the files that builds made and recorded, unless they were changed since. Blocking."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from oro_framework.atomic import sweep
from oro_wasm.builds import folders
from oro_wasm.builds.fingerprints import unchanged
from oro_wasm.builds.language import Language
from oro_wasm.builds.records import all_records
from oro_wasm.folders import cache_folder

__all__ = ("Cleaned", "Left", "Removed", "clean_caches", "clean_project", "clean_tools")


class Removed(Struct, frozen=True, kw_only=True):
    """A file or folder that was removed."""

    path: Path
    size: int
    """Bytes, of a folder those of all files in it."""


class Left(Struct, frozen=True, kw_only=True):
    """A file or folder that was left."""

    path: Path
    reason: str


class Cleaned(Struct, kw_only=True):
    """The files and folders that were removed, and those that were left."""

    removed: list[Removed] = []
    left: list[Left] = []

    def remove(self, path: Path) -> bool:
        """Remove a file or folder that is there; return whether it is gone."""
        size = _size(path)
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        except FileNotFoundError:
            return True
        except OSError as error:
            self.left.append(Left(path=path, reason=error.strerror or str(error)))
            return False
        self.removed.append(Removed(path=path, size=size))
        return True


def clean_project(project: Path) -> Cleaned:
    """Remove the files that builds of a project made, wherever they are, and the records of those builds.

    A file that is another than it was made is left, and its record goes.

    Args:
        project: a folder, with what its source files were built to one by one; or a single source file.
    """
    cleaned = Cleaned()
    made: dict[Path, bool] = {}
    records = [(path, record) for path, record in all_records() if _belongs(Path(record.project), project)]
    for _, record in records:
        for name, fingerprint in record.outputs.items():
            made[Path(name)] = made.get(Path(name), False) or unchanged({name: fingerprint})
    for path, as_made in sorted(made.items()):
        if as_made:
            cleaned.remove(path)
        elif path.exists():
            cleaned.left.append(Left(path=path, reason="it was changed after it was built"))
    for folder in {path.parent for path in made}:
        sweep(folder)
    for path, _ in records:
        path.unlink(missing_ok=True)
    return cleaned


def clean_tools(project: Path, languages: Iterable[Language], cleaned: Cleaned) -> None:
    """Remove what languages' tools leave in a project, such as caches; nothing outside of it."""
    for language in languages:
        if not language.can_handle_project(project):
            continue
        for path in language.clean(project):
            if path.exists() and path.resolve().is_relative_to(project.resolve()) and path != project:
                cleaned.remove(path)


def clean_caches() -> Cleaned:
    """Remove the toolchains that were fetched, what tools cache, and compiled code; records of builds stay."""
    cleaned = Cleaned()
    for folder in (folders.toolchains(), folders.tool_caches(), cache_folder()):
        if folder.exists():
            cleaned.remove(folder)
    return cleaned


def _belongs(built: Path, project: Path) -> bool:
    """Return whether a build was of this project, or of a single source file in its folder."""
    return built == project or (built.parent == project and bool(built.suffix) and not built.is_dir())


def _size(path: Path) -> int:
    total = 0
    with suppress(OSError):
        total = path.lstat().st_size
    for where, _, files in os.walk(path):
        for name in files:
            with suppress(OSError):
                total += os.lstat(os.path.join(where, name)).st_size
    return total
