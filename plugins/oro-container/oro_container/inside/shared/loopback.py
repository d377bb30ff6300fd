"""`Loopback`, the address of the machine's loopback that a container has to itself."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from contextlib import suppress

from oro_container.inside import syscalls
from oro_container.inside.seccomp import notifications
from oro_container.inside.seccomp.notifications import Notification
from oro_container.inside.shared import callers_paths
from oro_container.inside.sockets import addresses, callers
from oro_container.inside.sockets.diagnosis import Diagnosis

__all__ = ("Loopback",)

_BIND = {"x86_64": 49, "aarch64": 200}
_NETLINK = 16


class Loopback:
    """Binds sockets of programs to the address, and knows who listens there.

    Args:
        address: the address.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._diagnosis = Diagnosis()

    def is_own(self, address: str) -> bool:
        """Return whether an address, as getsockname(2) says it, is this one."""
        parsed = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(parsed, "ipv4_mapped", None)
        return str(mapped or parsed) == self.address

    def listens(self, port: int) -> bool:
        """Return whether a program of the container listens on a port."""
        return any(number == port for _, number in self._diagnosis.listening(self.address))

    def raw(self, made: socket.socket, port: int) -> bytes:
        """Return the address with a port, as a socket takes it; one of version 6 is made to take it."""
        number = port.to_bytes(2, "big")
        four = socket.inet_aton(self.address)
        if made.family == socket.AF_INET:
            return int(socket.AF_INET).to_bytes(2, "little") + number + four + bytes(8)
        # Refused where it has an address already.
        with suppress(OSError):
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        mapped = bytes(10) + b"\xff\xff" + four
        return int(socket.AF_INET6).to_bytes(2, "little") + number + bytes(4) + mapped + bytes(4)

    def bind(self, listener: int, call: Notification) -> int | None:
        """Bind the socket of a program; return the error, or None when the program has gone meanwhile."""
        try:
            length = call.arguments[2] & 0xFFFFFFFF
            if length > addresses.LONGEST:
                return errno.EINVAL
            raw = callers.read_memory(call.thread, call.arguments[1], length)
            with callers.copy_socket(call.thread, call.arguments[0] & 0xFFFFFFFF) as made:
                if not notifications.is_waiting(listener, call.id):
                    return None
                self._bind(made, raw, call.thread)
        except OSError as error:
            return error.errno or errno.EINVAL
        return 0

    def bind_any(self, made: socket.socket) -> None:
        """Bind a socket to a port that the system picks.

        Raises:
            OSError: there is none left.
        """
        _call_bind(made, self.raw(made, 0))

    def _bind(self, made: socket.socket, raw: bytes, thread: int) -> None:
        if made.family == socket.AF_UNIX:
            _bind_path(made, raw, thread)
        elif made.family == _NETLINK:
            _call_bind(made, raw)
        else:
            target = addresses.target(raw)
            if target is None:
                raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
            if not addresses.is_inside(target.address):
                raise OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))
            _call_bind(made, self.raw(made, target.port))


def _bind_path(made: socket.socket, raw: bytes, thread: int) -> None:
    path = addresses.local_path(raw)
    if not path:
        # A name without a path is one of the whole machine.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    path = callers_paths.seen(thread, path)
    if len(path) >= 108:
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
    before = os.umask(_umask(thread))
    try:
        _call_bind(made, raw[:2] + path + b"\0")
    finally:
        os.umask(before)


def _umask(thread: int) -> int:
    with open(f"/proc/{thread}/status", "rb") as file:
        found = next((line for line in file if line.startswith(b"Umask:")), b"Umask: 0077")
    return int(found.split()[1], 8)


def _call_bind(made: socket.socket, raw: bytes) -> None:
    syscalls.syscall(_BIND[os.uname().machine], made.fileno(), raw, len(raw))
