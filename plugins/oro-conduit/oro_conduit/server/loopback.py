"""What the routes and the service stand on: the port, the keys, the tickets, who is connected."""

from __future__ import annotations

import os
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import trio

from oro_conduit import settings
from oro_conduit.access.handshake import Asked, Refused, Version1, Version2, judge
from oro_conduit.access.keys import Keys
from oro_conduit.access.tickets import Tickets
from oro_conduit.calls.offers import Offers
from oro_conduit.calls.page_call import Calls
from oro_conduit.carriers.carrier import Carrier
from oro_conduit.carriers.request_carrier import HeldCarrier
from oro_conduit.carriers.socket_carrier import SocketCarrier
from oro_conduit.clients.messages import Messages
from oro_conduit.server.ports import Sockets, taken_port
from oro_conduit.server.server import Server
from oro_conduit.wire.limits import Limits
from oro_framework.errors import Broken, Closed, Denied, OroError
from oro_framework.requests import Caller
from oro_framework.service import Service
from oro_framework.types import Call, Host, Window

if TYPE_CHECKING:
    from oro_conduit.clients.connection import Connection
    from oro_conduit.clients.text_client import TextClient

__all__ = ("PERMISSION", "Base", "service_of")

PERMISSION = "conduit"

# Weak both ways: a service holds its host.
_services: weakref.WeakKeyDictionary[Host, weakref.ref[Base]] = weakref.WeakKeyDictionary()


def service_of(host: Host) -> Base | None:
    """Return the service of a host, running or not: windows may be made before it runs."""
    found = _services.get(host)
    return None if found is None else found()


