"""A project that is its entry file: a program, or a component of the world in its folder `wit`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from oro_wasm.errors import BuildError

__all__ = ("EntryProject", "entry_in", "wit_in")


class EntryProject(Struct, frozen=True, kw_only=True):
    """The parts of a project that are made WebAssembly."""

    entry: Path
    root: Path
    """The folder that imports begin at."""
    wit: Path | None = None
    """The folder of the WIT that a component implements; None for a program."""
    world: str = ""
    """The name of its world, where the WIT has several."""


def entry_in(folder: Path, named: str, candidates: Sequence[str], advice: str) -> Path:
    """Return the entry file of a folder.

    Args:
        folder: of the project.
        named: the file that the project names; empty where it names none.
        candidates: files to look for otherwise; the first that is there is taken.
        advice: ends the message where none is there.

    Raises:
        BuildError: none is there.
    """
    wanted = [named] if named else list(candidates)
    for each in wanted:
        if (found := folder / each).is_file():
            return found
    raise BuildError(f'Cannot build "{folder}": it has no {" or ".join(wanted)}; {advice}')


def wit_in(folder: Path) -> Path | None:
    """Return the folder of a project's WIT, or None."""
    wit = folder / "wit"
    return wit if wit.is_dir() else None
