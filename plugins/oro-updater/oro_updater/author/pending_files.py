"""Replaces several files of a folder as one change: a process that is killed amid it leaves all or none. Blocking.

Rules
1. The new files are written to a folder that the next change sweeps if the process is killed, and synced to the disk.
2. Renaming that folder to `.pending` decides: from then on the change counts, and `finish` carries it out.
3. Files are moved to their places in the order of their names, and `last` after all others.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from oro_framework.atomic import TemporaryFolder, sweep, sync_folder

__all__ = ("finish", "is_pending", "replace_files")

_PENDING = ".pending"


def replace_files(folder: Path, files: Mapping[str, bytes], last: str) -> None:
    """Replace files of a folder, or make them, readable for everyone.

    Args:
        folder: made if it is not there; no earlier change is pending in it.
        files: the contents by name.
        last: the name of the file that readers begin with.

    Raises:
        OSError: a file cannot be written. Nothing is changed, or the change is pending.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    new = TemporaryFolder(folder, "pending")
    try:
        for name, content in files.items():
            _write(new.path / name, content)
        sync_folder(os.fsencode(new.path))
        new.path.rename(folder / _PENDING)
    finally:
        new.remove()
    finish(folder, last)


def is_pending(folder: Path) -> bool:
    """Return whether a change is still to be finished, after a process was killed amid it."""
    return (folder / _PENDING).is_dir()


def finish(folder: Path, last: str) -> None:
    """Carry out the pending change, if there is one.

    Raises:
        OSError: a file cannot be moved; the rest stays pending.
    """
    pending = folder / _PENDING
    if not pending.is_dir():
        return
    sync_folder(os.fsencode(folder))
    for name in sorted(os.listdir(pending), key=lambda name: (name == last, name)):
        os.replace(pending / name, folder / name)
    sync_folder(os.fsencode(folder))
    pending.rmdir()


def _write(path: Path, content: bytes) -> None:
    with open(path, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)
