"""The port of a server, on loopback alone."""

from __future__ import annotations

import errno
import socket

from oro_wasm.server.errors import PortTaken

__all__ = ("DEFAULT", "HOST", "listening_at")

HOST = "127.0.0.1"
DEFAULT = 8420
TRIED = 20
"""Ports after the usual one that are tried where it is taken."""
BACKLOG = 128


def listening_at(port: int | None) -> socket.socket:
    """Return a socket that listens on loopback.

    Args:
        port: the port; 0 is any free one; None is 8420, or the next free one where that is taken.

    Raises:
        PortTaken: another program listens there, or on all ports that were tried.
    """
    wanted = range(DEFAULT, DEFAULT + TRIED) if port is None else (port,)
    for each in wanted:
        if (found := _bound(each)) is not None:
            return found
    raise PortTaken(wanted[0])


def _bound(port: int) -> socket.socket | None:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows would let two programs listen on one port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HOST, port))
        made.listen(BACKLOG)
    except OSError as error:
        made.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            return None
        raise
    return made
