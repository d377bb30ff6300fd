"""Files that tell programs of the same user where apps run and by which key: one for each app and program.

They lie in the user's runtime folder, where only the user can write; each is readable by the user alone, is removed at
the end of the app, and counts for nothing once its process is gone.
"""

from __future__ import annotations

import os
import secrets
import stat
import time
from pathlib import Path

import msgspec
from msgspec import Struct

from oro_framework.atomic import replace_file
from oro_framework.processes import is_alive
from oro_framework.user_runtime import user_runtime

__all__ = ("AUTHOR", "Entry", "folder", "keep_entry", "read_entries")

AUTHOR = "oro"
"""The program of `oro call`, `oro events` and `oro attach`."""
_SUFFIX = ".json"
_LIMIT = 64 * 1024


class Entry(Struct, frozen=True, kw_only=True):
    """An app that runs, and a key to it."""

    bundle: str
    pid: int
    started: float
    """Seconds since 1970."""
    address: str
    """Host and port, such as `127.0.0.1:41234`."""
    program: str
    key: str
    folder: str = ""
    """Of the app's resources."""


def folder() -> Path:
    """Return the folder of these files, made if it is not there.

    Raises:
        Broken: it cannot be made, or others can write it.
    """
    return user_runtime("conduit")


def keep_entry(bundle: str, address: str, program: str, key: str, root: Path) -> Path:
    """Write the file of this process for a program; return its path.

    Raises:
        Broken: the folder cannot be used.
        OSError: the file cannot be written.
    """
    path = folder() / f"{os.getpid()}-{secrets.token_hex(4)}{_SUFFIX}"
    entry = Entry(
        bundle=bundle,
        pid=os.getpid(),
        started=time.time(),
        address=address,
        program=program,
        key=key,
        folder=str(root),
    )
    replace_file(path, msgspec.json.encode(entry), 0o600)
    return path


def read_entries(program: str = AUTHOR, bundle: str = "") -> list[Entry]:
    """Return the apps that let a program in, the newest first; remove the files of those that ended. Blocks.

    Args:
        program: whose keys to return.
        bundle: of the app; of every app when empty.

    Raises:
        Broken: the folder cannot be used.
    """
    found = [entry for path in folder().glob(f"*{_SUFFIX}") if (entry := _read(path)) is not None]
    wanted = [each for each in found if each.program == program and bundle in ("", each.bundle)]
    return sorted(wanted, key=lambda each: each.started, reverse=True)


def _read(path: Path) -> Entry | None:
    try:
        with open(path, "rb") as file:
            if not _private(os.fstat(file.fileno())):
                return None
            entry = msgspec.json.decode(file.read(_LIMIT), type=Entry)
    except (OSError, msgspec.DecodeError, UnicodeError):
        return None
    if is_alive(entry.pid):
        return entry
    path.unlink(missing_ok=True)
    return None


def _private(found: os.stat_result) -> bool:
    """Return whether a file is the user's own and closed to others."""
    getuid = getattr(os, "getuid", None)
    return stat.S_ISREG(found.st_mode) and (getuid is None or (found.st_uid == getuid() and not found.st_mode & 0o077))
