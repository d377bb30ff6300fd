"""Ports that programs listen on: told when one begins, and when the last has ended."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from typing import Any

from oro_container.inside.seccomp.notifications import Notification
from oro_container.inside.sockets import callers
from oro_container.inside.sockets.diagnosis import Diagnosis, Listening

__all__ = ("Ports",)

_FAMILIES = {socket.AF_INET: 4, socket.AF_INET6: 6}


class Ports:
    """Listens for programs, and tells the host of it before they know.

    Args:
        allowed: whether they may listen for TCP at all.
        namespace: the network namespace of the container.
        tell: sends a message to the host.
    """

    def __init__(self, allowed: bool, namespace: bytes, tell: Callable[[dict[str, Any]], None]) -> None:
        self._allowed = allowed
        self._namespace = namespace
        self._tell = tell
        self._diagnosis = Diagnosis()
        self._open: set[tuple[int, int]] = set()

    def fileno(self) -> int:
        """Return what is readable when sockets have gone."""
        return self._diagnosis.gone.fileno()

    def listen(self, call: Notification) -> int:
        """Make the call; return its error."""
        try:
            with callers.copy_socket(call.thread, _int(call.arguments[0])) as made:
                return self._listen(made, call)
        except OSError as error:
            return error.errno or errno.EINVAL

    def look(self) -> None:
        """Tell of the ports whose last socket has gone."""
        self._diagnosis.forget_gone()
        if not self._open:
            return
        for family, port in self._open - self._listening():
            self._open.discard((family, port))
            self._tell({"closed": port, "family": family})

    def _listen(self, made: socket.socket, call: Notification) -> int:
        if made.family not in _FAMILIES:
            made.listen(_int(call.arguments[1]))
            return 0
        if refusal := self._refusal(made):
            return refusal
        made.listen(_int(call.arguments[1]))
        address, port, *_ = made.getsockname()
        key = (_FAMILIES[made.family], port)
        if key not in self._open:
            self._open.add(key)
            self._tell({"listening": port, "family": key[0], "address": address, "pid": callers.process(call.thread)})
        return 0

    def _refusal(self, made: socket.socket) -> int:
        """Return why a program may not listen with a socket; 0 where it may."""
        return 0 if self._allowed and callers.namespace_of(made) == self._namespace else errno.EACCES

    def _listening(self) -> Listening:
        """Return what programs of the container listen on."""
        return self._diagnosis.listening()


def _int(argument: int) -> int:
    """Return an argument that the kernel takes for an int."""
    return (argument & 0xFFFFFFFF ^ 0x80000000) - 0x80000000
