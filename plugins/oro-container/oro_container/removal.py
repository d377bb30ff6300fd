"""Remove folders that programs made, however deep they are and whatever their permissions.

Of the standard library only, as a process within the walls does the same.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress

__all__ = ("remove_tree",)

_DEPTH = 32
"""Folders that are entered from one; those below are moved up, so that neither descriptors nor calls run out."""
_FOLDER = os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def remove_tree(path: str | os.PathLike[str], *, dir_fd: int | None = None) -> None:
    """Remove a folder with all in it; what cannot be removed stays, and no link is followed.

    Args:
        path: of the folder.
        dir_fd: a descriptor of the folder that a relative path begins at.
    """
    with suppress(OSError):
        top = _opened(os.fspath(path), dir_fd)
        try:
            while _emptied(top, top, 0):
                # What was moved up is entered anew.
                pass
        finally:
            os.close(top)
        os.rmdir(path, dir_fd=dir_fd)


def _emptied(folder: int, top: int, depth: int) -> bool:
    """Remove what is in a folder; return whether something was moved to the top instead."""
    moved = False
    with os.scandir(folder) as found:
        entries = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in found]
    for name, is_folder in entries:
        with suppress(OSError):
            if not is_folder:
                os.unlink(name, dir_fd=folder)
                continue
            inner = _opened(name, folder)
            try:
                if depth == _DEPTH:
                    os.rename(name, secrets.token_hex(16), src_dir_fd=folder, dst_dir_fd=top)
                    moved = True
                    continue
                moved |= _emptied(inner, top, depth + 1)
            finally:
                os.close(inner)
            os.rmdir(name, dir_fd=folder)
    return moved


def _opened(name: str, parent: int | None) -> int:
    """Open a folder, and let its owner change it."""
    named = os.open(name, os.O_PATH | _FOLDER, dir_fd=parent)
    try:
        if os.fstat(named).st_mode & 0o700 != 0o700:
            os.chmod(f"/proc/self/fd/{named}", 0o700)
        return os.open(f"/proc/self/fd/{named}", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    finally:
        os.close(named)
