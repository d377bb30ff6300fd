"""Where requests are brought, and how they are answered: the two ends that a backend, or another carrier, holds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from msgspec import Struct

from oro_framework.asgi import Headers
from oro_framework.host.requests.protocol import Request

__all__ = ("BodyWriter", "Door", "Exchange", "FileSlice", "Head", "Reply")


class Head(Struct, frozen=True):
    """Status and headers of an answer; header names are lower case, values as given."""

    status: int
    headers: Headers


class FileSlice(Struct, frozen=True):
    """`length` bytes of the open file `fd` from `offset`; whoever receives it closes `fd`."""

    fd: int
    offset: int
    length: int


class BodyWriter(Protocol):
    """The open end of a streamed answer. Loop thread."""

    async def write(self, chunk: bytes) -> None:
        """Hand over a chunk and wait until the engine has room.

        Raises:
            Closed: the page went away. If cancelled, part of the chunk may have been written.
        """
        ...

    def close(self) -> None:
        """End the body normally; idempotent, never blocks."""
        ...

    def abort(self) -> None:
        """End the body so that the page sees a network error where the engine can show one."""
        ...


class Reply(Protocol):
    """The engine's end of one exchange. Loop thread; exactly one of these is called, once."""

    def respond(self, head: Head, body: bytes) -> None:
        """Answer at once with a whole body."""
        ...

    def respond_file(self, head: Head, file: FileSlice) -> None:
        """Answer with part of a file, moved by the engine or the kernel."""
        ...

    def stream(self, head: Head) -> BodyWriter:
        """Begin an answer whose body comes in pieces; the head reaches the page at once."""
        ...


class Exchange(Protocol):
    """A request being answered. Any thread."""

    def abort(self) -> None:
        """Tell the handler that the page lost interest: it is cancelled. Idempotent, never raises."""
        ...


class Door(Protocol):
    """Where backends bring requests. Any thread; never raises, never blocks.

    Opened on the loop thread, an exchange may have answered before `open` returns.
    """

    def open(self, request: Request, reply: Reply) -> Exchange: ...

    def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` on the loop thread until it ends, or the app begins to; what it raises is logged."""
        ...

    def when_begun(self, call: Callable[[], None]) -> bool:
        """Call a function once the exchanges that wait for a task have begun; False, and no call, when none does.

        Answers that come by then can be sent together. Loop thread; the function must not raise.
        """
        ...
