"""One request from its arrival to its last byte: an app on one side, a backend's `Reply` on the other.

Rules
1. The app is called once, on the loop thread. An answer that needs no waiting is sent before `open` returns, if `open`
   is called on the loop thread; only an answer that is awaited has a task.
2. Every exchange with a task has a cancel scope of its own; an abort by the page, a deadline and shutdown cancel it.
3. A failure inside one exchange is answered and logged there; it never reaches other exchanges.
4. Exactly one of `respond`, `respond_file` and `stream` is called on the reply, once; after an abort, none.
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
    """The `Door` to which backends bring requests; created before the loop runs, open until it ends.

    Args:
        threads: those of the app.
        log: for failures of apps, with their tracebacks.
        wrap: returns what a reply is replaced by, such as one that adds headers.
    """

    def __init__(self, threads: Threads, log: logging.Logger, wrap: Callable[[Reply], Reply] | None = None) -> None:
        self._threads = threads
        self._log = log
        self._wrap = wrap
        self._table: SchemeTable | None = None
        self._nursery: trio.Nursery | None = None
        self._waiting: deque[_Exchange] = deque()
        self._closed = False
        self._live: set[_Exchange] = set()
        self._tasks: TaskPool | None = None
        self._early: deque[Callable[[], Awaitable[None]]] = deque()
        self._works: set[trio.CancelScope] = set()

    def open(self, request: Request, reply: Reply) -> _Exchange:
        """Begin an exchange; on the loop thread, an answer that needs no task is sent before this returns.

        May be called on any thread; never raises, never blocks.
        """
        exchange = _Exchange(self, request, reply if self._wrap is None else self._wrap(reply))
        self._threads.on_loop(self._begin, exchange)
        return exchange

    async def serve(self, table: SchemeTable, stopped: trio.Event, grace: float = 5.0) -> None:
        """Answer exchanges until `stopped` is set, then cancel the rest and wait at most `grace` seconds for them.

        If cancelled, cancels every exchange at once.
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
        """Run `work` in a task on the loop thread; it is cancelled when exchanges end.

        May be called on any thread; never raises, never blocks.
        """
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
        """Call a function once all exchanges that wait for a task have begun.

        Returns False, without a call, if no exchange waits.
        """
        return self._tasks is not None and self._tasks.when_begun(call)

    def live(self) -> int:
        """Return the number of exchanges that have a task."""
        return len(self._live)

    def idle(self) -> int:
        """Return the number of tasks that wait for an exchange."""
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
    """The state of one request; all its methods but `abort` must be called on the loop thread."""

    __slots__ = ("_cancelled", "_owner", "_scope", "_seconds", "_writer", "awaited", "gone", "reply", "request")

    def __init__(self, owner: Exchanges, request: Request, reply: Reply) -> None:
        self._owner = owner
        self.request = request
        self.reply: Reply | None = reply
        """None once it is used: a reply refers to its exchange, and the cycle would wait for the garbage collector."""
        self.awaited: Answer | Awaitable[Answer] | None = None
        """The answer that the task awaits, or sends piece by piece."""
        self.gone = False
        self._cancelled = False
        self._scope: trio.CancelScope | None = None
        """Cancels the task; None until the task first waits."""
        self._seconds = 0.0
        """Seconds that the answer may be awaited; 0 means no limit."""
        self._writer: BodyWriter | None = None

    def abort(self) -> None:
        """Cancel the handler because the page no longer wants the answer. Any thread; idempotent."""
        self._owner._threads.on_loop(self._page_gone)

    def _page_gone(self) -> None:
        self.gone = True
        self.cancel()

    def cancel(self) -> None:
        """Cancel the task, even before it has run."""
        self._cancelled = True
        if self._scope is not None:
            self._scope.cancel()

    def settle(self, answer: Answer) -> bool:
        """Send an answer that needs no waiting; return False, with nothing sent, if its body comes in pieces."""
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
        """Answer with an error, unless an answer has begun or the page is gone.

        An exception that is no `OroError` is unexpected, so it is logged with its traceback.
        """
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
        """Wait for the answer and send it."""
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
        """Wait for an answer with a time limit; if it is late, `ended` sends the answer of `Later.late` instead."""
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
        """Store the cancel scope of the task, and set its deadline."""
        self._scope = scope
        if self._cancelled:
            scope.cancel()
        elif self._seconds:
            scope.deadline = trio.current_time() + self._seconds

    def ended(self) -> None:
        """Answer the request if its work was cancelled, and remove the exchange."""
        self._scope = self._writer = None
        self._owner._live.discard(self)
        if self.reply is not None and not self.gone:
            if isinstance(self.awaited, Answer):
                self.settle(self.awaited)
            else:
                self.fail(Closed("Cannot answer: the request was cancelled by the host"))
        self.awaited = None

    async def _give(self, answer: Answer) -> None:
        """Send an answer piece by piece, unless the page is gone."""
        if self.gone:
            await discard(answer)
            return
        assert not isinstance(answer.body, (bytes, FileSlice))
        if not await send_pieces(answer.body, partial(self._begin, answer.head)):
            self.settle(Answer(answer.head))

    def _begin(self, head: Head) -> BodyWriter:
        """Begin a streamed answer; a failure before this call is still answered with an error."""
        reply, self.reply = self.reply, None
        if reply is None or self.gone:
            raise PageGone("the page is gone")
        self._writer = reply.stream(head)
        return self._writer
