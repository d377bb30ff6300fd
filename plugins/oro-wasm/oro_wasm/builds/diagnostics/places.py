"""Names of files in the messages of compilers."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ("relative_file",)


def relative_file(name: str, project: Path, folder: Path | None = None) -> str:
    """Return the name of a file relative to the project's folder, with `/`; absolute where it is outside.

    Args:
        name: as the compiler wrote it.
        project: the folder of the project, or its only file.
        folder: the compiler's working folder; the project's when None.
    """
    root = project if project.is_dir() else project.parent
    path = Path(os.path.normpath((folder or root) / name))
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
