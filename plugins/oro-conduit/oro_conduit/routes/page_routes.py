"""`internal.conduit.*` for pages of version 2: tickets, held requests, and answers whose connection broke."""

from __future__ import annotations

from typing import TypedDict

from oro_conduit.access.tickets import LIFE, Tickets
from oro_conduit.calls.kept_calls import KeptCalls
from oro_conduit.calls.offers import Offers
from oro_conduit.carriers.request_carrier import RequestCarrier
from oro_conduit.clients.connections import Connections
from oro_conduit.server.loopback import Loopback
from oro_conduit.settings import PERMISSION
from oro_framework.errors import Closed, Denied, InvalidArgument, NotFound
from oro_framework.requests import Caller
from oro_framework.service import route
from oro_framework.types import ByteStream, Call, FileResponse, Response

__all__ = ("PageRoutes",)


class Ticket(TypedDict):
    """A secret that opens one connection, once, within `expires` seconds."""

    ticket: str
    port: int
    expires: float


class Pushed(TypedDict):
    """The bytes were taken; nothing else to tell."""


class PageRoutes:
    """Connecting, and recovering from a connection that broke."""

    def __init__(
        self, loopback: Loopback, connections: Connections, *, tickets: Tickets, calls: KeptCalls, offers: Offers
    ) -> None:
        self._loopback = loopback
        self._connections = connections
        self._tickets = tickets
        self._calls = calls
        self._offers = offers

    @route("internal.conduit.ticket", permission=PERMISSION, internal=True)
    def ticket(self, call: Call) -> Ticket:
        """Give this page a ticket for one connection."""
        caller = Caller(window=call.window, origin=call.origin, client=call.client)
        return {"ticket": self._tickets.issue(caller), "port": self._loopback.port, "expires": LIFE}

    @route("internal.conduit.resume", permission=PERMISSION, internal=True, deadline=0)
    async def resume(self, call: Call) -> Response | FileResponse:
        """Give out the answer of the call that `call` names, whose connection broke; waits for it."""
        # The first argument of a route has this name already.
        id = call.params.get("call")
        if not isinstance(id, str) or not id:
            raise InvalidArgument(f"Cannot call \"{call.route}\": Expecting 'call' in parameters: str is required")
        if not self._calls.knows(call.window, id):
            self._connections.catch_up(call.window, id)
        return await self._calls.resume(call.window, id)

    @route("internal.conduit.file", permission=PERMISSION, internal=True, deadline=0)
    async def file(self, call: Call, ticket: str) -> FileResponse:
        """Give out a file that the answer of a call named, once."""
        return self._offers.take(call.window, ticket)

    @route("internal.conduit.held", permission=PERMISSION, internal=True, deadline=0)
    async def held(self, call: Call, ticket: str) -> ByteStream:
        """Hold this request as a connection: frames of version 2 down its body, up by `push` with the same ticket."""
        caller = self._tickets.redeem(ticket)
        if caller is None or caller.window is not call.window:
            raise Denied("Cannot hold a connection: no ticket, or one that was used or has expired")
        if self._connections.tasks is None or self._loopback.paused:
            raise Closed("Cannot hold a connection: the app is paused or stopping")
        carrier = RequestCarrier()
        self._connections.requests[ticket] = (carrier, caller)
        self._connections.tasks.start_soon(self._connections.serve_request, ticket, carrier, caller)
        return ByteStream(carrier)

    @route("internal.conduit.push", permission=PERMISSION, internal=True)
    async def push(self, call: Call, ticket: str) -> Pushed:
        """Take the next bytes of a held connection; answers once the bytes before them were taken."""
        carrier, caller = self._connections.requests.get(ticket, (None, None))
        if carrier is None or caller is None or caller.window is not call.window:
            raise NotFound("Cannot push: no such connection is held")
        await carrier.push(call.body)
        return {}
