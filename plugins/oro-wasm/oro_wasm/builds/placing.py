"""Make files that are kept for later builds: beside their final place, where they come once they are whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oro_framework.atomic import TemporaryFolder, sweep
from oro_wasm.errors import BuildError

__all__ = ("place", "unfinished")


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """Give a folder beside a file or folder that is to be made, and remove it in the end.

    Raises:
        BuildError: the folder cannot be made.
    """
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        sweep(target.parent)
        folder = TemporaryFolder(target.parent, target.name)
    except OSError as error:
        raise BuildError(
            f'Cannot make "{target}": {error.strerror}; make room, or set XDG_CACHE_HOME to a folder you can write to'
        ) from None
    try:
        yield folder.path
    finally:
        folder.remove()


def place(made: Path, target: Path) -> None:
    """Give what is whole its name; what another build placed there meanwhile stays."""
    try:
        os.rename(made, target)
    except OSError:
        if not target.exists():
            raise
