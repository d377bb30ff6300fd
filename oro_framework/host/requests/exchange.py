"""One request from its arrival to its last byte: ASGI on one side, a backend's `Reply` on the other.

Rules
1. Every exchange has its own cancel scope; page abort, deadline and shutdown cancel it.
2. A failure inside one exchange is answered and logged there; it never reaches its siblings.
3. Exactly one of `respond`, `respond_file` and `stream` is called on the reply, once. After an abort
   none is.
4. A body that comes in one message is one `respond`; only a body of several messages is streamed.
5. `send` returns when the engine has room, and raises an OSError once the page is gone (ASGI 2.5).
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import trio
from msgspec import Struct

from oro_framework.errors import Closed, OroError
from oro_framework.host.kernel.faults import fault_of
from oro_framework.host.kernel.threads import Threads
from oro_framework.host.requests.envelope import error_response
from oro_framework.host.requests.protocol import Request
from oro_framework.host.requests.reply import BodyWriter, FileSlice, Head, Reply
from oro_framework.types import ASGIApp, Message

__all__ = ("Answer", "Exchanges", "SchemeTable", "Served")

EXTENSIONS: Mapping[str, Any] = {"oro.response.file": {}, "http.response.pathsend": {}}
DUPLEX: Mapping[str, Any] = {**EXTENSIONS, "oro.duplex": {}}
"""The body is received while the answer is sent."""


class Answer(Struct, frozen=True):
    """A whole answer that needed no task."""

    head: Head
    body: bytes


class Served(Struct, frozen=True):
    """What answers one scheme.

    `instant` may answer on the loop thread without a task, `inline` on any thread; None declines. Neither raises.
    """

    app: ASGIApp
    instant: Callable[[Request], Answer | None] | None = None
    inline: Callable[[Request], Answer | None] | None = None


SchemeTable = Mapping[str, Served]


class PageGone(OSError):
    """The page aborted, was replaced or closed while an answer was being sent."""


class Exchanges:
    """The door through which backends bring requests; made before the loop runs, open until it ends."""

    def __init__(self, threads: Threads, log: logging.Logger) -> None:
        self._threads = threads
        self._log = log
        self._table: SchemeTable | None = None
        self._nursery: trio.Nursery | None = None
        self._waiting: deque[_Exchange] = deque()
        self._closed = False
        self._live: set[_Exchange] = set()
        self._early: deque[Callable[[], Awaitable[None]]] = deque()
        self._works: set[trio.CancelScope] = set()
        self._inline: Mapping[str, Callable[[Request], Answer | None]] = {}

    def open(self, request: Request, reply: Reply) -> _Exchange:
        """Begin an exchange; at once on the loop thread, where a quick answer comes before this returns.

        Any thread; never raises, never blocks.
        """
        exchange = _Exchange(self, request, reply)
        inline = self._inline.get(request.target.scheme)
        if inline is not None and (answer := inline(request)) is not None:
            exchange.settle(answer)
        else:
            self._threads.on_loop(self._begin, exchange)
        return exchange

    async def serve(self, table: SchemeTable, stopped: trio.Event, grace: float = 5.0) -> None:
        """Answer exchanges until `stopped` is set, then give what still runs `grace` seconds to end.

        If cancelled, every exchange is cancelled at once.
        """
        async with trio.open_nursery() as nursery:
            self._nursery, self._table = nursery, table
            self._inline = {scheme: served.inline for scheme, served in table.items() if served.inline is not None}
            while self._waiting:
                self._begin(self._waiting.popleft())
            while self._early:
                self._start(self._early.popleft())
            await stopped.wait()
            self._closed, self._inline = True, {}
            for scope in tuple(self._works):
                scope.cancel()
            for exchange in tuple(self._live):
                exchange.cancel()
            nursery.cancel_scope.deadline = trio.current_time() + grace

    def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` on the loop thread until it ends, or exchanges do. Any thread; never raises, never blocks."""
        self._threads.on_loop(self._start, work)

    def _start(self, work: Callable[[], Awaitable[None]]) -> None:
        if self._nursery is None:
            self._early.append(work)
        elif not self._closed:
            self._nursery.start_soon(self._guarded, work)

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        with trio.CancelScope() as scope:
            self._works.add(scope)
            try:
                await work()
            except Exception:
                self._log.exception("Cannot go on with %r: it raised", work)
            finally:
                self._works.discard(scope)

    def live(self) -> int:
        """Return how many exchanges are being answered."""
        return len(self._live)

    def _begin(self, exchange: _Exchange) -> None:
        if exchange.gone:
            return
        if self._table is None or self._nursery is None:
            self._waiting.append(exchange)
            return
        served = self._table.get(exchange.request.target.scheme)
        if self._closed or served is None:
            exchange.refuse(Closed("Cannot answer: the app is shutting down"))
            return
        if served.instant is not None and (answer := served.instant(exchange.request)) is not None:
            exchange.settle(answer)
            return
        exchange.begin()
        self._live.add(exchange)
        self._nursery.start_soon(self._run, exchange, served.app)

    async def _run(self, exchange: _Exchange, app: ASGIApp) -> None:
        try:
            await exchange.run(app, self._log)
        finally:
            self._live.discard(exchange)


