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
from typing import Protocol

import trio

from oro_conduit.calls.incoming import Incoming
from oro_conduit.calls.offers import file_response
from oro_conduit.errors import CallLost
from oro_conduit.windows import Owner, owner_of
from oro_framework.errors import Closed
from oro_framework.requests import BodyWriter, Caller, Exchange, FileSlice, Head
from oro_framework.types import FileResponse, Response

__all__ = ("Answers", "PageCall")


class Answers(Protocol):
    """A connection, as its calls see it."""

    caller: Caller

    def answer(self, call: PageCall, head: Head, body: bytes) -> None:
        """Send a whole answer."""
        ...

    def begin(self, call: PageCall, head: Head) -> BodyWriter:
        """Send the head of an answer whose body follows."""
        ...

    def send_file(self, call: PageCall, head: Head, file: FileSlice) -> None:
        """Send a file, or say where it can be fetched."""
        ...


class PageCall:
    """One call: the host's `Reply`, and what is kept of the answer. Loop thread."""

    __slots__ = (
        *("_connection", "_waiters", "answer", "exchange", "expired", "file", "id", "incoming", "key", "lost"),
        *("reading", "settled", "stream_id"),
    )

    def __init__(self, connection: Answers, stream: int, id: str, incoming: Incoming | None) -> None:
        self._connection: Answers | None = connection
        self.stream_id = stream
        self.id = id
        self.key: tuple[Owner, str] = (owner_of(connection.caller), id)
        self.incoming = incoming
        self.exchange: Exchange | None = None
        self.answer: tuple[Head, bytes] | None = None
        self.file: tuple[Head, FileSlice] | None = None
        self.lost = False
        self.reading: trio.CancelScope | None = None
        """Where the file is being read; it is closed there."""
        self.settled: trio.Event | None = None
        self.expired = False
        """Whether it is given up once no caller waits for its answer."""
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
        """Free what is kept of the answer; callers that wait for it learn that it is lost."""
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
        """Give the call up, once no caller waits for its answer."""
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
    """The body of an answer whose connection broke."""

    async def write(self, chunk: bytes) -> None:
        raise Closed("Cannot write: the connection of the page broke")

    def close(self) -> None: ...
    def abort(self) -> None: ...
