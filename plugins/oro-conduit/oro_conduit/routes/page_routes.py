"""The routes `internal.conduit.*` (contract b.8), and those pages need to connect and to recover."""

from __future__ import annotations

from typing import TypedDict

from oro_conduit.access.tickets import LIFE
from oro_conduit.base import PERMISSION, Base, failed
from oro_conduit.carriers.request_carrier import HeldCarrier
from oro_conduit.settings import MIN_KEY
from oro_framework.errors import Broken, Closed, Denied, InvalidArgument, NotFound
from oro_framework.requests import Caller
from oro_framework.service import route
from oro_framework.types import ByteStream, Call, FileResponse, Response, Window

__all__ = ("Routes",)


class Started(TypedDict):
    """The server accepts sockets on this port."""

    isActive: bool
    port: int


class Status(TypedDict):
    """What the server does."""

    sharedKey: str
    isActive: bool
    port: int


class Key(TypedDict):
    """The key that clients of version 1 show in the calling window."""

    sharedKey: str


class Ticket(TypedDict):
    """What opens one connection, once, within `expires` seconds."""

    ticket: str
    port: int
    expires: float


class Empty(TypedDict):
    """Nothing to tell."""


class Routes(Base):
    """The routes; see `Conduit`."""

    @route("internal.conduit.start", permission=PERMISSION, internal=True)
    async def start_route(self, call: Call) -> Started:
        """Accept sockets; answers once it does, also when it did before."""
        try:
            await self.start()
        except (Broken, Closed) as error:
            raise failed(error) from error
        return {"isActive": self.active, "port": self.port}

    @route("internal.conduit.stop", permission=PERMISSION, internal=True)
    async def stop_route(self, call: Call) -> Empty:
        """Accept no more sockets and close those there are."""
        await self.stop()
        return {}

    @route("internal.conduit.status", permission=PERMISSION, internal=True)
    def status(self, call: Call) -> Status:
        """Tell whether sockets are accepted, on which port, and the key of this window."""
        return {"sharedKey": self._key(call), "isActive": self.active, "port": self.port}

    @route("internal.conduit.getSharedKey", permission=PERMISSION, internal=True)
    def get_shared_key(self, call: Call) -> Key:
        """Tell the key of this window."""
        return {"sharedKey": self._key(call)}

    @route("internal.conduit.setSharedKey", permission=PERMISSION, internal=True)
    def set_shared_key(self, call: Call, sharedKey: str) -> Key:
        """Change the key of this window; clients that are connected stay."""
        if len(sharedKey.encode("utf-8", "surrogateescape")) < MIN_KEY:
            raise InvalidArgument(f"Invalid shared key length. Must be at least {MIN_KEY} bytes")
        self._own(call)
        self.keys.change(call.window, sharedKey)
        return {"sharedKey": sharedKey}

    def _key(self, call: Call) -> str:
        self._own(call)
        return self.keys.of(call.window)

    def _own(self, call: Call) -> None:
        """Keep keys from other origins: who shows one is the app's own page.

        Raises:
            Denied: the call comes from another origin.
        """
        if call.origin != self.host.origin:
            raise Denied(f'Cannot call "{call.route}": keys are for pages of {self.host.origin}, not of {call.origin}')

    @route("internal.conduit.ticket", permission=PERMISSION, internal=True)
    def ticket(self, call: Call) -> Ticket:
        """Give this page a ticket for one connection."""
        return {"ticket": self.tickets.issue(_caller(call)), "port": self.port, "expires": LIFE}

    @route("internal.conduit.resume", permission=PERMISSION, internal=True, deadline=0)
    async def resume_route(self, call: Call) -> Response | FileResponse:
        """Give out the answer of the call that `call` names, whose connection broke; waits for it."""
        # The first argument of a route has this name already.
        id = call.params.get("call")
        if not isinstance(id, str) or not id:
            raise InvalidArgument(f"Cannot call \"{call.route}\": Expecting 'call' in parameters: str is required")
        if not self.calls.knows(call.window, id):
            self._catch_up(call.window, id)
        return await self.calls.resume(call.window, id)

    def _catch_up(self, window: Window | None, id: str) -> None:
        """Read what a page had sent on connections whose end was not seen yet: the call may be in it."""
        for connection in tuple(self.connections):
            if connection.caller.window is window:
                connection.catch_up(id)

    @route("internal.conduit.file", permission=PERMISSION, internal=True, deadline=0)
    async def file_route(self, call: Call, ticket: str) -> FileResponse:
        """Give out a file that the answer of a call named, once."""
        return self.offers.take(call.window, ticket)

    @route("internal.conduit.held", permission=PERMISSION, internal=True, deadline=0)
    async def held_route(self, call: Call, ticket: str) -> ByteStream:
        """Hold this request as a connection: frames of version 2 down its body, up by `push` with the same ticket."""
        caller = self.tickets.redeem(ticket)
        if caller is None or caller.window is not call.window:
            raise Denied("Cannot hold a connection: no ticket, or one that was used or has expired")
        if self.tasks is None or self.paused:
            raise Closed("Cannot hold a connection: the app is paused or stopping")
        carrier = HeldCarrier()
        self.held[ticket] = (carrier, caller)
        self.tasks.start_soon(self._hold, ticket, carrier, caller)
        return ByteStream(carrier)

    async def _hold(self, ticket: str, carrier: HeldCarrier, caller: Caller) -> None:
        try:
            await self.serve_page(carrier, caller)
        finally:
            del self.held[ticket]

    @route("internal.conduit.push", permission=PERMISSION, internal=True)
    async def push(self, call: Call, ticket: str) -> Empty:
        """Take the next bytes of a held connection; answers once the bytes before them were taken."""
        carrier, caller = self.held.get(ticket, (None, None))
        if carrier is None or caller is None or caller.window is not call.window:
            raise NotFound("Cannot push: no such connection is held")
        await carrier.push(call.body)
        return {}


def _caller(call: Call) -> Caller:
    return Caller(window=call.window, origin=call.origin, client=call.client)
