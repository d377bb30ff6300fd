"""Connections of programs that share the machine's network: to each other, and out by the host."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from typing import Any

from oro_container.inside import door, syscalls
from oro_container.inside.shared import callers_paths
from oro_container.inside.shared.loopback import Loopback
from oro_container.inside.shared.setup import Setup
from oro_container.inside.sockets import addresses
from oro_container.inside.sockets.connecting import CLOSED, CONNECT, Connections, Waiting, state_error, tcp_state

__all__ = ("SharedConnections",)

_NAMES = 53


class SharedConnections(Connections):
    """Connects for programs; none reaches a service of the machine.

    Args:
        setup: what the container is.
        loopback: its address.
        ask: sends a message to the host.
    """

    def __init__(self, setup: Setup, loopback: Loopback, ask: Callable[[dict[str, Any]], None]) -> None:
        super().__init__(b"shared", ask)
        self._setup = setup
        self._loopback = loopback

    def _decide(self, waiting: Waiting, raw: bytes) -> int | None:
        made = waiting.made
        if made.family == socket.AF_UNIX:
            return self._connect_here(waiting, raw)
        if made.family not in (socket.AF_INET, socket.AF_INET6):
            return self._connect_here(waiting, raw)
        target = addresses.target(raw)
        state = tcp_state(made)
        if target is None:
            nothing = len(raw) >= 2 and addresses.family(raw) == socket.AF_UNSPEC
            # What is connected stays so: whose socket it is could not be told any more.
            return (errno.EISCONN if state != CLOSED else 0) if nothing else errno.EINVAL
        if state != CLOSED:
            return state_error(state)
        inside = addresses.is_inside(target.address)
        if inside and self._loopback.listens(target.port):
            return self._connect_here(waiting, self._loopback.raw(made, target.port))
        if target.port == _NAMES:
            return self._ask_names(waiting)
        if inside:
            return errno.ECONNREFUSED
        if not self._setup.connect:
            return errno.ENETUNREACH
        self._ask_host(waiting, target)
        return None

    def _ask_names(self, waiting: Waiting) -> int:
        """Lead a connection to any server of names to the host's."""
        with socket.socket(socket.AF_UNIX) as names:
            with _Named(self._setup.names.encode()) as path:
                names.connect(path)
            self._replace(waiting, names.fileno(), ())
        return 0

    def _call(self, waiting: Waiting, raw: bytes) -> None:
        if waiting.made.family != socket.AF_UNIX:
            super()._call(waiting, raw)
            return
        path = addresses.local_path(raw)
        if not path:
            raise OSError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
        own = path == door.PATH.encode()
        seen = self._setup.door.encode() if own else callers_paths.seen(waiting.call.thread, path)
        with _Named(seen, None if own else self._setup) as name:
            syscalls.syscall(CONNECT, waiting.made.fileno(), raw[:2] + name + b"\0", len(name) + 3)


class _Named:
    """A socket by path: within the block it has a short name that leads to it whatever happens to its path."""

    def __init__(self, path: bytes, setup: Setup | None = None) -> None:
        self._descriptor = callers_paths.open_path(path)
        if setup is not None and not setup.may_change(self._descriptor):
            os.close(self._descriptor)
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    def __enter__(self) -> bytes:
        return b"/proc/self/fd/%d" % self._descriptor

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)
