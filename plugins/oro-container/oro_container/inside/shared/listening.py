"""Ports that programs listen on, on the container's own address of the machine's loopback."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from typing import Any

from oro_container.inside.shared.loopback import Loopback
from oro_container.inside.sockets.diagnosis import Listening
from oro_container.inside.sockets.listening import Ports

__all__ = ("SharedPorts",)


class SharedPorts(Ports):
    """Listens for programs.

    Args:
        allowed: whether they may listen for TCP at all.
        loopback: the address of the container.
        tell: sends a message to the host.
    """

    def __init__(self, allowed: bool, loopback: Loopback, tell: Callable[[dict[str, Any]], None]) -> None:
        super().__init__(allowed, b"", tell)
        self._loopback = loopback

    def _refusal(self, made: socket.socket) -> int:
        if not self._allowed:
            return errno.EACCES
        address, port, *_ = made.getsockname()
        if not port:
            self._loopback.bind_any(made)
            return 0
        # A connection to the outside has another.
        return 0 if self._loopback.is_own(address) else errno.EACCES

    def _listening(self) -> Listening:
        return self._diagnosis.listening(self._loopback.address)
