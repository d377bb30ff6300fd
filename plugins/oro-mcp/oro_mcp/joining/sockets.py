"""The sockets by which agents join apps that are open: one for each app that runs, in the user's runtime folder.

Rules
1. Only the user can write in the folder, and only the user can connect to a socket in it.
2. The process at the other end is the user's, too: both ends ask the system, where it tells.
3. A socket at which no app listens is left from an app that was killed; the agent that finds it removes it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import stat
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trio

from oro_framework.errors import Broken, Unsupported
from oro_framework.user_runtime import user_runtime

__all__ = ("folder", "forget", "is_the_users", "listening", "peer_is_the_user", "sockets_of")

_SUFFIX = ".sock"
_CREDENTIALS = struct.Struct("3i")
"""Process, user and group, as the system tells of a peer."""


def folder() -> Path:
    """Return the folder of the sockets, made if it is not there.

    Raises:
        Broken: it cannot be made, or others can write it.
    """
    return user_runtime("mcp")


@contextmanager
def listening(bundle: str) -> Iterator[socket.socket]:
    """Give a socket that listens for the app of a bundle, and remove it at the end.

    Raises:
        Broken: there can be none.
        Unsupported: the system has no such sockets.
    """
    if not hasattr(socket, "AF_UNIX"):
        raise Unsupported("Cannot let agents join: this system has no sockets in files; use [mcp.http] instead")
    path = folder() / f"{_prefix(bundle)}{secrets.token_hex(3)}{_SUFFIX}"
    made = path.with_suffix("")
    with socket.socket(socket.AF_UNIX) as bound:
        try:
            bound.bind(str(made))
            made.chmod(0o600)  # before it listens: none can have connected
            bound.listen()
            made.rename(path)  # a socket that is found and does not listen would be removed
        except OSError as error:
            made.unlink(missing_ok=True)
            raise Broken(f'Cannot let agents join at "{path}": {error.strerror or error}') from error
        try:
            yield bound
        finally:
            path.unlink(missing_ok=True)


def sockets_of(bundle: str) -> list[Path]:
    """Return the sockets of the apps of a bundle, the newest first; apps that were killed have left theirs.

    Raises:
        Broken: the folder cannot be used.
    """
    if not hasattr(socket, "AF_UNIX"):
        return []
    found = []
    for path in folder().glob(f"{_prefix(bundle)}*{_SUFFIX}"):
        try:
            found.append((path.lstat().st_mtime, path))
        except FileNotFoundError:
            continue  # its app has just ended
    return [path for _, path in sorted(found, reverse=True)]


def forget(path: Path) -> None:
    """Remove a socket at which no app listens."""
    path.unlink(missing_ok=True)


def is_the_users(path: Path) -> bool:
    """Return whether a path is a socket of the user, closed to others."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISSOCK(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def peer_is_the_user(connection: trio.socket.SocketType) -> bool:
    """Return whether a process of the user is at the other end, as far as the system tells."""
    if sys.platform != "linux":
        return True  # rule 1 alone
    told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    user: int = _CREDENTIALS.unpack(told)[1]
    return user == os.getuid()


def _prefix(bundle: str) -> str:
    """Return how the names of an app's sockets begin: short, as the path of a socket may have 107 bytes."""
    return f"{hashlib.sha256(bundle.encode()).hexdigest()[:12]}-"
