"""Calls of pages: each is one exchange of the host, answered over the connection it came on, or kept for resume.

    running ─ respond ──→ answered ─ the page has it ─→ forgotten
       │  └── stream ───→ streaming ─ the page has it ─→ forgotten
       └ the connection breaks: kept `keep` seconds ─ respond → answered, then given out ─→ forgotten

What arrived is executed once. A page whose connection broke asks for each call it has no answer of: it gets the
answer, waits for it, learns that the call never arrived (only then it may send it again), or that its answer
is lost, which is so for streams and for answers too large to keep.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import trio

from oro_conduit.calls.offers import file_response
from oro_conduit.errors import CallLost, CallUnknown
from oro_framework.errors import Closed
from oro_framework.requests import BodyWriter, Exchange, FileSlice, Head
from oro_framework.types import FileResponse, Response, Window, WindowStatus

if TYPE_CHECKING:
    from oro_conduit.calls.page_calls import PageCalls

__all__ = ("Calls", "Incoming", "PageCall", "is_gone")


class Incoming:
    """Body bytes of a stream that goes both ways; reading grants credit."""

    def __init__(self, connection: PageCalls, stream: int) -> None:
        self._connection = connection
        self._stream = stream
        self._chunks: list[bytes] = []
        self._ended = False
        self._gone = False
        self._arrived = trio.Event()

    def put(self, data: bytes, end: bool) -> None:
        """Take what came."""
        if data:
            self._chunks.append(data)
        self._ended = end
        self._arrived.set()

    def lose(self) -> None:
        """Tell the reader that the page is gone."""
        self._gone = True
        self._arrived.set()

    async def __call__(self) -> bytes:
        """Wait for the next piece; empty at the end, or when the page is gone. If cancelled, nothing is lost."""
        while not (self._chunks or self._ended or self._gone):
            self._arrived = trio.Event()
            await self._arrived.wait()
        if self._gone:
            return b""
        body = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        self._chunks.clear()
        self._connection.taken(self._stream, len(body))
        return body


class PageCall:
    """One call: the host's `Reply`, and what is kept of the answer. Loop thread."""

    __slots__ = (
        *("_connection", "_waiters", "answer", "exchange", "expired", "file", "id", "incoming", "key", "lost"),
        *("reading", "settled", "stream_id"),
    )

    def __init__(self, connection: PageCalls, stream: int, id: str, incoming: Incoming | None) -> None:
        self._connection: PageCalls | None = connection
        self.stream_id = stream
        self.id = id
        self.key: tuple[Window | None, str] = (connection.caller.window, id)
        self.incoming = incoming
        self.exchange: Exchange | None = None
        self.answer: tuple[Head, bytes] | None = None
        self.file: tuple[Head, FileSlice] | None = None
        self.lost = False
        self.reading: trio.CancelScope | None = None
        """Where the file is being read; it is closed there."""
        self.settled: trio.Event | None = None
        self.expired = False
        """Nobody may begin to wait for the answer any more."""
        self._waiters = 0

    @property
    def alone(self) -> bool:
        """Whether its connection ended."""
        return self._connection is None

    @property
    def size(self) -> int:
        """Bytes of answer that are kept."""
        return len(self.answer[1]) if self.answer is not None else 0

    # -- Reply -----------------------------------------------------------------------------------

    def respond(self, head: Head, body: bytes) -> None:
        """Answer at once; without a connection the answer is kept."""
        self.exchange = None
        self.answer = (head, body)
        if self._connection is not None:
            self._connection.answer(self, head, body)
        self._settle()

    def respond_file(self, head: Head, file: FileSlice) -> None:
        """Answer with a file; it is closed when the page has it, or has not asked for it in time."""
        self.exchange = None
        self.file = (head, file)
        if self._connection is not None:
            self._connection.send_file(self, head, file)
        self._settle()

    def stream(self, head: Head) -> BodyWriter:
        """Begin an answer in pieces; without a connection it is lost."""
        self.lost = True
        self._settle()
        if self._connection is None:
            return _NoWriter()
        return self._connection.begin(self, head)

    # -- ends ------------------------------------------------------------------------------------

    def abort(self) -> None:
        """Cancel the handler: the page gave the call up, or is gone for good."""
        self._connection = None
        if self.incoming is not None:
            self.incoming.lose()
        if self.exchange is not None:
            self.exchange.abort()
        self.close()

    def detach(self) -> bool:
        """Go on without the connection; False when that makes no sense and the call was aborted."""
        if self.incoming is not None or (self.lost and self.answer is None) or not self.id:
            self.lost = True
            self.abort()
            return bool(self.id)
        self._connection = None
        return True

    def close(self) -> None:
        """Free what is kept of the answer; who waits for it learns that it is lost."""
        if self.reading is not None:
            self.reading.cancel()
        elif self.file is not None:
            os.close(self.file[1].fd)
            self.file = None
        self.answer = None
        self.lost = True
        self._settle()

    def forget_body(self) -> None:
        """Keep only that there was an answer."""
        self.answer = None
        self.lost = True

    def _settle(self) -> None:
        if self.settled is not None:
            self.settled.set()

    async def outcome(self) -> Response | FileResponse:
        """Wait for the answer and give it out.

        Raises:
            CallLost: it was a stream, or was too large to keep.
        """
        self._waiters += 1
        try:
            while self.answer is None and self.file is None and not self.lost:
                if self.settled is None:
                    self.settled = trio.Event()
                await self.settled.wait()
            return self._outcome()
        finally:
            self._waiters -= 1
            if self.expired and not self._waiters:
                self.abort()

    def expire(self) -> None:
        """Give the call up, once nobody waits for its answer."""
        self.expired = True
        if not self._waiters:
            self.abort()

    def _outcome(self) -> Response | FileResponse:
        if self.answer is not None:
            head, body = self.answer
            return Response(body=body, status=head.status, headers=head.headers)
        if self.file is not None and not self.lost:
            head, file = self.file
            return file_response(head, FileSlice(os.dup(file.fd), file.offset, file.length))
        raise CallLost(f'Cannot answer call "{self.id[:64]}" again: its answer was a stream, or too large to keep')


