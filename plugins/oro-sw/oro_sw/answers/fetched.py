"""Answers that workers fetched: the host keeps a body until it is read, handed on or dropped."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import count
from typing import Protocol, Self

import anyio

from oro_framework.errors import Closed, NotFound, OroError
from oro_framework.requests import FileSlice, Head
from oro_sw.answers.bodies import AnyBody, Body, Piped, drop
from oro_sw.answers.spool import Reading, Spool

__all__ = ("Fetched", "FetchedAnswers")

MOST = 256
"""Bodies of one worker that are kept; each may be an open file."""


class Answering(Protocol):
    """A request under way, such as an `Exchange`."""

    def abort(self) -> None:
        """Stop."""
        ...


class Fetched:
    """One answer of the app, or of another site: a `Reply`. Loop thread."""

    def __init__(self) -> None:
        self._arrived = anyio.Event()
        self._answering: Answering | None = None
        self._error: OroError | None = None
        self._body: AnyBody = b""
        self._gone = False
        self.head = Head(0, ())
        """Status and headers."""

    @classmethod
    async def open(cls, begin: Callable[[Fetched], Answering]) -> Self:
        """Begin a request; return the answer once its head is there. If cancelled, so is the request.

        Args:
            begin: begins the request, such as `partial(host.door.open, request)`.

        Raises:
            OroError: the error given to `fail`.
        """
        fetched = cls()
        fetched._answering = begin(fetched)
        try:
            await fetched._arrived.wait()
            if fetched._error is not None:
                raise fetched._error
        except BaseException:
            fetched.drop()
            raise
        return fetched

    @property
    def length(self) -> int | None:
        """Bytes of the body; None where they come piece by piece."""
        if isinstance(self._body, Body):
            return None
        return self._body.length if isinstance(self._body, FileSlice) else len(self._body)

    def take(self) -> AnyBody:
        """Return the body, once."""
        body, self._body = self._body, b""
        return body

    def copy(self) -> AnyBody:
        """Return the body, and keep it.

        Raises:
            Closed: it comes piece by piece, and once.
        """
        if isinstance(self._body, Reading):
            return self._body.copy()
        if isinstance(self._body, Body):
            raise Closed("Cannot copy an answer: it comes piece by piece")
        if isinstance(self._body, FileSlice):
            return FileSlice(os.dup(self._body.fd), self._body.offset, self._body.length)
        return self._body

    def drop(self) -> None:
        """Drop the body, and cancel the request unless a copy is still read. Idempotent."""
        self._gone = True
        body = self.take()
        drop(body)
        if not isinstance(body, Reading):
            self._abort()

    # -- the answer as it comes ------------------------------------------------------------------

    def respond(self, head: Head, body: bytes) -> None:
        """Take a whole answer."""
        self._arrive(head, body)

    def respond_file(self, head: Head, file: FileSlice) -> None:
        """Take an answer that is in a file."""
        self._arrive(head, file)

    def stream(self, head: Head) -> _Writer:
        """Take an answer whose body comes in pieces."""
        body = Piped(0, self._abort)
        self._arrive(head, body)
        return _Writer(body)

    def spool(self, head: Head) -> _Writer:
        """Take an answer whose body comes in pieces and can be copied meanwhile."""
        spool = Spool(self._abort)
        self._arrive(head, spool.reader())
        return _Writer(spool)

    def fail(self, error: OroError) -> None:
        """End the wait with an error, unless the head is there."""
        if not self._arrived.is_set():
            self._error = error
            self._arrived.set()

    def _arrive(self, head: Head, body: AnyBody) -> None:
        if self._gone:
            drop(body)
            return
        self.head, self._body = head, body
        self._arrived.set()

    def _abort(self) -> None:
        answering, self._answering = self._answering, None
        if answering is not None:
            answering.abort()


class _Writer:
    """The end of a body that the app writes; `write` returns when a reader has taken the piece."""

    def __init__(self, body: Piped | Spool) -> None:
        self._body = body

    async def write(self, chunk: bytes) -> None:
        try:
            await self._body.feed(chunk)
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as error:
            raise Closed("Cannot write: the answer is not read any more") from error

    def close(self) -> None:
        self._body.finish()

    def abort(self) -> None:
        self._body.cut()


class FetchedAnswers:
    """The answers that one worker fetched and has not used, by id."""

    def __init__(self) -> None:
        self._kept: dict[str, Fetched] = {}
        self._ids = count(1)
        self._closed = False

    @property
    def full(self) -> bool:
        """Whether there is no room for another."""
        return self._closed or len(self._kept) >= MOST

    def put(self, fetched: Fetched) -> str:
        """Keep an answer; return its id. One that comes after `close` is dropped."""
        id = str(next(self._ids))
        self._kept[id] = fetched
        if self._closed:
            self.drop(id)
        return id

    def head(self, id: str) -> Head:
        """Return the head of an answer.

        Raises:
            NotFound: there is none of that id.
        """
        return self._find(id).head

    def body(self, id: str, *, keep: bool = False) -> AnyBody:
        """Return the body of an answer; the answer is gone then unless it is to be kept.

        Raises:
            NotFound: there is none of that id.
            Closed: it was to be kept, and comes piece by piece.
        """
        found = self._find(id)
        if keep:
            return found.copy()
        del self._kept[id]
        return found.take()

    def drop(self, id: str) -> None:
        """Drop an answer, if it is there."""
        if (found := self._kept.pop(id, None)) is not None:
            found.drop()

    def close(self) -> None:
        """Drop every answer."""
        self._closed = True
        for id in tuple(self._kept):
            self.drop(id)

    def _find(self, id: str) -> Fetched:
        found = self._kept.get(id)
        if found is None:
            raise NotFound(f'What the service worker fetched as "{id[:40]}" is not there any more')
        return found
