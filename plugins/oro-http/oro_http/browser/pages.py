"""`Pages`: answers a browser as the page of the app's first window.

Rules
1. Nothing of a request is used before the gate let it in.
2. Whoever was let in is the first window: permissions, scopes and the audit log count its calls as that window's.
3. A browser that goes takes its requests with it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import parse_qs

import trio

from oro_framework.errors import Busy, OroError
from oro_framework.host.inner import RunningHost
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.requests import Caller, MemoryReply, Request
from oro_framework.types import Headers, Receive, Scope, Send
from oro_http.answer import Answer
from oro_http.arrival import Arrival
from oro_http.browser.gate import ENTER, BrowserGate
from oro_http.browser.translation import CALLS, PRELOAD, Translation
from oro_http.errors import ClientGone
from oro_http.incoming import Incoming

__all__ = ("Pages",)

MAX_BODY = 256 << 20
SECONDS = 60.0
"""In which the body of a request must be there."""
SCRIPT: Headers = (("content-type", "text/javascript; charset=utf-8"), ("cache-control", "no-store"))
GUARDS: Headers = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("content-security-policy", "frame-ancestors 'self'"),
)


class Pages:
    """See the module.

    Args:
        host: whose pages are shown.
        gate: says who may see them.
        log: told of refusals, at level debug.
    """

    def __init__(self, host: RunningHost, gate: BrowserGate, log: logging.Logger) -> None:
        self._host = host
        self._gate = gate
        self._log = log
        self._translation = Translation(host.bundle, host.origin, gate.origin)

    async def serve(self, hang_up: Callable[[], None], scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI exchange of a connection that `hang_up` closes. If cancelled, so is the handler."""
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        arrival, incoming = Arrival.of(scope), Incoming(receive, hang_up)
        answer = Answer(send, incoming, headers=(), guards=GUARDS)
        try:
            await self._answer(arrival, incoming, answer)
        except OroError as error:
            self._log.debug("Answered %d: %s", error.status, error.message)
            await answer.error(error)
        except ClientGone:
            pass

    async def _answer(self, arrival: Arrival, incoming: Incoming, answer: Answer) -> None:
        if arrival.path == ENTER:
            key = parse_qs(arrival.query).get("key", [""])[0]
            cookie = self._gate.enter(arrival, key)
            gone = (("location", "/"), ("set-cookie", cookie), ("cache-control", "no-store"))
            await answer.whole(303, gone, b"")
            return
        self._gate.admit(arrival, is_call=arrival.path.startswith(CALLS))
        window = self._window()
        if arrival.path == PRELOAD:
            await answer.whole(200, SCRIPT, self._translation.script(window.spec.preload.encode()))
            return
        target = self._translation.target(arrival)
        body = await incoming.read(announced=arrival.length, limit=MAX_BODY, seconds=SECONDS)
        caller = Caller(window=window, origin=self._host.origin, client=window.id)
        scripted = arrival.header("sec-fetch-dest") in (None, "empty")
        headers = self._translation.asked(arrival)
        request = Request(
            target=target, method=arrival.method, headers=headers, body=body, caller=caller, scripted=scripted
        )
        await self._pass(request, incoming, answer)

    def _window(self) -> ManagedWindow:
        if not self._host.windows_manager or not (window := self._host.windows_manager.get(0)).spec.preload:
            raise Busy("Cannot show the app: it has no first window yet")
        return window

    async def _pass(self, request: Request, incoming: Incoming, answer: Answer) -> None:
        """Answer with what the app answers."""
        reply = MemoryReply()
        exchange = self._host.door.open(request, reply)
        whole = False
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(_leave, incoming, nursery.cancel_scope)
                whole = await self._relay(request, reply, answer)
                nursery.cancel_scope.cancel()
        finally:
            exchange.abort()
            reply.close()
        # Outside, because the server tells of a client's going, too, when it ends an answer.
        if whole:
            await answer.end()

    async def _relay(self, request: Request, reply: MemoryReply, answer: Answer) -> bool:
        """Answer, and return whether the answer is still to be ended."""
        head = await reply.head()
        head = type(head)(head.status, self._translation.headers(head.headers))
        if head.status != 200 or request.method == "HEAD" or not self._translation.is_text(head.headers):
            return await answer.relay(head, reply)
        body = b"".join([piece async for piece in reply.body()])
        kept = [pair for pair in head.headers if pair[0] != "content-length"]
        await answer.whole(200, kept, self._translation.text(head.headers, body))
        return False


async def _leave(incoming: Incoming, scope: trio.CancelScope) -> None:
    """End a request when its browser is gone."""
    await incoming.gone()
    scope.cancel()