class _NoWriter:
    """The body of an answer nobody can get any more."""

    async def write(self, chunk: bytes) -> None:
        raise Closed("Cannot write: the connection of the page broke")

    def close(self) -> None: ...
    def abort(self) -> None: ...


def is_gone(window: Window) -> bool:
    """Return whether a window closes, closed or crashed: nobody there asks for answers any more."""
    return window.status is WindowStatus.ERROR or window.status >= WindowStatus.CLOSING


class Calls:
    """Every call that arrived and whose answer a page may still ask for, by its window and id."""

    def __init__(self) -> None:
        self._calls: dict[tuple[Window | None, str], PageCall] = {}
        self._kept: dict[Window | None, set[trio.CancelScope]] = {}
        """How long calls of connections that ended are kept, by their window."""

    def __len__(self) -> int:
        return len(self._calls)

    def add(self, call: PageCall) -> None:
        """Remember a call; an id that is used again names the newer one."""
        if call.id:
            self._calls[call.key] = call

    def forget(self, call: PageCall) -> None:
        """Forget a call whose answer the page has, or gave up."""
        if self._calls.get(call.key) is call:
            del self._calls[call.key]

    def knows(self, window: Window | None, id: str) -> bool:
        """Tell whether a call of that id arrived from this window and is kept."""
        return (window, id) in self._calls

    async def resume(self, window: Window | None, id: str) -> Response | FileResponse:
        """Give out the answer of a call, waiting for it.

        Raises:
            CallUnknown: no call of that id arrived from this window, or it was kept too long.
            CallLost: it arrived, and its answer is lost.
        """
        call = self._calls.get((window, id))
        if call is None:
            raise CallUnknown(f'Cannot resume call "{id[:64]}": it never arrived')
        return await call.outcome()

    async def expire(self, calls: Sequence[PageCall], keep: float) -> None:
        """Keep calls of a connection that ended for `keep` seconds more, none of a window that is forgotten.

        If cancelled, they are kept.
        """
        window = calls[0].key[0]
        if window is None or not is_gone(window):
            await self._keep(window, keep)
        for call in calls:
            self.forget(call)
            call.expire()

    async def _keep(self, window: Window | None, seconds: float) -> None:
        with trio.move_on_after(seconds) as scope:
            self._kept.setdefault(window, set()).add(scope)
            try:
                await trio.sleep_forever()
            finally:
                self._kept[window].discard(scope)
                if not self._kept[window]:
                    del self._kept[window]

    def forget_window(self, window: Window, *, live: bool) -> None:
        """Abort what a window had called over connections that ended; with `live`, over all."""
        for scope in self._kept.get(window, ()):
            scope.cancel()
        for key, call in list(self._calls.items()):
            if key[0] is window and (live or call.alone):
                del self._calls[key]
                call.abort()

    def close(self) -> None:
        """Abort and forget everything."""
        while self._calls:
            self._calls.popitem()[1].abort()

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of the calls that are kept."""
        return {"calls": [id for _, id in self._calls]}
