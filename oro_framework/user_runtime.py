"""The user's runtime folder, for sockets and files that tell where something runs."""

from __future__ import annotations

import os
import stat
import warnings
from pathlib import Path

from oro_framework.errors import Broken

__all__ = ("user_runtime",)


def user_runtime(name: str) -> Path:
    """Return a folder in the user's runtime folder, made if it is not there, in which only the user can write.

    Args:
        name: of the folder, that of a plugin.

    Raises:
        Broken: it cannot be made, or others can write it.
    """
    import platformdirs  # slow to import, and most starts need no such folder

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a system without a session has a folder of its own for it
        path = platformdirs.user_runtime_path("oro-framework") / name
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = os.lstat(path)
    except OSError as error:
        raise Broken(f'Cannot use "{path}": {error.strerror}') from error
    getuid = getattr(os, "getuid", None)
    if not stat.S_ISDIR(found.st_mode) or (getuid and (found.st_uid != getuid() or found.st_mode & 0o022)):
        raise Broken(f'Cannot use "{path}": others can write it; remove it, and begin again')
    return path
