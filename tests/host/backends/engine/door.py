"""A door without ASGI, router or permissions: handlers answer through the backend's `Reply` directly."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable

import trio

from oro_framework.errors import Closed
from oro_framework.host.kernel.threads import Threads
from oro_framework.host.requests.protocol import Request, parse_query
from oro_framework.host.requests.reply import Head, Reply

_log = logging.getLogger("suite.door")


class Asked:
    """One request and the means to answer it. Loop thread, but for `abort`."""

    def __init__(self, door: SuiteDoor, request: Request, reply: Reply) -> None:
        self.door = door
        self.request = request
        self.reply = reply
        self.query = parse_query(request.target.query)
        self.aborted = False
        self.scope = trio.CancelScope()

    def abort(self) -> None:
        self.door.threads.gui_to_loop(self._abort)

    def _abort(self) -> None:
        self.aborted = True
        self.scope.cancel()

    def head(self, status: int = 200, content_type: str = "text/plain", **headers: str) -> Head:
        extra = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        cors = (("access-control-allow-origin", "*"), ("access-control-expose-headers", "*"))
        return Head(status, (("content-type", content_type), *cors, *extra))


Handler = Callable[[Asked], Awaitable[None]]


class SuiteDoor:
    """Hands each request to the handler that `find` names for it."""

    def __init__(self, threads: Threads, find: Callable[[Request], Handler | None]) -> None:
        self.threads = threads
        self._find = find
        self._nursery: trio.Nursery | None = None
        self._early: list[Asked] = []

    def open(self, request: Request, reply: Reply) -> Asked:
        asked = Asked(self, request, reply)
        self.threads.gui_to_loop(self._begin, asked)
        return asked

    def run(self, work: Callable[[], Awaitable[None]]) -> None:
        self.threads.gui_to_loop(self._start, work)

    def when_begun(self, call: Callable[[], None]) -> bool:
        return False

    def _start(self, work: Callable[[], Awaitable[None]]) -> None:
        assert self._nursery is not None
        self._nursery.start_soon(work)

    async def serve(self, stopped: trio.Event) -> None:
        """Answer until `stopped` is set."""
        async with trio.open_nursery() as self._nursery:
            for asked in self._early:
                self._begin(asked)
            await stopped.wait()
            self._nursery.cancel_scope.cancel()

    def _begin(self, asked: Asked) -> None:
        if self._nursery is None:
            self._early.append(asked)
        elif not asked.aborted:
            self._nursery.start_soon(self._run, asked)

    async def _run(self, asked: Asked) -> None:
        handler = self._find(asked.request)
        with asked.scope:
            try:
                if handler is None:
                    asked.reply.respond(asked.head(404), b"not found")
                else:
                    await handler(asked)
            except Closed:
                pass
            except Exception:
                _log.exception("Cannot answer %s", asked.request.target.url)
                asked.reply.respond(asked.head(500), traceback.format_exc().encode())
