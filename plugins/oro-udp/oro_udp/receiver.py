"""Receiving on one socket: one task, as many datagrams per wake-up as are there."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable

import anyio

from oro_framework.endpoints import Endpoint
from oro_framework.errors import ErrnoError
from oro_framework.scopes import HostScope
from oro_udp.outlet import Outlet

__all__ = ("Receiver",)

BATCH = 64
"""Datagrams taken before others get their turn on the loop."""
LARGEST = 65536


class Receiver:
    """Takes datagrams from a socket until it is stopped.

    Args:
        sock: non-blocking; it stays open until the receiver was stopped.
        outlet: where they go.
        peers: who is heard; datagrams of others are left out and counted.
    """

    _buffer = memoryview(bytearray(LARGEST))

    def __init__(self, sock: socket.socket, outlet: Outlet, peers: HostScope) -> None:
        self._sock = sock
        self._outlet = outlet
        self._peers = peers
        self._scope = anyio.CancelScope()
        self._stopped = False
        self.refused = 0

    def stop(self) -> None:
        """End it at once; the descriptor may be closed right after."""
        self._stopped = True
        self._scope.cancel()

    async def run(self, failed: Callable[[OSError], None]) -> None:
        """Receive until stopped.

        Args:
            failed: told of a descriptor that cannot be read any more; the receiver has ended then.
        """
        with self._scope:
            # Datagrams may have come together with the end: a stopped receiver touches the descriptor no more.
            while not self._stopped:
                try:
                    await anyio.wait_readable(self._sock)
                    if not self._stopped:
                        self._take()
                except OSError as error:
                    self._stopped = True
                    failed(error)

    def _take(self) -> None:
        for _ in range(BATCH):
            try:
                size, sockaddr = self._sock.recvfrom_into(self._buffer)
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                if error.errno in (errno.EBADF, errno.ENOTSOCK):
                    raise
                # A datagram sent before came back as an ICMP message; the next call reads the next one.
                self._outlet.error({**ErrnoError(error.errno or errno.EIO).as_err(), "syscall": "recvmsg"})
                continue
            sender = Endpoint.of(sockaddr)
            if self._peers.allows(sender.address, sender.port):
                self._outlet.datagram(bytes(self._buffer[:size]), sender)
            else:
                self.refused += 1
