"""One request from its arrival to its last byte: an app on one side, a backend's `Reply` on the other.

Rules
1. The app is called once, on the loop thread. What it answers without waiting is given before `open` returns there;
   only what it awaits has a task.
2. Every exchange that has a task has a cancel scope to itself; page abort, deadline and shutdown cancel it.
3. A failure inside one exchange is answered and logged there; it never reaches its siblings.
4. Exactly one of `respond`, `respond_file` and `stream` is called on the reply, once. After an abort none is.
"""

from __future__ import annotations

import logging
import math
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import trio

from oro_framework.errors import Closed, OroError
from oro_framework.host.kernel.faults import fault_of
from oro_framework.host.kernel.threads import Threads
from oro_framework.host.requests.answer import Answer, App, Later, discard
from oro_framework.host.requests.envelope import error_response
from oro_framework.host.requests.protocol import Request
from oro_framework.host.requests.reply import BodyWriter, FileSlice, Head, Reply
from oro_framework.host.requests.streams import PageGone, send_pieces
from oro_framework.host.requests.task_pool import TaskPool

__all__ = ("Exchanges", "SchemeTable")

SchemeTable = Mapping[str, App]


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
        self._tasks: TaskPool | None = None
        self._early: deque[Callable[[], Awaitable[None]]] = deque()
        self._works: set[trio.CancelScope] = set()

    def open(self, request: Request, reply: Reply) -> _Exchange:
        """Begin an exchange; on the loop thread what needs no task is answered before this returns.

        Any thread; never raises, never blocks.
        """
        exchange = _Exchange(self, request, reply)
        self._threads.on_loop(self._begin, exchange)
        return exchange

    async def serve(self, table: SchemeTable, stopped: trio.Event, grace: float = 5.0) -> None:
        """Answer exchanges until `stopped` is set, then give what still runs `grace` seconds to end.

        If cancelled, every exchange is cancelled at once.
        """
        async with trio.open_nursery() as nursery:
            self._nursery, self._tasks, self._table = nursery, TaskPool(nursery), table
            while self._waiting:
                self._begin(self._waiting.popleft())
            while self._early:
                self._start(self._early.popleft())
            await stopped.wait()
            self._closed = True
            for scope in tuple(self._works):
                scope.cancel()
            for exchange in tuple(self._live):
                exchange.cancel()
            self._tasks.close()
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

    def when_begun(self, call: Callable[[], None]) -> bool:
        """Call a function once the exchanges that wait for a task have begun; False, and no call, when none does."""
        return self._tasks is not None and self._tasks.when_begun(call)

    def live(self) -> int:
        """Return how many exchanges have a task."""
        return len(self._live)

    def idle(self) -> int:
        """Return how many tasks wait for the next exchange."""
        return 0 if self._tasks is None else self._tasks.idle

    def _begin(self, exchange: _Exchange) -> None:
        if exchange.gone:
            return
        if self._table is None or self._tasks is None:
            self._waiting.append(exchange)
            return
        app = self._table.get(exchange.request.target.scheme)
        if self._closed or app is None:
            exchange.fail(Closed("Cannot answer: the app is shutting down"))
            return
        try:
            answer = app(exchange.request)
        except BaseException as error:
            exchange.fail(error)
            return
        if isinstance(answer, Answer) and exchange.settle(answer):
            return
        exchange.awaited = answer
        self._live.add(exchange)
        self._tasks.start(exchange)


