"""Files of downloads: hidden while they come in, then given a name nobody has."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from oro_framework.host.download_names import candidates

__all__ = ("partial_path", "place", "remove", "replace")


def partial_path(folder: Path) -> Path:
    """Return where a download comes in: on the same disk as it will be, hidden, under a name nobody guesses."""
    return folder / f".oro-{secrets.token_hex(8)}.part"


def place(partial: Path, wanted: Path) -> tuple[Path, int]:
    """Move a file to a name nobody has, one like `wanted`; return it and its size in bytes.

    Raises:
        OSError: the folder takes no file.
    """
    for name in candidates(wanted.name):
        path = wanted.with_name(name)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            continue
        os.replace(partial, path)
        return path, path.stat().st_size
    raise AssertionError("there is always another name")


def replace(partial: Path, chosen: Path) -> tuple[Path, int]:
    """Move a file to where a person wants it, in place of what is there; return it and its size in bytes.

    Raises:
        OSError: it cannot be there.
    """
    shutil.move(partial, chosen)
    return chosen, chosen.stat().st_size


def remove(path: Path) -> None:
    """Remove what came in of a download; nothing happens when there is nothing."""
    with suppress(OSError):
        path.unlink()
