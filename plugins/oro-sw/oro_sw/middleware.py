"""The door in front of the app's origin: who is asked, and what becomes of the answer. Pure ASGI.

Order (contract g.1, h.3)
1. The script of a worker that is being started, and the modules it imports, when our window asks for them.
2. Nothing else of our window, of `/oro/`, of requests that say so (`runtime-serviceworker-fetch-mode: ignore`) or
   that are no GET, HEAD, POST …: as if there were no worker.
3. A document: the active worker of the scope it is in. Anything else: the worker that controls its document.
4. What the worker does not answer, or answers 404, the origin answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

import anyio

from oro_framework.carrier import FileSlice, Request
from oro_framework.errors import TimedOut
from oro_framework.types import ASGIApp, Host, Message, Receive, Scope, Send
from oro_sw import settings
from oro_sw.asking import answered
from oro_sw.bodies import Body
from oro_sw.clearing import clearing
from oro_sw.container import Container, container_of
from oro_sw.control import Document
from oro_sw.errors import WorkerGone
from oro_sw.exchange import Answer, Refused, is_navigation
from oro_sw.frames import NOBODY
from oro_sw.imports import imported, named
from oro_sw.network import BYPASS
from oro_sw.redirects import Sent, location_of, noting
from oro_sw.scripts import bootstrap
from oro_sw.states import Version
from oro_sw.urls import joined, without_fragment

__all__ = ("Door", "again", "give", "refuse_late")

CLIENT = "runtime-client-id"
"""The header by which frames name themselves (contract a.8): some engines tell of no referrer."""
SOURCE = (b"runtime-response-source", b"serviceworker")
NETWORK_ERROR = (b"runtime-response-error", b"network")
"""An answer with this header is a network error: fetch() of the page rejects."""
BODY_ERROR = (b"runtime-response-error", b"body")
"""The answer is that of the header `runtime-response-head`, its body an error."""
OPAQUE = (b"runtime-response-type", b"opaque")
"""fetch() of the page must not look into the answer."""
LATE = 0.05
"""Seconds after which the head is sent without anything of the body."""


class Door:
    """See the module.

    Args:
        host: whose service knows the workers, once it runs.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._seconds = host.settings[settings.EVENT_TIMEOUT] / 1000
        self._most_redirects = host.settings[settings.MAX_REDIRECTS]
        self._sent = Sent()
        self._beyond = Sent()
        """Where the app sends what a worker left alone: no worker hears of that."""

    @property
    def _container(self) -> Container:
        container = container_of(self._host)
        assert container is not None, "passes() lets nothing through without the service"
        return container

    def passes(self, request: Request) -> bool:
        """Tell at once that no worker is to be asked."""
        container = container_of(self._host)
        if container is None:
            return True
        if container.idle:
            return not container.caches.exists() or not is_navigation(request)
        if request.header(BYPASS[0]) == BYPASS[1]:
            return True
        if container.runner.may_start(request.caller.window):
            return not container.runner.starting
        if request.target.path.startswith("/oro/") or not request.target.host:
            return True
        return not is_navigation(request) and not self._may_be_controlled(request)

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Return the app with workers before it."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            request = await Request.receive(scope, receive)
            if self.passes(request):
                await app(scope, again(request, receive), send)
            elif self._container.runner.may_start(request.caller.window):
                await self._start(app, request, scope, receive, send)
            else:
                await self._ask(clearing(self._container, app), request, scope, receive, send)

        return answer

    # -- starting --------------------------------------------------------------------------------

    async def _start(self, app: ASGIApp, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        url = without_fragment(request.target.url)
        version = self._container.runner.armed(url)
        body = None if version is None else bootstrap(version, url)
        if version is None and (importing := self._imports(request, url)) is not None:
            script = await imported(self._host, importing, url)
            body = None if script is None else script.body
        if body is None:
            await app(scope, again(request, receive), send)
            return
        headers = [(b"content-type", b"text/javascript; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _imports(self, request: Request, url: str) -> Version | None:
        """Return the version whose modules are being loaded, if this request may be for one of them."""
        version = self._container.runner.importing
        module = request.method == "GET" and not request.target.path.startswith("/oro/")
        return version if version is not None and module and named(version, url) else None

    # -- asking ----------------------------------------------------------------------------------

    def _may_be_controlled(self, request: Request) -> bool:
        if request.caller.opaque or request.header(CLIENT) == NOBODY:
            return False
        document = self._named(request)
        if document is None and self._unclear(request):
            return True
        document = document or self._top(request)
        return document is not None and document.controller is not None

    def _named(self, request: Request) -> Document | None:
        """Return the document that asks by its own name, or by its URL."""
        window, documents = request.caller.window, self._container.documents
        name, referrer = request.header(CLIENT) or "", without_fragment(request.header("referer") or "")
        if (named := documents.of_realm(window.id, name)) is not None:
            return named
        if name == window.id or referrer == without_fragment(window.url):
            return self._top(request)
        return documents.of_url(window.id, referrer) if referrer else None

    def _top(self, request: Request) -> Document | None:
        window = request.caller.window
        return self._container.documents.of_url(window.id, without_fragment(window.url))

    def _unclear(self, request: Request) -> bool:
        """Tell whether it matters whose an unnamed request is; what scripts ask for has a name where it has headers."""
        named = request.scripted and not request.mode and request.header("accept") != "text/event-stream"
        return not named and self._container.documents.divided(request.caller.window.id)

    async def _document(self, request: Request) -> Document | None:
        """Return the document that asks, which the window tells where nothing else does; or else the window's own."""
        document = self._named(request)
        if document is None and self._unclear(request):
            document = await self._container.clients.asking(request.caller.window, request)
        return document or self._top(request)

    async def _ask(self, app: ASGIApp, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        container, caller = self._container, request.caller
        sent_on = 0
        if is_navigation(request):
            document: Document | None = container.clients.navigated(caller.window, without_fragment(request.target.url))
        else:
            sent_on = self._beyond.arrived(caller.window.id, request.target.url)
            app = noting(app, partial(self._led_on, request))
            document = await self._document(request)
            if document is not None:
                container.clients.asked(document)
        controller = None if document is None else document.controller
        if document is None or controller is None or sent_on:
            await app(scope, again(request, receive), send)
            return
        try:
            async with answered(container, controller, request, document.id, self._seconds) as answer:
                if answer is not None:
                    await give(self._sent_on(answer, request), send)
                    return
        except TimedOut as error:
            await refuse_late(container.host, error, send)
            return
        await app(scope, again(request, receive), send)

    def _led_on(self, request: Request, location: str) -> None:
        """The app sends a resource elsewhere: no worker hears of that (Fetch, HTTP fetch)."""
        target = without_fragment(joined(request.target.url, location))
        self._beyond.sent(request.caller.window.id, target, 1)

    def _sent_on(self, answer: Answer | Refused, request: Request) -> Answer | Refused:
        """Let so many redirects pass; what leads on for ever is refused."""
        window, url = request.caller.window.id, request.target.url
        before = self._sent.arrived(window, url)
        location = location_of(answer.head) if isinstance(answer, Answer) else None
        if location is None:
            return answer
        if before >= self._most_redirects:
            return Refused(f"it was redirected more than {self._most_redirects} times")
        self._sent.sent(window, without_fragment(joined(url, location)), before + 1)
        return answer


async def give(answer: Answer | Refused, send: Send, *more: tuple[bytes, bytes]) -> None:
    """Send what a worker answered, with more headers where it did not name them itself."""
    if isinstance(answer, Refused):
        await _end(send, 502, b"The service worker answered with a network error", SOURCE, NETWORK_ERROR, *more)
        return
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in answer.headers]
    names = {name for name, _ in headers}
    headers += [pair for pair in more if pair[0] not in names]
    if answer.sealed:
        headers.append(OPAQUE)
    start = {"type": "http.response.start", "status": answer.head.status, "headers": [*headers, SOURCE]}
    body = answer.take()
    if isinstance(body, Body):
        await _give_pieces(body, start, send, *more)
        return
    await send(start)
    if isinstance(body, FileSlice):
        await send({"type": "oro.response.file", "fd": body.fd, "offset": body.offset, "length": body.length})
    else:
        await send({"type": "http.response.body", "body": body})


async def _give_pieces(body: Body, start: Message, send: Send, *more: tuple[bytes, bytes]) -> None:
    """Send pieces as they come, and the head before them if they take long; a page knows what breaks from the head."""
    begun = False
    try:
        first: bytes | None = b""
        with anyio.move_on_after(LATE):
            first = await anext(body, None)
        await send(start)
        begun = True
        if first:
            await send({"type": "http.response.body", "body": first, "more_body": True})
        if first is not None:
            async for chunk in body:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
    except WorkerGone as error:
        if begun:
            raise
        head = (b"runtime-response-head", _told(start))
        await _end(send, 502, error.message.encode(), SOURCE, BODY_ERROR, head, *more)
        return
    finally:
        body.drop()
    await send({"type": "http.response.body", "body": b""})


def _told(start: Message) -> bytes:
    """Return a head as a page reads it from a header."""
    headers = [[name.decode("latin-1"), value.decode("latin-1")] for name, value in start["headers"]]
    return json.dumps([start["status"], headers]).encode("ascii")


async def refuse_late(host: Host, error: TimedOut, send: Send) -> None:
    """Say that a worker took too long."""
    host.log.warning("%s", error.message)
    await _end(send, 408, error.message.encode(), SOURCE)


async def _end(send: Send, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    # Without a type, an engine takes what a frame is answered for a download.
    kind = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [kind, *headers]})
    await send({"type": "http.response.body", "body": body})


def again(request: Request, receive: Receive) -> Receive:
    """Give an app the body that was read already, then what comes after it."""
    given = False

    async def replay() -> Mapping[str, Any]:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": request.body, "more_body": False}

    return replay  # type: ignore[return-value]
