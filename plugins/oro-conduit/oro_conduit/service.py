"""The service `conduit`: its parts, its lifetime, and its methods for other plugins."""

from __future__ import annotations

import os
import weakref
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import trio

from oro_conduit import settings
from oro_conduit.access.admission import Admission
from oro_conduit.access.keys import Keys
from oro_conduit.access.tickets import Tickets
from oro_conduit.calls.kept_calls import KeptCalls
from oro_conduit.calls.offers import Offers
from oro_conduit.clients.connections import Connections
from oro_conduit.clients.messages import Messages
from oro_conduit.routes.page_routes import PageRoutes
from oro_conduit.routes.server_routes import ServerRoutes
from oro_conduit.server.loopback import Loopback
from oro_conduit.server.server import Server
from oro_conduit.windows import is_gone, shows
from oro_conduit.wire.headers import HeaderBlock, Value
from oro_conduit.wire.limits import Limits
from oro_framework.errors import Closed
from oro_framework.service import Service
from oro_framework.types import Host, Settings, Window

if TYPE_CHECKING:
    from oro_conduit.programs.keys import ProgramKeys

__all__ = ("Conduit", "service_of")

# Weak both ways: a service holds its host.
_services: weakref.WeakKeyDictionary[Host, weakref.ref[Conduit]] = weakref.WeakKeyDictionary()


def service_of(host: Host) -> Conduit | None:
    """Return the service of a host, running or not: windows may be made before it runs."""
    found = _services.get(host)
    return None if found is None else found()


class Conduit(Service):
    """One binary connection per page, for calls, events, messages and streams."""

    name = "conduit"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        chosen = host.settings
        self.log = host.log.getChild("conduit")
        self.debugging = "conduit" in os.environ.get("DEBUG", "").replace(",", " ").split()
        if self.debugging:
            self.log.setLevel("DEBUG")
        self.keys = Keys(host.origin, chosen[settings.SHARED_KEY])
        self.tickets = Tickets(trio.current_time)
        self.calls = KeptCalls()
        self.offers = Offers()
        self.messages = Messages(lambda: host.door, self.log)
        self.connections = Connections(
            host,
            calls=self.calls,
            offers=self.offers,
            messages=self.messages,
            limits=_limits(chosen),
            log=self.log,
        )
        self.loopback = Loopback(self._server, chosen[settings.HOSTNAME], chosen[settings.PORT], self.log)
        self._admission = Admission(host, self.keys, self.tickets)
        self._programs: ProgramKeys | None = None
        self.parts = (
            ServerRoutes(host.origin, self.loopback, self.connections, self.keys),
            PageRoutes(self.loopback, self.connections, tickets=self.tickets, calls=self.calls, offers=self.offers),
        )
        _services[host] = weakref.ref(self)

    def connected(self, client_id: str) -> bool:
        """Tell whether a client of that id is there."""
        return self.messages.connected(client_id)

    def send(self, client_id: str, options: HeaderBlock, payload: bytes = b"") -> bool:
        """Queue a message for a client; False when it is not there or its queue is full. Never blocks.

        Raises:
            TooLarge: the message does not fit the client's wire: over 65,535 bytes for one of version 1.
            InvalidArgument: an option is of no type that travels.
        """
        return self.messages.send(client_id, options, payload)

    def receive(self, client_id: str, handler: Callable[[Mapping[str, Value], bytes], object] | None) -> None:
        """Call `handler(options, payload)` on the loop thread with what a client sends that is no call.

        A new handler replaces the old one, None takes it away. What it raises is logged.
        """
        self.messages.receive(client_id, handler)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Listen; at the end close every connection and give up the calls that were kept."""
        async with trio.open_nursery() as tasks:
            self.loopback.tasks = self.connections.tasks = tasks
            self.offers.open(tasks)
            try:
                await self.loopback.start()
                self._let_configured_in()
                yield
            finally:
                with trio.CancelScope(shield=True):
                    await self._end()
                self.loopback.tasks = self.connections.tasks = None
                tasks.cancel_scope.cancel()

    @property
    def programs(self) -> ProgramKeys:
        """The programs beside the app that may call it: `issue` gives one a key, `revoke` takes it back.

        Raises:
            Closed: the app has not begun, or has ended.
        """
        if self._programs is None:
            from oro_conduit.programs.keys import ProgramKeys  # few apps let programs in

            if self.connections.tasks is None:
                raise Closed("Cannot let programs in: the app does not run")
            self._programs = ProgramKeys(self.host, self.loopback, self.calls, self.connections, self.connections.tasks)
            self._admission.programs = self._programs.programs
        return self._programs

    def let_author_in(self) -> None:
        """Let `oro call`, `oro events` and `oro attach` of the same user in."""
        self.programs.let_author_in()

    async def pause(self) -> None:
        """Close every connection and listen no more; pages come back after `applicationresume`."""
        self.loopback.paused = True
        await self._disconnect()

    async def resume(self) -> None:
        """Listen again, on the same port unless it was taken meanwhile."""
        self.loopback.paused = False
        await self.loopback.start()

    async def release(self, window: Window) -> None:
        """Give up the calls the page in `window` had made over a connection that broke, and its tickets.

        When the window closes, all its calls and its key; then, and when a document of another origin takes the place,
        its connections.
        """
        gone = is_gone(window)
        self.calls.forget_owner(window, live=gone)
        self.offers.forget_window(window)
        self.tickets.revoke(window)
        if gone:
            self.keys.forget(window)
        if not shows(window, self.host.origin):
            self.connections.close(window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of clients, and how many connections and kept calls there are."""
        return {
            "clients": self.messages.ids(),
            "connections": {"count": len(self.connections)},
            "calls": {"count": len(self.calls)},
            "isActive": self.loopback.active,
        }

    def _let_configured_in(self) -> None:
        """Let the programs in that the configuration names."""
        named = self.host.settings.family(settings.PROGRAMS.key)
        if named:
            self.programs.let_in(named)
        if self.host.settings[settings.ATTACH]:
            self.let_author_in()

    async def _disconnect(self) -> None:
        await self.connections.close_requests()
        await self.loopback.stop(self.connections.close)

    async def _end(self) -> None:
        if self._programs is not None:
            self._programs.close()
        await self._disconnect()
        self.loopback.release_port()
        self.calls.close()
        self.offers.close()

    def _server(self) -> Server:
        return Server(
            lambda asked: self._admission.decide(asked, self.loopback.port),
            self.connections.serve,
            max_message=self.connections.limits.frame + (1 << 16),
            max_clients=self.host.settings[settings.MAX_CLIENTS],
            log=self.log,
        )


def _limits(chosen: Settings) -> Limits:
    return Limits(
        frame=chosen[settings.MAX_FRAME],
        streams=chosen[settings.MAX_STREAMS],
        queued=chosen[settings.MAX_QUEUED],
        unread=chosen[settings.MAX_UNREAD],
        stall=chosen[settings.STALL],
    )
