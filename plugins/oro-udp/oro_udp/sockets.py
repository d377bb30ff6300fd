"""The sockets of every window, and the tasks that receive on them."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import anyio
from anyio.abc import TaskGroup

from oro_framework.endpoints import SockAddr, check_id, family_of
from oro_framework.errors import ErrnoError
from oro_framework.held import Held
from oro_framework.scopes import HostScope
from oro_framework.types import Call, Window
from oro_udp.errors import AlreadyBound, NotRunning
from oro_udp.receiver import Receiver
from oro_udp.sock import Socket
from oro_udp.window_socket import WindowSocket

__all__ = ("Sockets",)


class Sockets:
    """Opens, finds and closes the sockets of windows, and receives on them.

    Args:
        limit: how many sockets one window may hold.
        peers: the hosts whose datagrams are delivered.
    """

    _tasks: TaskGroup

    def __init__(self, limit: int, peers: HostScope) -> None:
        self.held: Held[WindowSocket] = Held(limit, missing=NotRunning, taken=AlreadyBound)
        self._peers = peers

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the tasks that receive; at the end close every socket."""
        async with anyio.create_task_group() as self._tasks:
            try:
                yield
            finally:
                for held in self.held:
                    self.close(held)

    def find(self, call: Call, id: str) -> WindowSocket | None:
        """Return a socket of the calling window, or None."""
        return self.held.find(call.window, id)

    def get(self, call: Call, id: str) -> WindowSocket:
        """Return a socket of the calling window.

        Raises:
            NotRunning: the window has no socket of that id.
        """
        return self.held.get(call.window, id)

    def open(
        self,
        call: Call,
        id: str,
        sockaddr: SockAddr,
        *,
        reuse: bool = False,
        v6_only: bool = False,
        ephemeral: bool = False,
    ) -> WindowSocket:
        """Open a socket for the calling window, of the family of an address.

        Raises:
            InvalidArgument: `id` is no id.
            AlreadyBound: the window has a socket of that id.
            ErrnoError: EMFILE, the window holds as many as it may.
        """
        self.held.check_new(call.window, check_id(id))
        opened = Socket(id, family_of(sockaddr), reuse=reuse, v6_only=v6_only, ephemeral=ephemeral)
        return self.held.add(call.window, id, WindowSocket(opened, call.window))

    def close(self, held: WindowSocket) -> None:
        """Close a socket and forget it."""
        held.stop()
        held.socket.close()
        self.held.discard(held.window, held.id, held)

    def release(self, window: Window) -> None:
        """Close every socket of a window."""
        for held in self.held.of(window):
            self.close(held)

    def receive(self, held: WindowSocket) -> None:
        """Deliver datagrams to the socket's outlet, in a task of their own.

        Raises:
            IsClosed: the app is paused.
        """
        assert held.outlet is not None
        held.receiver = Receiver(held.socket.raw, held.outlet, self._peers)
        held.receiving = True
        self._tasks.start_soon(held.receiver.run, partial(self._fail, held))

    def suspend(self) -> None:
        """Give every descriptor back; datagrams that come meanwhile are lost."""
        for held in self.held:
            held.stop()
            held.socket.suspend()

    def restore(self) -> None:
        """Bind every socket again where it was and go on receiving; close one that cannot be, and tell its page."""
        for held in self.held:
            try:
                held.socket.restore()
            except OSError as error:
                self._fail(held, error)
            else:
                if held.receiving and held.receiver is None:
                    self.receive(held)

    def _fail(self, held: WindowSocket, error: OSError) -> None:
        """Close a socket that cannot go on, and tell its page."""
        self.close(held)
        if held.outlet is not None:
            held.outlet.error(ErrnoError(error.errno or errno.EIO).as_err())
            held.outlet.end()
