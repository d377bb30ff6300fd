"""Sources of C and C++ projects: the files they include, whether they have a `main`, whether they name exports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from oro_wasm.builds.sources import folder_of, mentioned_files, text_of

__all__ = ("LANGUAGES", "exports_by_attribute", "has_main", "included_files", "project_flags", "search_folders")

LANGUAGES = {"cc": "c", "c++": "cpp"}
"""The name of the language that each driver of a compiler builds."""
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*(?:include|embed)[ \t]*"([^"\n]+)"', re.MULTILINE)
_MAIN = re.compile(r"\bmain[ \t\n]*\(")
_EXPORT = re.compile(r"export_name|visibility[ \t]*\(|EMSCRIPTEN_KEEPALIVE|\bused\b")
_LEFT_OUT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_SEARCHED = ("", "include", "src")


def search_folders(project: Path) -> list[Path]:
    """Return the folders of a project in which headers are looked for."""
    if not project.is_dir():
        return []
    return [folder for name in _SEARCHED if (folder := project / name).is_dir()]


def included_files(sources: Iterable[Path], searched: Sequence[Path]) -> list[Path]:
    """Return the files that sources include by a name in quotes, and those that these include, sorted.

    Args:
        sources: where to begin.
        searched: the folders in which a file is looked for that is not beside the one that names it.
    """
    return mentioned_files(sources, _INCLUDE, searched)


def has_main(sources: Iterable[Path]) -> bool:
    """Return whether a source seems to define or name `main`, comments and texts aside."""
    return any(_MAIN.search(_LEFT_OUT.sub(" ", text_of(source))) for source in sources)


def exports_by_attribute(sources: Iterable[Path]) -> bool:
    """Return whether a source says by an attribute which functions are exported."""
    return any(_EXPORT.search(text_of(source)) for source in sources)


def project_flags(project: Path) -> list[str]:
    """Return the flags of `compile_flags.txt`, one in each line, as clang's own tools read it."""
    lines = text_of(folder_of(project) / "compile_flags.txt").splitlines()
    return [line.strip() for line in lines if line.strip()]
