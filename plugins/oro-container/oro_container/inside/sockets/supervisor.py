"""The calls of a container's programs that wait for an answer, by the listeners of their filters."""

from __future__ import annotations

import errno
import os
import select
import socket
from collections.abc import Callable
from typing import Any

from oro_container.inside.seccomp import notifications
from oro_container.inside.seccomp.numbers import number
from oro_container.inside.shared.answers import Shared
from oro_container.inside.shared.connecting import SharedConnections
from oro_container.inside.shared.listening import SharedPorts
from oro_container.inside.shared.setup import Setup
from oro_container.inside.sockets import callers
from oro_container.inside.sockets.connecting import Connections
from oro_container.inside.sockets.listening import Ports

__all__ = ("Supervisor",)


class Supervisor:
    """Answers calls; it never waits.

    Args:
        allowed: whether programs may listen.
        tell: sends a message to the host: `listening` and `closed`, the ports; `connect`, what it is asked for.
        setup: what the container is that shares the machine.
    """

    def __init__(self, allowed: bool, tell: Callable[[dict[str, Any]], None], setup: Setup | None = None) -> None:
        self._shared: Shared | None = None
        self._ports: Ports
        self._connections: Connections
        if setup is None:
            with socket.socket() as own:
                namespace = callers.namespace_of(own)
            self._ports, self._connections = Ports(allowed, namespace, tell), Connections(namespace, tell)
        else:
            self._shared = Shared(setup)
            self._ports = SharedPorts(allowed, self._shared.loopback, tell)
            self._connections = SharedConnections(setup, self._shared.loopback, tell)
        self._listeners: set[int] = set()
        machine = os.uname().machine
        self._listen, self._connect = number("listen", machine), number("connect", machine)

    def add(self, listener: int) -> None:
        """Answer the calls that a listener is told of, until all of its programs have ended."""
        self._listeners.add(listener)

    def watched(self) -> dict[int, int]:
        """Return the descriptors to wait for, and for which events of poll(2)."""
        return {
            self._ports.fileno(): select.POLLIN,
            **dict.fromkeys(self._listeners, select.POLLIN),
            **dict.fromkeys(self._connections.descriptors(), select.POLLOUT),
        }

    def patience(self) -> int | None:
        """Return the milliseconds after which there is something to do though nothing is ready; None: never."""
        return self._connections.patience()

    def retry(self) -> None:
        """Do again what could not be done before."""
        self._connections.retry()

    def handle(self, descriptor: int, events: int) -> None:
        """Do what a descriptor is ready for."""
        if descriptor == self._ports.fileno():
            self._ports.look()
        elif descriptor not in self._listeners:
            self._connections.finish(descriptor)
        elif events & select.POLLIN:
            self._answer(descriptor)
        else:
            self._listeners.discard(descriptor)
            self._connections.forget(descriptor)
            os.close(descriptor)

    def where(self, port: int, family: int) -> tuple[int, str]:
        """Return the family and the address at which programs listen on a port.

        Raises:
            OSError: ECONNREFUSED, none does.
        """
        if self._shared is not None:
            return self._shared.where(port)
        return (socket.AF_INET6, "::1") if family == 6 else (socket.AF_INET, "127.0.0.1")

    def connected(self, told: dict[str, Any], fds: list[int]) -> None:
        """Take the host's answer to `connect`."""
        self._connections.hand_over(told["connect"], told["error"], fds[0] if fds else None)

    def _answer(self, listener: int) -> None:
        call = notifications.take(listener)
        if call is None:
            return
        if call.call == self._connect:
            self._connections.connect(listener, call)
        elif call.call == self._listen:
            notifications.answer(listener, call.id, self._ports.listen(call))
        elif self._shared is not None:
            self._shared.answer(listener, call)
        else:
            notifications.answer(listener, call.id, errno.ENOSYS)