class _Exchange:
    """State of one request; everything but `abort` belongs to the loop thread."""

    __slots__ = ("_body_read", "_cancel", "_finished", "_head", "_owner", "_writer", "gone", "reply", "request")

    def __init__(self, owner: Exchanges, request: Request, reply: Reply) -> None:
        self._owner = owner
        self.request = request
        self.reply: Reply | None = reply
        self.gone = False
        self._cancel: trio.CancelScope | None = None
        self._head: Head | None = None
        self._writer: BodyWriter | None = None
        self._finished = False
        self._body_read = False

    def abort(self) -> None:
        """Tell the handler that the page lost interest. Any thread, idempotent."""
        self._owner._threads.on_loop(self._page_gone)

    def begin(self) -> None:
        """Make it one that can be cancelled, also before its task has run."""
        self._cancel = trio.CancelScope()

    def _page_gone(self) -> None:
        self.gone = True
        self.cancel()

    def cancel(self) -> None:
        if self._cancel is not None:
            self._cancel.cancel()

    def settle(self, answer: Answer) -> None:
        """Answer at once, on whatever thread this is."""
        self._end_with().respond(answer.head, answer.body)

    def refuse(self, error: OroError) -> None:
        """Answer with an error instead of running anything."""
        head, body = error_response(error, self.request.target.url)
        self._end_with().respond(head, body)

    async def run(self, app: ASGIApp, log: logging.Logger) -> None:
        if self.gone or self._cancel is None:
            return
        failure: OroError | None = None
        with self._cancel:
            try:
                extensions = EXTENSIONS if self.request.incoming is None else DUPLEX
                await app(self.request.scope(extensions), self._receive, self._send)
            except PageGone:
                self.gone = True
            except OroError as error:
                failure = error
            except BaseException as error:
                log.error(
                    "Cannot answer %s %s: the app raised",
                    self.request.method, self.request.target.url, exc_info=fault_of(error),
                )  # fmt: skip
        self._end(failure)

    def _end(self, failure: OroError | None) -> None:
        """Settle whatever the app left open."""
        if self._finished:
            return
        if self._writer is not None:
            self._finished = True
            self._writer.abort()
        else:
            reply = self._end_with()
            if not self.gone:
                head, body = error_response(failure or _unanswered(self._cancel), self.request.target.url)
                reply.respond(head, body)

    async def _receive(self) -> Message:
        if self.request.incoming is not None:
            return await self.request.incoming()
        if not self._body_read:
            self._body_read = True
            return {"type": "http.request", "body": self.request.body, "more_body": False}
        if not self._finished:
            await trio.sleep_forever()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        kind = message["type"]
        if self.gone:
            if kind == "oro.response.file":
                os.close(message["fd"])
            raise PageGone("the page is gone")
        if kind == "http.response.body":
            await self._send_body(message.get("body", b""), message.get("more_body", False))
        elif kind == "http.response.start":
            headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in message.get("headers", ()))
            self._head = Head(message["status"], headers)
        elif kind == "oro.response.file":
            self._send_file(FileSlice(message["fd"], message["offset"], message["length"]))
        elif kind == "http.response.pathsend":
            fd = os.open(message["path"], os.O_RDONLY | os.O_CLOEXEC)
            self._send_file(FileSlice(fd, 0, os.fstat(fd).st_size))
        else:
            raise RuntimeError(f'Cannot send "{kind}": no such ASGI message')

    async def _send_body(self, body: bytes, more: bool) -> None:
        if self._head is None:
            raise RuntimeError("Cannot send a body: http.response.start was not sent")
        if self._finished:
            return
        if self._writer is None:
            if not more:
                self._end_with().respond(self._head, bytes(body))
                return
            assert self.reply is not None
            self._writer = self.reply.stream(self._head)
            self.reply = None
        if body:
            try:
                await self._writer.write(bytes(body))
            except Closed as error:
                raise PageGone(error.message) from error
        if not more:
            self._finished = True
            self._writer.close()
            self._writer = None

    def _send_file(self, file: FileSlice) -> None:
        if self._head is None or self._writer is not None or self._finished:
            os.close(file.fd)
            raise RuntimeError("Cannot send a file: it must follow http.response.start and nothing else")
        self._end_with().respond_file(self._head, file)

    def _end_with(self) -> Reply:
        """Return the reply, for its last call; it knows this exchange, and a ring would be left to the collector."""
        self._finished = True
        reply, self.reply = self.reply, None
        assert reply is not None
        return reply


def _unanswered(scope: trio.CancelScope | None) -> OroError:
    if scope is not None and scope.cancelled_caught:
        return Closed("Cannot answer: the request was cancelled by the host")
    return OroError("Cannot answer: the handler ended without an answer")