class _Exchange:
    """State of one request; everything but `abort` belongs to the loop thread."""

    __slots__ = ("_cancelled", "_owner", "_scope", "_seconds", "_writer", "awaited", "gone", "reply", "request")

    def __init__(self, owner: Exchanges, request: Request, reply: Reply) -> None:
        self._owner = owner
        self.request = request
        self.reply: Reply | None = reply
        """None once it has been answered: it knows this exchange, and a ring would be left to the collector."""
        self.awaited: Answer | Awaitable[Answer] | None = None
        """What its task waits for, or gives piece by piece."""
        self.gone = False
        self._cancelled = False
        self._scope: trio.CancelScope | None = None
        """Cancels its task; None before that waits for anything."""
        self._seconds = 0.0
        """The time limit of an answer that is awaited; 0 means none."""
        self._writer: BodyWriter | None = None

    def abort(self) -> None:
        """Tell the handler that the page lost interest. Any thread, idempotent."""
        self._owner._threads.on_loop(self._page_gone)

    def _page_gone(self) -> None:
        self.gone = True
        self.cancel()

    def cancel(self) -> None:
        """End its task, also before that has run."""
        self._cancelled = True
        if self._scope is not None:
            self._scope.cancel()

    def settle(self, answer: Answer) -> bool:
        """Give an answer that needs no waiting; False when it comes in pieces."""
        reply, body = self.reply, answer.body
        if isinstance(body, bytes):
            self.reply = None
            if reply is not None:
                reply.respond(answer.head, body)
            return True
        if isinstance(body, FileSlice) and reply is not None:
            self.reply = None
            reply.respond_file(answer.head, body)
            return True
        return False

    def fail(self, raised: BaseException) -> None:
        """Answer with an error, unless an answer has begun, or the page is gone; log one that nobody meant."""
        error = fault_of(raised)
        if not isinstance(error, OroError):
            method, url = self.request.method, self.request.target.url
            self._owner._log.error("Cannot answer %s %s: the app raised", method, url, exc_info=error)
            error = OroError("Cannot answer: the handler ended without an answer")
        reply, self.reply = self.reply, None
        if reply is not None and not self.gone:
            reply.respond(*error_response(error, self.request.target.url))

    # -- Job -------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Wait for the answer and give it."""
        answer, self.awaited = self.awaited, None
        assert answer is not None
        try:
            if self._cancelled:
                await discard(answer)
                return
            if isinstance(answer, Later):
                self._seconds = answer.seconds
                answer = await self._in_time(answer)
            elif not isinstance(answer, Answer):
                answer = await answer
            if self.gone or not self.settle(answer):
                await self._give(answer)
        except BaseException as error:
            self.fail(error)

    async def _in_time(self, answer: Later) -> Answer:
        """Wait for an answer whose time is limited; the answer of a late one is given when this job has ended."""
        try:
            found = await answer.work
        except trio.Cancelled:
            if not self._cancelled:
                self.awaited = answer.late()
            raise
        if self._scope is not None:
            self._scope.deadline = math.inf
        return found

    def waits(self, scope: trio.CancelScope) -> None:
        """Keep the scope that cancels the answer, and limit its time."""
        self._scope = scope
        if self._cancelled:
            scope.cancel()
        elif self._seconds:
            scope.deadline = trio.current_time() + self._seconds

    def ended(self) -> None:
        """Answer a request whose work was cancelled, and forget the exchange."""
        self._scope = self._writer = None
        self._owner._live.discard(self)
        if self.reply is not None and not self.gone:
            if isinstance(self.awaited, Answer):
                self.settle(self.awaited)
            else:
                self.fail(Closed("Cannot answer: the request was cancelled by the host"))
        self.awaited = None

    async def _give(self, answer: Answer) -> None:
        """Give an answer piece by piece, unless the page is gone."""
        if self.gone:
            await discard(answer)
            return
        assert not isinstance(answer.body, (bytes, FileSlice))
        if not await send_pieces(answer.body, partial(self._begin, answer.head)):
            self.settle(Answer(answer.head))

    def _begin(self, head: Head) -> BodyWriter:
        """Begin an answer in pieces; until then a failure is answered as any other."""
        reply, self.reply = self.reply, None
        if reply is None or self.gone:
            raise PageGone("the page is gone")
        self._writer = reply.stream(head)
        return self._writer
