"""Paths as a program that waits sees them: it shares the root, and has a working folder of its own."""

from __future__ import annotations

import os

from oro_container.inside.sockets import callers

__all__ = ("open_path", "read_path", "seen")

_LONGEST = 4096
_PAGE = 4096
AT_FDCWD = -100


def read_path(thread: int, address: int) -> bytes:
    """Return the path that a thread has at an address.

    Raises:
        OSError: EFAULT, there is none; ENAMETOOLONG.
    """
    found = b""
    while b"\0" not in found:
        if len(found) > _LONGEST:
            raise OSError(36, os.strerror(36))
        # A page at a time: what follows may not be there.
        found += callers.read_memory(thread, address + len(found), _PAGE - (address + len(found)) % _PAGE)
    return found.partition(b"\0")[0]


def seen(thread: int, path: bytes, folder: int = AT_FDCWD) -> bytes:
    """Return a path of a thread as this process names it.

    Args:
        thread: the thread.
        path: its path.
        folder: the descriptor of its folder from which the path goes.
    """
    own = b"/proc/%d/" % thread
    for name in (b"/proc/self/", b"/proc/thread-self/"):
        if path.startswith(name):
            return own + path.removeprefix(name)
    if path.startswith(b"/"):
        return path
    return own + (b"cwd/" if folder == AT_FDCWD else b"fd/%d/" % folder) + path


def open_path(path: bytes, *, follow: bool = True) -> int:
    """Return a descriptor of whatever is there, which only names it; the caller closes it.

    Raises:
        OSError: there is nothing.
    """
    return os.open(path, os.O_PATH | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW))