class Base(Service):
    """State shared by the routes and the lifetime; see `Conduit`."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        chosen = host.settings
        self.keys = Keys(host.origin, chosen[settings.SHARED_KEY])
        self.hostname = chosen[settings.HOSTNAME]
        self.limits = Limits(
            frame=chosen[settings.MAX_FRAME],
            streams=chosen[settings.MAX_STREAMS],
            queued=chosen[settings.MAX_QUEUED],
            unread=chosen[settings.MAX_UNREAD],
            stall=chosen[settings.STALL],
        )
        self.log = host.log.getChild("conduit")
        self.debugging = "conduit" in os.environ.get("DEBUG", "").replace(",", " ").split()
        if self.debugging:
            self.log.setLevel("DEBUG")
        self.tickets = Tickets(trio.current_time)
        self.calls = Calls()
        self.offers = Offers()
        self.messages = Messages(lambda: host.door, self.log)
        self.connections: set[Connection] = set()
        self.held: dict[str, tuple[HeldCarrier, Caller]] = {}
        self.paused = False
        self.tasks: trio.Nursery | None = None
        self._clients: set[TextClient] = set()
        self._server: Server | None = None
        self._turn = trio.Lock()
        self._ended = trio.Event()
        self._sockets: Sockets | None = None
        self._port = chosen[settings.PORT]
        _services[host] = weakref.ref(self)

    # -- the server ------------------------------------------------------------------------------

    @property
    def port(self) -> int:
        """The port pages connect to; it is taken when it is first asked for, and then stays.

        Raises:
            Broken: the configured port is taken already.
        """
        if self._sockets is None and not self.active:
            self._sockets = taken_port(self._port)
            self._port = self._sockets.port
            weakref.finalize(self, self._sockets.close)
        return self._port

    def address(self) -> tuple[str, int] | None:
        """Return by which name and port pages connect; None when no port can be had."""
        try:
            return self.hostname, self.port
        except Broken:
            return None

    @property
    def active(self) -> bool:
        """Whether sockets are accepted."""
        return self._server is not None

    async def start(self) -> None:
        """Accept sockets, on the port known already if it is still free. Does nothing while it does.

        Raises:
            Broken: no port can be had.
            Closed: the app is paused, or has ended.
        """
        async with self._turn:
            if self.active:
                return
            if self.paused or self.tasks is None:
                raise Closed("Failed to start Conduit: the app is paused or stopping")
            sockets = self._take()
            self._server = Server(
                self._judge,
                self._serve,
                max_message=self.limits.frame + (1 << 16),
                max_clients=self.host.settings[settings.MAX_CLIENTS],
                log=self.log,
            )
            self._ended = trio.Event()
            await self.tasks.start(self._run, self._server, sockets)
            self.log.debug("Listening on port %d", self._port)

    def _take(self) -> Sockets:
        """Return the sockets of the known port, or of another when it was taken while none listened."""
        known = self._port
        try:
            assert self.port
        except Broken as error:
            if not known or known == self.host.settings[settings.PORT]:
                raise
            self._port = 0
            self.log.warning("%s; taking port %d instead", error.message, self.port)
        sockets, self._sockets = self._sockets, None
        assert sockets is not None
        return sockets

    async def stop(self) -> None:
        """Accept no more sockets and close those there are; calls that had arrived go on. The port stays ours."""
        async with self._turn:
            server, self._server = self._server, None
            if server is None:
                return
            server.stop()
            for connection in tuple(self.connections):
                connection.close()
            for client in tuple(self._clients):
                client.close()
            await self._ended.wait()
            self.log.debug("Stopped listening on port %d", self._port)
            with suppress(Broken):
                assert self.port

    def give_port_back(self) -> None:
        """Let others have the port: the app ends."""
        if self._sockets is not None:
            self._sockets.close()
            self._sockets = None

    async def _run(self, server: Server, sockets: Sockets, *, task_status: trio.TaskStatus[None]) -> None:
        try:
            await server.run(sockets, task_status=task_status)
        finally:
            sockets.close()
            self._ended.set()
            if self._server is server:
                self._server = None

    def _judge(self, asked: Asked) -> Version1 | Version2 | Refused:
        verdict = judge(asked, port=self._port, origin=self.host.origin, keys=self.keys, tickets=self.tickets)
        return self._permitted(verdict) if isinstance(verdict, Version1) else verdict

    def _permitted(self, verdict: Version1) -> Version1 | Refused:
        """Ask of version 1 what the route that gives out tickets asks of version 2."""
        caller = verdict.caller
        call = Call(
            host=self.host, route="conduit", window=caller.window, origin=caller.origin, client=caller.client,
            outside=caller.outside, params={}, headers=(), body=b"", seq="",
        )  # fmt: skip
        try:
            cast(Any, self.host).permissions.guard(call, PERMISSION)
        except Denied as error:
            return Refused(error.message)
        return verdict

    # -- connections -----------------------------------------------------------------------------

    async def _serve(self, carrier: SocketCarrier, verdict: Version1 | Version2) -> None:
        if isinstance(verdict, Version2):
            await self.serve_page(carrier, verdict.caller, files=verdict.files)
            return
        from oro_conduit.clients.text_client import TextClient

        client = TextClient(carrier, verdict.client, verdict.caller, self.messages, self.limits, self.log)
        self._clients.add(client)
        try:
            await client.run()
        finally:
            self._clients.discard(client)

    def close_connections(self, window: Window) -> None:
        """Close every connection of a window."""
        every: list[Connection | TextClient] = [*self.connections, *self._clients]
        for each in every:
            if each.caller.window is window:
                each.close()

    async def serve_page(self, carrier: Carrier, caller: Caller, *, files: bool = False) -> None:
        """Serve a page of version 2 to its end; what it had called is then kept for a while.

        Args:
            carrier: moves the bytes.
            caller: who the page is.
            files: whether it fetches large files over the scheme.
        """
        from oro_conduit.clients.connection import Connection
        from oro_conduit.clients.page_clients import Page

        page = Page(self.messages)
        connection = Connection(
            carrier,
            caller,
            door=self.host.door,
            calls=self.calls,
            message=page.take,
            offers=self.offers if files else None,
            limits=self.limits,
            log=self.log,
        )
        self.connections.add(connection)
        try:
            await connection.run()
        finally:
            self.connections.discard(connection)
            page.leave()
            if connection.left and self.tasks is not None:
                self.tasks.start_soon(self.calls.expire, connection.left, self.limits.keep)

    # -- for Python ------------------------------------------------------------------------------

    def diagnostics(self) -> dict[str, Any]:
        """Return the ids of clients and of kept calls, and how many connections and streams there are."""
        return {
            "clients": self.messages.ids(),
            "connections": {"count": len(self.connections) + len(self._clients)},
            "calls": {"count": len(self.calls)},
            "isActive": self.active,
        }


def failed(error: OroError) -> Broken:
    """Return the error the contract names for a server that does not start (contract b.8)."""
    return Broken(f"Failed to start Conduit: {error.message}")
