"""The sockets on which the names of a container are answered; the host answers them."""

from __future__ import annotations

import fcntl
import socket
import struct

from oro_container.inside import door

__all__ = ("add_address", "open_local", "open_sockets")

_PORT = 53
_ADDRESS = "192.0.2.1"
"""Of those that documents use as examples, so no host of the outside has it."""
_SIOCSIFADDR, _SIOCSIFNETMASK = 0x8916, 0x891C


def open_sockets() -> tuple[socket.socket, socket.socket]:
    """Open the sockets for datagrams and for connections; called before programs run.

    Raises:
        OSError: they cannot be opened.
    """
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    connections = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    for made in (datagrams, connections):
        made.bind(("127.0.0.1", _PORT))
    connections.listen(64)
    return datagrams, connections


def open_local(path: str) -> tuple[socket.socket, socket.socket]:
    """Open a socket by path for connections, where the network is the machine's, and one for no datagrams.

    Raises:
        OSError: they cannot be opened.
    """
    return socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM), door.listen_at(path)


def add_address() -> None:
    """Give the loopback interface a second address.

    Programs ask for addresses of a kind that the machine has too (AI_ADDRCONFIG), and loopback does not count.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for call, address in ((_SIOCSIFADDR, _ADDRESS), (_SIOCSIFNETMASK, "255.255.255.255")):
            value = struct.pack("16sHH4s8x", b"lo:1", socket.AF_INET, 0, socket.inet_aton(address))
            fcntl.ioctl(any_socket, call, value)
