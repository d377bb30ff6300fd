"""A project that is its entry file: a program, or a component of the world in its folder `wit`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from oro_wasm.errors import BuildError

__all__ = ("EntryProject", "entry_in", "read_manifest", "wit_in")


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


def read_manifest(path: Path, parse: Callable[[str], Any]) -> dict[str, Any]:
    """Return the members of a project's manifest, such as `package.json`; none where there is no such file.

    Args:
        path: the file.
        parse: reads its text, and raises a `ValueError` where that is wrong.

    Raises:
        BuildError: it cannot be read, or is wrong.
    """
    try:
        told = parse(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise BuildError(f'Cannot read "{path}": {error}; correct it') from None
    return told if isinstance(told, dict) else {}


def wit_in(folder: Path) -> Path | None:
    """Return the folder of a project's WIT, or None."""
    wit = folder / "wit"
    return wit if wit.is_dir() else None
