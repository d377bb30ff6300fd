"""Routes that connect, and move bytes."""

from __future__ import annotations

import socket
from typing import Any, TypedDict

import anyio
import anyio.lowlevel

from oro_framework.errors import OroError, Unsupported
from oro_framework.protected import Use
from oro_framework.types import ByteStream, Call, Push
from oro_tls.errors import AlreadyReading, NotOpen, NotReading
from oro_tls.services.base import Base, Family
from oro_tls.shared import shared
from oro_tls.sockets.attempts import Journey, connect, connect_path
from oro_tls.sockets.connection import Connection
from oro_tls.sockets.wire import Tcp
from oro_tls.target import Target

__all__ = ("Found", "StreamRoutes")

_FULL = 0.02
"""Seconds between two looks whether a page has room for a push."""


class Found(TypedDict):
    """An address a page found for a name."""

    address: str
    family: Family


class StreamRoutes(Base):
    """Connections, from connect to close."""

    @shared("connect", waits=True)
    async def connect(
        self,
        call: Call,
        *,
        id: str,
        host: str = "localhost",
        port: int = 0,
        path: str = "",
        family: Family = 0,
        localAddress: str = "",
        localPort: int = 0,
        noDelay: bool = False,
        keepAlive: bool = False,
        keepAliveInitialDelay: int = 0,
        autoSelectFamily: bool = True,
        autoSelectFamilyAttemptTimeout: int = 250,
        timeout: int = 0,
        addresses: list[Found] | None = None,
    ) -> dict[str, Any]:
        """Connect to a host and port, or to a Unix socket.

        The answer, or else the error, tells as `addresses` where the name led, and as `attempts` what was tried.
        `addresses` of the call are used instead of looking the host up.
        If cancelled, or closed meanwhile, no socket is open.

        Raises:
            OutOfScope: the permission is narrowed to others.
            LookupFailed: the name leads nowhere.
            SocketFailed: the peer refused; ETIMEDOUT, `timeout` milliseconds passed; ECANCELED, it was closed.
            AllFailed: each of several addresses refused.
        """
        target = Target(
            host=host or "localhost",
            port=port,
            path=path,
            family=family,
            local_address=localAddress,
            local_port=localPort,
            auto_select=autoSelectFamily,
            attempt=autoSelectFamilyAttemptTimeout / 1000,
            given=tuple(item["address"] for item in addresses or ()),
        )
        journey = Journey()
        connection = self.add_connection(call, id)
        with journey.telling(), self.establishing(connection, timeout):
            await self.prepare()
            setup = self.client_setup(call, target)
            tcp = await self._reached(target, journey)
            connection.hold(tcp)
            journey.connected = tcp.describe()
            tcp.set_no_delay(noDelay)
            tcp.set_keep_alive(keepAlive, keepAliveInitialDelay)
            connection.open(await setup(tcp))
        return {"id": id, **connection.wire.describe(), **journey.told()}

    @shared("read")
    async def read(self, call: Call, *, id: str, limit: int = 0) -> ByteStream:
        """Answer with everything the peer sends until it ends its side, no faster than the page reads.

        Args:
            call: the invocation.
            id: of the socket.
            limit: bytes after which the answer ends, to be called again; less of them means that the peer has
                ended. An engine that takes answers in faster than its page reads them holds no more than that.

        Raises:
            NotOpen: there is no socket of that id.
            AlreadyReading: it is read already.
        """
        connection = self._readable(call, id)
        return ByteStream(connection.read(max(0, limit)))

    @shared("error")
    def error(self, call: Call, *, id: str) -> dict[str, Any] | None:
        """Return the error that ended reading, None when there was none.

        Raises:
            NotOpen: there is no socket of that id.
        """
        broken = self.connection(call, id).broken
        return None if broken is None else broken.as_err()

    @shared("write", waits=True)
    async def write(self, call: Call, *, id: str) -> dict[str, Any]:
        """Send the body, after what was written before; answer once the kernel has all of it.

        If cancelled, part of it may have been sent.

        Raises:
            NotOpen: there is no socket of that id.
            SocketFailed: the connection broke.
        """
        await self.connection(call, id).write(call.body)
        return {"id": id, "bytesWritten": len(call.body)}

    @shared("shutdown", waits=True)
    async def shutdown(self, call: Call, *, id: str) -> dict[str, str]:
        """End this side, after what was written before.

        Raises:
            NotOpen: there is no socket of that id.
            SocketFailed: the connection broke.
        """
        await self.connection(call, id).shutdown()
        return {"id": id}

    @shared("close")
    def close(self, call: Call, *, id: str, reset: bool = False) -> dict[str, str]:
        """Close at once; what is under way fails with ECANCELED. With `reset` the peer is told it broke.

        Does nothing when there is no socket of that id.
        """
        try:
            connection = self.connection(call, id)
        except NotOpen:
            return {"id": id}
        connection.close(reset=reset)
        self.end(connection)
        return {"id": id}

    @shared("setNoDelay")
    def set_no_delay(self, call: Call, *, id: str, enable: bool = True) -> dict[str, str]:
        """Send small segments at once, or gather them.

        Raises:
            NotOpen: there is no socket of that id.
        """
        self.connection(call, id).wire.tcp.set_no_delay(enable)
        return {"id": id}

    @shared("setKeepAlive")
    def set_keep_alive(self, call: Call, *, id: str, enable: bool = False, initialDelay: int = 0) -> dict[str, str]:
        """Ask an idle peer whether it is there, first after `initialDelay` milliseconds.

        Raises:
            NotOpen: there is no socket of that id.
        """
        self.connection(call, id).wire.tcp.set_keep_alive(enable, initialDelay)
        return {"id": id}

    # -- reading by pushes (contract b.16) ---------------------------------------------------------

    @shared("readStart")
    def read_start(self, call: Call, *, id: str) -> dict[str, str]:
        """Push what the peer sends: `{id}` with the bytes, at the end `{id, EOF: true}`.

        Raises:
            NotOpen: there is no socket of that id.
            AlreadyReading: it is read already.
        """
        connection = self._readable(call, id)
        if connection.window is None:
            raise Unsupported("Cannot push what a peer sends: a caller without a window cannot be told")
        connection.pushing = anyio.CancelScope()
        self.tasks.start_soon(self._push, connection, connection.pushing)
        return {"id": id}

    @shared("readStop")
    def read_stop(self, call: Call, *, id: str) -> dict[str, str]:
        """Push no more; the kernel keeps what its buffer holds.

        Raises:
            NotOpen: there is no socket of that id.
            NotReading: it is not pushed.
        """
        connection = self.connection(call, id)
        if connection.pushing is None:
            raise NotReading(id)
        connection.pushing.cancel()
        connection.pushing = None
        return {"id": id}

    # -- inside ------------------------------------------------------------------------------------

    def _readable(self, call: Call, id: str) -> Connection:
        connection = self.connection(call, id)
        if connection.reading:
            raise AlreadyReading(id)
        _ = connection.wire
        return connection

    async def _reached(self, target: Target, journey: Journey) -> Tcp:
        if target.path:
            self.check_path("connect to", target.path, Use.WRITE)
            if not hasattr(socket, "AF_UNIX"):
                raise Unsupported(f'Cannot connect to "{target.path}": this platform has no Unix sockets')
            return Tcp(await connect_path(target.path))
        return Tcp(await connect(target, await self.addresses(target, journey), journey))

    async def _push(self, connection: Connection, scope: anyio.CancelScope) -> None:
        source = f"{self.name}.read"
        data: dict[str, Any] = {"id": connection.id}
        window = connection.window
        assert window is not None
        with scope:
            try:
                while chunk := await connection.receive():
                    connection.put_back(chunk)
                    # Nobody tells when a page has room again.
                    while not window.push(Push(source=source, data=data, body=chunk, lossy=True)):  # noqa: ASYNC110
                        await anyio.sleep(_FULL)
                    connection.put_back(b"")
                    await anyio.lowlevel.checkpoint()
                window.push(Push(source=source, data={**data, "EOF": True}))
            except OroError as error:
                window.push(Push(source=source, data=data, err={**error.as_err(), **data}))
