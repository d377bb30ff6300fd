"""`Pages`: the ASGI app that answers a browser, which shows the page of the first window.

Rules
1. Nothing of a request is used before the gate let it in.
2. The browser that was let in counts as the first window: its calls are that window's to permissions, scopes and the
   audit log.
3. A browser that goes takes its requests with it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import parse_qs

import trio

from oro_framework.errors import OroError
from oro_framework.host.inner import RunningHost
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.requests import Caller, Head, MemoryReply, Request, Target
from oro_framework.types import Headers, Receive, Scope, Send
from oro_http.answer import Answer
from oro_http.arrival import Arrival
from oro_http.browser.backend import BrowserView
from oro_http.browser.entrance import ENTER, Entrance
from oro_http.browser.gate import BrowserGate, Outdated
from oro_http.browser.sockets import Sockets
from oro_http.browser.translation import BEGUN, CALLS, PRELOAD, Translation
from oro_http.errors import ClientGone
from oro_http.incoming import Incoming

__all__ = ("Pages",)

MAX_BODY = 256 << 20
SECONDS = 60.0
"""In which the body of a request must be there."""
SCRIPT: Headers = (("content-type", "text/javascript; charset=utf-8"), ("cache-control", "no-store"))
GUARDS: Headers = (
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "SAMEORIGIN"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
)
"""No page of another origin shows, embeds or reads what a browser holds of the app."""


class Pages:
    """See the module.

    Args:
        host: whose page is shown.
        entrance: of the browser.
        gate: says who may see it.
        log: told of refusals, at level debug.
    """

    def __init__(self, host: RunningHost, entrance: Entrance, gate: BrowserGate, log: logging.Logger) -> None:
        self._host = host
        self._gate = gate
        self._log = log
        self._translation = Translation(host.bundle, host.origin, entrance.origin)
        self._sockets = Sockets(host, gate, self._translation, log)

    async def serve(self, hang_up: Callable[[], None], scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI exchange of a connection that `hang_up` closes. If cancelled, so is the handler."""
        if scope["type"] != "http":
            await self._sockets.serve(scope, receive, send)
            return
        arrival, incoming = Arrival.of(scope), Incoming(receive, hang_up)
        answer = Answer(send, incoming, headers=(), guards=GUARDS)
        try:
            await self._answer(arrival, incoming, answer)
        except Outdated as error:
            await answer.error(error, headers=(("x-oro-outdated", "1"),))
        except OroError as error:
            self._log.debug("Answered %d: %s", error.status, error.message)
            await _refuse(error, arrival, answer)
        except ClientGone:
            pass

    async def _answer(self, arrival: Arrival, incoming: Incoming, answer: Answer) -> None:
        if arrival.path == ENTER:
            cookie = self._gate.enter(arrival, parse_qs(arrival.query).get("key", [""])[0])
            gone = (("location", "/"), ("set-cookie", cookie), ("cache-control", "no-store"))
            await answer.whole(303, gone, b"")
            return
        self._gate.admit(arrival)
        window = self._host.windows_manager.get(0)
        if arrival.path == PRELOAD:
            await answer.whole(200, SCRIPT, self._translation.script(window.spec.preload.encode()))
            return
        if arrival.path.startswith(BEGUN):
            await self._begin(arrival, window, answer)
            return
        target = self._target(arrival)
        body = await incoming.read(announced=arrival.length, limit=MAX_BODY, seconds=SECONDS, named="the limit")
        kind = arrival.header("sec-fetch-dest")
        request = Request(
            target=target,
            method=arrival.method,
            headers=self._translation.asked(arrival),
            body=body,
            caller=Caller(window=window, origin=self._host.origin, client=window.id),
            scripted=None if kind is None else kind == "empty",
        )
        await self._pass(request, incoming, answer)

    async def _begin(self, arrival: Arrival, window: ManagedWindow, answer: Answer) -> None:
        """Note that the browser shows another document, which waits for the answer before it calls."""
        self._gate.admit_call(arrival.path.removeprefix(BEGUN))
        if isinstance(window.view, BrowserView):
            window.view.replaced(self._translation.shown(arrival))
        await answer.whole(204, (("cache-control", "no-store"),), b"")

    def _target(self, arrival: Arrival) -> Target:
        if not arrival.path.startswith(CALLS):
            return self._translation.file(arrival)
        token, target = self._translation.call(arrival)
        self._gate.admit_call(token)
        return target

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
        head = Head(head.status, self._translation.headers(head.headers))
        if head.status != 200 or request.method == "HEAD" or not self._translation.is_text(head.headers):
            return await answer.relay(head, reply)
        body = b"".join([piece async for piece in reply.body()])
        kept = [pair for pair in head.headers if pair[0] not in ("content-length", "cache-control", "etag")]
        text = self._translation.text(head.headers, body)
        await answer.whole(200, (*kept, ("cache-control", "no-store")), text)
        return False


async def _refuse(error: OroError, arrival: Arrival, answer: Answer) -> None:
    """Answer with an error: as text where a person reads it."""
    if "text/html" not in (arrival.header("accept") or ""):
        await answer.error(error)
        return
    text = (("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store"))
    await answer.whole(error.status, text, error.message.encode())


async def _leave(incoming: Incoming, scope: trio.CancelScope) -> None:
    """End a request when its browser is gone."""
    await incoming.gone()
    scope.cancel()
