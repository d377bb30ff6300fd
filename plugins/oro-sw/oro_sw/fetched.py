"""What a worker fetched of the app's own origin: the host keeps the body until it is read, handed on, or let go."""

from __future__ import annotations

import os
from itertools import count
from typing import Self

import anyio

from oro_framework.carrier import Exchange, FileSlice, Head, Request
from oro_framework.errors import Closed, NotFound
from oro_framework.types import Host
from oro_sw.bodies import Body, Held, drop

__all__ = ("Fetched", "Shelf")

MOST = 256
"""Bodies of one worker that are kept; each may be an open file."""


class Fetched:
    """One answer of the origin, as the host gives it: a `Reply`. Loop thread."""

    def __init__(self) -> None:
        self._arrived = anyio.Event()
        self._exchange: Exchange | None = None
        self._body: Held = b""
        self._gone = False
        self.head = Head(0, ())
        """Status and headers."""

    @classmethod
    async def open(cls, host: Host, request: Request) -> Self:
        """Ask the origin; return the answer once its head is there. If cancelled, so is what answers."""
        fetched = cls()
        fetched._exchange = host.door.open(request, fetched)
        try:
            await fetched._arrived.wait()
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

    def take(self) -> Held:
        """Return the body, once."""
        body, self._body = self._body, b""
        return body

    def copy(self) -> Held:
        """Return the body, and keep it.

        Raises:
            Closed: it comes piece by piece, and once.
        """
        if isinstance(self._body, Body):
            raise Closed("Cannot copy an answer: it comes piece by piece")
        if isinstance(self._body, FileSlice):
            return FileSlice(os.dup(self._body.fd), self._body.offset, self._body.length)
        return self._body

    def drop(self) -> None:
        """Let it go: what answers is cancelled. Idempotent."""
        self._gone = True
        drop(self.take())
        self._abort()

    # -- what the host tells ---------------------------------------------------------------------

    def respond(self, head: Head, body: bytes) -> None:
        """Take a whole answer."""
        self._arrive(head, body)

    def respond_file(self, head: Head, file: FileSlice) -> None:
        """Take an answer that is in a file."""
        self._arrive(head, file)

    def stream(self, head: Head) -> _Writer:
        """Take an answer whose body comes in pieces."""
        body = Body(0, self._abort)
        self._arrive(head, body)
        return _Writer(body)

    def _arrive(self, head: Head, body: Held) -> None:
        if self._gone:
            drop(body)
            return
        self.head, self._body = head, body
        self._arrived.set()

    def _abort(self) -> None:
        if self._exchange is not None:
            self._exchange.abort()
            self._exchange = None


class _Writer:
    """The end of a body that the app writes; `write` returns when somebody has taken the piece."""

    def __init__(self, body: Body) -> None:
        self._body = body

    async def write(self, chunk: bytes) -> None:
        try:
            await self._body.feed(chunk)
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as error:
            raise Closed("Cannot write: nobody reads the answer any more") from error

    def close(self) -> None:
        self._body.finish()

    def abort(self) -> None:
        self._body.cut()


class Shelf:
    """What one worker fetched and has not used, by id."""

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

    def body(self, id: str, *, keep: bool = False) -> Held:
        """Return the body of an answer, which is kept or not kept any more.

        Raises:
            NotFound: there is none of that id.
            Closed: it was to be kept, and comes piece by piece.
        """
        found = self._kept.get(id)
        if found is None:
            raise NotFound(f'What the service worker fetched as "{id[:40]}" is not there any more')
        if keep:
            return found.copy()
        del self._kept[id]
        return found.take()

    def drop(self, id: str) -> None:
        """Let an answer go, if it is there."""
        if (found := self._kept.pop(id, None)) is not None:
            found.drop()

    def close(self) -> None:
        """Let everything go."""
        self._closed = True
        for id in tuple(self._kept):
            self.drop(id)
