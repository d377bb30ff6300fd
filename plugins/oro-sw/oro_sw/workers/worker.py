"""One running worker, as the host talks to it: questions with answers, fetch events, and its end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any

import anyio
import msgspec

from oro_framework.errors import TimedOut
from oro_framework.requests import Request
from oro_framework.types import Duplex
from oro_sw.answers.fetch_event import FetchEvent, Refused, is_navigation
from oro_sw.answers.fetched import FetchedAnswers
from oro_sw.errors import WorkerGone
from oro_sw.registrations.states import Version
from oro_sw.storage.cache_store import Lease

__all__ = ("Worker",)

RECALL = 10.0
"""Seconds after which a silent worker counts as relying on nothing: its requests have been taken from it."""
_QUEUE = 4096
"""Lines that may wait for a worker."""
_ids = count(1)


class Worker:
    """Talks to one running worker. Loop thread.

    Args:
        version: the version it runs.
        heard: called with messages that answer nothing, such as those of values it keeps.
    """

    def __init__(self, version: Version, heard: Callable[[Worker, dict[str, Any]], None]) -> None:
        self.version = version
        self.evaluated = anyio.Event()
        """Its script ran, or failed: see `failure`."""
        self.failure: str | None = None
        self.gone = anyio.Event()
        self.connected = False
        """Its realm runs and has connected."""
        self.moved = False
        """It waits for the second window already: the first one died."""
        self.why = ""
        """The cause of its end: `crashed`, `hangs`, `was stopped`."""
        self.blamed = False
        """Its end was counted against its version."""
        self.fetched = FetchedAnswers()
        """The answers it fetched and has not used."""
        self._heard = heard
        self._sending, self._lines = anyio.create_memory_object_stream[dict[str, Any]](_QUEUE)
        self._questions: dict[str, tuple[anyio.Event, list[dict[str, Any]]]] = {}
        self._asked: dict[str, FetchEvent] = {}
        self._leases: set[str] = set()
        """Requests that came with a lease of the caches, on which it may rely."""
        self._idle: anyio.Event | None = None

    def asked(self, id: str) -> FetchEvent | None:
        """Return the request of an id, while it waits."""
        return self._asked.get(id)

    def tell(self, what: str, **members: Any) -> None:
        """Say something to the worker; never blocks.

        Raises:
            WorkerGone: it has ended, or takes nothing any more.
        """
        try:
            self._sending.send_nowait({"do": what, **members})
        except (anyio.WouldBlock, anyio.ClosedResourceError, anyio.BrokenResourceError):
            raise WorkerGone(f'Cannot {what}: the service worker of "{self._scope}" is gone or hangs') from None

    async def ask(self, what: str, seconds: float, **members: Any) -> dict[str, Any]:
        """Say something and wait for the answer.

        Raises:
            TimedOut: it took too long.
            WorkerGone: it ended first.
        """
        id = str(next(_ids))
        answered, answer = self._questions[id] = (anyio.Event(), list[dict[str, Any]]())
        try:
            self.tell(what, id=id, **members)
            with anyio.move_on_after(seconds):
                await answered.wait()
        finally:
            del self._questions[id]
        if not answered.is_set():
            raise TimedOut(f'Cannot {what}: the service worker of "{self._scope}" took over {seconds:g} s')
        if not answer:
            raise WorkerGone(f'Cannot {what}: the service worker of "{self._scope}" ended')
        return answer[0]

    @asynccontextmanager
    async def fetch(
        self, request: Request, client: str, data: Any = None, lease: Lease | None = None, referrer: str = ""
    ) -> AsyncIterator[FetchEvent]:
        """Dispatch a fetch event and wait in the block; when it is left, the worker hears that the wait is over.

        Args:
            request: a page's.
            client: id of the document that asked, or that will be.
            data: of the scheme's protocol handler.
            lease: the caches' entries for it.
            referrer: URL of the document that asked, if it is known.

        Raises:
            WorkerGone: there is no worker to tell.
        """
        asked = FetchEvent(str(next(_ids)), request, client, referrer)
        self._asked[asked.id] = asked
        try:
            preload = self.version.registration.preload
            header = preload.header if preload.enabled and request.method == "GET" and is_navigation(request) else None
            self.tell("fetch", **asked.describe(), data=data, lease=lease, preload=header)
            if lease is not None:
                self._leases.add(asked.id)
            yield asked
        finally:
            del self._asked[asked.id]
            if asked.settled:
                self._leases.discard(asked.id)
            if self._idle is not None and not self._asked:
                self._idle.set()
            if not asked.settled and not self.gone.is_set():
                with suppress(WorkerGone):
                    self.tell("abort", id=asked.id)
            asked.close()

    async def recall(self) -> None:
        """Take its leases of the caches back; it confirms that, ends, or hangs."""
        if not (recalled := frozenset(self._leases)):
            return
        with suppress(WorkerGone, TimedOut):
            await self.ask("recall", RECALL)
        self._leases -= recalled

    async def idle(self) -> None:
        """Wait until no answer is under way, or it is gone."""
        if self._asked and not self.gone.is_set():
            self._idle = anyio.Event()
            await self._idle.wait()

    async def run(self, stream: Duplex) -> None:
        """Talk until the stream ends. If cancelled, the worker counts as gone."""
        self.connected = True
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(self._write, stream)
                async for line in _lines(stream):
                    self._hear(msgspec.json.decode(line, type=dict[str, Any]))
                group.cancel_scope.cancel()
        finally:
            self.end()
            self._lines.close()

    def end(self, why: str = "ended") -> None:
        """Count it as gone, and end every wait for it. Idempotent."""
        if self.gone.is_set():
            return
        self.gone.set()
        self.why = why
        self._sending.close()
        self.fetched.close()
        if not self.connected:
            self._lines.close()
        if not self.evaluated.is_set():
            self.failure = why
            self.evaluated.set()
        for answered, _ in self._questions.values():
            answered.set()
        for asked in tuple(self._asked.values()):
            asked.fail(WorkerGone(f'Cannot answer: the service worker of "{self._scope}" {why}'))

    @property
    def _scope(self) -> str:
        return self.version.registration.scope

    async def _write(self, stream: Duplex) -> None:
        async for message in self._lines:
            lines = [msgspec.json.encode(message)]
            while True:
                try:
                    lines.append(msgspec.json.encode(self._lines.receive_nowait()))
                except (anyio.WouldBlock, anyio.EndOfStream):
                    break
            await stream.send(b"\n".join(lines) + b"\n")

    def _hear(self, message: dict[str, Any]) -> None:
        what, id = message.get("did"), str(message.get("id", ""))
        if what in ("answer", "pass", "refuse") and id not in self._asked:
            self._leases.discard(id)
        if what == "evaluated":
            if not self.evaluated.is_set():
                self.failure = message.get("error")
                self.evaluated.set()
        elif id in self._questions:
            answered, answer = self._questions[id]
            answer.append(message)
            answered.set()
        elif (asked := self._asked.get(id)) is not None and what in ("pass", "refuse"):
            asked.settle(None if what == "pass" else Refused(str(message.get("error", ""))))
        elif what == "drop":
            self.fetched.drop(id)
        else:
            self._heard(self, message)


async def _lines(stream: Duplex) -> AsyncIterator[bytes]:
    rest = b""
    async for chunk in stream:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if line:
                yield line
