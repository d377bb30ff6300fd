"""One UDP socket of a page.

States
    open ──suspend──▶ suspended ──restore──▶ open       the app is paused and resumed
      └──────────────────┴──────close──▶ closed
A suspended socket has no descriptor. Restored, it has its address, peer, options and memberships again.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import sys

import anyio

from oro_framework.endpoints import Endpoint, SockAddr
from oro_framework.errors import Unsupported
from oro_udp.errors import IsClosed, IsClosing, IsConnected, NotConnected
from oro_udp.multicast import Membership, SockOption

__all__ = ("Socket",)


class Socket:
    """A descriptor, and what is needed to make it anew. Loop thread.

    Args:
        id: chosen by the page.
        family: IPv4 or IPv6.
        reuse: let several sockets bind the same address.
        v6_only: leave IPv4 out of an IPv6 socket.
        ephemeral: it lives for one send.

    Raises:
        OSError: the system has no descriptor left, or not that family.
    """

    def __init__(
        self,
        id: str,
        family: socket.AddressFamily,
        *,
        reuse: bool = False,
        v6_only: bool = False,
        ephemeral: bool = False,
    ) -> None:
        self.id = id
        self.family = family
        self.ephemeral = ephemeral
        self.closing = False
        self.peer: SockAddr | None = None
        self._reuse = reuse
        self._v6_only = v6_only
        self._options: dict[tuple[int, int], int | bytes] = {}
        self._memberships: dict[Membership, None] = {}
        self._local: SockAddr | None = None
        self._turn = anyio.Lock()
        self._waiting: set[anyio.CancelScope] = set()
        self._sock: socket.socket | None = self._made()

    # -- the descriptor ---------------------------------------------------------------------------

    @property
    def raw(self) -> socket.socket:
        """The open descriptor.

        Raises:
            IsClosing: it is being closed.
            IsClosed: the app is paused.
        """
        if self.closing:
            raise IsClosing(self.id)
        if self._sock is None:
            raise IsClosed(self.id)
        return self._sock

    @property
    def suspended(self) -> bool:
        """True while the app is paused."""
        return self._sock is None

    def close(self) -> None:
        """Give the descriptor back; sends that wait fail with ECANCELED."""
        self.closing = True
        self._drop()

    def suspend(self) -> None:
        """Give the descriptor back and remember everything; sends that wait fail with ECANCELED."""
        if self._sock is not None:
            self._local = self._sock.getsockname()
            self._drop()

    def restore(self) -> None:
        """Make the descriptor anew, where it was.

        Raises:
            OSError: the address has been taken meanwhile, or is gone.
        """
        if self._sock is not None:
            return
        made = self._made()
        try:
            if self._local is not None:
                made.bind(self._local)
            for (level, name), value in self._options.items():
                made.setsockopt(level, name, value)
            for membership in self._memberships:
                made.setsockopt(*membership.option(join=True))
            if self.peer is not None:
                made.connect(self.peer)
        except BaseException:
            made.close()
            raise
        self._sock = made

    # -- addresses --------------------------------------------------------------------------------

    @property
    def local(self) -> Endpoint:
        """Where it receives.

        Raises:
            OSError: the kernel does not know.
        """
        return Endpoint.of(self.raw.getsockname())

    def bind(self, sockaddr: SockAddr) -> None:
        """Take an address; port 0 is any free one.

        Raises:
            OSError: the kernel refused.
        """
        self.raw.bind(sockaddr)

    def connect(self, sockaddr: SockAddr) -> None:
        """Exchange datagrams with one peer alone.

        Raises:
            IsConnected: it has one already.
            OSError: the kernel refused.
        """
        if self.peer is not None:
            raise IsConnected(self.id)
        self.raw.connect(sockaddr)
        self.peer = sockaddr

    def disconnect(self) -> None:
        """Forget the peer.

        Raises:
            NotConnected: there is none.
            OSError: the kernel refused.
        """
        if self.peer is None:
            raise NotConnected(self.id)
        before = self.raw.getsockname()
        _disconnect(self.raw)
        self.peer = None
        # Linux takes back a port it chose itself.
        if not self.raw.getsockname()[1]:
            self.raw.bind(before)

    # -- sending ----------------------------------------------------------------------------------

    async def send(self, data: bytes, to: SockAddr | None) -> None:
        """Send one datagram, in turn; None sends to the peer.

        Raises:
            OSError: the kernel refused; ECANCELED, the socket was closed first.
        If cancelled, it was not sent.
        """
        sock = self.raw
        if not self._turn.locked():
            try:
                return self._send(data, to)
            except BlockingIOError:
                pass
        with anyio.CancelScope() as scope:
            self._waiting.add(scope)
            try:
                return await self._send_in_turn(sock, data, to)
            finally:
                self._waiting.discard(scope)
        raise _canceled()

    async def _send_in_turn(self, sock: socket.socket, data: bytes, to: SockAddr | None) -> None:
        async with self._turn:
            while True:
                # What was waited for may have come together with the end of the socket.
                if self._sock is not sock:
                    raise _canceled()
                try:
                    return self._send(data, to)
                except BlockingIOError:
                    await anyio.wait_writable(sock)

    def _send(self, data: bytes, to: SockAddr | None) -> None:
        if to is None:
            self.raw.send(data)
        else:
            self.raw.sendto(data, to)

    # -- options ----------------------------------------------------------------------------------

    def set_option(self, option: SockOption) -> None:
        """Set a socket option, now and whenever the socket is restored.

        Raises:
            OSError: the kernel refused.
        """
        level, name, value = option
        self.raw.setsockopt(level, name, value)
        self._options[level, name] = value

    def join(self, membership: Membership) -> None:
        """Listen to a group.

        Raises:
            OSError: it does so already, or the kernel refused.
        """
        self.raw.setsockopt(*self._membership(membership, join=True))
        self._memberships[membership] = None

    def leave(self, membership: Membership) -> None:
        """Listen to a group no more.

        Raises:
            OSError: it does not, or the kernel refused.
        """
        self.raw.setsockopt(*self._membership(membership, join=False))
        self._memberships.pop(membership, None)

    def _membership(self, membership: Membership, *, join: bool) -> SockOption:
        if membership.family != self.family:
            raise OSError(errno.EINVAL, "a group of the other family")
        return membership.option(join=join)

    # -- inside -----------------------------------------------------------------------------------

    def _made(self) -> socket.socket:
        made = socket.socket(self.family, socket.SOCK_DGRAM)
        try:
            made.setblocking(False)
            if self._reuse:
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if sys.platform == "darwin":
                    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            if self.family == socket.AF_INET6:
                made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, self._v6_only)
        except BaseException:
            made.close()
            raise
        return made

    def _drop(self) -> None:
        for scope in self._waiting:
            scope.cancel()
        if self._sock is not None:
            self._sock.close()
            self._sock = None


def _canceled() -> OSError:
    return OSError(errno.ECANCELED, os.strerror(errno.ECANCELED))


def _disconnect(sock: socket.socket) -> None:
    """connect(2) with AF_UNSPEC, which Python cannot say."""
    if sys.platform == "win32":
        raise Unsupported("Cannot disconnect a UDP socket: it is not known how on this platform")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.connect(sock.fileno(), bytes(16), 16) != 0:
        number = ctypes.get_errno()
        # BSD and macOS disconnect all the same.
        if number != errno.EAFNOSUPPORT:
            raise OSError(number, os.strerror(number))
