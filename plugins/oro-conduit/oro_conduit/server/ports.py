"""The port of the server: taken before anything is served, so that it can be told to windows.

On 127.0.0.1 and, where there is one, on ::1 as well: `localhost` may mean either, and no other program
shall answer there.
"""

from __future__ import annotations

import errno
import socket

from oro_framework.errors import Broken

__all__ = ("Sockets", "taken_port")

ATTEMPTS = 16


class Sockets:
    """The listening sockets of one port."""

    def __init__(self, sockets: list[socket.socket]) -> None:
        self.sockets = sockets
        self.port: int = sockets[0].getsockname()[1]

    def close(self) -> None:
        """Give the port back."""
        for each in self.sockets:
            each.close()


def taken_port(port: int) -> Sockets:
    """Take a port on every loopback address; 0 takes a free one.

    Raises:
        Broken: it is taken already.
    """
    problem: OSError | None = None
    for _ in range(1 if port else ATTEMPTS):
        sockets: list[socket.socket] = []
        try:
            sockets.append(_bound(socket.AF_INET, "127.0.0.1", port))
            sockets.append(_bound(socket.AF_INET6, "::1", sockets[0].getsockname()[1]))
        except OSError as error:
            if sockets and error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                return Sockets(sockets)
            for each in sockets:
                each.close()
            problem = error
        else:
            return Sockets(sockets)
    reason = problem.strerror if problem is not None else ""
    raise Broken(f"Cannot take port {port} of 127.0.0.1: {reason}")


def _bound(family: int, address: str, port: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((address, port))
    except OSError:
        made.close()
        raise
    return made
