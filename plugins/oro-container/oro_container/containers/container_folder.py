"""The folder of one container on this machine: its name and its lock. Blocking."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path

from oro_framework.errors import InvalidArgument

__all__ = ("check_name", "folder_name", "hold", "is_held", "is_kept")

_KEPT = "named-"


def check_name(name: str, of: str = "container") -> None:
    """Raise unless something may have that name.

    Raises:
        InvalidArgument: it may not.
    """
    if name in ("", ".", "..") or "/" in name or "\0" in name or len(name) > 100:
        why = f'"{name[:100]}" is no name for a {of}: give 1 to 100 characters, and no slash'
        raise InvalidArgument(f"Cannot boot a container: {why}")


def folder_name(name: str) -> str:
    """Return the name of the folder of a container; a new one for a container without a name."""
    return f"{_KEPT}{name}" if name else secrets.token_hex(8)


def is_kept(folder: Path) -> bool:
    """Return whether a folder is that of a container with a name."""
    return folder.name.startswith(_KEPT)


def hold(folder: Path) -> int:
    """Lock a folder, and return the descriptor that keeps the lock.

    Raises:
        BlockingIOError: a container has it.
        OSError: it cannot be locked.
    """
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(lock)
        raise
    return lock


def is_held(folder: Path) -> bool:
    """Return whether a container has its files there now."""
    try:
        os.close(hold(folder))
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
