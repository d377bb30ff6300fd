"""The socket by which programs of a container ask the host; the host answers them."""

from __future__ import annotations

import socket

__all__ = ("PATH", "open_door")

PATH = "/run/host.sock"
"""Its path in the container."""


def open_door() -> socket.socket:
    """Open the socket; called before programs run.

    Raises:
        OSError: it cannot be opened.
    """
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    made.bind(PATH)
    made.listen(64)
    return made
