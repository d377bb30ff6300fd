"""The bridge itself: an ASGI app that makes every request an exchange at the host's door.

Rules
1. Nothing of a request is used before the gate let it in, and its body is not read before its head made sense.
2. A call is made for the page of a window: it may what the app's own pages may, internal routes aside.
3. Who calls is said by the bridge; no header can say it.
4. A client that goes takes its call with it: the handler is cancelled.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable

import trio
from msgspec import Struct

from oro_framework.errors import Busy, NotFound, OroError
from oro_framework.requests import Caller, Head, MemoryReply, Request
from oro_framework.types import Headers, Host, Receive, Scope, Send, Window
from oro_http.answer import Answer
from oro_http.arrival import Arrival
from oro_http.errors import ClientGone, MethodRefused, NotAnswered
from oro_http.gate import Gate
from oro_http.incoming import Incoming
from oro_http.mapping import METHODS, Mapped, Mapping

__all__ = ("CLIENT", "Bridge", "Limits")

CLIENT = "http"
"""`call.client` of every call that came over HTTP."""
_ALLOW: Headers = (("allow", ", ".join((*METHODS, "OPTIONS"))),)


class Limits(Struct, frozen=True, kw_only=True):
    """The limits of one client."""

    body: int
    """Bytes of request body."""
    calls: int
    """Calls at once, of all clients."""
    seconds: float
    """A body may take to arrive, and a route to answer; 0 for no limit."""


class Bridge:
    """See the module.

    Args:
        host: whose routes are called.
        gate: says who may call.
        mapping: says what is called.
        limits: say how much.
        log: told of refusals, at level debug.
    """

    def __init__(self, host: Host, gate: Gate, mapping: Mapping, limits: Limits, log: logging.Logger) -> None:
        self._host = host
        self._gate = gate
        self._mapping = mapping
        self._limits = limits
        self._log = log
        self.calls = 0
        """How many are being answered."""

    async def serve(self, hang_up: Callable[[], None], scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI exchange of a connection that `hang_up` closes. If cancelled, so is the handler."""
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        arrival = Arrival.of(scope)
        incoming = Incoming(receive, hang_up)
        answer = Answer(send, incoming, headers=self._gate.headers(arrival))
        try:
            await self._answer(arrival, incoming, answer)
        except MethodRefused as error:
            await answer.error(error, headers=_ALLOW)
        except OroError as error:
            self._log.debug("Answered %d: %s", error.status, error.message)
            await answer.error(error)
        except ClientGone:
            pass

    async def _answer(self, arrival: Arrival, incoming: Incoming, answer: Answer) -> None:
        self._gate.admit(arrival)
        if arrival.method == "OPTIONS":
            await answer.whole(204, _ALLOW, b"")
            return
        mapped = self._mapping.read(arrival)
        caller = self._caller(mapped)
        if self.calls >= self._limits.calls:
            raise Busy(
                f"Cannot call over HTTP: {self.calls} calls are being answered; http_ipc_max_calls allows no more"
            )
        self.calls += 1
        try:
            limits = self._limits
            body = await incoming.read(announced=arrival.length, limit=limits.body, seconds=limits.seconds)
            request = Request(
                target=mapped.target, method=arrival.method, headers=arrival.forwarded(), body=body, caller=caller
            )
            await self._call(request, incoming, answer)
        finally:
            self.calls -= 1

    async def _call(self, request: Request, incoming: Incoming, answer: Answer) -> None:
        reply = MemoryReply()
        exchange = self._host.door.open(request, reply)
        late = whole = False
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(_leave, incoming, nursery.cancel_scope)
                head = await self._head(reply)
                late = head is None
                if head is not None:
                    whole = await answer.relay(head, reply)
                nursery.cancel_scope.cancel()
        finally:
            exchange.abort()
            reply.close()
        # Outside, because the server tells of a client's going, too, when it ends an answer.
        if late:
            await answer.error(self._late(request), request.target.host)
        elif whole:
            await answer.end()

    async def _head(self, reply: MemoryReply) -> Head | None:
        with trio.move_on_after(self._limits.seconds or math.inf):
            return await reply.head()
        return None

    def _late(self, request: Request) -> NotAnswered:
        name = request.target.host
        return NotAnswered(f'Cannot answer "{name}": http_ipc_timeout_ms of {self._limits.seconds * 1000:g} passed')

    def _caller(self, mapped: Mapped) -> Caller:
        return Caller(window=self._window(mapped.window), origin=self._host.origin, client=CLIENT, outside=True)

    def _window(self, index: int | None) -> Window | None:
        """Return the window of an index; None when none was asked for and there is no first one.

        Raises:
            NotFound: one was asked for that is not there.
        """
        found = next((window for window in self._host.windows if window.index == (index or 0)), None)
        if found is None and index is not None:
            raise NotFound(f"Cannot call for window {index}: Target window not found")
        return found


async def _leave(incoming: Incoming, scope: trio.CancelScope) -> None:
    """End a call when its client is gone."""
    await incoming.gone()
    scope.cancel()
