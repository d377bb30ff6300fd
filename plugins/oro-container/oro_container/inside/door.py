"""The socket by which programs of a container ask the host; the host answers them."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

__all__ = ("PATH", "listen_at", "open_door")

PATH = "/run/host.sock"
"""Its path in the container."""


def open_door(path: str = PATH) -> socket.socket:
    """Open the socket; called before programs run.

    Args:
        path: where it is on the machine, for a container without a root of its own.

    Raises:
        OSError: it cannot be opened.
    """
    return listen_at(path)


def listen_at(path: str) -> socket.socket:
    """Open a socket at a path, however long that is.

    Raises:
        OSError: it cannot be opened.
    """
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    folder = os.open(os.path.dirname(path), os.O_PATH | os.O_CLOEXEC)
    try:
        with suppress(FileNotFoundError):
            os.unlink(path)
        made.bind(f"/proc/self/fd/{folder}/{os.path.basename(path)}")
    finally:
        os.close(folder)
    made.listen(64)
    return made
