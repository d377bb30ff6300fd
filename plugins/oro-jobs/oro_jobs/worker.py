"""A worker process: runs attempts one after another, and is connected to the host by a socket of its own.

No lock and no queue is shared by workers, so that one which is killed holds up no other. A worker whose host is gone
ends at once, whatever it does: no host waits for it, and a job that outlives the host is run by the next one.
"""

from __future__ import annotations

import os
import pickle
import socket
import struct
from collections.abc import Sequence
from threading import Lock, Thread
from typing import Any

from oro_jobs.outbox import Message
from oro_jobs.work import Outcome, Work, perform

__all__ = ("LENGTH", "limit_memory", "received", "run")

LENGTH = struct.Struct("!I")
"""The length of a frame; its pickled content follows."""
Address = str | tuple[str, int]


class Link:
    """The connection of this process to the host.

    Args:
        address: the path of a socket, or host and port.
        token: what the host knows its workers by.
    """

    def __init__(self, address: Address, token: str) -> None:
        self.address = address
        family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_STREAM)
        self._socket.connect(address)
        self._sending = Lock()
        self._cancelled: set[tuple[str, int]] = set()
        self._send(token.encode() + str(os.getpid()).encode())
        Thread(target=self._listen, name="oro-jobs-link", daemon=True).start()

    def send(self, message: Any) -> None:
        """Send a message; raises OSError where the host is gone."""
        self._send(pickle.dumps(message, protocol=5))

    def _send(self, data: bytes) -> None:
        with self._sending:
            self._socket.sendall(LENGTH.pack(len(data)) + data)

    def asked(self, work: Work) -> bool:
        """Return whether an attempt is to end."""
        return (work.id, work.attempt) in self._cancelled

    def over(self, work: Work) -> None:
        """Forget an attempt."""
        self._cancelled.discard((work.id, work.attempt))

    def _listen(self) -> None:
        with self._socket.makefile("rb") as incoming:
            try:
                while head := incoming.read(LENGTH.size):
                    self._cancelled.add(pickle.loads(incoming.read(*LENGTH.unpack(head))))
            except (OSError, EOFError, struct.error):
                pass  # as at the end
        os._exit(0)


_link: Link | None = None


def run(address: Address, token: str, work: Work) -> Outcome:
    """Run an attempt, and tell the host of it meanwhile."""
    global _link
    if _link is None or _link.address != address:
        _link = Link(address, token)
    link = _link
    link.send((work.id, "begun"))
    try:
        return perform(work, lambda messages: _tell(link, work.id, messages), lambda: link.asked(work))
    finally:
        link.over(work)
        link.send((work.id, "over"))


def _tell(link: Link, id: str, messages: Sequence[Message]) -> None:
    for message in messages:
        link.send((id, *message))


def received(work: Work) -> Work:
    """Return an attempt as it came."""
    return work


def limit_memory(mebibytes: int) -> bool:
    """Limit the memory that this process may ask for; what is over it raises MemoryError. Linux."""
    import resource

    size = mebibytes << 20
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    return True
