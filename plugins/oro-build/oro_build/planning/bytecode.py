"""Compile Python to bytecode that is valid wherever its source goes."""

from __future__ import annotations

import importlib.util
import py_compile
from pathlib import Path

from oro_build.errors import BuildError

__all__ = ("compiled",)


def compiled(source: Path, folder: Path, shown: str = "") -> Path:
    """Compile a file into a folder and return the bytecode, which Python takes without comparing times.

    Args:
        source: the file.
        folder: which need not exist.
        shown: what tracebacks name it by; its name when empty.

    Raises:
        BuildError: it is no Python; the message has the line.
    """
    target = folder / Path(importlib.util.cache_from_source(source.name)).name
    folder.mkdir(parents=True, exist_ok=True)
    try:
        py_compile.compile(
            str(source),
            cfile=str(target),
            dfile=shown or source.name,
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
    except py_compile.PyCompileError as error:
        raise BuildError(f'Cannot build: "{source}" is no valid Python: {error.msg.strip()}') from error
    return target
