"""The interface between the host and a backend: backends bring requests to a `Door` and provide a `Reply` to each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from msgspec import Struct

from oro_framework.asgi import Headers
from oro_framework.host.requests.protocol import Request

__all__ = ("BodyWriter", "Door", "Exchange", "FileSlice", "Head", "Reply")


class Head(Struct, frozen=True):
    """The status and headers of an answer; header names are lower case, values unchanged."""

    status: int
    headers: Headers


class FileSlice(Struct, frozen=True):
    """`length` bytes of the open file `fd` from `offset`; the receiver closes `fd`."""

    fd: int
    offset: int
    length: int


class BodyWriter(Protocol):
    """Writes the body of a streamed answer. Loop thread."""

    async def write(self, chunk: bytes) -> None:
        """Write a chunk and wait until the engine has room. If cancelled, part of it may have been written.

        Raises:
            Closed: the page is gone.
        """
        ...

    def close(self) -> None:
        """End the body normally; idempotent, never blocks."""
        ...

    def abort(self) -> None:
        """Cut the body off: the page sees a network error, if the engine can report one."""
        ...


class Reply(Protocol):
    """The engine's end of one exchange. Loop thread; exactly one of the methods is called, once."""

    def respond(self, head: Head, body: bytes) -> None:
        """Answer with a whole body."""
        ...

    def respond_file(self, head: Head, file: FileSlice) -> None:
        """Answer with part of a file, which the engine or the kernel copies."""
        ...

    def stream(self, head: Head) -> BodyWriter:
        """Begin an answer whose body is written in pieces; the head is sent at once."""
        ...


class Exchange(Protocol):
    """A request that is being answered. Any thread."""

    def abort(self) -> None:
        """Cancel the handler because the page no longer wants the answer. Idempotent, never raises."""
        ...


class Door(Protocol):
    """The entry to which backends bring requests. Any thread; never raises, never blocks.

    If `open` is called on the loop thread, the exchange may have been answered before it returns.
    """

    def open(self, request: Request, reply: Reply) -> Exchange: ...

    def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` in a task on the loop thread; it is cancelled when the app stops, and an exception is logged."""
        ...

    def when_begun(self, call: Callable[[], None]) -> bool:
        """Call a function once all exchanges that wait for a task have begun, so that their answers are sent together.

        Returns False, without a call, if no exchange waits. Loop thread; the function must not raise.
        """
        ...
